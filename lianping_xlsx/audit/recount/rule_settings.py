"""计分规则 read: every rule that the count follows, by the words that stand in its cell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from .cell_values import COUNTED, PER_CENT, POINTS, alike, entry, words

HUNDRED = Fraction(100)


@dataclass(frozen=True)
class Rules:
    """计分规则; None in a limit: not applied."""

    poll_weight: Fraction = Fraction(50)
    field_weight: Fraction = Fraction(50)
    decimals: int = 2
    trim: bool = False
    trim_above: int = 5
    reweigh: bool = False
    reweigh_periods: bool = False
    ties: str = "并列"
    void_all_full: bool = True
    void_all_same: bool = True
    uniform_from: int = 3
    high_line: Fraction = Fraction(90)
    high_share: Fraction | None = None
    void_own: bool = True
    void_excess: bool = True
    least_turnout: Fraction | None = None
    bonus_cap: Fraction | None = Fraction(5)
    adjustment_cap: Fraction | None = Fraction(5)
    vetoed_hold: bool = True
    vetoed_in_base: bool = True
    refill: bool = False
    head_ties: str = "取低"
    tail_ties: str = "取低"
    total_cap: Fraction | None = None
    by_steps: bool = True
    high_number: Fraction | None = None
    least_returned: Fraction | None = None
    whole: Fraction = Fraction(100)
    place_ties: str = "平分"
    trim_low: int = 1
    trim_high: int = 1
    trim_reached: bool = False
    team_trim: str = "不去"
    team_trim_above: int = 2
    team_trim_low: int = 1
    team_trim_high: int = 1
    conflict_voids: bool = False
    tied: str = "平分"
    gap_voids: bool = True
    exempt: str = "满分"
    floors_deductions: bool = True


@dataclass(frozen=True)
class Settings:
    """What stands under 内容 beside each 项目 of 计分规则."""

    contents: Mapping[str, object]

    def text(self, name: str, usual: str = "") -> str:
        """The words of a setting; ``usual`` where it is blank or not there."""
        return alike(words(self.contents.get(name))) or usual

    def yes(self, name: str) -> bool:
        """Whether it says 是."""
        return self.text(name) == "是"

    def limit(self, name: str) -> Fraction | None:
        """The number; None where it is blank."""
        return entry(self.contents.get(name), (*POINTS, *COUNTED, *PER_CENT)).value

    def count(self, name: str, usual: int) -> int:
        """The whole number; ``usual`` where it is blank."""
        given = self.limit(name)
        return usual if given is None else int(given)


def weight(raw: object) -> Fraction:
    """Per cent; a fraction is a part of the whole; blank (where shares say it) is nothing."""
    text = alike(words(raw)).removesuffix("%")
    return 100 * Fraction(text) if "/" in text else Fraction(text or 0)


def read_rules(contents: Mapping[str, object]) -> Rules:
    """All rules, from what stands under 内容 by 项目."""
    settings = Settings(contents)
    rules = _of_weights(Rules(), settings)
    rules = _of_trimming(rules, settings)
    rules = _of_ballots(rules, settings)
    return _of_places(rules, settings)


def _of_weights(rules: Rules, settings: Settings) -> Rules:
    """Weights, rounding, what is missing, and what is added."""
    return replace(
        rules,
        poll_weight=weight(settings.contents["述职测评权重"]),
        field_weight=weight(settings.contents["实地考评权重"]),
        whole=settings.limit("总分") or HUNDRED,
        decimals=settings.count("小数位数", rules.decimals),
        by_steps=settings.text("舍入方式") != "最后舍入",
        reweigh=settings.text("缺票类处理") == "按其余票类折算",
        reweigh_periods=settings.text("缺期次处理") == "按其余期次折算",
        bonus_cap=settings.limit("附加分上限"),
        adjustment_cap=settings.limit("加分上限"),
        total_cap=settings.limit("总分封顶"),
        place_ties=settings.text("名次赋分并列处理", "平分"),
        exempt=settings.text("无任务项目处理", "满分"),
        floors_deductions=settings.text("扣分超过分值处理") != "错误",
    )


def _of_trimming(rules: Rules, settings: Settings) -> Rules:
    """How many of the highest and the lowest are left out."""
    return replace(
        rules,
        trim=settings.yes("去最高最低分"),
        trim_above=settings.count("去最高最低分票数线", rules.trim_above),
        trim_low=settings.count("去最低分个数", 1),
        trim_high=settings.count("去最高分个数", 1),
        trim_reached=settings.text("去最高最低分起点") == "达到",
        team_trim=settings.text("考核组去最高最低分", "不去"),
        team_trim_above=settings.count("考核组去最高最低分组数线", 2),
        team_trim_low=settings.count("考核组去最低分个数", 1),
        team_trim_high=settings.count("考核组去最高分个数", 1),
    )


def _of_ballots(rules: Rules, settings: Settings) -> Rules:
    """Which ballots are void."""
    return replace(
        rules,
        void_all_full=settings.yes("全部满分的票作废"),
        void_all_same=settings.yes("全部同分的票作废"),
        uniform_from=settings.count("同分满分作废起算人数", rules.uniform_from),
        high_line=rules.high_line if (line := settings.limit("高分线")) is None else line,
        high_share=settings.limit("高分人数比例上限"),
        high_number=settings.limit("高分人数上限"),
        void_own=settings.yes("本人票不计"),
        void_excess=settings.yes("收回多于发出即作废"),
        least_turnout=settings.limit("参加测评比例下限"),
        least_returned=settings.limit("参加测评人数下限"),
        tied=settings.text("排名票并列处理", "平分"),
        gap_voids=settings.text("排名票缺名次处理") != "缺的不得分",
        conflict_voids=settings.text("总评矛盾处理") == "作废",
    )


def _of_places(rules: Rules, settings: Settings) -> Rules:
    """Ties of ranks, and the places of tiers."""
    return replace(
        rules,
        ties=settings.text("并列名次处理"),
        vetoed_hold=settings.text("否决者占名额") != "否",
        vetoed_in_base=settings.text("否决者计入基数") != "否",
        refill=settings.text("空出名额递补") == "是",
        head_ties=settings.text("并列跨线处理", "取低"),
        tail_ties=settings.text("末位并列跨线处理", "取低"),
    )
