"""Which tables does a shop have, and what does each column mean?"""
