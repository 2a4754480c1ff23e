"""Which listings are one product and which customers one member: proposed, decided by people, kept, undone."""
