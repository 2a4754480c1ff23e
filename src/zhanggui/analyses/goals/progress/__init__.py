"""How far is a goal, will it be met, and what would close the gap?"""
