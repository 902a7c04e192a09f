"""复核说明: how the decided result of one ratee came about, told to himself and for his file.

It tells what his 反馈意见书 tells, and how it was calculated. A calculation is told only if each figure in it is told;
otherwise words say what the figure is made of.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence, Set
from typing import assert_never

from lianping_xlsx.audit.calculations import DASH, Calculation
from lianping_xlsx.audit.score_steps import ScoreSteps
from lianping_xlsx.core.campaign_names import DECISION_RECORD_PATH
from lianping_xlsx.core.findings import Finding, Place
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.core.spelling import name_key
from lianping_xlsx.decision.disclosure.figures import Disclosure
from lianping_xlsx.decision.disclosure.redact import WITHHELD, without_figures, without_score
from lianping_xlsx.decision.feedback import Feedback, feedback
from lianping_xlsx.decision.final_data import FinalData, Verdict
from lianping_xlsx.decision.last_decision import recast_ratees
from lianping_xlsx.decision.record import DecidedRatee, Recorded
from lianping_xlsx.decision.result_json import OFFICIAL
from lianping_xlsx.decision.summary_data import SummaryData
from lianping_xlsx.scheme.components import Component
from lianping_xlsx.scheme.model import Ratee
from lianping_xlsx.scheme.terms import ComponentSource
from lianping_xlsx.tally.tally_results import ClassTally, ComponentScore

_LAST = "按最后舍入计算，用的是没有舍入的数，不列算式"
_OF_CLASSES = "由各票类的平均分按权重算出，各票类的平均分不单列"
_OF_ONE_CLASS = "由“{voter_class}”的有效票算出"
_OF_POLLS = "由各次测评的得分按权重算出，有的测评的得分不单列"
_OF_VOTES = "由本票类的有效票算出"
_OF_TEAMS = "由考评的各项得分算出，失分见下"
_GIVEN = "由填报单位报送的得分算出"
_CITED = "由引用的考核结果算出"
_NOTHING_ADDED = "本项没有得分"
_SIGNS = "＋－×÷"


@dataclass(frozen=True, slots=True)
class DerivedFigure:
    """A figure that is told, with its calculation, or, where ``calculated`` is False, the words on what it is made of.

    ``depth``: 0 for 综合得分, 1 for what it is calculated from, and so on.
    """

    label: str
    figure: str
    words: str
    calculated: bool
    depth: int


@dataclass(frozen=True, slots=True)
class ReviewStatement:
    """One 复核说明. ``number``: of the decision. ``letter``: all that the ratee is told of the result otherwise.

    ``figures``: those that may be told, each above its parts. ``composite``: 96.00分, 不单列 or 没有. ``tier_words``:
    why the tier was proposed, and what was decided. ``notes``: what is not told, and why.
    """

    letter: Feedback
    number: int
    composite: str
    figures: tuple[DerivedFigure, ...]
    tier_words: str
    notes: tuple[str, ...]


def review_statement(data: FinalData, number: int, verdict: Verdict) -> ReviewStatement:
    """The 复核说明 on a verdict of the decision ``number``."""
    shown = data.summary.disclosures.of(verdict.ratee.code)
    composite, *_ = ScoreSteps(data.summary.scheme, data.summary.result).of(verdict.ratee)
    letter = feedback(data, verdict)
    return ReviewStatement(
        letter=letter,
        number=number,
        composite=_composite_words(composite, shown),
        figures=tuple(_Derivation(data.summary, verdict, shown, letter).figures(composite, 0)),
        tier_words=_tier_words(data.summary, verdict, shown),
        notes=shown.notes,
    )


def _composite_words(step: Calculation, shown: Disclosure) -> str:
    if not shown.composite:
        return WITHHELD
    return "没有" if step.figure == DASH else f"{step.figure}分"


def _tier_words(data: SummaryData, verdict: Verdict, shown: Disclosure) -> str:
    standing = verdict.standing
    told = shown.composite or standing.composite is None
    reason = without_figures(
        standing.explanation if told else without_score(data.scheme, standing), standing, shown
    ).rstrip("。；")
    if verdict.tier == standing.proposed_tier:
        return f"{reason}；审定等次与建议等次相同。"
    return f"{reason}；审定会议研究后评定为“{verdict.tier}”{'，理由记在审定记录里' if verdict.reason else ''}。"


# ---------------------------------------------------------------- the decision in force


def refusal(data: SummaryData, record: Sequence[Recorded], ratee: Ratee) -> Finding | None:
    """The reason why there is no 复核说明: ``explain.not-decided``, ``explain.changed-since``; None if there is none.

    ``record``: the decisions so far.
    """
    place, last = Place(DECISION_RECORD_PATH), data.decided
    why = _why_not_decided(record, ratee)
    if why or last is None:
        return Finding("explain.not-decided", place, {"name": ratee.label, "why": why})
    change = last.change_of(ratee.code, ratee.name)
    if change is not None:
        words = change.words
    elif not data.official:
        words = "收回的表或者方案有变化，现在的结果是试算"
    else:
        words = _change_of_votes(data, record[-1], ratee.code)
    slots = {"name": ratee.label, "decided": last.words, "change": words}
    return Finding("explain.changed-since", place, slots) if words else None


def _why_not_decided(record: Sequence[Recorded], ratee: Ratee) -> str:
    if not record:
        return "还没有审定定稿"
    if record[-1].status != OFFICIAL:
        return "是按试算的结果审定的"
    return "" if _decided(record[-1], ratee) else "没有审定的等次（不参评，或者不在审定时的名单里）"


def _decided(decision: Recorded, ratee: Ratee) -> DecidedRatee | None:
    """The decision on a ratee; his code may since have been given to another person."""
    mine = (each for each in decision.ratees if each.id == ratee.code and name_key(each.name) == name_key(ratee.name))
    return next(mine, None)


def _change_of_votes(data: SummaryData, decision: Recorded, code: str) -> str:
    """What has changed of the ballots behind the figures that are told of a ratee, or of what is told; '' if nothing.

    Printed scores may hide it. A decision of 0.2.0 or 0.3.0 does not say which votes it disclosed.
    """
    if code in recast_ratees(data.result, decision, data.seal):
        return "计分的测评票有变动"
    before = {each for each in decision.released or () if each.id == code}
    told = {each for each in data.disclosures.released() if each.id == code}
    return "" if decision.released is None or told <= before else "可以告知的得分与审定时的不同"


def decision_in_force(data: SummaryData, decision: Recorded) -> FinalData:
    """A recorded decision on the present result, of all ratees who are in both."""
    verdicts = (
        Verdict(ratee, data.result.standing_of[ratee.code], row.decided_tier, row.reason, row.remark, row.confirmed)
        for ratee in data.scheme.ratees
        if (row := _decided(decision, ratee))
    )
    return FinalData(data, tuple(verdicts), decision.meeting, dt.date.fromisoformat(decision.date))


# ---------------------------------------------------------------- the calculations


class _Derivation:
    """Chooses from the steps of a ratee what may be told."""

    def __init__(self, data: SummaryData, verdict: Verdict, shown: Disclosure, letter: Feedback) -> None:
        self._scheme, self._result = data.scheme, data.result
        self._code, self._shown, self._letter = verdict.ratee.code, shown, letter
        self._components = {each.name: each for each in data.scheme.components_for(verdict.ratee.group)}
        self._scores = {each.component: each for each in verdict.standing.scores}

    def figures(self, step: Calculation, depth: int) -> Iterator[DerivedFigure]:
        """Yield the figure of a step and those below it, as far as they may be told."""
        if self._is_told(step.about):
            words = self._calculation(step)
            calculated = any(sign in words for sign in _SIGNS)
            yield DerivedFigure(
                step.label, step.figure, words if calculated else self._made_of(step), calculated, depth
            )
        for part in step.parts:
            if part.about:
                yield from self.figures(part, depth + 1)

    def _is_told(self, about: tuple[str, ...]) -> bool:
        match about:
            case ("composite",):
                return self._shown.composite
            case ("component", name):
                return name not in self._shown.components
            case ("poll", name):
                return any(each.poll == name for each in self._shown.polls)
            case ("class", poll, voter):
                return any((each.poll, each.voter_class) == (poll, voter) for each in self._shown.classes)
            case ("events", _):
                return True
            case _:
                return False

    def _calculation(self, step: Calculation) -> str:
        """The words of a step if each figure in them is told; otherwise ''."""
        if not self._scheme.rules.by_steps or step.figure == DASH:
            return ""
        match step.about:
            case ("composite",):
                told = not self._scheme.by_shares or self._tells_classes(self._tallies())
            case ("component", name):
                told = self._tells_component(self._components[name], self._scores[name], step)
            case ("poll", name):
                told = self._tells_classes(each for each in self._tallies() if each.poll == name)
            case ("events", _):
                told = True
            case _:
                told = False
        return step.words if told else ""

    def _is_converted(self, score: ComponentScore, step: Calculation) -> bool:
        return score.before is not None and step.label == self._components[score.component].score_name

    def _tells_component(self, component: Component, score: ComponentScore, step: Calculation) -> bool:
        if self._is_converted(score, step):
            return False
        if component.source is ComponentSource.POLLS:
            polls = [each for each in self._result.polls_of.get(self._code, ()) if each.component == component.name]
            if len(polls) == 1 or self._scheme.by_shares:
                names = {each.poll for each in polls}
                return self._tells_classes(each for each in self._tallies() if each.poll in names)
            return True  # the score of a component is withheld with that of any poll in it
        found = [e for e in self._result.assessments_of.get(self._code, ()) if e.component == component.name]
        # The letter tells 满分 and 失分 of each 一级指标, of several 考核组 only the mean of 失分.
        return (
            len(found) == 1
            and not found[0].lacks_task
            and {head for head, _ in found[0].heads} <= {each.head for each in self._letter.heads}
        )

    def _tallies(self) -> Sequence[ClassTally]:
        return self._result.classes_of.get(self._code, ())

    def _tells_classes(self, tallies: Iterable[ClassTally]) -> bool:
        """True if the mean of each class that enters a score is told."""
        weighed = (each for each in tallies if each.mean is not None and self._weighs(each))
        return all(each in self._shown.classes for each in weighed)

    def _weighs(self, tally: ClassTally) -> bool:
        """True if the class is part of the score of its poll, or, by its share, of the composite."""
        return bool(tally.weight or self._scheme.share_of[tally.poll, tally.voter_class])

    def _made_of(self, step: Calculation) -> str:
        """The words on a figure without its calculation."""
        if step.figure == DASH:
            return _NOTHING_ADDED
        match step.about:
            case ("component", name):
                return self._component_made_of(self._components[name], self._scores[name], step)
            case ("class", _, _):
                return _OF_VOTES
            case ("events", _):
                return "见下"
            case ("poll", name):
                return self._made_of_votes({name})
            case _:
                return _OF_CLASSES if self._scheme.rules.by_steps else _LAST

    def _made_of_votes(self, polls: Set[str]) -> str:
        """The words on a score of which the classes are not told."""
        weighed = [each for each in self._tallies() if each.poll in polls and each.mean is not None]
        weighed = [each for each in weighed if self._weighs(each)]
        if len(weighed) == 1:
            return _OF_ONE_CLASS.format(voter_class=weighed[0].voter_class)
        return _OF_CLASSES if self._scheme.rules.by_steps else _LAST

    def _component_made_of(self, component: Component, score: ComponentScore, step: Calculation) -> str:
        if self._is_converted(score, step):
            compared = "，要与同组其他人比较" if component.conversion.compares else ""
            return f"由折算前的得分按“{component.conversion}”折算{compared}，不列算式"
        match component.source:
            case ComponentSource.POLLS:
                polls = [each for each in self._result.polls_of.get(self._code, ()) if each.component == component.name]
                if len(polls) > 1 and not self._scheme.by_shares:
                    return _OF_POLLS if self._scheme.rules.by_steps else _LAST
                return self._made_of_votes({each.poll for each in polls})
            case ComponentSource.RUBRIC:
                return _OF_TEAMS
            case ComponentSource.SCORES:
                return _GIVEN
            case ComponentSource.CITED:
                return _CITED
            case _:
                assert_never(component.source)
