"""Which shops with known truth exist, to learn on and to test against?"""
