"""考评逐项: the rows of the 考核组 and the columns of the items, for each 排名组 and component."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property

from lianping_xlsx.audit.source_blocks import runs
from lianping_xlsx.core.cell_address import a1
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.decision.ranked_ratees import RankedRatees
from lianping_xlsx.publish.summary.summary_frame import ITEMS
from lianping_xlsx.scheme.model import RubricItem
from lianping_xlsx.tally.assessments import Assessment, ItemLoss

FIRST_ITEM = 4
"""The column of the first item, behind the names of the ratee and the 考核组."""
_HEADINGS = 3
"""The rows above a block: the items, under what they count, their 分值."""


def counted_under(item: RubricItem) -> str:
    """The 一级指标 of an item of the 100 points; 加分, 减分 for any other."""
    return item.head if item.counts_to_hundred else str(item.mode)


@dataclass(frozen=True)
class ItemMarkBlock:
    """The marks of one 排名组 in one component: ``items`` that the 考核组 score, ``assessments`` a row each.

    ``first``: the row of the headings. ``losses``: the points lost and given by the 考核组, of each assessment;
    they stand in a row below it, if there are any.
    """

    group: str
    component: str
    items: tuple[RubricItem, ...]
    assessments: tuple[Assessment, ...]
    losses: tuple[Sequence[ItemLoss], ...]
    first: int

    @property
    def end(self) -> int:
        """The first row below the block."""
        return self.first + _HEADINGS + len(self.assessments) + sum(map(bool, self.losses))

    @cached_property
    def rows(self) -> dict[tuple[str, str], int]:
        """The row of each assessment, keyed by codes of the ratee and the unit."""
        found, row = {}, self.first + _HEADINGS
        for each, lost in zip(self.assessments, self.losses, strict=True):
            found[each.ratee, each.unit] = row
            row += 1 + bool(lost)
        return found

    @cached_property
    def columns(self) -> dict[str, int]:
        """The column of each item, keyed by code."""
        return {item.code: column for column, item in enumerate(self.items, FIRST_ITEM)}

    @cached_property
    def under(self) -> dict[str, list[int]]:
        """The columns of the items, keyed by what they count under."""
        found: dict[str, list[int]] = {}
        for item in self.items:
            found.setdefault(counted_under(item), []).append(self.columns[item.code])
        return found

    def code(self, column: int) -> str:
        """The code of the item in a column."""
        return self.items[column - FIRST_ITEM].code

    def sum_under(self, row: int, names: Sequence[str]) -> str:
        """The formula part of the sum of a row over the items under some 一级指标, 加分 or 减分."""
        columns = [column for name in names for column in self.under.get(name, ())]
        spans = ",".join(f"'{ITEMS}'!{a1(row, first)}:{a1(row, last)}" for first, last in runs(columns))
        return f"SUM({spans})" if spans else "0"


def item_mark_blocks(ranked: RankedRatees, row: int) -> Iterator[tuple[tuple[str, str], ItemMarkBlock]]:
    """Yield the blocks from a row on, after 排名组 and component; none without items that 考核组 score."""
    losses: dict[tuple[str, str, str], list[ItemLoss]] = {}
    for loss in ranked.data.result.losses:
        if not loss.by_department:
            losses.setdefault((loss.ratee, loss.unit, loss.component), []).append(loss)
    for group, members in ranked.groups.items():
        for component in ranked.rubric_components(group):
            items = tuple(item for item in ranked.data.scheme.rubric_for(group, component) if not item.department)
            listed = [each for ratee in members for each in ranked.assessments.get((ratee.code, component), ())]
            given = tuple(each for each in listed if each.items)
            if items and given:
                lost = tuple(losses.get((each.ratee, each.unit, component), ()) for each in given)
                block = ItemMarkBlock(group, component, items, given, lost, row)
                yield (group, component), block
                row = block.end
