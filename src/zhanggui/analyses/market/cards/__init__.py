"""How does each competitor stand beside the shop on six axes?"""
