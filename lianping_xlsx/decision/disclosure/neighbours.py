"""Whose scores are withheld for the sake of a neighbour: between theirs, his place would pin a score that is withheld.

名次 and 等次 are always told, so a reader knows that a withheld 综合得分 lies between those told of the next better and
the next worse in its 排名组 (it equals one that is told of the same place), and on its side of each 分数线. He may know
all else that it is made of: 考评得分, the other classes, his own ballot. What is left open must leave every other
ballot of the small class ten points of room, or another grade. Until it does, the scores of the nearest are withheld as
well, as statistical offices hide a second cell. Nothing but a 分数线 can still be narrower then.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from lianping_xlsx.core import exact
from lianping_xlsx.decision.disclosure.figures import Disclosure, too_few
from lianping_xlsx.decision.disclosure.unanimity import ROOM
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.tally.tally_results import ClassTally, Result, Standing

_OPEN = exact.WHOLE
"""No bound: ballots move a composite by a hundred points at most."""


def beside_withheld(scheme: Scheme, result: Result, alone: Mapping[str, Disclosure]) -> frozenset[str]:
    """The codes of those of one 排名组 whose composites must be withheld for the sake of others.

    ``alone``: what may be told of everybody of the group by himself. Without any of them one of the withheld composites
    would be pinned.
    """
    if all(shown.composite for shown in alone.values()):
        return frozenset()
    placed = [standing for code in alone if (standing := result.standing_of.get(code)) and standing.place is not None]
    needs = {
        standing.code: tuple(_needs(scheme, result, standing.code, alone[standing.code].withheld))
        for standing in placed
        if not alone[standing.code].composite
    }
    return _Places(scheme, placed).silenced(needs)


# ---------------------------------------------------------------- what ballots need


@dataclass(frozen=True, slots=True)
class _Need:
    """How far a composite must be open for the ballots of one class.

    ``share``: the part of one ballot in the composite. ``slack``: for each reader how much higher and how much lower
    the ballots that he does not know can be at all, together (hundredths). ``step``: so far apart (hundredths) are two
    grades at most; None where points are given.
    """

    share: Fraction
    slack: tuple[tuple[Fraction, Fraction], ...]
    step: int | None

    def met(self, up: int, down: int) -> Fraction:
        """How much of it is met, 1 and more for all, where a reader knows the composite to so much above and below.

        Marks are whole points as a rule, so no more of what is open counts.
        """
        higher, lower = (Fraction(open_ // self.share // exact.POINT * exact.POINT) for open_ in (up, down))
        if self.step is None:
            return min(min(higher, most) + min(lower, least) for most, least in self.slack) / ROOM
        return min(max(higher if most else 0, lower if least else 0) for most, least in self.slack) / Fraction(
            self.step
        )


def _needs(scheme: Scheme, result: Result, code: str, withheld: Set[str]) -> Iterator[_Need]:
    """One for each class for whose sake a poll of the ratee that counts is withheld."""
    weights = sum(score.weight for score in result.polls_of[code])
    for score in result.polls_of[code]:
        if score.weight and score.poll in withheld:
            tallies = [tally for tally in result.classes_of[code] if tally.poll == score.poll]
            voted = [tally for tally in tallies if tally.counted and tally.weight]
            few = [tally for tally in voted if too_few(scheme, tally)]
            for tally in few or [tally for tally in voted if not scheme.is_signed(tally.poll, tally.voter_class)]:
                part = Fraction(tally.weight) / sum(other.weight for other in voted)
                poll = _of_shares(scheme, tallies) or Fraction(score.weight) * scheme.rules.poll_weight / weights
                yield _need(scheme, tally, part * poll / exact.WHOLE, small=bool(few))


def _of_shares(scheme: Scheme, tallies: Iterable[ClassTally]) -> Fraction | None:
    """The part of the classes of a poll in the whole, where they have shares of it."""
    if not scheme.by_shares:
        return None
    return sum((Fraction(scheme.share_of[tally.poll, tally.voter_class]) for tally in tallies), Fraction(0))


def _need(scheme: Scheme, tally: ClassTally, part: Fraction, *, small: bool) -> _Need:
    """``small``: the class has few ballots. Otherwise few have changed, of which only both sides together are safe."""
    points = sorted({grade.points for grade in scheme.grades}) if tally.grades else []
    step = max((high - low for low, high in pairwise(points)), default=exact.WHOLE) if points else None
    ends = (points[0], points[-1]) if points else (0, exact.WHOLE)
    slack = tuple(_slack(scheme, tally, ends)) if small else ((0, exact.WHOLE), (exact.WHOLE, 0))
    return _Need(part / tally.counted, tuple((Fraction(most), Fraction(least)) for most, least in slack), step)


def _slack(scheme: Scheme, tally: ClassTally, ends: tuple[int, int]) -> Iterator[tuple[int, int]]:
    """For readers who know of a class as many ballots as anybody does: the lowest of it, or the highest."""
    low, high = ends
    typed = scheme.typed_by_one.get((tally.poll, tally.voter_class, tally.ratee), 0)
    known = typed if 0 < typed < tally.counted else min(1, tally.counted - 1)
    others = tally.counted - known
    for mark in _marks(scheme, tally, ends):
        left = min(max(tally.total - known * mark, others * low), others * high)
        yield others * high - left, left - others * low


def _marks(scheme: Scheme, tally: ClassTally, ends: tuple[int, int]) -> tuple[int, int]:
    """The lowest and the highest mark of a class, or what they are at least and at most."""
    if tally.grades:
        chosen = [grade.points for grade, votes in zip(scheme.grades, tally.grades, strict=True) if votes]
        return min(chosen), max(chosen)
    low, high = ends
    others = tally.counted - 1
    return tally.extremes or (max(low, tally.total - others * high), min(high, tally.total - others * low))


# ---------------------------------------------------------------- what places tell


@dataclass(frozen=True, slots=True)
class _ScoreBound:
    """How far a composite is known to lie at most from the next told; ``codes``: by whose, none where by a cut."""

    distance: int
    codes: frozenset[str] = frozenset()


class _Places:
    """Those of one 排名组 who have a place, from the best."""

    def __init__(self, scheme: Scheme, placed: Iterable[Standing]) -> None:
        self._ranked = sorted(placed, key=lambda standing: standing.place or 0)
        self._index = {standing.code: index for index, standing in enumerate(self._ranked)}
        self._cuts = [tier.cut for tier in scheme.tiers if tier.cut is not None]
        self._unit = exact.unit_of(scheme.rules.decimals)

    def silenced(self, needs: Mapping[str, Sequence[_Need]]) -> frozenset[str]:
        """As few as do; ``needs`` of those whose composites are withheld already."""
        told = {standing.code for standing in self._ranked if standing.code not in needs}
        added: list[str] = []
        for code in sorted(needs, key=self._index.__getitem__):
            while not self._settled(code, needs[code], told):
                nearest = self._nearest_to_hide(code, needs[code], told)
                told -= nearest
                added += sorted(nearest)
        for code in reversed(added):
            if all(self._settled(each, needs[each], told | {code}) for each in needs):
                told.add(code)
        return frozenset(added) - told

    def _settled(self, code: str, needs: Sequence[_Need], told: Set[str]) -> bool:
        """Whether a withheld composite is open enough, or as open as silence can make it."""
        bounds = self._bounds(code, told)
        return not any(bound.codes for bound in bounds) or _met(needs, bounds) >= 1

    def _nearest_to_hide(self, code: str, needs: Sequence[_Need], told: Set[str]) -> frozenset[str]:
        """Above or below, by whichever more is won."""

        def won(codes: frozenset[str]) -> tuple[Fraction, int]:
            bounds = self._bounds(code, told - codes)
            return _met(needs, bounds), sum(bound.distance for bound in bounds)

        return max((bound.codes for bound in self._bounds(code, told) if bound.codes), key=won)

    def _bounds(self, code: str, told: Set[str]) -> tuple[_ScoreBound, _ScoreBound]:
        """What is known of a composite upwards and downwards by those told, and by the cuts."""
        index = self._index[code]
        mine = self._ranked[index]
        composite = mine.composite or 0
        above = self._next(reversed(range(index)), told)
        below = self._next(range(index + 1, len(self._ranked)), told)
        tied = [found for found in (above, below) if found and found[0].place == mine.place]
        if tied:
            codes = frozenset(standing.code for found in tied for standing in found)
            return _ScoreBound(0, codes), _ScoreBound(0, codes)
        over = min((cut - composite for cut in self._cuts if cut > composite), default=_OPEN)
        under = min((composite - cut for cut in self._cuts if cut <= composite), default=_OPEN)
        return self._bound(composite, above, self._sure(over)), self._bound(composite, below, self._sure(under))

    def _sure(self, distance: int) -> int:
        """Without the next step to the bound itself, and one that the roundings on the way may take."""
        return max(0, distance - 2 * self._unit)

    def _bound(self, composite: int, found: Sequence[Standing], by_cut: int) -> _ScoreBound:
        if not found:
            return _ScoreBound(by_cut)
        distance = self._sure(abs((found[0].composite or 0) - composite))
        return (
            _ScoreBound(distance, frozenset(each.code for each in found)) if distance < by_cut else _ScoreBound(by_cut)
        )

    def _next(self, indexes: Iterable[int], told: Set[str]) -> list[Standing]:
        """The first of them who is told, with all that follow with the same composite."""
        found: list[Standing] = []
        for standing in (self._ranked[index] for index in indexes):
            if found and standing.composite != found[0].composite:
                break
            if standing.code in told:
                found.append(standing)
        return found


def _met(needs: Sequence[_Need], bounds: tuple[_ScoreBound, _ScoreBound]) -> Fraction:
    up, down = bounds
    return min(need.met(up.distance, down.distance) for need in needs)
