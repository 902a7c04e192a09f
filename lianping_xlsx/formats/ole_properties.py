"""The property set of an Office document (the stream SummaryInformation): one text is read of it, within its bounds.

Source: [MS-OLEPS] Object Linking and Embedding (OLE) Property Set Data Structures.
"""

from __future__ import annotations

import struct

_HEAD = struct.Struct("<H26xI")
"""The byte order of a stream, and the number of its property sets."""
_FIRST_SET_AT = 44
_BYTE_ORDER = 0xFFFE
_OFFSET = struct.Struct("<I")
_SET_HEAD = struct.Struct("<II")
_ENTRY = struct.Struct("<II")
_TYPED = struct.Struct("<HxxI")
_SHORT = struct.Struct("<Hxxh")
_MOST_PROPERTIES = 1_000
_LONGEST = 1_000
"""Bytes of a text."""
_CODE_PAGE = 1
_BYTES, _WIDE = 30, 31
_ENCODINGS = {936: "gb18030", 1200: "utf-16-le", -535: "utf-8", 65001: "utf-8"}
"""Code pages that Python calls otherwise; -535 is 65001 as a short number."""


def text_property(stream: bytes, number: int) -> str:
    """The text of a property of the first set; '' where there is none.

    Nothing else of the stream is looked at but the code page, and nothing beyond its end. Raises struct.error,
    LookupError or ValueError for what is no property set.
    """
    order, sets = _HEAD.unpack_from(stream)
    if order != _BYTE_ORDER or sets < 1:
        return ""
    (start,) = _OFFSET.unpack_from(stream, _FIRST_SET_AT)
    _, count = _SET_HEAD.unpack_from(stream, start)
    entries = range(min(count, _MOST_PROPERTIES))
    first = start + _SET_HEAD.size
    offsets = dict(_ENTRY.unpack_from(stream, first + _ENTRY.size * index) for index in entries)
    if number not in offsets:
        return ""
    at = start + offsets[number]
    kind, length = _TYPED.unpack_from(stream, at)
    size = length * 2 if kind == _WIDE else length
    raw = stream[at + _TYPED.size : at + _TYPED.size + size]
    if kind not in (_BYTES, _WIDE) or size > min(len(raw), _LONGEST):
        return ""
    encoding = "utf-16-le" if kind == _WIDE else _encoding(stream, start, offsets)
    return raw.decode(encoding, "replace").strip("\0 ")


def _encoding(stream: bytes, start: int, offsets: dict[int, int]) -> str:
    """The encoding of texts in bytes: that of the code page, and without one that of Chinese Windows."""
    if _CODE_PAGE not in offsets:
        return "gb18030"
    _, page = _SHORT.unpack_from(stream, start + offsets[_CODE_PAGE])
    return _ENCODINGS.get(page, f"cp{page}")
