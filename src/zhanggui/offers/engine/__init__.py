"""How are offers put on a basket, one after the other, in whole coins?"""
