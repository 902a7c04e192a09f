"""Word files of 4审定."""
