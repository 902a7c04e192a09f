"""Polls, field scores, composites, ranks, tiers (design § 7)."""
