"""Ranks within the 排名组, and the tiers proposed from them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from .scheme_parts import Scheme
from .tier_places_given import Allocation, Participant, linked

Key = tuple[Fraction, Fraction]


@dataclass(frozen=True)
class Standing:
    """The scores that decide a ratee's place."""

    ratee: str
    group: str
    composite: Fraction | None
    poll: Fraction | None
    field: Fraction | None
    gates: tuple[int, int] = (0, 0)


@dataclass(frozen=True)
class Placing:
    """A ratee's place: the best and the worst rank that it may come to, and the tier if that is the same at both ends.

    ``across_edge``: tied across the edge of a quota, and therefore a tier lower (并列跨线); not told while others are
    open.
    """

    ratee: str
    best: int
    worst: int
    tier: str | None
    across_edge: bool = False


def place(scheme: Scheme, standings: Iterable[Standing]) -> Iterator[Placing]:
    """The places of those who take part; who has no composite may come to any place and has no tier."""
    out = {event.ratee for event in scheme.events if event.effect == "不参评"}
    groups: dict[str, list[Standing]] = {}
    for standing in standings:
        if standing.ratee not in out:
            groups.setdefault(standing.group, []).append(standing)
    yield from _place_all(scheme, groups)


def _place_all(scheme: Scheme, groups: Mapping[str, Sequence[Standing]]) -> Iterator[Placing]:
    participants: list[Participant] = []
    for group, members in groups.items():
        keys = {s.ratee: _key(s, scheme.rules.ties) for s in members}
        known = sorted((key for key in keys.values() if key is not None), reverse=True)
        places: dict[Key | None, int] = {}
        for number, key in enumerate(known, 1):
            places.setdefault(key, number)
        for each in members:
            place = places.get(keys[each.ratee])
            participants.append(Participant(each.ratee, group, each.composite, place, each.gates))
    allocation = Allocation(scheme, participants)
    allocation.run()
    depends = linked(scheme, {participant.ratee: participant.group for participant in participants})
    for participant in participants:
        missing = sum(s.composite is None for s in groups[participant.group])
        if participant.place is None:
            yield Placing(participant.ratee, 1, len(groups[participant.group]), None)
            continue
        others = [s for group in depends[participant.group] for s in groups.get(group, ())]
        settled = not any(s.composite is None or s.gates[0] != s.gates[1] for s in others)
        tier = _words(allocation.names, participant.ends, settled=settled)
        yield Placing(participant.ratee, participant.place, participant.place + missing, tier, participant.across)


def _words(names: Sequence[str], ends: tuple[int, int], *, settled: bool) -> str | None:
    """The tier, or both where a tie leaves it to the meeting."""
    best, worst = ends
    if best == worst:
        return names[best]
    return f"{names[best]}{'或' if worst == best + 1 else '至'}{names[worst]}" if settled else None


def _key(standing: Standing, ties: str) -> Key | None:
    """What is compared: the composite, then the score that parts ties, if the scheme names one."""
    if standing.composite is None:
        return None
    second = {"考评得分优先": standing.field, "测评得分优先": standing.poll}.get(ties)
    return standing.composite, Fraction(-1) if second is None else second
