"""Exit codes."""

DONE = 0
NEEDS_PERSON = 1
CANNOT_RUN = 2
