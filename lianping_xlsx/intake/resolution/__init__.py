"""Several versions of one form: what differs, which is used, who may have sent what."""
