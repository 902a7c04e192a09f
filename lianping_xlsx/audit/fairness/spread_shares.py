"""The share of each 考核板块 and 票类 in the spread of 综合得分 within a 排名组, and a class that decides the order.

综合得分 c is a sum of parts: the points p that each component adds (score x weight), events and rounding. The variance
of a sum is the sum of the covariances of its parts with it, var(c) = Σ cov(p, c). So cov(p, c) / var(c) is the share
of the part p: the shares add up to 1, and that of a part in which all ratees have the same score is 0, whatever its
weight. A share may be negative (a part that works against the order) and then others exceed 1. All this is computed
in fractions. A class adds class mean x weight of the class in the whole; classes are told apart only if their weights
are the same for everybody of the 排名组 and the component is not converted (折算), which is no sum of classes.

The line (得分差异提醒线, 80 %): let p and the rest c - p vary independently, with the share s of p. The correlation of
p and c is then √s, and for normal figures the share of pairs of ratees that stand in the same order by p alone as by
c is 1/2 + arcsin(√s) / π: 75 % for s = 50 %, 85 % for s = 80 %. From 80 % on, about six of seven pairs stand as this
class alone would order them. Of a part that has half of the weight or more this is no surprise, so only parts with
less than half are asked about, in a 排名组 of at least 12 ratees.

Error rate: the part and the rest vary equally, so that the true share is 50 %. The share found among 12 ratees then
exceeds 80 % by chance in 3.7 % of 20,000 invented groups (``tests/bench/false_questions.py``) if part and rest are
independent, in 1.1 % if they correlate by 0.3, as they do where both see who is good (claimed: below 5 %); among 16
ratees in 1.7 % and 0.4 %. A part that varies four times as much as the rest is found among 16 in 96 %.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from lianping_xlsx.core import exact
from lianping_xlsx.core.exact import ScoreValue, Weight
from lianping_xlsx.core.findings import Finding
from lianping_xlsx.core.light_dataclass import dataclass, replace
from lianping_xlsx.scheme.components import Component
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.scheme.rules import figure_at
from lianping_xlsx.scheme.rules.count_steps import WEIGHTED_SUM
from lianping_xlsx.scheme.terms import ComponentSource, Conversion
from lianping_xlsx.tally.tally_results import ClassTally, PollScore, Result

LEAST_RATEES = 12
"""The smallest 排名组 about which is asked."""


@dataclass(frozen=True, slots=True)
class SpreadShare:
    """A part of 综合得分. ``component``: its name. ``poll``, ``voter_class``: of a class; '' for the whole component.

    ``weight``: in the whole (hundredths of a per cent). ``share``: of the variance of 综合得分.
    """

    component: str
    poll: str
    voter_class: str
    weight: Fraction
    share: Fraction


@dataclass(frozen=True, slots=True)
class GroupSpread:
    """The spread of a 排名组. ``ratees``: those with a 综合得分. ``parts``: each component, followed by its classes.

    ``rest``: the share of events, limits and rounding. ``whole``: everybody who takes part has a 综合得分.
    """

    group: str
    ratees: int
    parts: tuple[SpreadShare, ...]
    rest: Fraction
    whole: bool


_ClassKey = tuple[str, str]
"""Poll and voter class."""


def group_spreads(scheme: Scheme, result: Result) -> tuple[GroupSpread, ...]:
    """The spread of each 排名组, in the order of the scheme; none for a group in which all composites are equal."""
    return tuple(spread for group in scheme.groups if (spread := _spread(scheme, result, group)) is not None)


def deciding_parts(scheme: Scheme, spreads: Sequence[GroupSpread]) -> Iterator[Finding]:
    """Yield ``conduct.deciding-class`` and ``conduct.deciding-component`` for parts that exceed 得分差异提醒线.

    A component is asked about only if none of its classes is. Without a line there is no finding.
    """
    line = scheme.rules.spread_line
    if line is None:
        return
    for spread in spreads:
        if not spread.whole or spread.ratees < LEAST_RATEES:
            continue
        deciding = [part for part in spread.parts if part.share * exact.WHOLE > line and 2 * part.weight < exact.WHOLE]
        asked = {part.component for part in deciding if part.voter_class}
        for part in deciding:
            if part.voter_class or part.component not in asked:
                yield _finding(scheme, spread, part)


def _finding(scheme: Scheme, spread: GroupSpread, part: SpreadShare) -> Finding:
    slots = {
        "group": spread.group,
        "ratees": str(spread.ratees),
        "weight": exact.show_weight(exact.hundredths(part.weight, 1)),
        "share": exact.show_short(exact.ratio(part.share * exact.WHOLE, 1, 0)),
    }
    if part.voter_class:
        of_class = {"poll": part.poll, "voter_class": part.voter_class}
        return Finding("conduct.deciding-class", slots=slots | of_class)
    return Finding("conduct.deciding-component", slots=slots | {"component": scheme.score_names[part.component]})


def _spread(scheme: Scheme, result: Result, group: str) -> GroupSpread | None:
    members = scheme.participants_of[group]
    known = [each.code for each in members if result.standing_of[each.code].composite is not None]
    composites = [result.standing_of[code].composite or 0 for code in known]
    variance = covariance(composites, composites)
    if not variance:
        return None
    parts: list[SpreadShare] = []
    carried = Fraction(0)
    for component in scheme.components_for(group):
        scores = [result.standing_of[code].used_of(component.name) or 0 for code in known]
        whole = SpreadShare(component.name, "", "", Fraction(component.weight), Fraction(0))
        of_class = _weights_and_means(scheme, result, component, known)
        listed = [(whole, scores)]
        listed += [(SpreadShare(component.name, *key, weight, Fraction(0)), means) for key, weight, means in of_class]
        for part, figures in listed:
            # The points are scores x a constant, so their covariance is that of the scores x the constant.
            factor = Fraction(figure_at(WEIGHTED_SUM, scheme.rules, part.weight / component.full))
            parts.append(replace(part, share=factor * covariance(figures, composites) / variance))
        carried += parts[-len(listed)].share
    return GroupSpread(group, len(known), tuple(parts), 1 - carried, whole=len(known) == len(members))


def covariance(one: Sequence[ScoreValue], other: Sequence[ScoreValue]) -> Fraction:
    """The sum of (x - mean of x)(y - mean of y); 0 for no figures."""
    if not one:
        return Fraction(0)
    products = sum(x * y for x, y in zip(one, other, strict=True))
    return Fraction(products * len(one) - sum(one) * sum(other)) / len(one)


def _weights_and_means(
    scheme: Scheme, result: Result, component: Component, codes: Sequence[str]
) -> list[tuple[_ClassKey, Fraction, list[ScoreValue]]]:
    """Each class with its weight in the whole and its means of the ratees; [] if classes cannot be told apart."""
    if component.source is not ComponentSource.POLLS or component.conversion is not Conversion.NONE:
        return []
    votes = [_votes(scheme, result, component, code) for code in codes]
    weights = [
        [(poll.weight, [(key, weight) for key, weight, _ in classes]) for poll, classes in each] for each in votes
    ]
    if any(each != weights[0] for each in weights):
        return []
    means = [[mean for _, classes in each for _, _, mean in classes] for each in votes]
    of_polls = sum((Fraction(poll.weight) for poll, _ in votes[0]), Fraction(0))
    found: list[tuple[_ClassKey, Fraction, list[ScoreValue]]] = []
    for poll, classes in votes[0]:
        counted = sum((Fraction(weight) for _, weight, _ in classes), Fraction(0))
        whole = _share_of_poll(scheme, poll.poll) if scheme.by_shares else component.weight * poll.weight / of_polls
        for key, weight, _ in classes:
            found.append((key, whole * weight / counted, [each[len(found)] for each in means]))
    return found


_Votes = list[tuple[_ClassKey, Weight, ScoreValue]]


def _votes(scheme: Scheme, result: Result, component: Component, code: str) -> list[tuple[PollScore, _Votes]]:
    """The polls of a ratee in a component, each with its classes that have a mean and a weight."""
    tallies = [tally for tally in result.classes_of.get(code, ()) if tally.used is not None]
    found = []
    for poll in result.polls_of.get(code, ()):
        if poll.component == component.name and poll.weight:
            weighed = [(t, weight_in_poll(scheme, t)) for t in tallies if t.poll == poll.poll]
            found.append((poll, [((t.poll, t.voter_class), w, t.used) for t, w in weighed if w and t.used is not None]))
    return found


def weight_in_poll(scheme: Scheme, tally: ClassTally) -> Weight:
    """The weight of a class in its poll, or its share of the whole (占总分比重)."""
    return scheme.share_of[tally.poll, tally.voter_class] if scheme.by_shares else tally.weight


def _share_of_poll(scheme: Scheme, poll: str) -> Fraction:
    """The share of the whole that the classes of a poll have together."""
    return sum((Fraction(share) for (name, _), share in scheme.share_of.items() if name == poll), Fraction(0))
