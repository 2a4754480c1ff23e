"""How does demand answer to prices, and which price would earn most?"""
