"""The forms (表样): the address and the meaning of every cell, and the workbooks that are sent out (1发出)."""
