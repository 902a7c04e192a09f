"""Ballots that are copies of another: all their marks the same, where that can hardly be chance.

Where another voter fills in a ballot just so with likelihood p (see ``likelihood``), one of n ballots has k - 1 copies
with probability below (n p)^(k-1). A pattern is taken for rare below 1 in 1,000, and the patterns of a register are
asked about only where all of them together come to less than 1 in 1,000,000. Ballots on fewer than five persons, and
those that differ from "the same for everybody" in fewer than three marks, are never asked about.
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
_RARE, _CHANCE = math.log(1e-3), math.log(1e-6)


@dataclass(frozen=True)
class _Pattern:
    """A way to fill in a whole ballot that occurs more than once: ``rows``, and ln p of it."""

    rows: Array
    chance: float


def copied_ballots(forms: Sequence[UsedForm], rows: BallotRows, judged: JudgedBallots) -> Iterator[Finding]:
    """One finding a register, ``conduct.copies``, and one a set of registers that share ballots, ``.copies-across``."""
    by_index = {form.index: form for form in forms}
    peers = _peers(forms, judged.ratees_of)
    alike = Counter(peers.values())
    patterns = _patterns(rows, peers, {index: len(ratees) for index, ratees in judged.ratees_of.items()})
    sizes = dict(zip(*(part.tolist() for part in np.unique(rows.form, return_counts=True)), strict=True))
    shared: dict[tuple[int, ...], list[_Pattern]] = {}
    for pattern in patterns:
        for registers in _registers(rows, pattern):
            shared.setdefault(registers, []).append(pattern)
    for registers, found in sorted(shared.items()):
        if rare := _beyond_chance(rows, registers, found, sizes, alike[peers[registers[0]]]):
            yield _finding([by_index[index] for index in registers], rows, rare)


def _peers(forms: Sequence[UsedForm], ratees_of: Mapping[int, tuple[int, ...]]) -> dict[int, int]:
    """A number for each register, the same for those of one poll with the same ratees."""
    known: dict[object, int] = {}
    return {
        form.index: known.setdefault((form.expected.layout.key.poll, ratees_of[form.index]), len(known))
        for form in forms
    }


def _registers(rows: BallotRows, pattern: _Pattern) -> Iterator[tuple[int, ...]]:
    """Each register in which it occurs twice, and all in which it occurs, where they are several."""
    found, counts = np.unique(rows.form[pattern.rows], return_counts=True)
    yield from ((index,) for index in found[counts > 1].tolist())
    if len(found) > 1:
        yield tuple(found.tolist())


def _patterns(rows: BallotRows, peers: Mapping[int, int], widths: Mapping[int, int]) -> Iterator[_Pattern]:
    """All that occur more than once and are varied enough, in the order of their first ballots.

    ``widths``: ratees by register.
    """
    whole = np.flatnonzero(rows.valid & (rows.count == _by_form(rows.form, widths)))
    peer = _by_form(rows.form[whole], peers)
    identity = rows.digest[whole] ^ (peer.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15))
    _, first, group, counts = np.unique(identity, return_index=True, return_inverse=True, return_counts=True)
    wanted = (counts > 1) & (rows.low != rows.top)[whole[first]] & (rows.count[whole[first]] >= _LEAST_RATEES)
    if not wanted.any():
        return
    chances = log_likelihoods(rows, whole[first], peer[first], wanted)
    least = math.log(np.unique(rows.form, return_counts=True)[1].min())
    wanted &= least + (counts - 1) * (least + chances) < _RARE  # whatever its registers are
    members, ends = np.argsort(group, kind="stable"), np.cumsum(counts)
    for place in sorted(np.flatnonzero(wanted).tolist(), key=lambda place: int(first[place])):
        if _varied(rows, int(whole[first[place]])):
            yield _Pattern(whole[members[ends[place] - counts[place] : ends[place]]], float(chances[place]))


def _by_form(form: Array, facts: Mapping[int, int]) -> Array:
    """A fact of each register, given for its rows."""
    table = np.zeros(max(facts, default=0) + 1, dtype=np.int64)
    table[list(facts)] = list(facts.values())
    return table[form]


def _varied(rows: BallotRows, row: int) -> bool:
    values = rows.value[rows.first[row] : rows.first[row] + rows.count[row]]
    return len(values) - int(np.unique(values, return_counts=True)[1].max()) >= _LEAST_VARIED


def _beyond_chance(
    rows: BallotRows, registers: tuple[int, ...], found: Sequence[_Pattern], sizes: Mapping[int, int], alike: int
) -> list[Array]:
    """The rows of the rare patterns, where all together are beyond chance; ``alike``: registers that were looked at."""
    one, other = (sorted((sizes[index] for index in registers), reverse=True) * 2)[:2]
    rare, total = [], len(set(registers)) * math.log(alike)
    for pattern in found:
        here = pattern.rows[np.isin(rows.form[pattern.rows], registers)]
        copies = len(registers) - 1 or len(here) - 1
        chance = math.log(one) + copies * (math.log(other) + pattern.chance)
        if chance < _RARE:
            rare.append(here)
            total += chance
    return rare if rare and total - math.lgamma(len(rare) + 1) < _CHANCE else []


def _finding(forms: Sequence[UsedForm], rows: BallotRows, patterns: Sequence[Array]) -> Finding:
    """At the register, of several at the smallest: whether it may be named depends on it."""
    groups = [[numbers(f, rows.ballot[p[rows.form[p] == f.index]].tolist()) for f in forms] for p in patterns]
    keys = [form.expected.layout.key for form in forms]
    slots = {"ratees": str(rows.count[patterns[0][0]]), "count": str(sum(map(len, patterns)))}
    if len(forms) == 1:
        words = listed([listed(group) for (group,) in groups], "；", "组")
        return Finding("conduct.copies", forms[0].place, slots | {"voter_class": keys[0].voter_class, "groups": words})
    words = listed(["与".join(map(listed, group)) for group in groups], "；", "组")
    names = "、".join(f"“{f.expected.unit}”登记的“{k.voter_class}”" for f, k in zip(forms, keys, strict=True))
    smallest = min(forms, key=lambda form: registered(form.expected.layout, form.reading))
    return Finding("conduct.copies-across", smallest.place, slots | {"registers": names, "groups": words})
