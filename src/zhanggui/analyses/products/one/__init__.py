"""Everything about one product in one place."""
