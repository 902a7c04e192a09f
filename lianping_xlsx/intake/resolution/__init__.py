"""Several versions of one form: what differs, which one is used, what of a refused one is carried over."""
