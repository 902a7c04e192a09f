"""退回: the copies of replies that units must correct."""
