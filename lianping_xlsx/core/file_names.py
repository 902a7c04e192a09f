"""File names that every system can hold."""

from __future__ import annotations

import re

from lianping_xlsx.core.spelling import cut

_ILLEGAL = re.compile(r'[<>:"/\\|?*\x00-\x1f]')
_LIMIT = 70
"""Characters: the strictest systems count 255 bytes, of which a Chinese character takes three."""


def file_stem(wish: str, taken: set[str]) -> str:
    """A legal file name near the wish, without ending, not yet ``taken`` (Windows ignores case); now it is."""
    base = cut(_ILLEGAL.sub("_", wish), _LIMIT).strip(" .")
    name, number = base, 2
    while name.casefold() in taken:
        name, number = f"{base}({number})", number + 1
    taken.add(name.casefold())
    return name
