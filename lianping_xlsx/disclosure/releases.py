"""Two releases: what one 审定 told and a later one tells must not single out the ballots that came between them.

Who holds both computes n₂·m₂ − n₁·m₁, the sum of the ballots by which they differ. So a class of which few ballots
have changed since is not told again. A 试算 that nobody decided on is no release: it goes to the office alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from lianping_xlsx.core import exact
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.tally.results import ClassTally

_APART = 10 * exact.POINT
"""Two values of one mark at least so far apart (hundredths) must stay possible."""


@dataclass(frozen=True, slots=True)
class Released:
    """What a 审定 told of one class's votes on one ratee (``id``), in full or by a score that gives it.

    ``counted`` ballots with the sum ``total`` (hundredths).
    """

    id: str
    poll: str
    voter_class: str
    counted: int
    total: int


Releases = Mapping[tuple[str, str, str], tuple[Released, ...]]
"""By ratee, poll and voter class, in the order of the decisions."""
NOTHING_RELEASED: Releases = {}


def by_class(released: Iterable[Released]) -> Releases:
    """Rows of the record by what they are about."""
    found: dict[tuple[str, str, str], tuple[Released, ...]] = {}
    for each in released:
        key = each.id, each.poll, each.voter_class
        found[key] = (*found.get(key, ()), each)
    return found


def released_of(tallies: Iterable[ClassTally]) -> Iterator[Released]:
    """The rows for the record of class votes that are told."""
    for tally in tallies:
        yield Released(tally.ratee, tally.poll, tally.voter_class, tally.counted, tally.total)


def differs_by_few(scheme: Scheme, tally: ClassTally, releases: Releases) -> bool:
    """Whether what was told of these votes before differs from them by fewer ballots than 票类均分单列线.

    The same number with another sum is one mark that was put right, as far as a reader can tell: he learns by how
    much, which leaves both marks open unless it is nearly the whole scale. Where a class sends in small registers he
    may know whose mark it was.
    """
    for before in releases.get((tally.ratee, tally.poll, tally.voter_class), ()):
        more, change = tally.counted - before.counted, abs(tally.total - before.total)
        if more and abs(more) < scheme.rules.class_line:
            return True
        if not more and change and (change > exact.WHOLE - _APART or _has_small_registers(scheme, tally)):
            return True
    return False


def _has_small_registers(scheme: Scheme, tally: ClassTally) -> bool:
    key = tally.poll, tally.voter_class
    tasks = (task for task in scheme.tasks if (task.poll, task.voter_class) == key)
    return any(task.ballots < scheme.rules.class_line for task in tasks)
