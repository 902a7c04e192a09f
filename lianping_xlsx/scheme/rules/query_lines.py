"""票类差距提醒线, 考核组差距提醒线, 临界分差线, 零分须写原因线, 扣分超过分值处理: what a person must look at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field
from typing import TYPE_CHECKING

from lianping_xlsx.core.exact import show_short
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.scheme.rules.declaration import OPEN, Rule, RuleCell, Section, Sentence, declare, one_of
from lianping_xlsx.scheme.terms import ExcessDeduction
from lianping_xlsx.spreadsheet.cell_kinds import Count, Points

if TYPE_CHECKING:
    from lianping_xlsx.scheme.model import Scheme


def _far_classes(scheme: Scheme) -> Iterator[str]:
    if scheme.rules.class_gap is not None and scheme.polls:
        yield f"与其余票类相差{show_short(scheme.rules.class_gap)}分以上、又不像是票少碰巧的票类"


def _far_teams(scheme: Scheme) -> Iterator[str]:
    if scheme.rules.team_gap is not None:
        yield f"对同一人评的合计分相差{show_short(scheme.rules.team_gap)}分以上的考核组"


def _unexplained(scheme: Scheme) -> Iterator[str]:
    if scheme.rules.zero_line is not None:
        line = show_short(scheme.rules.zero_line)
        yield f"得分项目分值达到{line}分而得0分的，须写失分原因；没有写的，补写以前为试算。"


_DEDUCTIONS = {
    ExcessDeduction.FLOORED: "扣完为止。",
    ExcessDeduction.ERROR: "扣分不得超过分值，超过的退回更正，更正以前不计，为试算。",
}


def _excess(scheme: Scheme) -> Iterator[str]:
    yield _DEDUCTIONS[scheme.rules.excess_deduction]


@dataclass(frozen=True, kw_only=True)
class QueryRules:
    """Lines in hundredths of a point; None: no check.

    ``class_gap``, ``team_gap``: the difference between classes, or between the 考核组 of one ratee, that gives a 提醒.
    ``border_line``: the greatest difference of composites that is 临界 (边界分析).
    ``few_balanced``: a 考核组 with fewer ratees in a 排名组 is asked about where 考核组平衡 moves its totals.
    ``zero_line``: the 分值 from which on a score of 0 needs a reason; without it the finding is an 错误.
    ``excess_deduction``: the treatment of a deduction that is greater than the 分值.
    """

    class_gap: int | None = field(
        default=10_00,
        metadata=declare(
            Rule(
                "票类差距提醒线",
                RuleCell(Points()),
                10_00,
                note="某票类打的平均分与其余票类对同样的人打的平均分相差达到此分、又不像是票少碰巧时提醒核对，不影响得分；空白表示不提醒。",
                later=True,
                figures=False,
                sentences=(Sentence(Section.QUESTIONS, _far_classes),),
            )
        ),
    )
    team_gap: int | None = field(
        default=10_00,
        metadata=declare(
            Rule(
                "考核组差距提醒线",
                RuleCell(Points()),
                10_00,
                note="几个考核组对同一人评的合计分（满分100）最高与最低相差达到此分时提醒核对，不影响得分；空白表示不提醒。",
                later=True,
                figures=False,
                sentences=(Sentence(Section.QUESTIONS, _far_teams),),
            )
        ),
    )
    border_line: int | None = field(
        default=20,
        metadata=declare(
            Rule(
                "临界分差线",
                RuleCell(Points()),
                20,
                note="“边界分析”中，等次线两侧、相邻名次的综合得分相差不超过此分的列为临界，其余为稳固，不影响得分；空白表示都不列为临界。",
                source=OPEN,
                later=True,
                figures=False,
            )
        ),
    )
    few_balanced: int | None = field(
        default=3,
        metadata=declare(
            Rule(
                "考核组平衡人数提醒线",
                RuleCell(Count(1)),
                3,
                note="考核板块折算为“考核组平衡”的，某考核组在排名组内只评几个人、少于此数时提醒：人太少，平均分高低可能是人的差别，"
                "不是松紧不同。照常平衡，不影响得分；空白表示不提醒。",
                source=OPEN,
                later=True,
                figures=False,
            )
        ),
    )
    zero_line: int | None = field(
        default=None,
        metadata=declare(
            Rule(
                "零分须写原因线",
                RuleCell(Points()),
                None,
                note="“得分”项目的分值达到此分而得0分的，须写失分原因，没有写的列为错误，补写以前是试算；"
                "空白表示只提醒核对（分值5分起），得分不变。",
                later=True,
                sentences=(Sentence(Section.UNEXPLAINED, _unexplained),),
            )
        ),
    )
    excess_deduction: ExcessDeduction = field(
        default=ExcessDeduction.FLOORED,
        metadata=declare(
            Rule(
                "扣分超过分值处理",
                one_of(ExcessDeduction),
                str(ExcessDeduction.FLOORED),
                note="“扣分”项目填的扣分多于分值的：提醒并按扣完计，这一项计0分，列入问题清单；错误，不计入，退回更正，更正以前是试算。",
                source=OPEN,
                required=True,
                later=True,
                sentences=(Sentence(Section.DEDUCTIONS, _excess),),
            )
        ),
    )

    @property
    def floors_deductions(self) -> bool:
        """True if a deduction that is greater than the 分值 counts: the item has 0 points."""
        return self.excess_deduction is ExcessDeduction.FLOORED
