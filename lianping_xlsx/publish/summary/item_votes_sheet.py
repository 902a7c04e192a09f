"""分项统计: per ratee, voter class and item of a poll by 分项等次, the votes for each grade and the mean of the item.

The class means on 测评统计 are formulas of these means and of the 分值 here.
"""

from __future__ import annotations

from collections.abc import Sequence

from lianping_xlsx.audit.source_blocks import ABSTAINED, TOTAL, TRIMMED, VALID, grade_votes
from lianping_xlsx.core import exact
from lianping_xlsx.core.cell_address import a1
from lianping_xlsx.decision.summary_data import SummaryData
from lianping_xlsx.publish.summary.cell_map import CellMap, SheetRows
from lianping_xlsx.publish.summary.leaf_cells import COUNTED, printed_leaves, put_votes
from lianping_xlsx.publish.summary.leaf_checks import write_item_vote_check
from lianping_xlsx.publish.summary.source_rows import CHECK_SOURCES
from lianping_xlsx.publish.summary.summary_frame import (
    CENTRED,
    DASH,
    HEADING_ROW,
    HELPER,
    HELPER_HEADING,
    ITEM_VOTES,
    SheetHead,
    at,
    figure,
    open_page,
    put_name,
    span,
    write_heading,
)
from lianping_xlsx.publish.summary.vote_counts import abstained_note
from lianping_xlsx.scheme.model import Ratee, Scheme
from lianping_xlsx.scheme.rules import formula_at
from lianping_xlsx.scheme.rules.count_steps import ROUNDING
from lianping_xlsx.spreadsheet import styles
from lianping_xlsx.spreadsheet.book import Book, Content, Page
from lianping_xlsx.spreadsheet.row_height import fit_row
from lianping_xlsx.tally.item_scores import ItemTally
from lianping_xlsx.tally.rate_votes import overall_votes
from lianping_xlsx.tally.tally_results import ClassTally

_COLUMNS = (
    ("编号", 7),
    ("单位", 15),
    ("姓名", 10),
    ("测评", 18),
    ("票类", 22),
    ("测评内容", 26),
    ("分值", 7),
    ("有效", 6),
    ("无效", 6),
    ("弃权", 6),
    ("计分票数", 6),
    ("合计分", 9),
    ("平均分", 9),
)
_NAMES = [name for name, _ in _COLUMNS]
_WIDTHS = [width for _, width in _COLUMNS]
_POINTS, _VALID, _COUNTED, _TOTAL, _MEAN = (
    _NAMES.index(name) for name in ("分值", "有效", "计分票数", "合计分", "平均分")
)
_GRADE_WIDTH = 6
_NOTE = (
    "本表供主办单位内部使用，不送审。平均分＝合计分（各等级票数×折算分之和）÷计分票数；"
    "测评统计的平均分＝各项平均分×分值之和÷100。单位：张、分"
)


def write_item_votes(book: Book, data: SummaryData, plan: CellMap) -> None:
    """Write the sheet 分项统计; none if no poll is by 分项等次."""
    if not plan.item_vote_rows:
        return
    grades = _grade_names(data.scheme)
    widths = [*_WIDTHS, *(_GRADE_WIDTH for _ in grades)]
    note = f"{_NOTE}。{abstained_note(data.scheme)}".removesuffix("。")
    page = open_page(book, data, SheetHead(ITEM_VOTES, "分项统计表", note, widths))
    write_heading(page, [*_NAMES, *(f"“{name}”票数" for name in grades)], widths)
    page.head_rows(HEADING_ROW, HEADING_ROW, freeze_columns=_NAMES.index("测评"))
    unprinted = [] if data.scheme.rules.by_steps else ["平均分（不舍入）"]
    unprinted += [CHECK_SOURCES] if plan.sources.trace.blocks else []
    if unprinted:
        page.put_row(HEADING_ROW, _exact_column(data.scheme), unprinted, HELPER_HEADING)
        page.widths(*widths, 2, *[12] * len(unprinted))
        page.print_area(max(rows.last for rows in plan.item_vote_rows.values()), len(widths) - 1)
    for ratee in plan.ratees:
        for tally in (each for poll in plan.polls[ratee.code] for each in poll.tallies if each.items):
            rows = plan.item_vote_rows[ratee.code, tally.poll, tally.voter_class]
            for row, item in enumerate(tally.items, rows.first):
                _write_item(page, row, plan, ratee, tally, item)
                columns = {TRIMMED: _COUNTED, TOTAL: _TOTAL, VALID: _VALID, ABSTAINED: _NAMES.index("弃权")}
                columns |= {grade_votes(name): place for place, name in enumerate(grades, len(_COLUMNS))}
                check = _exact_column(data.scheme) + (not data.scheme.rules.by_steps)
                write_item_vote_check(page, row, check, plan, tally, item, columns)


