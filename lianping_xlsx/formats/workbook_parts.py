"""The parts of an xlsx beside its sheets and styles: declarations and shared strings.

Declarations are the sheets in order and the day from which dates are counted. Shared strings stay as they are if they
are written in the usual way; otherwise they are written anew.
"""

from __future__ import annotations

import re
from dataclasses import field
from functools import lru_cache

from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.formats.markup import (
    MAIN,
    MAINS,
    OFFICES,
    PARTED,
    as_text,
    is_true,
    main_name,
    parse_xml,
)
from lianping_xlsx.formats.package import damaged, too_many_bytes, two_contents

_LINKS = tuple(f"{space}{PARTED}id" for space in OFFICES)
_CACHED = 1 << 16
"""The size in bytes below which an outline is cached: those of forms are small and alike in many files."""
_MOST_BYTES = 16 << 20


@dataclass(frozen=True, slots=True)
class Declared:
    """A declared sheet. ``link``: the id of its relationship, ``''`` if it has none."""

    name: str
    visible: bool
    link: str


@dataclass(frozen=True, slots=True)
class Outline:
    """The sheets, and the date system. ``since_1904``: days are counted from 1904-01-01."""

    sheets: tuple[Declared, ...]
    since_1904: bool


def read_outline(part: str, content: bytes) -> Outline:
    """Read the outline from the part of a workbook.

    Raises Refused: file.hostile-xml, file.damaged (also for two sheets of one name), file.too-large, and
    file.two-contents for sheets outside of their list or settings that occur twice.
    """
    if len(content) > _MOST_BYTES:
        raise too_many_bytes("工作簿结构", _MOST_BYTES)
    return _cached_outline(part, content) if len(content) < _CACHED else _read_outline(part, content)


def _read_outline(part: str, content: bytes) -> Outline:
    walk = _OutlineWalk(part)
    parse_xml(part, content, walk.start, walk.end, spaces=True)
    if len({sheet.name for sheet in walk.sheets}) != len(walk.sheets):
        raise damaged(part)
    if len(walk.days) > 1 or walk.lists > 1:
        raise two_contents(part, "工作簿的设置重复")
    return Outline(tuple(walk.sheets), True in walk.days)


_cached_outline = lru_cache(maxsize=64)(_read_outline)


@dataclass(slots=True)
class _OutlineWalk:
    part: str
    sheets: list[Declared] = field(default_factory=list)
    days: set[bool] = field(default_factory=set)
    lists: int = 0
    path: list[str] = field(default_factory=list)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        element = main_name(name)
        inside = self.path == ["workbook", "sheets"]
        if inside != (element == "sheet"):
            raise two_contents(self.part, "工作表清单")
        if inside:
            links = [attributes[key] for key in _LINKS if key in attributes]
            visible = attributes.get("state", "visible") == "visible"
            self.sheets.append(Declared(attributes.get("name", ""), visible, links[0] if links else ""))
        elif element == "workbookPr":
            self.days.add(is_true(attributes.get("date1904")))
        elif element == "sheets":
            self.lists += 1
        self.path.append(element)

    def end(self, _: str) -> None:
        self.path.pop()


# Strings as Excel, WPS, LibreOffice, XlsxWriter and openpyxl write them, also in runs of one style, and with the
# pronunciation of Chinese, which no program shows.
_TEXT = rb'(?:<t(?>\ xml:space="preserve")?+>[^<\x00-\x08\x0b\x0c\x0e-\x1f]*+</t>|<t\ ?/>)'
_VALUE = rb'="[^"<>&]*+"'
# An attribute that may stand there twice would have to be looked for: no look has more than two, each in its place.
_LOOKS = rb"(?:rFont|charset|family|b|i|strike|outline|shadow|condense|extend|color|sz|u|vertAlign|scheme)"
"""ECMA-376 Part 1, CT_RPrElt. Of other elements calamine takes some for the end of the string."""
_LOOK = rb"""(?><rPr>(?><%(name)b(?>\ (?:val|rgb|theme|indexed|auto)%(value)b)?+(?>\ tint%(value)b)?+\ ?/>)*+</rPr>
    |<rPr\ ?/>)?+""" % {b"name": _LOOKS, b"value": _VALUE}
