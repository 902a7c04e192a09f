"""One entry of the catalogue: the severity of a finding, its message and its remedy."""

from __future__ import annotations

from lianping_xlsx.core.light_dataclass import dataclass

ERROR, WARNING, NOTE = "错误", "提醒", "说明"
UNLOCKED = "（改不了的，先在“审阅”里撤销工作表保护，没有密码）"
"""On a protected sheet nobody can change the look of a cell, though what is pasted brings its own."""


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """``message`` says what was found and what was expected, ``remedy`` what to do; slots stand in braces.

    ``to_unit``: the remedy for the unit that filled in the form, if ``remedy`` is for the office; '' if the unit can do
    nothing and gets no notice. ``formerly``: messages of earlier versions, with slots that a finding still gives; by
    these words the program finds again what people wrote beside a problem.
    """

    severity: str
    message: str
    remedy: str
    to_unit: str | None = None
    formerly: tuple[str, ...] = ()
