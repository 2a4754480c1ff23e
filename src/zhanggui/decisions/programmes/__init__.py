"""Who is due for which message today, may they be reached, and what did reaching them bring?"""
