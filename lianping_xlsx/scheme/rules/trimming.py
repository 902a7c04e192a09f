"""The rules on 去最高最低分: how many of the highest and lowest marks are left out before a mean.

Two kinds of marks are trimmed, each by numbers of its own at each end: the marks of a voter class on a ratee, and what
several 考核组 gave the same ratee, by their totals (按表) or by their marks for each 考评项目 (按项).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field
from functools import partial
from typing import TYPE_CHECKING

from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.scheme.rules.count_steps import CLASS_ENDS, ITEM_ENDS, TEAM_ENDS, Ends
from lianping_xlsx.scheme.rules.declaration import (
    NO,
    OPEN,
    YES_OR_NO,
    Rule,
    RuleCell,
    Section,
    Sentence,
    StepEffect,
    declare,
    one_of,
)
from lianping_xlsx.scheme.terms import TeamTrim, TrimFrom
from lianping_xlsx.spreadsheet.cell_kinds import Count

if TYPE_CHECKING:
    from lianping_xlsx.scheme.model import Scheme
    from lianping_xlsx.scheme.rules import Rules

NOTHING_LEFT_OUT: Ends = (0, 0)
_MOST = 20
"""The greatest number that can be left out at one end."""

# ---------------------------------------------------------------- effects


def least_trimmed(rules: TrimRules, line: int) -> int:
    """The least number of marks that is trimmed, by a line that must be exceeded (超过) or reached (达到)."""
    return line if rules.trim_from is TrimFrom.REACHED else line + 1


def _ends(rules: TrimRules, number: int, line: int, ends: Ends) -> Ends:
    """How many of ``number`` marks are left out; none if no mark would be left."""
    return ends if number >= least_trimmed(rules, line) and number > sum(ends) else NOTHING_LEFT_OUT


def _class_ends(rules: Rules, number: int) -> Ends:
    return _ends(rules, number, rules.trim_above, rules.class_ends)


def _team_ends(way: TeamTrim, rules: Rules, number: int) -> Ends:
    ends = rules.team_ends if rules.team_trim is way else NOTHING_LEFT_OUT
    return _ends(rules, number, rules.team_trim_above, ends)


def _team_mean(way: TeamTrim, rules: Rules, figures: str) -> str:
    """The mean of a range with one mark of each 考核组 as a formula part, trimmed where ``_team_ends`` says so."""
    if rules.team_trim is not way or not sum(rules.team_ends):
        return f"AVERAGE({figures})"
    number, both = f"COUNT({figures})", sum(rules.team_ends)
    least = max(least_trimmed(rules, rules.team_trim_above), both + 1)
    low, high = (_summed(name, figures, count) for name, count in zip(("SMALL", "LARGE"), rules.team_ends, strict=True))
    return f"IF({number}>={least},(SUM({figures}){low}{high})/({number}-{both}),AVERAGE({figures}))"


def _summed(name: str, figures: str, count: int) -> str:
    """The subtraction of the ``count`` smallest or largest figures; SUMPRODUCT needs no array entry."""
    return f"-SUMPRODUCT({name}({figures},{{{','.join(map(str, range(1, count + 1)))}}}))" if count else ""


# ---------------------------------------------------------------- sentences


def enough_words(rules: TrimRules, line: int, unit: str = "个") -> str:
    """The condition in words: 多于5个, or 达到5个."""
    return f"{'达到' if rules.trim_from is TrimFrom.REACHED else '多于'}{line}{unit}"


def left_out_words(ends: Ends) -> str:
    """What is left out in words: 一个最高分和一个最低分, 2个最高分; the highest first."""
    low, high = ends
    parts = [f"{'一' if count == 1 else count}个最{end}分" for end, count in (("高", high), ("低", low)) if count]
    return "和".join(parts)


def _of_classes(scheme: Scheme) -> Iterator[str]:
    """The sentence on 去最高最低分, also if it is switched off."""
    rules = scheme.rules
    if any(rules.class_ends):
        enough = enough_words(rules, rules.trim_above)
        yield f"某票类对某人的有效分数{enough}的，去掉{left_out_words(rules.class_ends)}后再平均。"
    else:
        yield "不去最高分、最低分。"


_BY_TEAM = {
    TeamTrim.SHEETS: "各组的合计去掉{ends}后再平均",
    TeamTrim.ITEMS: "每个考评项目的分数（加分、减分项目留空的为0分）去掉{ends}后再平均，各项的平均分不取舍，"
    "按各组合计的办法相加减{rounding}",
}


def _of_teams(scheme: Scheme) -> Iterator[str]:
    """The sentence on 考核组去最高最低分; none if it is switched off."""
    rules = scheme.rules
    if rules.team_trim is not TeamTrim.NONE and any(rules.team_ends):
        enough = enough_words(rules, rules.team_trim_above)
        slots = {"ends": left_out_words(rules.team_ends), "rounding": "，最后舍入一次" if rules.by_steps else ""}
        yield f"考核组{enough}的，{_BY_TEAM[rules.team_trim].format(**slots)}。"


_CLASSES = Sentence(Section.EXTREMES, _of_classes)
_TEAMS = Sentence(Section.TEAMS, _of_teams)


def _left_out(name: str, used: str, sentence: Sentence) -> Rule:
    """The rule of how many marks are left out at one end, 1 by default. ``used``: when they are, in words."""
    end, other = ("最高分", "最低分") if "最高分" in name else ("最低分", "最高分")
    return Rule(
        name,
        RuleCell(Count(0, _MOST)),
        1,
        note=f"{used}，去掉几个{end}；与{other}的个数可以不同；填0的，这一头不去。",
        source=OPEN,
        required=True,
        later=True,
        sentences=(sentence,),
    )


# ---------------------------------------------------------------- declarations


@dataclass(frozen=True, kw_only=True)
class TrimRules:
    """``trim``: the marks of a class are trimmed if there are enough of them for the line ``trim_above``.

    ``trim_from``: whether a line must be exceeded or reached. ``team_trim``: what is trimmed of the marks of several
    考核组, by the line ``team_trim_above``. The other fields are numbers of marks left out at one end.
    """

    trim: bool = field(
        metadata=declare(
            Rule(
                "去最高最低分",
                YES_OR_NO,
                NO,
                note="计算票类平均分时去掉最高分和最低分；各去几个，见“去最高分个数”“去最低分个数”。",
                source=OPEN,
                required=True,
                sentences=(_CLASSES,),
                # 汇总表.xlsx holds class means as numbers: it does not contain the marks of single ballots.
                effects=(StepEffect(CLASS_ENDS, exact=_class_ends, formula=None),),
            )
        )
    )
    trim_above: int = field(
        metadata=declare(
            Rule(
                "去最高最低分票数线",
                RuleCell(Count(2)),
                5,
                note="有效分数多于此数时才去；“去最高最低分起点”为“达到”的，达到此数就去。",
                source=OPEN,
                required=True,
                sentences=(_CLASSES,),
            )
        )
    )
    trim_high: int = field(
        default=1,
        metadata=declare(_left_out("去最高分个数", "“去最高最低分”为“是”的", _CLASSES)),
    )
    trim_low: int = field(
        default=1,
        metadata=declare(_left_out("去最低分个数", "“去最高最低分”为“是”的", _CLASSES)),
    )
    trim_from: TrimFrom = field(
        default=TrimFrom.BEYOND,
        metadata=declare(
            Rule(
                "去最高最低分起点",
                one_of(TrimFrom),
                str(TrimFrom.BEYOND),
                note="有效分数（考核组）超过票数线（组数线）才去，还是达到就去。",
                source=OPEN,
                required=True,
                later=True,
                sentences=(_CLASSES, _TEAMS),
            )
        ),
    )
    team_trim: TeamTrim = field(
        default=TeamTrim.NONE,
        metadata=declare(
            Rule(
                "考核组去最高最低分",
                one_of(TeamTrim),
                str(TeamTrim.NONE),
                note="同一人由几个考核组考评的：不去，取各组合计的平均分；按表，去掉最高、最低的合计；按项，每个考评项目去掉最高、"
                "最低的分数。",
                source=OPEN,
                required=True,
                later=True,
                sentences=(_TEAMS,),
                effects=(
                    StepEffect(
                        TEAM_ENDS,
                        exact=partial(_team_ends, TeamTrim.SHEETS),
                        formula=partial(_team_mean, TeamTrim.SHEETS),
                    ),
                    StepEffect(
                        ITEM_ENDS,
                        exact=partial(_team_ends, TeamTrim.ITEMS),
                        formula=partial(_team_mean, TeamTrim.ITEMS),
                    ),
                ),
            )
        ),
    )
    team_trim_above: int = field(
        default=2,
        metadata=declare(
            Rule(
                "考核组去最高最低分组数线",
                RuleCell(Count(1)),
                2,
                note="考评同一人的考核组多于此数时才去；“去最高最低分起点”为“达到”的，达到此数就去。",
                source=OPEN,
                required=True,
                later=True,
                sentences=(_TEAMS,),
            )
        ),
    )
    team_trim_high: int = field(
        default=1,
        metadata=declare(_left_out("考核组去最高分个数", "“考核组去最高最低分”为“按表”或“按项”的", _TEAMS)),
    )
    team_trim_low: int = field(
        default=1,
        metadata=declare(_left_out("考核组去最低分个数", "“考核组去最高最低分”为“按表”或“按项”的", _TEAMS)),
    )

    @property
    def class_ends(self) -> Ends:
        """How many marks of a class are left out (lowest, highest) if there are enough of them."""
        return (self.trim_low, self.trim_high) if self.trim else NOTHING_LEFT_OUT

    @property
    def team_ends(self) -> Ends:
        """How many figures of the 考核组 are left out (lowest, highest) if there are enough of them."""
        return (self.team_trim_low, self.team_trim_high) if self.team_trim is not TeamTrim.NONE else NOTHING_LEFT_OUT
