"""Comparison of two releases: what two papers tell together must not reveal the few ballots that came between them.

A reader who has both means computes n₂·m₂ − n₁·m₁, the sum of the ballots by which the counts differ. So if few ballots
of a class have changed since, its mean is not disclosed again, nor are the means of the other classes of its poll, from
which it could be computed with the score. If those means were disclosed before, or the person who typed the only other
class knows its mean, the score is withheld too. Two scores of the same votes under different weights are two equations
for the means of the classes, so the second is not disclosed if the means were not. Which papers are releases is said in
``decision/release_history``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field

from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.decision.disclosure.unanimity import room_of, told_overall
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.tally.tally_results import ClassTally


@dataclass(frozen=True, slots=True)
class Released:
    """The votes of one class on one ratee (``id``: his code) as a release disclosed them.

    ``apart``: True if the mean of the class was disclosed, False if only the score of its poll. ``counted``: the number
    of ballots; ``total``: their sum (hundredths). ``overall``: the sum of the marks for the 总评 (hundredths); None
    unless a rate of its votes is told beside the mean. ``grades``: the votes of each grade, if they are told beside the
    mean. ``weight``: that of the class in the score of its poll (hundredths, or a fraction), if its mean was not
    disclosed. Both None if not, and in records of earlier versions; they are not compared, so that these stay equal to
    present ones.
    """

    id: str
    poll: str
    voter_class: str
    counted: int
    total: int
    apart: bool
    overall: int | None = None
    grades: tuple[int, ...] | None = field(default=None, compare=False)
    weight: str | None = field(default=None, compare=False)


Key = tuple[str, str, str]
"""Code of the ratee, poll and voter class."""


@dataclass(frozen=True)
class Releases:
    """What has been disclosed so far. ``rows``: in the order of the releases.

    ``means_unknown``: ratees of whom an earlier version may have disclosed the means of classes, of an unknown number
    of ballots. ``scores_unknown``: those of them whose votes may have changed since.
    """

    rows: Mapping[Key, tuple[Released, ...]]
    means_unknown: frozenset[str] = frozenset()
    scores_unknown: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.rows or self.means_unknown)


NOTHING_RELEASED = Releases({})


def by_class(released: Iterable[Released]) -> Mapping[Key, tuple[Released, ...]]:
    """The rows of the records, keyed by ratee, poll and class."""
    found: dict[Key, tuple[Released, ...]] = {}
    for each in released:
        key = each.id, each.poll, each.voter_class
        found[key] = (*found.get(key, ()), each)
    return found


def differing_by_few(scheme: Scheme, tally: ClassTally, releases: Releases) -> list[Released]:
    """The earlier disclosures of these votes that differ from them by fewer ballots than 票类均分单列线.

    If the number of ballots is equal and the sum is not, a reader assumes that one mark was corrected. He learns the
    difference, which leaves both marks open unless it is nearly the whole scale. But the votes of each grade give both
    marks, and if the class sends in small registers, he may know whose mark it was.
    """
    earlier = releases.rows.get((tally.ratee, tally.poll, tally.voter_class), ())
    return [before for before in earlier if _by_few(scheme, tally, before)]


def is_reweighed(tally: ClassTally, before: Released) -> bool:
    """Return True if a class whose mean was not disclosed had another weight in the score of its poll."""
    return before.weight not in (None, str(tally.weight))


def _by_few(scheme: Scheme, tally: ClassTally, before: Released) -> bool:
    more, change = tally.counted - before.counted, abs(tally.total - before.total)
    overall = told_overall(scheme, tally)
    if overall is not None and before.overall is not None:
        change = max(change, abs(overall.total - before.overall))
    if more:
        return abs(more) < scheme.rules.class_line
    if is_reweighed(tally, before):
        return True
    # With an equal number of ballots the reader sees one corrected mark.
    moved = sum(max(0, was - now) for was, now in zip(before.grades or (), tally.grades, strict=False))
    if 0 < moved < scheme.rules.class_line:
        return True
    most = scheme.full_marks(tally.poll) - room_of(scheme, tally.poll)
    return bool(change) and (change > most or _has_small_registers(scheme, tally))


def _has_small_registers(scheme: Scheme, tally: ClassTally) -> bool:
    key = tally.poll, tally.voter_class
    tasks = (task for task in scheme.tasks if (task.poll, task.voter_class) == key)
    return any(task.ballots < scheme.rules.class_line for task in tasks)
