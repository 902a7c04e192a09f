"""The kind of cell that holds a weight: exact per cent, or a fraction such as 1/3 that no decimal expresses exactly."""

from __future__ import annotations

import datetime as dt
import re
from fractions import Fraction

from lianping_xlsx.core import exact
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.core.spelling import bare, half_width, is_blank, number_text
from lianping_xlsx.spreadsheet.cell_kinds import PERCENT, EntryRule, Taken

_FRACTION = re.compile(r"(\d{1,3})\s*/\s*(\d{1,3})", re.ASCII)
_NUMBER = re.compile(r"\d{1,4}(?:\.(\d+))?", re.ASCII)
_DECIMALS = 4
"""The largest number of decimals of a weight in per cent."""


@dataclass(frozen=True, slots=True)
class Weight:
    """A weight from 0 to ``most`` (100 %): a number of per cent with up to four decimals, or text such as 1/3 (33⅓ %).

    The value is in hundredths of a percent: an int if it is whole, otherwise a Fraction. A 1/3 that a spreadsheet has
    turned into a date is a problem, ``cell.date``.
    """

    name: str = PERCENT
    most: int = exact.WHOLE

    def take(self, raw: object) -> Taken[exact.Weight]:
        if is_blank(raw):
            return Taken()
        if isinstance(raw, bool) or not isinstance(raw, str | int | float):
            date = isinstance(raw, dt.date | dt.time | dt.timedelta)
            return Taken(None, "cell.date" if date else "cell.not-number")
        text = number_text(float(raw)) if not isinstance(raw, str) else half_width(bare(raw)).replace("／", "/").strip()
        value, problem = _read(text)
        if value is not None and value > self.most:
            return Taken(value, "cell.out-of-range")
        return Taken(value, problem, repaired=value is not None and isinstance(raw, str) and "/" not in raw)

    def put(self, value: object) -> str | float | None:
        if value is None:
            return None
        text = exact.show_weight(Fraction(str(value)))
        return text if "/" in text else float(text)

    def rule(self) -> EntryRule:
        return EntryRule(self.expects())

    def expects(self) -> str:
        most = exact.show_weight(self.most)
        return (
            f"0至{most}之间的数（%，最多四位小数），除不尽的写成分数，如 1/3（表示三分之一，先把单元格格式设为“文本”）"
        )


def _read(text: str) -> tuple[exact.Weight | None, str | None]:
    """The value and None, or None and the code of the problem."""
    parts = _FRACTION.fullmatch(text)
    if parts:
        upper, lower = map(int, parts.groups())
        return (exact.weight(Fraction(upper * exact.WHOLE, lower)), None) if lower else (None, "cell.not-number")
    text = text.removesuffix("%").rstrip()
    number = _NUMBER.fullmatch(text)
    if number is None:
        return None, "cell.not-number"
    if len((number.group(1) or "").rstrip("0")) > _DECIMALS:
        return None, "cell.too-precise"
    return exact.weight(Fraction(text) * exact.POINT), None
