"""Why did a number move between two periods? Drivers, departing parts, known events, next steps."""
