"""What people write today: every sheet of every file by pandas.read_excel, and concat.

python tests/bench/plain_pandas.py DIR
"""

import sys
from pathlib import Path

import pandas as pd

frames = []
for path in sorted(Path(sys.argv[1], "2收回").glob("*.xlsx")):
    for name, sheet in pd.read_excel(path, sheet_name=None, header=None, engine="openpyxl").items():
        sheet.insert(0, "file", path.name)
        sheet.insert(1, "sheet", name)
        frames.append(sheet)
frame = pd.concat(frames, ignore_index=True)
print(frame.shape)
