"""Decisions of people and the disclosure of figures: pure functions and values; nothing is drawn here."""
