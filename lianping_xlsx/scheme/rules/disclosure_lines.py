"""测评得分公布线, 票类均分单列线 and 通报公布得分: the figures that may leave the office.

The chapter secrecy.md of the manual states who may see which figure; decision.disclosure applies these lines.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field
from typing import TYPE_CHECKING

from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.scheme.rules.declaration import (
    NO,
    OPEN,
    YES_OR_NO,
    Rule,
    RuleCell,
    Section,
    Sentence,
    declare,
)
from lianping_xlsx.spreadsheet.cell_kinds import Count
from lianping_xlsx.spreadsheet.tables import Record

if TYPE_CHECKING:
    from lianping_xlsx.scheme.model import Scheme

_SCORES, _MEANS = "测评得分公布线", "票类均分单列线"
_SCORE_LINE, _CLASS_LINE = 3, 5
_UNANIMOUS = "大家打分都相同或相近的，平均分就是各人的打分，定多少都遮不住。"


def _class_line(record: Record) -> int:
    """票类均分单列线 as the scheme gives it; if blank, its default or 测评得分公布线, whichever is greater.

    The line for the mean of one class must not be weaker than that for the score that contains it.
    """
    given = record.optional(_MEANS) if _MEANS in record.letters else None
    return max(_CLASS_LINE, record.number(_SCORES, _SCORE_LINE)) if given is None else given


def _secrecy_of_scores(scheme: Scheme) -> Iterator[str]:
    few = f"某个有权重的无记名票类对某人的有效分数少于{scheme.rules.few_ballots}个的"
    yield f"{few}，此人的测评得分、综合得分不对外公布，只公布名次和等次；"


def _secrecy_of_means(scheme: Scheme) -> Iterator[str]:
    line = scheme.rules.class_line
    yield f"少于{line}个的，或评分高度一致的，该次测评各票类的平均分都不对外单独列出，并入测评得分。"


@dataclass(frozen=True, kw_only=True)
class DisclosureRules:
    """Lines are numbers of valid ballots of a class on a ratee; ``class_line`` is not below ``few_ballots``.

    ``few_ballots``: 测评得分公布线; with fewer, no document that leaves the office shows the ratee's 测评得分.
    ``class_line``: 票类均分单列线; with fewer, no document shows the mean of the class by itself.
    ``publish_scores``: True if 通报 and its annex list 综合得分.
    """

    few_ballots: int = field(
        metadata=declare(
            Rule(
                _SCORES,
                RuleCell(Count(1)),
                _SCORE_LINE,
                note="管测评得分、综合得分能不能对外公布：某个有权重的无记名票类对某人的有效票少于此数的，此人对外只公布名次和等次。"
                f"{_UNANIMOUS}",
                required=True,
                figures=False,
                sentences=(Sentence(Section.SECRECY, _secrecy_of_scores),),
            )
        )
    )
    class_line: int = field(
        default=_CLASS_LINE,
        metadata=declare(
            Rule(
                _MEANS,
                RuleCell(Count(1)),
                _CLASS_LINE,
                note="管票类平均分能不能对外单独列出：某个无记名票类对某人的有效票少于此数的，它的平均分不单独列出，并入测评得分。"
                f"不得小于测评得分公布线；空白的为{_CLASS_LINE}，测评得分公布线大于{_CLASS_LINE}的与它相同。{_UNANIMOUS}",
                later=True,
                figures=False,
                sentences=(Sentence(Section.SECRECY, _secrecy_of_means),),
                read=_class_line,
            )
        ),
    )
    publish_scores: bool = field(
        default=False,
        metadata=declare(
            Rule(
                "通报公布得分",
                YES_OR_NO,
                NO,
                note="通报和通报附件是否列出综合得分和名次；空白表示否。",
                source=OPEN,
                later=True,
                after="否决者占名额",
                figures=False,
            )
        ),
    )
