"""Ballots of all registers that are compared with each other, and the patterns that several of them share.

Both copied and nearly copied ballots are patterns; what is rare, and how a finding names the ballots, stands here.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np

from lianping_xlsx.anomalies.ballot_rows import Array, BallotRows, listed, numbers
from lianping_xlsx.checks.ballot_checks import JudgedBallots
from lianping_xlsx.checks.used_form import UsedForm, registered
from lianping_xlsx.core import exact
from lianping_xlsx.core.findings import Finding
from lianping_xlsx.core.light_dataclass import dataclass

LEAST_RATEES, _LEAST_VARIED = 5, 3
"""The fewest ratees of a ballot that is compared, and the fewest of its marks that are not its most frequent one."""
RARE, _CHANCE = math.log(1e-3), math.log(1e-6)
"""The lines for one pattern and for all of a register, as logarithms: products of small numbers would become 0."""


@dataclass(frozen=True)
class Pattern:
    """A way to fill in a whole ballot that occurs more than once. ``rows``: its ballots. ``chance``: ln p."""

    rows: Array
    chance: float


@dataclass(frozen=True)
class ComparedBallots:
    """The ballots with a valid mark for each ratee of their register; a gap makes two ballots incomparable.

    ``whole``: their indexes in ``rows``; ``peer``: parallel, a number that is equal for registers of one poll with the
    same ratees (``peers``: the same by register). ``first``, ``group``, ``counts``: of the ways to fill in a ballot,
    as ``np.unique`` gives them: the place of the first such ballot in ``whole``, the way of each ballot, how many.
    """

    forms: Mapping[int, UsedForm]
    rows: BallotRows
    peers: Mapping[int, int]
    whole: Array
    peer: Array
    first: Array
    group: Array
    counts: Array

    @property
    def distinct(self) -> Array:
        """The indexes in ``rows`` of one ballot of each way to fill it in."""
        return np.asarray(self.whole[self.first])

    @property
    def log_of_smallest(self) -> float:
        """ln of the ballots of the smallest register: a pattern that is not rare there is rare nowhere."""
        return math.log(np.unique(self.rows.form, return_counts=True)[1].min())

    def varied(self, row: int) -> bool:
        """Return True if enough marks of a ballot differ from its most frequent one."""
        values = self.rows.value[self.rows.first[row] : self.rows.first[row] + self.rows.count[row]]
        return len(values) - int(np.unique(values, return_counts=True)[1].max()) >= _LEAST_VARIED


def compared_ballots(forms: Sequence[UsedForm], rows: BallotRows, judged: JudgedBallots) -> ComparedBallots:
    """The ballots of these registers. ``judged``: says who stands on each."""
    peers = _peers(forms, judged.ratees_of)
    widths = {index: len(ratees) for index, ratees in judged.ratees_of.items()}
    whole = np.flatnonzero(rows.valid & (rows.count == _by_form(rows.form, widths)))
    peer = _by_form(rows.form[whole], peers)
    # The odd factor (2**64 / golden ratio) spreads the small numbers of peers over all 64 bits.
    identity = rows.digest[whole] ^ (peer.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15))
    _, first, group, counts = np.unique(identity, return_index=True, return_inverse=True, return_counts=True)
    return ComparedBallots({form.index: form for form in forms}, rows, peers, whole, peer, first, group, counts)


def _peers(forms: Sequence[UsedForm], ratees_of: Mapping[int, tuple[int, ...]]) -> dict[int, int]:
    """A number for each register by its index; equal for registers of one poll with the same ratees."""
    known: dict[object, int] = {}
    return {
        form.index: known.setdefault((form.expected.layout.key.poll, ratees_of[form.index]), len(known))
        for form in forms
    }


def _by_form(form: Array, facts: Mapping[int, int]) -> Array:
    """The fact of each row's register. ``form``: indexes of forms; ``facts``: an integer by index of the form."""
    table = np.zeros(max(facts, default=0) + 1, dtype=np.int64)
    table[list(facts)] = list(facts.values())
    return table[form]


