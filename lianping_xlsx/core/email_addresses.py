"""E-mail addresses as people type them into a cell: several at once, with a name beside them, in full width."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lianping_xlsx.core.spelling import strip_invisible

_FULL_WIDTH = {ord("！") + offset: ord("!") + offset for offset in range(94)} | {ord("。"): ord("."), 0x3000: 0x20}
_BETWEEN = re.compile(r"[;,、\r\n]")
_NAMED = re.compile(r"[^<>]*<([^<>]*)>")
_LINK = "mailto:"
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9-]+"
_ADDRESS = re.compile(rf"{_ATOM}(\.{_ATOM})*@{_LABEL}(\.{_LABEL})+")
_LONGEST = 254


@dataclass(frozen=True, slots=True)
class Addresses:
    """What a cell says: the addresses in it, each once, and the words that are none."""

    good: tuple[str, ...]
    bad: tuple[str, ...]


def is_address(text: str) -> bool:
    """Whether this is an address that any mail program takes; nothing else can be hidden in it."""
    return len(text) <= _LONGEST and _ADDRESS.fullmatch(text) is not None


def read_addresses(text: str) -> Addresses:
    """The addresses of a cell: parted by ； 、 ， or blanks, ``姓名<地址>`` and ``mailto:`` allowed."""
    words = list(dict.fromkeys(filter(None, _words(text))))
    good = tuple(word for word in words if is_address(word))
    return Addresses(good, tuple(word for word in words if not is_address(word)))


def _words(text: str) -> Iterator[str]:
    for piece in _BETWEEN.split(text.translate(_FULL_WIDTH)):
        named = _NAMED.fullmatch(strip_invisible(piece))
        for word in (named[1] if named else piece).split():
            yield strip_invisible(word).removeprefix(_LINK)
