"""Do the marks count: presence, values, voiding."""
