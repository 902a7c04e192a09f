"""Layouts become workbooks: what is sent out (1发出)."""
