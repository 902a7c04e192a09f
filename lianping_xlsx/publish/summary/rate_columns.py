"""得票率 on 测评统计: for each rate that an 等次条件 names, a printed column and two unprinted ones for its votes.

Conditions are compared by the two whole numbers, not by the quotient: so the formulas are exact.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from lianping_xlsx.core.cell_address import a1
from lianping_xlsx.core.light_dataclass import replace
from lianping_xlsx.publish.summary.cell_map import CellMap, PollRows
from lianping_xlsx.publish.summary.item_votes_sheet import overall_cells
from lianping_xlsx.publish.summary.summary_frame import CENTRED, DASH, HELPER
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.scheme.vote_rates import VoteBase, VoteRate, counted_grades
from lianping_xlsx.spreadsheet.book import Content, Page
from lianping_xlsx.tally.rate_votes import classes_of, votes_of
from lianping_xlsx.tally.tally_results import ClassTally

RATE_WIDTH = 9
RATE = replace(CENTRED, number="0.00%")


def rate_headings(scheme: Scheme) -> list[str]:
    """The headings of the printed columns; the poll is named if there are several."""
    several = len(scheme.polls) > 1
    rates = scheme.vote_rates
    return [rate.words if several else rate.words.removeprefix(f"“{rate.poll}”") for rate in rates]


class RateColumns:
    """Writes the rates of one poll of a ratee.

    ``first``, ``beyond``: the first printed and the first unprinted column. ``grades``: the columns of the votes, by
    name of the grade. ``base``: the formula part of the denominator of a class in a row.
    """

    def __init__(
        self,
        page: Page,
        plan: CellMap,
        columns: tuple[int, int],
        grades: dict[str, int],
        base: Callable[[int, ClassTally, VoteBase], str],
    ) -> None:
        self.page = page
        self.plan = plan
        self.scheme = plan.data.scheme
        self.first, self.beyond = columns
        self.grades = grades
        self.base = base

    def write(self, poll: PollRows) -> None:
        """Write the rates in the first row of the poll; the other rows stay empty."""
        for number, rate in enumerate(self.scheme.vote_rates):
            for row in range(poll.rows.first, poll.rows.last + 1):
                self.page.put(row, self.first + number, None, RATE)
            if rate.poll == poll.score.poll:
                self._write_rate(poll, number, rate)

    def _write_rate(self, poll: PollRows, number: int, rate: VoteRate) -> None:
        row, column = poll.rows.first, self.beyond + 2 * number
        listed = classes_of(rate, poll.tallies)
        parts = [self._cells(row + poll.tallies.index(tally), rate, tally) for tally in listed]
        votes = votes_of(self.scheme, rate, poll.tallies)
        self.page.formula(row, column, _sum([cell for cells, _ in parts for cell in cells]), HELPER, votes.votes)
        self.page.formula(row, column + 1, _sum([base for _, base in parts]), HELPER, votes.base)
        above, below = a1(row, column), a1(row, column + 1)
        value = rate_value(self.scheme, rate, poll)
        self.page.formula(row, self.first + number, f'=IF({below}=0,"{DASH}",{above}/{below})', RATE, value)

    def _cells(self, row: int, rate: VoteRate, tally: ClassTally) -> tuple[Sequence[str], str]:
        """The cells of the votes of a class for the grades of a rate, and the formula part of its denominator."""
        names, base = counted_grades(self.scheme, rate), self.base(row, tally, rate.base)
        if not rate.overall:
            return [a1(row, self.grades[name]) for name in names], base
        cells, valid = overall_cells(self.plan, tally, names)
        return cells, valid if rate.base is VoteBase.VALID else base


def rate_value(scheme: Scheme, rate: VoteRate, poll: PollRows) -> Content:
    """The rate of a poll of a ratee as the sheet shows it; a dash if there is none."""
    votes = votes_of(scheme, rate, poll.tallies)
    return votes.votes / votes.base if votes.base else DASH


def _sum(cells: Sequence[str]) -> str:
    return f"={'+'.join(cells) or 0}"
