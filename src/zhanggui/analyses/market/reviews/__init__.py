"""Of what do customers of others complain more or less than ours, and what do they praise?"""
