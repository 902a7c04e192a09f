"""The yardstick: the same files, every sheet, by bare python-calamine into one pandas frame.

python tests/bench/bare.py DIR
"""

import sys
from pathlib import Path

import pandas as pd
from python_calamine import CalamineWorkbook

rows: list[list[object]] = []
for path in sorted(Path(sys.argv[1], "2收回").glob("*.xlsx")):
    workbook = CalamineWorkbook.from_path(str(path))
    for name in workbook.sheet_names:
        rows += ([path.name, name, *row] for row in workbook.get_sheet_by_name(name).to_python())
width = max(map(len, rows))
for row in rows:
    row += [None] * (width - len(row))
frame = pd.DataFrame(rows)
print(frame.shape)
