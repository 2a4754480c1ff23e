"""What do strings say? Strings in, labels out: codes, titles, sizes. No shop tables."""
