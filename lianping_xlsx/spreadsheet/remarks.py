"""Remarks on the cells of a workbook; ``annotate`` writes them into a copy.

They are apart from it so that they can be made without openpyxl, which takes long to import.
"""

from __future__ import annotations

from dataclasses import dataclass

LIST_SHEET = "需要更正"
"""The first sheet of an annotated copy, which lists the remarks."""


@dataclass(frozen=True, slots=True)
class Remark:
    """A remark on a sheet ('' for ``cell``) or on one of its cells (A1 address). ``grave``: it must be corrected."""

    sheet: str
    cell: str
    message: str
    remedy: str
    grave: bool


class CannotAnnotateError(Exception):
    """The workbook cannot be annotated: openpyxl does not read it, or the file is gone."""
