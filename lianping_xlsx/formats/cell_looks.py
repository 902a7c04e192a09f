"""The looks of cells in an xlsx: formats and colours of its styles that may hide a value or show another one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from xml.sax.saxutils import quoteattr

from lianping_xlsx.formats.colours import BLACK, INK, THEME, USUAL, WHITE, Colour, are_alike, of_hex, of_palette
from lianping_xlsx.formats.markup import MAIN, main_name, parse_xml
from lianping_xlsx.formats.number_format import code_of, may_differ
from lianping_xlsx.formats.package import too_large, two_contents

_CACHED = 1 << 16
"""The size in bytes below which styles are cached: those of forms are small, and the same in every form."""
_MOST_STYLES = 65_536
"""The largest number of styles; Excel accepts a few less."""


@dataclass(frozen=True, slots=True)
class Looks:
    """The looks of a workbook. ``odd``: the codes of the number formats that may show something else than the value, by
    style; None for a style in which nothing can be seen.

    ``content``: a part of styles with the number formats only, by which calamine recognizes dates.
    """

    odd: Mapping[int, str | None] = field(default_factory=dict)
    content: bytes = b""


def read_looks(part: str, content: bytes) -> Looks:
    """Read the looks from the part of the styles.

    Raises Refused: file.hostile-xml, file.damaged, file.too-large, file.two-contents.
    """
    return _cached(part, content) if len(content) < _CACHED else _read(part, content)


def _read(part: str, content: bytes) -> Looks:
    walk = _LooksWalk(part)
    parse_xml(part, content, walk.start, walk.end, spaces=True)
    if any(walk.lists.count(each) > 1 for each in ("cellXfs", "numFmts")):
        raise two_contents(part, "格式清单重复")
    return Looks(dict(walk.odd()), walk.written())


_cached = lru_cache(maxsize=64)(_read)


class _LooksWalk:
    """The handlers of expat, and the formats, fonts, fills and styles found so far. ``_path``: the open elements."""

    def __init__(self, part: str) -> None:
        self.lists: list[str] = []
        self._part = part
        self._path: list[str] = []
        self._codes: dict[int, str] = {}
        self._styles: list[tuple[int, int, int]] = []
        self._fonts: list[Colour | None] = []
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

    def _is_unseen(self, font: int, fill: int) -> bool:
        ink = self._fonts[font] if font < len(self._fonts) else None
        paper = self._fills[fill] if fill < len(self._fills) else None
        return are_alike(ink, paper)

    def written(self) -> bytes:
        """The number formats, and their numbers by style, as a new part."""
        codes = "".join(f'<numFmt numFmtId="{n}" formatCode={quoteattr(code)}/>' for n, code in self._codes.items())
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
