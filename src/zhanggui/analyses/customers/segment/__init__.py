"""Who meets a rule that the operator wrote?"""
