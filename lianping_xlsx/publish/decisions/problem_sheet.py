"""The sheet 遗留问题 of the decision table: every open problem, and who answers for a decision in spite of it."""

from __future__ import annotations

from collections.abc import Sequence

from lianping_xlsx.decision.decision_table import ANSWERED, PROBLEM_TABLE, Answer, Decisions
from lianping_xlsx.decision.disclosure.redact import for_the_meeting
from lianping_xlsx.decision.summary_data import SummaryData
from lianping_xlsx.decision.verdicts import open_problems
from lianping_xlsx.publish.page_frame import write_title
from lianping_xlsx.spreadsheet import styles
from lianping_xlsx.spreadsheet.book import Book, Content, Page
from lianping_xlsx.spreadsheet.row_height import fit_row

_TITLE_ROW, _NOTE_ROW, _HEADING_ROW, _FIRST = 0, 1, 2, 3
_WIDTHS = [column.width for column in PROBLEM_TABLE.columns]
_LAST = len(_WIDTHS) - 1
_SOLVED = "以下问题现在已经没有了，原来填写的内容保留如下"


def write_problems(book: Book, data: SummaryData, decisions: Decisions) -> None:
    """Write the sheet 遗留问题, unless no problem is open and nothing was typed on it."""
    problems = open_problems(data)
    answers = [decisions.answer_to(problem) for problem in problems]
    # By identity: two rows may be equal.
    taken = {id(answer) for answer in answers}
    solved = [answer for answer in decisions.answers if any(answer.typed) and id(answer) not in taken]
    if not problems and not solved:
        return
    page = book.page(PROBLEM_TABLE.sheet, landscape=True)
    _write_head(page, data, len(problems))
    row = _FIRST
    for number, (problem, answer) in enumerate(zip(problems, answers, strict=True), 1):
        shown = for_the_meeting(problem)
        _write_row(
            page,
            row,
            (number, shown.message, str(shown.place), shown.remedy),
            answer.typed if answer else ("",) * len(ANSWERED),
        )
        row += 1
    _write_solved(page, row, solved)
    page.head_rows(_HEADING_ROW, _HEADING_ROW)
    page.protect()


def _write_head(page: Page, data: SummaryData, count: int) -> None:
    """Write title, note and heading row; ``count``: the number of open problems."""
    profile = data.scheme.profile
    page.widths(*_WIDTHS)
    write_title(page, _TITLE_ROW, _LAST, f"{profile.occasion}{PROBLEM_TABLE.title}", sum(_WIDTHS))
    note = f"共{count}条。{PROBLEM_TABLE.note}" if count else "没有遗留问题。"
    page.merge(_NOTE_ROW, 0, _LAST, f"{profile.banner}  {note}".strip(), styles.SUBTITLE)
    page.height(_NOTE_ROW, 36)
    page.put_row(_HEADING_ROW, 0, [column.name for column in PROBLEM_TABLE.columns], styles.HEADING)
    page.height(_HEADING_ROW, 26)


def _write_solved(page: Page, row: int, solved: Sequence[Answer]) -> None:
    """Write the entries beside solved problems below the list, in its columns."""
    if not solved:
        return
    page.merge(row, 0, _LAST, _SOLVED, styles.SECTION)
    page.height(row, 26)
    for number, answer in enumerate(sorted(solved, key=lambda a: (a.place, a.message, a.typed)), row + 1):
        _write_row(page, number, ("—", answer.message, answer.place, "已解决"), answer.typed)


def _write_row(page: Page, row: int, issued: Sequence[Content], typed: Sequence[str]) -> None:
    page.put(row, 0, issued[0], styles.CENTRED)
    page.put_row(row, 1, issued[1:], styles.SMALL)
    first = PROBLEM_TABLE.index(ANSWERED[0])
    page.put(row, first, typed[0], styles.INPUT_CENTRED)
    page.put_row(row, first + 1, typed[1:], styles.INPUT)
    texts = (*(str(cell) for cell in issued), *typed)
    fit_row(page, row, zip(texts, _WIDTHS, strict=True), least=26)
