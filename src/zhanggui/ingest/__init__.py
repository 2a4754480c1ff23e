"""How do a platform's export files become the shop's tables?"""
