"""The votes of a ratee for a 得票率: whole numbers, of all classes that the rate names together."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from lianping_xlsx.core import exact
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.scheme.vote_rates import VoteBase, VoteRate, counted_grades, overall_item, rated_grades
from lianping_xlsx.tally.item_scores import ItemTally
from lianping_xlsx.tally.tally_results import ClassTally


@dataclass(frozen=True, slots=True)
class RateVotes:
    """The votes of a rate: those for its grades, and all in its denominator."""

    votes: int
    base: int

    @property
    def share(self) -> Fraction | None:
        """The rate in hundredths of a per cent; None without a vote in the denominator."""
        return Fraction(self.votes * exact.WHOLE, self.base) if self.base else None

    @property
    def words(self) -> str:
        """The rate as printed: 58.33%（7÷12）."""
        return f"{exact.show(exact.ratio(self.votes * exact.WHOLE, self.base, 2), 2)}%（{self.votes}÷{self.base}）"


def votes_of(scheme: Scheme, rate: VoteRate, tallies: Iterable[ClassTally]) -> RateVotes:
    """The votes of one ratee for a rate. ``tallies``: his classes."""
    names, counted_names = [grade.name for grade in rated_grades(scheme, rate.poll)], counted_grades(scheme, rate)
    counted = [at for at, name in enumerate(names) if name in counted_names]
    votes = base = 0
    for tally in classes_of(rate, tallies):
        overall = overall_votes(scheme, tally)
        votes_by_grade = tally.grades if overall is None else overall.grades
        votes += sum(votes_by_grade[at] for at in counted)
        base += base_of(scheme, rate, tally)
    return RateVotes(votes, base)


def classes_of(rate: VoteRate, tallies: Iterable[ClassTally]) -> list[ClassTally]:
    """The classes whose votes a rate counts; a class that has no votes by grade is none of them."""
    mine = (tally for tally in tallies if tally.poll == rate.poll and (tally.grades or tally.items))
    return [tally for tally in mine if not rate.classes or tally.voter_class in rate.classes]


def overall_votes(scheme: Scheme, tally: ClassTally) -> ItemTally | None:
    """The votes of a class on the 总评 of its poll; None unless the poll is by 分项等次."""
    item = overall_item(scheme, tally.poll)
    return None if item is None else next(each for each in tally.items if each.item == item.code)


def base_of(scheme: Scheme, rate: VoteRate, tally: ClassTally) -> int:
    """The number of a class in the denominator of a rate."""
    overall = overall_votes(scheme, tally)
    valid = tally.valid if overall is None else overall.valid
    return {VoteBase.VALID: valid, VoteBase.RETURNED: tally.returned, VoteBase.ELECTORATE: tally.electorate}[rate.base]
