"""How is a shop kept safe against a lost disk, and how is it known that the copy is good?"""
