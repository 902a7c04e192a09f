"""Read a 结果报送表: found by its hidden sheet, believed if digest and printed rows agree with it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import takewhile

from lianping_xlsx.core.findings import Finding, Place
from lianping_xlsx.core.light_dataclass import replace
from lianping_xlsx.core.spelling import is_blank, number_text, show_raw
from lianping_xlsx.formats.workbook_reader import Sheet
from lianping_xlsx.forms.result_report import CHECK_CODE, HEADINGS, ResultReport, is_report, plain, read_report
from lianping_xlsx.intake.reading.form_reading import FileReading
from lianping_xlsx.intake.reading.grid import Rows

_PRINTED_CODE = re.compile(rf"{CHECK_CODE}[-0-9A-Z]+", re.ASCII)
_DECIMAL = re.compile(r"\d+\.\d+", re.ASCII)
_NOTHING = "—"
"""Printed in place of a blank text."""


def with_report(found: FileReading, sheets: Sequence[Sheet]) -> FileReading | None:
    """Return the reading with the result in the workbook, or refused; None if no sheet holds a result.

    Faults: ``report.several``, ``report.edited``, ``report.shown-differs``.
    """
    hidden = [sheet for sheet in sheets if is_report(sheet.rows)]
    if not hidden:
        return None
    if len(hidden) > 1:
        return _refused(found, "report.several", {})
    report = read_report(hidden[0].rows)
    if report is None:
        return _refused(found, "report.edited", {})
    others = [sheet for sheet in sheets if sheet is not hidden[0]]
    shown, written = _shown(others), _written(report)
    if shown != written:
        slots = {"shown": _first_of(shown, written), "written": _first_of(written, shown)}
        return _refused(found, "report.shown-differs", slots)
    return replace(found, report=report)


def _refused(found: FileReading, code: str, slots: Mapping[str, str]) -> FileReading:
    return replace(found, refused=Finding(code, Place(found.path), slots))


_Rows = list[tuple[str, ...]]
"""Printed rows and check codes; the numbers in the shortest form, in a fixed order: people may sort a table."""


def _written(report: ResultReport) -> _Rows:
    """The rows and the check code that were printed with a result."""
    rows = [tuple(_shortest(text or _NOTHING) for text in ratee.texts) for ratee in report.ratees]
    return sorted([*rows, (f"{CHECK_CODE}{report.check_code}",)])


def _shown(sheets: Sequence[Sheet]) -> _Rows:
    """The rows below the heading of the printed sheet, and every check code."""
    rows = next(filter(None, (_table(sheet.rows) for sheet in sheets)), [])
    texts = (cell for sheet in sheets for row in sheet.rows for cell in row if isinstance(cell, str))
    codes = {match[0] for text in texts for match in _PRINTED_CODE.finditer(text)}
    return sorted([*rows, *((code,) for code in codes)])


def _table(rows: Rows) -> _Rows:
    """The printed rows, the columns in the order of HEADINGS; [] if there is no such heading."""
    for place, cells in enumerate(rows):
        headings = [str(cell) for cell in cells]
        if all(heading in headings for heading in HEADINGS):
            columns = [headings.index(heading) for heading in HEADINGS]
            below = ([row[column] for column in columns] for row in rows[place + 1 :])
            return [tuple(map(_shortest, map(_text, row))) for row in takewhile(_has_code, below)]
    return []


def _has_code(row: Sequence[object]) -> bool:
    return not is_blank(row[0])


def _text(cell: object) -> str:
    """A cell as a text; a number as the shortest decimal of its value."""
    return number_text(cell) if isinstance(cell, float) else plain(str(cell))


def _shortest(text: str) -> str:
    """The text of a number without needless zeros; any other text unchanged."""
    return text.rstrip("0").rstrip(".") if _DECIMAL.fullmatch(text) else text


def _first_of(rows: _Rows, others: _Rows) -> str:
    """The first row that is not among the others, in words."""
    return next((" ".join(map(show_raw, row)) for row in rows if row not in others), "没有这一行")
