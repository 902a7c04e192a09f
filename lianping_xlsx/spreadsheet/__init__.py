"""The program's own workbooks: kinds of cell, tables, styles, writing, annotating. It knows nothing of assessments."""
