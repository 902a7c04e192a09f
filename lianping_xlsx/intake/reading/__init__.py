"""One file becomes the entries of the forms in it."""
