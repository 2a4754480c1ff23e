"""How do the shop's messages reach people: what is said, in which form, by which way, and when?"""
