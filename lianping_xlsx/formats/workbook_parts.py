"""The parts of an xlsx beside its sheets: declarations, shared strings, and the looks that its styles give to cells.

Declarations are the sheets in order and the day from which dates are counted. Shared strings stay as they are if they
are written in the usual way; otherwise they are written anew. Looks are formats and colours that may hide a value or
show another one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import field
from functools import lru_cache

from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.formats.colours import BLACK, INK, THEME, USUAL, WHITE, Colour, are_alike, of_hex, of_palette
from lianping_xlsx.formats.markup import (
    MAIN,
    MAINS,
    OFFICES,
    PARTED,
    as_attribute,
    as_text,
    is_true,
    main_name,
    parse_xml,
)
from lianping_xlsx.formats.number_format import BUILT_IN, code_of, may_differ
from lianping_xlsx.formats.package import damaged, too_large, too_many_bytes, two_contents

_LINKS = tuple(f"{space}{PARTED}id" for space in OFFICES)
_CACHED = 1 << 16
"""The size in bytes below which an outline or looks are cached: those of forms are small and alike in many files."""
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


_MOST_STYLES = 65_536
"""The largest number of styles; Excel accepts a few less."""
_FIRST_OWN = 164
"""The lowest number of a format that a workbook declares itself."""
_DATELESS = re.compile(r"(?i:general)|[-+0#?.,%;()@_ ]*+")
"""Codes without letters, quotes and brackets, in which no part of a date can stand."""


@dataclass(frozen=True, slots=True)
class Looks:
    """The looks of a workbook. ``odd``: the codes of the number formats that may show something else than the value, by
    style; None for a style in which nothing can be seen. ``struck``: the styles whose text is struck through.

    ``content``: a part of styles with the number formats only, by which calamine recognizes dates. ``dateless``: the
    styles, as XML writes their numbers, in which a number surely is no point in time.
    """

    odd: Mapping[int, str | None] = field(default_factory=dict)
    dateless: frozenset[bytes] = frozenset()
    content: bytes = b""
    struck: frozenset[int] = frozenset()


def read_looks(part: str, content: bytes) -> Looks:
    """Read the looks from the part of the styles.

    Raises Refused: file.hostile-xml, file.damaged, file.too-large, file.two-contents.
    """
    return _cached_looks(part, content) if len(content) < _CACHED else _read_looks(part, content)


def _read_looks(part: str, content: bytes) -> Looks:
    walk = _LooksWalk(part)
    parse_xml(part, content, walk.start, walk.end, spaces=True)
    if any(walk.lists.count(each) > 1 for each in ("cellXfs", "numFmts")):
        raise two_contents(part, "格式清单重复")
    return Looks(dict(walk.odd()), walk.dateless(), walk.written(), walk.struck())


_cached_looks = lru_cache(maxsize=64)(_read_looks)


class _LooksWalk:
    """The handlers of expat, and the formats, fonts, fills and styles found so far. ``_path``: the open elements."""

    def __init__(self, part: str) -> None:
        self.lists: list[str] = []
        self._part = part
        self._path: list[str] = []
        self._codes: dict[int, str] = {}
        self._styles: list[tuple[int, int, int]] = []
        self._fonts: list[Colour | None] = []
        self._struck: set[int] = set()
        self._fills: list[Colour | None] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Handler of an opening tag."""
        path = self._path
        path.append(main_name(name))
        if len(path) == 2:
            self.lists.append(path[1])
        elif len(path) == 3:
            self._take(path[1], path[2], attributes)
        elif len(path) == 4 and path[1:] == ["fonts", "font", "color"]:
            self._fonts[-1] = _colour(attributes)
        elif len(path) == 4 and path[1:] == ["fonts", "font", "strike"] and is_true(attributes.get("val", "1")):
            self._struck.add(len(self._fonts) - 1)
        elif len(path) == 4 and path[1:] == ["fills", "fill", "patternFill"]:
            plain = attributes.get("patternType", "none")
            self._fills[-1] = WHITE if plain == "none" else None
            self._solid = plain == "solid"
        elif len(path) == 5 and path[1:] == ["fills", "fill", "patternFill", "fgColor"] and self._solid:
            self._fills[-1] = _colour(attributes)

    def end(self, _: str) -> None:
        """Handler of a closing tag."""
        self._path.pop()

    def _take(self, group: str, element: str, attributes: dict[str, str]) -> None:
        wanted = {"numFmts": "numFmt", "cellXfs": "xf", "fonts": "font", "fills": "fill"}.get(group)
        if wanted is None:
            return
        if element != wanted:
            raise two_contents(self._part, group)
        if group == "numFmts":
            self._codes[_number(attributes.get("numFmtId"))] = attributes.get("formatCode", "")
        elif group == "cellXfs":
            # One iterator, taken three times, gives one triple.
            numbers = (_number(attributes.get(key)) for key in ("numFmtId", "fontId", "fillId"))
            self._styles.append(next(zip(numbers, numbers, numbers, strict=False)))
            if len(self._styles) > _MOST_STYLES:
                raise too_large("单元格格式数", _MOST_STYLES)
        elif group == "fonts":
            self._fonts.append(BLACK)
        else:
            self._fills.append(WHITE)

    def odd(self) -> dict[int, str | None]:
        """See ``Looks.odd``. Each format and each pair of font and fill is judged once, since styles are many."""
        codes = {number: code_of(number, self._codes.get(number)) for number in {style[0] for style in self._styles}}
        differing = {number: code for number, code in codes.items() if may_differ(code)}
        alike = {pair: self._is_unseen(*pair) for pair in {style[1:] for style in self._styles}}
        found: dict[int, str | None] = {}
        for at, (number, font, fill) in enumerate(self._styles):
            if alike[font, fill]:
                found[at] = None
            elif number in differing:
                found[at] = differing[number]
        return found

    def struck(self) -> frozenset[int]:
        """See ``Looks.struck``."""
        return frozenset(at for at, (_, font, _) in enumerate(self._styles) if font in self._struck)

    def dateless(self) -> frozenset[bytes]:
        """See ``Looks.dateless``."""
        formats = {number for number, _, _ in self._styles}
        plain = {number for number in formats if self._is_dateless(number)}
        return frozenset(b"%d" % at for at, (number, _, _) in enumerate(self._styles) if number in plain)

    def _is_dateless(self, number: int) -> bool:
        code = self._codes.get(number)
        known = number in BUILT_IN if code is None else number in BUILT_IN or number >= _FIRST_OWN
        return known and _DATELESS.fullmatch(code_of(number, code)) is not None

    def _is_unseen(self, font: int, fill: int) -> bool:
        ink = self._fonts[font] if font < len(self._fonts) else None
        paper = self._fills[fill] if fill < len(self._fills) else None
        return are_alike(ink, paper)

    def written(self) -> bytes:
        """The number formats, and their numbers by style, as a new part."""
        codes = "".join(f'<numFmt numFmtId="{n}" formatCode={as_attribute(code)}/>' for n, code in self._codes.items())
        styles = "".join(f'<xf numFmtId="{number}"/>' for number, _, _ in self._styles)
        return f'<styleSheet xmlns="{MAIN}"><numFmts>{codes}</numFmts><cellXfs>{styles}</cellXfs></styleSheet>'.encode()


def _number(text: str | None) -> int:
    """The number in an attribute; 0 if it is absent, no number, or longer than any index."""
    return int(text) if text is not None and text.isdecimal() and len(text) < 10 else 0


def _colour(attributes: Mapping[str, str]) -> Colour | None:
    """The colour as red, green and blue; None if it cannot be computed here."""
    # A tint makes the colour lighter or darker.
    if attributes.get("tint", "").strip("0."):
        return None
    if "rgb" in attributes:
        return of_hex(attributes["rgb"][-6:])
    if "theme" in attributes:
        return THEME.get(_number(attributes["theme"]))
    if "indexed" not in attributes:
        return None
    number = _number(attributes["indexed"])
    return BLACK if number == INK else of_palette(USUAL, number)
