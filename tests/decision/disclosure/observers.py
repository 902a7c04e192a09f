"""Who may know what about a vote, and which ballots can still be told apart by it: a small exact solver.

A *world* is a set of ballots that agrees with everything a reader knows. For a ballot of somebody else the values that
it has in some world are its candidates; below ten points, or two grades, the reader knows the ballot.
Readers know the weights, who voted and how many ballots count, and which marks there are. Points, not hundredths.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import product

POINTS = tuple(range(0, 101, 5))
"""The marks that are given in the tests: the readers know that nobody gives others."""
APART = 10
Window = tuple[Fraction, Fraction]
"""From (included) to (excluded): what was rounded to a printed figure."""


@dataclass(frozen=True)
class Class:
    """A voter class: the marks on all its valid ballots (points); ``grades``: the marks there are, () for points.

    ``trims``: how many of the lowest and of the highest marks are left out. ``ends``: where they are told, these.
    """

    name: str
    weight: int
    marks: tuple[int, ...]
    trims: tuple[int, int] = (0, 0)
    signed: bool = False
    grades: tuple[int, ...] = ()
    ends: tuple[tuple[int, ...], tuple[int, ...]] | None = None

    @property
    def counted(self) -> tuple[int, ...]:
        """The marks that are counted, in their order."""
        low, high = self.trims
        return tuple(sorted(self.marks))[low : len(self.marks) - high]

    @property
    def domain(self) -> tuple[int, ...]:
        return tuple(sorted(self.grades)) or POINTS

    def narrow(self, values: set[int]) -> bool:
        """Whether these candidates give the ballot away."""
        return len(values) < 2 if self.grades else max(values) - min(values) < APART


@cache
def sums(domain: tuple[int, ...], count: int) -> int:
    """Which sums so many marks can have, as bits."""
    if count == 0:
        return 1
    found, before = 0, sums(domain, count - 1)
    for value in domain:
        found |= before << value
    return found


@cache
def _by_candidate(voters: Class, own: int | None) -> dict[int, int]:
    """By candidate of a ballot of somebody else: the sums of the counted marks that there are with it, as bits.

    ``own``: the reader's own ballot in the same class, None where he has none there.
    """
    found = {}
    for value in voters.domain:
        found[value] = 0
        for roles in _roles(voters, own):
            found[value] |= _sums_with(voters, own, value, roles)
    return found


@cache
def candidates(voters: Class, total: int, own: int | None) -> frozenset[int]:
    """The candidates of a ballot of somebody else, for a reader who knows the sum of the counted marks."""
    return frozenset(value for value, found in _by_candidate(voters, own).items() if found >> total & 1)


@cache
def totals(voters: Class, own: int | None) -> tuple[int, ...]:
    """Every sum of the counted marks that a voter with this ballot must reckon with."""
    if len(voters.marks) == 1 and own is not None:
        return (own,)
    found = 0
    for with_candidate in _by_candidate(voters, own).values():
        found |= with_candidate
    return tuple(total for total in range(found.bit_length()) if found >> total & 1)


_Roles = tuple[str, str]
"""What becomes of the ballot and of the reader's own: counted, or trimmed as the lowest or the highest; '' for none."""


def _roles(voters: Class, own: int | None) -> Iterator[_Roles]:
    places = {"counted": len(voters.counted), "lowest": voters.trims[0], "highest": voters.trims[1]}
    kinds = [kind for kind, count in places.items() if count]
    for pair in product(kinds, kinds if own is not None else ("",)):
        if pair[0] != pair[1] or places[pair[0]] > 1:
            yield pair


def _sums_with(voters: Class, own: int | None, value: int, roles: _Roles) -> int:
    """The sums of the counted marks, as bits, where the ballot is ``value`` and has its role, as the reader's own."""
    known = [(role, mark) for role, mark in zip(roles, (value, own), strict=True) if mark is not None]
    lowest, highest, fixed = (
        sorted(mark for role, mark in known if role == kind) for kind in ("lowest", "highest", "counted")
    )
    if voters.ends is not None:
        if not (_among(lowest, voters.ends[0]) and _among(highest, voters.ends[1])):
            return 0
        lowest, highest = list(voters.ends[0]), list(voters.ends[1])
    # What is counted lies between the innermost of what is left out.
    low, high = max(lowest, default=voters.domain[0]), min(highest, default=voters.domain[-1])
    if low > high or any(not low <= mark <= high for mark in fixed) or len(fixed) > len(voters.counted):
        return 0
    domain = tuple(mark for mark in voters.domain if low <= mark <= high)
    return sums(domain, len(voters.counted) - len(fixed)) << sum(fixed)


