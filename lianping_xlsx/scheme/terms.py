"""The words from which cells of the scheme workbook choose: one enumeration per column or setting."""

from __future__ import annotations

from enum import Enum, StrEnum, auto
from typing import Self

from lianping_xlsx.core.light_dataclass import dataclass


class Counting(StrEnum):
    """The way in which a poll is counted (计票方式): each ballot is typed, or only the sums of a class."""

    BALLOTS = "逐票"
    TALLY = "计票汇总"


class ComponentSource(StrEnum):
    """The source of the score of a component (来源)."""

    POLLS = "测评"
    """The polls of the component, by their weights."""
    RUBRIC = "考评"
    """The items of the 考评细则 of the component."""
    SCORES = "得分"
    """Scores that a unit reports ready-made on a 得分表, by the 期次 of the component if it has any."""
    CITED = "引用"
    """The decided results of other campaigns, as the sheet 引用 says."""


class CitedValue(StrEnum):
    """The figure that is taken from a cited result (取值)."""

    MEAN = "平均"
    """The mean of the printed 综合得分 of everybody who takes part in it."""
    OWN = "本人"
    """The printed 综合得分 of the person of the same name."""


class Conversion(StrEnum):
    """The way in which a score of a component becomes the one that counts (折算)."""

    NONE = "原分"
    BEST = "比第一名"
    PLACES = "名次赋分"
    BALANCED = "考核组平衡"
    BANDS = "得票率分档"

    @property
    def compares(self) -> bool:
        """True if it compares the scores of a 排名组, so that each of them can move every other one."""
        return self not in (Conversion.NONE, Conversion.BANDS)


class PlaceTies(StrEnum):
    """The points of ratees who share a place (名次赋分并列处理)."""

    MEAN = "平分"
    """The mean of the points of the places that they take up."""
    HIGHEST = "取高"
    """The points of the place that they share."""


class Scoring(StrEnum):
    """The way in which a ballot is marked (打分方式)."""

    POINTS = "百分制"
    """One mark from 0 to 100 per ratee."""
    ITEMS = "分项"
    """One mark per 测评内容, from 0 to its 分值; their sum is the score of the ballot for the ratee."""
    GRADES = "等次"
    """A tick under one of the 评价等级, which counts as its 折算分."""
    ITEM_GRADES = "分项等次"
    """One of the 评价等级 per 测评内容; the means of the items are added by their 分值."""
    RANKING = "排名"
    """Each ballot puts the ratees in order; a place counts as its points on the sheet 名次分."""

    @property
    def by_grades(self) -> bool:
        """True if the voter chooses grades, False if he writes numbers."""
        return self in (Scoring.GRADES, Scoring.ITEM_GRADES)


EXEMPT = "无此任务的考核对象"
"""The column of 考评细则 with the ratees who have no task in the item."""
UNCOUNTED = "不计"
"""In place of the 折算分 of a grade (不了解): a tick there is shown, but is not in the denominator."""


class ItemMode(StrEnum):
    """The way in which a rubric item is scored (计分方式)."""

    SCORE = "得分"
    DEDUCTION = "扣分"
    BONUS = "加分"
    PENALTY = "减分"


class Collects(Enum):
    """The content that a form collects, which decides on the checks and the count."""

    BALLOTS = auto()
    """The marks of every ballot."""
    COUNTS = auto()
    """The sums of the ballots of a class, counted by hand."""
    SCORES = auto()
    """The scores of the 考评细则 that a 考核组 gives."""
    DEPARTMENT = auto()
    """The scores of the items of one 评分单位."""
    GIVEN_SCORES = auto()
    """The ready-made scores of a component."""
    TEXTS = auto()
    """Texts; no figure depends on them."""


@dataclass(frozen=True, slots=True)
class TaskTraits:
    """The properties of a form on which a 填报任务 depends.

    ``per_ratee``: True if each ratee has a sheet of his own. ``lists_contents``: True if its rows are the 测评内容 of
    the poll that the task names, or of all polls. ``of_component``: True if it belongs to a component, which the task
    may name.
    """

    collects: Collects
    per_ratee: bool = False
    lists_contents: bool = False
    of_component: bool = False


_LISTED_TEXTS = TaskTraits(Collects.TEXTS)


class FormKind(StrEnum):
    """The kinds of form (表种), each with its ``TaskTraits``. Its ``FormType`` on the floor forms declares the rest."""

    traits: TaskTraits

    BALLOTS = "测评票", TaskTraits(Collects.BALLOTS)
    TALLY = "计票汇总", TaskTraits(Collects.COUNTS)
    RUBRIC = "实地考评", TaskTraits(Collects.SCORES, per_ratee=True, of_component=True)
    DEPARTMENT = "部门评分表", TaskTraits(Collects.DEPARTMENT, of_component=True)
    SCORES = "得分表", TaskTraits(Collects.GIVEN_SCORES, of_component=True)
    OPINION = "评议意见", _LISTED_TEXTS
    SELF_CHECK = "述职自查", TaskTraits(Collects.TEXTS, per_ratee=True, lists_contents=True)
    REVIEW = "述职报告审核", _LISTED_TEXTS
    COMMITMENT = "整改承诺", TaskTraits(Collects.TEXTS, per_ratee=True)

    def __new__(cls, word: str, traits: TaskTraits = _LISTED_TEXTS) -> Self:
        """``word``: the text in a cell of the scheme, which is the value of the member."""
        kind = str.__new__(cls, word)
        kind._value_ = word
        kind.traits = traits
        return kind

    @property
    def collects(self) -> Collects:
        """The content that the form collects."""
        return self.traits.collects

    @property
    def per_ratee(self) -> bool:
        """True if each ratee has a sheet of his own."""
        return self.traits.per_ratee

    @property
    def lists_contents(self) -> bool:
        """True if its rows are 测评内容."""
        return self.traits.lists_contents

    @property
    def of_component(self) -> bool:
        """True if it belongs to a component, which its task may name."""
        return self.traits.of_component

    @property
    def polled(self) -> bool:
        """True for a form of a poll: it collects ballots, or their sums."""
        return self.collects in (Collects.BALLOTS, Collects.COUNTS)

    @property
    def scored(self) -> bool:
        """True for a form of the 考评细则."""
        return self.collects in (Collects.SCORES, Collects.DEPARTMENT)

    @property
    def by_ballot(self) -> bool:
        """True for a form with one row per ballot (逐票)."""
        return self.collects is Collects.BALLOTS


