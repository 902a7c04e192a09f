"""The columns 核对出处: at each leaf of the formulas, whether it is the sum of its rows on 出处, with a link there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lianping_xlsx.audit.source_blocks import (
    ENTERED,
    RETURNED,
    TOTAL,
    TRIMMED,
    VOID,
    BlockKind,
    grade_votes,
)
from lianping_xlsx.core.cell_address import a1, column_letters
from lianping_xlsx.publish.summary.cell_map import CellMap
from lianping_xlsx.publish.summary.leaf_cells import COUNTED, printed_leaves
from lianping_xlsx.publish.summary.source_rows import AGREES, DIFFERS, POINTS, Leaf, checked, linked
from lianping_xlsx.publish.summary.summary_frame import HELPER, SOURCES, at
from lianping_xlsx.spreadsheet.book import Page
from lianping_xlsx.tally.department_points import DepartmentItem
from lianping_xlsx.tally.given_scores import GivenScore
from lianping_xlsx.tally.item_scores import ItemTally
from lianping_xlsx.tally.tally_results import ClassTally

_Figure = tuple[tuple[str, ...], int, str, int]
"""Names of lines on 出处, a column of the sheet of the leaf, the item, and the number that the leaf holds."""


def _write(page: Page, row: int, column: int, leaf: Leaf | None, figures: Sequence[_Figure], unit: str = "") -> None:
    """Write the check of some figures of one leaf; nothing if nothing is known of its sources."""
    if leaf is None or not figures:
        return
    cells = tuple((names, item, column_letters(cell)) for names, cell, item, _ in figures)
    agrees = all(leaf.total(names, item, unit or None) == number for names, _, item, number in figures)
    page.formula(row, column, leaf.check(cells, row, unit or None), HELPER, AGREES if agrees else DIFFERS)


def write_vote_check(
    page: Page, row: int, column: int, plan: CellMap, tally: ClassTally, at_columns: Mapping[str, int]
) -> None:
    """Check the row of a class on 测评统计. ``at_columns``: its columns, by name of the line on 出处."""
    leaf = plan.sources.leaf((BlockKind.VOTES, (tally.poll, tally.voter_class), tally.ratee))
    scheme, figures = plan.data.scheme, list[_Figure]()
    if not tally.items:
        figures.append((COUNTED, at_columns[TRIMMED], "", tally.counted))
        figures.append(((TOTAL,), at_columns[TOTAL], "", tally.total))
        names = (grade.name for grade in scheme.grades_of(tally.poll)) if tally.grades else ()
        for name, votes in zip(names, tally.grades, strict=True):
            figures.append(((grade_votes(name),), at_columns[grade_votes(name)], "", votes))
    if tally.items or scheme.vote_rates:
        figures += _printed_votes(plan, tally, tally.poll, at_columns, "")
        figures.append(((RETURNED,), at_columns[RETURNED], "", tally.returned))
    _write(page, row, column, leaf, figures)


def _printed_votes(
    plan: CellMap, tally: ClassTally | ItemTally, poll: str, at_columns: Mapping[str, int], item: str
) -> list[_Figure]:
    """有效 and 弃权 as they are printed: of some polls 有效 includes 弃权."""
    leaves = (leaf for leaf in printed_leaves(plan.data.scheme, poll, tally) if leaf[0] != (VOID,))
    return [(names, at_columns[names[0]], item, number) for names, number in leaves]


def write_item_vote_check(
    page: Page, row: int, column: int, plan: CellMap, tally: ClassTally, item: ItemTally, at_columns: Mapping[str, int]
) -> None:
    """Check the row of an item on 分项统计."""
    leaf = plan.sources.leaf((BlockKind.VOTES, (tally.poll, tally.voter_class), tally.ratee))
    scheme = plan.data.scheme
    listed = next(each for each in scheme.items_of(tally.poll) if each.code == item.item)
    figures: list[_Figure] = [
        (COUNTED, at_columns[TRIMMED], item.item, item.counted),
        ((TOTAL,), at_columns[TOTAL], item.item, item.total),
    ]
    if scheme.vote_rates:
        figures += _printed_votes(plan, item, tally.poll, at_columns, item.item)
    for grade, votes in zip(scheme.grades_of(tally.poll, listed), item.grades, strict=True):
        figures.append(((grade_votes(grade.name),), at_columns[grade_votes(grade.name)], item.item, votes))
    _write(page, row, column, leaf, figures)


def write_given_check(
    page: Page, row: int, column: int, plan: CellMap, given: GivenScore, period: str, score: tuple[int, int]
) -> None:
    """Check a score on 得分明细. ``score``: its column, and the score in hundredths."""
    leaf = plan.sources.leaf((BlockKind.SCORES, ("", given.component), given.ratee))
    _write(page, row, column, leaf, [((ENTERED,), score[0], period, score[1])])


def write_department_check(page: Page, row: int, column: int, plan: CellMap, entry: DepartmentItem, cell: int) -> None:
    """Check what a department entered, on 部门评分; ``cell``: the column of it."""
    leaf = plan.sources.leaf((BlockKind.DEPARTMENTS, ("", entry.component), entry.ratee))
    if entry.entered is not None:
        _write(page, row, column, leaf, [((ENTERED,), cell, entry.item, entry.entered)], entry.unit)


def write_cited_check(page: Page, row: int, column: int, source_row: int, cells: Sequence[int]) -> None:
    """Check the figure of a cited result on 引用明细: 综合得分 and 总分 (``cells``: their columns)."""
    pairs = [(at(SOURCES, source_row, POINTS + n), a1(row, cell)) for n, cell in enumerate(cells)]
    page.formula(row, column, linked(at(SOURCES, source_row, 0), checked(pairs)), HELPER, AGREES)
