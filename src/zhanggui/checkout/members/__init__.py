"""What do members have while they pay: a tier, points, and what becomes of them when a sale is undone?"""
