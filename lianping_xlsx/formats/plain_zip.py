"""A zip of parts as they are, uncompressed: a parser is shown what has been measured and nothing else.

It also spares it to inflate again what has been inflated for the measuring: a tenth of the reading.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable

_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_VERSION, _UTF8, _DAY = 20, 0x800, 0x21
"""Of the format; names are in UTF-8; the first day that a zip knows."""


def store(parts: Iterable[tuple[str, bytes, int]]) -> bytes:
    """The zip of (name, content, CRC-32 of the content), as zipfile would write it without compression.

    All of it has to be smaller than 4 GB, which the limits of a workbook see to.
    """
    body: list[bytes] = []
    directory: list[bytes] = []
    at = 0
    for name, content, checksum in parts:
        raw, size = name.encode("utf-8"), len(content)
        facts = (_VERSION, _UTF8, 0, 0, _DAY, checksum, size, size, len(raw), 0)
        body += (_LOCAL.pack(b"PK\3\4", *facts), raw, content)
        directory.append(_CENTRAL.pack(b"PK\1\2", _VERSION, *facts, 0, 0, 0, 0, at) + raw)
        at += _LOCAL.size + len(raw) + size
    listed = b"".join(directory)
    count = len(directory)
    return b"".join((*body, listed, _END.pack(b"PK\5\6", 0, 0, count, count, len(listed), at, 0)))
