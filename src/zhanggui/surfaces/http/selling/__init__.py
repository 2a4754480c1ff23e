"""How do programs quote and sell over HTTP?"""
