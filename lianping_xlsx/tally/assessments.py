"""What 考评 gives, as parts of the result: the totals of the 考核组, and the points lost by item.

Points are hundredths of a point. ``unrounded``: the figure before it was rounded, if the next step uses that one
(最后舍入); otherwise None.
"""

from __future__ import annotations

from lianping_xlsx.core.exact import ScoreValue
from lianping_xlsx.core.light_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class ItemLoss:
    """The points lost on a rubric item of a component, with the assessor's reason (扣分原因).

    A bonus is a negative loss. ``by_department``: a 评分单位 scores the item, not a 考核组.
    """

    ratee: str
    unit: str
    item: str
    head: str
    text: str
    points: int
    reason: str
    component: str = ""
    by_department: bool = False


@dataclass(frozen=True, slots=True)
class Assessment:
    """The total of one 考核组 for one ratee and 考核板块 (``component``), with the points of all 评分单位.

    ``unit``: '' if departments score all items, and there is no 考核组. ``heads``: pairs (一级指标, points) of the 得分
    and 扣分 items.

    ``total`` = heads + min(bonus, 附加分上限) - penalty, not below 0; None if an item has no valid mark.
    ``own``: the sum of the 自评得分 on the items of the heads; None unless each of these items has one.
    ``own_begun``: at least one item has one. The 自评得分 enters no score.
    ``items``: the points of each item by its code; a 得分 or 扣分 item without a valid mark is absent.
    ``incomplete``: an item that the 考核组 itself scores has no valid mark.
    """

    ratee: str
    unit: str
    heads: tuple[tuple[str, int], ...]
    bonus: int
    bonus_counted: int
    penalty: int
    total: ScoreValue | None
    own: int | None = None
    own_begun: bool = False
    component: str = ""
    items: tuple[tuple[str, int], ...] = ()
    unrounded: ScoreValue | None = None
    incomplete: bool = False
    lacks_task: bool = False
    """The ratee has no task in one of the 得分 and 扣分 items."""
    exempt: ScoreValue | None = None
    """The points of these items, which the total contains; None if there is none, or while they are open."""

    @property
    def used(self) -> ScoreValue | None:
        """The total that the score of the component uses."""
        return self.total if self.unrounded is None else self.unrounded
