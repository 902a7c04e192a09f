"""A 计票汇总 by a sum of marks: 有效, which includes 弃权 in some polls (有效票含弃权), and 合计分."""

from __future__ import annotations

from collections.abc import Iterator

from lianping_xlsx.core import exact
from lianping_xlsx.core.cell_address import a1
from lianping_xlsx.forms.layout import FormLayout, GridColumn, Role
from lianping_xlsx.forms.status_formulas import IMPRECISE, NOT_NUMBERS, Case
from lianping_xlsx.forms.typed_value_formulas import COUNTS, number, number_or_nought, points, precise, seen, within
from lianping_xlsx.scheme.model import Poll
from lianping_xlsx.spreadsheet.cell_kinds import Count, Points

VALID = "valid"
"""The column of the ballots with a mark."""
ALL_VALID = "all_valid"
"""The column in its place if 有效 includes 弃权: a form of the other way is never read as if it were of this."""
_WITH_ABSTAINED = "弃权的票也是有效票：有效、无效之和等于收回，弃权另填其中有几张；"
TOTAL_COLUMN = GridColumn("total", "合计分", 12, Role.INPUT, "total", Points(0, None))


def valid_column(poll: Poll) -> GridColumn:
    """The column 有效 of a poll."""
    key, heading = (ALL_VALID, "有效\n（含弃权）") if poll.valid_with_abstained else (VALID, "有效")
    return GridColumn(key, heading, 9, Role.INPUT, key, Count())


def sums_intro(poll: Poll) -> str:
    """The sentences on what adds up to 收回, and on 合计分."""
    votes = _WITH_ABSTAINED if poll.valid_with_abstained else "有效、无效、弃权之和等于收回；"
    return f"{votes}合计分为全部有效分数之和。"


def has_abstained_in_valid(form: FormLayout) -> bool:
    """Return True if the 有效 of a form includes 弃权."""
    return any(column.key == ALL_VALID for column in form.columns)


def valid_votes(form: FormLayout, place: int) -> str:
    """A formula part: the number of ballots with a mark in a row."""

    def typed(key: str) -> str:
        return number(a1(place, form.column_of(key)), COUNTS)

    return f"({typed(ALL_VALID)}-{typed('abstained')})" if has_abstained_in_valid(form) else typed(VALID)


def total_cases(form: FormLayout, place: int) -> Iterator[Case]:
    """Yield the cases of 合计分, which may be blank if no ballot has a mark."""
    total, valid, words = a1(place, form.column_of("total")), valid_votes(form, place), "有效"
    if has_abstained_in_valid(form):
        words = "（有效-弃权）"
        yield f"{valid}<0", "弃权多于有效"
    most, typed = f"{valid}*{points(exact.WHOLE)}", number_or_nought(total)
    yield f'AND({seen(total)}="",{valid}>0)', "没有填全"
    yield f"ISERROR({typed})", NOT_NUMBERS
    yield f"NOT({precise(typed)})", IMPRECISE
    yield f"NOT({within(typed, most)})", f"合计分应在0至{words}×{points(exact.WHOLE)}之间"
