"""What did others run while we ran ours: when, how deep, and who was cheaper?"""
