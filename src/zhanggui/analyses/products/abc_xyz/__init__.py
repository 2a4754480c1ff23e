"""Which products earn, and which of them can be planned?"""
