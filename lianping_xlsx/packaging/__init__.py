"""Ways to bring the program to a PC without network or without Python: scripts, run as ``python -m``."""
