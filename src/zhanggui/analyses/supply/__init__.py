"""Whom does the shop buy from, and what should be bought?"""
