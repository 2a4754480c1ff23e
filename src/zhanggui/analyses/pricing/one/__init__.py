"""Everything about the price of one product in one place."""
