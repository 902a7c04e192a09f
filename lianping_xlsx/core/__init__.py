"""Findings and their catalogue, exact numbers, tolerated spellings. Imports nothing of the package."""
