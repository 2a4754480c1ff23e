"""How does demand answer to a price, how sure is that, and which test would tell?"""
