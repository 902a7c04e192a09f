"""填写向导, the first sheet of 考核方案.xlsx: what must be changed, what may stay, what is still the sample's.

Live formulas compare the cells with the words that stood there when the sheet was written, which hidden columns keep;
so a place turns from red to green as it is changed, in any spreadsheet program. Only the √ of people are read from it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from enum import StrEnum

from lianping_xlsx.core.cell_address import column_letters, on_sheet
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.core.spelling import is_blank, name_key
from lianping_xlsx.scheme.guide_places import FoundPlace, find_places
from lianping_xlsx.scheme.scheme_workbook import Records, Rows, rows_as_written, write_scheme
from lianping_xlsx.spreadsheet import styles
from lianping_xlsx.spreadsheet.book import Book, Content, Page
from lianping_xlsx.spreadsheet.row_height import fit_row
from lianping_xlsx.spreadsheet.styles import Style

GUIDE_SHEET = "填写向导"
HEADS = ("序号", "哪张表", "改哪里（点一下就到）", "怎么改，为什么", "现在的情况", "核对过的打√")
_WIDTHS = (6, 13, 24, 56, 26, 12)
_NOTE = (
    "从上到下办：红的必须改，黄的请核对，绿的已经改好；核对过、不用改的（名单上有人碰巧与示例同名的也是），在最后一栏打√。"
    "这张表只供查看，程序只读打的√，删去、挪动都不影响考核。"
)
HEADLINE_ROW, HEADING_ROW, FIRST_ROW = 2, 3, 4
STATE, TICK, SAMPLE, FORMER = 4, 5, 7, 8
"""The columns of the state, the tick, and the hidden words: of the sample, and of what stood there."""
_DAY_0 = dt.datetime(1899, 12, 30)
_LAST_ROW = 3000
"""Rows of a table are counted down to here."""
LEFT, BLANK, STAYS, CHANGED, TICKED = "还是示例的", "还没有填", "可以不改", "已改好", "已核对"
OPTIONAL, CLEARED, GONE = "可以不填", "已清空", "这一处不见了，运行 check 检查"
_ALL_DONE = "都已改好、核对过，保存、关闭后检查方案。"
_RED = Style(color="#9C0006", fill="#FFC7CE")
_AMBER = Style(color="#7F6000", fill="#FFEB9C")
_GREEN = Style(color="#006100", fill="#C6EFCE")


class GuideOrigin(StrEnum):
    """What stood in the scheme when the sheet was written, in the words for a place that is still the same."""

    SAMPLE = "与示例相同，请核对"
    LAST_YEAR = "与上年相同，请核对"
    OWN = "请核对"


def guided_scheme(records: Records) -> bytes:
    """The scheme workbook of a sample, with 填写向导."""
    places = tuple(find_places(rows_as_written(records)))
    return write_scheme(records, first=lambda book: write_guide(book, places, places, GuideOrigin.SAMPLE))


def is_guide(name: str, rows: Rows) -> bool:
    """True for 填写向导, even under another name, or typed into."""
    if name_key(name) == name_key(GUIDE_SHEET):
        return True
    heads = set(HEADS)
    return any(len(heads.intersection(map(str, row))) > len(HEADS) // 2 for row in rows[:12])


def write_guide(book: Book, places: Sequence[FoundPlace], former: Sequence[FoundPlace], origin: GuideOrigin) -> None:
    """Write the sheet. ``former``: the places as they were in the year before; else ``places`` themselves."""
    page = book.page(GUIDE_SHEET, landscape=True)
    page.merge(0, 0, TICK, GUIDE_SHEET, styles.TITLE)
    page.merge(1, 0, TICK, _NOTE, styles.SUBTITLE)
    page.height(0, 34)
    page.height(1, 34)
    page.put_row(HEADING_ROW, 0, HEADS, styles.HEADING)
    page.height(HEADING_ROW, 24)
    page.widths(*_WIDTHS)
    before = {(each.place.declared.sheet, each.place.names): each for each in former}
    words = _Words(page)
    states = []
    for number, found in enumerate(places):
        line = _GuideLine(found, before.get((found.place.declared.sheet, found.place.names)), origin)
        states.append(_write_line(page, words, line, number))
    _write_headline(page, states)
    last = FIRST_ROW + len(places) - 1
    state = f"$E{FIRST_ROW + 1}"
    for condition, look in ((f'LEFT({state},1)="还"', _RED), (f'RIGHT({state},2)="核对"', _AMBER)):
        page.condition(FIRST_ROW, STATE, last, STATE, _condition(f'AND({condition},LEFT({state},1)<>"已")', look))
    page.condition(FIRST_ROW, STATE, last, STATE, _condition(f'LEFT({state},1)="已"', _GREEN))
    for column in (SAMPLE, FORMER):
        page.hide_column(column)
    page.head_rows(HEADING_ROW, HEADING_ROW)
    page.print_area(last, TICK)
    page.protect()


def _condition(criteria: str, look: Style) -> dict[str, object]:
    return {"type": "formula", "criteria": f"={criteria}", "format": look}


def _write_headline(page: Page, states: Sequence[str]) -> None:
    """The numbers of red and amber places; ``states``: as they are now."""
    area = f"$E${FIRST_ROW + 1}:$E${FIRST_ROW + len(states)}"
    red, amber = f'COUNTIF({area},"还*")', f'COUNTIF({area},"*请核对")'
    told = f'"还有"&{red}&"处要改，"&{amber}&"处请核对。"'
    formula = f'=IF({red}+{amber}=0,"{_ALL_DONE}",{told})'
    page.formula(HEADLINE_ROW, 0, formula, styles.SECTION, headline(states))


def headline(states: Sequence[str]) -> str:
    """The result of the headline for the states of all places."""
    now = sum(each.startswith("还") for each in states), sum(each.endswith("请核对") for each in states)
    return f"还有{now[0]}处要改，{now[1]}处请核对。" if any(now) else _ALL_DONE


class _Words:
    """The hidden words on a page, one below the other."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._next = {SAMPLE: FIRST_ROW, FORMER: FIRST_ROW}

    def put(self, column: int, contents: Sequence[Content]) -> str:
        """Write words into a hidden column. Return their area."""
        first = self._next[column]
        for row, content in enumerate(contents, first):
            self._page.put(row, column, content)
        self._next[column] += len(contents)
        letters = column_letters(column)
        return f"${letters}${first + 1}:${letters}${first + len(contents)}"


