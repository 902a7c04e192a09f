"""While anything is owed: the ranks and tiers that may still come, from outcomes that are counted whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .composites import Counting, Expected, compute, counting, standings_of
from .evidence import Evidence
from .form_grids import Tell, nobody_listens
from .owed_entries import completed, taking_part
from .ranking import Placing, Standing, place
from .scheme_parts import Scheme
from .tier_places_given import linked

MOST_IN_TURN = 100
"""Of more persons than so many not everybody is tried at his ends: places that are told wider are left as told."""
COMPARING = ("比第一名", "名次赋分", "考核组平衡")
"""折算 under which the score of one hangs on those of the others."""
BothEnds = Sequence[Counting]


def compute_open(scheme: Scheme, evidence: Evidence, tell: Tell = nobody_listens) -> dict[str, Expected]:
    """The figures of each ratee; ranks and tiers from the outcomes of what is owed. ``tell``: told what is done."""
    tell("正在重新计算……")
    found = compute(scheme, evidence)
    tell("正在核对还有什么没有收齐……")
    ends = [completed(scheme, evidence, most=most) for most in (False, True)]
    scored = all(found[ratee].composite is not None for ratee in taking_part(scheme, found))
    if scored and all(getattr(ends[0], name) == getattr(ends[1], name) for name in _PARTS):
        return found
    together: dict[str, list[Placing]] = {}
    least, greatest = (counting(scheme, end) for end in ends)
    same = (least.votes, least.raw) == (greatest.votes, greatest.raw)
    if same and not any(found[each.ratee].composite is None for each in _scored(scheme, least)):
        return found  # whoever has no composite lacks nothing that could come
    for outcome in _outcomes(scheme, [least, greatest]):
        for placing in place(scheme, outcome):
            together.setdefault(placing.ratee, []).append(placing)
    return {ratee: _within(own, together.get(ratee, ())) for ratee, own in found.items()}


def _scored(scheme: Scheme, end: Counting) -> Iterator[Standing]:
    """Those who have a composite at an end."""
    return (each for each in standings_of(scheme, end).values() if each.composite is not None)


_PARTS = ("pooled", "visits", "departments", "given")
"""What may be owed, beside cited results: without one of those somebody has no composite."""


def _outcomes(scheme: Scheme, ends: BothEnds) -> Iterator[list[Standing]]:
    """All at the least, all at the greatest; then one after the other at his best and the others at their worst, and
    the other way round."""
    every = [standings_of(scheme, end) for end in ends]
    yield from ([*each.values()] for each in every)
    compared = any(component.conversion in COMPARING for component in scheme.components)
    for together in {frozenset(each) for each in linked(scheme, scheme.groups).values()}:
        members = [ratee for ratee, group in scheme.groups.items() if group in together]
        for ratee in taking_part(scheme, members) if len(members) <= MOST_IN_TURN else ():
            for own, other in ((0, 1), (1, 0)):
                made = every[other] | {ratee: every[own][ratee]}
                if compared:
                    made = standings_of(scheme, ends[own].beside(ends[other], ratee))
                yield [made[each] for each in members]


def _within(own: Expected, placings: Sequence[Placing]) -> Expected:
    """The best and the worst of some places, and the tier if it is one and the same."""
    if not placings:
        return own
    best, worst = min(each.best for each in placings), max(each.worst for each in placings)
    return own.between(best, worst, {each.tier for each in placings}, across_edge=False)
