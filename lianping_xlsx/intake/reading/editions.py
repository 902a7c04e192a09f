"""The expected forms in each layout version. A reply is read by the layout version of its own stamp."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from itertools import groupby
from operator import itemgetter

from lianping_xlsx.core.abbreviate import quoted
from lianping_xlsx.core.cell_address import a1
from lianping_xlsx.core.findings import Finding, Place
from lianping_xlsx.core.light_dataclass import replace
from lianping_xlsx.forms.issued_forms import issue
from lianping_xlsx.forms.kinds.ballots.ballot_register import VALID, VOID
from lianping_xlsx.forms.layout import FormKey, FormLayout
from lianping_xlsx.intake.reading.entry_wording import show_entry
from lianping_xlsx.intake.reading.form_reading import Expected, FormReading, Leftover
from lianping_xlsx.intake.reading.grid import ABSENT
from lianping_xlsx.intake.reading.grid_entries import GridCell
from lianping_xlsx.scheme.model import Scheme

_VALIDITY = "validity"
_QUOTED = 20
"""The largest number of entries of a row that one finding quotes."""


class Editions:
    """The expected forms of a campaign in the older versions. A version is made when a reply first asks for it."""

    def __init__(self, scheme: Scheme, secret: bytes) -> None:
        self._scheme, self._secret = scheme, secret
        self._made: dict[str, dict[FormKey, Expected]] = {}

    def __reduce__(self) -> tuple[type[Editions], tuple[Scheme, bytes]]:
        """Pickle only what it was made of, so that the bytes are the same in every process."""
        return Editions, (replace(self._scheme), self._secret)

    def is_signed(self, key: FormKey) -> bool:
        """Return whether the votes on a form bear names (记名)."""
        return self._scheme.is_signed(key.poll, key.voter_class)

    def at(self, version: str, key: FormKey) -> Expected:
        """Return a form in one of ``VERSIONS``."""
        if version not in self._made:
            books = issue(self._scheme, self._secret, version)
            found = (Expected(form, book.unit_name, book.file, self) for book in books for form in book.forms)
            self._made[version] = {entry.layout.key: entry for entry in found}
        return self._made[version][key]


def expect_forms(scheme: Scheme, secret: bytes) -> tuple[Expected, ...]:
    """Return every expected form, in the current layout version."""
    editions = Editions(scheme, secret)
    books = issue(scheme, secret)
    return tuple(Expected(form, book.unit_name, book.file, editions) for book in books for form in book.forms)


def in_one_version(expected: Expected, readings: Sequence[FormReading]) -> tuple[Expected, list[FormReading]]:
    """Return readings of a form in one version: their own where they share it, else the current one."""
    versions = {reading.version for reading in readings}
    if len(versions) == 1:
        return expected.at(versions.pop()), list(readings)
    return expected, [as_current(expected, reading) for reading in readings]


def contents(expected: Expected, readings: Sequence[FormReading]) -> list[str]:
    """Return a text per reading of a form. Two texts are equal where the readings have the same content."""
    _, compared = in_one_version(expected, readings)
    return [repr((each.content(), [left.finding.slots for left in each.leftovers])) for each in compared]


def as_current(expected: Expected, reading: FormReading) -> FormReading:
    """Return a reading of any version as one of the current form (``expected``). Cells are matched by their meaning.

    ``rows``, ``columns`` and ``field_cells`` still say where things stand on the sheet that was read. Entries of the
    grid that have no place on the current form become ``leftovers``; fields that it does not ask for, such as the
    signatures of others, are left out.
    """
    new = expected.layout
    if reading.version == new.version:
        return reading
    old = expected.at(reading.version).layout
    same = (old.columns, old.rows) == (new.columns, new.rows)
    moved = replace(reading, version=new.version) if same else _Move(old, new).move(reading)
    names = {placed.field.name for placed in new.placed()}
    left_over = (left if left.field in ("", *names) else replace(left, field="") for left in moved.leftovers)
    return replace(
        moved,
        fields={name: entry for name, entry in reading.fields.items() if name in names},
        field_cells={name: spot for name, spot in reading.field_cells.items() if name in names},
        bad_fields=reading.bad_fields & names,
        leftovers=tuple(left_over),
    )


_Meaning = tuple[str, str, str, str]


class _Move:
    """The way from the cells of one layout to those of another."""

    def __init__(self, old: FormLayout, new: FormLayout) -> None:
        self._old, self._new = old, new
        self._has_void = any(column.field == _VALIDITY for column in new.columns)
        there = {_meaning(new, cell): cell for cell in _cells(new)}
        self._cells = {cell: there.get(_meaning(old, cell)) for cell in _cells(old)}

    def move(self, reading: FormReading) -> FormReading:
        """Return the reading on the new layout. Entries that have no place there become ``leftovers``."""
        old, new, way = self._old, self._new, self._way_of(reading)
        to = {cell: there for cell, there in way.items() if there is not None}
        texts = {(to.get((place, old.text_column(name))), name): text for (place, name), text in reading.texts.items()}
        left_over = (replace(left, cell=to.get(left.cell) if left.cell else None) for left in reading.leftovers)
        return replace(
            reading,
            version=new.version,
            entries=reading.entries.moved(to, new.width),
            texts={(cell[0], name): text for (cell, name), text in texts.items() if cell is not None},
            bad_cells={to[cell]: raw for cell, raw in reading.bad_cells.items() if cell in to},
            rows=_at(reading.rows, [row.key for row in old.rows], [row.key for row in new.rows]),
            columns=_at(reading.columns, [each.key for each in old.columns], [each.key for each in new.columns]),
            leftovers=(*left_over, *self._unplaced(reading, way.keys() - to.keys())),
        )

    def _way_of(self, reading: FormReading) -> dict[GridCell, GridCell | None]:
        """Map each cell to its place on the new layout, None where it has none.

        A void ballot does not go onto a form that cannot say so: there its marks would count.
        """
        void = {place for (place, name), text in reading.texts.items() if (name, text) == (_VALIDITY, VOID)}
        if self._has_void or not void:
            return self._cells
        return {cell: None if cell[0] in void else to for cell, to in self._cells.items()}

    def _unplaced(self, reading: FormReading, cells: Set[GridCell]) -> Iterator[Leftover]:
        """Yield a leftover per row for the entries in ``cells``, which have no place. 有效 alone needs none."""
        old, said = self._old, dict[GridCell, str]()
        for place, index, value in reading.entries:
            said[place, index] = show_entry(old.kind_of(place, index), value)
        for (place, name), text in reading.texts.items():
            if (name, text) != (_VALIDITY, VALID):
                said[place, old.text_column(name)] = text
        said |= reading.bad_cells
        for place, own in groupby(sorted(cells & said.keys()), key=itemgetter(0)):
            columns = [index for _, index in own]
            at = reading.rows[place], reading.columns[columns[0]]
            raw = quoted([said[place, index] for index in columns], _QUOTED)
            where = Place(None, reading.sheet, None if ABSENT in at else a1(*at))
            yield Leftover(Finding("carry.no-place", where, {"key": old.rows[place].key, "raw": raw}))


def _cells(layout: FormLayout) -> list[GridCell]:
    """Return the cells in which people type."""
    columns = [index for index, _ in layout.input_columns()]
    return [(place, index) for place in range(len(layout.rows)) for index in columns]


def _meaning(layout: FormLayout, cell: GridCell) -> _Meaning:
    """Return the meaning of an entry in a cell: its field, ratee, item and ballot."""
    place, index = cell
    row, column = layout.rows[place], layout.columns[index]
    return column.field, column.ratee or row.ratee or layout.key.ratee, column.item or row.item, row.ballot


def _at(places: Sequence[int], old: Sequence[str], new: Sequence[str]) -> tuple[int, ...]:
    """Return sheet rows or columns, given in the order of the ``old`` keys, in the order of the ``new`` keys."""
    by_key = dict(zip(old, places, strict=False))
    return tuple(by_key.get(key, ABSENT) for key in new) if places else ()
