"""How does a shop run its member programme: publish it, see who stands where, and what points will cost?"""
