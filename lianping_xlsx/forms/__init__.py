"""The forms (表样): where every cell is, what a mark there means, and the workbooks that are sent out (1发出)."""
