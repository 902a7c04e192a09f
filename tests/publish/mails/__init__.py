"""Drafts of mails to the units."""
