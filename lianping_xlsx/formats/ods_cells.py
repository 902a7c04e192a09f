"""The content of a cell of an .ods: its value by its type, its error, and the text that is shown for it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import field

from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.formats.colours import WHITE, Colour, are_alike, of_hex
from lianping_xlsx.formats.conditional_formats import ConditionalFormat
from lianping_xlsx.formats.looks import ChangedLook
from lianping_xlsx.formats.number_format import shows_value
from lianping_xlsx.formats.sheet import ERRORS, Cell

_LENGTH = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,9})?)(cm|mm|in|pt)")
_POINTS = {"cm": 72 / 2.54, "mm": 72 / 25.4, "in": 72.0, "pt": 1.0}
_LEAST_HEIGHT, _LEAST_WIDTH = 4.0, 5.0
"""The size, in points, of a row and a column below which its content cannot be seen."""
_BLACK = "#000000"
_USUAL = "Default"
"""The style from which all styles of cells come that name no other."""
_COMPARISON = re.compile(r"cell-content\(\)\s*(<=|>=|!=|=|<|>)\s*(.+)")
_BETWEEN = re.compile(r"cell-content-is-(not-)?between\(([^,]+),([^,]+)\)")
_OPERATORS = {
    "=": "equal",
    "!=": "notEqual",
    "<": "lessThan",
    "<=": "lessThanOrEqual",
    ">": "greaterThan",
    ">=": "greaterThanOrEqual",
}
_LINES = ("style:text-line-through-style", "style:text-line-through-type")
_DEEPEST = 20
"""The largest number of parents of a style that are followed: hostile styles may be each other's parents."""


@dataclass(slots=True)
class _OdsStyle:
    parent: str = ""
    hidden: bool = False
    ink: str = ""
    paper: str = ""
    line: str = ""
    conditions: list[tuple[str, str]] = field(default_factory=list)
    """Pairs of a condition and the style that a cell has if it holds."""


@dataclass(slots=True)
class OdsStyles:
    """The styles of an .ods; :meth:`note` takes them from the elements of styles.xml, then of content.xml."""

    _styles: dict[str, _OdsStyle] = field(default_factory=dict)
    _usual: _OdsStyle = field(default_factory=_OdsStyle)
    _current: _OdsStyle = field(default_factory=_OdsStyle)
    _unseen: dict[str, bool] = field(default_factory=dict)
    _hiding: dict[str, list[ConditionalFormat]] = field(default_factory=dict)

    def note(self, name: str, attributes: Mapping[str, str]) -> None:
        """Take what an opening tag says of a style. Its properties are elements within it."""
        style = self._current
        if name == "style:style":
            self._current = _OdsStyle(attributes.get("style:parent-style-name", ""))
            self._styles[attributes.get("style:name", "")] = self._current
        elif name == "style:default-style":
            cells = attributes.get("style:family") == "table-cell"
            self._current = self._usual if cells else _OdsStyle()
        elif name == "style:map":
            style.conditions.append(
                (attributes.get("style:condition", ""), attributes.get("style:apply-style-name", ""))
            )
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
            style.line = next((attributes[each] for each in _LINES if each in attributes), "")
        elif not name.startswith("style:"):
            # What follows may be properties of a number format or the like, which belong to no style.
            self._current = _OdsStyle()

    def hides(self, style: str) -> bool:
        """Return True if a table, row or column of this style is not displayed."""
        return style in self._styles and self._styles[style].hidden

    def is_unseen(self, style: str) -> bool:
        """Return True if the text in a cell of this style has the colour of its background."""
        if style not in self._unseen:
            ink, paper = _rgb(self._found(style, "ink") or _BLACK), _rgb(self._found(style, "paper"))
            self._unseen[style] = are_alike(ink, paper)
        return self._unseen[style]

    def shown_by_condition(self, style: str, value: Cell) -> str | None:
        """The text that a person may see in a cell of this style by a condition of it; None if it is the value."""
        if style not in self._hiding:
            self._hiding[style] = [] if self.is_unseen(style) else list(self._conditions_of(style))
        texts = (each.shown(value) for each in self._hiding[style])
        return next((text for text in texts if text is not None), None)

    def _conditions_of(self, style: str) -> Iterator[ConditionalFormat]:
        """Yield the conditions under which a cell has the colour of its background."""
        for condition, applied in self._styles[style].conditions if style in self._styles else ():
            ink = self._given(applied, "ink") or self._found(style, "ink") or _BLACK
            if are_alike(_rgb(ink), _rgb(self._given(applied, "paper") or self._found(style, "paper"))):
                yield _condition(condition)

    def is_struck(self, style: str) -> bool:
        """Return True if text of this style is struck through."""
        return self._found(style, "line") not in ("", "none")

    def _found(self, name: str, what: str) -> str:
        """A property of a style, or of the nearest parent that has it; else of the default style."""
        return self._given(name, what, but="") or str(getattr(self._usual, what))

    def _given(self, name: str, what: str, *, but: str = _USUAL) -> str:
        """A property of a style, or of the nearest parent that has it, ``but`` one; '' if none of them has it."""
        for _ in range(_DEEPEST):
            style = self._styles.get(name)
            if style is None or name == but:
                break
            if value := str(getattr(style, what)):
                return value
            name = style.parent
        return ""


