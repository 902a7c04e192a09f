"""得票率 on 测评统计: for each rate that an 等次条件 names, a printed column and two unprinted ones for its votes.

Conditions are compared by the two whole numbers, not by the quotient: so the formulas are exact.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lianping_xlsx.core.cell_address import a1
from lianping_xlsx.publish.summary.cell_map import PollRows
from lianping_xlsx.publish.summary.summary_frame import CENTRED, DASH, HELPER
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.scheme.tier_conditions import VoteBase, VoteRate
from lianping_xlsx.spreadsheet.book import Content, Page
from lianping_xlsx.tally.tier_gates import base_of, classes_of, counted_grades, votes_of

RATE_WIDTH = 9
RATE = replace(CENTRED, number="0.00%")


def rates_in_use(scheme: Scheme) -> list[VoteRate]:
    """The rates that 等次条件 name, each once."""
    return list(dict.fromkeys(condition.rate for condition in scheme.conditions if condition.rate))


def rate_headings(scheme: Scheme) -> list[str]:
    """The headings of the printed columns; the poll is named if there are several."""
    several = len(scheme.polls) > 1
    rates = rates_in_use(scheme)
    return [rate.words if several else rate.words.removeprefix(f"“{rate.poll}”") for rate in rates]


class RateColumns:
    """Writes the rates of one poll of a ratee.

    ``first``, ``beyond``: the first printed and the first unprinted column. ``grades``: the columns of the votes, by
    name of the grade. ``bases``: the columns of the denominators.
    """

    def __init__(
        self,
        page: Page,
        scheme: Scheme,
        columns: tuple[int, int],
        grades: dict[str, int],
        bases: dict[VoteBase, int],
    ) -> None:
        self.page = page
        self.scheme = scheme
        self.first, self.beyond = columns
        self.grades = grades
        self.bases = bases

    def write(self, poll: PollRows) -> None:
        """Write the rates in the first row of the poll; the other rows stay empty."""
        for number, rate in enumerate(rates_in_use(self.scheme)):
            for row in range(poll.rows.first, poll.rows.last + 1):
                self.page.put(row, self.first + number, None, RATE)
            if rate.poll == poll.score.poll:
                self._write_rate(poll, number, rate)

    def _write_rate(self, poll: PollRows, number: int, rate: VoteRate) -> None:
        row, column = poll.rows.first, self.beyond + 2 * number
        listed = classes_of(rate, poll.tallies)
        rows = [row + poll.tallies.index(tally) for tally in listed]
        votes = votes_of(self.scheme, rate, poll.tallies)
        cells = [a1(each, self.grades[name]) for each in rows for name in counted_grades(self.scheme, rate)]
        self.page.formula(row, column, _sum(cells), HELPER, votes.votes)
        bases = [a1(each, self.bases[rate.base]) for each in rows]
        self.page.formula(row, column + 1, _sum(bases), HELPER, sum(base_of(rate, tally) for tally in listed))
        above, below = a1(row, column), a1(row, column + 1)
        value = rate_value(self.scheme, rate, poll)
        self.page.formula(row, self.first + number, f'=IF({below}=0,"{DASH}",{above}/{below})', RATE, value)


def rate_value(scheme: Scheme, rate: VoteRate, poll: PollRows) -> Content:
    """The rate of a poll of a ratee as the sheet shows it; a dash if there is none."""
    votes = votes_of(scheme, rate, poll.tallies)
    return votes.votes / votes.base if votes.base else DASH


def _sum(cells: Sequence[str]) -> str:
    return f"={'+'.join(cells) or 0}"
