"""Of whom is most to come, and who is served first?"""
