"""How the words of official papers are set: Chinese numerals, and titles on lines that end between words."""

from __future__ import annotations

from collections.abc import Iterable

from lianping_xlsx.core.spelling import fit_xml
from lianping_xlsx.core.title_lines import ems, title_lines

BODY_ROOM = 26
"""3号 characters on the first line of a paragraph."""
_DIGITS = "零一二三四五六七八九"
_TITLE_ROOM = 20
"""2号 characters on a line."""


def numeral(number: int) -> str:
    """1 to 99 in Chinese: 一, 十, 十二, 二十一; beyond that in digits."""
    if number > 99:
        return str(number)
    tens, ones = divmod(number, 10)
    head = {0: "", 1: "十"}.get(tens, f"{_DIGITS[tens]}十")
    return head + (_DIGITS[ones] if ones else "")


def title_text(text: str, room: float = _TITLE_ROOM) -> str:
    """A title with its line ends, where ``room`` characters stand on a line."""
    return "\n".join(title_lines(on_one_line(text), room))


def on_one_line(text: str) -> str:
    """A text without line ends, as Word can hold it."""
    return " ".join(fit_xml(text).split("\n"))


def columns_of(names: Iterable[str]) -> int:
    """How many columns of these names stand on a line."""
    return max(1, int(BODY_ROOM // (max(map(ems, names)) + 1)))
