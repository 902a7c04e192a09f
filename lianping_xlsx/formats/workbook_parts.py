"""Two parts of a workbook: declarations (sheets in order, the day from which dates are counted) and shared strings.

Shared strings stay as they are if they are written in the usual way; otherwise they are written anew.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from xml.sax.saxutils import escape

from lianping_xlsx.formats.markup import MAIN, MAINS, OFFICES, PARTED, is_true, main_name, parse_xml
from lianping_xlsx.formats.package import damaged, too_many_bytes, two_contents

_LINKS = tuple(f"{space}{PARTED}id" for space in OFFICES)
_CACHED = 1 << 16
"""The size in bytes below which an outline is cached: that of forms is small, and the same in many files."""
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
    return _cached(part, content) if len(content) < _CACHED else _read(part, content)


def _read(part: str, content: bytes) -> Outline:
    walk = _OutlineWalk(part)
    parse_xml(part, content, walk.start, walk.end, spaces=True)
    if len({sheet.name for sheet in walk.sheets}) != len(walk.sheets):
        raise damaged(part)
    if len(walk.days) > 1 or walk.lists > 1:
        raise two_contents(part, "工作簿的设置重复")
    return Outline(tuple(walk.sheets), True in walk.days)


_cached = lru_cache(maxsize=64)(_read)


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
_TEXT = rb'(?:<t(?:\ xml:space="preserve")?+>[^<]*+</t>|<t\ ?/>)'
_LOOK = rb"(?:<rPr>(?:<[a-zA-Z]++(?:\ [^<>]*+)?+/>)*+</rPr>|<rPr\ ?/>)?+"
_USUAL = re.compile(
    rb"""(?:\xef\xbb\xbf)?(?:<\?xml\ version="1\.0"(?:\ encoding="(?i:utf-8)")?(?:\ standalone="(?:yes|no)")?\s?\?>)?\s*
    <sst(?P<root>\s[^<>]*+)(?:/>|>
      (?:<si>(?:%(text)b|(?:<r>%(look)b%(text)b</r>)++)?+
        (?:<rPh[ ][^<>]*+>%(text)b</rPh>)*+(?:<phoneticPr[^<>]*+/>)?+</si>
        |<si\ ?/>)*+
    </sst>)\s*"""
    % {b"text": _TEXT, b"look": _LOOK},
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
    texts = "".join(f'<si><t xml:space="preserve">{_escaped("".join(each))}</t></si>' for each in walk.strings)
    return f'<sst xmlns="{MAIN}">{texts}</sst>'.encode()


def _escaped(text: str) -> str:
    # A bare carriage return would become a line feed when the text is parsed again.
    return escape(text, {"\r": "&#13;"})


class _StringsWalk:
    """The handlers of expat, and the strings found so far, each in pieces.

    ``_path``: the open elements, '' for one of another namespace. ``_skipped``: the depth in a skipped element.
    """

    def __init__(self, part: str) -> None:
        self.strings: list[list[str]] = []
        self._part = part
        self._path: list[str] = []
        self._skipped = 0

    def start(self, name: str, _: dict[str, str]) -> None:
        """Handler of an opening tag."""
        element = main_name(name)
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
