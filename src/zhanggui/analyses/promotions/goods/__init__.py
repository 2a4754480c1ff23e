"""Which goods should a campaign reduce?"""
