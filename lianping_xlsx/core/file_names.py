"""File names that are legal on Windows, macOS and Linux."""

from __future__ import annotations

import re

from lianping_xlsx.core.spelling import cut

_ILLEGAL = re.compile(r'[<>:"/\\|?*\x00-\x1f]')
_LIMIT = 70
"""The largest number of characters. File systems allow 255 bytes; a Chinese character takes three of them in UTF-8, and
the ending and a number follow."""


def file_stem(preferred: str, taken: set[str]) -> str:
    """A legal file name without ending, as near to the preferred one as possible and not in ``taken``.

    The name is added to ``taken``, which holds names in casefold: Windows ignores case.
    """
    # Windows drops spaces and dots at the end of a name.
    base = cut(_ILLEGAL.sub("_", preferred), _LIMIT).strip(" .")
    name, number = base, 2
    while name.casefold() in taken:
        name, number = f"{base}({number})", number + 1
    taken.add(name.casefold())
    return name
