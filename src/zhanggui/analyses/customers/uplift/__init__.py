"""Whom does a contact change, by how much, and whom to contact next?"""
