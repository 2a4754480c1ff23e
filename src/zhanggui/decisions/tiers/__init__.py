"""What would a programme of member tiers have been on the shop's own history?"""
