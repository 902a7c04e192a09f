"""Findings and their catalogue, exact numbers, spellings, names, addresses. Imports no other floor of the package."""
