"""The words that a cell of the scheme workbook may choose between, one enumeration per column or setting."""

from __future__ import annotations

from enum import StrEnum


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


class FormKind(StrEnum):
    """The kinds of form (表种)."""

    BALLOTS = "测评票"
    TALLY = "计票汇总"
    RUBRIC = "实地考评"
    OPINION = "评议意见"
    SELF_CHECK = "述职自查"
    REVIEW = "述职报告审核"

    @property
    def per_ratee(self) -> bool:
        """Whether each ratee has a sheet of his own."""
        return self in (FormKind.RUBRIC, FormKind.SELF_CHECK)


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
