"""The click commands, one module per command: they parse, call ``app``, print, and return an exit code."""
