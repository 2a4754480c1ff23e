"""What stands on the price tag: lists by channel, region, season and tier, and how they change?"""
