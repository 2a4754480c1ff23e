"""The words every part of the shop shares: values without I/O."""
