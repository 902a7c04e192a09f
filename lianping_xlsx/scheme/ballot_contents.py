"""The content of a ballot: the items (测评内容), the grades (评价等级), and the points of places (名次分).

Scores, limits and 分值 are hundredths of a point. ``row`` is the row (from 1) of the scheme workbook, for findings.
"""

from __future__ import annotations

from dataclasses import field

from lianping_xlsx.core.light_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class BallotItem:
    """测评内容: an item that the voters consider. ``poll``: the poll to which it belongs; '' for all polls.

    With 分项等次: ``scale`` is the name of its own 等级表 ('' for that of the poll); ``overall``: it is the 总评, which
    must not contradict the other items.
    """

    code: str
    text: str
    points: int
    poll: str = ""
    row: int = field(default=0, compare=False)
    scale: str = ""
    overall: bool = False

    @property
    def title(self) -> str:
        """Its first sentence."""
        return self.text.split("。")[0]


@dataclass(frozen=True, slots=True)
class Grade:
    """评价等级: a grade on the ballot, and the points for it (折算分).

    ``scale``: the name of its 等级表. ``counted``: False for a grade without points (不计), such as 不了解: its ticks
    are shown and are in no mean.
    """

    name: str
    points: int
    row: int = field(default=0, compare=False)
    scale: str = ""
    counted: bool = True


@dataclass(frozen=True, slots=True)
class BallotPlace:
    """名次分: the points of a place on a ballot that ranks. ``poll``: the poll that they are of; '' for all polls."""

    place: int
    points: int
    poll: str = ""
    row: int = field(default=0, compare=False)