def pattern_findings(
    compared: ComparedBallots, patterns: Iterable[Pattern], codes: tuple[str, str], line: int | None = None
) -> Iterator[Finding]:
    """Yield one finding per register with the first code, and one per set of registers that share ballots.

    ``line``: the share of equal marks (hundredths of a per cent), if they need not all be equal.
    """
    rows, comparable = compared.rows, Counter(compared.peers.values())
    sizes = dict(zip(*(part.tolist() for part in np.unique(rows.form, return_counts=True)), strict=True))
    shared: dict[tuple[int, ...], list[Pattern]] = {}
    for pattern in patterns:
        for registers in _registers(rows, pattern):
            shared.setdefault(registers, []).append(pattern)
    for registers, found in sorted(shared.items()):
        if rare := _beyond_chance(rows, registers, found, sizes, comparable[compared.peers[registers[0]]]):
            yield _finding(codes, [compared.forms[index] for index in registers], rows, rare, line)


def _registers(rows: BallotRows, pattern: Pattern) -> Iterator[tuple[int, ...]]:
    """Each register that holds the pattern twice or more; then the set of all that hold it, if it is several."""
    found, counts = np.unique(rows.form[pattern.rows], return_counts=True)
    yield from ((index,) for index in found[counts > 1].tolist())
    if len(found) > 1:
        yield tuple(found.tolist())


def _beyond_chance(
    rows: BallotRows, registers: tuple[int, ...], found: Sequence[Pattern], sizes: Mapping[int, int], comparable: int
) -> list[Array]:
    """The rows of each rare pattern; an empty list if all patterns together may be chance.

    ``sizes``: ballots by register. ``comparable``: the number of registers from which these were chosen.
    """
    one, other = (sorted((sizes[index] for index in registers), reverse=True) * 2)[:2]
    # Of many registers the most striking one is looked at, so the chance grows by the number of choices.
    rare, total = [], len(set(registers)) * math.log(comparable)
    for pattern in found:
        here = pattern.rows[np.isin(rows.form[pattern.rows], registers)]
        copies = len(registers) - 1 or len(here) - 1
        chance = math.log(one) + copies * (math.log(other) + pattern.chance)
        if chance < RARE:
            rare.append(here)
            total += chance
    # The sum counts each set of patterns once per order; lgamma(k + 1) is ln k!.
    return rare if rare and total - math.lgamma(len(rare) + 1) < _CHANCE else []


def differing(ratees: int, line: int) -> int:
    """The number of marks that may differ if the share ``line`` (hundredths of a per cent) must be equal."""
    return ratees * (exact.WHOLE - line) // exact.WHOLE


def _finding(
    codes: tuple[str, str], forms: Sequence[UsedForm], rows: BallotRows, patterns: Sequence[Array], line: int | None
) -> Finding:
    """The finding, placed at the register; of several at the smallest, which decides whether a place may be shown."""
    groups = [[numbers(f, rows.ballot[p[rows.form[p] == f.index]].tolist()) for f in forms] for p in patterns]
    keys = [form.expected.layout.key for form in forms]
    ratees = int(rows.count[patterns[0][0]])
    ballots = len(set(np.concatenate(patterns).tolist()))
    slots = {"ratees": str(ratees), "count": str(ballots)}
    if line is not None:
        slots["most"] = str(differing(ratees, line))
    if len(forms) == 1:
        words = listed([listed(group) for (group,) in groups], "；", "组")
        return Finding(codes[0], forms[0].place, slots | {"voter_class": keys[0].voter_class, "groups": words})
    words = listed(["与".join(map(listed, group)) for group in groups], "；", "组")
    names = "、".join(f"“{f.expected.unit}”登记的“{k.voter_class}”" for f, k in zip(forms, keys, strict=True))
    smallest = min(forms, key=lambda form: registered(form.reading))
    return Finding(codes[1], smallest.place, slots | {"registers": names, "groups": words})
