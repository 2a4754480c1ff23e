"""By habit, after comparing, on an impulse or for something new: how does everybody buy?"""
