"""Where a campaign stands: which of the five steps of the manual it is at, and what is open.

Everything follows from :class:`CampaignState`, so that each state can be told without a campaign.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, assert_never

from lianping_xlsx.core.campaign_names import (
    DECIDED,
    DECISION_FILE,
    DISPATCH_FILE,
    ISSUED,
    MEETING_FILE,
    RECEIVED,
    RETURNED,
    SCHEME_FILE,
    SUBMITTED_FILE,
    SUMMARY,
    SUMMARY_FILE,
    VERSIONS_FILE,
)
from lianping_xlsx.core.findings import Finding, Severity
from lianping_xlsx.core.light_dataclass import dataclass, replace
from lianping_xlsx.core.spelling import day_in_words
from lianping_xlsx.core.typed_json import entries_as
from lianping_xlsx.intake.returns import FormStatus

if TYPE_CHECKING:
    from lianping_xlsx.decision.overview import DecidedState, Overview, UnitLine
    from lianping_xlsx.decision.rectification_progress import RectificationProgress
    from lianping_xlsx.decision.review_register import ReviewProgress


class CampaignStep(StrEnum):
    """The five steps, and the end."""

    SET_UP = "第1步 建方案"
    ISSUE = "第2步 发表"
    COLLECT = "第3步 收表"
    MERGE = "第4步 合并"
    DECIDE = "第5步 送审、定稿"
    FILE = "五步都已办完"

    @property
    def is_last(self) -> bool:
        """True if nothing has to be done any more."""
        return self is CampaignStep.FILE


class TableState(StrEnum):
    """How far the decision table has been filled in."""

    OPEN = "open"
    """Something is still missing."""
    DONE = "done"
    """Everybody has a tier, and the meeting and the date are filled in; differs from the last decision."""
    DECIDED = "decided"
    """Equal to the last decision."""


@dataclass(frozen=True, slots=True)
class OpenForms:
    """The forms (张) that are due and used, and what is open: forms that are missing or of several versions, errors."""

    due: int
    used: int
    missing: int
    several: int
    errors: int

    @property
    def complete(self) -> bool:
        """True if every form is used and nothing has to be put right."""
        return self.used == self.due and not self.errors


@dataclass(frozen=True, slots=True)
class CampaignState:
    """What the step depends on.

    - ``faults``: errors of the scheme. ``undecided``: voter classes with so few voters that a person must decide on
      them before forms are issued. ``sample``: places of the scheme that still hold words of a sample.
    - ``issued``: forms have been issued, or have come back. ``drafted``: the mail drafts with them have been made.
    - ``forms``: None where the scheme cannot be used, nothing was issued, or the replies have not been read; then
      ``unread`` is the number of files in 2收回. ``deadlines``: of the replies, and of late ones; None: none is set.
    - ``merged``: the last merge holds for what lies there now; ``returned``: it marked forms that have to go back.
      ``recounted``: the result of it was counted again; ``submitted``: papers for the meeting tell it, and the recount.
      ``filled_in``: the decision table is.
    - ``decided``: the decision in force in words, '' if there is none. ``changed``: the number of ratees whose figures
      are others since. ``retyped``: the table is another since. ``firmer``: it was decided as 试算, and is 正式 now.
    - ``fed_back``: there are mail drafts with the letters of the decision in force, or its lists came back.
      ``summarized``: 汇总表 shows the decision in force. ``archived``: there is an archive. ``destroyed``: the day on
      which the ballots were destroyed, '' if they are there: then nothing can be counted. ``next_year``: the folder in
      which next year's campaign would be made, '' if there is one.
    - ``rectification``: how far it has come; None before the decision, and where nobody has anything to rectify.
      ``reviews``: what became of the requests for a 复核; None where there are none. ``remarks``: on what people have
      typed into the workbooks of both, as far as it cannot be used.
    """

    today: dt.date
    faults: int = 0
    undecided: int = 0
    sample: int = 0
    issued: bool = False
    drafted: bool = False
    forms: OpenForms | None = None
    unread: int = 0
    deadlines: tuple[dt.date | None, dt.date | None] = (None, None)
    merged: bool = False
    returned: bool = False
    recounted: bool = False
    submitted: bool = False
    filled_in: bool = False
    decided: str = ""
    changed: int = 0
    retyped: bool = False
    firmer: bool = False
    fed_back: bool = False
    archived: bool = False
    summarized: bool = False
    destroyed: str = ""
    next_year: str = ""
    rectification: RectificationProgress | None = None
    reviews: ReviewProgress | None = None
    remarks: tuple[Finding, ...] = ()

    @property
    def step(self) -> CampaignStep:
        """The step that is at hand."""
        if self.destroyed:
            return CampaignStep.FILE
        if self.faults or (not self.issued and (self.undecided or self.sample)):
            return CampaignStep.SET_UP
        if not self.issued:
            return CampaignStep.ISSUE
        if self.forms is None or not self.forms.complete:
            return CampaignStep.COLLECT
        if not self.merged:
            return CampaignStep.MERGE
        settled = self.decided and not (self.changed or self.retyped or self.firmer)
        return CampaignStep.FILE if settled else CampaignStep.DECIDE


def reported_state(shown: Overview, today: dt.date) -> CampaignState:
    """The state as a merge has just reported it, so that its 汇总表 shows what was decided before."""
    forms = open_forms(shown.units, shown.findings)
    state = CampaignState(today, issued=True, forms=forms, deadlines=shown.deadlines, merged=True)
    state = replace(state, returned=bool(shown.returned), summarized=shown.decided is not None)
    return decided_so_far(state, shown.decided, shown.typed, official=shown.official)


def decided_so_far(state: CampaignState, decided: DecidedState | None, typed: str, *, official: bool) -> CampaignState:
    """The state with what is decided. ``typed``: of the table, a value of ``TableState``; '' if it cannot be read."""
    return replace(
        state,
        filled_in=typed in (TableState.DONE, TableState.DECIDED),
        decided=decided.words if decided else "",
        changed=len(decided.changes) if decided else 0,
        retyped=decided is not None and typed == TableState.DONE,
        firmer=decided is not None and official and not decided.official,
    )


def open_forms(units: Iterable[UnitLine], findings: Iterable[Finding]) -> OpenForms:
    """The forms of all units, with the errors among the findings that concern them."""
    listed = list(units)
    errors = [finding.code for finding in findings if finding.severity is Severity.ERROR]
    return _open_forms(sum(unit.expected for unit in listed), sum(unit.used for unit in listed), errors)


def recorded_forms(result: Mapping[str, object]) -> OpenForms:
    """The forms as 结果.json has them."""
    returns = entries_as(_ReturnEntry, result.get("returns"))
    errors = [
        each.code for each in entries_as(_FindingEntry, result.get("findings")) if each.severity == Severity.ERROR
    ]
    return _open_forms(len(returns), sum(each.status == FormStatus.USED for each in returns), errors)


@dataclass(frozen=True, slots=True)
class _ReturnEntry:
    """A form in 结果.json."""

    status: str


@dataclass(frozen=True, slots=True)
class _FindingEntry:
    """A finding in 结果.json."""

    code: str
    severity: str


def _open_forms(due: int, used: int, errors: Sequence[str]) -> OpenForms:
    """``errors``: the codes of the errors among the findings.

    What the result lacks (``result.…``) follows from these forms; it counts as an error only where nothing else does.
    """
    missing, several = errors.count("form.missing"), errors.count("form.conflict")
    lacking = sum(code.startswith("result.") for code in errors)
    wrong = len(errors) - missing - several - lacking
    return OpenForms(due, used, missing, several, wrong or (0 if missing or several else lacking))


def state_in_words(state: CampaignState) -> tuple[str, ...]:
    """The state: one sentence, then what else has to be known, a sentence each."""
    return (f"{state.step}：{_sentence(state)}", *_details(state))


def _sentence(state: CampaignState) -> str:
    match state.step:
        case CampaignStep.SET_UP:
            return _to_set_up(state)
        case CampaignStep.ISSUE:
            return "方案可以使用，还没有生成、发出表样。"
        case CampaignStep.COLLECT:
            return f"{_forms_in_words(state)}{_deadline_in_words(state)}。"
        case CampaignStep.MERGE:
            return f"应交的{state.forms.due if state.forms else 0}张表已经交齐，没有错误，可以合并。"
        case CampaignStep.DECIDE:
            return _to_decide(state)
        case CampaignStep.FILE:
            decided = f"已定稿：{state.decided}；" if state.decided else ""
            gone = f"收回的票已于{state.destroyed}销毁，汇总和审定的结果照旧有效。"
            return decided + (gone if state.destroyed else "现在的结果与定稿时相同。")
        case _:
            assert_never(state.step)


def _to_set_up(state: CampaignState) -> str:
    if state.faults:
        return f"“{SCHEME_FILE}”有{state.faults}处错误，更正以后才能用。"
    if state.undecided:
        return f"无记名投票人数太少的票类有{state.undecided}处，要先定下怎么办，才能生成表样。"
    return f"方案还有{state.sample}处是示例的，要换成本单位的。"


def _forms_in_words(state: CampaignState) -> str:
    forms = state.forms
    if forms is None:
        unread = f"“{RECEIVED}”里有{state.unread}个文件，还没有按现在的方案和文件合并"
        return unread if state.unread else "表样已经生成，还没有收到表"
    open_ones = (
        (forms.missing, "未交{}张"),
        (forms.several, "多份不一致、待选定{}张"),
        (forms.errors, "错误{}处"),
    )
    parts = [words.format(count) for count, words in open_ones if count]
    return f"应交{forms.due}张，已采用{forms.used}张，{'，'.join(parts)}"


def _deadline_in_words(state: CampaignState) -> str:
    """How far off the deadline is, and that of late replies once it has passed; '' if there is none."""
    due, late = state.deadlines
    if due is None:
        return ""
    told = f"；报送截止{day_in_words(due)}，{_days_to(due, state.today)}"
    if late is not None and overdue(due, state.today):
        told += f"；补报截止{day_in_words(late)}，{_days_to(late, state.today)}"
    return told


def _days_to(day: dt.date, today: dt.date) -> str:
    days = (day - today).days
    return f"已逾期{-days}天" if days < 0 else f"还有{days}天" if days else "就是今天"


def overdue(deadline: dt.date | None, today: dt.date) -> int:
    """The days since the deadline; 0 until then, and where there is none."""
    return max((today - deadline).days, 0) if deadline else 0


def _to_decide(state: CampaignState) -> str:
    if state.changed:
        return f"已定稿：{state.decided}；以后得分、名次或建议等次有变动的{state.changed}人，须重新研究或逐人确认。"
    if state.retyped:
        return f"已定稿：{state.decided}；“{DECISION_FILE}”里填的与定稿时不同，要按现在填的，请重新定稿。"
    if state.firmer:
        return f"已定稿：{state.decided}，“{DECIDED}”里的材料注明了试算；现在结果为【正式】，可以重新定稿。"
    if state.filled_in:
        return f"结果为【正式】，“{DECISION_FILE}”已经填齐，可以定稿。"
    return f"结果为【正式】，可以送审；研究确定后填写“{DECISION_FILE}”，再定稿。"


def _details(state: CampaignState) -> Iterator[str]:
    if state.step is CampaignStep.SET_UP and state.sample and not state.faults:
        yield f"用 WPS 打开“{SCHEME_FILE}”，照第一张表“填写向导”改：红的改好就变绿；保存、关闭。"
    elif state.step is CampaignStep.COLLECT:
        yield from _to_collect(state)
    elif state.step is CampaignStep.DECIDE and state.changed:
        yield f"重新研究过的，在“{SUMMARY}/{DECISION_FILE}”中改写审定会议、审定日期和等次；"
        yield "不需要重新研究的，在“变动确认”栏逐人写明由谁确认、依据什么。"
    elif state.step is CampaignStep.DECIDE and not state.filled_in:
        yield (
            f"送审打印“{SUMMARY}”里的“{MEETING_FILE}”“{SUBMITTED_FILE}”（由 merge --meeting 写出）；"
            f"审定等次填在“{SUMMARY}/{DECISION_FILE}”。"
        )
    elif state.step is CampaignStep.FILE and not state.destroyed:
        papers = f"“{DECIDED}”里的材料打印、签字盖章、上报和反馈；核对、归档以后，票可以销毁。"
        ready = "" if state.reviews is None or state.reviews.is_over else "复核办完以后，"
        yield f"已经归档，{ready}收回的票可以按规定销毁。" if state.archived else papers
    for progress in (state.reviews, state.rectification):
        if progress is not None:
            yield from progress.sentences


def _to_collect(state: CampaignState) -> Iterator[str]:
    if state.decided:
        yield f"已定稿：{state.decided}；“{DECIDED}”里的材料没有改动。"
    if state.forms is None and not state.unread:
        yield f"按“{ISSUED}/{DISPATCH_FILE}”把表发给各填报单位。"
    if state.forms is not None and state.merged:
        if state.forms.errors:
            yield f"错在哪里、怎么改，见“{SUMMARY}/{SUMMARY_FILE}”的“问题清单”。"
        if state.returned:
            yield f"标好要发回更正的表和邮件草稿在“{SUMMARY}/{RETURNED}”。"
        if state.forms.several:
            yield f"内容不一致的几份，在“{SUMMARY}/{VERSIONS_FILE}”的“采用”栏选定。"
    yield f"收到的表（文件名不限）放进“{RECEIVED}”。"
