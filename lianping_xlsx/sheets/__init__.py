"""Excel without assessment words: kinds of cell, tables, reading, writing, styles."""
