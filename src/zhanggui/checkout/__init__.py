"""What happens while a customer pays: redeem, cancel, refund, holds?"""
