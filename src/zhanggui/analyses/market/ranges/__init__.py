"""Which categories and price bands do others offer and the shop does not, and the reverse?"""
