"""How do members earn and spend points, climb tiers and have rights? Rules as data, and pure folds."""
