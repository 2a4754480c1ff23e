"""The pages: rendered on the server, readable on a phone, working without script."""
