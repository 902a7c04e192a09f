"""Two releases: what one 审定 told and a later one tells must not single out the ballots that came between them.

Who holds both computes n₂·m₂ − n₁·m₁, the sum of the ballots by which they differ. So the mean of a class of which few
ballots have changed since is not told again, nor are those of the other classes of its poll: with the score they would
give it. Where they were told before, or whoever typed the only other class knows it, neither is the score. A 试算 that
nobody decided on is no release: it goes to the office alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lianping_xlsx.core import exact
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.tally.tally_results import ClassTally

_APART = 10 * exact.POINT
"""Two values of one mark at least so far apart (hundredths) must stay possible."""


@dataclass(frozen=True, slots=True)
class Released:
    """What a 审定 told of a class's votes on one ratee (``id``): its mean (``apart``), or the score of its poll alone.

    ``counted`` ballots with the sum ``total`` (hundredths).
    """

    id: str
    poll: str
    voter_class: str
    counted: int
    total: int
    apart: bool


Key = tuple[str, str, str]
"""Ratee, poll and voter class."""


@dataclass(frozen=True)
class Releases:
    """What left with the decisions so far. ``rows``: by whom and what they are about, in the order of the decisions.

    ``means_unknown``: ratees of whom earlier versions may have told the means of classes, from how many ballots nobody
    knows; ``scores_unknown``: those of them whose votes may have changed since.
    """

    rows: Mapping[Key, tuple[Released, ...]]
    means_unknown: frozenset[str] = frozenset()
    scores_unknown: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.rows or self.means_unknown)


NOTHING_RELEASED = Releases({})


def by_class(released: Iterable[Released]) -> Mapping[Key, tuple[Released, ...]]:
    """Rows of the record by what they are about."""
    found: dict[Key, tuple[Released, ...]] = {}
    for each in released:
        key = each.id, each.poll, each.voter_class
        found[key] = (*found.get(key, ()), each)
    return found


def differing_by_few(scheme: Scheme, tally: ClassTally, releases: Releases) -> list[Released]:
    """What was told of these votes before and differs from them by fewer ballots than 票类均分单列线.

    The same number with another sum is one mark that was put right, as far as a reader can tell: he learns by how
    much, which leaves both marks open unless it is nearly the whole scale. Where a class sends in small registers he
    may know whose mark it was.
    """
    told = releases.rows.get((tally.ratee, tally.poll, tally.voter_class), ())
    return [before for before in told if _by_few(scheme, tally, before)]


def _by_few(scheme: Scheme, tally: ClassTally, before: Released) -> bool:
    more, change = tally.counted - before.counted, abs(tally.total - before.total)
    if more:
        return abs(more) < scheme.rules.class_line
    return bool(change) and (change > exact.WHOLE - _APART or _has_small_registers(scheme, tally))


def _has_small_registers(scheme: Scheme, tally: ClassTally) -> bool:
    key = tally.poll, tally.voter_class
    tasks = (task for task in scheme.tasks if (task.poll, task.voter_class) == key)
    return any(task.ballots < scheme.rules.class_line for task in tasks)
