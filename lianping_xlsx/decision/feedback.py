"""反馈意见书 as content: what one ratee is told, and nothing of anybody else. Written as .xlsx and as .docx alike."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lianping_xlsx.core import exact
from lianping_xlsx.core.campaign_names import FEEDBACK_FOLDER
from lianping_xlsx.core.file_names import file_stem
from lianping_xlsx.decision.disclosure.figures import Disclosure
from lianping_xlsx.decision.disclosure.opinions import HEADINGS, NO_OPINIONS
from lianping_xlsx.decision.final_data import FinalData, Verdict
from lianping_xlsx.decision.last_year import OpenItem
from lianping_xlsx.decision.phrases import deciding_meeting, office
from lianping_xlsx.decision.ratee_problems import SUMMED_UP, Problem, ProblemSource, problems_of
from lianping_xlsx.decision.roll import event_words
from lianping_xlsx.decision.summary_data import SummaryData
from lianping_xlsx.scheme.model import Ratee
from lianping_xlsx.scheme.terms import ItemMode
from lianping_xlsx.tally.tally_results import ItemLoss

_DASH = "—"
TRIAL_NOTE = "汇总成绩时尚有遗留问题，结果为试算；遗留问题已由责任人逐项同意并说明理由。"
_LEAST_GROUP = 3
_NO_GROUP_FIGURES = "本组综合得分的中位数和最高分不列。"
"""The same whether few are ranked or somebody else's score is withheld: whoever counts the ranks would know which."""
_DEMAND = (
    "请对上列问题逐项明确整改目标、整改措施、责任人和整改时限，填入《整改清单》，于＿＿＿＿年＿＿月＿＿日前报{host}。"
)
"""The day is the office's to set: no regulation names one."""
_NO_PROBLEMS = "本次考核中没有提出需要列入整改的具体问题。"
_LOST = "第二部分所列实地考评失分的各项"
_SUM_UP = "由主办单位归纳：＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿"
_SUMMED_UP_ABOVE = "第三部分所列由主办单位归纳的问题和不足"


@dataclass(frozen=True, slots=True)
class Figure:
    """A line of figures. ``points`` (hundredths) where the text is a score with the scheme's decimals."""

    label: str
    text: str
    points: int | None = None


@dataclass(frozen=True, slots=True)
class HeadPoints:
    """A 一级指标: full marks and points lost (the mean of the 考核组 where there are several)."""

    head: str
    full: Figure
    lost: Figure


@dataclass(frozen=True, slots=True)
class Loss:
    """An item on which points were lost. ``unit`` names the 考核组 where there are several, otherwise it is ''."""

    head: str
    item: str
    points: Figure
    reason: str
    unit: str


@dataclass(frozen=True, slots=True)
class Feedback:
    """One 反馈意见书. Every text is ready to be printed; ``opinions``: the three heads with their texts.

    ``sentences``: the decision, its consequences, own events and bonuses. ``heads``: empty where a 考核组 has not
    scored all. ``last_year`` is empty where nothing is known. ``notes``: what is not told, and why.
    """

    ratee: Ratee
    tier: str
    figures: tuple[Figure, ...]
    sentences: tuple[str, ...]
    heads: tuple[HeadPoints, ...]
    losses: tuple[Loss, ...]
    opinions: tuple[tuple[str, tuple[str, ...]], ...]
    requirements: tuple[str, ...]
    last_year: tuple[Figure, ...]
    open_items: tuple[OpenItem, ...]
    notes: tuple[str, ...]


def feedback(data: FinalData, verdict: Verdict) -> Feedback:
    """What the ratee of a verdict is told."""
    summary, code = data.summary, verdict.ratee.code
    shown = summary.disclosures.of(code)
    former = summary.last_year.get(code)
    return Feedback(
        ratee=verdict.ratee,
        tier=verdict.tier,
        figures=(*_scores(summary, verdict, shown), *_group_figures(summary, verdict)),
        sentences=(*_sentences(data, verdict), *_gains(summary, code)),
        heads=tuple(_heads(summary, verdict.ratee)),
        losses=tuple(_losses(summary, code)),
        opinions=tuple(_opinions(summary, code)),
        requirements=tuple(_requirements(summary, code)),
        last_year=tuple(_last_year(summary, code)),
        open_items=former.open_items if former else (),
        notes=tuple(_notes(data, verdict, shown)),
    )


