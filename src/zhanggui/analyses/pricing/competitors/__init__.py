"""Where do own prices stand against those of other sellers?"""
