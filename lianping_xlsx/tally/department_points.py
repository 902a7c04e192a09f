"""The points of 评分单位, as parts of the result: by item, and by 一级指标 for each department and ratee."""

from __future__ import annotations

from lianping_xlsx.core.light_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class DepartmentItem:
    """The entry of a 评分单位 (``unit``) for an item and a ratee.

    ``entered``: the points as entered; None if there is no valid entry. ``points``: the points that the item adds
    (of a 减分 item: takes); 0 without an entry.
    """

    ratee: str
    unit: str
    component: str
    item: str
    entered: int | None
    points: int
    reason: str


@dataclass(frozen=True, slots=True)
class DepartmentScore:
    """The points of one 评分单位 for one ratee and 考核板块 (``component``).

    ``heads``: pairs (一级指标, points) of the 得分 and 扣分 items. ``received``: its 部门评分表 is used. ``whole``:
    every item that needs an entry has one. ``items``: the points of each item by its code.
    """

    ratee: str
    unit: str
    component: str
    heads: tuple[tuple[str, int], ...]
    bonus: int
    penalty: int
    received: bool
    whole: bool
    items: tuple[tuple[str, int], ...] = ()
