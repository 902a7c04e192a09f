"""排名: what the places on a ballot come to in points."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from .cell_values import Entry
from .rule_settings import Rules
from .scheme_parts import Poll


def whole_place(given: Entry) -> int | None:
    """A place, or None for what is none."""
    value = given.value
    return int(value) if value is not None and value.denominator == 1 and 1 <= value <= 999 else None


def points_of_places(
    poll: Poll, rules: Rules, ratees: Sequence[str], places: Mapping[str, int], own: str | None
) -> dict[str, Fraction] | None:
    """The points of everybody on a ballot but its voter (``own``); None if the ballot is void."""
    others = {ratee: place for ratee, place in places.items() if ratee != own}
    blank = [ratee for ratee in ratees if ratee not in places and ratee != own]
    someone = own is not None
    if not someone and poll.own == "不计" and len(blank) == 1:
        someone, blank = True, []
    tries = [sorted(others.values())]
    if someone:
        tries += [sorted([*others.values(), place]) for place in range(1, len(ratees) + 1)]
    good = not blank and any(_counts(each) for each in tries)
    if not good and rules.gap_voids:
        return None
    if good:
        better = {ratee: [p for p in others.values() if p < place] for ratee, place in others.items()}
        others = {ratee: len(found) + 1 for ratee, found in better.items()}
    elif own is not None and own in places:
        others = {ratee: place - 1 if place > places[own] else place for ratee, place in others.items()}
    if rules.tied == "该票作废" and len({*others.values()}) != len(others):
        return None
    points = {
        ratee: _points_shared(poll, rules, place, list(others.values()).count(place)) for ratee, place in others.items()
    }
    return points | {ratee: Fraction(0) for ratee in blank}


def _points_shared(poll: Poll, rules: Rules, place: int, sharing: int) -> Fraction:
    taken = [poll.places.get(place + n, Fraction(0)) for n in range(sharing if rules.tied == "平分" else 1)]
    hundredths = sum(taken, Fraction(0)) * 100 / len(taken)
    return Fraction(int(hundredths + Fraction(1, 2)), 100)


def _counts(places: Sequence[int]) -> bool:
    """1, 2, 2, 4 or 1, 2, 2, 3."""
    skipping = all(place == places.index(place) + 1 for place in places)
    return skipping or sorted(set(places)) == list(range(1, len(set(places)) + 1))
