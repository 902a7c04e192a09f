"""The leaves of the formulas: numbers on 汇总表, on 核算底稿 formulas of the marks, or of their rows on 出处."""

from __future__ import annotations

from collections.abc import Sequence

from lianping_xlsx.audit.source_blocks import ABSTAINED, ENTERED, HUNDREDTHS, RETURNED, TRIMMED, VALID, VOID, BlockKind
from lianping_xlsx.publish.summary.cell_map import CellMap
from lianping_xlsx.publish.summary.summary_frame import CENTRED
from lianping_xlsx.publish.summary.vote_counts import printed_votes
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.spreadsheet.book import Content, Page
from lianping_xlsx.tally.item_scores import ItemTally
from lianping_xlsx.tally.tally_results import ClassTally

VoteLeaf = tuple[tuple[str, ...], Content]
"""Names of lines on 出处 whose sum a leaf is, and the number; a text stays a text."""
COUNTED = VALID, TRIMMED
"""The votes in a mean: those left out are a number below 0."""


def printed_leaves(scheme: Scheme, poll: str, tally: ClassTally | ItemTally) -> tuple[tuple[tuple[str, ...], int], ...]:
    """有效, 无效 and 弃权 as printed: of some polls 有效 includes 弃权."""
    names = (VALID, ABSTAINED) if scheme.poll_of[poll].valid_with_abstained else (VALID,)
    return tuple(zip((names, (VOID,), (ABSTAINED,)), printed_votes(scheme, poll, tally), strict=True))


def put_votes(
    page: Page, row: int, column: int, of_class: tuple[CellMap, ClassTally], leaves: Sequence[VoteLeaf], item: str = ""
) -> None:
    """Write leaves of a class on a ratee side by side; ``item``: of a poll by 分项等次."""
    plan, tally = of_class
    formulas = [_votes(plan, tally, names, item) if isinstance(n, int | float) else None for names, n in leaves]
    _put(page, row, column, [content for _, content in leaves], formulas)


def _put(page: Page, row: int, column: int, contents: Sequence[Content], formulas: Sequence[str | None]) -> None:
    if not any(formulas):
        page.put_row(row, column, contents, CENTRED)
        return
    for place, (content, formula) in enumerate(zip(contents, formulas, strict=True), column):
        if formula:
            page.formula(row, place, f"={formula}", CENTRED, content)
        else:
            page.put(row, place, content, CENTRED)


def _votes(plan: CellMap, tally: ClassTally, names: Sequence[str], item: str) -> str | None:
    """The formula part of a leaf; None on 汇总表, and for what nothing is known of."""
    if plan.marks is None:
        return None
    parts = [plan.marks.votes(tally, name, item) for name in names]
    if None not in parts:
        return "+".join(filter(None, parts))
    leaf = plan.sources.leaf((BlockKind.VOTES, (tally.poll, tally.voter_class), tally.ratee))
    if leaf is None:
        return None
    # Where no formula needs it, 出处 does not say what is left of 收回.
    whats = [f"{leaf.sum_of((RETURNED,))}-{leaf.sum_of((VALID,))}-{leaf.sum_of((VOID,))}"] if not item else []
    rest = [name for name in names if item or name != ABSTAINED]
    summed = [leaf.sum_of(rest, item)] if rest else []
    formula = "+".join([*summed, *(whats if ABSTAINED in names else [])])
    return f"ROUND({formula},2)" if HUNDREDTHS & set(names) else formula


def put_entered(
    page: Page, row: int, column: int, plan: CellMap, of_entry: tuple[BlockKind, str, str, str, str], content: Content
) -> None:
    """Write what was entered on a form that is no ballot.

    ``of_entry``: the kind of its sources, the component, the code of the ratee, the item or 期次, the unit ('': any).
    """
    kind, component, ratee, item, unit = of_entry
    leaf = plan.sources.leaf((kind, ("", component), ratee)) if plan.marks is not None else None
    known = leaf is not None and isinstance(content, int | float)
    formula = f"ROUND({leaf.sum_of((ENTERED,), item, unit or None)},2)" if leaf is not None and known else None
    _put(page, row, column, [content], [formula])
