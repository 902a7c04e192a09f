"""折算: scores within a 排名组 made comparable, in fractions; they are compared as they are printed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from .class_votes import half_up, step
from .scheme_parts import Band, Component, Scheme

Totals = Mapping[str, Fraction]
"""What the 考核组 gave one ratee, by unit."""
Raw = Mapping[str, Fraction | None]
"""Scores by ratee."""
Mean = Callable[[Sequence[Fraction]], Fraction]


def converted(
    scheme: Scheme, component: Component, raw: Raw, totals: Mapping[str, Totals], of_teams: Mean
) -> dict[str, Fraction | None]:
    """The scores that count, of the ratees of one 排名组 who take part; ``raw``: theirs, compared with each other.

    ``totals``: by ratee; ``of_teams``: the mean of those of one ratee.
    """
    decimals = scheme.rules.decimals
    known = {code: score for code, score in raw.items() if score is not None}
    if len(known) < len(raw):
        return dict.fromkeys(raw)
    if component.conversion == "比第一名":
        best = max(known.values(), default=Fraction(0))
        return {code: step(s * component.full / best, scheme.rules) if best else best for code, s in known.items()}
    if component.conversion == "名次赋分":
        return {code: step(_points_of_place(scheme, component, known, code), scheme.rules) for code in known}
    middle = half_up(_mean(list(known.values())), decimals)
    units = {unit for of_ratee in totals.values() for unit in of_ratee}
    means = {u: half_up(_mean([t[u] for t in totals.values() if u in t]), decimals) for u in units}
    found: dict[str, Fraction | None] = {}
    for code in known:
        moved = [max(Fraction(0), min(component.full, t + middle - means[u])) for u, t in totals[code].items()]
        found[code] = step(of_teams(moved), scheme.rules)
    return found


def by_rates(
    scheme: Scheme, component: Component, raw: Raw, rate: Callable[[Band, str], Fraction | None]
) -> dict[str, Fraction | None]:
    """The same by 得票率分档, where everybody goes by his own votes; ``rate``: of a band and a ratee, in per cent."""
    bands = [band for band in scheme.bands if band.component == component.name]
    found: dict[str, Fraction | None] = {}
    for code, score in raw.items():
        share = rate(bands[0], code)
        if score is None or share is None:
            found[code] = None
        else:
            points = max((band.lower, band.points) for band in bands if band.lower <= share)[1]
            found[code] = step(points, scheme.rules)
    return found


def _points_of_place(scheme: Scheme, component: Component, known: Mapping[str, Fraction], code: str) -> Fraction:
    """What the place gives; who shares one has the mean of all places taken up, or the highest of them."""
    table = scheme.place_points[component.name]
    before = sum(score > known[code] for score in known.values())
    alike = sum(score == known[code] for score in known.values())
    points = [table[place] for place in range(before + 1, before + alike + 1)]
    return points[0] if scheme.rules.place_ties == "取高" else _mean(points)


def _mean(values: Sequence[Fraction]) -> Fraction:
    return sum(values, Fraction(0)) / len(values)
