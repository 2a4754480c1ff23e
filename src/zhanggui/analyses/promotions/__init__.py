"""Which promotions would pay, on which goods, and what did they cost?"""
