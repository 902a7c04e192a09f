"""Ballots that are copies of another: all marks are equal, and chance hardly explains it.

Let p be the likelihood that another voter fills in a ballot in the same way. Then the expected number of patterns with
k - 1 copies among n ballots is below n (n p)^(k-1). A pattern is rare if this number is below 1 in 1,000. The patterns
of a register are reported only if all of them together are less likely than 1 in 1,000,000. Ballots on fewer than five
ratees are never reported, nor are ballots of which all marks but one or two are equal: there honest voters agree too
often.

The likelihood p is estimated from the votes themselves. A voter who marks high marks everybody high, so ballots
resemble each other more than independent marks would. A ballot is therefore compared with the ballots nearest to it in
level, that is in the sum of the marks: the twenty different ballots around it, from any register with the same
ratees; copies count once. The likelihood is a product over the ratees; each factor is the share of these ballots that
gave the same mark. Since few ballots tell little, each share is mixed with a prior that weighs as much as two ballots
and says one in four (one in two where grades are ticked).

Measured on 4,000 invented campaigns of honest voters (1 or 4 registers of 60 or 200 ballots on 5 to 30 ratees; whole
points, steps of five, eight usual marks, or four grades; with a strong common level): one of them was reported.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from lianping_xlsx.anomalies.ballot_rows import Array, BallotRows, listed, numbers
from lianping_xlsx.checks.ballot_checks import JudgedBallots
from lianping_xlsx.checks.used_form import UsedForm, registered
from lianping_xlsx.core.findings import Finding

_NEIGHBOURS = 10
"""The number of different ballots that are compared on either side."""
_PRIOR_WEIGHT, _PRIOR, _PRIOR_GRADED = 2.0, 0.25, 0.5
"""The weight of the prior in ballots, and its share of equal marks: for points, and for grades, which are few."""


def log_likelihoods(rows: BallotRows, distinct: Array, peer: Array, wanted: Array) -> Array:
    """The natural logarithm of the likelihood of each row of ``distinct`` that is ``wanted``; 0 for the others.

    ``distinct``: indexes of complete rows that all differ. Parallel to it: ``peer``, a number that is equal for rows
    with the same ratees, and ``wanted`` (bool).
    """
    found = np.zeros(len(distinct))
    level = np.add.reduceat(rows.value, rows.first)[distinct]
    for group in _groups_by_level(np.lexsort((level, peer)), peer):
        asked = np.flatnonzero(wanted[group])
        if len(asked):
            chosen = distinct[group]
            marks = rows.value[rows.first[chosen][:, None] + np.arange(rows.count[chosen[0]])]
            prior = _PRIOR_GRADED if rows.graded[chosen[0]] else _PRIOR
            found[group[asked]] = _in_group(marks, asked, prior)
    return found


def _groups_by_level(order: Array, peer: Array) -> Iterator[Array]:
    """The rows with the same ratees, sorted by level: one array of indexes per value of ``peer``."""
    yield from np.split(order, np.flatnonzero(np.diff(peer[order])) + 1)


def _in_group(marks: Array, asked: Array, prior: float) -> Array:
    """The log-likelihoods of the rows ``asked`` of ``marks`` (ballots sorted by level x ratees)."""
    width = min(len(marks), 2 * _NEIGHBOURS + 1)
    start = np.clip(asked - _NEIGHBOURS, 0, len(marks) - width)
    around = start[:, None] + np.arange(width)
    same = (marks[around] == marks[asked][:, None, :]).sum(axis=1) - 1  # minus the ballot itself
    return np.asarray(np.log((same + _PRIOR_WEIGHT * prior) / (width - 1 + _PRIOR_WEIGHT)).sum(axis=1))


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
