"""Ballots that are copies of another: all marks are equal, and chance hardly explains it.

Let p be the likelihood that another voter fills in a ballot in the same way (module ``likelihood``). Then the expected
number of patterns with k - 1 copies among n ballots is below n (n p)^(k-1). A pattern is rare if this number is below
1 in 1,000. The patterns of a register are reported only if all of them together are less likely than 1 in 1,000,000.
Ballots on fewer than five ratees are never reported, nor are ballots of which all marks but one or two are equal: there
honest voters agree too often.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from lianping_xlsx.anomalies.ballot_rows import Array, BallotRows, listed, numbers
from lianping_xlsx.anomalies.likelihood import log_likelihoods
from lianping_xlsx.checks.ballot_checks import JudgedBallots
from lianping_xlsx.checks.used_form import UsedForm, registered
from lianping_xlsx.core.findings import Finding

_LEAST_RATEES, _LEAST_VARIED = 5, 3
"""The fewest ratees of a ballot that is compared, and the fewest of its marks that are not its most frequent one."""
_RARE, _CHANCE = math.log(1e-3), math.log(1e-6)
"""The lines for one pattern and for all of a register, as logarithms: products of small numbers would become 0."""


@dataclass(frozen=True)
class _Pattern:
    """A way to fill in a whole ballot that occurs more than once. ``rows``: its ballots. ``chance``: ln p."""

    rows: Array
    chance: float


def copied_ballots(forms: Sequence[UsedForm], rows: BallotRows, judged: JudgedBallots) -> Iterator[Finding]:
    """Yield one finding per register, ``conduct.copies``, and one per set of registers that share ballots.

    The code of the latter is ``conduct.copies-across``.
    """
    by_index = {form.index: form for form in forms}
    peers = _peers(forms, judged.ratees_of)
    comparable = Counter(peers.values())
    patterns = _patterns(rows, peers, {index: len(ratees) for index, ratees in judged.ratees_of.items()})
    sizes = dict(zip(*(part.tolist() for part in np.unique(rows.form, return_counts=True)), strict=True))
    shared: dict[tuple[int, ...], list[_Pattern]] = {}
    for pattern in patterns:
        for registers in _registers(rows, pattern):
            shared.setdefault(registers, []).append(pattern)
    for registers, found in sorted(shared.items()):
        if rare := _beyond_chance(rows, registers, found, sizes, comparable[peers[registers[0]]]):
            yield _finding([by_index[index] for index in registers], rows, rare)


def _peers(forms: Sequence[UsedForm], ratees_of: Mapping[int, tuple[int, ...]]) -> dict[int, int]:
    """A number for each register by its index; equal for registers of one poll with the same ratees."""
    known: dict[object, int] = {}
    return {
        form.index: known.setdefault((form.expected.layout.key.poll, ratees_of[form.index]), len(known))
        for form in forms
    }


def _registers(rows: BallotRows, pattern: _Pattern) -> Iterator[tuple[int, ...]]:
    """Each register that holds the pattern twice or more; then the set of all that hold it, if it is several."""
    found, counts = np.unique(rows.form[pattern.rows], return_counts=True)
    yield from ((index,) for index in found[counts > 1].tolist())
    if len(found) > 1:
        yield tuple(found.tolist())


def _patterns(rows: BallotRows, peers: Mapping[int, int], widths: Mapping[int, int]) -> Iterator[_Pattern]:
    """The patterns that occur more than once and are varied enough, in the order of their first ballots.

    ``peers``: the numbers of ``_peers``; ``widths``: the number of ratees by register.
    """
    # Only complete ballots: a gap makes two ballots incomparable.
    whole = np.flatnonzero(rows.valid & (rows.count == _by_form(rows.form, widths)))
    peer = _by_form(rows.form[whole], peers)
    # The odd factor (2**64 / golden ratio) spreads the small numbers of peers over all 64 bits.
    identity = rows.digest[whole] ^ (peer.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15))
    _, first, group, counts = np.unique(identity, return_index=True, return_inverse=True, return_counts=True)
    wanted = (counts > 1) & (rows.low != rows.top)[whole[first]] & (rows.count[whole[first]] >= _LEAST_RATEES)
    if not wanted.any():
        return
    chances = log_likelihoods(rows, whole[first], peer[first], wanted)
    least = math.log(np.unique(rows.form, return_counts=True)[1].min())
    # A pattern that is not rare in the smallest register is rare in none; to leave it out early saves the loop below.
    wanted &= least + (counts - 1) * (least + chances) < _RARE
    members, ends = np.argsort(group, kind="stable"), np.cumsum(counts)
    for number in sorted(np.flatnonzero(wanted).tolist(), key=lambda number: int(first[number])):
        if _varied(rows, int(whole[first[number]])):
            yield _Pattern(whole[members[ends[number] - counts[number] : ends[number]]], float(chances[number]))


def _by_form(form: Array, facts: Mapping[int, int]) -> Array:
    """The fact of each row's register. ``form``: indexes of forms; ``facts``: an integer by index of the form."""
    table = np.zeros(max(facts, default=0) + 1, dtype=np.int64)
    table[list(facts)] = list(facts.values())
    return table[form]


def _varied(rows: BallotRows, row: int) -> bool:
    """Return True if enough marks of the ballot differ from its most frequent one."""
    values = rows.value[rows.first[row] : rows.first[row] + rows.count[row]]
    return len(values) - int(np.unique(values, return_counts=True)[1].max()) >= _LEAST_VARIED


def _beyond_chance(
    rows: BallotRows, registers: tuple[int, ...], found: Sequence[_Pattern], sizes: Mapping[int, int], comparable: int
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
        if chance < _RARE:
            rare.append(here)
            total += chance
    # The sum counts each set of patterns once per order; lgamma(k + 1) is ln k!.
    return rare if rare and total - math.lgamma(len(rare) + 1) < _CHANCE else []


def _finding(forms: Sequence[UsedForm], rows: BallotRows, patterns: Sequence[Array]) -> Finding:
    """The finding, placed at the register; of several at the smallest, which decides whether a place may be shown."""
    groups = [[numbers(f, rows.ballot[p[rows.form[p] == f.index]].tolist()) for f in forms] for p in patterns]
    keys = [form.expected.layout.key for form in forms]
    slots = {"ratees": str(rows.count[patterns[0][0]]), "count": str(sum(map(len, patterns)))}
    if len(forms) == 1:
        words = listed([listed(group) for (group,) in groups], "；", "组")
        return Finding("conduct.copies", forms[0].place, slots | {"voter_class": keys[0].voter_class, "groups": words})
    words = listed(["与".join(map(listed, group)) for group in groups], "；", "组")
    names = "、".join(f"“{f.expected.unit}”登记的“{k.voter_class}”" for f, k in zip(forms, keys, strict=True))
    smallest = min(forms, key=lambda form: registered(form.reading))
    return Finding("conduct.copies-across", smallest.place, slots | {"registers": names, "groups": words})