def mean_formula(plan: CellMap, ratee: Ratee, tally: ClassTally) -> tuple[str, str]:
    """Two formula parts: that an item with a 分值 has no mean, and the class mean, the means by their 分值."""
    rows = plan.item_vote_rows[ratee.code, tally.poll, tally.voter_class]
    scheme = plan.data.scheme
    points, means = _column(rows, _POINTS), _column(rows, _MEAN if scheme.rules.by_steps else _exact_column(scheme))
    return f"SUMPRODUCT(({points}>0)*ISTEXT({means}))>0", f"SUMPRODUCT({points},{means})/100"


def overall_cells(plan: CellMap, tally: ClassTally, grades: Sequence[str]) -> tuple[list[str], str]:
    """The references to the votes of a class for some grades on the 总评, and the formula part of its valid votes."""
    scheme = plan.data.scheme
    overall = overall_votes(scheme, tally)
    assert overall is not None  # ``check`` asks for a 总评
    row = plan.item_vote_rows[tally.ratee, tally.poll, tally.voter_class].first + tally.items.index(overall)
    names = _grade_names(scheme)
    cells = [at(ITEM_VOTES, row, len(_COLUMNS) + names.index(grade)) for grade in grades]
    valid = at(ITEM_VOTES, row, _VALID)
    with_abstained = scheme.poll_of[tally.poll].valid_with_abstained
    return cells, f"{valid}-{at(ITEM_VOTES, row, _NAMES.index('弃权'))}" if with_abstained else valid


def _exact_column(scheme: Scheme) -> int:
    """The unprinted column of the exact means, which the class mean uses under 最后舍入."""
    return len(_COLUMNS) + len(_grade_names(scheme)) + 1


def _column(rows: SheetRows, column: int) -> str:
    return span(rows.first, rows.last, column, sheet=ITEM_VOTES)


def _grade_names(scheme: Scheme) -> list[str]:
    """The names of the grades of all items, each once."""
    items = [(poll.name, item) for poll in scheme.polls for item in scheme.graded_items(poll.name)]
    return list(dict.fromkeys(grade.name for poll, item in items for grade in scheme.grades_of(poll, item)))


def _write_item(page: Page, row: int, plan: CellMap, ratee: Ratee, tally: ClassTally, item: ItemTally) -> None:
    """Write the row of one item."""
    scheme = plan.data.scheme
    listed = next(each for each in scheme.items_of(tally.poll) if each.code == item.item)
    name = f"{listed.code} {listed.title}"
    page.put_row(row, 0, (ratee.code, ratee.workplace, ratee.name, tally.poll, tally.voter_class, name), CENTRED)
    place = _NAMES.index("姓名")
    person = put_name(page, row, place, ratee.name, _WIDTHS[place])
    page.put(row, _POINTS, item.points / exact.POINT, CENTRED)
    leaves = (*printed_leaves(scheme, tally.poll, item), (COUNTED, item.counted), ((TOTAL,), item.total / exact.POINT))
    put_votes(page, row, _VALID, (plan, tally), leaves, item.item)
    count, total = a1(row, _COUNTED), a1(row, _TOTAL)
    exact_mean = f"{total}/{count}"
    if not scheme.rules.by_steps:
        page.formula(row, _exact_column(scheme), f'=IF({count}=0,"{DASH}",{exact_mean})', HELPER, figure(item.used))
    mean = f'=IF({count}=0,"{DASH}",{formula_at(ROUNDING, scheme.rules, exact_mean)})'
    page.formula(row, _MEAN, mean, styles.score(CENTRED, scheme.rules.decimals), figure(item.mean))
    grades = (grade.name for grade in scheme.grades_of(tally.poll, listed))
    by_name: dict[str, Content] = dict(zip(grades, item.grades, strict=True))
    votes = [((grade_votes(grade),), by_name.get(grade, DASH)) for grade in _grade_names(scheme)]
    put_votes(page, row, len(_COLUMNS), (plan, tally), votes, item.item)
    texts = ((ratee.workplace, "单位"), (tally.poll, "测评"), (tally.voter_class, "票类"), (name, "测评内容"))
    fit_row(page, row, (person, *((text, _WIDTHS[_NAMES.index(column)]) for text, column in texts)))
