"""Which product left its price band, and which competitor crossed our price?"""
