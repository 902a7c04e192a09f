"""Conditional formats of an xlsx under which a value cannot be seen, or is shown as something else.

They are read only if a look of the workbook could do that to a cell: those of most forms only give a colour.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from operator import eq, ge, gt, le, lt, ne
from typing import Any

from lianping_xlsx.core.cell_address import span_of
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.formats.looks import ChangedLook, ChangedLooksReader, Looks
from lianping_xlsx.formats.markup import MAINS, PARTED, parse_xml
from lianping_xlsx.formats.number_format import shown
from lianping_xlsx.formats.sheet import EXCEL_COLUMNS, EXCEL_ROWS, Cell, Span, Spot

_NAME, _VALUE_SHOWN = b"conditionalFormatting", b"showValue"
"""The element, and the attribute by which a bar or an icon hides the value."""
_NEXT, _LAST, _AT_END = b"dataValidations", b"extLst", 64
"""The element that may follow, which is most of a form; the last one of a sheet, which has what newer programs add, and
the bytes at the end of a sheet among which its end tag is."""
_SPACES = (
    *MAINS,
    "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main",
    "http://schemas.microsoft.com/office/excel/2006/main",
)
_BARS = ("dataBar", "iconSet")
_MOST_SPANS = 200
"""So many ranges of one format are kept; of more, the range around all of them."""
_WHOLE: tuple[Span, ...] = ((0, 0, EXCEL_ROWS - 1, EXCEL_COLUMNS - 1),)
_COMPARISONS: Mapping[str, Callable[[Any, Any], bool]] = {
    "equal": eq,
    "notEqual": ne,
    "lessThan": lt,
    "lessThanOrEqual": le,
    "greaterThan": gt,
    "greaterThanOrEqual": ge,
}
_BETWEEN, _NOT_BETWEEN = "between", "notBetween"


@dataclass(frozen=True, slots=True)
class ConditionalFormat:
    """A conditional format. ``operator``: '' if the condition is no comparison; ``operands``: as they are written.

    ``look``: of the cells for which it holds; None if they show a bar or an icon and no value.
    """

    spans: tuple[Span, ...]
    operator: str
    operands: tuple[str, ...]
    look: ChangedLook | None

    def covers(self, spot: Spot) -> bool:
        """Return True if the cell is in one of its ranges."""
        row, column = spot
        return any(top <= row <= bottom and left <= column <= right for top, left, bottom, right in self.spans)

    def shown(self, value: Cell) -> str | None:
        """The text that a person may see in a cell with this value; None if it is the value. ``''``: nothing."""
        if not isinstance(value, float | str) or value == "" or not self._may_hold(value):
            return None
        if self.look is None:
            return "" if isinstance(value, float) else None
        return "" if self.look.code is None else shown(self.look.code, value)

    def _may_hold(self, value: float | str) -> bool:
        """True unless the value is compared with something to which this does not apply."""
        operands = [_constant(each) for each in self.operands]
        known = [each for each in operands if each is not None]
        if not known or len(known) < len(operands):
            return True
        if any(isinstance(each, str) is not isinstance(value, str) for each in known):
            return self.operator != "equal"  # spreadsheets take each text for greater than any number
        if self.operator in (_BETWEEN, _NOT_BETWEEN) and len(known) > 1:
            inside = not _compared(lt, value, min(known)) and not _compared(gt, value, max(known))
            return inside is (self.operator == _BETWEEN)
        compare = _COMPARISONS.get(self.operator)
        return compare is None or _compared(compare, value, known[0])


def _compared(compare: Callable[[Any, Any], bool], value: float | str, other: float | str) -> bool:
    """A comparison as spreadsheets make it: texts without case."""
    return compare(*(each.casefold() if isinstance(each, str) else each for each in (value, other)))


def _constant(operand: str) -> float | str | None:
    """The number or the text that an operand is; None for a formula."""
    text = operand.strip()
    if len(text) > 1 and text[0] == text[-1] == '"' and '"' not in text[1:-1]:
        return text[1:-1]
    try:
        return float(text)
    except ValueError:
        return None


def read_conditional_formats(part: str, content: bytes, end: int, looks: Looks) -> tuple[ConditionalFormat, ...]:
    """The conditional formats that may hide values of a sheet, or show them as something else.

    ``end``: an index behind which they stand. Raises Refused: file.damaged, file.hostile-xml.
    """
    until = content.find(_NEXT, end)
    usual = content[end : len(content) if until < 0 else until]
    added = content[content.rfind(_LAST, end, -_AT_END) :] if _LAST in content[-_AT_END:] else b""
    if _NAME not in added and (_NAME not in usual or not (looks.may_change or _VALUE_SHOWN in usual)):
        return ()
    walk = _FormatsWalk()
    parse_xml(part, content, walk.start, walk.end, walk.characters, spaces=True)
    return tuple(walk.found(looks))


def shown_by_condition(
    rows: Sequence[Sequence[Cell]], conditional: Mapping[Spot, Sequence[ConditionalFormat]]
) -> Iterator[tuple[Spot, str]]:
    """Yield the cells that may show another text than their value, with this text. ``conditional``: by cell."""
    for (row, column), formats in conditional.items():
        value = rows[row][column] if row < len(rows) and column < len(rows[row]) else ""
        texts = (each.shown(value) for each in formats)
        text = next((text for text in texts if text is not None), None)
        if text is not None:
            yield (row, column), text


class _FormatRule:
    """A rule while it is read."""

    def __init__(self, attributes: Mapping[str, str]) -> None:
        self.attributes = attributes
        self.texts: list[str] = []
        self.own_look = ChangedLooksReader()
        self.hides_value = False

    def look(self, looks: Looks) -> ChangedLook | None:
        """The look that it gives; that of the cell itself if it names none."""
        if self.hides_value:
            return None
        if self.own_look.found:
            return self.own_look.found[0]
        number = self.attributes.get("dxfId", "")
        at = int(number) if number.isdecimal() and len(number) < 10 else len(looks.changed)
        return looks.changed[at] if at < len(looks.changed) else ChangedLook()


class _FormatsWalk:
    """The handlers of expat. ``_path``: the open elements, '' for one of another namespace."""

    def __init__(self) -> None:
        self._path: list[str] = []
        self._areas: list[tuple[list[str], list[_FormatRule]]] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Handler of an opening tag."""
        space, _, own = name.rpartition(PARTED)
        self._path.append(own if space in _SPACES else "")
        path = self._within()
        if path == ["conditionalFormatting"]:
            self._areas.append(([attributes.get("sqref", "")], []))
        elif path == ["conditionalFormatting", "cfRule"]:
            self._areas[-1][1].append(_FormatRule(attributes))
        elif path[1:2] == ["cfRule"]:
            rule = self._areas[-1][1][-1]
            rule.own_look.take(path[2:], attributes)
            if path[2] == "formula" or path[2] == "f":
                rule.texts.append("")
            elif path[2] in _BARS and attributes.get("showValue") in ("0", "false"):
                rule.hides_value = True

    def end(self, _: str) -> None:
        """Handler of a closing tag."""
        self._path.pop()

    def characters(self, text: str) -> None:
        """Handler of text."""
        path = self._within()
        if path == ["conditionalFormatting", "sqref"]:
            self._areas[-1][0].append(text)
        elif path[1:2] == ["cfRule"] and path[2:] in (["formula"], ["f"]):
            self._areas[-1][1][-1].texts[-1] += text

    def _within(self) -> list[str]:
        """The open elements from ``conditionalFormatting`` on; none outside of it."""
        path = self._path
        return path[path.index("conditionalFormatting") :] if "conditionalFormatting" in path else []

    def found(self, looks: Looks) -> Iterator[ConditionalFormat]:
        """Yield the formats that may hide something."""
        for sqref, rules in self._areas:
            for rule in rules:
                look = rule.look(looks)
                if look is not None and not looks.hidden_under(look):
                    continue
                compares = rule.attributes.get("type") == "cellIs"
                operator = rule.attributes.get("operator", "") if compares else ""
                operands = tuple(rule.texts) if compares else ()
                yield ConditionalFormat(_spans("".join(sqref)), operator, operands, look)


def _spans(sqref: str) -> tuple[Span, ...]:
    """The ranges in an attribute; the whole sheet if one of them is written in another way."""
    try:
        spans = tuple(map(span_of, sqref.split()))
    except ValueError:
        return _WHOLE
    if len(spans) <= _MOST_SPANS:
        return spans
    tops, lefts, bottoms, rights = zip(*spans, strict=True)
    return ((min(tops), min(lefts), max(bottoms), max(rights)),)
