"""What the readers of a form share: its layout, the sheet, the place of its grid there, and all that they find."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import field

from lianping_xlsx.core.cell_address import a1
from lianping_xlsx.core.findings import Finding, Place
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.formats.sheet import Cell, Sheet, Span, Spot
from lianping_xlsx.forms.layout import FormLayout, GridColumn, PlacedField
from lianping_xlsx.intake.reading.form_reading import FormReading, Leftover
from lianping_xlsx.intake.reading.grid import ABSENT, Grid
from lianping_xlsx.intake.reading.grid_entries import NO_ENTRIES, GridCell, GridEntries


@dataclass(slots=True)
class SheetContext:
    """One sheet being read. Rows and columns are those of the sheet, places and indices those of the layout.

    ``form``: the place of the form among the expected. ``file``: as findings name it. ``covered``: the entries of the
    grid that lie under merged cells, and the range that covers each. What the readers find stands in the fields of the
    same names as those of ``FormReading``, until ``reading`` hands it over.
    """

    layout: FormLayout
    form: int
    sheet: Sheet
    grid: Grid
    file: str
    placed: tuple[PlacedField, ...]
    covered: dict[Spot, Span] = field(default_factory=dict)
    entries: GridEntries = NO_ENTRIES
    texts: dict[tuple[int, str], str] = field(default_factory=dict)
    bad_cells: dict[GridCell, str] = field(default_factory=dict)
    fields: dict[str, int | str] = field(default_factory=dict)
    field_cells: dict[str, Spot] = field(default_factory=dict)
    bad_fields: set[str] = field(default_factory=set)
    findings: list[Finding] = field(default_factory=list)

    def reading(self, findings: Iterable[Finding], leftovers: Iterable[Leftover] = ()) -> FormReading:
        """All that was read, as a value, with these findings in place of those noted here."""
        return FormReading(
            form=self.form,
            sheet=self.sheet.name,
            entries=self.entries,
            rows=tuple(self.grid.rows),
            columns=tuple(self.grid.columns),
            texts=self.texts,
            fields=self.fields,
            field_cells=self.field_cells,
            bad_fields=frozenset(self.bad_fields),
            findings=tuple(findings),
            bad_cells=self.bad_cells,
            leftovers=tuple(leftovers),
            version=self.layout.version,
        )

    def find(self, code: str, row: int, column: int, **slots: str) -> None:
        """Note a finding at a cell of the sheet."""
        self.findings.append(Finding(code, Place(self.file, self.sheet.name, a1(row, column)), slots))

    def find_here(self, code: str, **slots: str) -> None:
        """Note a finding on the sheet as a whole."""
        self.findings.append(Finding(code, Place(self.file, self.sheet.name), slots))

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
