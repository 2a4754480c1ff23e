"""What is known of one customer?"""
