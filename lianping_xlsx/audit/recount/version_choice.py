"""Which copy of a form counts where it came more than once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import Enum

from .cell_values import entry, words
from .form_grids import Copy, FormKey, Grid
from .told_by_merge import FormTold, Told


class Why(Enum):
    """Why a copy counts."""

    ONLY = "只有一份，或者几份内容相同"
    CORRECTED = "更正件"
    TICKED = "版本对照“采用”"
    AS_MERGED = "按汇总结果"


def choose(told: Told, form: FormTold, copies: Sequence[Copy]) -> tuple[Copy, Why] | None:
    """The copy that counts and why; None where nothing decides, or where no copy can be read."""
    filled = [copy for copy in copies if copy.grid is not None and any(True for _ in typed_cells(copy.key, copy.grid))]
    if len(filled) < 2:
        return (filled[0], Why.ONLY) if filled else None
    steps = (
        (Why.ONLY, filled),
        (Why.CORRECTED, _not_corrected(filled)),
        (Why.TICKED, _of_spots(_not_corrected(filled), told.ticked)),
        (Why.AS_MERGED, [copy for copy in _not_corrected(filled) if copy.sha256 in form.carriers]),
        (Why.AS_MERGED, _of_spots(filled, told.chosen)),
    )
    for why, left in steps:
        if len({_content(copy) for copy in left}) == 1:
            return left[0], why
    return None


def _not_corrected(copies: Sequence[Copy]) -> list[Copy]:
    """Those that no other copy replaces; all where each is replaced by another."""
    left = [
        copy
        for copy in copies
        if not any(copy.sha256 in other.replaces for other in copies if other.sha256 != copy.sha256)
    ]
    return left or list(copies)


def _of_spots(copies: Sequence[Copy], spots: Mapping[str, frozenset[tuple[str, str]]]) -> list[Copy]:
    return [copy for copy in copies if (copy.sha256, copy.sheet) in spots.get(copy.code, ())]


def _content(copy: Copy) -> frozenset[tuple[str, str, str]]:
    """What people typed, wherever it stands; () of a form that came back blank."""
    grid = copy.grid or Grid((), {})
    typed = {(row, column, _as_compared(raw)) for row, column, raw in typed_cells(copy.key, grid)}
    return frozenset(typed and typed | {("", name, _as_compared(raw)) for name, raw in grid.heads.items()})


def typed_cells(key: FormKey, grid: Grid) -> Iterator[tuple[str, str, object]]:
    """Row key, column key and content of the cells in which somebody typed; rows of totals and signatures left out."""
    for row, cells in grid.cells.items():
        if row.endswith("："):
            continue
        for column, raw in cells.items():
            if raw is None or not _is_typed(key, column):
                continue
            text = words(raw)
            if text and not text.startswith("="):
                yield row, column, raw


_ISSUED = ("workplace", "name", "post", "head", "text", "standard", "points", "mode", "item", "status")
_COMPUTED = ("sum", "mean", "total", "result")


def _is_typed(key: FormKey, column: str) -> bool:
    """Whether people type in a column; 合计分 of a 计票汇总 is typed, other sums are formulas."""
    name = column.partition(":")[0]
    return column not in _ISSUED and (name not in _COMPUTED or (key.form == "计票汇总" and name == "total"))


def _as_compared(raw: object) -> str:
    number = entry(raw).value
    return words(raw) if number is None else str(number)
