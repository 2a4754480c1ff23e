"""Which codes of different channels are one product?"""
