"""One module a policy: a rule that turns what the tables say into proposals. Each has one `POLICY` constant."""
