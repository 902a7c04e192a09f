"""The search for the least change that turns a border: what a border is, what turns it, and by which smallest step."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

from lianping_xlsx.audit.changed_count import AS_IT_IS, Changed, ChangedCount, RateeParts, Variant
from lianping_xlsx.audit.class_marks import ClassMarks
from lianping_xlsx.core import exact
from lianping_xlsx.core.exact import ScoreValue
from lianping_xlsx.core.light_dataclass import dataclass, replace
from lianping_xlsx.tally.tally_results import ClassTally
from lianping_xlsx.tally.tier_places import Span


@dataclass(frozen=True, slots=True)
class Mover:
    """A ratee whose figures may turn a border if they rise (``up``) or fall. ``who``: 前者 or 后者 of two."""

    code: str
    up: bool
    who: str = ""


def movers_of(upper: str, lower: str, *, tied: bool) -> tuple[Mover, ...]:
    """The moves that bring two ratees nearer to each other; those that part them, too, if they are tied."""
    nearer = Mover(lower, up=True, who="后者"), Mover(upper, up=False, who="前者")
    return (*nearer, *(replace(each, up=not each.up) for each in nearer)) if tied else nearer


@dataclass(frozen=True)
class Search:
    """A border. ``turned``: whether changed candidates, with their parts and under another scheme, turn it.

    ``upper``, ``lower``: the ratees on either side; ``floor``: what those above have to reach; ``ceiling``: what those
    below do not reach. ``gap``: the distance now. ``movers``: those whose own figures are moved. ``ballots``: the
    classes by code, ``marks``: those of them that are told of. ``by_places``: tiers decide, and with them events and
    等次条件. ``after_places``: places of better tiers are given first, and a tie across their edge moves this one.
    """

    count: ChangedCount
    movers: Sequence[Mover]
    upper: Sequence[str]
    lower: Sequence[str]
    turned: Callable[[Changed, Mapping[str, RateeParts], Variant], bool]
    marks: Mapping[str, Sequence[ClassMarks]]
    ballots: Mapping[str, Sequence[ClassMarks]]
    gap: ScoreValue = 0
    floor: int | None = None
    ceiling: int | None = None
    by_places: bool = False
    after_places: bool = False

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """The ratees on both sides."""
        return (*self.upper, *self.lower)

    @property
    def everybody(self) -> bool:
        """True if the border depends on the figures of everybody: for places, and if a 折算 compares the scores."""
        return self.by_places or self.count.joint

    @cached_property
    def concerned(self) -> tuple[str, ...]:
        """Those whose figures the border depends on."""
        return tuple(self.count.base) if self.everybody else self.codes

    @cached_property
    def groups(self) -> tuple[str, ...]:
        """The 排名组 whose weights the border depends on."""
        codes = self.count.base if self.by_places else self.codes
        return tuple(dict.fromkeys(self.count.base[code].group for code in codes))

    @cached_property
    def ordered(self) -> bool:
        """True if the order alone divides the sides: everybody above ranks before everybody below."""
        if self.count.joint or self.after_places or (self.by_places and self.count.scheme.conditions):
            return False
        if self.by_places and len({each.group for each in self.count.base.values()}) > 1:
            return False  # those of another 排名组 may take the places, or leave them
        keys = self.count.keys
        if len({keys[mover.code] for mover in self.movers}) < len(self.movers):
            return False  # a tie divides them: whatever parts the two turns it
        rising = [mover.code for mover in self.movers if mover.up]
        if self.by_places and any(keys[code] > keys[own] for code in self.lower for own in rising):
            return False  # somebody holds a place who may not have the tier: whoever passes him has it
        high, low = ([keys[code] for code in side] for side in (self.upper, self.lower))
        return not high or not low or min(high) > max(low)

    def apart(self, lowered: Changed, raised: Changed, slack: ScoreValue = 0) -> bool:
        """Return True if the sides certainly stay apart, with those above as low and those below as high as this.

        ``slack``: by how much the composites may be nearer than that.
        """
        if not self.ordered:
            return False
        low = {code: lowered[code].composite or 0 for code in self.upper}
        return self.far(low, {code: raised[code].composite or 0 for code in self.lower}, slack)

    def far(
        self, low: Mapping[str, ScoreValue], high: Mapping[str, ScoreValue], slack: ScoreValue, times: int = 1
    ) -> bool:
        """Return True if composites are so far apart, where order alone divides the sides; all so many ``times``."""
        least = min((low[code] for code in self.upper), default=exact.WHOLE**2 * times) - slack * times
        most = max((high[code] for code in self.lower), default=-exact.WHOLE * times)
        reached = self.floor is None or least >= self.floor * times
        return reached and least > most and (self.ceiling is None or most + slack * times < self.ceiling * times)

    def classes(self) -> Iterator[tuple[str, Sequence[ClassMarks]]]:
        """Yield the classes of which whole ballots are told: the name, and its marks on everybody concerned.

        A ballot moves also those whose marks are too few to be told of; of the movers none may have so few.
        """
        found: dict[tuple[str, str], list[ClassMarks]] = {}
        for marks in (each for code in self.concerned for each in self.ballots[code] if not each.tally.items):
            found.setdefault((marks.tally.poll, marks.tally.voter_class), []).append(marks)
        movers = {mover.code for mover in self.movers}
        for (_, name), listed in found.items():
            told = {each.tally.ratee for each in listed if each in self.marks[each.tally.ratee]}
            if told and all(each.tally.ratee in told for each in listed if each.tally.ratee in movers):
                yield name, listed

    def least(self, mover: Mover, limit: int, turn: Callable[[int], Turn]) -> int | None:
        """The smallest step of a mover from 1 to ``limit`` that turns; None if none does.

        On his way to the other one he may be level with somebody, so that places stay empty or go to both: what turns
        then need not when he has passed.
        """
        found = least(limit, turn, self.gap)
        for distance in self._stops(mover):
            for passed in (False, True):
                most = limit if found is None else found - 1
                step = _first_at(most, turn, distance, passed=passed)
                if step is not None and turn(step).turned:
                    return step
        return found

    def _stops(self, mover: Mover) -> Sequence[ScoreValue]:
        """The distances of a mover to those between him and the other one, the least first, if places divide them."""
        if not self.by_places or self.ordered:
            return ()
        own, sign = self.count.composite(mover.code), 1 if mover.up else -1
        others = (code for code in self.count.base if code != mover.code)
        ahead: set[ScoreValue] = {sign * (self.count.composite(code) - own) for code in others}
        return sorted(distance for distance in ahead if 0 <= distance < max(self.gap, 1))

    def by_parts(self, code: str, parts: RateeParts) -> Turn:
        """How it turns with other parts of one ratee."""
        changed = self.count.changed({code: parts})
        moved = (changed[code].composite or 0) - self.count.composite(code)
        return Turn(self.turned(changed, {code: parts}, AS_IT_IS), moved)

    def by_class(self, code: str, tally: ClassTally) -> Turn:
        """How it turns with another tally of a class."""
        return self.by_parts(code, with_class(self.count.parts[code], tally))


# ---------------------------------------------------------------- what turns a border


def passes_cut(count: ChangedCount, code: str, cut: int, changed: Changed, *_: object) -> bool:
    """Return True if a ratee reaches a 分数线 that he does not reach now, or no longer reaches it."""
    after, now = changed.get(code, count.base[code]).composite, count.composite(code)
    return after is not None and (after >= cut) != (now >= cut)


def reordered(count: ChangedCount, upper: str, lower: str, changed: Changed, *_: object) -> bool:
    """Return True if the order of two ratees is another one than now: reversed, tied, or tied no longer."""
    first, second = (changed.get(code, count.base[code]) for code in (upper, lower))
    if first.composite is None or second.composite is None:
        return False
    keys, tied = (count.key(first), count.key(second)), count.keys[upper] == count.keys[lower]
    return keys[0] != keys[1] if tied else keys[0] <= keys[1]


@dataclass(frozen=True)
class Crossing:
    """Whether one of some ratees no longer is on his side of the edge below a tier. ``now``: their tiers.

    A tie may leave it to the meeting on which side he is (不定).
    """

    count: ChangedCount
    tier: int
    codes: Sequence[str]
    now: Mapping[str, Span]

    def __call__(self, changed: Changed, parts: Mapping[str, RateeParts], variant: Variant) -> bool:
        if any(each.composite is None for each in changed.values()):
            return False
        after = self.count.tiers(changed, parts, variant)
        return any(self._side(self.now[code]) != self._side(after[code]) for code in self.codes if code in after)

    def _side(self, span: Span) -> tuple[bool, bool]:
        """Whether he is inside in the best and in the worst case."""
        return span.best <= self.tier, span.worst <= self.tier


# ---------------------------------------------------------------- steps


def with_class(parts: RateeParts, tally: ClassTally) -> RateeParts:
    """The parts of a ratee with another tally of a class."""
    key = tally.poll, tally.voter_class
    return replace(parts, classes=tuple(tally if (t.poll, t.voter_class) == key else t for t in parts.classes))


class Turn(NamedTuple):
    """Whether a step turns the border, and by how much it moves the composite of the ratee."""

    turned: bool
    moved: ScoreValue


def _first_at(most: int, turn: Callable[[int], Turn], distance: ScoreValue, *, passed: bool) -> int | None:
    """The smallest step from 1 to ``most`` that moves a composite so far, or further (``passed``)."""

    def reaches(step: int) -> bool:
        moved = abs(Fraction(turn(step).moved))
        return moved > distance if passed or not distance else moved >= distance

    found = 1 + bisect_left(range(1, most + 1), True, key=reaches)
    return found if found <= most else None


def least(limit: int, turn: Callable[[int], Turn], gap: ScoreValue) -> int | None:
    """The smallest step from 1 to ``limit`` that turns; None if ``limit`` does not. A greater step turns, too.

    ``gap``: the distance to go; the search begins where it would be covered if the composite moved evenly.
    """
    if limit < 1:
        return None
    whole = turn(limit)
    if not whole.turned:
        return None
    low, high, stride = 0, limit, 1
    at = int(limit * abs(Fraction(gap)) / abs(Fraction(whole.moved))) if whole.moved else limit // 2
    while low + 1 < high:
        at = min(max(at, low + 1), high - 1)
        if turn(at).turned:
            high, at = at, at - stride
        else:
            low, at = at, at + stride
        stride *= 2
        if not low < at < high:
            at = (low + high) // 2
    return high
