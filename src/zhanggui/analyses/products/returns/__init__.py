"""Which products come back more often than their kind, and why?"""
