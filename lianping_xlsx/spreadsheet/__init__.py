"""Our own workbooks: kinds of cell, tables, styles, writing, marking copies. Knows nothing of assessments."""
