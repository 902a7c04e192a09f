"""Who saved a workbook last, as it says itself: a user name that its program was told; empty where it does not.

The name is a courtesy: it is read within narrow bounds, and whatever is wrong with it costs nothing but the name.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from typing import ParamSpec

from lianping_xlsx.formats.compound import Compound
from lianping_xlsx.formats.ole_properties import text_property
from lianping_xlsx.formats.package import Limits, Package

CORE = "docprops/core.xml"
"""The part of an xlsx that tells."""
_META = "meta.xml"
_SUMMARY, _LAST_AUTHOR = "\x05SummaryInformation", 8
_MOST_BYTES = 1 << 20
"""Of the part or stream that tells: a thousand times what programs write."""
_LONGEST = 255
"""Characters of a name."""
_LAST = re.compile(rb"<(?:\w{1,30}:)?lastModifiedBy\b[^<>]*+>([^<]*+)</")
_CREATOR = re.compile(rb"<dc:creator\b[^<>]*+>([^<]*+)</")
"""In an .ods it is the last one; who made it is the meta:initial-creator."""

Given = ParamSpec("Given")


def _courtesy(read: Callable[Given, str]) -> Callable[Given, str]:
    """A name that cannot be read is none: a workbook must not be refused for it."""

    @functools.wraps(read)
    def read_or_nothing(*args: Given.args, **kwargs: Given.kwargs) -> str:
        try:
            return read(*args, **kwargs)[:_LONGEST]
        except Exception:
            return ""

    return read_or_nothing


@_courtesy
def editor_of_core(content: bytes) -> str:
    """From the properties of an xlsx (cp:lastModifiedBy)."""
    return _found(_LAST, content)


@_courtesy
def editor_of_xlsb(data: bytes, limits: Limits) -> str:
    """From the same part as of an xlsx."""
    return _found(_LAST, _part(data, limits, CORE))


@_courtesy
def editor_of_ods(data: bytes, limits: Limits) -> str:
    """From meta.xml."""
    return _found(_CREATOR, _part(data, limits, _META))


@_courtesy
def editor_of_xls(data: bytes) -> str:
    """From the stream SummaryInformation."""
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
        import html

        name = html.unescape(name)
    return name.strip()
