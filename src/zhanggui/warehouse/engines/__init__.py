"""Which engines can answer for a warehouse?"""
