"""Which price should a product have?"""
