"""The steps of the count at which rules act, from the marks of a class to the places of a quota."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from lianping_xlsx.core.exact import ScoreValue, Weight
from lianping_xlsx.scheme.components import Component
from lianping_xlsx.scheme.rules.declaration import Step

Ends = tuple[int, int]
"""How many marks are left out before a mean: of the lowest, and of the highest."""


def first_ends(answers: Sequence[Ends]) -> Ends:
    """The first of the answers of rules that leaves out any marks; none left out if there is no such answer."""
    return next(filter(any, answers), (0, 0))


class ClassesThere(NamedTuple):
    """The numbers of classes of a poll with a mean for a ratee and a weight above 0, and of classes without a mean."""

    present: int
    absent: int


class MeanCells(NamedTuple):
    """The cells for EMPTY_CLASSES.

    ``means``: the range of the class means. ``counted``: a formula part, the sum of the weights of the classes with a
    mean. ``number``: the number of classes.
    """

    means: str
    counted: str
    number: int


class PeriodsThere(NamedTuple):
    """The numbers of 期次 of a component with a score for a ratee and a weight above 0, and of 期次 without a score."""

    present: int
    absent: int


class PeriodCells(NamedTuple):
    """The cells for MISSING_PERIODS.

    ``scores``: the range of the scores. ``counted``: a formula part, the sum of the weights of the 期次 with a score.
    ``number``: the number of 期次.
    """

    scores: str
    counted: str
    number: int


class ExemptScores(NamedTuple):
    """The points that an item may count for a ratee without the task (hundredths): its 分值, or the others' mean."""

    full: ScoreValue
    mean: ScoreValue | None


class ExemptCells(NamedTuple):
    """The same as formula parts."""

    full: str
    mean: str


class OwnPoints(NamedTuple):
    """The sums of the 分值 of all 得分 and 扣分 items, and of those in which a ratee has a task (hundredths)."""

    whole: int
    own: int


class OwnPointCells(NamedTuple):
    """The same as cells."""

    whole: str
    own: str


class PartScores(NamedTuple):
    """测评得分 and 考评得分 of a ratee (hundredths of a point)."""

    poll: ScoreValue
    field: ScoreValue


class TieCells(NamedTuple):
    """综合得分, 测评得分 and 考评得分, each as (range of the whole 排名组, cell of the ratee)."""

    composites: tuple[str, str]
    polls: tuple[str, str]
    fields: tuple[str, str]


USUAL_COMPONENTS: Step[None, Component, None] = Step("没有填考核板块时的板块")
CLASS_ENDS: Step[int, Ends, str] = Step("一个票类去掉几个最低分和最高分")
TEAM_ENDS: Step[int, Ends, str] = Step("几个考核组的合计去掉几个最低分和最高分")
ITEM_ENDS: Step[int, Ends, str] = Step("几个考核组给一个项目的分数去掉几个最低分和最高分")
EMPTY_CLASSES: Step[ClassesThere, bool, MeanCells] = Step("测评分缺不缺")
MISSING_PERIODS: Step[PeriodsThere, bool, PeriodCells] = Step("各期次的得分缺不缺")
EXEMPT_POINTS: Step[ExemptScores, ScoreValue | None, ExemptCells] = Step("无此任务的项目计几分")
EXEMPT_FACTOR: Step[OwnPoints, Fraction, OwnPointCells] = Step("有任务的项目得分之和乘以几")
BONUS_ITEMS: Step[Weight, Weight, str] = Step("考评细则的加分合计")
BONUS_EVENTS: Step[int, int, str] = Step("否决与加减分的加分合计")
WEIGHTED_SUM: Step[Weight, Weight, str] = Step("各板块得分的加权之和，加分减分以前")
COMPOSITE_SUM: Step[Weight, Weight, str] = Step("综合得分，加分减分以后、舍入以前")
ROUNDING: Step[ScoreValue, ScoreValue, str] = Step("舍入")
CARRYING: Step[ScoreValue, ScoreValue, str] = Step("下一步所用的数")
TIE_BREAK: Step[PartScores, ScoreValue, TieCells] = Step("综合得分相同的先后")
SHARED_POINTS: Step[tuple[int, ...], ScoreValue, str] = Step("名次赋分时并列者的得分")
VETOED_PLACES: Step[frozenset[str], frozenset[str], str] = Step("被否决而不占名额的人")
VETOED_BASE: Step[int, int, str] = Step("名额的基数中不算的被否决的人数")
FIRST_TIER: Step[int, int, str] = Step("按名次进入名额以前的等次")
REACHED_TIER: Step[int, int, str] = Step("按名次进入名额以后的等次")
HEAD_EDGE_BEST: Step[bool, bool, str] = Step("并列跨线，最好的情形")
HEAD_EDGE_WORST: Step[bool, bool, str] = Step("并列跨线，最差的情形")
TAIL_EDGE_BEST: Step[bool, bool, str] = Step("末位并列跨线，最好的情形")
TAIL_EDGE_WORST: Step[bool, bool, str] = Step("末位并列跨线，最差的情形")
"""Units: scores are hundredths of a point in the count and points in the workbook.

EXEMPT_POINTS is a formula part, '' if the item counts nothing; EXEMPT_FACTOR one that follows a sum, '' for 1.
The steps of Ends get the number of marks; TEAM_ENDS and ITEM_ENDS give, as formula part, the mean of a range that holds
one mark of each 考核组.
FIRST_TIER and REACHED_TIER are given the tier after 等次条件, 限评, 降档 and 否决, and answer with the best tier that
is open at this point: an index (0 is the best), or a formula part in which tiers are numbered from 1, '' for all.
The four steps for ties across an edge are given whether a tied block that does not fit takes the better tier, as False
or as the comparison for the formula that counts the ratees in places.
"""
