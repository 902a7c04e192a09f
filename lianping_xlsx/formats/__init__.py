"""Workbooks that come from outside, read safely: measured, bounded, parsed. Knows nothing of assessments."""
