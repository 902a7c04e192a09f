"""The outcome of ``verify --recompute``: which result was counted a second time, and whether the figures agree."""

from __future__ import annotations

import datetime as dt

from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.core.spelling import day_in_words


@dataclass(frozen=True, slots=True)
class RecountedResult:
    """``result``: SHA-256 of 结果.json. ``figures``: compared; ``different``: of these, those that are not the same.

    ``whole``: False if a rule or a form was not counted again.
    """

    result: str
    day: dt.date
    figures: int
    different: int
    whole: bool

    @property
    def words(self) -> str:
        """When the result was counted again, and what came of it, as a part of a sentence."""
        done = f"已于{day_in_words(self.day)}复核"
        if self.different:
            return f"{done}，不一致：{self.figures}个数中有{self.different}个不同，须先查清"
        if not self.whole:
            return f"{done}，有的规则或表未能复核，复核了的{self.figures}个数一致"
        return f"{done}，一致：逐人比对了{self.figures}个数"
