"""What is shown beside a basket, and which of it is taken?"""
