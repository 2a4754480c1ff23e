"""Which product brings people, which brings the money, which is new?"""
