"""Compare versions of one form, entry by entry, by the keys of its layout.

So a table that was sorted, or shifted on its sheet, differs in nothing from one that was not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from enum import Enum
from typing import Protocol, TypeVar

from lianping_xlsx.core.cell_address import a1
from lianping_xlsx.core.findings import Finding, Severity
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.forms.correction_stamp import Correction
from lianping_xlsx.forms.kinds import form_type
from lianping_xlsx.forms.kinds.ballots.ballot_register import VOTER
from lianping_xlsx.forms.layout import FormLayout
from lianping_xlsx.intake.reading.entry_wording import show_entry, who
from lianping_xlsx.intake.reading.form_reading import HEAD_ENTRIES, FormReading
from lianping_xlsx.intake.reading.grid import ABSENT

MOST = 8
"""The largest number of versions of one form that are compared, so that the sheet of differences is bounded."""
HEAD = -1
_Key = tuple[int, int]
"""Grid row and column of an entry, or HEAD and the place of a field above the grid."""


class CopyReading(Protocol):
    """The part of a reading that the choice between copies needs; a FormReading and a ReportCopy have it."""

    @property
    def sheet(self) -> str:
        """The sheet on which it stands; '' if it is the whole file."""

    @property
    def filled(self) -> int:
        """The number of its entries."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The findings of its reading."""

    @property
    def correction(self) -> Correction | None:
        """Which replies it corrects."""


Held = TypeVar("Held", bound=CopyReading)
Copy = tuple[str, FormReading]
"""A file's path and its reading of the form."""


class Relation(Enum):
    """How the entries of several versions go together, where they never contradict each other."""

    PARTS = "parts"
    """No cell of the grid is filled in twice: perhaps several people filled in a part each."""
    WHOLE = "whole"
    """The fullest version says all that the others say, and more: they may have been sent before they were done."""


@dataclass(frozen=True, slots=True)
class Version:
    """Copies of the same content: ``files`` are their paths, the best first, on whose sheet ``sheet`` it stands.

    ``filled``: cells of the grid with an entry. ``errors``: what was found wrong when it was read. ``newest``: it was
    certainly saved after all others. ``corrected``: it carries the list of a copy that was sent back (退回).
    """

    files: tuple[str, ...]
    sheet: str
    filled: int
    errors: int
    newest: bool = False
    corrected: bool = False


@dataclass(frozen=True, slots=True)
class Difference:
    """An entry that is not the same in all versions: ``who`` in words, ``row`` and ``column`` for a table.

    ``cells`` (A1) and ``values`` ('' where blank) are parallel to the versions. ``at``: grid row and column, or HEAD
    and the place of a field above the grid.
    """

    who: str
    row: str
    column: str
    cells: tuple[str, ...]
    values: tuple[str, ...]
    at: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class Contest:
    """A form, or a 结果报送表, that came in versions of different content, and which file is used.

    ``form``: its place among the expected forms, None for a 结果报送表. ``code``: what tells it from all others: the
    visible code of the form; the id of the other campaign, and its name in the scheme. ``unit``: whose it is.

    ``files``: all that carry it, ``others`` those of them whose content is not used; both sorted.

    ``name``: the form in words. ``chosen`` '': none, and the form stops; ``sheet``: where it stands in the chosen file.
    ``rest``: versions beyond the MOST compared. ``marks``: what stands under 采用 in 版本对照.xlsx, beside all of them.
    ``untold``: how many differences there are that must not be listed; ``differences`` then holds none.
    """

    form: int | None
    code: str
    unit: str
    name: str
    versions: tuple[Version, ...]
    differences: tuple[Difference, ...]
    relation: Relation | None
    files: tuple[str, ...]
    others: tuple[str, ...]
    chosen: str = ""
    sheet: str = ""
    rest: tuple[Version, ...] = ()
    marks: tuple[str, ...] = ()
    untold: int = 0


@dataclass(frozen=True, slots=True)
class _VersionEntry:
    cell: str
    value: str