def _condition(text: str) -> ConditionalFormat:
    """A condition as the style of a cell has it."""
    look = ChangedLook()
    if match := _COMPARISON.fullmatch(text):
        return ConditionalFormat((), _OPERATORS[match[1]], (match[2],), look)
    if match := _BETWEEN.fullmatch(text):
        return ConditionalFormat((), "notBetween" if match[1] else "between", (match[2], match[3]), look)
    return ConditionalFormat((), "", (), look)


def _is_below(length: str, least: float) -> bool:
    match = _LENGTH.fullmatch(length)
    return match is not None and float(match[1]) * _POINTS[match[2]] < least


def _rgb(colour: str) -> Colour:
    """The colour in an attribute; white for transparent or none."""
    return of_hex(colour.removeprefix("#")) or WHITE


_COMPARED = ("float", "percentage", "currency", "string")
"""The types whose text is compared with the value; dates are not, since they are written in many ways."""
_DURATION = re.compile(r"PT(\d+)H(\d+)M(\d+(?:\.\d+)?)S")
_SHOWN_ERRORS = frozenset(ERRORS.values())
_WHITE = re.compile(r"[ \t\r\n]+")


@dataclass(slots=True)
class CellText:
    """A cell that is being read: its attributes, and the pieces of its text so far. ``begun``: it has a paragraph.

    ``struck``: a part of the text is struck through.
    """

    attributes: Mapping[str, str]
    pieces: list[str] = field(default_factory=list)
    begun: bool = False
    struck: bool = False

    def begin_paragraph(self) -> None:
        """Begin a paragraph; the paragraphs of a cell are its lines."""
        self.pieces += ["\n"] if self.begun else []
        self.begun = True

    @property
    def shown(self) -> str:
        """The text that the cell shows."""
        return "".join(self.pieces)


def error_of(cell: CellText) -> str:
    """The error that a cell shows; '' if it is none.

    Not every program marks errors: a formula that shows ``#N/A`` is one, too.
    """
    calculated = "table:formula" in cell.attributes
    if cell.attributes.get("calcext:value-type") == "error" or (calculated and cell.shown in _SHOWN_ERRORS):
        return cell.shown or "#"
    return ""


def shown_of(cell: CellText, value: Cell) -> str | None:
    """The text of a cell, if the file has it and the value cannot be read from it; else None."""
    text = cell.shown.strip()
    if not cell.begun or cell.attributes.get("office:value-type") not in _COMPARED:
        return None
    if isinstance(value, float):
        # A comma may be the decimal point or separate thousands.
        alike = any(shows_value(spelling, value) for spelling in (text, text.replace(",", "."), text.replace(",", "")))
    else:
        alike = _WHITE.sub(" ", text) == _WHITE.sub(" ", str(value).strip())
    return None if alike else text


def value_of(cell: CellText) -> Cell:
    """The value of a cell by its type; ``''`` for an empty one."""
    kind = cell.attributes.get("office:value-type", "")
    take = _VALUES.get(kind)
    if take is None:
        return cell.attributes.get("office:string-value", cell.shown) if kind == "string" else ""
    try:
        return take(cell.attributes)
    # No number or no day: the text that a person sees is returned, and judged like any other text.
    except (KeyError, ValueError):
        return cell.shown


def _number(attributes: Mapping[str, str]) -> float:
    return float(attributes["office:value"])


def _boolean(attributes: Mapping[str, str]) -> bool:
    return attributes["office:boolean-value"].lower() == "true"


def _date(attributes: Mapping[str, str]) -> dt.date | dt.datetime:
    """A date, or a date with a time of day. Of the nine digits of a fraction of a second Python knows six."""
    day, has_time, time = attributes["office:date-value"].partition("T")
    moment = dt.datetime.fromisoformat(f"{day}T{time[:15]}" if has_time else day)
    return moment.date() if moment.time() == dt.time() else moment


def _time(attributes: Mapping[str, str]) -> dt.time | dt.timedelta:
    """A time of day; from 24 hours on, a duration."""
    match = _DURATION.fullmatch(attributes["office:time-value"])
    if match is None:
        raise ValueError(attributes["office:time-value"])
    lasted = dt.timedelta(hours=int(match[1]), minutes=int(match[2]), seconds=float(match[3]))
    return lasted if lasted.days else (dt.datetime.min + lasted).time()


_VALUES: Mapping[str, Callable[[Mapping[str, str]], Cell]] = {
    "float": _number,
    "percentage": _number,
    "currency": _number,
    "boolean": _boolean,
    "date": _date,
    "time": _time,
}
"""The functions that read a value, by the type of the cell; a text needs none."""
