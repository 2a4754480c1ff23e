"""How did the customers move between the eight segments, measured by one yardstick?"""
