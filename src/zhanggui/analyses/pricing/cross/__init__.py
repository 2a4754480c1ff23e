"""How does demand for one product answer to the price of another?"""
