"""The result of the count: every printed figure with the parts that it was computed from.

Scores are hundredths of a point, already rounded to the scheme's 小数位数; weights are hundredths of a percent.
None means that there is no such figure (and a finding says why). ``unrounded``: the figure before it was rounded, if
the next step uses that one (最后舍入); otherwise None.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from functools import cached_property
from typing import TypeVar

from lianping_xlsx.checks.mark_ends import MarkEnds
from lianping_xlsx.core.exact import ScoreValue, Weight
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.forms.result_report import ReportedRatee
from lianping_xlsx.scheme.terms import ComponentSource, Effect
from lianping_xlsx.scheme.tier_conditions import Guarded
from lianping_xlsx.tally.assessments import Assessment, ItemLoss
from lianping_xlsx.tally.department_points import DepartmentItem, DepartmentScore
from lianping_xlsx.tally.exempt_points import ExemptItem
from lianping_xlsx.tally.given_scores import GivenScore
from lianping_xlsx.tally.item_scores import ItemTally


@dataclass(frozen=True, slots=True)
class ClassTally:
    """The votes of one voter class on one ratee (测评统计).

    ``returned`` = valid + void + abstained. ``total``: the sum of the ``counted`` marks; these are the valid marks
    without those in ``trimmed`` (None if none are left out). ``mean`` = total / counted, rounded
    (if a poll adds up the points of places, the total).
    ``electorate``: the number of voters of the class for this ratee (应到).
    """

    ratee: str
    poll: str
    voter_class: str
    weight: Weight
    electorate: int
    issued: int
    returned: int
    valid: int
    void: int
    abstained: int
    counted: int
    total: int
    trimmed: MarkEnds | None
    mean: ScoreValue | None
    grades: tuple[int, ...] = ()
    """Votes for each of the ``Scheme.grades_of`` its poll, in their order; empty if it does not vote by grades."""
    extremes: tuple[int, int] | None = None
    """The lowest and the highest valid mark; None if there is none, or if a 计票汇总 gives only the sum."""
    unrounded: ScoreValue | None = None
    items: tuple[ItemTally, ...] = ()
    """With 分项等次: the votes on each item. ``counted`` is then the least number of votes on an item, ``total`` is
    ``mean`` x ``counted``, and ``extremes`` are those of the ballots (the mean of their items by 分值)."""

    @property
    def used(self) -> ScoreValue | None:
        """The mean that the poll score uses."""
        return self.mean if self.unrounded is None else self.unrounded


@dataclass(frozen=True, slots=True)
class PollScore:
    """The score of one poll for one ratee. ``component``: the 考核板块 of the poll.

    ``weight``: its weight in the component. ``note``: the words that say which classes were left out.

    ``part``: the points (hundredths, unrounded) that the poll adds to the composite, where classes have shares of
    the whole (占总分比重); otherwise None.
    """

    ratee: str
    poll: str
    weight: Weight
    score: ScoreValue | None
    note: str = ""
    part: Fraction | None = None
    component: str = ""
    unrounded: ScoreValue | None = None

    @property
    def used(self) -> ScoreValue | None:
        """The score that the score of the component uses."""
        return self.score if self.unrounded is None else self.unrounded


@dataclass(frozen=True, slots=True)
class ComponentScore:
    """The score of one 考核板块 for one ratee (hundredths of its 满分); None if there is none.

    ``converted``: True if ``score`` comes from 折算, of ``original`` (原得分).
    """

    component: str
    source: ComponentSource
    score: ScoreValue | None
    unrounded: ScoreValue | None = None
    before: ComponentScore | None = None

    @property
    def used(self) -> ScoreValue | None:
        """The score that the composite uses."""
        return self.score if self.unrounded is None else self.unrounded

    @property
    def raw(self) -> ComponentScore:
        """The score before 折算 (原得分), or the score itself if it is not converted."""
        return self if self.before is None else self.before


def score_from(source: ComponentSource, scores: Iterable[ComponentScore]) -> ScoreValue | None:
    """The score of the first component of a source; None if there is no such component, or if it has no score."""
    return next((each.score for each in scores if each.source is source), None)


@dataclass(frozen=True, slots=True)
class TeamTotal:
    """The total of one 考核组 (``unit``: its code) on one ratee before and after 考核组平衡 (hundredths of a point).

    ``mean``: the mean of the totals of the 考核组 in the 排名组. None if the total, or any other of the group, is open.
    """

    unit: str
    total: ScoreValue | None
    mean: ScoreValue | None = None
    balanced: ScoreValue | None = None


@dataclass(frozen=True, slots=True)
class Converted:
    """The 折算 of one score: ``raw`` becomes ``score``, None while it (or any of the 排名组, if compared) is open.

    ``basis``: the best score (比第一名) or the mean of the 排名组 (考核组平衡); the rate of votes (得票率分档, 1/100 of
    a per cent). ``place``: under 名次赋分. ``teams``: the 考核组 that assess the ratee (考核组平衡), as in 填报任务.
    Scores are compared as printed; ``unrounded``: the converted score, where the composite uses it (最后舍入).
    """

    ratee: str
    component: str
    raw: ScoreValue | None
    score: ScoreValue | None = None
    basis: ScoreValue | None = None
    place: int | None = None
    teams: tuple[TeamTotal, ...] = ()
    unrounded: ScoreValue | None = None

    @property
    def used(self) -> ScoreValue | None:
        """The score that the composite uses."""
        return self.score if self.unrounded is None else self.unrounded


@dataclass(frozen=True, slots=True)
class CitedFigure:
    """A person on a cited result who is taken. ``campaign``: as 引用 names it. ``full``: its highest 综合得分."""

    campaign: str
    ratee: ReportedRatee
    full: int


@dataclass(frozen=True, slots=True)
class CitedScore:
    """The score of one ratee in a component with the source 引用, with the figures of which it is the mean.

    ``score``: None if there is none; ``causes`` says why. ``unrounded``: what the composite uses, if that is another.
    """

    ratee: str
    component: str
    figures: tuple[CitedFigure, ...]
    score: ScoreValue | None
    unrounded: ScoreValue | None
    causes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """The result of one ratee. ``scores``: of the components that apply to him, in the order of the scheme.

    ``flags`` are short remarks: 否决, 降档, 限评, 并列跨线，提请研究, 不参评 …
    ``notes``: the parts of ``reason`` that do not follow from the score and the cuts alone.

    ``rank`` is None for ratees who take no part, for ratees without a composite, and while what is open may change it.
    ``rank_best`` and ``rank_worst`` are the best and the worst rank that the ratee may get.

    ``choices``: the tiers of which the meeting must choose one, since a tie across an edge is left to it (不定);
    ``proposed_tier`` then names them: 好或中. ``guarded``: parts of ``reason`` and ``notes`` that quote a figure.

    ``gain``, ``loss``: the places that separate his rank among those with a composite from the best and from the worst
    rank. Below 0 where somebody without a composite is certainly ahead.
    """

    code: str
    scores: tuple[ComponentScore, ...]
    bonus: int
    penalty: int
    composite: ScoreValue | None
    rank: int | None
    group_size: int
    proposed_tier: str | None
    reason: str
    flags: tuple[str, ...] = ()
    rank_best: int | None = None
    rank_worst: int | None = None
    notes: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    guarded: tuple[Guarded, ...] = ()
    gain: int = 0
    loss: int = 0

    @property
    def poll_score(self) -> ScoreValue | None:
        """测评得分: the score of the first component with the source 测评."""
        return score_from(ComponentSource.POLLS, self.scores)

    @property
    def field_score(self) -> ScoreValue | None:
        """考评得分: the score of the first component with the source 考评."""
        return score_from(ComponentSource.RUBRIC, self.scores)

    def used_of(self, component: str) -> ScoreValue | None:
        """The score of a component that the composite uses; None as in ``score_of``."""
        return next((each.used for each in self.scores if each.component == component), None)

    def score_of(self, component: str) -> ScoreValue | None:
        """The score of a component; None if it does not apply to the ratee, or if there is no score."""
        return next((each.score for each in self.scores if each.component == component), None)

    def raw_of(self, component: str) -> ComponentScore | None:
        """The score of a component before 折算; None if it does not apply to the ratee."""
        return next((each.raw for each in self.scores if each.component == component), None)

    def raw_score_of(self, component: str) -> ScoreValue | None:
        """The same as printed; None also if there is no score."""
        raw = self.raw_of(component)
        return None if raw is None else raw.score

    @property
    def place(self) -> int | None:
        """The sort key of lists: the rank by what counts at present, among those scored; None without a composite."""
        if self.composite is None or self.rank_best is None:
            return self.rank
        return self.rank_best + self.gain

    @property
    def rank_cell(self) -> int | str:
        """The rank as printed: 2, or 2–3 while scores of the group are not settled; '' if there is none."""
        return "" if self.place is None else rank_cell(self.rank, self.rank_best, self.rank_worst)

    @property
    def adjustment(self) -> int:
        """加分 (after the cap) minus 减分, in hundredths."""
        return self.bonus - self.penalty

    @property
    def remark(self) -> str:
        """The notes and flags, for a table that shows the score, the rank and the tier beside them."""
        notes = "；".join(self.notes)
        # The flags 否决, 降档 and 限评 only repeat the note that names the event.
        repeated = (Effect.VETO, Effect.DOWNGRADE, Effect.CAP)
        flags = (flag for flag in self.flags if flag not in notes and flag not in repeated)
        return "；".join([*flags, *self.notes])

    @property
    def explanation(self) -> str:
        """The reason, followed by the flags that it does not contain."""
        return "；".join([self.reason, *(flag for flag in self.flags if flag not in self.reason)])


def rank_cell(rank: int | None, best: int | None, worst: int | None) -> int | str:
    """A rank as printed: 2, or its bounds 2–3; '' if neither is known."""
    if rank is not None:
        return rank
    return "" if best is None or worst is None else f"{best}–{worst}"


@dataclass(frozen=True, slots=True)
class OpenRange:
    """What may come of a ratee: his least and greatest composite, his best and worst tier.

    A composite is None if nothing is known; the greatest also if there is none, as of a cited score. Tiers are
    indexes in ``Scheme.tier_names``.
    """

    ratee: str
    least: ScoreValue | None
    greatest: ScoreValue | None
    best_tier: int
    worst_tier: int


@dataclass(frozen=True)
class Result:
    """All results of the count, in the order of the scheme.

    ``open_ranges``: what may come of everybody who takes part, while anything is open; () if nothing is. ``owed``: of
    each form that is owed, in whole or in part, the codes of those whom it concerns.
    """

    standings: tuple[Standing, ...]
    classes: tuple[ClassTally, ...]
    polls: tuple[PollScore, ...]
    assessments: tuple[Assessment, ...]
    losses: tuple[ItemLoss, ...]
    conversions: tuple[Converted, ...] = ()
    cited: tuple[CitedScore, ...] = ()
    departments: tuple[DepartmentScore, ...] = ()
    department_items: tuple[DepartmentItem, ...] = ()
    given: tuple[GivenScore, ...] = ()
    exempt: tuple[ExemptItem, ...] = ()
    open_ranges: tuple[OpenRange, ...] = ()
    owed: tuple[frozenset[str], ...] = ()

    @property
    def unsettled(self) -> bool:
        """True while anything is open, so that places and tiers may change."""
        return bool(self.open_ranges)

    @cached_property
    def conversion_of(self) -> dict[tuple[str, str], Converted]:
        """The conversions, keyed by code of the ratee and component."""
        return {(each.ratee, each.component): each for each in self.conversions}

    @cached_property
    def departments_of(self) -> dict[tuple[str, str], tuple[DepartmentScore, ...]]:
        """The points of the 评分单位, keyed by code of the ratee and component."""
        found: dict[tuple[str, str], tuple[DepartmentScore, ...]] = {}
        for each in self.departments:
            key = each.ratee, each.component
            found[key] = (*found.get(key, ()), each)
        return found

    @cached_property
    def standing_of(self) -> dict[str, Standing]:
        """Standings by ratee code."""
        return {standing.code: standing for standing in self.standings}

    @cached_property
    def classes_of(self) -> dict[str, tuple[ClassTally, ...]]:
        """Class tallies by ratee code; a ratee without any is absent."""
        return _by_ratee(self.classes)

    @cached_property
    def polls_of(self) -> dict[str, tuple[PollScore, ...]]:
        """Poll scores by ratee code."""
        return _by_ratee(self.polls)

    @cached_property
    def assessments_of(self) -> dict[str, tuple[Assessment, ...]]:
        """Assessments by ratee code."""
        return _by_ratee(self.assessments)

    @cached_property
    def cited_of(self) -> dict[str, tuple[CitedScore, ...]]:
        """Scores from cited results by ratee code."""
        return _by_ratee(self.cited)

    @cached_property
    def given_of(self) -> dict[str, tuple[GivenScore, ...]]:
        """Ready-made scores by ratee code; a ratee without such a component is absent."""
        return _by_ratee(self.given)

    @cached_property
    def exempt_of(self) -> dict[str, tuple[ExemptItem, ...]]:
        """What items count for ratees without the task, by ratee code; a ratee with every task is absent."""
        return _by_ratee(self.exempt)

    @cached_property
    def losses_of(self) -> dict[str, tuple[ItemLoss, ...]]:
        """Points lost by ratee code."""
        return _by_ratee(self.losses)


_Part = TypeVar("_Part", ClassTally, PollScore, Assessment, ItemLoss, CitedScore, GivenScore, ExemptItem)


def _by_ratee(parts: Iterable[_Part]) -> dict[str, tuple[_Part, ...]]:
    found: dict[str, list[_Part]] = {}
    for part in parts:
        found.setdefault(part.ratee, []).append(part)
    return {code: tuple(listed) for code, listed in found.items()}
