"""What does a basket cost while the shop's offers hold? Rules as data and a pure quote: integers only, no I/O."""
