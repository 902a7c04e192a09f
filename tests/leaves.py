"""The leaves of a summary's formulas: the constants from which 综合得分 follows, and which of them are answered for."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from xml.etree import ElementTree

from lianping_xlsx.core.cell_address import a1, from_a1, span_of
from tests.plain_book import parts_of_sheets
from tests.recalculation import formulas

Cell = tuple[str, str]
"""Sheet and address."""
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_REFERENCE = re.compile(r"(?:'([^']+)'!)?(\$?[A-Z]{1,3}\$?[0-9]+(?::\$?[A-Z]{1,3}\$?[0-9]+)?)(?![A-Za-z0-9_(])")
_OF_THE_SCHEME = ("分值", "应到", "期次权重", "有任务项\n目分值", "满分")
"""Headings of columns that repeat 考核方案.xlsx, and the word in the row of the full marks of 考评明细."""
_OWN = re.compile(r"ROUND\((?!0\+)[0-9.]+\+SUM")
"""A formula with a figure of its own: what the 考核组 itself gave, before that of the departments."""
SOURCES, ITEMS, METHOD, CHECK = "出处", "考评逐项", "计算说明", "核对出处"


class Leaves:
    """The walk through one workbook that xlsxwriter wrote."""

    def __init__(self, content: bytes) -> None:
        self.formulas = {place: (formula, value) for place, (formula, value) in formulas(content).items()}
        self.constants = dict(_constants(content))

    @property
    def leaves(self) -> set[Cell]:
        """Everything with a number of its own that 综合得分 follows from, but for parameters of the scheme."""
        (heading,) = [place for place, value in self.constants.items() if (place[0], value) == ("综合排序", "综合得分")]
        column, first = heading[1].rstrip("0123456789"), from_a1(heading[1])[0]
        starts = {
            place
            for place in self.formulas
            if place[0] == "综合排序" and place[1].rstrip("0123456789") == column and from_a1(place[1])[0] > first
        }
        seen, found, left = set(starts), set[Cell](), list(starts)
        while left:
            place = left.pop()
            formula = self.formulas[place][0] if place in self.formulas else ""
            if (not formula and isinstance(self.constants.get(place), float)) or _OWN.search(formula):
                found.add(place)
            for other in _references(place[0], formula):
                if other not in seen and other[0] != METHOD:
                    seen.add(other)
                    left.append(other)
        # 加分 and 减分 of whoever has no event are a written 0.
        none = {place for place in found if place[0] == "综合排序" and self.constants.get(place) == 0}
        return {place for place in found - none if not self._repeats_the_scheme(place)}

    def read_by(self, place: Cell) -> set[Cell]:
        """The cells that a formula names."""
        return set(_references(place[0], self.formulas[place][0]))

    def _repeats_the_scheme(self, place: Cell) -> bool:
        row, column = from_a1(place[1])
        beside = (self.constants.get((place[0], a1(row, each))) for each in range(column))
        words = [self.constants.get((place[0], a1(3, column))), *beside]
        return any(
            word == name or (name == "满分" and str(word).endswith(name)) for word in words for name in _OF_THE_SCHEME
        )

    @property
    def answered(self) -> set[Cell]:
        """What a check compares with 出处, or with what it compares with 出处, and finds the same."""
        found = {place for place in self.constants if place[0] == SOURCES}
        for place, (formula, value) in self.formulas.items():
            compared = set(_references(place[0], formula)) if formula.startswith("HYPERLINK(") else set()
            if value == "一致" and any(sheet == SOURCES for sheet, _ in compared):
                found |= compared
        return found

    @property
    def checks(self) -> list[object]:
        """What all checks say."""
        return [value for formula, value in self.formulas.values() if formula.startswith("HYPERLINK(")]


def unanswered(content: bytes) -> list[Cell]:
    """The leaves of a summary for which no row of 出处 answers; asserts that there are checks, and that all agree."""
    walk = Leaves(content)
    assert set(walk.checks) == {"一致"}
    return sorted(walk.leaves - walk.answered)


def disagrees(content: bytes) -> bool:
    """True if a leaf of a summary is not the sum of its sources."""
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        return any("<v>不一致</v>".encode() in parts.read(name) for name in parts.namelist())


def _references(sheet: str, formula: str) -> Iterator[Cell]:
    """Yield every cell that a formula of a sheet names, ranges cell by cell; texts in quotation marks are none."""
    for other, span in _REFERENCE.findall(re.sub(r'"[^"]*"', "", formula)):
        top, left, bottom, right = span_of(span)
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                yield other or sheet, a1(row, column)


def _constants(content: bytes) -> Iterator[tuple[Cell, object]]:
    """Yield the cells without a formula: numbers as float, texts as they are."""
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        strings = ["".join(part.itertext()) for part in ElementTree.fromstring(parts.read("xl/sharedStrings.xml"))]
        for sheet, part in parts_of_sheets(parts):
            for cell in ElementTree.fromstring(parts.read(part)).iter(f"{_MAIN}c"):
                text = cell.findtext(f"{_MAIN}v")
                if text is not None and cell.find(f"{_MAIN}f") is None:
                    yield (sheet, str(cell.get("r"))), strings[int(text)] if cell.get("t") == "s" else float(text)


def shown(content: bytes, sheet: str) -> Mapping[str, object]:
    """The constants of one sheet by address."""
    return {place[1]: value for place, value in _constants(content) if place[0] == sheet}
