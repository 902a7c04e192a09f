"""Workbooks, Word files and mails are drawn here. Nothing is computed."""
