"""附加分上限, 加分上限 and 总分封顶: the greatest values of bonus points and of 综合得分."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field
from typing import TYPE_CHECKING, TypeVar

from lianping_xlsx.core import exact
from lianping_xlsx.core.exact import show_short
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.scheme.rules.count_steps import BONUS_EVENTS, BONUS_ITEMS, COMPOSITE_SUM
from lianping_xlsx.scheme.rules.declaration import (
    OPEN,
    Parameter,
    Rule,
    RuleCell,
    Section,
    Sentence,
    StepEffect,
    declare,
)
from lianping_xlsx.scheme.terms import ItemMode
from lianping_xlsx.spreadsheet.cell_kinds import Points

if TYPE_CHECKING:
    from lianping_xlsx.scheme.model import Scheme

BONUS_CAP, ADJUSTMENT_CAP, TOTAL_CAP = "附加分上限", "加分上限", "总分封顶"
_Figure = TypeVar("_Figure", int, exact.Weight)


def _at_most(figure: _Figure, cap: int | None) -> _Figure:
    return figure if cap is None else min(figure, cap)


def _bonus_items(scheme: Scheme) -> Iterator[str]:
    cap = scheme.rules.bonus_cap
    if any(item.mode is ItemMode.BONUS for item in scheme.rubric):
        yield "加分项目另加" + ("。" if cap is None else f"，合计最多{show_short(cap)}分。")


def _bonus_events(scheme: Scheme) -> Iterator[str]:
    cap = scheme.rules.adjustment_cap
    yield f"加分{'不设上限' if cap is None else f'每人合计最多{show_short(cap)}分'}。"


def _total(scheme: Scheme) -> Iterator[str]:
    if scheme.rules.total_cap is not None:
        cap = show_short(scheme.rules.total_cap)
        yield f"总分封顶{cap}分：加分、减分以后超过{cap}分的，按{cap}分计，然后舍入。"


def _total_in_short(scheme: Scheme) -> Iterator[str]:
    if scheme.rules.total_cap is not None:
        yield f"，最高{show_short(scheme.rules.total_cap)}分"


@dataclass(frozen=True, kw_only=True)
class CapRules:
    """Limits in hundredths of a point; None: no limit.

    ``bonus_cap``: on the 加分 items of 考评细则. ``adjustment_cap``: on the 加分 of 否决与加减分, per ratee.
    ``total_cap``: on 综合得分, after additions and deductions and before rounding.
    """

    bonus_cap: int | None = field(
        metadata=declare(
            Rule(
                "附加分上限",
                RuleCell(Points()),
                5_00,
                note="考评细则中“加分”项目合计最多加几分；空白表示不限。",
                source=OPEN,
                parameter=Parameter(BONUS_CAP, "考评细则“加分”项目合计最多计几分。"),
                sentences=(Sentence(Section.BONUS_ITEMS, _bonus_items),),
                effects=(
                    StepEffect(
                        BONUS_ITEMS,
                        exact=lambda rules, points: _at_most(points, rules.bonus_cap),
                        formula=lambda _, points: f"MIN({points},{BONUS_CAP})",
                    ),
                ),
            )
        )
    )
    adjustment_cap: int | None = field(
        metadata=declare(
            Rule(
                "加分上限",
                RuleCell(Points()),
                5_00,
                note="“否决与加减分”表中每人加分合计最多几分；空白表示不限。",
                source=OPEN,
                printed=True,
                parameter=Parameter(ADJUSTMENT_CAP, "“否决与加减分”中每人加分最多计几分。"),
                sentences=(Sentence(Section.COMPOSITE, _bonus_events),),
                effects=(
                    StepEffect(
                        BONUS_EVENTS,
                        exact=lambda rules, points: _at_most(points, rules.adjustment_cap),
                        formula=lambda _, points: f"MIN({points},{ADJUSTMENT_CAP})",
                    ),
                ),
            )
        )
    )
    total_cap: int | None = field(
        default=None,
        metadata=declare(
            Rule(
                "总分封顶",
                RuleCell(Points(0, 1_000_00)),
                None,
                note="综合得分最高计几分：加上加分、减去减分以后超过此分的，按此分计，然后舍入；空白表示不封顶。",
                source=OPEN,
                later=True,
                printed=True,
                parameter=Parameter(TOTAL_CAP, "综合得分最高计几分，加分、减分以后、舍入以前比较。"),
                sentences=(
                    Sentence(Section.COMPOSITE, _total),
                    Sentence(Section.RANKING_NOTE, _total_in_short),
                ),
                # Without a cap its name has no cell to refer to, so the formula leaves MIN out. The other two caps
                # have a cell in any case.
                effects=(
                    StepEffect(
                        COMPOSITE_SUM,
                        exact=lambda rules, total: _at_most(total, rules.total_cap),
                        formula=lambda rules, total: total if rules.total_cap is None else f"MIN({total},{TOTAL_CAP})",
                    ),
                ),
            )
        ),
    )
