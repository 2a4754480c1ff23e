"""What would a user pick instead? Hand-written SQL, and pandas."""
