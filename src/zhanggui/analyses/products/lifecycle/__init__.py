"""At which stage of its life is each product?"""
