"""The content of 反馈意见书: everything that one ratee is told, and nothing about others. Used for .xlsx and .docx."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from lianping_xlsx.core import exact
from lianping_xlsx.core.campaign_names import FEEDBACK_FOLDER, RECTIFICATION_FOLDER
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.core.safe_open import file_stem
from lianping_xlsx.core.spelling import day_in_words
from lianping_xlsx.decision.disclosure.figures import Disclosure
from lianping_xlsx.decision.disclosure.opinions import HEADINGS, NO_OPINIONS
from lianping_xlsx.decision.final_data import FinalData, Verdict, event_words
from lianping_xlsx.decision.last_year import OpenItem
from lianping_xlsx.decision.phrases import clause, deciding_meeting, office, sentence
from lianping_xlsx.decision.ratee_problems import SUMMED_UP, Problem, ProblemSource, problems_of
from lianping_xlsx.decision.summary_data import SummaryData
from lianping_xlsx.scheme.model import Ratee, RubricItem
from lianping_xlsx.scheme.terms import ComponentSource, ItemMode
from lianping_xlsx.tally.assessments import Assessment, ItemLoss
from lianping_xlsx.tally.exempt_points import EXEMPT_WORDS
from lianping_xlsx.tally.tally_results import Standing

_DASH = "—"
TRIAL_NOTE = "汇总成绩时尚有遗留问题，结果为试算；遗留问题已由责任人逐项同意并说明理由。"
_LEAST_GROUP = 3
"""With fewer ranked ratees, the median and the highest score would be the score of a single other person."""
_NO_GROUP_FIGURES = "本组综合得分的中位数和最高分不列。"
"""One text for both reasons (few are ranked; a score is withheld): a text of its own would reveal the second one."""
_DEMAND = (
    "请对上列问题逐项明确整改目标、整改措施、责任人和整改时限，填入《整改清单》，于＿＿＿＿年＿＿月＿＿日前报{host}。"
)
"""The office fills in the date: neither regulation names one."""
_REPLACES = "此前送达的反馈意见书与本件不一致的，以本件为准。"
_NO_PROBLEMS = "本次考核中没有提出需要列入整改的具体问题。"
_LOST = (ProblemSource.FIELD, ProblemSource.DEPARTMENT)
"""The sources of problems that the letter lists in its second part."""
BLANK_TO_SUM_UP = "由主办单位归纳：＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿"
_SUMMED_UP_ABOVE = "第三部分所列由主办单位归纳的问题和不足"


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with its label. ``points`` (hundredths): the number that ``text`` shows; None if it is not a score."""

    label: str
    text: str
    points: exact.ScoreValue | None = None


@dataclass(frozen=True, slots=True)
class HeadPoints:
    """A 一级指标: full marks and points lost (the mean of all 考核组)."""

    head: str
    full: Figure
    lost: Figure


@dataclass(frozen=True, slots=True)
class Loss:
    """An item on which points were lost. ``unit``: the name of the 考核组 or department; '' if there is only one."""

    head: str
    item: str
    points: Figure
    reason: str
    unit: str


@dataclass(frozen=True, slots=True)
class Feedback:
    """One 反馈意见书. All texts are ready to be printed.

    ``sentences``: the decision, its consequences, then ``events``: the ratee's events, items without a task, bonus
    points. ``heads``: empty if a 考核组 has not marked every item. ``opinions``: pairs of heading and texts.
    ``last_year``: empty if nothing is known. ``notes``: sentences that explain missing figures. ``rubric``: the printed
    name of what ``losses`` come from.
    """

    ratee: Ratee
    tier: str
    figures: tuple[Figure, ...]
    sentences: tuple[str, ...]
    events: tuple[str, ...]
    heads: tuple[HeadPoints, ...]
    losses: tuple[Loss, ...]
    opinions: tuple[tuple[str, tuple[str, ...]], ...]
    requirements: tuple[str, ...]
    last_year: tuple[Figure, ...]
    open_items: tuple[OpenItem, ...]
    notes: tuple[str, ...]
    rubric: str


