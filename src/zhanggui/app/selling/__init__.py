"""How does a shop sell: its till, and what its warehouse hears of it?"""
