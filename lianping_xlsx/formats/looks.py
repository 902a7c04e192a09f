"""The looks of cells: the formats and colours that may hide a value or show it as something else."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import field
from functools import lru_cache
from itertools import zip_longest

from lianping_xlsx.core.light_dataclass import dataclass, replace
from lianping_xlsx.formats.colours import BLACK, INK, THEME, USUAL, WHITE, Colour, are_alike, of_hex, of_palette, tinted
from lianping_xlsx.formats.markup import MAIN, PARTED, as_attribute, is_true, main_name, parse_xml
from lianping_xlsx.formats.number_format import BUILT_IN, code_of, may_differ
from lianping_xlsx.formats.package import too_large, two_contents

_CACHED = 1 << 16
"""The size in bytes below which the looks of a part are cached: thousands of forms have the same."""
_MOST_STYLES = 65_536
"""The largest number of styles; Excel accepts a few less."""
_FIRST_OWN = 164
"""The lowest number of a format that a workbook declares itself."""
_BEFORE_PALETTE = 8
"""The number of colours in front of those of the palette, which are the same as its first."""
_OF_THEME = ("lt1", "dk1", "lt2", "dk2", *(f"accent{number}" for number in range(1, 7)), "hlink", "folHlink")
"""The names of the colours of a theme in the order of the numbers under which styles name them."""
_DATELESS = re.compile(r"(?i:general)|[-+0#?.,%;()@_ ]*+")
"""Codes without letters, quotes and brackets, in which no part of a date can stand."""


@dataclass(frozen=True, slots=True)
class Colours:
    """The colours that a workbook names: those of its theme by their numbers, and those of its palette from 8 on."""

    theme: Sequence[Colour | None] = THEME
    palette: Sequence[Colour] = USUAL

    def of(self, attributes: Mapping[str, str]) -> Colour | None:
        """The colour in the attributes of an element; None if it cannot be computed here."""
        tint = attributes.get("tint", "0")
        if "rgb" in attributes:
            found = of_hex(attributes["rgb"][-6:])
        elif "theme" in attributes:
            number = _number(attributes["theme"])
            found = self.theme[number] if number < len(self.theme) else None
        elif "indexed" in attributes:
            number = _number(attributes["indexed"])
            found = BLACK if number == INK else of_palette(self.palette, number)
        else:
            found = None
        return found if found is None or not tint.strip("0.") else tinted(found, tint)


@dataclass(frozen=True, slots=True)
class ChangedLook:
    """The part of a look that a conditional format replaces. None: the look of the cell stays.

    ``ink``, ``paper``: the attributes of the colours of text and background. ``code``: of the number format.
    """

    ink: Mapping[str, str] | None = None
    paper: Mapping[str, str] | None = None
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Looks:
    """The looks of a workbook. ``odd``: the codes of the number formats that may show something else than the value, by
    style; None for a style in which nothing can be seen. ``struck``: the styles whose text is struck through.

    ``content``: a part of styles with the number formats only, by which calamine recognizes dates. ``dateless``: the
    styles, as XML writes their numbers, in which a number surely is no point in time. ``pairs``: the colours of text
    and background of each style. ``changed``: the looks of conditional formats, by their numbers; ``may_change``: True
    if a cell with one of them may show something else than its value.
    """

    odd: Mapping[int, str | None] = field(default_factory=dict)
    dateless: frozenset[bytes] = frozenset()
    content: bytes = b""
    struck: frozenset[int] = frozenset()
    colours: Colours = field(default_factory=Colours)
    pairs: tuple[tuple[Colour | None, Colour | None], ...] = ()
    changed: tuple[ChangedLook, ...] = ()
    may_change: bool = False

    def hidden_under(self, look: ChangedLook) -> frozenset[int]:
        """The styles of which a cell with this look may show something else than its value."""
        if look.code is not None and may_differ(look.code):
            return frozenset(range(max(len(self.pairs), 1)))
        if look.ink is None and look.paper is None:
            return frozenset()
        ink, paper = (None if each is None else self.colours.of(each) for each in (look.ink, look.paper))
        return frozenset(
            style
            for style, (own_ink, own_paper) in enumerate(self.pairs or ((BLACK, WHITE),))
            if are_alike(own_ink if look.ink is None else ink, own_paper if look.paper is None else paper)
            and not are_alike(own_ink, own_paper)
        )


def read_looks(part: str, content: bytes, theme: Sequence[Colour | None] = THEME) -> Looks:
    """Read the looks from the part of the styles. ``theme``: the colours of the workbook's theme by their numbers.

    Raises Refused: file.hostile-xml, file.damaged, file.too-large, file.two-contents.
    """
    read = _cached_looks if len(content) < _CACHED else _read_looks
    return read(part, content, tuple(theme))


def _read_looks(part: str, content: bytes, theme: Sequence[Colour | None]) -> Looks:
    walk = _LooksWalk(part)
    parse_xml(part, content, walk.start, walk.end, spaces=True)
    if any(walk.lists.count(each) > 1 for each in ("cellXfs", "numFmts")):
        raise two_contents(part, "格式清单重复")
    return walk.looks(theme)


_cached_looks = lru_cache(maxsize=64)(_read_looks)


class ChangedLooksReader:
    """The handler of the elements of ``dxf``: the looks that conditional formats give, in order."""

    def __init__(self) -> None:
        self._looks: list[ChangedLook] = []

    @property
    def found(self) -> tuple[ChangedLook, ...]:
        """The looks so far."""
        return tuple(self._looks)

    def take(self, path: Sequence[str], attributes: Mapping[str, str]) -> None:
        """Take an element. ``path``: the names from ``dxf`` down to its own."""
        looks = self._looks
        match path:
            case ("dxf",):
                looks.append(ChangedLook())
            case ("dxf", "font", "color"):
                looks[-1] = replace(looks[-1], ink=attributes)
            case ("dxf", "fill", "patternFill", "fgColor") if looks[-1].paper is None:
                looks[-1] = replace(looks[-1], paper=attributes)
            # Here the colour of a plain background is that which patterns have behind them.
            case ("dxf", "fill", "patternFill", "bgColor"):
                looks[-1] = replace(looks[-1], paper=attributes)
            case ("dxf", "numFmt"):
                looks[-1] = replace(looks[-1], code=attributes.get("formatCode", ""))
            case _:
                pass


class _LooksWalk:
    """The handlers of expat, and the formats, fonts, fills and styles found so far. ``_path``: the open elements."""

    def __init__(self, part: str) -> None:
        self.lists: list[str] = []
        self._part = part
        self._path: list[str] = []
        self._codes: dict[int, str] = {}
        self._styles: list[tuple[int, int, int]] = []
        self._fonts: list[Colour | Mapping[str, str]] = []
        self._struck: set[int] = set()
        self._fills: list[Colour | Mapping[str, str] | None] = []
        self._palette: list[Colour] = []
        self._changed = ChangedLooksReader()

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Handler of an opening tag."""
        path = self._path
        path.append(main_name(name))
        if len(path) == 2:
            self.lists.append(path[1])
        elif path[1:2] == ["dxfs"]:
            self._changed.take(path[2:], attributes)
        elif len(path) == 3:
            self._take(path[1], path[2], attributes)
        else:
            self._take_part(path[1:], attributes)

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

    def _take_part(self, path: Sequence[str], attributes: dict[str, str]) -> None:
        """Take an element within a font or fill, or a colour of the palette."""
        match path:
            case ["fonts", "font", "color"]:
                self._fonts[-1] = attributes
            case ["fonts", "font", "strike"] if is_true(attributes.get("val", "1")):
                self._struck.add(len(self._fonts) - 1)
            case ["fills", "fill", "patternFill"]:
                plain = attributes.get("patternType", "none")
                self._fills[-1] = WHITE if plain == "none" else None
                self._solid = plain == "solid"
            case ["fills", "fill", "patternFill", "fgColor"] if self._solid:
                self._fills[-1] = attributes
            case ["colors", "indexedColors", "rgbColor"]:
                self._palette.append(of_hex(attributes.get("rgb", "")[-6:]) or WHITE)
            case _:
                pass

    def looks(self, theme: Sequence[Colour | None]) -> Looks:
        """The looks, after the whole part was parsed."""
        own = self._palette[_BEFORE_PALETTE:]
        colours = Colours(theme, (*own, *USUAL[len(own) :]))
        inks = [colours.of(each) if isinstance(each, Mapping) else each for each in self._fonts]
        papers = [colours.of(each) if isinstance(each, Mapping) else each for each in self._fills]
        pairs = tuple(
            (inks[font] if font < len(inks) else None, papers[fill] if fill < len(papers) else None)
            for _, font, fill in self._styles
        )
        struck = frozenset(at for at, (_, font, _) in enumerate(self._styles) if font in self._struck)
        odd = self._odd(pairs)
        found = Looks(odd, self._dateless(), self._written(), struck, colours, pairs, self._changed.found)
        return replace(found, may_change=any(map(found.hidden_under, found.changed)))

    def _odd(self, pairs: Sequence[tuple[Colour | None, Colour | None]]) -> dict[int, str | None]:
        """See ``Looks.odd``. Each format and each pair of colours is judged once, since styles are many."""
        codes = {number: code_of(number, self._codes.get(number)) for number in {style[0] for style in self._styles}}
        differing = {number: code for number, code in codes.items() if may_differ(code)}
        unseen = {pair for pair in set(pairs) if are_alike(*pair)}
        found: dict[int, str | None] = {}
        for at, ((number, _, _), pair) in enumerate(zip(self._styles, pairs, strict=True)):
            if pair in unseen:
                found[at] = None
            elif number in differing:
                found[at] = differing[number]
        return found

    def _dateless(self) -> frozenset[bytes]:
        """See ``Looks.dateless``."""
        formats = {number for number, _, _ in self._styles}
        plain = {number for number in formats if self._is_dateless(number)}
        return frozenset(b"%d" % at for at, (number, _, _) in enumerate(self._styles) if number in plain)

    def _is_dateless(self, number: int) -> bool:
        code = self._codes.get(number)
        known = number in BUILT_IN if code is None else number in BUILT_IN or number >= _FIRST_OWN
        return known and _DATELESS.fullmatch(code_of(number, code)) is not None

    def _written(self) -> bytes:
        """The number formats, and their numbers by style, as a new part."""
        codes = "".join(f'<numFmt numFmtId="{n}" formatCode={as_attribute(code)}/>' for n, code in self._codes.items())
        styles = "".join(f'<xf numFmtId="{number}"/>' for number, _, _ in self._styles)
        return f'<styleSheet xmlns="{MAIN}"><numFmts>{codes}</numFmts><cellXfs>{styles}</cellXfs></styleSheet>'.encode()


def theme_colours(part: str, content: bytes) -> tuple[Colour | None, ...]:
    """The colours of a theme by the numbers under which styles name them. Raises Refused as :func:`read_looks`."""
    return _cached_theme(part, content) if len(content) < _CACHED else _read_theme(part, content)


def _read_theme(part: str, content: bytes) -> tuple[Colour | None, ...]:
    found: dict[str, Colour | None] = {}
    path: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        path.append(name.rpartition(PARTED)[2])
        if len(path) == 5 and path[2] == "clrScheme":
            found.setdefault(path[3], of_hex(attributes.get("lastClr", attributes.get("val", ""))))

    def end(_: str) -> None:
        path.pop()

    parse_xml(part, content, start, end, spaces=True)
    return tuple(found.get(name) or usual for name, usual in zip_longest(_OF_THEME, THEME))


_cached_theme = lru_cache(maxsize=64)(_read_theme)


def _number(text: str | None) -> int:
    """The number in an attribute; 0 if it is absent, no number, or longer than any index."""
    return int(text) if text is not None and text.isdecimal() and len(text) < 10 else 0
