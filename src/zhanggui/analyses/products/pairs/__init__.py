"""Which products are bought together more often than chance and taste explain?"""
