"""述职自查 and 述职报告审核: what the ratees wrote of themselves, and whether their reports were accepted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from lianping_xlsx.decision.summary_data import SummaryData
from lianping_xlsx.forms.kinds.review_form import ACCEPTED, SENT_BACK
from lianping_xlsx.forms.kinds.self_check_form import SELF_CHECK_FIELDS
from lianping_xlsx.intake.returns import ReportReview, SelfCheck
from lianping_xlsx.publish.summary.cell_map import CellMap
from lianping_xlsx.publish.summary.passages import RATEE_COLUMNS, Facts, write_passages
from lianping_xlsx.publish.summary.summary_frame import (
    CENTRED,
    DASH,
    HEADING_ROW,
    REVIEWS,
    SELF_CHECKS,
    TEXT,
    SheetHead,
    open_page,
    write_heading,
)
from lianping_xlsx.scheme.model import BallotItem, Ratee, Scheme
from lianping_xlsx.scheme.terms import FormKind
from lianping_xlsx.spreadsheet import styles
from lianping_xlsx.spreadsheet.book import Book

_SELF_COLUMNS = (*RATEE_COLUMNS, ("测评内容", 24), *((label, 32) for _, label in SELF_CHECK_FIELDS))
_REVIEW_COLUMNS = (*RATEE_COLUMNS, ("审核单位", 22), ("提交日期", 14), ("审核结果", 11), ("审核意见", 50))
_SELF_NOTE = "考核对象本人对照测评内容的自查，不影响得分；“—”表示没有写。"
_REVIEW_NOTE = "述职报告的审核结果，不影响得分和名次；退回重写的，在综合排序的备注中注明。"
_NO_SELF_CHECK = "没有收到述职自查"
_NO_REVIEW = "没有收到审核表"
_VERDICTS = {True: ACCEPTED, False: SENT_BACK, None: "未审核"}
_SENT_BACK = replace(CENTRED, color=styles.RED, bold=True)
_UNDECIDED = replace(CENTRED, color=styles.INK_GREY)


def account_sheets(scheme: Scheme) -> tuple[str, ...]:
    """Those of the two sheets for which the scheme has a task."""
    kinds = {task.kind for task in scheme.tasks}
    return tuple(sheet for sheet, kind in _KIND_OF.items() if kind in kinds)


_KIND_OF = {SELF_CHECKS: FormKind.SELF_CHECK, REVIEWS: FormKind.REVIEW}


def write_accounts(book: Book, data: SummaryData, plan: CellMap) -> None:
    """The two sheets, each only where the scheme has such a task."""
    for sheet in account_sheets(data.scheme):
        codes = {code for task in data.scheme.tasks if task.kind is _KIND_OF[sheet] for code in task.ratees}
        write = _write_self_checks if sheet == SELF_CHECKS else _write_reviews
        write(book, data, [ratee for ratee in plan.ratees if ratee.code in codes])


def _write_self_checks(book: Book, data: SummaryData, ratees: Sequence[Ratee]) -> None:
    widths = [width for _, width in _SELF_COLUMNS]
    page = open_page(book, data, SheetHead(SELF_CHECKS, "述职自查汇总", _SELF_NOTE, widths))
    write_heading(page, [name for name, _ in _SELF_COLUMNS], widths)
    page.head_rows(HEADING_ROW, HEADING_ROW, freeze_columns=len(RATEE_COLUMNS))
    row = HEADING_ROW + 1
    for ratee in ratees:
        for fact, passages in _self_lines(data, ratee):
            row = write_passages(page, row, ratee, [(fact, styles.SMALL)], passages, widths)


def _self_lines(data: SummaryData, ratee: Ratee) -> Iterator[tuple[str, Sequence[str]]]:
    """Each 测评内容 (by its first sentence) with what the ratee wrote on it."""
    mine = [check for check in data.self_checks if check.ratee == ratee.code]
    nothing = (DASH,) * len(SELF_CHECK_FIELDS)
    if not mine:
        yield DASH, (_NO_SELF_CHECK, *nothing[1:])
        return
    for item in _contents(data.scheme, ratee):
        name = f"{item.code} {item.text.split('。')[0]}"
        written = [_passages(check) for check in mine if check.item == item.code]
        yield from ((name, passages) for passages in written or [nothing])


def _contents(scheme: Scheme, ratee: Ratee) -> Iterable[BallotItem]:
    """The 测评内容 that a ratee was asked for, in the order of the scheme."""
    tasks = [task for task in scheme.tasks if task.kind is FormKind.SELF_CHECK and ratee.code in task.ratees]
    asked = {item for task in tasks for item in scheme.account_items(task)}
    return (item for item in scheme.items if item in asked)


def _passages(check: SelfCheck) -> Sequence[str]:
    return check.practices, check.problems, check.measures


def _write_reviews(book: Book, data: SummaryData, ratees: Sequence[Ratee]) -> None:
    widths = [width for _, width in _REVIEW_COLUMNS]
    page = open_page(book, data, SheetHead(REVIEWS, "述职报告审核情况", _REVIEW_NOTE, widths))
    write_heading(page, [name for name, _ in _REVIEW_COLUMNS], widths)
    page.head_rows(HEADING_ROW, HEADING_ROW, freeze_columns=len(RATEE_COLUMNS))
    row = HEADING_ROW + 1
    for ratee in ratees:
        mine = [review for review in data.reviews if review.ratee == ratee.code]
        for facts, remark in [_review_line(review) for review in mine] or [_NOTHING]:
            row = write_passages(page, row, ratee, facts, [remark], widths)


_NOTHING: tuple[Facts, str] = (((DASH, CENTRED), (DASH, CENTRED), (DASH, CENTRED)), _NO_REVIEW)


def _review_line(review: ReportReview) -> tuple[Facts, str]:
    look = {True: CENTRED, False: _SENT_BACK, None: _UNDECIDED}[review.passed]
    return ((review.unit, TEXT), (review.submitted, CENTRED), (_VERDICTS[review.passed], look)), review.remark
