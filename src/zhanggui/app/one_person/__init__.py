"""What does the shop hold about one person, and how does that person take it along or have it erased?"""
