"""The columns of a ratee on 票面 by 打分方式, and the formula parts that count what stands in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import Enum
from typing import assert_never

from lianping_xlsx.audit.source_blocks import ABSTAINED, RETURNED, TOTAL, TRIMMED, VALID, VOID, grade_votes
from lianping_xlsx.audit.working_marks import ABSTAINED as ABSTENTION
from lianping_xlsx.audit.working_marks import COUNTED, NOT_COUNTED, Mark
from lianping_xlsx.audit.working_marks import VOID as VOID_BALLOT
from lianping_xlsx.core import exact
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.scheme.ballot_contents import Grade
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.scheme.rules import Rules
from lianping_xlsx.scheme.terms import Scoring, TiedPlaces
from lianping_xlsx.spreadsheet.book import Content
from lianping_xlsx.tally.item_scores import ItemTally
from lianping_xlsx.tally.tally_results import ClassTally

GRADE, WORTH, PLACE, PLACE_POINTS = "等级", "折算分", "名次", "名次分"
_SCORE, _STATUS = "得分", "整票"


class MarkCell(Enum):
    """What a column of marks holds."""

    NUMBER = "a mark that was typed"
    GRADE = "a grade"
    WORTH = "the points of the grade"
    PLACE = "a place"
    PLACE_POINTS = "the points of the place"
    SUM = "the sum of the marks of the items"
    STATUS = "what becomes of the grades of all items together"


@dataclass(frozen=True, slots=True)
class MarkColumn:
    """One of the columns of a ratee; ``item``: the code of its item, '' if it has none."""

    kind: MarkCell
    heading: str
    item: str = ""


NUMBERS = (MarkCell.WORTH, MarkCell.PLACE_POINTS, MarkCell.SUM, MarkCell.NUMBER)
"""The columns that hold numbers; of each item, or of all together, there is at most one that is counted."""


def columns_of(scheme: Scheme, poll: str, *, trimmed: bool) -> tuple[MarkColumn, ...]:
    """The columns of each ratee. The 折算分 of grades has its own where some of them are left out of a mean."""
    worth = (MarkColumn(MarkCell.WORTH, WORTH),) if trimmed else ()
    match scheme.poll_of[poll].scoring:
        case Scoring.POINTS:
            return (MarkColumn(MarkCell.NUMBER, _SCORE),)
        case Scoring.GRADES:
            return (MarkColumn(MarkCell.GRADE, GRADE), *worth)
        case Scoring.RANKING:
            return MarkColumn(MarkCell.PLACE, PLACE), MarkColumn(MarkCell.PLACE_POINTS, PLACE_POINTS)
        case Scoring.ITEMS:
            items = tuple(MarkColumn(MarkCell.NUMBER, item.code, item.code) for item in scheme.items_of(poll))
            return (*items, MarkColumn(MarkCell.SUM, _SCORE))
        case Scoring.ITEM_GRADES:
            found = []
            for item in scheme.graded_items(poll):
                found.append(MarkColumn(MarkCell.GRADE, item.code, item.code))
                found += [MarkColumn(MarkCell.WORTH, WORTH, item.code)] if trimmed else []
            return (*found, MarkColumn(MarkCell.STATUS, _STATUS))
        case _:
            assert_never(scheme.poll_of[poll].scoring)


def points_in(cell: int | str) -> Content:
    """The content of a cell of a mark: hundredths as points."""
    return cell / exact.POINT if isinstance(cell, int) else cell


def sum_of_items(items: str, mark: Mark) -> tuple[str, Content]:
    """The formula of the sum of the marks of the items in some cells, with its result; a word if one does not count."""
    number = len(mark)
    formula = f'"{NOT_COUNTED}"'
    for word in (VOID_BALLOT, ABSTENTION):
        formula = f'IF(COUNTIF({items},"{word}")={number},"{word}",{formula})'
    whole = all(isinstance(cell, int) for cell in mark)
    total: Content = sum(cell for cell in mark if isinstance(cell, int)) / exact.POINT if whole else NOT_COUNTED
    if set(mark) in ({VOID_BALLOT}, {ABSTENTION}):
        total = mark[0]
    return f"=IF(COUNT({items})={number},ROUND(SUM({items}),2),{formula})", total


def points_of_shared_place(rules: Rules, cell: str, others: Sequence[str], tables: tuple[str, str]) -> str:
    """The formula part of the 名次分 where places are shared on a ballot without a gap: of those that they take up.

    ``cell``: with the place. ``others``: the cells with all places on the ballot. ``tables``: the places, their points.
    """
    places, points = tables
    on_ballot = f"({','.join(others)})"
    taken = f"RANK({cell},{on_ballot},1)"
    if rules.tied_places is TiedPlaces.HIGH:
        return f"SUMIF({places},{taken},{points})"
    number = f"(COUNT{on_ballot}+2-{taken}-RANK({cell},{on_ballot},0))"
    return f'ROUND(SUMIFS({points},{places},">="&{taken},{places},"<"&({taken}+{number}))/{number},2)'


def ticks(cells: str, names: str) -> str:
    """The formula part of the number of cells with exactly one of some names: COUNTIF takes * and ? for wildcards."""
    return f"SUMPRODUCT(EXACT({cells},{names})*1)"


def ballots_by_word(ranges: Sequence[str], what: str) -> str:
    """The formula part of a number of ballots, by the words in their cells."""
    returned = f"COUNTA({','.join(ranges)})"
    abstained = "+".join(f'COUNTIF({each},"{ABSTENTION}")' for each in ranges)
    counted = "+".join(f'COUNTIF({each},"{COUNTED}")' for each in ranges)
    valid = f"COUNT({','.join(ranges)})"
    return {
        RETURNED: returned,
        VALID: counted,
        ABSTAINED: abstained,
        VOID: f"{returned}-{valid}-({counted})-({abstained})",
    }[what]


def less_ends(ranges: Sequence[str], lowest: int, highest: int) -> Iterator[str]:
    """Yield the formula parts of the marks that a mean leaves out, so many at each end."""
    cells = ranges[0] if len(ranges) == 1 else f"({','.join(ranges)})"
    yield from (f"-LARGE({cells},{number})" for number in range(1, highest + 1))
    yield from (f"-SMALL({cells},{number})" for number in range(1, lowest + 1))


def number_of(tally: ClassTally, grades: Sequence[Grade], what: str, item: str) -> Content:
    """A number of a class on a ratee, named as on 出处. ``grades``: those of the class or the item."""
    of: ClassTally | ItemTally = next((each for each in tally.items if each.item == item), tally)
    if what == RETURNED:
        return tally.returned
    ends = len(of.trimmed.marks) if of.trimmed else 0
    found = {VALID: of.valid, VOID: of.void, ABSTAINED: of.abstained, TRIMMED: -ends, TOTAL: of.total / exact.POINT}
    votes = {grade_votes(grade.name): count for grade, count in zip(grades, of.grades, strict=True)}
    return (found | votes)[what]
