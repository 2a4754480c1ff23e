"""What does the tea shop's world leave in the tables of the contract?"""
