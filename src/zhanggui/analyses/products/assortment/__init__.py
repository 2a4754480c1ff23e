"""Which products should go, stay or be pushed?"""
