"""得票率: the votes in a poll for some of its grades, divided by a number of votes or voters; 得票率分档 by it."""

from __future__ import annotations

from dataclasses import field
from enum import StrEnum
from typing import TYPE_CHECKING

from lianping_xlsx.core import exact
from lianping_xlsx.core.exact import Weight
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.scheme.components import Component
from lianping_xlsx.scheme.terms import Conversion

if TYPE_CHECKING:
    from lianping_xlsx.scheme.ballot_contents import BallotItem, Grade
    from lianping_xlsx.scheme.model import Scheme


class GradeReach(StrEnum):
    """The grades whose votes are counted (得票范围)."""

    UP = "及以上"
    DOWN = "及以下"


class VoteBase(StrEnum):
    """The denominator of a rate of votes (分母)."""

    VALID = "有效票"
    """The valid votes for any grade that counts; 弃权, 不了解 and void votes are not among them."""
    RETURNED = "收回"
    ELECTORATE = "应到"


@dataclass(frozen=True, slots=True)
class VoteRate:
    """得票率: the votes in a poll for a grade and all better (or all worse) ones, divided by ``base``.

    ``classes``: the 票类 that are counted together; () for all. ``overall``: the poll is by 分项等次, and the votes are
    those of its 总评.
    """

    poll: str
    grade: str
    reach: GradeReach
    classes: tuple[str, ...] = ()
    base: VoteBase = VoteBase.VALID
    overall: bool = False

    @property
    def words(self) -> str:
        """The rate as printed: “民主测评”“优秀”及以上得票率."""
        classes = f"（{'、'.join(self.classes)}）" if self.classes else ""
        base = {VoteBase.RETURNED: "（占收回的票）", VoteBase.ELECTORATE: "（占应到人数）"}.get(self.base, "")
        overall = "总评" if self.overall else ""
        return f"“{self.poll}”{overall}“{self.grade}”{self.reach}得票率{classes}{base}"

    @property
    def quotient(self) -> str:
        """The quotient in a sentence: 票数÷有效票数，各票类合在一起 …"""
        votes, together = "总评的票数" if self.overall else "票数", "所列票类" if self.classes else "各票类"
        blank = "总评空白、" if self.overall else ""
        base = {
            VoteBase.VALID: f"有效票数（{blank}弃权、作废、不计分的票不算有效票）",
            VoteBase.RETURNED: "收回的票数",
            VoteBase.ELECTORATE: "应到人数",
        }[self.base]
        return f"{votes}÷{base}，{together}合在一起"


@dataclass(frozen=True, slots=True)
class RateBand:
    """得票率分档: the points (hundredths) of a component for a rate from ``lower`` (hundredths of a per cent) on.

    ``row``: of the scheme workbook.
    """

    component: str
    rate: VoteRate
    lower: Weight
    points: int
    row: int = field(default=0, compare=False)

    @property
    def words(self) -> str:
        """The band in words: 不低于90%的200分."""
        return f"不低于{exact.show_share(self.lower)}的{exact.show_short(self.points)}分"


def bands_of(scheme: Scheme, component: str) -> tuple[RateBand, ...]:
    """The bands of a component, the highest rate first."""
    rows = (each for each in scheme.rate_bands if each.component == component)
    return tuple(sorted(rows, key=lambda each: each.lower, reverse=True))


def banded_rate(scheme: Scheme, component: Component) -> VoteRate | None:
    """The rate by which the score of a component goes under 得票率分档; None for any other 折算."""
    banded = component.conversion is Conversion.BANDS
    return next((each.rate for each in bands_of(scheme, component.name)), None) if banded else None


def overall_item(scheme: Scheme, poll: str) -> BallotItem | None:
    """The 总评 of a poll by 分项等次; None if it has none, and for any other poll."""
    return next((item for item in scheme.graded_items(poll) if item.overall), None)


def rated_grades(scheme: Scheme, poll: str) -> tuple[Grade, ...]:
    """The grades whose votes a rate of a poll may count: those of its 总评 under 分项等次."""
    return scheme.grades_of(poll, overall_item(scheme, poll))


def counted_grades(scheme: Scheme, rate: VoteRate) -> list[str]:
    """The grades whose votes a rate counts."""
    grades = [grade.name for grade in rated_grades(scheme, rate.poll) if grade.counted]
    place = grades.index(rate.grade)
    return grades[: place + 1] if rate.reach is GradeReach.UP else grades[place:]
