"""Polls, field scores, composites, ranks, tiers."""
