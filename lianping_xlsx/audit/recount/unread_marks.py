"""Marks of ballots that could not be read: what every reading of them comes to, tried out one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import product

from .cell_values import BLANK, Entry
from .class_votes import FULL
from .composites import Expected
from .evidence import Evidence, Register
from .scheme_parts import Scheme

MOST_TRIED = 12
"""With more marks than so many none is tried: places and tiers that are told wider than counted are left as told."""
MOST_TOGETHER = 3
"""Of more marks than so many not every combination is tried: only one value for all, or for one at a time."""
Spot = tuple[int, int, str]
"""A register, a ballot on it, and a ratee."""


def spots_of(scheme: Scheme, evidence: Evidence) -> list[Spot]:
    """The marks from 0 to 100 that could not be read."""
    return [
        (number, at, ratee)
        for number, register in enumerate(evidence.registers)
        if scheme.polls[register.poll].scoring == "百分制"
        for at, ballot in enumerate(register.ballots)
        for ratee, mark in ballot.marks.items()
        if mark.given and mark.value is None
    ]


def readings(scheme: Scheme, evidence: Evidence) -> Iterator[Evidence]:
    """The evidence with these marks read: blank, the least, the greatest, or like all others on the ballot."""
    spots = spots_of(scheme, evidence)
    values = [_values(evidence.registers[number], at) for number, at, _ in spots]
    if len(spots) <= MOST_TOGETHER:
        tried: Iterable[Sequence[Entry]] = product(*values)
    else:
        plain = _plain()
        alone = ([new if spot == other else BLANK for other in spots] for spot in spots for new in plain)
        tried = [*([value] * len(spots) for value in plain), *alone]
    for chosen in tried:
        yield replace(evidence, registers=_read(evidence.registers, dict(zip(spots, chosen, strict=True))))


def _plain() -> list[Entry]:
    return [BLANK, Entry(True, Fraction(0)), Entry(True, FULL)]


def _values(register: Register, at: int) -> list[Entry]:
    """What is tried for a mark. Between the ends only one makes a difference: with it all on the ballot are alike."""
    ballot = register.ballots[at]
    others = {
        mark
        for ratee, mark in ballot.marks.items()
        if mark.value is not None and 0 <= mark.value <= FULL and ratee not in (register.own, ballot.own)
    }
    return [*_plain(), *(others - {*_plain()} if len(others) == 1 else ())]


def _read(registers: Sequence[Register], chosen: Mapping[Spot, Entry]) -> list[Register]:
    found = []
    for number, register in enumerate(registers):
        ballots = []
        for at, ballot in enumerate(register.ballots):
            marks = {ratee: chosen.get((number, at, ratee), mark) for ratee, mark in ballot.marks.items()}
            ballots.append(replace(ballot, marks={ratee: mark for ratee, mark in marks.items() if mark.given}))
        found.append(replace(register, ballots=ballots))
    return found


def with_readings(
    scheme: Scheme, evidence: Evidence, count: Callable[[Scheme, Evidence], dict[str, Expected]]
) -> dict[str, Expected]:
    """What is counted without these marks; places and tiers from all readings of them."""
    found = count(scheme, evidence)
    if not 0 < len(spots_of(scheme, evidence)) <= MOST_TRIED:
        return found
    every = [count(scheme, read) for read in readings(scheme, evidence)]
    return {ratee: _together(own, [each[ratee] for each in every]) for ratee, own in found.items()}


def _together(own: Expected, every: Sequence[Expected]) -> Expected:
    bests, worsts = ([getattr(each, name) for each in every] for name in ("rank_best", "rank_worst"))
    if None in bests or None in worsts:  # who takes no part
        return own
    tiers = {each.proposed_tier for each in every}
    return own.between(min(bests), max(worsts), tiers, across_edge=all(each.across_edge for each in every))
