"""What is wrong with a set of offers, before a customer finds it?"""
