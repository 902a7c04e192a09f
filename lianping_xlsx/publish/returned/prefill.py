"""The entries of a unit's replies moved onto its current forms, with remarks on what could not be moved (退回)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field
from itertools import groupby
from operator import itemgetter

from lianping_xlsx.core.abbreviate import quoted
from lianping_xlsx.core.cell_address import a1, from_a1
from lianping_xlsx.core.findings import Finding, Severity
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.forms.kinds import form_type
from lianping_xlsx.forms.layout import FIRST_ROW, FormLayout
from lianping_xlsx.intake.gather import Received
from lianping_xlsx.intake.reading.editions import as_current
from lianping_xlsx.intake.reading.entry_wording import wanted, who
from lianping_xlsx.intake.reading.form_reading import HEAD_ENTRIES, Expected, FormReading, Leftover
from lianping_xlsx.intake.reading.grid import ABSENT
from lianping_xlsx.intake.reading.grid_entries import GridCell
from lianping_xlsx.intake.resolution.salvage import merge_carried, on_current, unmissable
from lianping_xlsx.intake.returns import FormStatus
from lianping_xlsx.spreadsheet.book import Content
from lianping_xlsx.spreadsheet.remarks import Remark

_LISTED = 8
"""The largest number of cells that a remark names."""
Entries = dict[tuple[str, int, int], Content]
"""Contents of input cells, keyed by sheet, row and column (from 0)."""
_Gap = tuple[tuple[GridCell | None, str], Remark]
"""An entry that is wanting, by its cell of the grid (then '') or the name of a field (then None), and what to say."""


@dataclass
class Prefill:
    """The contents of the input cells of the current forms, and the remarks for the unit."""

    entries: Entries = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)

    @property
    def complete(self) -> bool:
        """True if nothing has to be filled in or corrected: the unit only checks, signs and returns it."""
        return not any(remark.grave for remark in self.remarks)


def prefill_forms(received: Received, forms: Iterable[int], findings: Sequence[Finding]) -> Prefill:
    """Fill in the ``forms`` of one unit (indexes in ``received.expected``). ``findings``: those on its replies.

    The remarks come from findings ``carry.*`` and from ``findings``.
    """
    found = Prefill()
    for index in forms:
        expected = received.expected[index]
        if index in received.rejected:
            _move_rejected(found, expected, [form for _, form in received.rejected[index]])
        elif index in received.readings:
            _move_used(found, expected, received.readings[index], received.sources[index], findings)
        else:
            conflict = received.returns[index].status is FormStatus.CONFLICT
            absent = Finding("carry.conflict" if conflict else "carry.missing", slots={"sheet": expected.layout.sheet})
            found.remarks.append(_remark(expected.layout, absent, "", ""))
    return found


def _move_rejected(found: Prefill, expected: Expected, copies: Sequence[FormReading]) -> None:
    """Move the entries of a form with no usable copy: those on which all its copies agree."""
    layout = expected.layout
    carried = [form for form in copies if form.carried]
    reading = merge_carried(expected, carried) if carried else FormReading(copies[0].form, copies[0].sheet)
    entries = entries_of(layout, reading)
    # The remark itself says that the form was not used.
    messages = (finding.message.removesuffix("。") for form in copies for finding in form.findings)
    reasons = dict.fromkeys(text.removesuffix("，没有采用").removesuffix("。没有采用") for text in messages)
    code = "carry.refused" if entries or reading.leftovers else "carry.nothing"
    refusal = Finding(code, slots={"sheet": layout.sheet, "reason": "；".join(reasons)})
    found.remarks.append(_remark(layout, refusal, "", ""))
    for left in reading.leftovers:
        _add_leftover(found, expected, entries, left)
    found.entries |= entries
    if code == "carry.refused":
        listed = {(left.cell, left.field) for left in reading.leftovers}
        found.remarks += [remark for key, remark in _gaps(layout, reading, entries) if key not in listed]


def _add_leftover(found: Prefill, expected: Expected, entries: Entries, left: Leftover) -> None:
    """Add a remark on an entry that could not be moved as it is, and write its text into the current form."""
    layout = expected.layout
    spot = _spot_of(layout, left.cell, left.field)
    found.remarks.append(_remark(layout, left.finding, a1(*spot) if spot else "", _old_place(expected, left)))
    if left.text and spot:
        entries[layout.sheet, *spot] = left.text


def _old_place(expected: Expected, left: Leftover) -> str:
    """The place of the entry on the reply, in words. The sheet of a 测评票 is not named if it was renamed."""
    place = left.finding.place
    if not place.cell:
        return ""
    ballots = expected.layout.key.kind.by_ballot
    own = ballots or not place.sheet or place.sheet == expected.layout.sheet
    return f"原表{place.cell}" if own else f"原表“{place.sheet}”{place.cell}"


def _remark(layout: FormLayout, finding: Finding, cell: str, before: str) -> Remark:
    message = f"（{before}）{finding.message}" if before else finding.message
    return Remark(layout.sheet, cell, message, finding.to_unit, finding.severity is Severity.ERROR)


def _move_used(
    found: Prefill, expected: Expected, reading: FormReading, path: str, findings: Sequence[Finding]
) -> None:
    """Move all entries of a used form, with remarks from the findings of the checks."""
    layout, reading = expected.layout, as_current(expected, reading)
    entries = entries_of(layout, reading)
    for left in reading.leftovers:
        _add_leftover(found, expected, entries, left)
    spots = CurrentSpots(layout, reading)
    fields = {a1(*reading.field_cells[name]): name for name in reading.bad_fields if name in reading.field_cells}
    for finding in findings:
        place = finding.place
        if place.file not in (path, expected.sender) or place.sheet != reading.sheet:
            continue
        if finding.severity is Severity.NOTE or not finding.to_unit:
            continue
        cell = finding.slots.get("blank") or place.cell or ""
        name = fields.get(cell)
        if name is not None and "raw" in finding.slots:
            kind = layout.placed_field(name).field.kind
            entries[layout.sheet, *_field_spot(layout, name)] = unmissable(kind, finding.slots["raw"])
        now = spots.get(cell)
        old = f"原表{place.cell}" if place.cell and (now is None or cell != place.cell) else ""
        found.remarks.append(_remark(layout, on_current(finding), a1(*now) if now is not None else "", old))
    found.entries |= entries


def entries_of(layout: FormLayout, reading: FormReading) -> Entries:
    """Everything read, as contents of the cells of the current form; unreadable entries keep their text."""
    found: Entries = {}
    for place, index, value in reading.entries:
        if (kind := layout.kind_of(place, index)) is not None:
            found[layout.sheet, FIRST_ROW + place, index] = kind.put(value)
    for (place, name), text in reading.texts.items():
        found[layout.sheet, FIRST_ROW + place, layout.text_column(name)] = text
    for (place, index), raw in reading.bad_cells.items():
        if (kind := layout.kind_of(place, index)) is not None:
            found[layout.sheet, FIRST_ROW + place, index] = unmissable(kind, raw)
    for placed in layout.placed():
        if placed.field.name in reading.fields:
            entry = reading.fields[placed.field.name]
            found[layout.sheet, placed.row, placed.entry[0]] = placed.field.kind.put(entry)
    return found


class CurrentSpots:
    """The rows and columns of the current form that the cells of a reply have there."""

    def __init__(self, layout: FormLayout, reading: FormReading) -> None:
        self._rows = {number: FIRST_ROW + place for place, number in enumerate(reading.rows) if number != ABSENT}
        self._columns = {at: index for index, at in enumerate(reading.columns) if at != ABSENT}
        self._fields = {at: _field_spot(layout, name) for name, at in reading.field_cells.items()}

    def get(self, cell: str) -> tuple[int, int] | None:
        """The spot of a cell of the reply; None if it has none there, and for anything else than an address."""
        try:
            row, column = from_a1(cell)
        except ValueError:
            return None
        if (row, column) in self._fields:
            return self._fields[row, column]
        return (self._rows[row], self._columns[column]) if row in self._rows and column in self._columns else None

    def in_row(self, row: int) -> list[tuple[int, int]]:
        """The spots of all cells in a row of the reply."""
        cells = [(self._rows[row], index) for index in self._columns.values()] if row in self._rows else []
        return [*cells, *(spot for (number, _), spot in self._fields.items() if number == row)]


def _spot_of(layout: FormLayout, cell: GridCell | None, name: str) -> tuple[int, int] | None:
    if name:
        return _field_spot(layout, name)
    return (FIRST_ROW + cell[0], cell[1]) if cell is not None else None


def _field_spot(layout: FormLayout, name: str) -> tuple[int, int]:
    placed = layout.placed_field(name)
    return placed.row, placed.entry[0]


# ---------------------------------------------------------------- missing entries


def _gaps(layout: FormLayout, reading: FormReading, entries: Entries) -> Iterator[_Gap]:
    """Yield a remark per missing required entry and per ratee that the reply does not have, keyed by cell or field."""
    asked = [
        (place, index) for place, index in _asked(layout) if (layout.sheet, FIRST_ROW + place, index) not in entries
    ]
    lost = {index for _, index in asked if reading.columns[index] == ABSENT}
    for column in sorted(lost):
        yield from _gap_of_column(layout, column, [place for place, index in asked if index == column])
    asked = [(place, index) for place, index in asked if index not in lost]
    for place, cells in groupby(asked, key=itemgetter(0)):
        first, *others = (index for _, index in cells)
        kind = layout.kind_of(place, first)
        if kind is not None:
            words = who(layout, place, first) + (f"等{len(others) + 1}格" if others else "")
            expects = wanted(layout, place, first, kind)
            slots = {"who": words, "why": _why(reading, place, first), "expects": expects}
            spot = a1(FIRST_ROW + place, first)
            yield ((place, first), ""), _remark(layout, Finding("carry.blank", slots=slots), spot, "")
    if layout.key.kind.by_ballot:
        yield from _gaps_of_register(layout, reading)


def _gap_of_column(layout: FormLayout, index: int, places: Sequence[int]) -> Iterator[_Gap]:
    """Yield one remark for all cells of a column that the reply has lost."""
    cells = [a1(FIRST_ROW + place, index) for place in places]
    shown = quoted(cells, _LISTED)
    slots = {"heading": layout.columns[index].heading.replace("\n", " "), "count": str(len(cells)), "cells": shown}
    yield ((places[0], index), ""), _remark(layout, Finding("carry.blanks", slots=slots), cells[0], "")


def _gaps_of_register(layout: FormLayout, reading: FormReading) -> Iterator[_Gap]:
    """Yield remarks on missing entries above the ballots, and on ratees without a column in the reply."""
    for placed in layout.placed():
        name, kind = placed.field.name, placed.field.kind
        if name in HEAD_ENTRIES and name not in reading.fields:
            slots = {"who": f"“{placed.field.caption}”", "why": "原表没有填", "expects": kind.expects()}
            spot = a1(placed.row, placed.entry[0])
            yield (None, name), _remark(layout, Finding("carry.blank", slots=slots), spot, "")
    # Reversed, so that the first column of a ratee is kept.
    new = {
        column.ratee: index for index, column in reversed([*layout.input_columns()]) if reading.columns[index] == ABSENT
    }
    for ratee, index in sorted(new.items(), key=itemgetter(1)):
        if ratee:
            heading = layout.columns[index].person_in(layout.columns[index].heading).replace("\n", " ")
            finding = Finding("carry.new-column", slots={"heading": heading, "why": "原表没有这一栏"})
            yield ((0, index), ""), _remark(layout, finding, a1(FIRST_ROW, index), "")


def _asked(layout: FormLayout) -> Iterator[tuple[int, int]]:
    """Yield the grid rows and columns of the entries that must not be blank."""
    for place, row in enumerate(layout.rows):
        yield from ((place, index) for index in form_type(layout.key.kind).required(layout, row))


def _why(reading: FormReading, place: int, index: int) -> str:
    if reading.rows[place] == ABSENT:
        return "原表没有这一行"
    return "原表没有这一栏" if reading.columns[index] == ABSENT else "原表没有填"
