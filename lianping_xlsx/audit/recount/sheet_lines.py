"""The sheets of a workbook with the values of their rows, each where its address says, in whatever order they stand.

openpyxl reads a sheet in a stream, which is quick; but it leaves out what stands behind a later row or column.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import closing
from itertools import pairwise
from typing import Any

import openpyxl

_ADDRESS = re.compile(rb"""<(?:\w+:)?(?:row|c)\s[^<>]*?\br\s*=\s*["']([A-Z]{0,3})(\d{1,7})["']""")


def sheets_in(data: bytes, *, data_only: bool = False) -> Iterator[tuple[str, list[list[object]], bytes]]:
    """The name of each sheet, its rows from the first on, and its part. ``data_only``: results in place of formulas.

    What the file says of a sheet's dimensions may be wrong, and is not believed.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with (
            closing(openpyxl.load_workbook(io.BytesIO(data), data_only=data_only, read_only=True)) as book,
            zipfile.ZipFile(io.BytesIO(data)) as parts,
        ):
            whole = None
            for sheet in book.worksheets:
                part = parts.read(_path_of(sheet))
                sheet.reset_dimensions()
                page: Any = sheet
                if not _is_in_order(part):
                    whole = whole or openpyxl.load_workbook(io.BytesIO(data), data_only=data_only)
                    page = whole[sheet.title]
                yield sheet.title, [list(row) for row in page.iter_rows(values_only=True)], part


def _path_of(sheet: Any) -> str:
    """The name of its part: openpyxl does not tell it by a public name."""
    return str(sheet._worksheet_path)


def _is_in_order(part: bytes) -> bool:
    """True if each row and each cell of a row stands behind the one before it."""
    found = ((int(row), len(column), column) for column, row in _ADDRESS.findall(part[: part.rfind(b"sheetData")]))
    return all(one < other for one, other in pairwise(found))