def feedbacks(data: FinalData) -> tuple[Feedback, ...]:
    """The 反馈意见书 of everybody, in the order of the verdicts."""
    return tuple(feedback(data, verdict) for verdict in data.verdicts)


def feedback(data: FinalData, verdict: Verdict) -> Feedback:
    """The 反馈意见书 for the ratee of a verdict."""
    summary, code = data.summary, verdict.ratee.code
    shown = summary.disclosures.of(code)
    former = summary.last_year.get(code)
    events = (*_events(summary, code), *_without_task(summary, verdict.ratee), *_gains(summary, code))
    return Feedback(
        ratee=verdict.ratee,
        tier=verdict.tier,
        figures=(*_scores(summary, verdict, shown), *_group_figures(summary, verdict)),
        sentences=(*_sentences(data, verdict), *events),
        events=events,
        heads=tuple(_heads(summary, verdict.ratee)),
        losses=tuple(_losses(summary, code)),
        opinions=tuple(_opinions(summary, code)),
        requirements=tuple(_requirements(summary, code)),
        last_year=tuple(_last_year(summary, code)),
        open_items=former.open_items if former else (),
        notes=tuple(_notes(data, verdict, shown)),
        rubric=summary.scheme.source_name(ComponentSource.RUBRIC),
    )


def feedback_paths(data: FinalData) -> tuple[str, ...]:
    """The paths of the 反馈意见书 relative to 4审定, without suffix, in the order of the verdicts; all differ."""
    return paths_of_letters((v.ratee.code, v.ratee.workplace, v.ratee.name) for v in data.verdicts)


def paths_of_letters(persons: Iterable[tuple[str, str, str]]) -> tuple[str, ...]:
    """These paths by code, workplace and name of the persons decided on, in the order of the verdicts."""
    # ``file_stem`` adds each name to ``taken``, so that no two files are equal.
    taken: set[str] = set()
    return tuple(f"{FEEDBACK_FOLDER}/{file_stem(' '.join(person), taken)}" for person in persons)


def path_of_own_list(letter: str) -> str:
    """The path of the 整改清单 of the person whose 反馈意见书 has this path: both are sent to him by their names."""
    return f"{letter.replace(FEEDBACK_FOLDER, RECTIFICATION_FOLDER, 1)}.xlsx"


# ---------------------------------------------------------------- figures


def _score(data: SummaryData, label: str, points: exact.ScoreValue | None) -> Figure:
    text = _DASH if points is None else exact.show(points, data.scheme.rules.decimals)
    return Figure(label, text, points)


def _scores(data: SummaryData, verdict: Verdict, shown: Disclosure) -> Iterator[Figure]:
    """Yield the ratee's scores from the parts to the whole, as far as they may be disclosed."""
    standing = verdict.standing
    for tally in shown.classes:
        yield _score(data, f"{tally.poll}（{tally.voter_class}平均分）", tally.mean)
    for poll in shown.polls:
        yield _score(data, poll.poll, poll.score)
    for each in standing.scores:
        if each.component not in shown.components:
            name = data.scheme.score_names[each.component]
            if each.before:
                yield _score(data, f"{name}（折算前）", each.raw.score)
            yield _score(data, f"{name}{'（折算后）' if each.before else ''}", each.score)
    if standing.bonus or standing.penalty:
        yield _score(data, "加减分", standing.adjustment)
    if shown.composite:
        yield _score(data, "综合得分", standing.composite)
    yield Figure("名次", rank_words(standing))


def rank_words(standing: Standing) -> str:
    """The rank with the size of the 排名组."""
    size = f"（本组共{standing.group_size}人参评）" if standing.group_size else ""
    return f"第{standing.rank_cell}名{size}" if standing.rank_cell else f"{_DASH}{size}"


