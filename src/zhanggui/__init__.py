"""Zhanggui 掌柜: the operations system for a shop that sells over several channels."""

__version__ = "0.1.0"
