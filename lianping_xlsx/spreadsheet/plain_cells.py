"""Cells of a workbook of the office that a reader shows as blank, although somebody typed something into them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from lianping_xlsx.core.cell_address import a1
from lianping_xlsx.core.findings import Finding, Place
from lianping_xlsx.formats.sheet import Sheet, Spot


def not_plain(sheet: Sheet, file: str, asked: Callable[[Spot], bool] | None = None) -> Iterator[Finding]:
    """``table.error-value`` and ``table.no-result``, each by its cell; ``asked``: which cells are read; None: all."""
    for spot, shown in sheet.errors.items():
        if asked is None or asked(spot):
            yield Finding("table.error-value", Place(file, sheet.name, a1(*spot)), {"raw": shown})
    yield from without_result(sheet, file, asked)


def without_result(sheet: Sheet, file: str, asked: Callable[[Spot], bool] | None = None) -> Iterator[Finding]:
    """``table.no-result`` for each formula without a result: a program wrote it that does not calculate.

    A result that is an empty text looks the same.
    """
    for spot in sorted(sheet.formulas.keys() - sheet.errors.keys()):
        if _is_blank(sheet, *spot) and (asked is None or asked(spot)):
            yield Finding("table.no-result", Place(file, sheet.name, a1(*spot)))


def _is_blank(sheet: Sheet, row: int, column: int) -> bool:
    cells = sheet.rows[row] if row < len(sheet.rows) else []
    return column >= len(cells) or cells[column] == ""
