"""A shop of any size, invented by DuckDB."""
