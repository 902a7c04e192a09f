"""退回: copies of replies that need correction."""
