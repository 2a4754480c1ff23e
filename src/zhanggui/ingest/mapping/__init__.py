"""How does a column map say what a file's columns mean?"""
