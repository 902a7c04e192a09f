"""票面: the ballots of each voter class on 核算底稿, every mark in a cell, and the formulas that count them.

A mark that counts is a number or one of the grades; everything else is a word: 弃权, 废票, （不计）.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import assert_never

from lianping_xlsx.audit.source_blocks import ABSTAINED, RETURNED, TOTAL, TRIMMED, VALID, VOID, grade_votes
from lianping_xlsx.audit.working_marks import ABSTAINED as ABSTENTION
from lianping_xlsx.audit.working_marks import VOID as VOID_BALLOT
from lianping_xlsx.audit.working_marks import ClassBallots, Mark, MarkBlock, WorkingMarks
from lianping_xlsx.core import exact
from lianping_xlsx.core.cell_address import a1
from lianping_xlsx.core.exact import added_up
from lianping_xlsx.core.light_dataclass import dataclass, replace
from lianping_xlsx.decision.summary_data import SummaryData
from lianping_xlsx.publish.summary.mark_columns import (
    GRADE,
    NUMBERS,
    PLACE,
    PLACE_POINTS,
    WORTH,
    MarkCell,
    MarkColumn,
    ballots_by_word,
    columns_of,
    less_ends,
    number_of,
    points_in,
    points_of_shared_place,
    sum_of_items,
    ticks,
)
from lianping_xlsx.publish.summary.summary_frame import (
    BLOCK,
    CENTRED,
    HEADING,
    HEADING_ROW,
    SheetHead,
    at,
    open_page,
    span,
)
from lianping_xlsx.scheme.ballot_contents import Grade
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.scheme.terms import PlaceGap, Scoring
from lianping_xlsx.spreadsheet.book import Book, Content, Page
from lianping_xlsx.spreadsheet.row_height import fit_row
from lianping_xlsx.tally.tally_results import ClassTally

_SHEET = "票面"
_FIRST, _WIDTH, _LEAST = 2, 8.0, 10
"""The first column of marks, the width of such a column, and the least number that a sheet is as wide as."""
_MOST_COLUMNS = 16_000
"""Columns of marks side by side: a sheet has 16,384."""
_PAGE_WIDTH = 160
_MARK = replace(CENTRED, size=10)
_LABEL = replace(CENTRED, size=9)
_ROW = 17
_NOTE = (
    "本表供主办单位内部使用，不送审。一张票一行，得分、等次是票面上填写的；计入的是数或者等级，其余写明“弃权”“（不计）”等。"
    "废票不列内容。测评统计的票数、合计分由本表计算。单位：分"
)
_POOLED = "无记名的票合并以后重新编号，与原来的表、票号无关。"
_WHOLE, _APART, _FEW = (
    "{number}张票，一行一张",
    "其余的票：各列分别从高到低排列，同一行不是同一张票（整张列出会看出是谁的票）",
    "下列各人只列合计，不逐张列明：有效票不足{line}张，或者逐张列出会看出是谁的票",
)


@dataclass(frozen=True, slots=True)
class _PlacedBlock:
    """A block (some of its ratees), with the row of its title and that of its first ballot."""

    block: MarkBlock
    ratees: tuple[str, ...]
    title: int
    first: int


class MarkSheets:
    """All sheets of a book, and what the other sheets refer to on them."""

    def __init__(self, data: SummaryData, marks: WorkingMarks) -> None:
        self.entered: Mapping[tuple[str, str, str], int] = marks.entered
        tallies: dict[tuple[str, str], dict[str, ClassTally]] = {}
        for tally in data.result.classes:
            tallies.setdefault((tally.poll, tally.voter_class), {})[tally.ratee] = tally
        self._sheets = {
            (each.poll, each.voter_class): _ClassSheet(
                f"{_SHEET}{number}", data.scheme, each, tallies.get((each.poll, each.voter_class), {})
            )
            for number, each in enumerate(marks.ballots, 1)
        }

    def votes(self, tally: ClassTally, what: str, item: str) -> str | None:
        """The formula part of a number of a class on a ratee; None if no sheet has its ballots."""
        sheet = self._sheets.get((tally.poll, tally.voter_class))
        return None if sheet is None else sheet.votes(tally, what, item)

    @property
    def names(self) -> dict[str, str]:
        """The names of the sheets, with the class that each of them shows."""
        return {sheet.name: sheet.title for sheet in self._sheets.values()}

    def write(self, book: Book, data: SummaryData) -> None:
        """Write a sheet for each class."""
        for sheet in self._sheets.values():
            sheet.write(book, data)


class _ClassSheet:
    """The sheet of one class. ``tallies``: by ratee."""

    def __init__(self, name: str, scheme: Scheme, ballots: ClassBallots, tallies: Mapping[str, ClassTally]) -> None:
        self.name = name
        self._scheme = scheme
        self._ballots = ballots
        self._tallies = tallies
        self._poll = scheme.poll_of[ballots.poll]
        trimmed = any(tally.trimmed or any(item.trimmed for item in tally.items) for tally in tallies.values())
        self._columns = columns_of(scheme, ballots.poll, trimmed=trimmed)

    @property
    def title(self) -> str:
        """The poll and the class."""
        several = len(self._scheme.polls) > 1
        return f"{self._ballots.poll}　{self._ballots.voter_class}" if several else self._ballots.voter_class

    # ------------------------------------------------------------ places

    @cached_property
    def _scales(self) -> dict[str, tuple[int, tuple[Grade, ...]]]:
        """The grades by name of their 等级表, with the row of their names; those that count come first."""
        scheme, poll = self._scheme, self._poll
        if poll.scoring is Scoring.GRADES:
            scales = [scheme.grades_of(poll.name)]
        elif poll.scoring is Scoring.ITEM_GRADES:
            scales = [scheme.grades_of(poll.name, item) for item in scheme.graded_items(poll.name)]
        else:
            scales = []
        by_name = {grades[0].scale: tuple(sorted(grades, key=lambda each: not each.counted)) for grades in scales}
        return {name: (HEADING_ROW + 2 * n, grades) for n, (name, grades) in enumerate(by_name.items())}

    @cached_property
    def _worths(self) -> dict[int, int]:
        """排名: the 名次分 (hundredths) by place."""
        return self._scheme.points_by_place(self._poll.name) if self._poll.scoring is Scoring.RANKING else {}

    @property
    def _top(self) -> int:
        """The first row below the tables of grades and places."""
        return HEADING_ROW + 2 * len(self._scales) + (2 if self._worths else 0)

    @cached_property
    def _blocks(self) -> tuple[_PlacedBlock, ...]:
        """The blocks from top to bottom."""
        row, found = self._top, []
        most = _MOST_COLUMNS // len(self._columns)
        for block in self._ballots.blocks:
            codes = tuple(block.columns)
            for start in range(0, len(codes), most):
                found.append(_PlacedBlock(block, codes[start : start + most], row, row + 3))
                row = found[-1].first + block.height + 1
        return tuple(found)

    @cached_property
    def _few_row(self) -> int:
        """The row of the title of the sums."""
        return self._blocks[-1].first + self._blocks[-1].block.height + 1 if self._blocks else self._top

    @cached_property
    def _lines(self) -> dict[tuple[str, str], int]:
        """The rows of the sums by name and item."""
        names = [(name, "") for name in (RETURNED, VALID, VOID, ABSTAINED)]
        if self._poll.scoring is Scoring.ITEM_GRADES:
            for item in self._scheme.graded_items(self._poll.name):
                grades = self._grades(item.code)
                whats = (VALID, VOID, ABSTAINED, TRIMMED, TOTAL, *(grade_votes(grade.name) for grade in grades))
                names += ((what, item.code) for what in whats)
        else:
            grades = self._grades("") if self._poll.scoring is Scoring.GRADES else ()
            names += ((what, "") for what in (TRIMMED, TOTAL, *(grade_votes(grade.name) for grade in grades)))
        return {name: row for row, name in enumerate(names, self._few_row + 3)}

    def _column_of(self, kinds: Sequence[MarkCell], item: str = "") -> int | None:
        """The place of a column among those of a ratee."""
        places = (n for n, each in enumerate(self._columns) if each.kind in kinds and each.item == item)
        return next(places, None)

    def _ranges(self, code: str, place: int) -> list[str]:
        """The cells of a column of a ratee, block by block."""
        found = []
        for each in self._blocks:
            if code in each.ratees:
                column = _FIRST + each.ratees.index(code) * len(self._columns) + place
                last = each.first + len(each.block.columns[code]) - 1
                found.append(span(each.first, last, column, sheet=self.name, fixed=True))
        return found

    # ------------------------------------------------------------ formulas

    def votes(self, tally: ClassTally, what: str, item: str) -> str | None:
        """See ``MarkSheets.votes``."""
        if tally.ratee in self._ballots.few:
            column = _FIRST + self._ballots.few.index(tally.ratee)
            return at(self.name, self._lines[what, item], column, fixed=True)
        if not any(tally.ratee in each.ratees for each in self._blocks):
            return None
        if tally.items and not item:
            status = self._column_of((MarkCell.STATUS,)) or 0
            return ballots_by_word(self._ranges(tally.ratee, status), what)
        graded, number = self._column_of((MarkCell.GRADE,), item), self._column_of(NUMBERS, item)
        grades = self._ranges(tally.ratee, graded) if graded is not None else []
        numbers = self._ranges(tally.ratee, number) if number is not None else []
        trimmed = next((each.trimmed for each in tally.items if each.item == item), tally.trimmed)
        if what == TRIMMED:
            return f"-{len(trimmed.marks)}" if trimmed else ""
        if grades and not (numbers and what in (VALID, TOTAL)):
            return self._of_grades(grades, what, item)
        if what == VALID:
            return f"COUNT({','.join(numbers)})"
        if what == TOTAL:
            low, high = (len(trimmed.lowest), len(trimmed.highest)) if trimmed else (0, 0)
            return f"ROUND(SUM({','.join(numbers)}){''.join(less_ends(numbers, low, high))},2)"
        return ballots_by_word(numbers, what)

    def _of_grades(self, ranges: Sequence[str], what: str, item: str) -> str:
        """The formula part of a number of ticks."""
        names, points, others = self._scale_cells(item)
        if what == VALID:
            return "+".join(ticks(each, names) for each in ranges)
        if what == TOTAL:
            return f"ROUND({'+'.join(f'SUMPRODUCT(EXACT({each},{names})*{points})' for each in ranges)},2)"
        if what == ABSTAINED:
            blank = "+".join(f'COUNTIF({each},"{ABSTENTION}")' for each in ranges)
            return "+".join([blank, *(ticks(each, others) for each in ranges if others)])
        if what == RETURNED:
            return f"COUNTA({','.join(ranges)})"
        if what == VOID:
            valid, abstained = (self._of_grades(ranges, each, item) for each in (VALID, ABSTAINED))
            return f"COUNTA({','.join(ranges)})-({valid})-({abstained})"
        row, grades = self._scale_of(item)
        place = next(n for n, grade in enumerate(grades) if grade_votes(grade.name) == what)
        name = at(self.name, row, _FIRST + place, fixed=True)
        return "+".join(ticks(each, name) for each in ranges)

    def _grades(self, item: str) -> tuple[Grade, ...]:
        """The grades of an item, or those of the poll, in the order of the scheme."""
        listed = (each for each in self._scheme.items_of(self._poll.name) if each.code == item)
        return self._scheme.grades_of(self._poll.name, next(listed, None))

    def _scale_of(self, item: str) -> tuple[int, tuple[Grade, ...]]:
        return self._scales[self._grades(item)[0].scale]

    def _scale_cells(self, item: str) -> tuple[str, str, str]:
        """The references to the names of the grades that count, to their 折算分, and to the other names ('': none)."""
        row, grades = self._scale_of(item)
        counted = sum(grade.counted for grade in grades)
        names, points = (self._row_span(each, _FIRST, counted) for each in (row, row + 1))
        others = self._row_span(row, _FIRST + counted, len(grades) - counted) if counted < len(grades) else ""
        return names, points, others

    def _row_span(self, row: int, column: int, number: int) -> str:
        first, last = (a1(row, each, fixed=True) for each in (column, column + number - 1))
        return f"'{self.name}'!{first}:{last}"

    # ------------------------------------------------------------ writing

    def write(self, book: Book, data: SummaryData) -> None:
        """Write the sheet."""
        most = max((len(each.ratees) for each in self._blocks), default=0) * len(self._columns)
        count = max(_LEAST, most, len(self._ballots.few), *(len(grades) for _, grades in self._scales.values()), 0)
        widths = [9.0, 20.0, *[_WIDTH] * count]
        signed = self._scheme.is_signed(self._ballots.poll, self._ballots.voter_class)
        note = _NOTE if signed else _NOTE + "。" + _POOLED.removesuffix("。")
        shown = [*widths[: _FIRST + 2 * _LEAST]]
        page = open_page(book, data, SheetHead(self.name, f"{self.title}票面", note, shown))
        page.widths(*widths)
        page.head_rows(0, HEADING_ROW - 1, freeze_columns=_FIRST)
        if added_up(widths) > _PAGE_WIDTH:
            page.pages_wide(-(-int(added_up(widths)) // _PAGE_WIDTH), _FIRST)
        self._write_tables(page)
        last = len(shown) - 1
        for placed in self._blocks:
            words = _WHOLE.format(number=placed.block.height) if placed.block.whole else _APART
            page.merge(placed.title, 0, last, words, BLOCK)
            page.height(placed.title, 22)
            self._write_heads(page, placed.title + 1, placed.ratees, self._columns)
            self._write_labels(page, placed)
            others = [self._places_on(placed, number) for number in range(placed.block.height)]
            for place, code in enumerate(placed.ratees):
                for number, mark in enumerate(placed.block.columns[code]):
                    column = _FIRST + place * len(self._columns)
                    self._write_mark(page, placed.first + number, column, mark, others[number])
        if self._ballots.few:
            self._write_few(page, last)

    def _write_tables(self, page: Page) -> None:
        """Write the 折算分 of the grades, or the 名次分."""
        for row, grades in self._scales.values():
            page.put_row(row, 0, (GRADE, grades[0].scale), HEADING)
            page.put_row(row, _FIRST, [grade.name for grade in grades], HEADING)
            page.put_row(row + 1, 0, (WORTH, ""), HEADING)
            worths = [grade.points / exact.POINT if grade.counted else "不计" for grade in grades]
            page.put_row(row + 1, _FIRST, worths, CENTRED)
        if self._worths:
            page.put_row(HEADING_ROW, 0, (PLACE, ""), HEADING)
            page.put_row(HEADING_ROW, _FIRST, list(self._worths), HEADING)
            page.put_row(HEADING_ROW + 1, 0, (PLACE_POINTS, ""), HEADING)
            page.put_row(HEADING_ROW + 1, _FIRST, [each / exact.POINT for each in self._worths.values()], CENTRED)

    def _write_heads(self, page: Page, row: int, codes: Sequence[str], columns: Sequence[MarkColumn]) -> None:
        """Write the names of the ratees, and below each of them the headings of his columns."""
        page.put_row(row, 0, ("票号", "效力") if columns else ("项目", "内容"), HEADING)
        page.put_row(row + 1, 0, ("", ""), HEADING)
        wide = max(1, len(columns))
        ratees = [self._scheme.ratee_of[code] for code in codes]
        for place, ratee in enumerate(ratees):
            first = _FIRST + place * wide
            page.merge(row, first, first + wide - 1, f"{ratee.workplace}\n{ratee.name}", HEADING)
            page.put_row(row + 1, first, [each.heading for each in columns] or [ratee.code], HEADING)
        fit_row(page, row, [(f"{each.workplace}\n{each.name}", _WIDTH * wide) for each in ratees], HEADING.size)

    def _write_labels(self, page: Page, placed: _PlacedBlock) -> None:
        """Write the numbers of the ballots and their validity; columns sorted by themselves have neither."""
        for number in range(placed.block.height):
            void = placed.block.voids[number] if placed.block.whole else ""
            label: Content = number + 1 if placed.block.whole else "—"
            page.height(placed.first + number, _ROW)
            page.put_row(placed.first + number, 0, (label, f"{VOID_BALLOT}：{void}" if void else ""), _LABEL)

    def _places_on(self, placed: _PlacedBlock, number: int) -> tuple[str, ...]:
        """排名: the cells with the places of a ballot that count; () where a row is no ballot, or not all of one."""
        if not self._worths or not placed.block.whole or len(placed.ratees) < len(placed.block.columns):
            return ()
        marks = enumerate(placed.block.columns[code][number] for code in placed.ratees)
        return tuple(a1(placed.first + number, _FIRST + 2 * at) for at, (_, points) in marks if isinstance(points, int))

    def _write_mark(self, page: Page, row: int, column: int, mark: Mark, others: Sequence[str]) -> None:
        """Write what a ballot says of a ratee. ``others``: by 排名 the cells of all places on it."""
        cells, grade = iter(mark), ""
        for place, each in enumerate(self._columns, column):
            match each.kind:
                case MarkCell.NUMBER:
                    page.put(row, place, points_in(next(cells)), _MARK)
                case MarkCell.GRADE | MarkCell.STATUS:
                    grade = str(next(cells))
                    page.put(row, place, grade, _MARK)
                case MarkCell.PLACE:
                    written = str(next(cells))
                    page.put(row, place, int(written) if written.isdecimal() else written, _MARK)
                case MarkCell.PLACE_POINTS:
                    self._write_place_points(page, row, place, mark, others)
                case MarkCell.WORTH:
                    self._write_worth(page, row, place, (grade, each.item))
                case MarkCell.SUM:
                    formula, total = sum_of_items(f"{a1(row, column)}:{a1(row, place - 1)}", mark)
                    page.formula(row, place, formula, _MARK, total)
                case _:
                    assert_never(each.kind)

    def _write_place_points(self, page: Page, row: int, column: int, mark: Mark, others: Sequence[str]) -> None:
        """Write the 名次分 by formula; as they are where the places of others, which decide, are not in the row."""
        place, points, cell = str(mark[0]), mark[1], a1(row, column - 1)
        counts = place.isdecimal() and isinstance(points, int)
        places, worths = (self._row_span(HEADING_ROW + n, _FIRST, len(self._worths)) for n in (0, 1))
        if counts and self._worths.get(int(place), 0) == points:
            page.formula(row, column, f"=SUMIF({places},{cell},{worths})", _MARK, points_in(points))
        elif counts and others and self._scheme.rules.place_gap is PlaceGap.VOID:
            formula = points_of_shared_place(self._scheme.rules, cell, others, (places, worths))
            page.formula(row, column, f"={formula}", _MARK, points_in(points))
        else:
            page.put(row, column, points_in(points), _MARK)

    def _write_worth(self, page: Page, row: int, column: int, of_grade: tuple[str, str]) -> None:
        """Write the 折算分 of the grade beside it. ``of_grade``: the word there, and the item."""
        word, item = of_grade
        names, points, _ = self._scale_cells(item)
        tick = f"EXACT({a1(row, column - 1)},{names})"
        formula = f'=IF(SUMPRODUCT({tick}*1)=1,SUMPRODUCT({tick}*{points}),"")'
        worths = {grade.name: grade.points / exact.POINT for grade in self._scale_of(item)[1] if grade.counted}
        page.formula(row, column, formula, _MARK, worths.get(word, ""))

    def _write_few(self, page: Page, last: int) -> None:
        """Write the sums of the ratees of whom no single mark is told."""
        row, codes = self._few_row, self._ballots.few
        page.height(row, 22)
        page.merge(row, 0, last, _FEW.format(line=self._scheme.rules.class_line), BLOCK)
        self._write_heads(page, row + 1, codes, ())
        for (what, item), line in self._lines.items():
            page.put_row(line, 0, (what, item), _LABEL)
            grades = self._grades(item) if item or self._poll.scoring is Scoring.GRADES else ()
            numbers = [number_of(self._tallies[code], grades, what, item) for code in codes]
            page.put_row(line, _FIRST, numbers, _MARK)
