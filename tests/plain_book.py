"""Workbooks that the program or a test has written, read for their values only, five times as quickly as by openpyxl.

openpyxl also makes an object of each style, font and border; tests that hold thousands of forms against the oracle ask
for none. What is read is what openpyxl reads of the same cells (tests/test_plain_book.py).
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils import column_index_from_string
from openpyxl.utils.datetime import from_excel

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRINGS = "xl/sharedStrings.xml"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def parts_of_sheets(parts: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Yield the name and the part of each sheet."""
    relations = ElementTree.fromstring(parts.read("xl/_rels/workbook.xml.rels"))
    targets = {each.get("Id"): str(each.get("Target")).removeprefix("/xl/") for each in relations}
    for sheet in ElementTree.fromstring(parts.read("xl/workbook.xml")).iter(f"{_MAIN}sheet"):
        yield str(sheet.get("name")), f"xl/{targets[sheet.get(_RELATION)]}"


def strings_of(parts: zipfile.ZipFile) -> Sequence[str]:
    """The shared strings."""
    if _STRINGS not in parts.namelist():
        return ()
    return [_text(each) for each in ElementTree.fromstring(parts.read(_STRINGS))]


class PlainCell(NamedTuple):
    """A cell: its place from 1 on, what stands in it (None: nothing), and whether that is a formula."""

    row: int
    column: int
    coordinate: str
    value: object
    is_formula: bool


class PlainBook:
    """A workbook as ``openpyxl.load_workbook(..., read_only=True)`` gives it, as far as tests and the recount ask.

    ``data_only``: results in place of formulas.
    """

    def __init__(self, file: Path | str | io.BytesIO, *, data_only: bool = False) -> None:
        # A file that is read whole need not be closed.
        content = file if isinstance(file, io.BytesIO) else io.BytesIO(Path(file).read_bytes())
        self._parts = zipfile.ZipFile(content)
        self._data_only = data_only
        self.worksheets = [PlainSheet(self, name, part) for name, part in parts_of_sheets(self._parts)]

    @property
    def sheetnames(self) -> list[str]:
        """The names of its sheets."""
        return [page.title for page in self.worksheets]

    def __getitem__(self, name: str) -> PlainSheet:
        return next(page for page in self.worksheets if page.title == name)

    def close(self) -> None:
        """Close the file."""
        self._parts.close()

    def cells(self, part: str) -> Iterator[PlainCell]:
        """Yield the cells of a sheet as they stand there."""
        for number, row in self._rows(part):
            for cell in row:
                place = str(cell.get("r"))
                is_formula = not self._data_only and cell.find(f"{_MAIN}f") is not None
                yield PlainCell(number, _column(place), place, self._content(cell), is_formula)

    def values(self, part: str) -> Iterator[tuple[object, ...]]:
        """Yield the values of each row of a sheet from the first on, up to the last cell of the row."""
        last = 0
        for number, row in self._rows(part):
            yield from ((),) * (number - last - 1)
            line: list[object] = [None] * (_column(str(row[-1].get("r"))) if len(row) else 0)
            for cell in row:
                if len(cell):  # most have a look and nothing else
                    line[_column(str(cell.get("r"))) - 1] = self._content(cell)
            yield tuple(line)
            last = number

    def _rows(self, part: str) -> Iterator[tuple[int, ElementTree.Element]]:
        rows = ElementTree.fromstring(self._parts.read(part)).iter(f"{_MAIN}row")
        return ((int(row.get("r", 0)), row) for row in rows)

    def _content(self, cell: ElementTree.Element) -> object:
        formula = None if self._data_only else cell.find(f"{_MAIN}f")
        return self._value(cell) if formula is None else f"={formula.text or ''}"

    def _value(self, cell: ElementTree.Element) -> object:
        if cell.get("t") == "inlineStr":
            return _text(cell) or None
        found = cell.find(f"{_MAIN}v")
        if found is None or found.text is None:
            return None
        match cell.get("t", "n"):
            case "s":
                return self._strings[int(found.text)]
            case "b":
                return found.text == "1"
            case "n":
                number = float(found.text) if {".", "E", "e"} & {*found.text} else int(found.text)
                return from_excel(number) if int(cell.get("s", 0)) in self._dates else number
            case _:
                return found.text

    @cached_property
    def _strings(self) -> Sequence[str]:
        return strings_of(self._parts)

    @cached_property
    def _dates(self) -> frozenset[int]:
        """The styles in which a number is a date."""
        styles = ElementTree.fromstring(self._parts.read("xl/styles.xml"))
        own = {int(each.get("numFmtId", 0)): each.get("formatCode") for each in styles.iter(f"{_MAIN}numFmt")}
        looks = styles.find(f"{_MAIN}cellXfs")
        numbers = [int(look.get("numFmtId", 0)) for look in looks] if looks is not None else []
        return frozenset(n for n, number in enumerate(numbers) if is_date_format(_format(own, number)))


@dataclass(frozen=True)
class PlainSheet:
    """A sheet of such a workbook."""

    book: PlainBook
    title: str
    part: str

    @property
    def _worksheet_path(self) -> str:
        """The name of its part, as openpyxl calls it: the second count looks there for merged cells."""
        return self.part

    def reset_dimensions(self) -> None:
        """What the file says of them is never asked for."""

    def cells(self) -> Iterator[PlainCell]:
        """Yield its cells as they stand there."""
        return self.book.cells(self.part)

    def iter_rows(self, *, values_only: bool) -> Iterator[tuple[object, ...]]:
        """Yield the values of each row from the first on, up to the last cell of the row."""
        assert values_only
        return self.book.values(self.part)


def _format(own: dict[int, str | None], number: int) -> str:
    return own.get(number) or BUILTIN_FORMATS.get(number, "General")


@cache
def _column(place: str) -> int:
    return column_index_from_string(place.rstrip("0123456789"))


def _text(element: ElementTree.Element) -> str:
    """The text of an ``si`` or ``is``, in one piece or in runs."""
    if len(element) == 1 and element[0].tag == f"{_MAIN}t":
        return element[0].text or ""
    skipped = {id(text) for sound in element.iter(f"{_MAIN}rPh") for text in sound.iter()}
    return "".join(each.text or "" for each in element.iter(f"{_MAIN}t") if id(each) not in skipped)
