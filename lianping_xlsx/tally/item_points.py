"""The entries of 考评项目, and what they add to a total: the points by 一级指标, 加分, 减分, and the points lost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field

from lianping_xlsx.checks.countable import Counted
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.scheme.model import RubricItem, Scheme
from lianping_xlsx.scheme.terms import ItemMode
from lianping_xlsx.tally.assessments import ItemLoss

Entries = Mapping[int, int]
"""The values as entered (hundredths of a point) on one form for one ratee, by index into the scheme's rubric."""
FormAndRatee = tuple[int, int]
"""The index of a form, and the index of a ratee in the scheme."""

_SCORE, _DEDUCTION, _BONUS, _PENALTY = ItemMode
"""Looked up once: to look a member up in its class takes longer than what is done with an entry."""


def item_score(item: RubricItem, entered: int) -> int:
    """The points (hundredths) of an item of the 100: the score, or 分值 - deduction, not below 0 (扣完为止).

    ``entered`` is the score or the deduction, as the mode of the item says.
    """
    return entered if item.mode is _SCORE else max(0, item.points - entered)


def entries_by_form(counted: Counted) -> dict[FormAndRatee, dict[int, int]]:
    """The entries of each form and ratee."""
    found: dict[FormAndRatee, dict[int, int]] = {}
    # tolist() turns the integers of numpy into those of Python, which do not overflow.
    columns = (counted.scores[name].tolist() for name in ("form", "ratee", "item", "value"))
    for form, ratee, item, value in zip(*columns, strict=True):
        found.setdefault((form, ratee), {})[item] = value
    return found


@dataclass
class ItemSums:
    """Sums of points (hundredths), not rounded: by 一级指标, of 加分 items, of 减分 items; and the points by item."""

    heads: dict[str, int] = field(default_factory=dict)
    bonus: int = 0
    penalty: int = 0
    items: dict[str, int] = field(default_factory=dict)

    def add_heads(self, heads: Iterable[tuple[str, int]]) -> None:
        """Add points by 一级指标."""
        for head, points in heads:
            self.heads[head] = self.heads.get(head, 0) + points


def sums_of(scheme: Scheme, items: Iterable[RubricItem], entries: Entries) -> ItemSums:
    """The sums of entries. ``items``: those that were asked for; a 一级指标 without an entry has 0 points.

    Of 得分 and 扣分 items, ``ItemSums.items`` contains those with an entry.
    """
    found, rubric = ItemSums(), scheme.rubric
    heads, points_of = found.heads, found.items
    for item in items:
        if item.counts_to_hundred:
            heads[item.head] = 0
        else:
            points_of[item.code] = 0
    for number, entered in entries.items():
        item = rubric[number]
        if item.mode is _BONUS:
            found.bonus += entered
            points_of[item.code] = entered
        elif item.mode is _PENALTY:
            found.penalty += entered
            points_of[item.code] = entered
        else:
            points = points_of[item.code] = item_score(item, entered)
            heads[item.head] += points
    return found


def losses_of(
    scheme: Scheme, counted: Counted, key: FormAndRatee, entries: Entries, component: str
) -> Iterator[ItemLoss]:
    """Yield an ItemLoss for each item of a form and ratee with points lost, bonus or penalty."""
    (form, ratee), rubric, reasons = key, scheme.rubric, counted.reasons.get(key, {})
    unit, code = counted.forms[form].unit, scheme.ratees[ratee].code
    for number, entered in sorted(entries.items()):
        item = rubric[number]
        mode = item.mode
        if mode is _SCORE or mode is _DEDUCTION:
            points = item.points - item_score(item, entered)
        else:
            points = -entered if mode is _BONUS else entered  # a bonus is a negative loss
        if points:
            reason = reasons.get(number, "")
            yield ItemLoss(
                code, unit, item.code, item.head, item.text, points, reason, component, bool(item.department)
            )
