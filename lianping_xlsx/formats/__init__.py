"""Safe reading of workbooks from outside: measured, bounded, parsed. It knows nothing of assessments."""
