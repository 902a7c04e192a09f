"""Long texts on a ratee beside each other, on as many rows as the longest of them needs."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from lianping_xlsx.publish.summary.summary_frame import CENTRED, TEXT, pieces
from lianping_xlsx.scheme.model import Ratee
from lianping_xlsx.spreadsheet.book import Page
from lianping_xlsx.spreadsheet.row_height import fit_row, line_room
from lianping_xlsx.spreadsheet.styles import Style

RATEE_COLUMNS = (("编号", 7), ("单位", 15), ("姓名", 11))
_ROOM = 300
"""The most characters of one text on one row, so that it can be read."""
_LINES = 25
"""The number of full lines that a row can hold: Excel's rows are at most 409 points high."""
Facts = Sequence[tuple[str, Style]]
"""Short texts with their looks."""


def write_passages(
    page: Page, row: int, ratee: Ratee, facts: Facts, passages: Sequence[str], widths: Sequence[float]
) -> int:
    """Write the ratee, short ``facts``, then the texts; return the next free row. ``widths``: of all columns."""
    columns = zip(passages, widths[len(RATEE_COLUMNS) + len(facts) :], strict=True)
    cut = [pieces(text, min(_ROOM, _LINES * line_room(width, TEXT.size))) for text, width in columns]
    for part, cells in enumerate(zip_longest(*cut, fillvalue="")):
        name = f"{ratee.name}（续）" if part else ratee.name
        page.put_row(row, 0, (ratee.code, ratee.workplace, name), CENTRED)
        for column, (text, style) in enumerate(facts, len(RATEE_COLUMNS)):
            page.put(row, column, "" if part else text, style)
        page.put_row(row, len(RATEE_COLUMNS) + len(facts), cells, TEXT)
        words = (ratee.workplace, name, *("" if part else text for text, _ in facts), *cells)
        fit_row(page, row, zip(words, widths[1:], strict=True))
        row += 1
    return row
