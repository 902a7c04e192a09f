"""Choose between sheets of one workbook with the same form (表, 表 (2)), where no entry is lost by it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from lianping_xlsx.core.findings import Finding, Place
from lianping_xlsx.core.light_dataclass import replace
from lianping_xlsx.intake.reading.form_reading import HEAD_ENTRIES, Expected, FormReading
from lianping_xlsx.intake.resolution.conflict_text import first_differences, where_they_differ
from lianping_xlsx.intake.resolution.versions import compare


def settle_copies(
    expected: Expected,
    readings: Sequence[FormReading],
    path: str,
    carried: Callable[[Sequence[Finding]], FormReading],
) -> FormReading:
    """Return the reading that is used, of one reading per sheet, or ``carried`` with the findings that refuse them.

    Copies that are blank, that cannot be used, or that say the same, are named on the one that is used:
    ``form.copied-sheet``, ``form.spare-copy``. Where they differ none is: ``form.same-code-twice``.
    """
    usable = [reading for reading in readings if not reading.refused]
    filled = [reading for reading in usable if not _is_blank(reading)] or usable[:1]
    file = expected.file_of(path)
    if not filled:
        return carried(readings[0].findings)
    used = next((reading for reading in filled if reading.sheet == expected.layout.sheet), filled[0])
    others = [reading for reading in readings if reading is not used]
    differing = next((reading for reading in filled if reading.content() != used.content()), None)
    if differing is not None:
        names = "、".join(f"“{each.sheet}”" for each in readings)
        differences, _ = compare(expected.layout, [used, differing])
        told = first_differences(differences, [used.sheet, differing.sheet])
        slots = {"code": expected.layout.code, "sheets": names, "differences": told}
        slots |= {"where": where_they_differ(differences)}
        finding = Finding("form.same-code-twice", Place(file, differing.sheet), slots)
        return carried([finding])
    spare = (_spare(file, used, other, other in filled) for other in others)
    return replace(used, findings=(*used.findings, *spare))


def _is_blank(reading: FormReading) -> bool:
    """Return whether the grid and the counts above it are blank. Signatures do not matter."""
    return reading.empty and {*reading.fields, *reading.bad_fields}.isdisjoint(HEAD_ENTRIES)


def _spare(file: str, used: FormReading, other: FormReading, equal: bool) -> Finding:
    if other.refused:
        return other.as_spare()
    slots = {"sheet": other.sheet, "used": used.sheet, "how": "内容相同" if equal else "空白"}
    return Finding("form.copied-sheet", Place(file, other.sheet), slots)