_SPOKEN = rb"""(?><rPh\ sb%(value)b\ eb%(value)b>%(text)b</rPh>)*+
    (?><phoneticPr\ fontId%(value)b(?>\ type%(value)b)?+(?>\ alignment%(value)b)?+\ ?/>)?+""" % {
    b"value": _VALUE,
    b"text": _TEXT,
}
_USUAL = re.compile(
    rb"""(?:\xef\xbb\xbf)?(?:<\?xml\ version="1\.0"(?:\ encoding="(?i:utf-8)")?(?:\ standalone="(?:yes|no)")?\s?\?>)?\s*
    <sst(?P<root>\s[^<>]*+)(?:(?<=/)>|(?<!/)>
      (?><si>(?>%(text)b|(?><r>%(look)b%(text)b</r>)++)?+
        %(spoken)b</si>
        |<si\ ?/>)*+
    </sst>)\s*"""
    % {b"text": _TEXT, b"look": _LOOK, b"spoken": _SPOKEN},
    re.VERBOSE,
)
_SKIPPED = ("rPr", "rPh", "phoneticPr", "extLst")


def plain_strings(part: str, content: bytes, *, anew: bool = False) -> bytes:
    """The part of the shared strings in a form that all programs read alike. ``anew``: write it anew in any case.

    Raises Refused: file.hostile-xml, file.damaged, file.two-contents for an unknown element in a string.
    """
    match = None if anew else _USUAL.fullmatch(content)
    if match and any(b' xmlns="%s"' % space.encode() in match["root"] for space in MAINS):
        return content
    walk = _StringsWalk(part)
    parse_xml(part, content, walk.start, walk.end, walk.characters, spaces=True)
    texts = "".join(f'<si><t xml:space="preserve">{as_text("".join(each))}</t></si>' for each in walk.strings)
    return f'<sst xmlns="{MAIN}">{texts}</sst>'.encode()


def struck_strings(part: str, content: bytes) -> frozenset[int]:
    """The indexes of shared strings of which a run is struck through. Raises Refused as ``plain_strings`` does."""
    if b"strike" not in content:
        return frozenset()
    walk = _StringsWalk(part)
    parse_xml(part, content, walk.start, walk.end, walk.characters, spaces=True)
    return frozenset(walk.struck)


class _StringsWalk:
    """The handlers of expat, and the strings found so far, each in pieces.

    ``struck``: the indexes of those of which a run is struck through. ``_path``: the open elements, '' for one of
    another namespace. ``_skipped``: the depth in a skipped element.
    """

    def __init__(self, part: str) -> None:
        self.strings: list[list[str]] = []
        self.struck: set[int] = set()
        self._part = part
        self._path: list[str] = []
        self._skipped = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Handler of an opening tag."""
        element = main_name(name)
        if element == "strike" and self._path == ["sst", "si", "r"] and is_true(attributes.get("val", "1")):
            self.struck.add(len(self.strings) - 1)
        if self._skipped or element in _SKIPPED:
            self._skipped += 1
            return
        self._path.append(element)
        if self._path == ["sst", "si"]:
            self.strings.append([])
        elif len(self._path) > 1 and self._path not in (
            ["sst", "si", "t"],
            ["sst", "si", "r"],
            ["sst", "si", "r", "t"],
        ):
            raise two_contents(self._part, name.rpartition(" ")[2])

    def end(self, _: str) -> None:
        """Handler of a closing tag."""
        if self._skipped:
            self._skipped -= 1
        else:
            self._path.pop()

    def characters(self, text: str) -> None:
        """Handler of text."""
        if not self._skipped and self._path[-1:] == ["t"]:
            self.strings[-1].append(text)
