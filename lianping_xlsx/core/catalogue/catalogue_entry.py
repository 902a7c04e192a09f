"""One kind of finding: how grave it is, what is there and what was expected, and what to do."""

from __future__ import annotations

from dataclasses import dataclass

ERROR, WARNING, NOTE = "错误", "提醒", "说明"


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """``message`` and ``remedy`` in words for a clerk; a finding gives the slots in braces.

    ``to_unit``: what the unit that filled in the form can do, where the remedy is the office's; '' where that is
    nothing, and the unit is not told. ``formerly``: messages of earlier versions, with slots that a finding still
    gives: what people wrote beside a problem is found by its words.
    """

    severity: str
    message: str
    remedy: str
    to_unit: str | None = None
    formerly: tuple[str, ...] = ()
