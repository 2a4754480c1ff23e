"""Which numbers does the shop know? One module a family; the registry gathers them."""
