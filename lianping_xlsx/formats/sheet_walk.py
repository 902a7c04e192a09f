"""The facts of any sheet, read element by element, and the sheet written anew in the usual way.

An unknown element among the cells, or an element that occurs twice, is shown by one program and not by another; it is
refused by name. Comments, CDATA, references and other encodings are plain XML, and are read.
"""

from __future__ import annotations

import re

from lianping_xlsx.core.cell_address import a1, column_number
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.formats.markup import MAIN, as_text, is_true, main_name, parse_xml
from lianping_xlsx.formats.package import Limits, Refused, damaged, too_large, two_contents
from lianping_xlsx.formats.sheet import EXCEL_COLUMNS, EXCEL_ROWS, Run, Spot, joined
from lianping_xlsx.formats.sheet_frame import Frame, row_is_hidden
from lianping_xlsx.formats.sheet_scan import Scan

_SKIPPED = "…"
"""The state within an element whose content is not read."""
_BELOW: dict[str, dict[str, str]] = {
    "": {"worksheet": "worksheet"},
    "sheetData": {"row": "row"},
    "row": {"c": "c", "extLst": _SKIPPED},
    "c": {"v": "v", "f": "f", "is": "is", "extLst": _SKIPPED},
    "is": {"t": "t", "r": "r", "rPh": _SKIPPED, "phoneticPr": _SKIPPED},
    "r": {"t": "t", "rPr": _SKIPPED},
    "v": {},
    "f": {},
    "t": {},
}
"""The elements that may be directly within an element, each with the state within it."""
_READ = ("v", "f", "t")
_ROW_NUMBER = re.compile(r"0*([1-9][0-9]*)")
_CELL_ADDRESS = re.compile(r"([A-Za-z]+)0*([0-9]*)")
_NUMBER = r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
_VALUES = {"n": re.compile(_NUMBER), "s": re.compile("[0-9]+"), "b": re.compile(f"{_NUMBER}|true|false")}
"""The content of a cell of these types. Of an index that is none calamine makes the first of the shared strings."""
_KINDS = ("n", "s", "b", "e", "str", "d", "inlineStr")
_ERROR = "#N/A"
"""The error that calamine gets in place of every error: it does not know those of newer versions of Excel."""


def walk(part: str, content: bytes, limits: Limits) -> Scan:
    """The scan of any sheet, with the sheet written anew.

    Raises Refused: file.hostile-xml, file.damaged, file.two-contents, or file.too-large for an address beyond Excel's
    grid and for more cells with content or merged ranges than ``limits`` allow. The caller checks the other limits.
    """
    found = _SheetWalk(part, limits)
    parse_xml(part, content, found.start, found.end, found.characters, spaces=True)
    return found.finish()


@dataclass(slots=True)
class _Cell:
    """The open cell."""

    spot: Spot
    kind: str
    style: str


