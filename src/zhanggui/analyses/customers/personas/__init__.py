"""What sets groups of customers apart from all others?"""
