"""Do the channels pay what they owe, and what does each of them leave?"""
