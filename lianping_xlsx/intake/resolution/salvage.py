"""Read what a refused form still says, by its keys alone, to carry it over onto the current form.

Where a key stands twice, on one sheet or on two, both are read: what they agree on is carried, the rest is named.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from lianping_xlsx.core import exact
from lianping_xlsx.core.abbreviate import quoted
from lianping_xlsx.core.cell_address import a1
from lianping_xlsx.core.findings import Finding, Place, Severity
from lianping_xlsx.core.light_dataclass import dataclass, replace
from lianping_xlsx.core.spelling import is_blank, show_raw
from lianping_xlsx.formats.workbook_reader import Sheet
from lianping_xlsx.forms.layout import KEY_CORNER, FormLayout
from lianping_xlsx.intake.reading.entry_wording import show_entry, who
from lianping_xlsx.intake.reading.fields import read_fields
from lianping_xlsx.intake.reading.form_reading import Expected, FormReading, Leftover
from lianping_xlsx.intake.reading.grid import ABSENT, find_layers
from lianping_xlsx.intake.reading.grid_entries import GridCell, GridEntries
from lianping_xlsx.intake.reading.issued_texts import compare_issued, doubtful
from lianping_xlsx.intake.reading.sheet_context import SheetContext
from lianping_xlsx.intake.reading.sheet_reader import read_entries
from lianping_xlsx.intake.reading.stray_entries import look_outside
from lianping_xlsx.spreadsheet.cell_kinds import Kind, Points, Text

_QUOTED, _LISTED = 8, 50
_SILENT = {"form.missing-field", "form.extra-column"}
_NOW = {
    "form.unknown-row": "carry.no-row",
    "form.content-changed": "carry.content-differs",
    "form.other-name": "carry.content-differs",
    "cell.closed": "carry.closed",
    "cell.beside": "carry.beside",
    "cell.beside-tick": "carry.beside-tick",
}


def on_current(finding: Finding) -> Finding:
    """Return a finding on the reply as it reads on the current form."""
    return replace(finding, code=_NOW.get(finding.code, finding.code))


def carry(
    expected: Expected, index: int, sheets: Sequence[Sheet], path: str, findings: Sequence[Finding]
) -> FormReading:
    """Return the refused reading of a form on one or several sheets. ``findings`` say why it is refused."""
    layers = [layer for sheet in sheets for layer in _read_layers(expected, index, sheet, path)]
    found = (
        merge_carried(expected, layers)
        if layers
        else FormReading(index, sheets[0].name, version=expected.layout.version)
    )
    left = tuple(_in_measure(found.leftovers))
    return replace(found, sheet=sheets[0].name, findings=tuple(findings), refused=True, carried=True, leftovers=left)


def _in_measure(leftovers: Sequence[Leftover]) -> Iterator[Leftover]:
    """Yield all leftovers with a place on the form, at most ``_LISTED`` of the others, and a count of the rest."""
    loose = [left for left in leftovers if left.cell is None and not left.field]
    beyond = {id(left) for left in loose[_LISTED:]}
    yield from (left for left in leftovers if id(left) not in beyond)
    if beyond:
        yield Leftover(Finding("carry.more", slots={"count": str(len(beyond)), "listed": str(_LISTED)}))


def _read_layers(expected: Expected, index: int, sheet: Sheet, path: str) -> Iterator[FormReading]:
    layout, file = expected.layout, expected.file_of(path)
    for number, grid in enumerate(find_layers(layout, sheet.rows)):
        scratch = SheetContext(layout, index, sheet, grid, file, layout.placed_on(sheet.merges))
        rows, columns = doubtful(scratch)
        leftovers: list[Leftover] = []
        for place in sorted(rows):
            leftovers += _of_another(scratch, place=place)
        for column in sorted(columns):
            leftovers += _of_another(scratch, column=column)
        for place in rows:
            grid.rows[place] = ABSENT
        for column in columns:
            grid.columns[column] = ABSENT
        context = read_entries(layout, index, sheet, grid, file)
        if number == 0:
            compare_issued(context)
            read_fields(context)
            look_outside(context)
            leftovers += _lost_columns(context)
        leftovers += _leftovers(context)
        yield context.reading((), leftovers)


def _of_another(context: SheetContext, place: int = ABSENT, column: int = ABSENT) -> Iterator[Leftover]:
    """Yield the content of a row or column whose texts name another person or item than its key, if it has any."""
    layout, grid = context.layout, context.grid
    if place != ABSENT:
        cell = place, next(index for index, _ in layout.input_columns())
        at = grid.rows[place], grid.columns[0]
        spots = [(grid.rows[place], to) for _, to, _ in context.inputs()]
        key = layout.rows[place].key
    else:
        cell, at = (0, column), (grid.heading, grid.columns[column])
        spots = [(number, grid.columns[column]) for number in grid.rows if number != ABSENT]
        key = layout.columns[column].heading.replace("\n", " ")
    values = [show_raw(context.raw(*spot)) for spot in spots if not is_blank(context.raw(*spot))]
    if values:
        slots = {"key": key, "raw": quoted(values, _QUOTED)}
        yield Leftover(Finding("carry.of-another", Place(context.file, context.sheet.name, a1(*at)), slots), cell)


def _lost_columns(context: SheetContext) -> Iterator[Leftover]:
    """Yield the content of columns whose key the current form does not have."""
    grid, rows = context.grid, context.sheet.rows
    key_row = next((row for row in rows[grid.heading + 1 : grid.heading + 2] if KEY_CORNER in row), None)
    if key_row is None:
        return
    ours = {column.key for column in context.layout.columns}
    for at, key in enumerate(key_row):
        if is_blank(key) or key == KEY_CORNER or str(key).strip() in ours:
            continue
        spots = [(number, at) for number in range(grid.heading + 2, grid.bottom + 1)]
        filled = [spot for spot in spots if spot not in context.sheet.formulas and not is_blank(context.raw(*spot))]
        if filled:
            heading = show_raw(context.raw(grid.heading, at)).replace("\n", " ")
            slots = {"heading": heading, "raw": quoted([show_raw(context.raw(*spot)) for spot in filled], _QUOTED)}
            place = Place(context.file, context.sheet.name, a1(*filled[0]))
            yield Leftover(Finding("carry.no-column", place, slots))


def _leftovers(context: SheetContext) -> Iterator[Leftover]:
    """Yield the findings on the reply as leftovers: what they mean for the current form, and where on it."""
    cells = {
        a1(number, at): (place, index)
        for place, number in enumerate(context.grid.rows)
        for index, at in enumerate(context.grid.columns)
        if ABSENT not in (number, at)
    }
    fields = {a1(*context.field_cells[name]): name for name in context.bad_fields if name in context.field_cells}
    for finding in context.findings:
        if finding.severity is Severity.NOTE or finding.code in _SILENT:
            continue
        spot = finding.slots.get("blank") or finding.place.cell or ""
        cell, name = cells.get(spot), fields.get(spot, "")
        kind = _kind(context.layout, cell, name)
        raw = context.bad_cells.get(cell) if cell is not None else finding.slots.get("raw")
        text = unmissable(kind, raw) if kind is not None and raw is not None else ""
        yield Leftover(on_current(finding), cell, name, text)
    for place, index, value in context.entries:
        kind = context.layout.kind_of(place, index)
        if isinstance(kind, Points) and not kind.admits(value):
            at = Place(context.file, context.sheet.name, a1(context.grid.rows[place], context.grid.columns[index]))
            words = {
                "who": who(context.layout, place, index),
                "raw": exact.show_short(value),
                "expects": kind.expects(),
            }
            yield Leftover(Finding("carry.out-of-range", at, words), (place, index))


def _kind(layout: FormLayout, cell: GridCell | None, name: str) -> Kind | None:
    if name:
        return layout.placed_field(name).field.kind
    return layout.kind_of(*cell) if cell is not None else None


def unmissable(kind: Kind, raw: str) -> str:
    """Return the text for the cell of an unreadable entry. Sent back unchanged, it is unreadable again.

    Nothing where any words would be taken for an entry.
    """
    if isinstance(kind, Text):
        return ""
    plain = kind.take(raw).problem is not None and not raw.startswith("=")  # typed over, that would be a formula again
    return raw if plain else f"？{raw}"


# ---------------------------------------------------------------- the same key twice

_Key = tuple[GridCell | None, str]
"""A cell of the grid and '', or None and the name of a field."""


@dataclass(frozen=True, slots=True)
class _Said:
    """One of several entries under the same key: its value (None: unreadable), its text, and its place in the reply."""

    entry: int | str | None
    shown: str
    at: str


def merge_carried(expected: Expected, layers: Sequence[FormReading]) -> FormReading:
    """Merge readings into one: entries on which they agree, or that only one of them has; the others are left over.

    Those in which nothing could be told apart (they have no rows) say nothing of where anything stands.
    """
    layers = [layer for layer in layers if layer.rows] or layers[:1]
    if len(layers) == 1:
        return layers[0]
    layout, leftovers = expected.layout, [left for layer in layers for left in layer.leftovers]
    said: dict[_Key, list[_Said]] = {}
    for layer in layers:
        for key, each in _all_said(layout, layer):
            said.setdefault(key, []).append(each)
    agreed: dict[_Key, int | str] = {}
    for key in sorted(said, key=_order):
        entry = said[key][0].entry
        if len({each.shown for each in said[key]}) > 1:
            leftovers = [left for left in leftovers if (left.cell, left.field) != key]
            leftovers.append(_differing(layout, key, said[key]))
        elif entry is not None:
            agreed[key] = entry
    return replace(_with_entries(layout, layers[0], agreed), leftovers=tuple(leftovers))


def _order(key: _Key) -> tuple[GridCell, str]:
    """Return a sort key: the fields first, then the grid row by row."""
    cell, name = key
    return cell or (-1, -1), name


def _with_entries(layout: FormLayout, layer: FormReading, agreed: Mapping[_Key, int | str]) -> FormReading:
    """Return the reading of ``layer`` as carried, with the ``agreed`` entries in place of its own."""
    numbers, texts = list[tuple[int, int, int]](), dict[tuple[int, str], str]()
    for (cell, _), entry in agreed.items():
        if cell is None:
            continue
        if isinstance(entry, int):
            numbers.append((*cell, entry))
        else:
            texts[cell[0], layout.columns[cell[1]].field] = entry
    return replace(
        layer,
        entries=GridEntries.of(layout.width, numbers),
        texts=texts,
        fields={name: entry for (cell, name), entry in agreed.items() if cell is None},
        bad_fields=frozenset(),
        bad_cells={},
        refused=True,
        carried=True,
        correction=None,
    )


def _all_said(layout: FormLayout, layer: FormReading) -> Iterator[tuple[_Key, _Said]]:
    """Yield every entry of one layer, readable or not."""
    entries: dict[_Key, int | str] = {((place, index), ""): value for place, index, value in layer.entries}
    for (place, name), text in layer.texts.items():
        entries[(place, layout.text_column(name)), ""] = text
    entries |= {(None, name): entry for name, entry in layer.fields.items()}
    for key, entry in entries.items():
        yield key, _Said(entry, show_entry(_kind(layout, *key), entry), _where(layer, key))
    for cell, raw in layer.bad_cells.items():
        yield (cell, ""), _Said(None, raw, _where(layer, (cell, "")))


def _where(layer: FormReading, key: _Key) -> str:
    cell, name = key
    spot = layer.field_cells.get(name) if cell is None else (layer.rows[cell[0]], layer.columns[cell[1]])
    return f"“{layer.sheet}”{a1(*spot)}" if spot is not None else f"“{layer.sheet}”"


def _differing(layout: FormLayout, key: _Key, said: Sequence[_Said]) -> Leftover:
    cell, name = key
    kind = _kind(layout, cell, name)
    words = f"“{layout.placed_field(name).field.caption}”" if cell is None else who(layout, *cell)
    text = unmissable(kind, " 或 ".join(dict.fromkeys(one.shown for one in said))) if kind is not None else ""
    slots = {"who": words, "raw": "，".join(f"{one.at}是“{one.shown}”" for one in said)}
    return Leftover(Finding("carry.differs", Place(), slots), cell, name, text)
