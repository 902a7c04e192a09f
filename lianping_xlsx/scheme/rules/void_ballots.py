"""From 超范围分数处理 to 参加测评人数下限: the marks, ballots and registers that do not count.

No rule of this module acts at a step of the count: the checks apply them to the replies before.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field
from typing import TYPE_CHECKING

from lianping_xlsx.core.abbreviate import named
from lianping_xlsx.core.exact import WHOLE, floor_share, show_short
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.scheme.rules.declaration import (
    OPEN,
    YES,
    YES_OR_NO,
    Rule,
    RuleCell,
    Section,
    Sentence,
    declare,
    one_of,
)
from lianping_xlsx.scheme.terms import Counting, OverallConflict, OwnVotes, PlaceGap, RangeRule, Scoring, TiedPlaces
from lianping_xlsx.spreadsheet.cell_kinds import Count, Points, percent

if TYPE_CHECKING:
    from lianping_xlsx.scheme.model import Scheme

# ---------------------------------------------------------------- sentences


def beside_grades(scheme: Scheme) -> bool | None:
    """Return True if some but not all polls vote by grades (等次, 分项等次), False if all do, None if none does."""
    by_grades = [poll.scoring.by_grades for poll in scheme.polls]
    return not all(by_grades) if any(by_grades) else None


def _by_points(scheme: Scheme) -> bool:
    """Return True if the voters of any poll write points."""
    return any(poll.scoring in (Scoring.POINTS, Scoring.ITEMS) for poll in scheme.polls)


def counted_by(scheme: Scheme, counting: Counting) -> bool:
    """Return True if any poll is counted in this way."""
    return any(poll.counting is counting for poll in scheme.polls)


_RANGE = {
    RangeRule.VOID: "超出0至100（分项为该项分值）的分数，只作废该分",
    RangeRule.RETURN: "超出0至100（分项为该项分值）的分数，作为错误退回更正，更正前不计入",
}


def _out_of_range(scheme: Scheme) -> Iterator[str]:
    if _by_points(scheme):
        yield _RANGE[scheme.rules.out_of_range]


def _uniform(scheme: Scheme) -> Iterator[str]:
    """The sentences on 全部满分 and 全部同分; they do not apply to polls by grades."""
    rules = scheme.rules
    ways = (("是满分", rules.void_all_full), ("相同", rules.void_all_same))
    for way, switched_on in ways if _by_points(scheme) else ():
        if switched_on:
            yield f"一张票上有效分数满{rules.uniform_from}个而全部{way}的，整票作废{_uniform_of(scheme)}"


def _uniform_of(scheme: Scheme) -> str:
    """The marks that are compared with 分项 and 等次, in brackets; '' if all polls are 百分制."""
    scorings = {poll.scoring for poll in scheme.polls}
    parts = ["分项的比较各项合计"] if Scoring.ITEMS in scorings else []
    parts += ["排名的除外"] if Scoring.RANKING in scorings else []
    parts += ["按等级投票的除外"] if any(scoring.by_grades for scoring in scorings) else []
    return f"（{'，'.join(parts)}）" if parts else ""


_OWN = {
    OwnVotes.LEFT_OUT: "本人所在填报单位预计份数为1、也只登记了一张票的，那张票给本人打的分不计",
    OwnVotes.BY_CODE: "按登记的投票人编号，给本人打的分不计",
    OwnVotes.COUNTED: "给本人打的分照常计入",
}


def _own(scheme: Scheme) -> Iterator[str]:
    """The ways in which own votes are excluded, with the names of the polls if these differ.

    No sentence if every poll counts them, or if none can be recognized (no ratee has a 填报单位, no ballot has a code).
    """
    ways: dict[OwnVotes, list[str]] = {}
    for poll in scheme.polls:
        ways.setdefault(scheme.own_votes(poll.name), []).append(named(poll.name))
    known = OwnVotes.BY_CODE in ways or any(ratee.unit for ratee in scheme.ratees)
    if ways.keys() == {OwnVotes.COUNTED} or not known:
        return
    for way, polls in ways.items():
        yield ("、".join(polls) + "中，" if len(ways) > 1 else "") + _OWN[way]


def _high(scheme: Scheme) -> Iterator[str]:
    """The sentences on 高分人数比例上限 and 高分人数上限."""
    rules, scorings = scheme.rules, {poll.scoring for poll in scheme.polls}
    if scorings <= {Scoring.ITEM_GRADES, Scoring.RANKING}:
        return
    limits = [f"{rules.high_number}人"] if rules.high_number is not None else []
    if rules.high_share is not None:
        limits.insert(0, f"票上全部考核对象人数（不论是否打了分）的{show_short(rules.high_share)}%（向下取整）")
    notes = ["等次票为折算分"] if Scoring.GRADES in scorings else []
    notes += ["分项按等级投票的除外"] if Scoring.ITEM_GRADES in scorings else []
    notes += ["排名的除外"] if Scoring.RANKING in scorings else []
    by = f"有效分数（{'，'.join(notes)}）" if notes else "有效分数"
    for limit in limits:
        yield f"一张票上{by}达到{show_short(rules.high_line)}分的人数，超过{limit}的，整票作废"


def _excess(scheme: Scheme) -> Iterator[str]:
    if scheme.rules.void_excess:
        yield from _whole_or_row(scheme, "收回票数多于发出票数")


def _turnout(scheme: Scheme) -> Iterator[str]:
    if scheme.rules.least_turnout is not None:
        yield from _whole_or_row(scheme, f"收回票数不足预计份数{show_short(scheme.rules.least_turnout)}%")
    if scheme.rules.least_returned is not None:
        yield from _whole_or_row(scheme, f"收回票数不足{scheme.rules.least_returned}张")


def _whole_or_row(scheme: Scheme, cause: str) -> Iterator[str]:
    """A sentence for registers, which state the number of ballots once, and one for 计票汇总, one number per ratee."""
    if counted_by(scheme, Counting.BALLOTS):
        yield f"逐票登记的表，{cause}的，该表所登测评票全部作废"
    if counted_by(scheme, Counting.TALLY):
        yield f"计票汇总，某人一行的{cause}的，对此人的测评票全部作废，测评统计上不列这一行的票数，其他人的照常计入"


_CONFLICT = {
    OverallConflict.ASK: "总评优于或差于全部各项的，列入问题清单提请核对，照常计入",
    OverallConflict.VOID: "总评优于或差于全部各项的，该票对该人作废",
}


def _conflict(scheme: Scheme) -> Iterator[str]:
    """The sentence on 总评矛盾处理; none if no poll by 分项等次 has a 总评."""
    if any(item.overall for poll in scheme.polls for item in scheme.graded_items(poll.name)):
        yield _CONFLICT[scheme.rules.overall_conflict]


_COUNTED_ON = "；并列以后接着往下排的（1、2、2、3），按1、2、2、4算"
_TIED = {
    TiedPlaces.SHARED: f"票上名次并列的，平分所占各名次的分（四舍五入保留两位小数）{_COUNTED_ON}",
    TiedPlaces.HIGH: f"票上名次并列的，都按该名次得分{_COUNTED_ON}",
    TiedPlaces.VOID: "票上有名次并列的，整票作废",
}
_OWN_BLANK = "（本人票不计的，本人一格留空不算，排在本人后面的依次递补）"
_GAP = {
    PlaceGap.VOID: f"票上有人没有名次、名次跳号或者超出人数的，整票作废{_OWN_BLANK}",
    PlaceGap.NOTHING: f"票上没有名次的人，这张票得0分，计入票数，其他人按所填的名次得分{_OWN_BLANK}",
}


def _ranking(scheme: Scheme, words: str) -> Iterator[str]:
    """A sentence on ballots that rank; none if no poll is by 排名 and counted ballot by ballot."""
    if any(poll.scoring is Scoring.RANKING and poll.counting is Counting.BALLOTS for poll in scheme.polls):
        yield words


_UNIFORM = Sentence(Section.VOIDS, _uniform)
_HIGH = Sentence(Section.VOIDS, _high)
_TURNOUT = Sentence(Section.VOIDS, _turnout)

# ---------------------------------------------------------------- declarations


@dataclass(frozen=True, kw_only=True)
class VoidRules:
    """Lines in hundredths of a point, shares in hundredths of a per cent, ``uniform_from`` a number of marks.

    ``void_own``: the default for polls without an entry of their own under 本人票 (``Scheme.own_votes``).
    ``high_share``, ``least_turnout``, and the numbers beside them, ``high_number`` and ``least_returned``: None if the
    rule is not applied. A share and a number are two limits, of which each holds.
    """

    out_of_range: RangeRule = field(
        metadata=declare(
            Rule(
                "超范围分数处理",
                one_of(RangeRule),
                str(RangeRule.VOID),
                note="测评票上超出0至100的分数：只作废该分，或作为错误退回更正。",
                source=OPEN,
                required=True,
                sentences=(Sentence(Section.VOIDS, _out_of_range),),
            )
        )
    )
    void_all_full: bool = field(
        metadata=declare(
            Rule(
                "全部满分的票作废",
                YES_OR_NO,
                YES,
                note="票上的有效分数全部是满分的，整票作废；作废的分数不看，分项的看各项合计，等次票不适用。",
                source=OPEN,
                required=True,
                sentences=(_UNIFORM,),
            )
        )
    )
    void_all_same: bool = field(
        metadata=declare(
            Rule(
                "全部同分的票作废",
                YES_OR_NO,
                YES,
                note="票上的有效分数全部相同的，整票作废；作废的分数不看，分项的看各项合计，等次票不适用。",
                source=OPEN,
                required=True,
                sentences=(_UNIFORM,),
            )
        )
    )
    uniform_from: int = field(
        metadata=declare(
            Rule(
                "同分满分作废起算人数",
                RuleCell(Count(2)),
                3,
                note="票上的有效分数达到此数，上面两条才适用。",
                source=OPEN,
                required=True,
                sentences=(_UNIFORM,),
            )
        )
    )
    void_own: bool = field(
        metadata=declare(
            Rule(
                "本人票不计",
                YES_OR_NO,
                YES,
                note="互评时，知道是本人投的票（本人所在填报单位预计份数为1、也只登记了一张票的），给自己打的分不计；"
                "哪次测评要不同的，填“测评”表的“本人票”。",
                source=OPEN,
                required=True,
                after="高分人数上限",
                sentences=(Sentence(Section.VOIDS, _own),),
            )
        )
    )
    high_line: int = field(
        metadata=declare(
            Rule(
                "高分线",
                RuleCell(Points()),
                90_00,
                note="达到此分算高分，供下一条使用；等次票看折算分。",
                source=OPEN,
                required=True,
                sentences=(_HIGH,),
            )
        )
    )
    high_share: int | None = field(
        metadata=declare(
            Rule(
                "高分人数比例上限",
                RuleCell(percent()),
                None,
                note="一张票上有效分数是高分的人数，超过票上全部考核对象人数（不论是否打了分）的此比例（%，向下取整）的，"
                "整票作废；空白表示不限。",
                source=OPEN,
                sentences=(_HIGH,),
            )
        )
    )
    high_number: int | None = field(
        default=None,
        metadata=declare(
            Rule(
                "高分人数上限",
                RuleCell(Count(0)),
                None,
                note="一张票上有效分数是高分的人数，超过此数的，整票作废；与上面的比例都填的，超过一个就作废；空白表示不限。",
                source=OPEN,
                later=True,
                sentences=(_HIGH,),
            )
        ),
    )
    void_excess: bool = field(
        metadata=declare(
            Rule(
                "收回多于发出即作废",
                YES_OR_NO,
                YES,
                note="收回票数多于发出票数的：逐票登记的，该表所登测评票全部作废；计票汇总的，只作废对这一行的人的票。",
                source=OPEN,
                required=True,
                sentences=(Sentence(Section.VOIDS, _excess),),
            )
        )
    )
    least_turnout: int | None = field(
        metadata=declare(
            Rule(
                "参加测评比例下限",
                RuleCell(percent()),
                None,
                note="收回票数低于预计份数的此比例（%）的：逐票登记的，该表所登测评票全部作废；计票汇总的，只作废对这一行的人的票；"
                "空白表示不限。",
                source=OPEN,
                sentences=(_TURNOUT,),
            )
        )
    )
    least_returned: int | None = field(
        default=None,
        metadata=declare(
            Rule(
                "参加测评人数下限",
                RuleCell(Count(1)),
                None,
                note="收回票数少于此数的，与上面的比例一样处理，都填的，不足一个就作废；空白表示不限。",
                source=OPEN,
                later=True,
                sentences=(_TURNOUT,),
            )
        ),
    )

    tied_places: TiedPlaces = field(
        default=TiedPlaces.SHARED,
        metadata=declare(
            Rule(
                "排名票并列处理",
                one_of(TiedPlaces),
                str(TiedPlaces.SHARED),
                note="打分方式“排名”的票上，几个人填了同一名次的：平分所占各名次的分，取高，或者该票作废。",
                source=OPEN,
                required=True,
                later=True,
                sentences=(Sentence(Section.VOIDS, lambda scheme: _ranking(scheme, _TIED[scheme.rules.tied_places])),),
            )
        ),
    )
    place_gap: PlaceGap = field(
        default=PlaceGap.VOID,
        metadata=declare(
            Rule(
                "排名票缺名次处理",
                one_of(PlaceGap),
                str(PlaceGap.VOID),
                note="打分方式“排名”的票上，有人没有名次、名次跳号或者超出人数的：该票作废；缺的不得分，没有名次的人得0分，其他人按所填的名次得分。",
                source=OPEN,
                required=True,
                later=True,
                sentences=(Sentence(Section.VOIDS, lambda scheme: _ranking(scheme, _GAP[scheme.rules.place_gap])),),
            )
        ),
    )
    overall_conflict: OverallConflict = field(
        default=OverallConflict.ASK,
        metadata=declare(
            Rule(
                "总评矛盾处理",
                one_of(OverallConflict),
                str(OverallConflict.ASK),
                note="打分方式“分项等次”的票上，总评的折算分比各项中最高的还高、或比最低的还低的：提醒，列入问题清单，照常计入；"
                "作废，该票对该人作废。",
                source=OPEN,
                required=True,
                later=True,
                sentences=(Sentence(Section.VOIDS, _conflict),),
            )
        ),
    )

    def most_high(self, ratees: int) -> int | None:
        """The greatest number of high marks on a ballot with so many ratees; None if it is not limited."""
        limits = [] if self.high_number is None else [self.high_number]
        limits += [] if self.high_share is None else [floor_share(self.high_share, ratees)]
        return min(limits, default=None)

    def below_share(self, returned: int, expected: int) -> bool:
        """Return True if fewer ballots came back than 参加测评比例下限 asks for. ``expected``: 预计份数."""
        return self.least_turnout is not None and returned * WHOLE < self.least_turnout * expected

    def below_number(self, returned: int) -> bool:
        """Return True if fewer ballots came back than 参加测评人数下限 asks for."""
        return self.least_returned is not None and returned < self.least_returned
