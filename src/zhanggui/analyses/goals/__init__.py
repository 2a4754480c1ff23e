"""How does the shop stand against what it should be?"""
