"""The ballots of a poll in 张, as the papers for the meeting tell them: 发出, 收回, 有效 of each voter class."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from lianping_xlsx.decision.summary_data import SummaryData
from lianping_xlsx.scheme.model import Poll
from lianping_xlsx.tally.tally_results import ClassTally


class BallotsOfPoll:
    """The ballots of the classes of a poll in 张: a ballot counts once, however many ratees are on it.

    Ratees who share no register have ballots of their own, which are added. ``varying``: not everybody on a ballot has
    a mark that counts.
    """

    def __init__(self, data: SummaryData, poll: Poll) -> None:
        self._poll = poll
        self.varying = False
        found: dict[str, dict[str, ClassTally]] = {}
        for tally in data.result.classes:
            if tally.poll == poll.name and tally.ratee not in data.scheme.excluded:
                found.setdefault(tally.voter_class, {})[tally.ratee] = tally
        self.words = [self._of_class(data, name, tallies) for name, tallies in found.items()]

    def _of_class(self, data: SummaryData, name: str, tallies: Mapping[str, ClassTally]) -> str:
        registers = [
            frozenset(code for code in task.ratees if code in tallies)
            for task in data.scheme.tasks
            if task.kind.polled and (task.poll, task.voter_class) == (self._poll.name, name)
        ]
        parts = [[tallies[code] for code in codes] for codes in _connected(registers, tallies)]
        each = "" if len({*registers}) <= len(parts) else "（按每人所得）"
        ways: dict[str, Callable[[ClassTally], int]] = {
            "发出": lambda tally: tally.issued,
            "收回": lambda tally: tally.returned,
            "有效": self._valid,
        }
        if any(tally.void for tally in tallies.values()):
            ways["作废"] = lambda tally: tally.void
        listed = [f"{what}{self._count(parts, number)}张" for what, number in ways.items()]
        return f"{name}{'、'.join(listed)}{each}"

    def _valid(self, tally: ClassTally) -> int:
        return tally.valid + (tally.abstained if self._poll.valid_with_abstained else 0)

    def _count(self, parts: Sequence[Sequence[ClassTally]], number: Callable[[ClassTally], int]) -> str:
        least, most = (sum(end(map(number, tallies)) for tallies in parts) for end in (min, max))
        self.varying = self.varying or least != most
        return str(least) if least == most else f"{least}至{most}"


def _connected(registers: Iterable[frozenset[str]], codes: Iterable[str]) -> list[list[str]]:
    """The ratees by who shares registers with whom, directly or not, in the order of ``codes``."""
    parts: list[set[str]] = []
    for register in filter(None, registers):
        touched = [part for part in parts if part & register]
        parts = [part for part in parts if part not in touched] + [set(register).union(*touched)]
    place = {code: number for number, part in enumerate(parts) for code in part}
    found: dict[int, list[str]] = {}
    for number, code in enumerate(codes, len(parts)):
        found.setdefault(place.get(code, number), []).append(code)
    return list(found.values())