@dataclass(frozen=True, slots=True)
class _GuideLine:
    """A line of the sheet. ``former``: the place before; None if it was not there."""

    found: FoundPlace
    former: FoundPlace | None
    origin: GuideOrigin

    @property
    def asks(self) -> bool:
        """True if the place has to be looked at as long as it is the same."""
        if not self.found.place.names or self.former is None or self.former.blank:
            return False
        return self.found.place.yearly or (self.origin is GuideOrigin.SAMPLE and not self.found.sample_left)

    @property
    def same(self) -> bool:
        """True if the place holds what it held before."""
        return self.former is not None and self.former.contents[0] == self.found.contents[0]

    @property
    def state(self) -> str:
        """The state as it is now, in the words of the formula."""
        place = self.found.place
        if not place.names:
            return STAYS
        if self.found.sample_left:
            return sample_state(self.found, self.found.rows_left)
        if self.found.blank:
            return BLANK if place.needed else OPTIONAL
        if self.asks and self.same:
            return str(self.origin)
        return CHANGED if self.asks or self.origin is GuideOrigin.SAMPLE else STAYS


def _write_line(page: Page, words: _Words, line: _GuideLine, number: int) -> str:
    """Write a line. Return its state."""
    found, row = line.found, FIRST_ROW + number
    title = found.place.title
    page.put(row, 0, number + 1, styles.CENTRED)
    page.put(row, 1, found.sheet, styles.CENTRED)
    page.link(row, 2, on_sheet(found.sheet, found.address), title, styles.LINK)
    page.put(row, 3, found.place.how, styles.CELL)
    if found.place.names:
        page.formula(row, STATE, f"={_formula(words, line, row)}", styles.CENTRED, line.state)
        page.put(row, TICK, None, styles.INPUT_CENTRED)
    else:
        page.put(row, STATE, line.state, styles.CENTRED)
        page.put(row, TICK, None, styles.CLOSED)
    texts = (str(number + 1), found.sheet, title, found.place.how, line.state)
    fit_row(page, row, zip(texts, _WIDTHS[:TICK], strict=True), styles.CELL.size)
    return line.state


