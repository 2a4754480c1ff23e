"""How long do customers stay, how often do they come, and what is that worth?"""
