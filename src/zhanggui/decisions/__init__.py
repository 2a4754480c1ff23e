"""What could be done, who decided it, what was changed, and did it pay?"""
