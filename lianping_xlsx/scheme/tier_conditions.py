"""等次条件: what a ratee must have beside 综合得分 to be in a tier: a score, or a rate of votes for a grade."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from enum import StrEnum

from lianping_xlsx.core import exact
from lianping_xlsx.core.exact import Weight
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.scheme.vote_rates import VoteRate

RATE = "得票率"
"""The word under 比较内容 for a rate of votes; any other word is the name of a score."""


class Comparison(StrEnum):
    """The comparison of a figure with the line (比较)."""

    AT_LEAST = "≥"
    ABOVE = "＞"
    AT_MOST = "≤"
    BELOW = "＜"

    @property
    def words(self) -> str:
        """The comparison in a sentence."""
        return {"≥": "不低于", "＞": "高于", "≤": "不高于", "＜": "低于"}[self]

    @property
    def sign(self) -> str:
        """The comparison in a formula."""
        return {"≥": ">=", "＞": ">", "≤": "<=", "＜": "<"}[self]

    def holds(self, left: Weight, right: Weight) -> bool:
        """Return True if it holds between two exact figures."""
        return {"≥": left >= right, "＞": left > right, "≤": left <= right, "＜": left < right}[self]


@dataclass(frozen=True, slots=True)
class TierCondition:
    """A row of 等次条件: the tier is open only if a figure compares with the line as the row says.

    ``line``: hundredths of a point or of a per cent. ``rate``: the rate of votes; None for the score of the component
    that ``score`` names, by its own name or by that of its score. ``groups``: 排名组 to which it applies; () for all.
    """

    tier: str
    comparison: Comparison
    line: Weight
    rate: VoteRate | None = None
    score: str = ""
    groups: tuple[str, ...] = ()
    row: int = field(default=0, compare=False)

    def applies_to(self, group: str) -> bool:
        """Return True if it applies to the 排名组."""
        return not self.groups or group in self.groups

    @property
    def line_words(self) -> str:
        """The line with its comparison: 不低于2/3, 不低于90%, 高于80分."""
        if self.rate is None:
            return f"{self.comparison.words}{exact.show_weight(self.line)}分"
        return f"{self.comparison.words}{exact.show_share(self.line)}"

    @property
    def words(self) -> str:
        """The condition as printed: “好”（镇）：“述职”“优秀”及以上得票率不低于2/3."""
        groups = f"（{'、'.join(self.groups)}）" if self.groups else ""
        return f"“{self.tier}”{groups}：{self.rate.words if self.rate else self.score}{self.line_words}"


def conditions_in_words(conditions: Sequence[TierCondition]) -> str:
    """The rules of 等次条件 in words."""
    text = "；".join(each.words for each in conditions)
    text += "。较好的等次也要达到较低等次的条件；达不到的，归还够条件的最好的等次。"
    if any(each.rate for each in conditions):
        text += (
            "得票率＝所选等级的票数÷有效票数（另有注明的除外），各票类合在一起，弃权、作废、不计分的票不算在有效票里，"
            "按分数比较，不先舍入。"
        )
    if any(each.rate and each.rate.overall for each in conditions):
        text += "总评的得票率只看票上的总评，总评空白、无效的不算在有效票里。"
    return text


@dataclass(frozen=True, slots=True)
class Guarded:
    """Words that quote a figure of a ratee, and the words in their place for readers who must not learn it.

    The figure is a rate of votes in a poll, of some of its ``classes`` (() for all), or the score of a ``component``.
    """

    words: str
    instead: str
    poll: str = ""
    classes: tuple[str, ...] = ()
    component: str = ""
