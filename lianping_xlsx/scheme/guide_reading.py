"""What is read of 填写向导: the √ of people. And what its formulas give after the program has changed the scheme.

The sheet lies in the office's workbook for a year: its lines are known by their words, and its formulas may be those of
an earlier version. Hidden columns hold the words with which they compare.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from lianping_xlsx.core.cell_address import a1, column_letters
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.core.spelling import is_blank
from lianping_xlsx.formats.sheet import Sheet
from lianping_xlsx.scheme import guide_sheet as guide
from lianping_xlsx.scheme.guide_places import PLACES, FoundPlace, find_places
from lianping_xlsx.scheme.scheme_workbook import Rows

_TITLES = frozenset(place.title for place in PLACES if place.names)
_SEARCH_ROWS = 12
"""The rows in which the headings are searched."""
_KNOWS_TICK = f'"{guide.TICKED}","还'
"""What a formula has that lets a √ go before words of the sample."""


@dataclass(frozen=True, slots=True)
class _GuideColumns:
    """The row of the headings, and the columns (0-based) of the places, their states and the ticks."""

    head: int
    title: int
    state: int
    tick: int


def ticked_places(rows: Rows) -> frozenset[str]:
    """The titles of the places beside which people have put a √, or anything else."""
    found = _columns(rows)
    if found is None:
        return frozenset()
    below = rows[found.head + 1 :]
    return frozenset(str(row[found.title]).strip() for row in below if not is_blank(row[found.tick])) & _TITLES


def guide_results(sheet: Sheet, scheme: Mapping[str, Rows]) -> dict[str, str]:
    """The results of the formulas of the sheet, by address, for a scheme. ``scheme``: its raw rows, by name of sheet.

    A formula of a line that nobody knows any more has none.
    """
    found = _columns(sheet.rows)
    if found is None:
        return {}
    places = {each.place.title: each for each in find_places(scheme)}
    ticked = ticked_places(sheet.rows)
    results: dict[str, str] = {}
    states = []
    for number in range(found.head + 1, len(sheet.rows)):
        title, formula = str(sheet.rows[number][found.title]).strip(), sheet.formulas.get((number, found.state), "")
        if formula and title in _TITLES:
            line = _LineNow(formula, places.get(title), title in ticked, sheet.rows)
            results[a1(number, found.state)] = line.state()
            states.append(line.state())
    above = (spot for spot in sheet.formulas if spot[0] < found.head)
    return results | {a1(*spot): guide.headline(states) for spot in above}


def _columns(rows: Rows) -> _GuideColumns | None:
    for number, row in enumerate(rows[:_SEARCH_ROWS]):
        texts = [str(cell).strip() for cell in row]
        if set(guide.HEADS[2:]) <= set(texts):
            title, state, tick = (texts.index(guide.HEADS[column]) for column in (2, guide.STATE, guide.TICK))
            return _GuideColumns(number, title, state, tick)
    return None


@dataclass(frozen=True, slots=True)
class _LineNow:
    """A line of the sheet: its formula, the place as it is now, None if it is gone; whether there is a √."""

    formula: str
    place: FoundPlace | None
    ticked: bool
    rows: Rows

    def state(self) -> str:
        """The result of the formula."""
        place = self.place
        if place is None or place.sheet.replace("'", "''") not in self.formula:
            return guide.GONE
        words = {str(cell) for cell in self._kept(guide.SAMPLE)}
        left = place.rows_with(words)
        if left:
            agreed = self.ticked and _KNOWS_TICK in self.formula and place.may_be_own(words)
            return guide.TICKED if agreed else guide.sample_state(place, left)
        if place.blank:
            return self._first(guide.CLEARED, guide.OPTIONAL) or (guide.TICKED if self.ticked else guide.BLANK)
        if self.ticked:
            return guide.TICKED
        former = [*self._kept(guide.FORMER)]
        same = bool(former) and _trimmed(map(guide.as_kept, place.contents[0])) == _trimmed(former)
        return (same and self._first(*map(str, guide.GuideOrigin))) or self._first(guide.CHANGED, guide.STAYS)

    def _first(self, *words: str) -> str:
        """The first of some words that the formula has; '' if it has none of them."""
        return next((each for each in words if f'"{each}"' in self.formula), "")

    def _kept(self, column: int) -> Iterator[object]:
        """Yield the contents of the cells of a hidden column that the formula names, None for a blank one."""
        letters = column_letters(column)
        named = re.search(rf"\${letters}\$(\d+)(?::\${letters}\$(\d+))?", self.formula)
        if named is not None:
            for row in self.rows[int(named[1]) - 1 : int(named[2] or named[1])]:
                yield row[column] if column < len(row) and not is_blank(row[column]) else None


def _trimmed(cells: Iterator[object] | Sequence[object]) -> list[object]:
    """Cells without the blank ones at the end."""
    found = list(cells)
    while found and found[-1] is None:
        del found[-1]
    return found
