"""Which products carry the shop?"""
