"""What happens by itself in the tea shop's world: seasons, prices, stock, demand and people?"""
