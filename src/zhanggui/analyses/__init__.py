"""One module a question: what do the shop's tables say about goals, customers and products?"""
