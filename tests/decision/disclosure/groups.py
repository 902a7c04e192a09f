"""排名组 of a few persons with their ballots, counted and ranked as the package does it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from lianping_xlsx.core import exact
from lianping_xlsx.decision.summary_data import SummaryData
from lianping_xlsx.scheme.ballot_contents import Grade
from lianping_xlsx.scheme.components import Component
from lianping_xlsx.scheme.conversions import PlacePoints
from lianping_xlsx.scheme.model import Poll, Ratee, Scheme, VoterClass
from lianping_xlsx.scheme.terms import ComponentSource, Conversion, Counting, Scoring, TieRule
from lianping_xlsx.scheme.tiers_and_events import Tier
from lianping_xlsx.scheme.vote_rates import GradeReach, RateBand, VoteRate
from lianping_xlsx.tally.converted_scores import convert, with_conversions
from lianping_xlsx.tally.poll_scores import combine_polls, score_polls
from lianping_xlsx.tally.ranks import Candidate, composite_of, rank_groups
from lianping_xlsx.tally.tally_results import ClassTally, PollScore, Result, Standing
from tests.publish import story
from tests.two_scores import POLLED, VISITED
from tests.two_scores import scores as two_scores

POLL, SMALL, OTHER = "民主测评", "支部委员会成员", "党员"


RATE = VoteRate(POLL, "等95", GradeReach.UP)
BANDS = tuple(RateBand(POLLED, RATE, lower, points) for lower, points in ((100_00, 100_00), (50_00, 60_00), (0, 0)))
"""Points for the ballots that say 95 and more; only the small class has grades."""


@dataclass(frozen=True)
class Person:
    """``marks``: of the class that may be small; ``mean``: of the other class; both and ``field`` in points."""

    marks: tuple[int, ...]
    mean: int
    field: int
    group: str = "甲组"

    def composite(self, scheme: Scheme, marks: Sequence[int]) -> exact.ScoreValue | None:
        """综合得分 with these marks in place of his own."""
        (score,) = score_polls(_alone(scheme), [_tally(scheme, "P1", marks), _others(scheme, "P1", self.mean)])
        found, parts = two_scores(score.score, self.field * exact.POINT), parts_of(score)
        return composite_of(scheme, self.group, found, 0, 0, parts)


@dataclass(frozen=True)
class Rules:
    """How it is counted; ``grades``: the points of the 评价等级, none where points are given; ``cuts`` in points.

    ``shares``: the classes have shares of the whole, as great as what their weights come to.
    ``whole``: the 总分 (hundredths). ``conversion``: of 测评得分.
    """

    grades: tuple[int, ...] = ()
    cuts: tuple[int, ...] = ()
    weight: int = 40_00
    ties: TieRule = TieRule.SHARED
    shares: bool = False
    whole: int = exact.WHOLE
    conversion: Conversion = Conversion.NONE


def parts_of(score: PollScore) -> dict[str, Fraction]:
    """The points of the composite from the only poll, where classes have shares of the whole."""
    return {} if score.part is None else {POLLED: score.part}


def data_of(people: Sequence[Person], rules: Rules) -> SummaryData:
    """The persons P1, P2 … counted and ranked."""
    scheme = _scheme(people, rules)
    tallies, candidates = [], []
    for ratee, person in zip(scheme.ratees, people, strict=True):
        tallies += [_tally(scheme, ratee.code, person.marks), _others(scheme, ratee.code, person.mean)]
    scores = score_polls(scheme, tallies)
    raw = {
        score.ratee: two_scores(combine_polls([score], scheme.rules)[0], person.field * exact.POINT)
        for person, score in zip(people, scores, strict=True)
    }
    conversions = convert(scheme, raw, (), tallies)
    for ratee, score in zip(scheme.ratees, scores, strict=True):
        found = with_conversions(raw[ratee.code], [each for each in conversions if each.ratee == ratee.code])
        composite = composite_of(scheme, ratee.group, found, 0, 0, parts_of(score))
        candidates.append(Candidate(ratee.code, ratee.name, ratee.group, found, 0, 0, composite))
    ranks = rank_groups(candidates, scheme.rules)
    standings = tuple(
        Standing(c.code, c.scores, 0, 0, c.composite, ranks[c.code], len(people), "好", "") for c in candidates
    )
    return replace(story.STORY, scheme=scheme, result=Result(standings, tuple(tallies), scores, (), (), conversions))


def _scheme(people: Sequence[Person], rules: Rules) -> Scheme:
    scoring = Scoring.GRADES if rules.grades else Scoring.POINTS
    weights = {SMALL: rules.weight, OTHER: 100_00 - rules.weight}
    classes = tuple(
        VoterClass(
            POLL, name, weight, 99, share=weight * story.RULES.poll_weight // exact.WHOLE if rules.shares else None
        )
        for name, weight in weights.items()
    )
    cuts = sorted(rules.cuts, reverse=True)
    return replace(
        story.SCHEME,
        rules=replace(story.RULES, ties=rules.ties, whole=rules.whole),
        ratees=tuple(Ratee(f"P{n}", f"某{n}", "", "", p.group, "") for n, p in enumerate(people, 1)),
        polls=(Poll(POLL, 100_00, Counting.BALLOTS, scoring),),
        classes=classes,
        grades=tuple(Grade(f"等{points}", points * exact.POINT) for points in rules.grades),
        tiers=(*(Tier(f"档{cut}", cut * exact.POINT, None, "") for cut in cuts), Tier("末档", None, None, "")),
        adjustments=(),
        component_rows=_components(rules) if rules.conversion is not Conversion.NONE else (),
        place_points=tuple(PlacePoints(POLLED, place, 110_00 - place * 10_00) for place in range(1, 11)),
        rate_bands=BANDS if rules.conversion is Conversion.BANDS else (),
    )


def _components(rules: Rules) -> tuple[Component, ...]:
    half = exact.WHOLE // 2
    return (
        Component(POLLED, half, ComponentSource.POLLS, conversion=rules.conversion),
        Component(VISITED, half, ComponentSource.RUBRIC),
    )


def _alone(scheme: Scheme) -> Scheme:
    return replace(scheme, ratees=scheme.ratees[:1])


def _tally(scheme: Scheme, code: str, marks: Sequence[int]) -> ClassTally:
    found = sorted(mark * exact.POINT for mark in marks)
    grades = tuple(found.count(grade.points) for grade in scheme.grades)
    return _class(scheme, code, SMALL, len(found), sum(found), (found[0], found[-1]), grades)


def _others(scheme: Scheme, code: str, mean: int) -> ClassTally:
    """Fifty ballots, which nobody takes for few."""
    return _class(scheme, code, OTHER, 50, 50 * mean * exact.POINT, (0, exact.WHOLE), ())


def _class(
    scheme: Scheme, code: str, name: str, count: int, total: int, ends: tuple[int, int], grades: tuple[int, ...]
) -> ClassTally:
    return ClassTally(
        ratee=code,
        poll=POLL,
        voter_class=name,
        weight=scheme.class_of[POLL, name].weight,
        electorate=99,
        issued=count,
        returned=count,
        valid=count,
        void=0,
        abstained=0,
        counted=count,
        total=total,
        trimmed=None,
        mean=exact.ratio(total, count, scheme.rules.decimals),
        grades=grades,
        extremes=ends,
    )
