"""等次条件 applied: which tiers the scores and the votes of a ratee leave open.

A rate of votes is an exact fraction of votes by grade, of all classes that the condition names together. Conditions add
up: a tier is open only if its conditions and those of all lower tiers are met. A figure that does not exist (no votes
were given) decides nothing: then the tier is open in the best case and closed in the worst.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from lianping_xlsx.core import exact
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.scheme.tier_conditions import TierCondition
from lianping_xlsx.tally.ranks import Candidate
from lianping_xlsx.tally.rate_votes import votes_of
from lianping_xlsx.tally.tally_results import ClassTally, ComponentScore
from lianping_xlsx.tally.tier_places import Span, next_tier


@dataclass(frozen=True, slots=True)
class GateOutcome:
    """A condition applied to a ratee. ``figure``: as printed, '' if it does not exist.

    ``met``: None if the figure does not exist, or if what is open may change whether the condition is met.

    ``component``: the component whose score is compared; '' for a rate.
    """

    condition: TierCondition
    met: bool | None
    figure: str
    component: str = ""

    @property
    def words(self) -> str:
        """The sentence on a condition that is not met, or cannot be decided."""
        condition = self.condition
        what = condition.rate.words if condition.rate else condition.score
        if self.met is None and self.figure:
            return (
                f"{what}现为{self.figure}，有待更正的分数，尚不能判断“{condition.tier}”的条件（{condition.line_words}）"
            )
        if self.met is None:
            return f"{what}没有，无法判断“{condition.tier}”的条件（{condition.line_words}）"
        return f"{what}{self.figure}，不符合“{condition.tier}”的条件（{condition.line_words}）"

    @property
    def without_figure(self) -> str:
        """The same for readers who must not learn the figure."""
        return f"“{self.condition.tier}”的一项条件没有达到"


def component_named(scheme: Scheme, group: str, score: str) -> str:
    """The component of a 排名组 whose score a condition names, by either of its names; '' if there is none."""
    return next((c.name for c in scheme.components_for(group) if score in (c.name, c.score_name)), "")


def outcomes_of(
    scheme: Scheme, group: str, scores: Sequence[ComponentScore], tallies: Sequence[ClassTally]
) -> tuple[GateOutcome, ...]:
    """The conditions of a 排名组 applied to one of its ratees."""
    found = {each.component: each.score for each in scores}
    return tuple(_outcome(scheme, group, condition, found, tallies) for condition in scheme.conditions_of(group))


def conditions(
    scheme: Scheme, candidates: Sequence[Candidate], classes: Sequence[ClassTally]
) -> Mapping[str, Sequence[GateOutcome]]:
    """The 等次条件 applied to each candidate, by code."""
    if not scheme.conditions:
        return {}
    tallies: dict[str, list[ClassTally]] = {}
    for tally in classes:
        tallies.setdefault(tally.ratee, []).append(tally)
    return {c.code: outcomes_of(scheme, c.group, c.scores, tallies.get(c.code, [])) for c in candidates}


def _outcome(
    scheme: Scheme,
    group: str,
    condition: TierCondition,
    scores: Mapping[str, exact.ScoreValue | None],
    tallies: Sequence[ClassTally],
) -> GateOutcome:
    if condition.rate is not None:
        votes = votes_of(scheme, condition.rate, tallies)
        if votes.share is None:
            return GateOutcome(condition, None, "")
        return GateOutcome(condition, condition.comparison.holds(votes.share, condition.line), votes.words)
    component = component_named(scheme, group, condition.score)
    score = scores.get(component)
    if score is None:
        return GateOutcome(condition, None, "", component)
    figure = f"{exact.show(score, scheme.rules.decimals)}分"
    return GateOutcome(condition, condition.comparison.holds(score, condition.line), figure, component)


def below(scheme: Scheme, group: str, outcome: GateOutcome) -> int:
    """The best tier of a 排名组 that is open to whoever does not meet a condition."""
    return next_tier(scheme.tiers_of(group), scheme.tier_names.index(outcome.condition.tier))


def open_tiers(scheme: Scheme, group: str, outcomes: Iterable[GateOutcome]) -> Span:
    """The best tier that the conditions leave open: if what cannot be decided is met, and if it is not."""
    first = min(scheme.tiers_of(group))
    best = worst = first
    for outcome in outcomes:
        if not outcome.met:
            worst = max(worst, below(scheme, group, outcome))
            best = best if outcome.met is None else max(best, below(scheme, group, outcome))
    return Span(best, worst)
