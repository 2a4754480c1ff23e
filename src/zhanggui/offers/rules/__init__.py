"""How are offers written down, so that a person and a machine read the same?"""
