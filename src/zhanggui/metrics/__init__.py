"""What does every number of the shop mean? Each metric and each dimension is defined here once."""
