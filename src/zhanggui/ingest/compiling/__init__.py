"""How does a column map become SQL?"""
