"""Which map does a file get that nobody knows?"""
