"""What stands in a cell of an .ods: its value by its type, its error, and the text that is shown for it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from lianping_xlsx.formats.error_values import ERRORS
from lianping_xlsx.formats.number_format import tells
from lianping_xlsx.formats.sheet import Cell

_COMPARED = ("float", "percentage", "currency", "string")
"""Types whose text is compared with their value; dates are written in many ways."""
_DURATION = re.compile(r"PT(\d+)H(\d+)M(\d+(?:\.\d+)?)S")
_SHOWN_ERRORS = frozenset(ERRORS.values())
_WHITE = re.compile(r"[ \t\r\n]+")


@dataclass(slots=True)
class CellText:
    """A cell as it is being read: its attributes, and the pieces of its text so far."""

    attributes: Mapping[str, str]
    pieces: list[str] = field(default_factory=list)
    begun: bool = False

    def begin_paragraph(self) -> None:
        """The paragraphs of a cell are its lines."""
        self.pieces += ["\n"] if self.begun else []
        self.begun = True

    @property
    def shown(self) -> str:
        """What the cell shows."""
        return "".join(self.pieces)


def error_of(cell: CellText) -> str:
    """The error that a cell shows, or ''. Not every program says that it is one: a formula that shows ``#N/A`` is."""
    calculated = "table:formula" in cell.attributes
    if cell.attributes.get("calcext:value-type") == "error" or (calculated and cell.shown in _SHOWN_ERRORS):
        return cell.shown or "#"
    return ""


def shown_of(cell: CellText, value: Cell) -> str | None:
    """The text of a cell, where it is written down and the value cannot be read from it."""
    text = cell.shown.strip()
    if not cell.begun or cell.attributes.get("office:value-type") not in _COMPARED:
        return None
    if isinstance(value, float):
        told = any(tells(spelling, value) for spelling in (text, text.replace(",", "."), text.replace(",", "")))
    else:
        told = _WHITE.sub(" ", text) == _WHITE.sub(" ", str(value).strip())
    return None if told else text


def value_of(cell: CellText) -> Cell:
    kind = cell.attributes.get("office:value-type", "")
    take = _VALUES.get(kind)
    if take is None:
        return cell.attributes.get("office:string-value", cell.shown) if kind == "string" else ""
    try:
        return take(cell.attributes)
    except (KeyError, ValueError):  # no number and no day: what a person sees in the cell, for the reader to judge
        return cell.shown


def _number(attributes: Mapping[str, str]) -> float:
    return float(attributes["office:value"])


def _boolean(attributes: Mapping[str, str]) -> bool:
    return attributes["office:boolean-value"].lower() == "true"


def _date(attributes: Mapping[str, str]) -> dt.date | dt.datetime:
    """A date without a time of day, or both; a fraction of a second may have nine digits, of which six are known."""
    day, has_time, time = attributes["office:date-value"].partition("T")
    moment = dt.datetime.fromisoformat(f"{day}T{time[:15]}" if has_time else day)
    return moment.date() if moment.time() == dt.time() else moment


def _time(attributes: Mapping[str, str]) -> dt.time | dt.timedelta:
    """A time of day; from 24 hours on it can only be how long something took."""
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
"""The value of a cell by its type; a text has none of these."""
