"""排名: the least exchange of two places on one ballot that turns a border.

Whoever ranks gives each place once, so that one ballot cannot move a ratee alone: somebody else takes the place that he
had. The places on the ballot stay the same ones, and with them their points, whatever the rules say of ties and gaps.
Ballots that were counted by hand are not known one by one, and are not exchanged.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from lianping_xlsx.audit.border_results import ChangeKind, LeastChange
from lianping_xlsx.audit.border_search import Mover, Search, Turn, least, with_class
from lianping_xlsx.audit.changed_count import AS_IT_IS, RateeParts
from lianping_xlsx.audit.class_marks import ClassMarks, class_marks
from lianping_xlsx.core import exact


class _Exchange(NamedTuple):
    """The points that a ratee has on a ballot, and those of another one. ``others``: his, if he matters; else None."""

    size: int
    own: int
    other: int
    others: ClassMarks | None


def exchanged_places(search: Search, mover: Mover, marks: ClassMarks, below: int | None) -> LeastChange | None:
    """The exchange by which the ratee gains (or loses) the fewest points, with whomever it turns the border.

    ``below``: only one of fewer points.
    """
    best: _Exchange | None = None
    for listed in _by_partner(search, mover, marks):
        most = below if best is None else best.size
        shorter = [each for each in listed if most is None or each.size < most]
        best = _least_of(search, marks, shorter) or best
    if best is None:
        return None
    words = f"与{_partner(search, best)}对调名次，{'多' if mover.up else '少'}得{exact.show_short(best.size)}分"
    return LeastChange(ChangeKind.MARK, mover.code, marks.tally.voter_class, best.size, mover.up, words)


def _partner(search: Search, exchange: _Exchange) -> str:
    """Who takes the place that the ratee had: the other one of the border, or somebody else."""
    if exchange.others is None:
        return "他人"
    return next((each.who for each in search.movers if each.code == exchange.others.tally.ratee), "他人")


def _least_of(search: Search, marks: ClassMarks, listed: Sequence[_Exchange]) -> _Exchange | None:
    """The first of some exchanges with one partner, the smallest first, that turns the border.

    If all marks count and the order alone divides the sides, a greater one turns what a smaller one turns. Else a
    smaller one may tie the partner with somebody, so that a better tier gets none of its places, and a greater one not.
    """
    trims = any(each.tally.trimmed for each in (marks, *(each.others for each in listed)) if each is not None)
    if trims or not search.ordered:
        return next((each for each in listed if _turns(search, marks, each)), None)
    number = least(len(listed), lambda n: Turn(_turns(search, marks, listed[n - 1]), 0), search.gap)
    return None if number is None else listed[number - 1]


def _by_partner(search: Search, mover: Mover, marks: ClassMarks) -> Iterator[Sequence[_Exchange]]:
    """Yield the exchanges with each other ratee who matters, and with all who do not; equal ones once."""
    found: dict[str, dict[tuple[int, int], _Exchange]] = {}
    for others, own, other in _pairs(search, marks):
        gain = other - own
        if gain > 0 if mover.up else gain < 0:
            trims = marks.tally.trimmed or (others and others.tally.trimmed)
            listed = found.setdefault(others.tally.ratee if others else "", {})
            listed.setdefault((gain, own if trims else 0), _Exchange(abs(gain), own, other, others))
    yield from (sorted(listed.values(), key=lambda each: each.size) for listed in found.values())


def _pairs(search: Search, marks: ClassMarks) -> Iterator[tuple[ClassMarks | None, int, int]]:
    """Yield the points of the ratee and of each other one, ballot by ballot."""
    count, (_, poll, voter_class) = search.count, marks.key
    matter = set(search.concerned)
    mine = marks.table.ballots(marks.key)
    for other in marks.table.beside(marks.key):
        theirs = marks.table.ballots((other, poll, voter_class))
        _, own, their = np.intersect1d(mine.ballots, theirs.ballots, assume_unique=True, return_indices=True)
        if not len(own):
            continue
        others = _marks_of(search, marks, count.parts[other]) if other in matter else None
        pairs = np.unique(np.stack([mine.values[own], theirs.values[their]], axis=1), axis=0)
        yield from ((others, before, after) for before, after in pairs.tolist())


def _marks_of(search: Search, marks: ClassMarks, parts: RateeParts) -> ClassMarks | None:
    """The marks of the same class on another ratee; None if it has no weight for him."""
    key = marks.tally.poll, marks.tally.voter_class
    tally = next((each for each in parts.classes if (each.poll, each.voter_class) == key), None)
    return class_marks(search.count.scheme, marks.table, tally) if tally is not None and tally.weight else None


def _turns(search: Search, marks: ClassMarks, exchange: _Exchange) -> bool:
    parts = dict(
        _parts(search, [(marks, exchange.own, exchange.other), (exchange.others, exchange.other, exchange.own)])
    )
    return search.turned(search.count.changed(parts), parts, AS_IT_IS)


def _parts(search: Search, moved: Iterable[tuple[ClassMarks | None, int, int]]) -> Iterator[tuple[str, RateeParts]]:
    for marks, before, after in moved:
        if marks is not None:
            code = marks.tally.ratee
            yield code, with_class(search.count.parts[code], marks.exchanged([before], [after]))
