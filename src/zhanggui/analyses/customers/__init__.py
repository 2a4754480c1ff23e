"""Who buys, who comes back, and where do they leave?"""