def feedback_paths(data: FinalData) -> tuple[str, ...]:
    """Where each verdict's 反馈意见书 lies in 4审定, without ending: one file a person, no two alike."""
    taken: set[str] = set()
    ratees = [verdict.ratee for verdict in data.verdicts]
    return tuple(f"{FEEDBACK_FOLDER}/{file_stem(f'{r.code} {r.workplace} {r.name}', taken)}" for r in ratees)


# ---------------------------------------------------------------- figures


def _score(data: SummaryData, label: str, points: int | None) -> Figure:
    text = _DASH if points is None else exact.show(points, data.scheme.rules.decimals)
    return Figure(label, text, points)


def _scores(data: SummaryData, verdict: Verdict, shown: Disclosure) -> Iterator[Figure]:
    """Own scores from the parts to the whole, as far as they may be told."""
    standing = verdict.standing
    for tally in shown.classes:
        yield _score(data, f"{tally.poll}（{tally.voter_class}平均分）", tally.mean)
    for poll in shown.polls:
        yield _score(data, poll.poll, poll.score)
    if shown.poll_score:
        yield _score(data, "测评得分", standing.poll_score)
    yield _score(data, "考评得分", standing.field_score)
    if standing.bonus or standing.penalty:
        yield _score(data, "加减分", standing.adjustment)
    if shown.composite:
        yield _score(data, "综合得分", standing.composite)
    size = f"（本组共{standing.group_size}人参评）"
    yield Figure("名次", f"第{standing.rank_cell}名{size}" if standing.rank_cell else f"{_DASH}{size}")


def _ranked(data: SummaryData, group: str) -> list[int] | None:
    """Composites of a group's ranked ratees, best first; None where there are too few, or one may not be told."""
    codes = [ratee.code for ratee in data.scheme.ratees if ratee.group == group]
    ranked = [s for s in (data.result.standing_of[code] for code in codes) if s.place is not None]
    if len(ranked) < _LEAST_GROUP or not all(data.disclosures.of(standing.code).composite for standing in ranked):
        return None
    return sorted((s.composite for s in ranked if s.composite is not None), reverse=True)