def _among(marks: Sequence[int], told: Sequence[int]) -> bool:
    """Whether all these marks are among those told, each as often."""
    return all(marks.count(mark) <= told.count(mark) for mark in marks)


@dataclass(frozen=True)
class Reader:
    """``typed``: the class whose ballots he typed; ``voted`` and ``own``: his class and his ballot."""

    typed: str = ""
    voted: str = ""
    own: int | None = None

    def knows(self, voters: Class) -> bool:
        """Whether he knows every ballot of the class: who voted in his name is known."""
        return voters.signed or voters.name == self.typed

    def ballot(self, voters: Class) -> int | None:
        return self.own if voters.name == self.voted else None


def readers(classes: Sequence[Class]) -> Iterator[Reader]:
    """One who knows nothing, everybody who voted, and who typed a class."""
    yield Reader()
    for voters in classes:
        yield Reader(typed=voters.name)
        yield from (Reader(voted=voters.name, own=mark) for mark in sorted(set(voters.marks)))


@dataclass(frozen=True)
class Told:
    """What is told of a poll: the classes told apart, and a window for the sum of weight x printed class mean.

    ``window`` None: neither the poll's score nor a figure made of it is told.
    """

    apart: frozenset[str]
    window: Window | None


def pinned(classes: Sequence[Class], told: Told, decimals: int) -> Iterator[tuple[Reader, Class]]:
    """Each reader with each secret class of which he knows a ballot of somebody else."""
    for reader in readers(classes):
        for voters in classes:
            others = list(voters.marks)
            if reader.voted == voters.name and reader.own in others:
                others.remove(reader.own)
            if not reader.knows(voters) and others and voters.narrow(_values(classes, told, reader, voters, decimals)):
                yield reader, voters


def _values(classes: Sequence[Class], told: Told, reader: Reader, voters: Class, decimals: int) -> set[int]:
    """The candidates of the others' ballots in a class. Of a class told apart each grade's votes are told, too."""
    own = reader.ballot(voters)
    if voters.name in told.apart and voters.grades:
        return _without(voters.marks, own)
    found = set(candidates(voters, sum(voters.counted), own))
    if voters.name in told.apart or not voters.narrow(found):
        return found
    if told.window is None or not voters.weight:
        return set(voters.domain)
    for total in _totals(classes, told, reader, voters, decimals):
        found |= candidates(voters, total, own)
        if not voters.narrow(found):
            break
    return found


def _without(marks: Sequence[int], own: int | None) -> set[int]:
    others = list(marks)
    if own is not None:
        others.remove(own)
    return set(others)


def mean(total: int, count: int, decimals: int) -> Fraction:
    """As printed: a half goes up."""
    unit = 10**decimals
    return Fraction((2 * total * unit + count) // (2 * count), unit)


def _totals(classes: Sequence[Class], told: Told, reader: Reader, voters: Class, decimals: int) -> Iterator[int]:
    """The sums that a class may have, by the poll's score and what the reader knows of the other classes."""
    assert told.window is not None
    known, open_sums = Fraction(0), []
    for other in classes:
        if other is voters or not other.weight:
            continue
        if other.name in told.apart or reader.knows(other):
            known += other.weight * mean(sum(other.counted), len(other.counted), decimals)
        else:
            open_sums.append(_weighed(other, reader.ballot(other), decimals))
    low, high = told.window
    for total in totals(voters, reader.ballot(voters)):
        part = known + voters.weight * mean(total, len(voters.counted), decimals)
        if _any_within(open_sums, low - part, high - part):
            yield total


def _weighed(voters: Class, own: int | None, decimals: int) -> list[Fraction]:
    return sorted({voters.weight * mean(total, len(voters.counted), decimals) for total in totals(voters, own)})


def _any_within(parts: Sequence[Sequence[Fraction]], low: Fraction, high: Fraction) -> bool:
    """Whether one value of each add up to something within the window."""
    if not parts:
        return low <= 0 < high
    if sum(part[0] for part in parts) >= high or sum(part[-1] for part in parts) < low:
        return False
    return any(_any_within(parts[1:], low - value, high - value) for value in parts[0])
