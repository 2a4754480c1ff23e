"""The HTTP API: the same questions, decisions and files, as JSON under /api/v1."""
