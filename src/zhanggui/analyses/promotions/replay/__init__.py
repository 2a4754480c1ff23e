"""What would a set of offers have given on past baskets?"""
