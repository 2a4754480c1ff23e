"""How fast and how right is the shop, beside what a user would pick instead?"""
