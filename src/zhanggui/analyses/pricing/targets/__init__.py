"""Which price leaves the margin that the shop wants, after everything?"""