def _ranked(data: SummaryData, group: str) -> list[exact.ScoreValue] | None:
    """Composites (hundredths) of a group's ranked ratees, best first; None if too few, or if one is withheld."""
    standings = (data.result.standing_of[ratee.code] for ratee in data.scheme.ratees_of[group])
    ranked = [standing for standing in standings if standing.place is not None]
    if len(ranked) < _LEAST_GROUP or not all(data.disclosures.of(standing.code).composite for standing in ranked):
        return None
    return sorted((s.composite for s in ranked if s.composite is not None), reverse=True)


def _group_figures(data: SummaryData, verdict: Verdict) -> Iterator[Figure]:
    """Yield the median and the highest score of the group; nothing if they are not shown."""
    composites = _ranked(data, verdict.ratee.group)
    if composites is None:
        return
    middle = len(composites) // 2
    # The value in the middle, or the two values around it.
    pair = composites[(len(composites) - 1) // 2 : middle + 1]
    yield _score(data, "本组综合得分中位数", exact.ratio(sum(pair), len(pair), data.scheme.rules.decimals))
    yield _score(data, "本组综合得分最高分", composites[0])


def _last_year(data: SummaryData, code: str) -> Iterator[Figure]:
    """Yield last year's figures, as far as they are known; not even 年度 if nothing but open problems is."""
    former = data.last_year.get(code)
    if former is None or (former.composite is None and former.rank is None and not former.tier):
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
    """Yield the decision, and the consequences by the regulation (结果运用)."""
    scheme = data.summary.scheme
    date = day_in_words(data.date)
    meeting = deciding_meeting(scheme.profile, data.meeting)
    occasion = scheme.profile.occasion
    yield f"经{meeting}{date}研究审定，你在{occasion}中被评定为“{verdict.tier}”等次。"
    use = next((tier.use for tier in scheme.tiers_of(verdict.ratee.group).values() if tier.name == verdict.tier), "")
    if use:
        yield f"结果运用：{sentence(use)}"


def _events(data: SummaryData, code: str) -> Iterator[str]:
    """Yield the events of the ratee (否决与加减分)."""
    for event in data.scheme.adjustments:
        if event.ratee == code:
            yield f"{event_words(event)}。"


def _without_task(data: SummaryData, ratee: Ratee) -> Iterator[str]:
    """Yield the sentence on the items in which the ratee has no task."""
    components = data.scheme.component_names(ratee.group, ComponentSource.RUBRIC)
    texts = [item.text for component in components for item in data.scheme.exempt_items(ratee, component)]
    if texts:
        listed = "、".join(f"“{text.rstrip('。；')}”" for text in texts)
        yield f"{listed}无此任务，不评分，{EXEMPT_WORDS[data.scheme.rules.exempt_items]}。"


def _gains(data: SummaryData, code: str) -> Iterator[str]:
    """Yield the bonus items that were given: losses with negative points."""
    for loss in data.result.losses_of.get(code, ()):
        if loss.points < 0:
            reason = f"（{clause(loss.reason)}）" if loss.reason else ""
            source = ProblemSource.DEPARTMENT if loss.by_department else ProblemSource.FIELD
            # Several 考核组 may give the points of one item: their mean counts, not their sum.
            unit = f"（{data.unit_name(loss.unit)}）" if _by_several(data, code) else ""
            yield f"{source}{unit}加分{exact.show_short(-loss.points)}分：{clause(loss.text)}{reason}。"


def _opinions(data: SummaryData, code: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each heading with its texts, or with a blank for the office's summary if they may not leave."""
    for head, written in zip(HEADINGS, data.opinions.get(code, NO_OPINIONS), strict=True):
        yield head, written.texts if written.may_leave else (BLANK_TO_SUM_UP,)


def _requirements(data: SummaryData, code: str) -> Iterator[str]:
    """Yield every problem as a numbered sentence, then the demand; items listed in an earlier part become one line."""
    problems = problems_of(data, code)
    of_rubric = data.scheme.source_name(ComponentSource.RUBRIC) if data.scheme.component_rows else ""
    lines = dict.fromkeys((problem.source, _or_reference(problem, of_rubric)) for problem in problems)
    for number, (source, text) in enumerate(lines, 1):
        yield f"{number}．（{source}）{sentence(text)}"
    yield _DEMAND.format(host=office(data.scheme.profile.host)) if problems else _NO_PROBLEMS


def _or_reference(problem: Problem, of_rubric: str) -> str:
    """The text of a problem, or a reference to the part of the letter that has it already.

    ``of_rubric``: the name in the heading of the second part; '' where it is 实地考评.
    """
    if problem.source in _LOST:
        return f"第二部分所列{of_rubric or problem.source}失分的各项"
    return _SUMMED_UP_ABOVE if problem.text == SUMMED_UP else problem.text


def _notes(data: FinalData, verdict: Verdict, shown: Disclosure) -> Iterator[str]:
    """Yield the reasons for withheld figures and for a missing rank, that earlier letters are replaced, the mark of a
    试算 result.
    """
    yield from shown.notes
    if _ranked(data.summary, verdict.ratee.group) is None:
        yield _NO_GROUP_FIGURES
    if verdict.standing.place is None:
        yield f"没有名次：{clause(verdict.standing.reason)}。"
    elif verdict.standing.rank is None:
        yield f"本组{_what_is_open(data.summary, verdict.ratee.group)}，名次为可能的范围。"
    if data.number > 1:
        yield _REPLACES
    if not data.summary.official:
        yield TRIAL_NOTE


def _what_is_open(data: SummaryData, group: str) -> str:
    """Why the ranks of a 排名组 are not certain."""
    standings = [data.result.standing_of[each.code] for each in data.scheme.participants_of[group]]
    if any(each.composite is None for each in standings):
        return "尚有人得分未定"
    return "尚有分数待更正" if any("待更正" in flag for each in standings for flag in each.flags) else "还有表没有收齐"


# ---------------------------------------------------------------- 实地考评


def _heads(data: SummaryData, ratee: Ratee) -> Iterator[HeadPoints]:
    """Yield the points lost under each 一级指标; nothing of a component if a 考核组 has not marked every item."""
    of_ratee = data.result.assessments_of.get(ratee.code, ())
    for component in data.scheme.component_names(ratee.group, ComponentSource.RUBRIC):
        assessments = [each for each in of_ratee if each.component == component]
        if assessments and all(assessment.total is not None for assessment in assessments):
            items = [item for item in data.scheme.items_for(ratee, component) if item.counts_to_hundred]
            yield from _heads_of(items, assessments)


def _heads_of(items: Sequence[RubricItem], assessments: Sequence[Assessment]) -> Iterator[HeadPoints]:
    for head, _ in assessments[0].heads:
        full = sum(item.points for item in items if item.head == head)
        got = sum(dict(assessment.heads).get(head, 0) for assessment in assessments)
        lost = exact.hundredths(full * len(assessments) - got, len(assessments))
        yield HeadPoints(head, _points("满分", full), _points("失分", lost))


def _losses(data: SummaryData, code: str) -> Iterator[Loss]:
    """Yield the items with points lost, by 考核组 or department, then in the order of the rubric."""
    several = _by_several(data, code)
    places = {item.code: place for place, item in enumerate(data.scheme.rubric)}
    penalties = {item.code for item in data.scheme.rubric if item.mode is ItemMode.PENALTY}
    lost = [loss for loss in data.result.losses_of.get(code, ()) if loss.points > 0]

    def order(loss: ItemLoss) -> tuple[str, int]:
        return loss.unit, places[loss.item]

    for loss in sorted(lost, key=order):
        label = "减分" if loss.item in penalties else "扣分"
        unit = data.unit_name(loss.unit) if several else ""
        yield Loss(loss.head, loss.text, _points(label, loss.points), loss.reason, unit)


def _by_several(data: SummaryData, code: str) -> bool:
    """Return True if several 考核组 or departments gave a ratee his marks."""
    by_departments = any(ratee == code for ratee, _ in data.result.departments_of)
    return by_departments or len(data.result.assessments_of.get(code, ())) > 1


def _points(label: str, points: int) -> Figure:
    return Figure(label, exact.show_short(points), points)
