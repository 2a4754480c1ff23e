"""Which products share their buyers, and which take sales from each other?"""
