"""The styles of a workbook with those added that its annotated copy needs: of marked cells, and of the list."""

from __future__ import annotations

import re
from functools import lru_cache

from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.formats.markup import main_name, parse_xml
from lianping_xlsx.formats.plain_zip import ZipPart, deflated, deflated_once
from lianping_xlsx.spreadsheet.remarks import LIST_HEADING, TEXT_SIZE, TITLE_SIZE
from lianping_xlsx.spreadsheet.styles import BODY_FONT, HEADING_FONT

_XF = re.compile(rb'<xf(?> [A-Za-z]+="[^"<>]*")*+ ?(?:/>|>.*?</xf>)', re.DOTALL)
_START = re.compile(rb"<xf\b([^<>]*?)(/?>)")
_FILL = re.compile(rb' (?:fillId|applyFill)="[^"]*"')
_ATTRIBUTES = re.compile(rb'(?> [A-Za-z0-9:]+="[^"<>]*")*+')
_LISTS = {
    b"fonts": re.compile(rb"<font[ />]"),
    b"fills": re.compile(rb"<fill[ />]"),
    b"borders": re.compile(rb"<border[ />]"),
    b"cellXfs": _XF,
}
"""The lists of the styles to which others are added, and what each of their elements begins with."""
_MOST = 64_000
"""The most cell styles of a copy; Excel takes 65,490."""
_SMALL = 1 << 16
"""The size in bytes below which styles are kept for the next workbook: those of forms are small, and alike."""
_FONTS = ((HEADING_FONT, TITLE_SIZE), (BODY_FONT, TEXT_SIZE), (HEADING_FONT, TEXT_SIZE))
_BORDER = "".join(f'<{side} style="thin"/>' for side in ("left", "right", "top", "bottom"))
_ADDED_FONTS = "".join(f'<font><sz val="{size}"/><name val="{name}"/></font>' for name, size in _FONTS).encode()
_ADDED_BORDER = f"<border>{_BORDER}</border>".encode()
_LOOKS = (
    (0, False, False, ""),
    (1, False, False, ""),
    (2, True, True, "center"),
    (1, False, True, "center"),
    (1, False, True, "left"),
)
"""Of the cells of the list: the index of the font, whether there is a fill, and a border, and where the text stands."""


@dataclass(frozen=True, slots=True)
class _Read:
    """The cell styles, and how many fonts, fills and borders there are."""

    xfs: tuple[bytes, ...]
    fonts: int
    fills: int
    borders: int


class PatchedStyles:
    """Styles to which others are added; the numbers of those of the list are known from the beginning.

    Raises ValueError if the styles lack one of their lists, or it is not written in the usual way.
    """

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._small = len(content) < _SMALL
        self._read = (_read_again if self._small else _read)(content)
        self.title, self.intro, self.head, self.centred, self.left = range(
            len(self._read.xfs), len(self._read.xfs) + len(_LOOKS)
        )
        self._marked: dict[tuple[int, str], int] = {}

    def marked(self, style: int, fill: str) -> int:
        """The number of a style that is as ``style``, with the colour ``fill``. Raises IndexError."""
        if style >= len(self._read.xfs):
            raise IndexError(style)
        return self._marked.setdefault((style, fill), self.left + 1 + len(self._marked))

    def part(self, name: str) -> ZipPart:
        """The part of the styles with those that were added."""
        added, packed = (_added_again, deflated_once) if self._small else (_added, deflated)
        return packed(name, added(self._content, tuple(self._marked)))


def _read(content: bytes) -> _Read:
    found = [pattern.findall(_around(content, name)[1]) for name, pattern in _LISTS.items()]
    fonts, fills, borders, xfs = map(len, found)
    # Whoever reads the copy counts elements: a style would be another one if the patterns found more or fewer.
    if (fonts, fills, borders, xfs) != _counted(content) or xfs > _MOST:
        raise ValueError("styles")
    return _Read(tuple(found[-1]), fonts, fills, borders)


_read_again = lru_cache(maxsize=64)(_read)


def _counted(content: bytes) -> tuple[int, ...]:
    """The number of elements in each of the lists. Raises Refused."""
    counts, path = dict.fromkeys(_LISTS, 0), list[bytes]()

    def start(name: str, _: dict[str, str]) -> None:
        path.append(main_name(name).encode())
        if len(path) == 3 and path[1] in counts:
            counts[path[1]] += 1

    def end(_: str) -> None:
        path.pop()

    parse_xml("", content, start, end, spaces=True)
    return tuple(counts.values())


def _around(content: bytes, name: bytes) -> tuple[bytes, bytes, bytes]:
    """What stands before, in and behind a list of the styles. Raises ValueError if it does not occur once."""
    # A pattern would look for the end anew at each of many beginnings, and take hours.
    before, found = content.split(b"<" + name)
    attributes, _, rest = found.partition(b">")
    if not _ATTRIBUTES.fullmatch(attributes):
        raise ValueError(attributes)
    block, after = rest.split(b"</%b>" % name)
    return before, block, after


def _added(content: bytes, marked: tuple[tuple[int, str], ...]) -> bytes:
    read = _read(content)
    fills = [LIST_HEADING, *dict.fromkeys(fill for _, fill in marked)]
    solid = (
        f'<fill><patternFill patternType="solid"><fgColor rgb="{fill}"/><bgColor rgb="{fill}"/></patternFill></fill>'
        for fill in fills
    )
    xfs = [_list_look(read, *look) for look in _LOOKS]
    xfs += [_with_fill(read.xfs[style], read.fills + fills.index(fill)) for style, fill in marked]
    for name, count, more in (
        (b"fonts", read.fonts + len(_FONTS), _ADDED_FONTS),
        (b"fills", read.fills + len(fills), "".join(solid).encode()),
        (b"borders", read.borders + 1, _ADDED_BORDER),
        (b"cellXfs", len(read.xfs) + len(xfs), b"".join(xfs)),
    ):
        before, block, after = _around(content, name)
        content = b'%b<%b count="%d">%b%b</%b>%b' % (before, name, count, block, more, name, after)
    return content


_added_again = lru_cache(maxsize=256)(_added)


def _list_look(read: _Read, font: int, filled: bool, bordered: bool, align: str) -> bytes:
    fill, border = read.fills if filled else 0, read.borders if bordered else 0
    across = f' horizontal="{align}"' if align else ""
    return (
        f'<xf numFmtId="0" fontId="{read.fonts + font}" fillId="{fill}" borderId="{border}" xfId="0" applyFont="1" '
        f'applyFill="{int(filled)}" applyBorder="{int(bordered)}" applyAlignment="1">'
        f'<alignment{across} vertical="center" wrapText="1"/></xf>'
    ).encode()


def _with_fill(xf: bytes, fill: int) -> bytes:
    start = _START.match(xf)
    assert start is not None
    return b'<xf%b fillId="%d" applyFill="1"%b%b' % (_FILL.sub(b"", start[1]), fill, start[2], xf[start.end() :])
