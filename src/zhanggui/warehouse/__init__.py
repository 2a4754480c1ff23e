"""The analytical store: table contracts, landing, snapshots, audits and engines."""
