"""How people and programs reach the shop: they translate, they never compute."""
