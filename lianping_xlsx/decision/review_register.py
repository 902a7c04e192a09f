"""复核登记: who asked how the decided result came about, and what became of it; people type most of it.

A row tells no more of a result than the 复核说明 of the same person does.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from lianping_xlsx.core.abbreviate import NAMED_IN_SENTENCE, some
from lianping_xlsx.core.campaign_names import REGISTER_PATH
from lianping_xlsx.core.findings import Finding, Place
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.core.spelling import name_key, show_content
from lianping_xlsx.decision.record import DecidedRatee, Recorded, ReviewedRatee
from lianping_xlsx.decision.result_json import Json
from lianping_xlsx.spreadsheet.cell_kinds import Choice, Date, Text
from lianping_xlsx.spreadsheet.tables import Column, Record, Table

if TYPE_CHECKING:
    from lianping_xlsx.decision.review_statement import ReviewStatement

UPHELD, CORRECTED = "维持", "更正"
_OUTCOME = Choice(
    (UPHELD, CORRECTED),
    (
        ("维持原结果", UPHELD),
        ("不予更正", UPHELD),
        ("不更正", UPHELD),
        ("维持原结论", UPHELD),
        ("维持原等次", UPHELD),
        ("予以更正", CORRECTED),
        ("同意更正", CORRECTED),
        ("已更正", CORRECTED),
    ),
)
_TEXT = Text()
_NUMBER = re.compile(r"第(\d{1,6})次审定", re.ASCII)
_OWN_NUMBER = re.compile(r"\d{1,6}", re.ASCII)
"""A 编号 that counts; whatever else people type there, the next one does not follow from it."""
REGISTER_TABLE = Table(
    "复核登记",
    "考核结果复核登记",
    "写出复核说明时登记一行，同一人、同一结果只登记一次；申请日期、申请事项、复核结果、更正内容、经办人、答复日期由主办单位填写，"
    "填过的不会被改动；不是本人申请的（如存档），删去这一行。复核结果为“更正”的，改好收回的表或者方案，重新合并、研究、定稿。",
    (
        Column("编号", _TEXT, False, 6),
        Column("申请人", _TEXT, False, 17),
        Column("申请日期", Date(), False, 12),
        Column("申请事项", _TEXT, False, 24),
        Column("对应的结果", _TEXT, False, 24),
        Column("复核说明", _TEXT, False, 20),
        Column("复核结果", _OUTCOME, False, 9),
        Column("更正内容", _TEXT, False, 24),
        Column("经办人", _TEXT, False, 10),
        Column("答复日期", Date(), False, 12),
    ),
    landscape=True,
)


@dataclass(frozen=True, slots=True)
class ReviewRequest:
    """A row, its texts as typed. ``row``: its number on the sheet (0-based)."""

    row: int
    number: str
    person: str
    asked: str
    matter: str
    about: str
    statement: str
    outcome: str
    correction: str
    clerk: str
    answered: str

    @property
    def is_open(self) -> bool:
        """True until it says what came of it, and when that was answered."""
        return not (self.outcome and self.answered)

    @property
    def known_as(self) -> str:
        """How a decision that left the result as it was names it: by its number, or by the person and the result."""
        return self.number or f"{self.person} {self.about}"

    @property
    def decision(self) -> int | None:
        """The number of the decision that it is about; None if the row does not say."""
        match = _NUMBER.search(self.about)
        return int(match[1]) if match else None


def read_register(records: Iterable[Record]) -> tuple[ReviewRequest, ...]:
    """The rows of a register."""
    names = [column.name for column in REGISTER_TABLE.columns]
    return tuple(ReviewRequest(record.row - 1, *map(record.text, names)) for record in records)


def result_in_words(statement: ReviewStatement) -> str:
    """对应的结果: the decision, and of the result what the statement tells."""
    ranks = (figure.text.partition("（")[0] for figure in statement.letter.figures if figure.label == "名次")
    rank = "".join(f"{words}，" for words in ranks)
    return f"第{statement.number}次审定：综合得分{statement.composite}，{rank}“{statement.letter.tier}”"


def is_registered(requests: Iterable[ReviewRequest], person: str, about: str, statement: str) -> bool:
    """True if there is a row of this person on this result. Of namesakes in a unit, the files have different names."""
    wanted = name_key(person), name_key(about)
    return any(
        (name_key(each.person), name_key(each.about)) == wanted
        and name_key(each.statement) in ("", name_key(statement))
        for each in requests
    )


def new_row(requests: Sequence[ReviewRequest], person: str, about: str, statement: str) -> Mapping[str, str]:
    """The cells of a new row by heading; its number is the next one."""
    numbers = [int(each.number) for each in requests if _OWN_NUMBER.fullmatch(each.number)]
    number = str(max(numbers, default=0) + 1)
    return {"编号": number, "申请人": person, "对应的结果": about, "复核说明": statement}


# ---------------------------------------------------------------- what became of them


@dataclass(frozen=True, slots=True)
class ReviewProgress:
    """The number of requests, those that are open, the days since the first of these asked (None: no date is typed).

    ``to_decide``: persons whose result is to be corrected, and who have not been decided on again. ``upheld``,
    ``corrected``: the numbers of requests with this outcome.
    """

    requests: int
    open_ones: tuple[str, ...]
    days: int | None
    to_decide: tuple[str, ...]
    upheld: int = 0
    corrected: int = 0

    @property
    def is_over(self) -> bool:
        """True if every request is answered, and nobody waits to be decided on again."""
        return not (self.open_ones or self.to_decide)

    @property
    def sentences(self) -> tuple[str, ...]:
        """The numbers, then what has to be done, a sentence each."""
        return tuple(self._sentences())

    def _sentences(self) -> Iterator[str]:
        if self.open_ones:
            since = f"，最早的已{self.days}天" if self.days is not None else ""
            who = some(self.open_ones, NAMED_IN_SENTENCE, "人")
            yield f"复核：登记{self.requests}件，未答复{len(self.open_ones)}件（{who}）{since}。"
            yield f"复核办结的，在“{REGISTER_PATH}”填复核结果、经办人、答复日期。"
        else:
            yield f"复核：登记{self.requests}件，都已答复。"
        if self.to_decide:
            yield f"复核结果为更正、还没有重新定稿的：{some(self.to_decide, NAMED_IN_SENTENCE, '人')}。"


def review_progress(
    requests: Sequence[ReviewRequest], decisions: Sequence[Recorded], today: dt.date
) -> ReviewProgress | None:
    """The progress of all requests; None if there are none. ``decisions``: the record."""
    if not requests:
        return None
    open_ones = [each for each in requests if each.is_open]
    asked = [day for each in open_ones if (day := Date().take(each.asked).value)]
    return ReviewProgress(
        requests=len(requests),
        open_ones=tuple(each.person for each in open_ones),
        days=max((today - min(asked)).days, 0) if asked else None,
        to_decide=tuple(each.person for each in requests if _waits(each, decisions)),
        upheld=sum(each.outcome == UPHELD for each in requests),
        corrected=sum(each.outcome == CORRECTED for each in requests),
    )


def reviews_object(found: ReviewProgress) -> Json:
    """The object of the progress in ``status --json``."""
    return {
        "requests": found.requests,
        "open": list(found.open_ones),
        "days": found.days,
        "upheld": found.upheld,
        "corrected": found.corrected,
        "to_decide": list(found.to_decide),
    }


def _waits(request: ReviewRequest, decisions: Sequence[Recorded]) -> bool:
    """Return True if a request led to 更正, and no decision has dealt with it.

    One has if the result of the ratee has been another since, or if it is on record that it stayed the same.
    """
    since = decisions[request.decision or 0 :]
    return _is_uncorrected(request, decisions) and not any(request.known_as in each.unchanged for each in since)


def _is_uncorrected(request: ReviewRequest, decisions: Sequence[Recorded]) -> bool:
    """Return True if a request led to 更正, and the result of the ratee has been the same since.

    If it is not known who the ratee is, the next decision ends this.
    """
    number = request.decision
    if request.outcome != CORRECTED or number is None or not 1 <= number <= len(decisions):
        return False
    about, since = decisions[number - 1], decisions[number:]
    ratee = _ratee_of(request, about.ratees)
    if ratee is None:
        return not since
    return all(_results(each.ratees).get((ratee.id, ratee.name)) == _result(ratee) for each in since)


def corrected_ratees(
    requests: Iterable[ReviewRequest], decisions: Sequence[Recorded], now: Sequence[DecidedRatee]
) -> tuple[tuple[ReviewedRatee, ...], tuple[ReviewRequest, ...]]:
    """The requests that led to 更正: those whose result becomes another one ``now``, and the others that wait.

    ``decisions``: the record without the decision that is made now. One of these may have left a result as it was
    because the marks had not been corrected yet: whoever has another score or tier at last is named then.
    """
    before = {(each.id, each.name): each for each in decisions[-1].ratees}
    pairs = [(before.get((each.id, each.name), each), each) for each in now]
    changed = [each for was, each in pairs if _result(was) != _result(each)]
    # A place alone may have changed because of others.
    late = [each for was, each in pairs if (was.composite, was.decided_tier) != (each.composite, each.decided_tier)]
    found, others = list[ReviewedRatee](), list[ReviewRequest]()
    for each in requests:
        if _is_uncorrected(each, decisions):
            waits = _waits(each, decisions)
            ratee = _ratee_of(each, changed if waits else late)
            if ratee:
                found.append(ReviewedRatee(ratee.id, ratee.name, each.number, each.correction, each.clerk))
            elif waits:
                others.append(each)
    return tuple(found), tuple(others)


def doubtful_requests(
    requests: Iterable[ReviewRequest], decisions: Sequence[Recorded], place: Callable[[int, str], Place]
) -> Iterator[Finding]:
    """Yield findings on requests that led to 更正 of which a new decision would not know that it rests on them.

    ``decisions``: the record. ``place``: of a row (0-based) and a column. Findings: ``explain.review-result``,
    ``explain.review-person``.
    """
    for each in requests:
        if not decisions or each.outcome != CORRECTED:
            continue
        slots = {"number": each.number or "？", "last": str(len(decisions))}
        if each.decision not in range(1, len(decisions) + 1):
            raw = f"填的是“{show_content(each.about)}”" if each.about else "没有填"
            yield Finding("explain.review-result", place(each.row, "对应的结果"), slots | {"raw": raw})
        elif each.decision == len(decisions) and _ratee_of(each, decisions[-1].ratees) is None:
            yield Finding(
                "explain.review-person", place(each.row, "申请人"), slots | {"raw": show_content(each.person)}
            )


def _ratee_of(request: ReviewRequest, ratees: Sequence[DecidedRatee]) -> DecidedRatee | None:
    """The ratee with the unit and the name of a request, or with its name alone; None unless it is only one."""
    wanted = name_key(request.person)
    found = [each for each in ratees if name_key(f"{each.unit} {each.name}") == wanted]
    found = found or [each for each in ratees if name_key(each.name) == wanted]
    return found[0] if len(found) == 1 else None


def _results(ratees: Iterable[DecidedRatee]) -> dict[tuple[str, str], tuple[object, ...]]:
    """The results by code and name."""
    return {(each.id, each.name): _result(each) for each in ratees}


def _result(ratee: DecidedRatee) -> tuple[object, ...]:
    return ratee.composite, ratee.rank, ratee.proposed_tier, ratee.decided_tier
