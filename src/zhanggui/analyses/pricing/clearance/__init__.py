"""At which prices, week after week, does a stock that has to go bring most?"""
