"""The styles of an .ods: tables, rows and columns that are not displayed, cells that write in the colour of paper."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from lianping_xlsx.formats.colours import WHITE, Colour, are_alike, of_hex

_LENGTH = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,9})?)(cm|mm|in|pt)")
_POINTS = {"cm": 72 / 2.54, "mm": 72 / 25.4, "in": 72.0, "pt": 1.0}
_LEAST_HEIGHT, _LEAST_WIDTH = 4.0, 5.0
"""Points of a row and a column below which nothing in it can be read."""
_BLACK = "#000000"
_DEEPEST = 20
"""Styles that come from one another."""


@dataclass(slots=True)
class _OdsStyle:
    parent: str = ""
    hidden: bool = False
    ink: str = ""
    paper: str = ""


@dataclass(slots=True)
class OdsStyles:
    """Filled in by :meth:`note` from the elements of content.xml and styles.xml, the latter first."""

    _styles: dict[str, _OdsStyle] = field(default_factory=dict)
    _usual: _OdsStyle = field(default_factory=_OdsStyle)
    _current: _OdsStyle = field(default_factory=_OdsStyle)
    _unseen: dict[str, bool] = field(default_factory=dict)

    def note(self, name: str, attributes: Mapping[str, str]) -> None:
        """Take what an opening tag says."""
        style = self._current
        if name == "style:style":
            self._current = _OdsStyle(attributes.get("style:parent-style-name", ""))
            self._styles[attributes.get("style:name", "")] = self._current
        elif name == "style:default-style":
            cells = attributes.get("style:family") == "table-cell"
            self._current = self._usual if cells else _OdsStyle()
        elif name == "style:table-properties":
            style.hidden = attributes.get("table:display") == "false"
        elif name == "style:table-row-properties":
            style.hidden = _is_below(attributes.get("style:row-height", ""), _LEAST_HEIGHT)
        elif name == "style:table-column-properties":
            style.hidden = _is_below(attributes.get("style:column-width", ""), _LEAST_WIDTH)
        elif name == "style:table-cell-properties":
            style.paper = attributes.get("fo:background-color", "")
        elif name == "style:text-properties":
            automatic = attributes.get("style:use-window-font-color") == "true"
            style.ink = _BLACK if automatic else attributes.get("fo:color", "")
        elif not name.startswith("style:"):
            self._current = _OdsStyle()  # properties of something else, such as a number format, are none of a style

    def hides(self, style: str) -> bool:
        """Whether a table, row or column of this style is not displayed."""
        return style in self._styles and self._styles[style].hidden

    def is_unseen(self, style: str) -> bool:
        """Whether the writing in a cell of this style has the colour of what is behind it."""
        if style not in self._unseen:
            ink, paper = _rgb(self._found(style, "ink") or _BLACK), _rgb(self._found(style, "paper"))
            self._unseen[style] = are_alike(ink, paper)
        return self._unseen[style]

    def _found(self, name: str, what: str) -> str:
        """A property of a style, or of those that it comes from."""
        for _ in range(_DEEPEST):
            style = self._styles.get(name)
            if style is None:
                break
            if value := str(getattr(style, what)):
                return value
            name = style.parent
        return str(getattr(self._usual, what))


def _is_below(length: str, least: float) -> bool:
    match = _LENGTH.fullmatch(length)
    return match is not None and float(match[1]) * _POINTS[match[2]] < least


def _rgb(colour: str) -> Colour:
    """What is no colour (transparent, or nothing said) is that of paper."""
    return of_hex(colour.removeprefix("#")) or WHITE
