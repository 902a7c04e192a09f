"""Replies become marks with their true cell addresses (2收回)."""
