"""Which numbers of the board were not what they should have been?"""
