"""并列名次处理, 名次赋分并列处理 and 否决者占名额.

They say the order of equal composites, the points of shared places, and the places of a quota that vetoed ratees hold.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field
from fractions import Fraction
from typing import TYPE_CHECKING

from lianping_xlsx.core.exact import ScoreValue
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.scheme.rules.count_steps import SHARED_POINTS, TIE_BREAK, VETOED_PLACES, PartScores, TieCells
from lianping_xlsx.scheme.rules.declaration import (
    OPEN,
    YES,
    YES_OR_NO,
    Rule,
    Section,
    Sentence,
    StepEffect,
    declare,
    one_of,
)
from lianping_xlsx.scheme.terms import ComponentSource, PlaceTies, TieRule

if TYPE_CHECKING:
    from lianping_xlsx.scheme.model import Scheme
    from lianping_xlsx.scheme.rules import Rules


def _tie_break(rules: Rules, scores: PartScores) -> ScoreValue:
    """The second key of the ranking (hundredths): 考评得分, 测评得分, or 0 for all if equal composites share a rank."""
    return {TieRule.FIELD_FIRST: scores.field, TieRule.POLL_FIRST: scores.poll}.get(rules.ties, 0)


def _tie_break_formula(rules: Rules, cells: TieCells) -> str:
    """A term to add to a rank: the number of ratees with the same 综合得分 and a higher second key; '' for none."""
    part = {TieRule.FIELD_FIRST: cells.fields, TieRule.POLL_FIRST: cells.polls}.get(rules.ties)
    if part is None:
        return ""
    (composites, composite), (parts, own) = cells.composites, part
    return f'+COUNTIFS({composites},{composite},{parts},">"&{own})'


_RANKED_ON = "后面的名次顺延空出（1、2、2、4）。"
COMPARED = {TieRule.FIELD_FIRST: ComponentSource.RUBRIC, TieRule.POLL_FIRST: ComponentSource.POLLS}
"""The source of the score that parts equal composites: of several components with it the first."""


def parting_scores(scheme: Scheme) -> dict[str, list[str]]:
    """The 排名组 by the name of the score that parts equal composites in them; only those that have it."""
    found: dict[str, list[str]] = {}
    source = COMPARED.get(scheme.rules.ties)
    for group in scheme.groups:
        first = next((each for each in scheme.components_for(group) if each.source is source), None)
        if first is not None:
            found.setdefault(first.score_name, []).append(group)
    return found


def _ties(scheme: Scheme) -> Iterator[str]:
    """The sentence on equal composites: the score by which they are parted, for all 排名组 or for some."""
    scores = parting_scores(scheme)
    of_all = len(scores) == 1 and sum(map(len, scores.values())) == len(scheme.groups)
    whose = {score: "" if of_all else f"排名组“{'”“'.join(groups)}”" for score, groups in scores.items()}
    parted = "，".join(f"{groups}{score}高的在前" for score, groups in whose.items())
    yield f"综合得分相同的{f'，{parted}；仍相同的' if parted else ''}并列，{_RANKED_ON}"


def _shared_points(rules: Rules, points: tuple[int, ...]) -> ScoreValue:
    """The points of each of those who share a place, from the points of the places that they take up, highest first."""
    return points[0] if rules.place_ties is PlaceTies.HIGHEST else Fraction(sum(points), len(points))


_SHARED = {
    PlaceTies.MEAN: "并列的，平分所占各名次的得分",
    PlaceTies.HIGHEST: "并列的，都按并列的名次得分",
}


@dataclass(frozen=True, kw_only=True)
class PlaceRules:
    """The order of ratees with equal composites, and the use of places.

    ``ties``: the second key of the ranking. ``place_ties``: the points of a place that several share (名次赋分).
    ``veto_holds_place``: True if a vetoed ratee takes up a place of a quota.
    """

    ties: TieRule = field(
        metadata=declare(
            Rule(
                "并列名次处理",
                one_of(TieRule),
                str(TieRule.SHARED),
                note="综合得分相同时名次怎么排：并列（1、2、2、4），或先比某项得分。",
                source=OPEN,
                required=True,
                sentences=(Sentence(Section.RANKS, _ties),),
                effects=(StepEffect(TIE_BREAK, exact=_tie_break, formula=_tie_break_formula),),
            )
        )
    )
    place_ties: PlaceTies = field(
        default=PlaceTies.MEAN,
        metadata=declare(
            Rule(
                "名次赋分并列处理",
                one_of(PlaceTies),
                str(PlaceTies.MEAN),
                note="板块按名次赋分而原得分相同的：平分，并列者平分所占各名次的得分（前四名4、3、2、1分，并列第2名的两人各得2.5分）；"
                "取高，都按并列的名次得分。",
                source=OPEN,
                required=True,
                later=True,
                sentences=(Sentence(Section.SHARED_PLACES, lambda scheme: (_SHARED[scheme.rules.place_ties],)),),
                effects=(
                    StepEffect(
                        SHARED_POINTS,
                        exact=_shared_points,
                        formula=lambda rules, points: (
                            f"MAX({points})" if rules.place_ties is PlaceTies.HIGHEST else f"AVERAGE({points})"
                        ),
                    ),
                ),
            )
        ),
    )
    veto_holds_place: bool = field(
        default=True,
        metadata=declare(
            Rule(
                "否决者占名额",
                YES_OR_NO,
                YES,
                note="名额按名次先后进入时，被一票否决的人是否占去一个名额：否，则名额让给后面的人。"
                "名额的基数（参评人数）不变；空白表示是。",
                source=OPEN,
                later=True,
                after="零分须写原因线",
                sentences=(
                    Sentence(
                        Section.PLACES,
                        lambda scheme: () if scheme.rules.veto_holds_place else ("被否决的人不占名额，",),
                    ),
                ),
                effects=(
                    StepEffect(
                        VETOED_PLACES,
                        exact=lambda rules, vetoed: frozenset() if rules.veto_holds_place else vetoed,
                        formula=lambda rules, vetoed: "" if rules.veto_holds_place else f",{vetoed},0",
                    ),
                ),
            )
        ),
    )
