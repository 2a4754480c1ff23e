"""Which customers of different channels are one person?"""
