"""Replies become marks, with true cell addresses (2收回)."""
