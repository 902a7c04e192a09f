"""The same form on several sheets of one workbook (表, 表 (2)): one is used where nothing that was written is lost."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from lianping_xlsx.core.findings import Finding, Place
from lianping_xlsx.intake.carrying import show_entry
from lianping_xlsx.intake.form import file_of
from lianping_xlsx.intake.reading import Expected, FormReading
from lianping_xlsx.intake.wording import who
from lianping_xlsx.layout.model import FormLayout

_SHOWN = 5
_BLANK = "空白"


def settle_copies(
    expected: Expected,
    readings: Sequence[FormReading],
    path: str,
    carried: Callable[[Sequence[Finding]], FormReading],
) -> FormReading:
    """The reading used of those of the same form, one a sheet; or ``carried``, with the findings that refuse them.

    Copies that are blank, that cannot be used, or that say the same, are named on the one that is used:
    ``form.copied-sheet``, ``form.spare-copy``. Where they differ none is: ``form.same-code-twice``.
    """
    usable = [reading for reading in readings if not reading.refused]
    filled = [reading for reading in usable if not _is_blank(reading)] or usable[:1]
    file = file_of(expected, path)
    if not filled:
        return carried(readings[0].findings)
    used = next((reading for reading in filled if reading.sheet == expected.layout.sheet), filled[0])
    others = [reading for reading in readings if reading is not used]
    differing = next((reading for reading in filled if reading.content() != used.content()), None)
    if differing is not None:
        names = "、".join(f"“{each.sheet}”" for each in readings)
        differences = _differences(expected.layout, used, differing)
        slots = {"code": expected.layout.code, "sheets": names, "differences": differences}
        finding = Finding("form.same-code-twice", Place(file, differing.sheet), slots)
        return carried([finding])
    used.findings += [_spare(file, used, other, other in filled) for other in others]
    return used


def _is_blank(reading: FormReading) -> bool:
    """Nothing in the grid and no counts above it; signatures do not matter."""
    return reading.empty and not {"issued", "returned"} & {*reading.fields, *reading.bad_fields}


def _spare(file: str, used: FormReading, other: FormReading, equal: bool) -> Finding:
    place = Place(file, other.sheet)
    if other.refused:
        return Finding("form.spare-copy", place, {"reason": other.findings[0].message.rstrip("。")})
    how = "内容相同" if equal else "空白"
    return Finding("form.copied-sheet", place, {"sheet": other.sheet, "used": used.sheet, "how": how})


def _differences(layout: FormLayout, one: FormReading, other: FormReading) -> str:
    """The first entries in which two copies differ, in words."""
    mine, theirs = _entries(layout, one), _entries(layout, other)
    places = [key for key in sorted(mine.keys() | theirs.keys()) if mine.get(key) != theirs.get(key)]
    said = [
        f"{_words(layout, key)}，“{one.sheet}”是{mine.get(key, _BLANK)}，“{other.sheet}”是{theirs.get(key, _BLANK)}"
        for key in places[:_SHOWN]
    ]
    return "；".join(said) + (f"；等{len(places)}处" if len(places) > _SHOWN else "")


def _entries(layout: FormLayout, reading: FormReading) -> dict[tuple[int, int, str], str]:
    """Everything that ``content`` compares, as shown, by grid row, grid column and field."""
    found: dict[tuple[int, int, str], str] = {}
    for cell, value in zip(reading.cells, reading.values, strict=True):
        place, index = divmod(cell, layout.width)
        found[place, index, ""] = show_entry(layout.kind_at(layout.rows[place], layout.columns[index]), value)
    for (place, name), text in reading.texts.items():
        index = next(index for index, column in layout.input_columns() if column.field == name)
        found[place, index, ""] = f"“{text}”"
    found |= {(*divmod(cell, layout.width), ""): f"“{raw}”" for cell, raw in reading.bad_cells.items()}
    heads = {name: reading.fields[name] for name in ("issued", "returned") if name in reading.fields}
    return found | {(-1, -1, name): str(value) for name, value in heads.items()}


def _words(layout: FormLayout, key: tuple[int, int, str]) -> str:
    place, index, name = key
    if not name:
        return who(layout, place, index)
    return next(f"“{placed.field.label.rstrip('：')}”" for placed in layout.placed() if placed.field.name == name)
