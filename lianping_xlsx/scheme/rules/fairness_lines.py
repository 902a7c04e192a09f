"""相近票提醒线, 本人票提醒线, 考核组松紧提醒线, 项目区分提醒线 and 得分差异提醒线: when a person is asked.

Each module that asks says how it computes the figure and how often it asks without cause; no score depends on a line.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field
from typing import TYPE_CHECKING

from lianping_xlsx.core.exact import show_short
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.scheme.rules.declaration import OPEN, Rule, RuleCell, Section, Sentence, declare
from lianping_xlsx.scheme.terms import ComponentSource, Counting, OwnVotes, Scoring
from lianping_xlsx.spreadsheet.cell_kinds import Points, percent

if TYPE_CHECKING:
    from lianping_xlsx.scheme.model import Scheme


def _has_rubric(scheme: Scheme) -> bool:
    return any(component.source is ComponentSource.RUBRIC for component in scheme.components)


def _has_registers(scheme: Scheme) -> bool:
    return any(poll.counting is Counting.BALLOTS for poll in scheme.polls)


def _near(scheme: Scheme) -> Iterator[str]:
    if scheme.rules.near_line is not None and _has_registers(scheme):
        yield f"{show_short(scheme.rules.near_line)}%以上的打分相同而难以用巧合解释的票"


def _own(scheme: Scheme) -> Iterator[str]:
    if scheme.rules.own_line is not None and _may_mark_themselves(scheme):
        yield "像是登记了给本人打的分的登记表"


def _may_mark_themselves(scheme: Scheme) -> bool:
    """Return True if a register of several ballots may hold own votes that do not count."""
    polls = {poll.name for poll in scheme.polls if scheme.own_votes(poll.name) is OwnVotes.LEFT_OUT}
    shared = {task.poll for task in scheme.tasks if task.kind.by_ballot and task.ballots > 1}
    return bool(polls & shared)


def _levels(scheme: Scheme) -> Iterator[str]:
    if scheme.rules.level_line is not None and _has_rubric(scheme):
        yield f"评分平均比别的考核组高或低{show_short(scheme.rules.level_line)}分以上而难以用巧合解释的考核组"


def _flat(scheme: Scheme) -> Iterator[str]:
    ballots = any(poll.scoring is Scoring.ITEM_GRADES for poll in scheme.polls)
    items = [*(["考评项目"] if _has_rubric(scheme) else []), *(["测评内容"] if ballots else [])]
    if scheme.rules.flat_line is not None and items:
        yield f"{show_short(scheme.rules.flat_line)}%以上的人得分相同的{'、'.join(items)}"


def _spread(scheme: Scheme) -> Iterator[str]:
    if scheme.rules.spread_line is not None:
        yield f"权重不到一半却占综合得分差距{show_short(scheme.rules.spread_line)}%以上的板块和票类"


@dataclass(frozen=True, kw_only=True)
class FairnessRules:
    """Lines from which on a person is asked; None: no question.

    ``near_line``: the share of equal marks on two ballots (hundredths of a per cent). ``own_line``: the points
    (hundredths) by which a ballot favours a ratee more than the others do.
    ``level_line``: the difference between the means of a 考核组 and of the others (hundredths of a point).
    ``flat_line``: the share of ratees with the same points for an item (hundredths of a per cent). ``spread_line``: the
    share of a component or class in the variance of 综合得分 (hundredths of a per cent).
    """

    near_line: int | None = field(
        default=90_00,
        metadata=declare(
            Rule(
                "相近票提醒线",
                RuleCell(percent()),
                90_00,
                note="两张票的打分相同的达到此比例（%）、又不像是碰巧时提醒核对：如填90，十个人里最多一个人的分不同，"
                "不满十个人的票不看。不影响得分；空白表示不提醒。",
                source=OPEN,
                later=True,
                figures=False,
                sentences=(Sentence(Section.QUESTIONS, _near),),
            )
        ),
    )
    own_line: int | None = field(
        default=5_00,
        metadata=declare(
            Rule(
                "本人票提醒线",
                RuleCell(Points()),
                5_00,
                note="本人票不计、一张表又登记几个人的票，认不出哪张票是谁的：如果多数票各自最偏向一个人（去掉各票松紧以后，"
                "比别的票给他的高出此分以上），而且偏向的人几乎都不同，又不像是碰巧，提醒核对是不是登记了给本人打的分。"
                "不影响得分；空白表示不提醒。",
                source=OPEN,
                later=True,
                figures=False,
                sentences=(Sentence(Section.QUESTIONS, _own),),
            )
        ),
    )
    level_line: int | None = field(
        default=3_00,
        metadata=declare(
            Rule(
                "考核组松紧提醒线",
                RuleCell(Points()),
                3_00,
                note="某考核组评的合计分（满分100）平均比其余考核组高或低达到此分、又不像是碰巧时提醒核对：评同样的人的，逐人比；"
                "各评各的人的，比平均分。不影响得分；空白表示不提醒。",
                source=OPEN,
                later=True,
                figures=False,
                sentences=(Sentence(Section.QUESTIONS, _levels),),
            )
        ),
    )
    flat_line: int | None = field(
        default=95_00,
        metadata=declare(
            Rule(
                "项目区分提醒线",
                RuleCell(percent()),
                95_00,
                note="排名组内得分相同的人达到此比例（%）、又不像是人少碰巧的考评项目、分项等次的测评内容，列为说明：这一项拉不开差距。"
                "加分、减分项目不看。不影响得分；空白表示不说明。",
                source=OPEN,
                later=True,
                figures=False,
                sentences=(Sentence(Section.QUESTIONS, _flat),),
            )
        ),
    )
    spread_line: int | None = field(
        default=80_00,
        metadata=declare(
            Rule(
                "得分差异提醒线",
                RuleCell(percent()),
                80_00,
                note="某板块或票类的权重不到一半，排名组（12人以上）综合得分的差距却有超过此比例（%）来自它时提醒："
                "名次差不多由它一家定了。怎么算的见汇总表的计算说明。不影响得分；空白表示不提醒。",
                source=OPEN,
                later=True,
                figures=False,
                sentences=(Sentence(Section.QUESTIONS, _spread),),
            )
        ),
    )