class Effect(StrEnum):
    """The effect of an event on a ratee (效果)."""

    VETO = "否决"
    DOWNGRADE = "降档"
    CAP = "限评"
    """No tier better than the one that the event names."""
    BONUS = "加分"
    PENALTY = "减分"
    EXCLUDED = "不参评"


class PlacesFrom(StrEnum):
    """The end from which the places of a tier are counted (名额起算)."""

    FIRST = "前"
    """The best ranks; the places are the most that the tier may have."""
    LAST = "后"
    """The worst ranks; so many ratees have this tier or a lower one."""


class PlaceRounding(StrEnum):
    """The rounding of places that follow from a share (名额取整)."""

    DOWN = "舍去"
    HALF_UP = "四舍五入"
    UP = "进一"


class EdgeTies(StrEnum):
    """The tier of ratees who are tied across the edge of a tier's places."""

    LOWER = "取低"
    HIGHER = "取高"
    OPEN = "不定"
    """Both tiers are named; the meeting chooses one."""


class MissingClass(StrEnum):
    """The treatment of a voter class that gave a ratee no valid mark (缺票类处理)."""

    STOP = "停止计算"
    REWEIGH = "按其余票类折算"


class RoundingWay(StrEnum):
    """Where scores are rounded (舍入方式)."""

    BY_STEPS = "逐级舍入"
    """At each printed step, and the next step uses the rounded figure."""
    LAST = "最后舍入"
    """For print only; 综合得分 is computed from the exact figures and rounded once."""


class TrimFrom(StrEnum):
    """The number of marks from which the highest and lowest are left out (去最高最低分起点), compared with the line."""

    BEYOND = "超过"
    REACHED = "达到"


class TeamTrim(StrEnum):
    """What is trimmed of the marks that several 考核组 gave a ratee (考核组去最高最低分)."""

    NONE = "不去"
    SHEETS = "按表"
    """The totals of their forms."""
    ITEMS = "按项"
    """Their marks for each 考评项目."""


class MissingPeriod(StrEnum):
    """The treatment of a 期次 in which a ratee has no score (缺期次处理)."""

    STOP = "停止计算"
    REWEIGH = "按其余期次折算"


class ExcessDeduction(StrEnum):
    """The treatment of a deduction that is greater than the 分值 of its item (扣分超过分值处理)."""

    FLOORED = "提醒并按扣完计"
    """The item counts 0, and the entry is reported."""
    ERROR = "错误"
    """It does not count, and is sent back."""


class ExemptItems(StrEnum):
    """The points of a ratee for a 考评项目 in which he has no task (无任务项目处理)."""

    FULL = "满分"
    """The 分值 of the item."""
    REWEIGHED = "按其余折算"
    """None: the points of his other items are scaled up to the 分值 of all."""
    MEAN = "平均值"
    """The mean of the points of those in his 排名组 who have the task."""


class TieRule(StrEnum):
    """The rule that orders equal composites (并列名次处理)."""

    SHARED = "并列"
    FIELD_FIRST = "考评得分优先"
    POLL_FIRST = "测评得分优先"


class RangeRule(StrEnum):
    """The treatment of a mark out of range on a ballot (超范围分数处理)."""

    VOID = "该分作废"
    RETURN = "退回更正"


class PlaceTotal(StrEnum):
    """The way in which the points of the places of a class are put together (名次分)."""

    MEAN = "平均"
    SUM = "合计"


class TiedPlaces(StrEnum):
    """The points of ratees who share a place on a ballot (排名票并列处理)."""

    SHARED = "平分"
    """The mean of the points of the places that they take up."""
    HIGH = "取高"
    VOID = "该票作废"


class PlaceGap(StrEnum):
    """The treatment of a ballot on which a place is missing (排名票缺名次处理)."""

    VOID = "该票作废"
    NOTHING = "缺的不得分"
    """The places stand as they were written; whoever has none gets 0 points."""


class OverallConflict(StrEnum):
    """The treatment of a 总评 that the grades of the items contradict (总评矛盾处理)."""

    ASK = "提醒"
    """It counts, and is reported."""
    VOID = "作废"
    """The ballot does not count for the ratee."""


class OwnVotes(StrEnum):
    """The treatment of the mark that a voter gives himself (本人票)."""

    COUNTED = "计"
    LEFT_OUT = "不计"
    """Left out if the ballot is known to be his: his unit sends only one."""
    BY_CODE = "凭编号不计"
    """Left out by the code (投票人编号) that the register has in each row."""
