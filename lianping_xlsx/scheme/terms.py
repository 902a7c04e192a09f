"""The words that a cell of the scheme workbook may choose between, one enumeration per column or setting."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, StrEnum, auto
from typing import Self


class Counting(StrEnum):
    """How a poll is counted (计票方式)."""

    BALLOTS = "逐票"
    TALLY = "计票汇总"


class Scoring(StrEnum):
    """How a ballot is marked (打分方式)."""

    POINTS = "百分制"
    """One mark from 0 to 100 for each ratee."""
    ITEMS = "分项"
    """A mark for each 测评内容, from 0 to its 分值; their sum is the ballot's score for the ratee."""
    GRADES = "等次"
    """A tick under one of the 评价等级, which stands for its 折算分."""


class ItemMode(StrEnum):
    """How a rubric item is scored (计分方式)."""

    SCORE = "得分"
    DEDUCTION = "扣分"
    BONUS = "加分"
    PENALTY = "减分"


class Collects(Enum):
    """What a form brings in, and so how it is judged."""

    BALLOTS = auto()
    """The marks of each ballot."""
    COUNTS = auto()
    """What the ballots of a class add up to, counted by hand."""
    SCORES = auto()
    """The scores of the 考评细则."""
    TEXTS = auto()
    """Words, on which no figure depends."""


@dataclass(frozen=True, slots=True)
class TaskTraits:
    """What a 填报任务 has to know of its form.

    ``collects``: what it brings in. ``per_ratee``: each ratee has a sheet of his own. ``lists_contents``: its rows
    are the 测评内容 of the poll that the task names, or of all polls.
    """

    collects: Collects
    per_ratee: bool = False
    lists_contents: bool = False


_LISTED_TEXTS = TaskTraits(Collects.TEXTS)


class FormKind(StrEnum):
    """The kinds of form (表种), each with its ``TaskTraits``. All else that a form is, its ``FormType`` says."""

    traits: TaskTraits

    BALLOTS = "测评票", TaskTraits(Collects.BALLOTS)
    TALLY = "计票汇总", TaskTraits(Collects.COUNTS)
    RUBRIC = "实地考评", TaskTraits(Collects.SCORES, per_ratee=True)
    OPINION = "评议意见", _LISTED_TEXTS
    SELF_CHECK = "述职自查", TaskTraits(Collects.TEXTS, per_ratee=True, lists_contents=True)
    REVIEW = "述职报告审核", _LISTED_TEXTS
    COMMITMENT = "整改承诺", TaskTraits(Collects.TEXTS, per_ratee=True)

    def __new__(cls, word: str, traits: TaskTraits = _LISTED_TEXTS) -> Self:
        """``word``: as it stands in a cell of the scheme, and by which the member is found."""
        kind = str.__new__(cls, word)
        kind._value_ = word
        kind.traits = traits
        return kind

    @property
    def collects(self) -> Collects:
        """What it brings in."""
        return self.traits.collects

    @property
    def per_ratee(self) -> bool:
        """True where each ratee has a sheet of his own."""
        return self.traits.per_ratee

    @property
    def lists_contents(self) -> bool:
        """True where its rows are 测评内容."""
        return self.traits.lists_contents

    @property
    def polled(self) -> bool:
        """True for a form of a poll: it collects ballots, or what they add up to."""
        return self.collects in (Collects.BALLOTS, Collects.COUNTS)

    @property
    def by_ballot(self) -> bool:
        """True for a form on which each ballot is entered by itself (逐票)."""
        return self.collects is Collects.BALLOTS


class Effect(StrEnum):
    """What an event does to a ratee (效果)."""

    VETO = "否决"
    DOWNGRADE = "降档"
    BONUS = "加分"
    PENALTY = "减分"
    EXCLUDED = "不参评"


class MissingClass(StrEnum):
    """What to do when a voter class gave a ratee no valid mark (缺票类处理)."""

    STOP = "停止计算"
    REWEIGH = "按其余票类折算"


class TieRule(StrEnum):
    """What parts equal composites (并列名次处理)."""

    SHARED = "并列"
    FIELD_FIRST = "考评得分优先"
    POLL_FIRST = "测评得分优先"


class RangeRule(StrEnum):
    """What happens to a ballot mark out of range (超范围分数处理)."""

    VOID = "该分作废"
    RETURN = "退回更正"


class OwnVotes(StrEnum):
    """Whether what a voter gave himself counts (本人票)."""

    COUNTED = "计"
    LEFT_OUT = "不计"
    """Where the ballot is known to be his: his unit sends in just one."""
    BY_CODE = "凭编号不计"
    """A register says in each row whose ballot it is."""
