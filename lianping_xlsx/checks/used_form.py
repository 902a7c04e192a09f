"""A used form and its entries: where they stand in the file, and their names in findings.

The ballot of a single voter becomes a register of one row here, so that the checks know only one shape of ballots.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from lianping_xlsx.core import exact
from lianping_xlsx.core.cell_address import a1
from lianping_xlsx.core.findings import Finding, Place
from lianping_xlsx.core.light_dataclass import dataclass, replace
from lianping_xlsx.forms.layout import FormLayout, GridColumn, GridRow, Role
from lianping_xlsx.intake.reading.entry_wording import when_none, who
from lianping_xlsx.intake.reading.form_reading import Expected, FormReading
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.scheme.rules import Rules
from lianping_xlsx.scheme.terms import Collects

if TYPE_CHECKING:
    from lianping_xlsx.intake.gather import Received


@dataclass(frozen=True, slots=True)
class UsedForm:
    """A form that is used: its layout, what was read, and the file as findings may name it.

    ``cells``: where the entries of a register's only row stand on the sheet, by column, if elsewhere than in that row.
    """

    index: int
    expected: Expected
    reading: FormReading
    file: str
    cells: tuple[str | None, ...] = ()

    @property
    def place(self) -> Place:
        """The sheet."""
        return Place(self.file, self.reading.sheet)

    def at(self, row: int, column: int) -> Place:
        """The cell of a grid row and column."""
        address = self.cells[column] if self.cells else a1(self.reading.rows[row], self.reading.columns[column])
        return Place(self.file, self.reading.sheet, address)

    def field_finding(self, code: str, name: str, **slots: str) -> Finding:
        """A finding at an entry of the head."""
        at = self.reading.field_cells.get(name)
        return Finding(code, Place(self.file, self.reading.sheet, a1(*at) if at else None), slots)

    def cell_finding(self, code: str, row: int, column: int, **slots: str) -> Finding:
        """A finding at a grid cell; ``who`` is filled in."""
        words = {"who": who(self.expected.layout, row, column)} | slots
        return Finding(code, self.at(row, column), words)

    def blank_finding(self, row: int, column: int) -> Finding:
        """``cell.blank`` at a grid cell that takes a number: what may stand there, and what to enter for nothing."""
        layout = self.expected.layout
        kind = layout.rows[row].kinds.get(layout.columns[column].key) or layout.columns[column].kind
        none = when_none(layout, row, column)
        return self.cell_finding("cell.blank", row, column, expects=kind.expects() if kind else "", none=none)

    def ratee_finding(self, code: str, row: int, column: int, **slots: str) -> Finding:
        """A finding at the first cell of what a ballot says of a ratee, all of it: 003号票对“云溪镇 陆明澈”的测评."""
        layout, marked = self.expected.layout, self.expected.layout.columns[column]
        name = marked.person_in(marked.heading).replace("\n", " ")
        return Finding(code, self.at(row, column), {"who": f"{layout.rows[row].ballot}号票对“{name}”的测评"} | slots)

    def ballot(self, row: int) -> str:
        """A ballot in words: “县委常委会成员”003号票."""
        layout = self.expected.layout
        return f"“{layout.key.voter_class}”{layout.rows[row].ballot}号票"


def expected_ballots(scheme: Scheme, expected: Expected) -> int:
    """预计份数 of the form's task."""
    key = expected.layout.key
    return scheme.expected_ballots[expected.unit, key.kind, key.poll, key.voter_class]


def turnout_faults(
    rules: Rules, codes: tuple[str, str], returned: int, expected: int
) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield a code with its slots for each limit that is not reached.

    ``codes``: for 参加测评比例下限 and for 参加测评人数下限. ``expected``: 预计份数.
    """
    by_share, by_number = codes
    came = {"returned": str(returned)}
    if rules.below_share(returned, expected):
        yield by_share, came | {"expected": str(expected), "limit": exact.show_short(rules.least_turnout or 0)}
    if rules.below_number(returned):
        yield by_number, came | {"least": str(rules.least_returned)}


def ballots_on(reading: FormReading) -> set[int]:
    """The ballots (grid rows) of a register with any entry: a mark, readable or not, or a word on their validity."""
    return reading.entries.rows().union(row for row, _ in (*reading.bad_cells, *reading.texts))


def registered(reading: FormReading) -> int:
    """The number of ballots of a register with any entry at all."""
    return len(ballots_on(reading))


def used_forms(received: Received, collects: Collects) -> list[UsedForm]:
    """The forms that are used and bring in what is asked for, in the order of the expected forms."""
    found = []
    for index, reading in received.readings.items():
        expected = received.expected[index].at(reading.version)
        if expected.layout.key.kind.collects is collects:
            found.append(UsedForm(index, expected, reading, expected.file_of(received.sources[index])))
    return found


_LEADING = (GridColumn("ballot", "票号", 0), GridColumn("validity", "票的效力", 0))


def as_register(form: UsedForm) -> UsedForm:
    """The same form with a column for each entry of each ratee; entries keep their cells on the sheet."""
    layout, reading = form.expected.layout, form.reading
    spots = [(place, index) for place in range(len(layout.rows)) for index, _ in layout.input_columns()]
    columns = (*_LEADING, *(_column(layout, place, index) for place, index in spots))
    to = {spot: (0, number) for number, spot in enumerate(spots, len(_LEADING))}
    marked = bool(reading.entries or reading.bad_cells)
    # Nobody knows what stood in a row that is gone, but on a blank form nobody has voted.
    gone = {to[spot]: "" for spot in spots if marked and reading.rows[spot[0]] < 0}
    ballot = layout.rows[0].ballot
    register = replace(layout, columns=columns, rows=(GridRow(ballot, (ballot,), ballot=ballot),))
    read = replace(
        reading,
        entries=reading.entries.moved(to, len(columns)),
        bad_cells={to[cell]: raw for cell, raw in reading.bad_cells.items() if cell in to} | gone,
        fields={"issued": 1, "returned": int(marked)},
    )
    cells = tuple(a1(reading.rows[place], reading.columns[index]) for place, index in spots)
    return replace(
        form, expected=replace(form.expected, layout=register), reading=read, cells=(*[None] * len(_LEADING), *cells)
    )


def _column(layout: FormLayout, place: int, index: int) -> GridColumn:
    """The column of one entry, as a register has it."""
    row, column = layout.rows[place], layout.columns[index]
    _, workplace, name, *_ = row.issued
    heading = f"{workplace} {name} {column.item}" if column.item else f"{workplace}\n{name}"
    return GridColumn(
        *(f"{column.key}:{row.ratee}", heading, 0, Role.INPUT, column.field, column.kind, row.ratee, column.item),
        upright=bool(column.item),
    )
