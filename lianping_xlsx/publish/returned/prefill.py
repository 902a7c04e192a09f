"""What a unit's replies said, moved onto its current forms, and a list of what could not be moved (退回)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter

from lianping_xlsx.core.abbreviate import quoted
from lianping_xlsx.core.cell_address import a1
from lianping_xlsx.core.findings import Finding, Severity
from lianping_xlsx.forms.kinds import form_type
from lianping_xlsx.forms.layout import FIRST_ROW, FormLayout
from lianping_xlsx.intake.gather import Received
from lianping_xlsx.intake.reading.editions import as_current
from lianping_xlsx.intake.reading.entry_wording import wanted, who
from lianping_xlsx.intake.reading.form_reading import HEAD_ENTRIES, Expected, FormReading, Leftover
from lianping_xlsx.intake.reading.grid import ABSENT
from lianping_xlsx.intake.resolution.salvage import merge_carried, on_current, unmissable
from lianping_xlsx.intake.returns import FormStatus
from lianping_xlsx.spreadsheet.book import Content
from lianping_xlsx.spreadsheet.remarks import Remark

_LISTED = 8
Entries = dict[tuple[str, int, int], Content]


@dataclass
class Prefill:
    """Contents of input cells of the current forms by (sheet, row, column), and what has to be said of them."""

    entries: Entries = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)

    @property
    def complete(self) -> bool:
        """Whether nothing has to be filled in or put right: to be checked, signed and sent back."""
        return not any(remark.grave for remark in self.remarks)


def transplant(received: Received, forms: Iterable[int], findings: Sequence[Finding]) -> Prefill:
    """The forms of one unit (places in ``received.expected``), in order. ``findings``: those on its replies."""
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
    """A form of which no copy could be used: all that the copies agree on."""
    layout = expected.layout
    carried = [form for form in copies if form.carried]
    reading = merge_carried(expected, carried) if carried else FormReading(copies[0].form, copies[0].sheet)
    entries = entries_of(layout, reading)
    said = (finding.message.removesuffix("。") for form in copies for finding in form.findings)
    reasons = dict.fromkeys(text.removesuffix("，没有采用").removesuffix("。没有采用") for text in said)
    code = "carry.refused" if entries or reading.leftovers else "carry.nothing"
    refusal = Finding(code, slots={"sheet": layout.sheet, "reason": "；".join(reasons)})
    found.remarks.append(_remark(layout, refusal, "", ""))
    for left in reading.leftovers:
        _leave(found, expected, entries, left)
    found.entries |= entries
    if code == "carry.refused":
        told = {(left.cell, left.field) for left in reading.leftovers}
        found.remarks += [remark for key, remark in _gaps(layout, reading, entries) if key not in told]


def _leave(found: Prefill, expected: Expected, entries: Entries, left: Leftover) -> None:
    """Say what could not be moved as it stands, and write down what of it is to be seen on the current form."""
    layout = expected.layout
    spot = _spot_of(layout, left.cell, left.field)
    found.remarks.append(_remark(layout, left.finding, a1(*spot) if spot else "", _old_place(expected, left)))
    if left.text and spot:
        entries[layout.sheet, *spot] = left.text


def _old_place(expected: Expected, left: Leftover) -> str:
    """Where it stood; of a 测评票 the sheet goes by the name under which it was issued."""
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
    """A form that is used: as it is, with what the checks said of it."""
    layout, reading = expected.layout, as_current(expected, reading)
    entries = entries_of(layout, reading)
    for left in reading.leftovers:
        _leave(found, expected, entries, left)
    spots = current_spots(layout, reading)
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
    """Everything read, as contents of the cells of the current form; what was not understood stands there as it was."""
    found: Entries = {}
    for cell, value in zip(reading.cells, reading.values, strict=True):
        if (kind := layout.kind_of(cell)) is not None:
            found[layout.sheet, *_cell_spot(layout, cell)] = kind.put(value)
    for (place, name), text in reading.texts.items():
        found[layout.sheet, FIRST_ROW + place, layout.text_column(name)] = text
    for cell, raw in reading.bad_cells.items():
        if (kind := layout.kind_of(cell)) is not None:
            found[layout.sheet, *_cell_spot(layout, cell)] = unmissable(kind, raw)
    for placed in layout.placed():
        if placed.field.name in reading.fields:
            entry = reading.fields[placed.field.name]
            found[layout.sheet, placed.row, placed.entry[0]] = placed.field.kind.put(entry)
    return found


def current_spots(layout: FormLayout, reading: FormReading) -> Mapping[str, tuple[int, int]]:
    """Addresses on the reply → rows and columns of the current form."""
    found = {
        a1(number, at): (FIRST_ROW + place, index)
        for place, number in enumerate(reading.rows)
        for index, at in enumerate(reading.columns)
        if ABSENT not in (number, at)
    }
    return found | {a1(*at): _field_spot(layout, name) for name, at in reading.field_cells.items()}


def _spot_of(layout: FormLayout, cell: int, name: str) -> tuple[int, int] | None:
    if name:
        return _field_spot(layout, name)
    return _cell_spot(layout, cell) if cell >= 0 else None


def _cell_spot(layout: FormLayout, cell: int) -> tuple[int, int]:
    place, index = divmod(cell, layout.width)
    return FIRST_ROW + place, index


def _field_spot(layout: FormLayout, name: str) -> tuple[int, int]:
    placed = layout.placed_field(name)
    return placed.row, placed.entry[0]


# ---------------------------------------------------------------- what is still to be filled in


def _gaps(layout: FormLayout, reading: FormReading, entries: Entries) -> Iterator[tuple[tuple[int, str], Remark]]:
    """Entries that are asked for and not there, and ratees that the reply did not know; by cell or field."""
    asked = [
        (place, index) for place, index in _asked(layout) if (layout.sheet, FIRST_ROW + place, index) not in entries
    ]
    lost = {index for _, index in asked if reading.columns[index] == ABSENT}
    for column in sorted(lost):
        yield from _gap_of_column(layout, column, [place for place, index in asked if index == column])
    asked = [(place, index) for place, index in asked if index not in lost]
    for place, cells in groupby(asked, key=itemgetter(0)):
        first, *others = (index for _, index in cells)
        kind = layout.kind_at(layout.rows[place], layout.columns[first])
        if kind is not None:
            words = who(layout, place, first) + (f"等{len(others) + 1}格" if others else "")
            expects = wanted(layout, place, first, kind)
            slots = {"who": words, "why": _why(reading, place, first), "expects": expects}
            spot = a1(FIRST_ROW + place, first)
            yield (place * layout.width + first, ""), _remark(layout, Finding("carry.blank", slots=slots), spot, "")
    if layout.key.kind.by_ballot:
        yield from _gaps_of_register(layout, reading)


def _gap_of_column(layout: FormLayout, index: int, places: Sequence[int]) -> Iterator[tuple[tuple[int, str], Remark]]:
    """A column that the reply had lost: one remark for all its cells."""
    cells = [a1(FIRST_ROW + place, index) for place in places]
    shown = quoted(cells, _LISTED)
    slots = {"heading": layout.columns[index].heading.replace("\n", " "), "count": str(len(cells)), "cells": shown}
    yield (places[0] * layout.width + index, ""), _remark(layout, Finding("carry.blanks", slots=slots), cells[0], "")


def _gaps_of_register(layout: FormLayout, reading: FormReading) -> Iterator[tuple[tuple[int, str], Remark]]:
    for placed in layout.placed():
        name, kind = placed.field.name, placed.field.kind
        if name in HEAD_ENTRIES and name not in reading.fields:
            slots = {"who": f"“{placed.field.caption}”", "why": "原表没有填", "expects": kind.expects()}
            spot = a1(placed.row, placed.entry[0])
            yield (-1, name), _remark(layout, Finding("carry.blank", slots=slots), spot, "")
    new = {
        column.ratee: index for index, column in reversed([*layout.input_columns()]) if reading.columns[index] == ABSENT
    }
    for ratee, index in sorted(new.items(), key=itemgetter(1)):
        if ratee:
            heading = layout.columns[index].person_in(layout.columns[index].heading).replace("\n", " ")
            finding = Finding("carry.new-column", slots={"heading": heading, "why": "原表没有这一栏"})
            yield (index, ""), _remark(layout, finding, a1(FIRST_ROW, index), "")


def _asked(layout: FormLayout) -> Iterator[tuple[int, int]]:
    """Grid rows and columns of the entries that must not be blank."""
    for place, row in enumerate(layout.rows):
        yield from ((place, index) for index in form_type(layout.key.kind).required(layout, row))


def _why(reading: FormReading, place: int, index: int) -> str:
    if reading.rows[place] == ABSENT:
        return "原表没有这一行"
    return "原表没有这一栏" if reading.columns[index] == ABSENT else "原表没有填"
