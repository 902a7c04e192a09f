"""What has to be said about a workbook, cell by cell; how it is written into a copy is ``annotate``'s business."""

from __future__ import annotations

from dataclasses import dataclass

LIST_SHEET = "需要更正"
"""The sheet in front of such a copy that lists the remarks."""


@dataclass(frozen=True, slots=True)
class Remark:
    """What has to be said about a sheet or (A1 address) a cell of it; ``grave``: must be corrected."""

    sheet: str
    cell: str
    message: str
    remedy: str
    grave: bool


class CannotAnnotateError(Exception):
    """openpyxl does not read this workbook, or it is no longer there."""
