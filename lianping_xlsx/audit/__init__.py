"""How a figure answers for itself: where it came from, how near an edge it is, and a second count."""
