"""Which suppliers deliver on time, whole, sound and at a steady price?"""
