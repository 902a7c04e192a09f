"""考核组 that mark apart: the totals of one team lie above or below those of the others throughout (考核组松紧提醒线).

``tally.field_scores.far_teams`` asks about single ratees on whom totals differ much; here a small difference counts if
it is the same on all ratees.

- Teams on the same ratees: d is the total of a team minus the mean of the other totals on the same ratee, for each of
  n such ratees. The persons cancel out. If the teams differ by chance only, t = mean(d) √n / s(d) has Student's
  distribution with n - 1 degrees of freedom.
- Teams on different ratees (no two of a team's ratees were seen by others too): the totals of a team on n ratees
  against those of all other teams on m ratees. If the ratees were distributed by lot,
  t = (difference of the means) / (s √(1/n + 1/m)) has Student's distribution with n + m - 2 degrees, s² being the
  pooled variance. Where ratees were not distributed by lot the question says that they may be different.

The tail of Student's distribution for whole degrees of freedom is a finite sum (Abramowitz and Stegun 26.7.3 and
26.7.4). Totals are not normal and there are few of them, so no chance is taken to be smaller than that of one
arrangement among all: 2 / 2ⁿ for the signs of n differences, 1 / C(n + m, n) for n of n + m ratees. The chance is
multiplied by the number of comparisons in the 排名组; below 1 in 200 it is asked about, if the gap also reaches the
line. The most striking team is asked about first and then left out, so that it does not make the others look far.

Error rate, measured on 4,000 invented 排名组 of each kind (``tests/bench/false_questions.py``: 2 to 5 teams, 8 to 40
ratees, totals in half points with a ceiling at 100; claimed: below 1 %): on the same ratees 0.5 % with line 0 and
0.03 % with the line of 3 points; on different ratees 0.4 % with either. A team that is 4 points stricter on 16 ratees
is found in 94 % where the others see them too. Where each ratee is seen by one of four teams, and the ratees vary by 3
points, one that is 4 points stricter is found among 16 ratees in 7 %, one that is 6 points stricter among 32 in 84 %:
few ratees for each team cannot tell more.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from lianping_xlsx.core import exact
from lianping_xlsx.core.exact import ScoreValue
from lianping_xlsx.core.findings import Finding
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.scheme.terms import ComponentSource, Conversion
from lianping_xlsx.tally.tally_results import Result

CHANCE = 1 / 200
"""A question is asked if chance explains the gap with a smaller probability, over all comparisons of a 排名组."""

Totals = Mapping[str, Mapping[str, ScoreValue]]
"""The known totals (hundredths) on each ratee (code), by unit of the 考核组 (code)."""


@dataclass(frozen=True, slots=True)
class TeamLevel:
    """A team compared with the others. ``shared``: on the same ratees. ``ratees``, ``beside``: its and their number.

    ``own``, ``others``: the means of the totals (hundredths). ``chance``: the probability of such a gap by chance.
    """

    unit: str
    shared: bool
    ratees: int
    beside: int
    own: Fraction
    others: Fraction
    chance: float

    @property
    def gap(self) -> Fraction:
        """The difference of the means: negative for a team that gives less."""
        return self.own - self.others


def apart_teams(scheme: Scheme, result: Result) -> Iterator[Finding]:
    """Yield ``conduct.team-level`` and ``conduct.team-level-alone``: teams on the same and on different ratees.

    Without a line there is no finding, nor where 考核组平衡 evens the levels out.
    """
    line = scheme.rules.level_line
    if line is None:
        return
    names = {unit.code: unit.name for unit in scheme.units}
    for group in scheme.groups:
        for component in scheme.components_for(group):
            if component.source is ComponentSource.RUBRIC and component.conversion is not Conversion.BALANCED:
                for level in far_levels(_totals(scheme, result, group, component.name), line):
                    yield _finding(level, names[level.unit], group)


def _totals(scheme: Scheme, result: Result, group: str, component: str) -> Totals:
    found: dict[str, dict[str, ScoreValue]] = {}
    for ratee in scheme.participants_of[group]:
        for each in result.assessments_of.get(ratee.code, ()):
            if each.component == component and each.total is not None:
                found.setdefault(ratee.code, {})[each.unit] = each.total
    return found


def _finding(level: TeamLevel, name: str, group: str) -> Finding:
    slots = {
        "unit": name,
        "group": group,
        "ratees": str(level.ratees),
        "mean": _points(level.own),
        "other_mean": _points(level.others),
        "way": "低" if level.gap < 0 else "高",
        "gap": _points(abs(level.gap)),
    }
    if level.shared:
        return Finding("conduct.team-level", slots=slots)
    return Finding("conduct.team-level-alone", slots=slots | {"beside": str(level.beside)})


def _points(mean: Fraction) -> str:
    return exact.show_short(exact.hundredths(mean, 1))


def far_levels(totals: Totals, line: int) -> Iterator[TeamLevel]:
    """Yield the teams that mark apart, the most striking first. ``line``: the least gap (hundredths)."""
    left = list(dict.fromkeys(unit for given in totals.values() for unit in given))
    comparisons = len(left) if len(left) > 2 else 1  # of two teams the one is to the other as the other to the one
    while len(left) > 1:
        kept = {code: {unit: given[unit] for unit in given if unit in left} for code, given in totals.items()}
        levels = [level for unit in left if (level := _level(unit, kept)) is not None]
        far = [each for each in levels if abs(each.gap) >= line and each.chance * comparisons < CHANCE]
        if not far:
            return
        worst = min(far, key=lambda each: (each.chance, -abs(each.gap)))
        yield worst
        left.remove(worst.unit)


def _level(unit: str, totals: Totals) -> TeamLevel | None:
    """Compare a team with the others; None if there are too few ratees for that."""
    pairs = [
        (Fraction(given[unit]), _mean([total for other, total in given.items() if other != unit]))
        for given in totals.values()
        if unit in given and len(given) > 1
    ]
    if len(pairs) > 1:
        return _on_same(unit, pairs)
    own = [Fraction(given[unit]) for given in totals.values() if unit in given]
    if len(own) < 2:
        return None
    others = [_mean(list(given.values())) for given in totals.values() if given and unit not in given]
    return _on_different(unit, own, others) if len(others) > 1 else None


def _on_same(unit: str, pairs: Sequence[tuple[Fraction, Fraction]]) -> TeamLevel:
    number = len(pairs)
    gaps = [own - others for own, others in pairs]
    chance = _chance(_mean(gaps), _squares(gaps) / (number - 1) / number, number - 1)
    own, others = (_mean([pair[side] for pair in pairs]) for side in (0, 1))
    return TeamLevel(unit, True, number, number, own, others, max(chance, 2 / 2**number))


def _on_different(unit: str, own: Sequence[Fraction], others: Sequence[Fraction]) -> TeamLevel:
    n, m = len(own), len(others)
    variance = (_squares(own) + _squares(others)) / (n + m - 2)
    chance = _chance(_mean(own) - _mean(others), variance * (Fraction(1, n) + Fraction(1, m)), n + m - 2)
    return TeamLevel(unit, False, n, m, _mean(own), _mean(others), max(chance, 1 / math.comb(n + m, n)))


def _mean(values: Sequence[ScoreValue]) -> Fraction:
    return Fraction(sum(values)) / len(values)


def _squares(values: Sequence[Fraction]) -> Fraction:
    """The sum of the squared differences from the mean."""
    return sum((value * value for value in values), Fraction(0)) - sum(values) * _mean(values)


def _chance(gap: Fraction, variance: Fraction, freedom: int) -> float:
    """The probability of a gap as wide in either direction; ``variance``: of the gap."""
    if not variance:
        return 0.0 if gap else 1.0
    return student_tail(float(abs(gap)) / math.sqrt(variance), freedom)


def student_tail(t: float, freedom: int) -> float:
    """The probability that Student's t with whole degrees of freedom is at least ``t`` away from 0."""
    angle = math.atan2(t, math.sqrt(freedom))
    cosine, odd = math.cos(angle), freedom % 2
    # The terms: cos θ, 2/3 cos³ θ … for odd degrees of freedom; 1, 1/2 cos² θ … for even ones.
    term = total = 0.0 if freedom == 1 else (cosine if odd else 1.0)
    for power in range(2 + odd, freedom, 2):
        term *= cosine * cosine * (power - 1) / power
        total += term
    inside = (angle + math.sin(angle) * total) * 2 / math.pi if odd else math.sin(angle) * total
    return max(0.0, 1 - inside)