class _SheetWalk:
    """The handlers of expat, the position in the sheet, and the facts found so far."""

    def __init__(self, part: str, limits: Limits) -> None:
        self._part = part
        self._limits = limits
        self._frame = Frame(part, limits)
        self._scan = Scan()
        self._hidden: list[Run] = []
        self._written: dict[Spot, str] = {}
        self._seen: set[Spot] = set()
        self._places: list[str] = [""]
        self._sheets_of_cells = 0
        self._row, self._column = 0, 0
        self._numbered = False
        self._cell = _Cell((0, 0), "", "")
        self._texts: dict[str, list[str]] = {}

    # ------------------------------------------------------------ handlers

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Handler of an opening tag."""
        element, place = main_name(name), self._places[-1]
        if element == "strike" and self._places[-2:] == ["r", _SKIPPED] and is_true(attributes.get("val", "1")):
            self._scan.struck.add(self._cell.spot)
        if place in ("worksheet", _SKIPPED):
            self._start_around(element, attributes, place)
            return
        here = _BELOW[place].get(element)
        if here is None:
            raise damaged(self._part) if place == "" else self._strange(name.rpartition(" ")[2])
        self._places.append(here)
        if here == "row":
            self._open_row(attributes)
        elif here == "c":
            self._open_cell(attributes)
        elif place == "c" and here != _SKIPPED:
            if here in self._texts:
                raise self._strange(here)
            self._texts[here] = []

    def end(self, _: str) -> None:
        """Handler of a closing tag."""
        place = self._places.pop()
        if place == "c":
            self._close_cell()
        elif place == "row":
            self._row, self._column = self._row + 1, 0

    def characters(self, text: str) -> None:
        """Handler of text."""
        place = self._places[-1]
        if place in _READ:
            self._texts["is" if place == "t" else place].append(text)
        elif place in _BELOW and place != "" and text.strip():
            raise self._strange(text.strip()[:20])

    def finish(self) -> Scan:
        """The scan, after the whole sheet was parsed."""
        scan, frame = self._scan, self._frame
        scan.merges, scan.hides_zeros = tuple(frame.merges), frame.hides_zeros
        scan.hidden_rows, scan.hidden_columns = joined(self._hidden), frame.hidden_columns()
        scan.content = self._write()
        return scan

    # ------------------------------------------------------------ elements

    def _start_around(self, element: str, attributes: dict[str, str], place: str) -> None:
        """An element outside of the cells. ``sheetData`` must be there once, directly in the worksheet."""
        if element != "sheetData":
            self._frame.note(element, attributes)
            self._places.append(_SKIPPED)
            return
        self._sheets_of_cells += 1
        if place != "worksheet" or self._sheets_of_cells > 1:
            raise self._strange(element)
        self._places.append(element)

    def _open_row(self, attributes: dict[str, str]) -> None:
        self._numbered = "r" in attributes
        if self._numbered:
            match = _ROW_NUMBER.fullmatch(attributes["r"])
            if match is None:
                raise damaged(self._part)
            self._row = self._within(match[1], EXCEL_ROWS, "行数")
        if row_is_hidden(attributes):
            self._hidden.append((self._row, self._row))

    def _open_cell(self, attributes: dict[str, str]) -> None:
        # A cell without an address follows the one before it.
        spot = self._row, self._column
        if "r" in attributes:
            spot = self._address(attributes["r"])
            if self._numbered and spot[0] != self._row:
                raise self._strange(attributes["r"])
            self._column = spot[1]
        if spot in self._seen:
            raise self._strange(f"{a1(*spot)}有两个")
        self._seen.add(spot)
        kind, style = attributes.get("t", "n"), attributes.get("s", "")
        if kind not in _KINDS or not (style == "" or style.isdecimal()):
            raise damaged(self._part)
        self._cell, self._texts = _Cell(spot, kind, style), {}

    def _close_cell(self) -> None:
        texts = {element: "".join(pieces) for element, pieces in self._texts.items()}
        scan, cell = self._scan, self._cell
        if "f" in texts:
            scan.formulas[cell.spot] = texts["f"]
        if cell.kind == "e":
            scan.errors[cell.spot] = texts.get("v", "")
        # Programs differ in which of the two they show if a cell has both.
        used, other = ("is", "v") if cell.kind == "inlineStr" else ("v", "is")
        if texts.get(other, ""):
            raise self._strange(f"{a1(*cell.spot)}的{other}")
        if used in texts:
            self._count_content()
            self._written[cell.spot] = self._cell_xml(texts[used])
        self._column += 1

    def _count_content(self) -> None:
        scan, (row, column) = self._scan, self._cell.spot
        scan.cells += 1
        if scan.cells > self._limits.cells:
            raise too_large("有内容的单元格数", self._limits.cells)
        scan.rows, scan.columns = max(scan.rows, row + 1), max(scan.columns, column + 1)

    # ------------------------------------------------------------ writing

    def _cell_xml(self, text: str) -> str:
        """The cell in the usual spelling. Raises Refused(file.damaged) for a number that is none."""
        cell = self._cell
        kind = cell.kind
        if kind in _VALUES:
            text = text.strip()
            if text and not _VALUES[kind].fullmatch(text):
                raise damaged(self._part)
        elif kind == "e":
            text = _ERROR
        shown = as_text(text)
        head = f'<c r="{a1(*cell.spot)}"' + (f' s="{cell.style}"' if cell.style else "")
        if kind == "inlineStr":
            return f'{head} t="inlineStr"><is><t xml:space="preserve">{shown}</t></is></c>'
        return f"{head}><v>{shown}</v></c>" if kind == "n" else f'{head} t="{kind}"><v>{shown}</v></c>'

    def _write(self) -> bytes:
        pieces = [f'<worksheet xmlns="{MAIN}"><sheetData>']
        last = -1
        for spot in sorted(self._written):
            if spot[0] != last:
                pieces.append(f'{"</row>" if last >= 0 else ""}<row r="{spot[0] + 1}">')
                last = spot[0]
            pieces.append(self._written[spot])
        pieces.append(f"{'</row>' if last >= 0 else ''}</sheetData></worksheet>")
        return "".join(pieces).encode("utf-8")

    # ------------------------------------------------------------ addresses and refusals

    def _strange(self, what: str) -> Refused:
        """A refusal of a sheet that one program would show differently from another."""
        return two_contents(self._part, what)

    def _address(self, text: str) -> Spot:
        match = _CELL_ADDRESS.fullmatch(text)
        if match is None or not match[2]:
            raise damaged(self._part)
        if len(match[1]) > 3 or column_number(match[1]) >= EXCEL_COLUMNS:
            raise too_large("列数", self._limits.columns)
        return self._within(match[2], EXCEL_ROWS, "行数"), column_number(match[1])

    def _within(self, digits: str, most: int, what: str) -> int:
        """``digits`` (no leading zeros) as a 0-based number. Raises Refused(file.too-large) above ``most``."""
        # The length is compared first: int() takes long for a million digits.
        if len(digits) > len(str(most)) or int(digits) > most:
            raise too_large(what, self._limits.rows)
        return int(digits) - 1
