"""The styles of a workbook with those added that its annotated copy needs: of marked cells, and of the list."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from lianping_xlsx.spreadsheet.remarks import LIST_HEADING, TEXT_SIZE, TITLE_SIZE
from lianping_xlsx.spreadsheet.styles import BODY_FONT, HEADING_FONT

_XF = re.compile(rb"<xf\b[^<>]*/>|<xf\b[^<>]*>.*?</xf>", re.DOTALL)
_START = re.compile(rb"<xf\b([^<>]*?)(/?>)")
_FILL = re.compile(rb' (?:fillId|applyFill)="[^"]*"')
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

    Raises ValueError if the styles lack one of their lists.
    """

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._read = _read(content)
        self.title, self.intro, self.head, self.centred, self.left = range(
            len(self._read.xfs), len(self._read.xfs) + len(_LOOKS)
        )
        self._marked: dict[tuple[int, str], int] = {}

    def marked(self, style: int, fill: str) -> int:
        """The number of a style that is as ``style``, with the colour ``fill``. Raises IndexError."""
        if style >= len(self._read.xfs):
            raise IndexError(style)
        return self._marked.setdefault((style, fill), self.left + 1 + len(self._marked))

    def content(self) -> bytes:
        """The part of the styles with those that were added."""
        return _added(self._content, tuple(self._marked))


@lru_cache(maxsize=64)
def _read(content: bytes) -> _Read:
    lists = {name: _around(content, name)[1] for name in (b"fonts", b"fills", b"borders", b"cellXfs")}
    fonts, fills, borders = (
        len(re.findall(pattern, lists[name]))
        for name, pattern in ((b"fonts", rb"<font[ />]"), (b"fills", rb"<fill[ />]"), (b"borders", rb"<border[ />]"))
    )
    return _Read(tuple(_XF.findall(lists[b"cellXfs"])), fonts, fills, borders)


def _around(content: bytes, name: bytes) -> tuple[bytes, bytes, bytes]:
    """What stands before, in and behind a list of the styles. Raises ValueError if it does not occur once."""
    pieces = re.split(rb"<%b(?: [^<>]*)?>(.*?)</%b>" % (name, name), content, flags=re.DOTALL)
    before, block, after = pieces
    return before, block, after


@lru_cache(maxsize=256)
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