def _group_figures(data: SummaryData, verdict: Verdict) -> Iterator[Figure]:
    """Where the group stands: its median and its best."""
    composites = _ranked(data, verdict.ratee.group)
    if composites is None:
        return
    middle = len(composites) // 2
    pair = composites[(len(composites) - 1) // 2 : middle + 1]
    yield _score(data, "本组综合得分中位数", exact.ratio(sum(pair), len(pair), data.scheme.rules.decimals))
    yield _score(data, "本组综合得分最高分", composites[0])


def _last_year(data: SummaryData, code: str) -> Iterator[Figure]:
    former = data.last_year.get(code)
    if former is None:
        return
    yield Figure("年度", former.year)
    if former.composite is not None:
        yield Figure("综合得分", exact.show_short(former.composite), former.composite)
    if former.rank is not None:
        yield Figure("名次", f"第{former.rank}名")
    if former.tier:
        yield Figure("等次", former.tier)


# ---------------------------------------------------------------- sentences


def _sentences(data: FinalData, verdict: Verdict) -> Iterator[str]:
    """The decision, the regulation's consequences, own events."""
    scheme = data.summary.scheme
    date = f"{data.date.year}年{data.date.month}月{data.date.day}日"
    meeting = deciding_meeting(scheme.profile, data.meeting)
    occasion = scheme.profile.occasion
    yield f"经{meeting}{date}研究审定，你在{occasion}中被评定为“{verdict.tier}”等次。"
    use = next((tier.use for tier in scheme.tiers if tier.name == verdict.tier), "")
    if use:
        yield f"结果运用：{use}"
    for event in scheme.adjustments:
        if event.ratee == verdict.ratee.code:
            yield f"{event_words(event)}。"


def _gains(data: SummaryData, code: str) -> Iterator[str]:
    """Bonus items, as the 考核组 gave them."""
    for loss in data.result.losses_of.get(code, ()):
        if loss.points < 0:
            reason = f"（{loss.reason}）" if loss.reason else ""
            yield f"实地考评加分{exact.show_short(-loss.points)}分：{loss.text}{reason}。"


def _opinions(data: SummaryData, code: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The texts under each heading; a blank for the office's own words where they do not leave."""
    for head, written in zip(HEADINGS, data.opinions.get(code, NO_OPINIONS), strict=True):
        yield head, written.texts if written.may_leave else (_SUM_UP,)


def _requirements(data: SummaryData, code: str) -> Iterator[str]:
    """Every problem as a sentence; of some the letter has told already, such as the items with points off."""
    problems = problems_of(data, code)
    told = dict.fromkeys((problem.source, _as_told_above(problem)) for problem in problems)
    for number, (source, text) in enumerate(told, 1):
        yield f"{number}．（{source}）{_sentence(text)}"
    yield _DEMAND.format(host=office(data.scheme.profile.host)) if problems else _NO_PROBLEMS


def _as_told_above(problem: Problem) -> str:
    """A problem, or where the letter has told it already."""
    if problem.source is ProblemSource.FIELD:
        return _LOST
    return _SUMMED_UP_ABOVE if problem.text == SUMMED_UP else problem.text


def _sentence(text: str) -> str:
    """Ends in a full stop, if in nothing stronger."""
    bare = text.rstrip().rstrip("；;，,、。.")
    return bare if bare.endswith(("！", "？")) else f"{bare}。"


def _notes(data: FinalData, verdict: Verdict, shown: Disclosure) -> Iterator[str]:
    """What is not told and why; what the figures rest on."""
    yield from shown.notes
    if _ranked(data.summary, verdict.ratee.group) is None:
        yield _NO_GROUP_FIGURES
    if verdict.standing.place is None:
        yield f"没有名次：{verdict.standing.reason}。"
    elif verdict.standing.rank is None:
        yield "本组尚有人得分未定，名次为可能的范围。"
    if not data.summary.official:
        yield TRIAL_NOTE


# ---------------------------------------------------------------- 实地考评


def _heads(data: SummaryData, ratee: Ratee) -> Iterator[HeadPoints]:
    """Points lost under each 一级指标; none where a 考核组 has not marked every item."""
    assessments = data.result.assessments_of.get(ratee.code, ())
    if not assessments or any(assessment.total is None for assessment in assessments):
        return
    for head in assessments[0].heads:
        full = sum(
            item.points
            for item in data.scheme.rubric_for(ratee.group)
            if item.counts_to_hundred and item.head == head[0]
        )
        got = sum(dict(assessment.heads).get(head[0], 0) for assessment in assessments)
        lost = exact.ratio(full * len(assessments) - got, len(assessments), 2)
        yield HeadPoints(head[0], _points("满分", full), _points("失分", lost))


def _losses(data: SummaryData, code: str) -> Iterator[Loss]:
    """Items with points lost, by 考核组 in the order of the rubric."""
    several = len(data.result.assessments_of.get(code, ())) > 1
    places = {item.code: place for place, item in enumerate(data.scheme.rubric)}
    penalties = {item.code for item in data.scheme.rubric if item.mode is ItemMode.PENALTY}
    lost = [loss for loss in data.result.losses_of.get(code, ()) if loss.points > 0]

    def order(loss: ItemLoss) -> tuple[str, int]:
        return loss.unit, places[loss.item]

    for loss in sorted(lost, key=order):
        label = "减分" if loss.item in penalties else "扣分"
        unit = data.unit_name(loss.unit) if several else ""
        yield Loss(loss.head, loss.text, _points(label, loss.points), loss.reason, unit)


def _points(label: str, points: int) -> Figure:
    return Figure(label, exact.show_short(points), points)
