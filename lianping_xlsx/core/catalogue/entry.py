"""One kind of finding: how grave it is, what is there and what was expected, and what to do."""

from __future__ import annotations

from dataclasses import dataclass

ERROR, WARNING, NOTE = "错误", "提醒", "说明"


@dataclass(frozen=True, slots=True)
class Entry:
    """``message`` and ``remedy`` in words for a clerk; a finding gives the slots in braces."""

    severity: str
    message: str
    remedy: str
