"""Is the category tree one in which customers find things?"""