def describe(copies: Sequence[tuple[str, CopyReading]], *, newest: bool, corrected: AbstractSet[str]) -> Version:
    """Return the version of equal ``copies``, the best first. ``corrected``: the files that carry a list of errors."""
    best = copies[0][1]
    files = tuple(path for path, _ in copies)
    return Version(files, best.sheet, best.filled, errors_of(best), newest, not corrected.isdisjoint(files))


def errors_of(form: CopyReading) -> int:
    """Return the number of its findings that are errors."""
    return sum(finding.severity is Severity.ERROR for finding in form.findings)


def compare(layout: FormLayout, readings: Sequence[FormReading]) -> tuple[tuple[Difference, ...], Relation | None]:
    """Return every difference between readings of one form, the head first, then in the order of the grid."""
    versions = [_entries(layout, reading) for reading in readings]
    keys = sorted({key for entries in versions for key in entries})
    found = []
    for key in keys:
        values = tuple(entries[key].value if key in entries else "" for entries in versions)
        if len(set(values)) > 1:
            cells = tuple(_cell(layout, reading, key) for reading in readings)
            if key[0] != HEAD and layout.columns[key[1]].field == VOTER:  # whose ballot it is stands nowhere else
                values = tuple("（填有编号）" if value else "" for value in values)
            found.append(Difference(*_words(layout, key), cells, values, key))
    return tuple(found), _relation(versions)


def _entries(layout: FormLayout, reading: FormReading) -> dict[_Key, _VersionEntry]:
    """Return the content of a form, entry by entry, as a person sees it."""
    found = dict(_head_entries(layout, reading))
    for place, index, value in reading.entries:
        key = place, index
        found[key] = _VersionEntry(_cell(layout, reading, key), show_entry(layout.kind_of(place, index), value))
    for (place, name), text in reading.texts.items():
        key = place, layout.text_column(name)
        found[key] = _VersionEntry(_cell(layout, reading, key), text)
    for key, raw in reading.bad_cells.items():
        found[key] = _VersionEntry(_cell(layout, reading, key), f"{raw}（没有计入）")
    return found


def _head_entries(layout: FormLayout, reading: FormReading) -> Iterator[tuple[_Key, _VersionEntry]]:
    for place, field in enumerate(layout.head):
        key = (HEAD, place)
        if field.name in HEAD_ENTRIES and field.name in reading.fields:
            yield key, _VersionEntry(_cell(layout, reading, key), str(reading.fields[field.name]))
        elif field.name in reading.bad_fields:
            yield key, _VersionEntry(_cell(layout, reading, key), "（没有看懂）")


def _cell(layout: FormLayout, reading: FormReading, key: _Key) -> str:
    """Return the address of the entry, also of a blank one; '' where its row or column is gone."""
    place, index = key
    if place == HEAD:
        at = reading.field_cells.get(layout.head[index].name)
    else:
        at = reading.rows[place], reading.columns[index]
    return "" if at is None or ABSENT in at else a1(*at)


def _words(layout: FormLayout, key: _Key) -> tuple[str, str, str]:
    """(who, row, column) of an entry."""
    place, index = key
    if place == HEAD:
        label = layout.head[index].caption
        return f"“{label}”", "表头", label
    row, heading = layout.rows[place], layout.columns[index].heading
    name = form_type(layout.key.kind).row_name(row)
    joint = " " if layout.columns[index].ratee else ""
    return who(layout, place, index), name, heading.replace("\n", joint)


def _relation(versions: Sequence[Mapping[_Key, _VersionEntry]]) -> Relation | None:
    grids = [{key: entry.value for key, entry in entries.items() if key[0] != HEAD} for entries in versions]
    if all(grids) and sum(map(len, grids)) == len({key for grid in grids for key in grid}):
        return Relation.PARTS
    fullest = max(grids, key=len)
    rest = [grid for grid in grids if grid is not fullest]
    return Relation.WHOLE if all(grid.items() < fullest.items() for grid in rest) else None
