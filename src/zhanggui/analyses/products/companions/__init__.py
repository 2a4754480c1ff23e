"""What is shown beside a product that lies in a basket?"""
