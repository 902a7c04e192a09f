"""The exit codes of all commands."""

DONE = 0
"""Finished; nothing is left to do for a person."""
NEEDS_PERSON = 1
"""Finished, but a person must act: the result is 试算, or there are findings."""
CANNOT_RUN = 2
"""Not carried out; the output gives the reason."""
