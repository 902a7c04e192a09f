"""Who saved a workbook last, as it says itself: a user name that its program was told; empty where it does not."""

from __future__ import annotations

import re

from lianping_xlsx.sheets.compound import Compound
from lianping_xlsx.sheets.parts import Limits, Package, Refused

CORE = "docprops/core.xml"
"""The part of an xlsx that tells."""
_META = "meta.xml"
_LAST = re.compile(rb"<(?:\w+:)?lastModifiedBy\b[^>]*>([^<]*)</")
_CREATOR = re.compile(rb"<dc:creator\b[^>]*>([^<]*)</")
"""In an .ods it is the last one; who made it is the meta:initial-creator."""


def editor_of_core(content: bytes) -> str:
    """From the properties of an xlsx (cp:lastModifiedBy)."""
    return _found(_LAST, content)


def editor_of_xlsb(data: bytes, limits: Limits) -> str:
    """From the same part as of an xlsx."""
    return editor_of_core(_part(data, limits, CORE))


def editor_of_ods(data: bytes, limits: Limits) -> str:
    """From meta.xml."""
    return _found(_CREATOR, _part(data, limits, _META))


def editor_of_xls(data: bytes) -> str:
    """From the stream SummaryInformation."""
    try:
        return Compound(data).last_saved_by()
    except Refused:
        return ""


def _part(data: bytes, limits: Limits, name: str) -> bytes:
    try:
        package = Package(data, limits)
        return package.read(name) if name in package else b""
    except Refused:
        return b""


def _found(pattern: re.Pattern[bytes], content: bytes) -> str:
    match = pattern.search(content)
    name = match[1].decode("utf-8", "replace") if match else ""
    if "&" in name:
        import html

        name = html.unescape(name)
    return name.strip()
