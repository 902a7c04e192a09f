"""考核板块: the components of 综合得分, each with its weight, the source of its score, and its full marks.

A scheme without rows on the sheet 考核板块 has the two components of the regulations: 述职测评 and 实地考评, with the
weights of 计分规则 (乐安 二（一）4, 二（二）4; 中卫 二（一）4, 二（二）4).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import field

from lianping_xlsx.core import exact
from lianping_xlsx.core.exact import Weight
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.scheme.terms import ComponentSource, Conversion

POLL_SCORE, FIELD_SCORE = "测评得分", "考评得分"
"""The printed names of the scores of the two components of the regulations."""


@dataclass(frozen=True, slots=True)
class Component:
    """考核板块: a part of 综合得分. ``weight``: hundredths of a per cent. ``full``: 满分, hundredths of a point.

    ``groups``: 排名组 to which it applies; () for all. ``printed``: the name of its score, if that is not the name of
    the component with 得分. ``conversion``: of its scores within a 排名组 (折算).
    """

    name: str
    weight: Weight
    source: ComponentSource
    full: int = exact.WHOLE
    groups: tuple[str, ...] = ()
    printed: str = ""
    row: int = field(default=0, compare=False)
    conversion: Conversion = Conversion.NONE

    @property
    def score_name(self) -> str:
        """The name of its score as printed: 平时考核得分."""
        return self.printed or (self.name if self.name.endswith("分") else f"{self.name}得分")

    def applies_to(self, group: str) -> bool:
        """Return True if it is part of the 综合得分 of a 排名组."""
        return not self.groups or group in self.groups


@dataclass(frozen=True, slots=True)
class ScorePeriod:
    """期次: a period of a component with the source 得分, with its weight in the component (第一季度, 25 %)."""

    component: str
    name: str
    weight: Weight
    row: int = field(default=0, compare=False)


def score_names(components: Iterable[Component]) -> dict[str, str]:
    """The printed names of the scores, keyed by component, in the order of the components."""
    return {each.name: each.score_name for each in components}


def names_of_components(components: Iterable[Component], source: ComponentSource | None = None) -> tuple[str, ...]:
    """The names of the components of a source (None: of all), each once, in their order."""
    return tuple(dict.fromkeys(each.name for each in components if source in (None, each.source)))
