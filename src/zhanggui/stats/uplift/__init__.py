"""Whom does a treatment change, by how much, and is it worth what it costs?"""
