"""What do the books keep of selling: requests, counters, codes, stock, a ledger, an outbox?"""