def _formula(words: _Words, line: _GuideLine, row: int) -> str:
    """The formula of a state: the sample's words, a blank, a tick, and what has not been changed, in this order."""
    place, first = line.found.place, _area(line.found, line.found.columns[0])
    told = f'"{CHANGED if line.origin is GuideOrigin.SAMPLE else STAYS}"'
    if line.asks and line.former is not None:
        told = f'IF({_unchanged(words, line.found, line.former)},"{line.origin}","{CHANGED}")'
    ticked = f'IF({_has_tick(row)},"{TICKED}",'
    blank = f'TRIM({first})=""' if line.found.one else f"COUNTA({first})=0"
    left = line.found.sample_left
    nothing = f'{ticked}"{BLANK}")' if place.needed else f'"{CLEARED if left else OPTIONAL}"'
    told = f"IF({blank},{nothing},{ticked}{told}))"
    if left:
        told = _with_sample(line.found, words.put(SAMPLE, left), told, row)
    return f'IFERROR({told},"{GONE}")'


def sample_state(found: FoundPlace, rows: int) -> str:
    """The state of a place with ``rows`` rows of the sample."""
    return LEFT if found.one else f"还有{rows}行是示例的"


def _has_tick(row: int) -> str:
    return f'TRIM($F{row + 1})<>""'


def _with_sample(found: FoundPlace, area: str, otherwise: str, row: int) -> str:
    """The words for what is left of the sample, whose words stand in ``area``; else the formula ``otherwise``.

    Where that may be the office's own, a tick says so: :meth:`FoundPlace.may_be_own`.
    """
    first = _area(found, found.columns[0])
    if found.one:
        told = f'"{LEFT}"'
        if found.may_be_own(found.sample_left):
            told = f'IF({_has_tick(row)},"{TICKED}",{told})'
        return f"IF({first}={area.partition(':')[0]},{told},{otherwise})"
    hits = "+".join(f"ISNUMBER(MATCH({_area(found, column)},{area},0))" for column in found.telling)
    rows = f"SUMPRODUCT(--(({hits})>0))"
    own = f"AND({_has_tick(row)},{rows}<COUNTA({first}))"
    return f'IF({rows}>0,IF({own},"{TICKED}","还有"&{rows}&"行是示例的"),{otherwise})'


def _unchanged(words: _Words, found: FoundPlace, former: FoundPlace) -> str:
    """The condition that the first column holds what it held before, and nothing below it."""
    contents = [as_kept(cell) for cell in former.contents[0]]
    area = words.put(FORMER, contents)
    if found.one:
        return f"{_area(found, found.columns[0])}={area.partition(':')[0]}"
    filled = sum(content is not None for content in contents)
    now = _area(found, found.columns[0], rows=len(contents))
    return f"AND(SUMPRODUCT(--({now}={area}))={len(contents)},COUNTA({_area(found, found.columns[0])})={filled})"


def _area(found: FoundPlace, column: int, *, rows: int = 0) -> str:
    """The cell of a setting; the cells of a column, ``rows`` of them or far down."""
    letters, first = column_letters(column), found.row + 1
    if found.one:
        return on_sheet(found.sheet, f"${letters}${first}")
    last = first + rows - 1 if rows else max(_LAST_ROW, first)
    return on_sheet(found.sheet, f"${letters}${first}:${letters}${last}")


def as_kept(raw: object) -> Content:
    """A content as a cell holds it: a day as the number that Excel keeps."""
    if is_blank(raw):
        return None
    if isinstance(raw, dt.datetime):
        return (raw - _DAY_0) / dt.timedelta(days=1)
    return raw if isinstance(raw, int | float) else str(raw)
