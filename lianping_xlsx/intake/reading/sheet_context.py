"""What the readers of a form share: its layout, the sheet, where its grid stands on it, and where they note it all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from lianping_xlsx.core.cell_address import a1
from lianping_xlsx.core.findings import Finding, Place
from lianping_xlsx.formats.sheet import Cell, Sheet, Span, Spot
from lianping_xlsx.forms.layout import FormLayout, GridColumn, PlacedField
from lianping_xlsx.intake.reading.form_reading import FormReading
from lianping_xlsx.intake.reading.grid import ABSENT, Grid
from lianping_xlsx.spreadsheet.cell_kinds import Kind


@dataclass(slots=True)
class SheetContext:
    """One sheet being read. Rows and columns are those of the sheet, places and indices those of the layout.

    ``covered``: the entries of the grid that lie under merged cells, and the range that covers each.
    """

    layout: FormLayout
    sheet: Sheet
    grid: Grid
    file: str
    reading: FormReading
    placed: tuple[PlacedField, ...]
    covered: dict[Spot, Span] = field(default_factory=dict)

    def find(self, code: str, row: int, column: int, **slots: str) -> None:
        """Note a finding at a cell of the sheet."""
        self.reading.findings.append(Finding(code, Place(self.file, self.sheet.name, a1(row, column)), slots))

    def find_here(self, code: str, **slots: str) -> None:
        """Note a finding on the sheet as a whole."""
        self.reading.findings.append(Finding(code, Place(self.file, self.sheet.name), slots))

    def raw(self, row: int, column: int) -> Cell:
        """What stands in a cell; ``''`` outside of what the sheet has."""
        rows = self.sheet.rows
        return rows[row][column] if 0 <= row < len(rows) and 0 <= column < len(rows[row]) else ""

    def is_blank(self, row: int, column: int) -> bool:
        """Whether nobody has entered anything, right or wrong."""
        at = row, column
        return self.raw(row, column) == "" and at not in self.sheet.formulas and at not in self.sheet.errors

    def inputs(self) -> Sequence[tuple[int, int, GridColumn]]:
        """Place in the layout, column on the sheet, and the column itself, of those in which people type."""
        columns = self.grid.columns
        return [(i, columns[i], column) for i, column in self.layout.input_columns() if columns[i] != ABSENT]

    def kind_at(self, place: int, index: int) -> Kind | None:
        """The kind of the entry at a grid row and column."""
        return self.layout.kind_at(self.layout.rows[place], self.layout.columns[index])
