"""What do others offer, say and do, and where does the shop stand beside them?"""
