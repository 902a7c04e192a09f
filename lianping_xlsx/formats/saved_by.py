"""The user name under which a workbook was last saved, as its program wrote it; '' if there is none.

The name is not necessary for anything. It is read within narrow limits, and any fault in it loses only the name.
"""

from __future__ import annotations

import functools
import re
import struct
from collections.abc import Callable
from typing import ParamSpec

from lianping_xlsx.formats.compound import Compound
from lianping_xlsx.formats.package import Limits, Package

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
_LONGEST_TEXT = 1_000
"""The most bytes of a text."""
_CODE_PAGE = 1
_BYTES, _WIDE = 30, 31
_ENCODINGS = {936: "gb18030", 1200: "utf-16-le", -535: "utf-8", 65001: "utf-8"}
"""Encodings of code pages to which Python gives another name; -535 is 65001 as a signed short."""


def text_property(stream: bytes, number: int) -> str:
    """The text of a property of the first property set ([MS-OLEPS]); '' if there is none.

    Besides it only the code page is read. Raises struct.error, LookupError or ValueError for what is no property set.
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
    if kind not in (_BYTES, _WIDE) or size > min(len(raw), _LONGEST_TEXT):
        return ""
    encoding = "utf-16-le" if kind == _WIDE else _encoding(stream, start, offsets)
    return raw.decode(encoding, "replace").strip("\0 ")


def _encoding(stream: bytes, start: int, offsets: dict[int, int]) -> str:
    """The encoding of texts in bytes: of the code page; without one, that of Chinese Windows."""
    if _CODE_PAGE not in offsets:
        return "gb18030"
    _, page = _SHORT.unpack_from(stream, start + offsets[_CODE_PAGE])
    return _ENCODINGS.get(page, f"cp{page}")


CORE = "docprops/core.xml"
"""The part of an xlsx with the name."""
_META = "meta.xml"
_SUMMARY, _LAST_AUTHOR = "\x05SummaryInformation", 8
_MOST_BYTES = 1 << 20
"""The most bytes of the part or stream with the name: a thousand times what programs write."""
_LONGEST = 255
"""The most characters of a name."""
_LAST = re.compile(rb"<(?:\w{1,30}:)?lastModifiedBy\b[^<>]*+>([^<]*+)</")
_CREATOR = re.compile(rb"<dc:creator\b[^<>]*+>([^<]*+)</")
"""In an .ods dc:creator is the last editor; the author is meta:initial-creator."""

Given = ParamSpec("Given")


def _never_raising(read: Callable[Given, str]) -> Callable[Given, str]:
    """A decorator: '' in place of any exception, since a workbook must not be refused because of a name."""

    @functools.wraps(read)
    def read_or_nothing(*args: Given.args, **kwargs: Given.kwargs) -> str:
        try:
            return read(*args, **kwargs)[:_LONGEST]
        except Exception:
            return ""

    return read_or_nothing


@_never_raising
def editor_of_core(content: bytes) -> str:
    """The name in the properties of an xlsx (cp:lastModifiedBy)."""
    return _found(_LAST, content)


@_never_raising
def editor_of_xlsb(data: bytes, limits: Limits) -> str:
    """The name in the same part as of an xlsx."""
    return _found(_LAST, _part(data, limits, CORE))


@_never_raising
def editor_of_ods(data: bytes, limits: Limits) -> str:
    """The name in meta.xml."""
    return _found(_CREATOR, _part(data, limits, _META))


@_never_raising
def editor_of_xls(data: bytes) -> str:
    """The name in the stream SummaryInformation."""
    compound = Compound(data)
    if _SUMMARY not in compound or compound.size(_SUMMARY) > _MOST_BYTES:
        return ""
    return text_property(compound.read(_SUMMARY), _LAST_AUTHOR)


def _part(data: bytes, limits: Limits, name: str) -> bytes:
    package = Package(data, limits)
    return package.read(name) if name in package and package.size(name) <= _MOST_BYTES else b""


def _found(pattern: re.Pattern[bytes], content: bytes) -> str:
    match = pattern.search(content[:_MOST_BYTES])
    name = match[1].decode("utf-8", "replace") if match else ""
    if "&" in name:
        # Imported here: few names have an entity, and the module has a large table of them.
        import html

        name = html.unescape(name)
    return name.strip()
