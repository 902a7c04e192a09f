"""The problems that a ratee must solve (整改): from the forms of texts, the opinions, losses, last year."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.decision.disclosure.opinions import HEADINGS, NO_OPINIONS
from lianping_xlsx.decision.summary_data import SummaryData
from lianping_xlsx.forms.kinds import form_type

SUMMED_UP = "评议意见提出的问题和不足（由主办单位归纳，见反馈意见书）"
"""Replaces texts that may not leave the office word for word."""
_PROBLEMS = HEADINGS.index("存在问题和不足")


class ProblemSource(StrEnum):
    """The values of 问题来源, except those that a form of texts declares itself (``ToRectify``)."""

    OPINION = "评议意见"
    FIELD = "实地考评"
    DEPARTMENT = "部门评分"
    LAST_YEAR = "上年结转"


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem of one ratee (``ratee``: his code). ``goal``, ``measures``, ``deadline``: '' if not yet known."""

    ratee: str
    text: str
    source: str
    goal: str = ""
    measures: str = ""
    deadline: str = ""


def problems_of(data: SummaryData, code: str) -> tuple[Problem, ...]:
    """The problems of a ratee by source, each once; those of the opinions in an order that reveals no author."""
    found = (
        *_from_written(data, code),
        *_from_opinions(data, code),
        *_from_losses(data, code),
        *_from_last_year(data, code),
    )
    # Reversed twice: of equal problems the first one wins, and the order stays.
    return tuple({(problem.source, problem.text): problem for problem in reversed(found)}.values())[::-1]


def _from_written(data: SummaryData, code: str) -> Iterator[Problem]:
    """Yield the problems in forms of texts whose 表种 declares how a row becomes a problem."""
    for row in data.written:
        texts = form_type(row.kind).texts
        way = texts.to_rectify if texts else None
        if way and row.ratee == code and (problem := row.text(way.problem).strip()):
            measures, deadline = row.text(way.measures).strip(), row.text(way.deadline).strip()
            yield Problem(code, problem, way.source, measures=measures, deadline=deadline)


def _from_opinions(data: SummaryData, code: str) -> Iterator[Problem]:
    written = data.opinions.get(code, NO_OPINIONS)[_PROBLEMS]
    for text in written.texts if written.may_leave else (SUMMED_UP,):
        yield Problem(code, text, ProblemSource.OPINION)


def _from_losses(data: SummaryData, code: str) -> Iterator[Problem]:
    for loss in data.result.losses_of.get(code, ()):
        if loss.points > 0:
            source = ProblemSource.DEPARTMENT if loss.by_department else ProblemSource.FIELD
            yield Problem(code, f"{loss.text}：{loss.reason}" if loss.reason else loss.text, source)


def _from_last_year(data: SummaryData, code: str) -> Iterator[Problem]:
    former = data.last_year.get(code)
    for item in former.open_items if former else ():
        yield Problem(code, item.problem, ProblemSource.LAST_YEAR, item.goal, item.measures)
