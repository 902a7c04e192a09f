"""核算底稿 that may be shown to anybody: which cells are withheld, and which formulas begin there.

The same sheets are written twice. The first time their formulas are only noted, so that it is known which cells depend
on what. A class figure that must not be told is withheld, and so is every cell whose formula reads a withheld one:
unless it holds a score, a rank or a tier that may be told. That becomes a number, with which the other formulas begin.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

from lianping_xlsx.core.cell_address import a1, span_of
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.decision.disclosure.figures import Disclosure
from lianping_xlsx.publish.summary import polls_sheet
from lianping_xlsx.publish.summary.cell_map import CellMap
from lianping_xlsx.publish.summary.conversion_sheet import score_cells
from lianping_xlsx.publish.summary.summary_frame import CITED, ITEM_VOTES, RANKING, SOURCES, VOTES
from lianping_xlsx.scheme.model import Ratee
from lianping_xlsx.spreadsheet.book import Book, Content, Page, WritingFailedError
from lianping_xlsx.spreadsheet.styles import PLAIN, Style
from lianping_xlsx.tally.tally_results import ClassTally

WITHHELD_CELL = "未公开"
LEFT_OUT = (ITEM_VOTES, CITED, SOURCES)
"""Sheets that are not in the book: all that reads them is withheld, or begins there."""

Place = tuple[str, int, int]
"""Sheet, row and column."""
_REFERENCE = re.compile(r"(?:'([^']+)'!)?(\$?[A-Z]{1,3}\$?[0-9]+(?::\$?[A-Z]{1,3}\$?[0-9]+)?)(?![A-Za-z0-9_(])")


@dataclass(frozen=True)
class Verdicts:
    """What becomes of cells: ``withheld`` ones hold a word, ``begun`` ones a number in place of their formula."""

    withheld: Collection[Place]
    begun: Collection[Place]


class PublicBook(Book):
    """A workbook whose cells are written as the verdicts say. ``formulas``: those that were to be written."""

    def __init__(self, title: str, *, banner: str, verdicts: Verdicts) -> None:
        super().__init__(title, banner=banner)
        self.verdicts = verdicts
        self.formulas: dict[Place, str] = {}
        self._pages: dict[str, Page] = {}

    def page(self, name: str, *, landscape: bool = False) -> Page:
        """Add a sheet."""
        self._pages[name] = made = _PublicPage(self, super().page(name, landscape=landscape))
        return made

    def save(self) -> bytes:
        """The bytes. Raises WritingFailedError if a number was written past the verdicts."""
        for sheet, row, column in self.verdicts.withheld:
            if sheet in self._pages and self._pages[sheet].has_number(row, column):
                raise WritingFailedError(f"{sheet}!{a1(row, column)} is withheld")
        return super().save()


class _PublicPage(Page):
    def __init__(self, book: PublicBook, page: Page) -> None:
        super().__init__(book, page.sheet, page.name)
        self._book = book

    def put(self, row: int, column: int, content: Content, style: Style = PLAIN) -> None:
        """Write a cell."""
        super().put(row, column, self._shown(row, column, content), style)

    def put_row(self, row: int, column: int, contents: Sequence[Content], style: Style = PLAIN) -> None:
        """Write several cells side by side."""
        shown = [self._shown(row, place, content) for place, content in enumerate(contents, column)]
        super().put_row(row, column, shown, style)

    def complete_rows(self, until: int) -> None:
        """Keep the cells: the book looks through all that are withheld before it is saved."""

    def _shown(self, row: int, column: int, content: Content) -> Content:
        withheld = content is not None and (self.name, row, column) in self._book.verdicts.withheld
        return WITHHELD_CELL if withheld else content

    def formula(self, row: int, column: int, formula: str, style: Style, value: Content) -> None:
        """Write a formula, its result or a word in its place."""
        place, verdicts = (self.name, row, column), self._book.verdicts
        self._book.formulas[place] = formula
        if place in verdicts.withheld or place in verdicts.begun:
            self.put(row, column, value, style)
        else:
            super().formula(row, column, formula, style, value)


def write_public(title: str, plan: CellMap, write: Callable[[Book], None]) -> bytes:
    """The book as bytes. ``write``: writes the sheets."""
    banner = plan.data.scheme.profile.banner
    first = PublicBook(title, banner=banner, verdicts=Verdicts((), ()))
    write(first)
    book = PublicBook(title, banner=banner, verdicts=_verdicts(first.formulas, plan))
    write(book)
    return book.save()


def _verdicts(formulas: Mapping[Place, str], plan: CellMap) -> Verdicts:
    """Follow the withheld figures through the formulas until nothing is added."""
    told = {place: may for ratee in plan.ratees for place, may in _figures(plan, ratee)}
    withheld = {place for ratee in plan.ratees for place in _of_small_classes(plan, ratee)}
    withheld |= {place for place, may in told.items() if not may}
    reads = {place: tuple(_references(place[0], formula)) for place, formula in formulas.items()}
    begun: set[Place] = set()
    open_ones = set(reads) - withheld
    while found := {place for place in open_ones if any(_reads(span, withheld) for span in reads[place])}:
        open_ones -= found
        begun |= {place for place in found if told.get(place)}
        withheld |= found - begun
    return Verdicts(frozenset(withheld), frozenset(begun))


_Span = tuple[str, tuple[int, int, int, int]]


def _reads(span: _Span, withheld: Collection[Place]) -> bool:
    """True if a withheld cell is among those of a span (top, left, bottom, right)."""
    sheet, (top, left, bottom, right) = span
    if sheet in LEFT_OUT:
        return True
    return any((sheet, row, column) in withheld for row in range(top, bottom + 1) for column in range(left, right + 1))


def _references(sheet: str, formula: str) -> Iterator[_Span]:
    """Yield the spans that a formula of a sheet names; texts in quotation marks are none."""
    for other, cells in _REFERENCE.findall(re.sub(r'"[^"]*"', "", formula)):
        yield other or sheet, span_of(cells)


# ---------------------------------------------------------------- what may be told


def _figures(plan: CellMap, ratee: Ratee) -> Iterator[tuple[Place, bool]]:
    """Yield the cells of scores, rank and tier of a ratee, and whether they may be told."""
    shown, columns, row = plan.submission.of(ratee.code), plan.columns, plan.ranking_rows[ratee.code]
    for column in (columns.bonus, columns.penalty, columns.rank, columns.tier):
        yield (RANKING, row, column), True
    yield (RANKING, row, columns.composite), shown.composite
    for each in plan.standing(ratee).scores:
        may = each.component not in shown.components
        yield (RANKING, row, columns.score(each.component)), may
        for place in score_cells(plan, ratee, each.component):
            yield place, may
        if polls := plan.polls_of(ratee, each.component):
            yield (VOTES, polls[0].rows.first, polls_sheet.SCORE), may
    for poll in plan.polls[ratee.code]:
        yield (VOTES, poll.rows.first, polls_sheet.POLL_SCORE), poll.score.poll not in shown.withheld
        for row, tally in enumerate(poll.tallies, poll.rows.first):
            yield (VOTES, row, polls_sheet.MEAN), not _hidden(plan, shown, tally)


def _of_small_classes(plan: CellMap, ratee: Ratee) -> Iterator[Place]:
    """Yield the cells with numbers of the classes that must not be told apart."""
    shown = plan.submission.of(ratee.code)
    grades = polls_sheet.grade_columns(plan.data)
    for poll in plan.polls[ratee.code]:
        for row, tally in enumerate(poll.tallies, poll.rows.first):
            if _hidden(plan, shown, tally):
                for column in (*polls_sheet.OF_VOTES, *grades):
                    yield VOTES, row, column


def _hidden(plan: CellMap, shown: Disclosure, tally: ClassTally) -> bool:
    """True for a class whose mean is withheld, and for one of which nothing counted: that tells what all of it did."""
    key = tally.poll, tally.voter_class
    return key in shown.merged or (not tally.counted and tally.returned > 0 and not plan.data.scheme.is_signed(*key))
