"""On which stage of deciding does everybody stand, and where are they lost?"""
