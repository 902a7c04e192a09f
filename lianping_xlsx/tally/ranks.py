"""综合得分 and rank: the scores of the components are combined by their weights, and a 排名组 is sorted.

The weights 50/50: 乐安 二（一）4 and 二（二）4, 中卫 二（一）4 and 二（二）4. 综合排序: 乐安 一（一）2⑥ and 二（二）5.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from lianping_xlsx.core.exact import ScoreValue
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.scheme.rules import Rules, answers_at, figure_at, rounded
from lianping_xlsx.scheme.rules.count_steps import BONUS_EVENTS, COMPOSITE_SUM, TIE_BREAK, WEIGHTED_SUM, PartScores
from lianping_xlsx.scheme.terms import ComponentSource, Effect
from lianping_xlsx.tally.tally_results import ComponentScore, score_from

NO_PARTS: Mapping[str, Fraction] = {}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A ratee before ranking. Scores are hundredths of a point, None where there is none. ``excluded``: 不参评."""

    code: str
    name: str
    group: str
    scores: tuple[ComponentScore, ...]
    bonus: int
    penalty: int
    composite: ScoreValue | None
    excluded: bool = False


def adjustments_of(scheme: Scheme, code: str) -> tuple[int, int]:
    """加分 (not above 加分上限) and 减分 of a ratee from the sheet 否决与加减分, in hundredths."""
    mine = [adjustment for adjustment in scheme.adjustments if adjustment.ratee == code]
    bonus = sum(a.points for a in mine if a.effect is Effect.BONUS)
    penalty = sum(a.points for a in mine if a.effect is Effect.PENALTY)
    return figure_at(BONUS_EVENTS, scheme.rules, bonus), penalty


def composite_of(
    scheme: Scheme,
    group: str,
    scores: Sequence[ComponentScore],
    bonus: int,
    penalty: int,
    parts: Mapping[str, Fraction] = NO_PARTS,
) -> ScoreValue | None:
    """综合得分 (hundredths) = 总分 x Σ 板块得分 ÷ 满分 x 权重 + 加分 - 减分, not below 0; None if a score is missing.

    ``scores``: of the components that apply to the 排名组. It is rounded once, after the sum. ``parts``: the exact
    points of a component where classes have shares of the whole (占总分比重), keyed by component; they replace score x
    weight, so that nothing is rounded between the class means and the composite.
    """
    rules, found = scheme.rules, {each.component: each.used for each in scores}
    # A sum of fractions with one denominator in whole numbers: each operation on fractions costs ten times as much.
    above, below = 0, 1
    shared = Fraction(0)
    for component in scheme.components_for(group):
        score = found.get(component.name)
        if score is None:
            return None
        part, weight = parts.get(component.name), component.weight
        if part is not None:
            shared += part
            continue
        points, whole = score.numerator * weight.numerator, score.denominator * weight.denominator * component.full
        if whole == below:
            above += points
        else:
            above, below = above * whole + points * below, below * whole
    total = figure_at(WEIGHTED_SUM, rules, Fraction(above, below) + shared if parts else Fraction(above, below))
    if bonus or penalty:
        total = total + bonus - penalty
    return rounded(rules, figure_at(COMPOSITE_SUM, rules, max(Fraction(0), Fraction(total))))


def rank_groups(candidates: Sequence[Candidate], rules: Rules) -> dict[str, int]:
    """Ranks by code within each 排名组; ties share a rank (1, 2, 2, 4).

    Excluded ratees and those without a composite have no rank.
    """
    ranks: dict[str, int] = {}
    groups: dict[str, list[Candidate]] = {}
    for candidate in candidates:
        if candidate.composite is not None and not candidate.excluded:
            groups.setdefault(candidate.group, []).append(candidate)
    for members in groups.values():
        keys = {candidate.code: order_key(candidate, rules) for candidate in members}
        members.sort(key=lambda c: keys[c.code], reverse=True)
        for position, candidate in enumerate(members, 1):
            before = members[position - 2] if position > 1 else None
            tied = before is not None and keys[before.code] == keys[candidate.code]
            ranks[candidate.code] = ranks[before.code] if before is not None and tied else position
    return ranks


def rank_words(rank: int, places: PlaceRange | None, why: str) -> str:
    """A rank in words: 第2名, or 第2–3名（尚有1人得分未定） while anything is open. ``why``: what is, in the 排名组."""
    best, worst = (rank, rank) if places is None else (places.first, places.last)
    return f"第{best}名" if best == worst else f"第{best}–{worst}名（{why}）"


class PlaceRange(NamedTuple):
    """The first and the last rank that a ratee may get while anything is open.

    ``best``, ``worst``: keys of his place in the best and the worst case; in a 排名组 a smaller one ranks before.
    """

    first: int
    last: int
    best: int
    worst: int


def place_ranges(
    least: Mapping[str, Candidate], greatest: Mapping[str, Candidate], rules: Rules
) -> dict[str, PlaceRange]:
    """The ranks that ratees may get. ``least``, ``greatest``: with their scores at either end."""
    groups: dict[str, list[str]] = {}
    for code, candidate in least.items():
        groups.setdefault(candidate.group, []).append(code)
    found: dict[str, PlaceRange] = {}
    for codes in groups.values():
        lower, upper = ({code: order_key(end[code], rules) for code in codes} for end in (least, greatest))
        keys = sorted({*lower.values(), *upper.values()}, reverse=True)
        at = {key: number for number, key in enumerate(keys)}
        best, worst = (sorted(at[end[code]] for code in codes) for end in (upper, lower))
        for code in codes:
            own_best, own_worst = at[upper[code]], at[lower[code]]
            # Surely ahead: who is at the worst before his best. At the worst all may be ahead who can be, but himself.
            first = 1 + bisect_left(worst, own_best)
            last = 1 + bisect_left(best, own_worst) - (own_best < own_worst)
            found[code] = PlaceRange(first, last, own_best, own_worst)
    return found


def order_key(candidate: Candidate, rules: Rules) -> tuple[ScoreValue, ...]:
    """The sort key, highest first: the composite (as printed), then the scores that break ties under the rules."""
    sources = (ComponentSource.POLLS, ComponentSource.RUBRIC)
    scores = PartScores(*(score_from(source, candidate.scores) or 0 for source in sources))
    return candidate.composite or 0, *answers_at(TIE_BREAK, rules, scores)
