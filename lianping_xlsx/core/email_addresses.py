"""E-mail addresses as people type them into a cell: several in one cell, with names, in full-width characters."""

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
"""Characters of an address: RFC 5321 (4.5.3.1.3) allows a path of 256 with its angle brackets."""


@dataclass(frozen=True, slots=True)
class Addresses:
    """The content of a cell: ``good``, the addresses without repetition, and ``bad``, the words that are no address."""

    good: tuple[str, ...]
    bad: tuple[str, ...]


def is_address(text: str) -> bool:
    """Return True for an address of plain ASCII that any mail program accepts.

    Such a text holds no line end, comma or double quotation mark, so it cannot add a header or a recipient to a mail.
    """
    return len(text) <= _LONGEST and _ADDRESS.fullmatch(text) is not None


def read_addresses(text: str) -> Addresses:
    """Read the addresses of a cell, separated by ；、， or white space; ``姓名<地址>`` and ``mailto:`` are allowed."""
    words = list(dict.fromkeys(filter(None, _words(text))))
    good = tuple(word for word in words if is_address(word))
    return Addresses(good, tuple(word for word in words if not is_address(word)))


def _words(text: str) -> Iterator[str]:
    for piece in _BETWEEN.split(text.translate(_FULL_WIDTH)):
        named = _NAMED.fullmatch(strip_invisible(piece))
        for word in (named[1] if named else piece).split():
            yield strip_invisible(word).removeprefix(_LINK)
