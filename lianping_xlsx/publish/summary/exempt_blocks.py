"""无任务项目: the rows for each item in which somebody of a 排名组 has no task."""

from __future__ import annotations

from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.scheme.model import Ratee, RubricItem, Scheme
from lianping_xlsx.scheme.terms import ExemptItems
from lianping_xlsx.tally.exempt_points import ExemptItem, with_task
from lianping_xlsx.tally.tally_results import Result


@dataclass(frozen=True, slots=True)
class ExemptBlock:
    """The rows of one item, component and 排名组 from row ``first`` on.

    ``others``: the ratees whose points are averaged (平均值), a row each; () under any other way. ``exempt``: the
    ratees without the task, in the rows below.
    """

    item: RubricItem
    component: str
    others: tuple[Ratee, ...]
    exempt: tuple[ExemptItem, ...]
    first: int

    @property
    def first_exempt(self) -> int:
        """The row of the first ratee without the task."""
        return self.first + len(self.others)

    @property
    def last(self) -> int:
        """The last row."""
        return self.first_exempt + len(self.exempt) - 1


def exempt_blocks(scheme: Scheme, result: Result, row: int) -> tuple[ExemptBlock, ...]:
    """The blocks from a row on, by 排名组 and in the order of the rubric."""
    found: dict[tuple[str, str, str], list[ExemptItem]] = {}
    for each in result.exempt:
        found.setdefault((scheme.ratee_of[each.ratee].group, each.component, each.item), []).append(each)
    groups, codes = list(scheme.groups), [item.code for item in scheme.rubric]
    averaged = scheme.rules.exempt_items is ExemptItems.MEAN
    blocks = []
    for (group, component, code), exempt in sorted(
        found.items(), key=lambda each: (groups.index(each[0][0]), codes.index(each[0][2]))
    ):
        item = next(item for item in scheme.rubric if item.code == code)
        others = with_task(scheme, group, item) if averaged else ()
        blocks.append(ExemptBlock(item, component, others, tuple(exempt), row))
        row = blocks[-1].last + 1
    return tuple(blocks)
