"""汇总表.xlsx recalculated by LibreOffice: the formulas that come to something else than the count."""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from itertools import chain
from pathlib import Path
from xml.sax.saxutils import unescape

from lianping_xlsx.decision.summary_data import SummaryData
from lianping_xlsx.publish.summary.summary_workbook import write_summary
from tests.flat_book import flat
from tests.libreoffice import Place, calculated
from tests.plain_book import parts_of_sheets

_FEW = 12
"""Formulas: every summary has more, and 核算底稿 too."""

Difference = tuple[object, ...]
"""Sheet, cell, formula, our result, theirs."""


_BOOK = "xl/workbook.xml"
_SHEET = re.compile(rb"<sheet [^>]*/>")
_PRINTED = re.compile(rb'<definedName name="_xlnm[^<]*</definedName>')
"""What a sheet prints, and what it filters."""
_CELLS = re.compile(rb"(<worksheet[^>]*>).*?(<sheetData>.*</sheetData>).*(</worksheet>)", re.DOTALL)
_FORMULA = re.compile(rb"<f[ >][^<]*</f>")


def to_be_recalculated(content: bytes) -> bytes:
    """The workbook with what its formulas need and nothing else: above all without their cached results.

    Without what is printed, coloured, drawn or chosen from, and without the sheets of which no formula speaks,
    LibreOffice takes half the time.
    """
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(written, "w") as target:
        parts = {name: source.read(name) for name in source.namelist()}
        parts[_BOOK] = _PRINTED.sub(b"", parts[_BOOK])
        sheets = dict(parts_of_sheets(source))
        found = {name: _FORMULA.findall(parts[part]) for name, part in sheets.items()}
        # openpyxl writes characters as numbers.
        spoken = html.unescape(
            b"".join([parts[_BOOK].partition(b"<definedNames>")[2], *chain(*found.values())]).decode()
        )
        for (name, part), declared in zip(sheets.items(), _SHEET.findall(parts[_BOOK]), strict=True):
            if found[name] or name in spoken:
                parts[part] = re.sub(rb"(<f>[^<]*</f>)<v>[^<]*</v>", rb"\1", _CELLS.sub(rb"\1\2\3", parts[part]))
            else:
                parts[_BOOK] = parts[_BOOK].replace(declared, b"")
        for part, kept in parts.items():
            target.writestr(part, kept)
    return written.getvalue()


def formulas(content: bytes) -> dict[Place, tuple[str, object]]:
    """The formulas of a workbook that xlsxwriter wrote, each with its cached result, by sheet and cell."""
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        return {
            (sheet, place): (unescape(formula), _cached(kind, unescape(result)))
            for sheet, part in parts_of_sheets(parts)
            for place, kind, formula, result in _CALCULATED.findall(parts.read(part).decode())
        }


_CALCULATED = re.compile(
    r'<c r="([A-Z]+[0-9]+)"(?: s="[0-9]+")?(?: t="([a-z]+)")?><f[^>]*>([^<]+)</f>(?:<v>([^<]*)</v>)?</c>'
)
"""A cell with a formula as xlsxwriter writes it: address, kind, formula, result."""


def _cached(kind: str, text: str) -> object:
    match kind:
        case "":
            return float(text) if text else None
        case "b":
            return text == "1"
        case _:
            return text or None


def differences(data: SummaryData, folder: Path) -> list[Difference]:
    """The formulas that LibreOffice calculates otherwise; asserts that there are formulas at all."""
    return all_differences([data], folder)[0]


def all_differences(cases: Sequence[SummaryData], folder: Path) -> list[list[Difference]]:
    """Those of several summaries, recalculated in one go."""
    return differences_in([write_summary(data) for data in cases], folder)


def unlike_by_name(
    books: Mapping[str, bytes], folder: Path, *, as_workbooks: bool = False
) -> dict[str, list[Difference]]:
    """The same of summaries by name, without those that come to the same."""
    found = differences_in(list(books.values()), folder, as_workbooks=as_workbooks)
    return {name: unlike for name, unlike in zip(books, found, strict=True) if unlike}


def differences_in(books: Sequence[bytes], folder: Path, *, as_workbooks: bool = False) -> list[list[Difference]]:
    """The same of summaries that are written already; of equal ones only the first is recalculated."""
    different = list(dict.fromkeys(books))
    theirs = dict(zip(different, cells_of(different, folder, as_workbooks=as_workbooks), strict=True))
    return [_unlike(content, theirs[content]) for content in books]


def cells_of(books: Sequence[bytes], folder: Path, *, as_workbooks: bool = False) -> list[dict[Place, object]]:
    """The cells of the sheets with formulas, recalculated, and of those that they speak of; in one go for all.

    ``as_workbooks``: as people open them, in twice the time.
    """
    paths = [folder / f"重算{number}.{'xlsx' if as_workbooks else 'fods'}" for number in range(len(books))]
    for content, path in zip(books, paths, strict=True):
        needed = to_be_recalculated(content)
        path.write_bytes(needed if as_workbooks else flat(needed))
    return calculated(paths)


def _unlike(content: bytes, theirs: Mapping[Place, object]) -> list[Difference]:
    """The formulas of a workbook whose cached results are not theirs; asserts that there are formulas at all."""
    ours = formulas(content)
    assert len(ours) > _FEW
    found = [(*place, formula, mine, theirs.get(place)) for place, (formula, mine) in ours.items()]
    return [line for line in found if _digits(line[-2]) != _digits(line[-1])]


def _digits(value: object) -> object:
    """A number as another program keeps it, which writes 15 digits: a third has more."""
    return f"{value:.12g}" if isinstance(value, float | int) and not isinstance(value, bool) else value
