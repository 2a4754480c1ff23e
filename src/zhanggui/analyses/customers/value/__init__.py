"""What are customers still worth, and how sure is that?"""
