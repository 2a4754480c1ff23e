"""Does a product cost about the same on every channel, and who bears the difference?"""
