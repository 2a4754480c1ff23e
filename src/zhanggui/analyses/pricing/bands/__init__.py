"""Into which price bands do a category's products fall, and which sell out of theirs?"""
