"""The conditional formats of an .xls under which a value has the colour of its background, or another number format.

Source: [MS-XLS], CondFmt, CF, DXFN. What is not understood of them hides nothing: they are no reason to refuse a file.
"""

from __future__ import annotations

import contextlib
import struct
from collections.abc import Iterator, Sequence

from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.formats.biff import BiffText
from lianping_xlsx.formats.bounded_cells import Collected
from lianping_xlsx.formats.colours import BLACK, INK, Colour, are_alike, of_palette
from lianping_xlsx.formats.conditional_formats import ConditionalFormat
from lianping_xlsx.formats.looks import ChangedLook
from lianping_xlsx.formats.number_format import code_of, may_differ
from lianping_xlsx.formats.package import Refused
from lianping_xlsx.formats.sheet import Cell, Span, Spot
from lianping_xlsx.formats.xls_book import BiffBook

_HEAD = struct.Struct("<BBHHIH")
"""The kind of the condition, the comparison, the sizes of two formulas, and the flags of the look."""
_SPANS_AT, _SPAN = 12, struct.Struct("<HHHH")
_SHORT, _NUMBER, _INK = struct.Struct("<H"), struct.Struct("<d"), struct.Struct("<i")
_COMPARES = 1
_OPERATORS = {
    1: "between",
    2: "notBetween",
    3: "equal",
    4: "notEqual",
    5: "greaterThan",
    6: "lessThan",
    7: "greaterThanOrEqual",
    8: "lessThanOrEqual",
}
_HAS_NUMBER, _HAS_FONT, _HAS_ALIGNMENT, _HAS_BORDER, _HAS_FILL = (1 << bit for bit in range(25, 30))
_OWN_NUMBER = 1
"""The flag of a number format that is written out; otherwise its number stands there."""
_FONT_BYTES, _INK_AT, _ALIGNMENT_BYTES, _BORDER_BYTES = 118, 80, 8, 8
_NO_FORE, _NO_BACK = 1 << 17, 1 << 18
"""The flags of a fill whose two colours are those of the cell."""
_WHOLE_NUMBER, _ANY_NUMBER, _TEXT, _MINUS = 0x1E, 0x1F, 0x17, b"\x13"
"""The first bytes of formulas that are a constant, and the last one of a negative number ([MS-XLS], Ptg)."""


@dataclass(frozen=True, slots=True)
class _ColouredFormat:
    """A conditional format; ``ink`` and ``paper``: the numbers of its colours, None for those of the cell."""

    condition: ConditionalFormat
    ink: int | None
    paper: int | None


class ConditionReader:
    """Reads the records of conditional formats of one sheet."""

    def __init__(self, book: BiffBook) -> None:
        self._book = book
        self._spans: tuple[Span, ...] = ()
        self._found: list[_ColouredFormat] = []

    def take_spans(self, parts: Sequence[bytes]) -> None:
        """Take the ranges to which the next formats belong."""
        body = parts[0]
        places = range(_SPANS_AT + _SHORT.size, len(body) - _SPAN.size + 1, _SPAN.size)
        ranges = (_SPAN.unpack_from(body, at) for at in places)
        self._spans = tuple((top, left, bottom, right) for top, bottom, left, right in ranges)

    def take_format(self, parts: Sequence[bytes]) -> None:
        """Take a format for the ranges that were read last."""
        with contextlib.suppress(struct.error, IndexError, Refused):
            self._found.append(self._read(parts[0]))

    def _read(self, body: bytes) -> _ColouredFormat:
        kind, comparison, first, second, flags, more = _HEAD.unpack_from(body)
        at, code, ink, paper = _HEAD.size, None, None, None
        if flags & _HAS_NUMBER and more & _OWN_NUMBER:
            code = BiffText([body], at + _SHORT.size, "").read()
            at += _SHORT.unpack_from(body, at)[0]
        elif flags & _HAS_NUMBER:
            number = body[at + 1]
            code = code_of(number, self._book.styles.formats.get(number))
            at += _SHORT.size
        if flags & _HAS_FONT:
            (number,) = _INK.unpack_from(body, at + _INK_AT)
            ink = None if number < 0 else number
            at += _FONT_BYTES
        at += _ALIGNMENT_BYTES * bool(flags & _HAS_ALIGNMENT) + _BORDER_BYTES * bool(flags & _HAS_BORDER)
        if flags & _HAS_FILL:
            (colours,) = _SHORT.unpack_from(body, at + _SHORT.size)
            # Here the colour of a plain background is that which patterns have behind them.
            paper = next(
                (n for no, n in ((_NO_BACK, colours >> 7 & 0x7F), (_NO_FORE, colours & 0x7F)) if not flags & no), None
            )
        rest = len(body) - first - second
        formulas = tuple(_operand(each) for each in (body[rest : rest + first], body[rest + first :]) if each)
        operator = _OPERATORS.get(comparison, "") if kind == _COMPARES else ""
        look = ChangedLook(code=code if code is not None and may_differ(code) else None)
        return _ColouredFormat(ConditionalFormat(self._spans, operator, formulas if operator else (), look), ink, paper)

    def mark(self, cells: Collected) -> None:
        """Note which cells may show another text than their value, after all of them were read."""
        for spot, value in cells.values.items() if self._found else ():
            text = next(self._texts(spot, value, cells.styles.get(spot, -1)), None)
            if text is not None:
                cells.conditional[spot] = text

    def _texts(self, spot: Spot, value: Cell, style: int) -> Iterator[str]:
        for each in self._found:
            condition = each.condition
            changes = condition.look is not None and condition.look.code is not None
            text = condition.shown(value) if condition.covers(spot) and (changes or self._hides(each, style)) else None
            if text is not None:
                yield text

    def _hides(self, found: _ColouredFormat, style: int) -> bool:
        """True if a cell of this style has the colour of its background, if the condition holds."""
        ink, paper = self._book.styles.colours_of(style)
        palette = self._book.palette
        if are_alike(ink, paper) or found.ink is found.paper is None:
            return False
        new_ink = ink if found.ink is None else _ink(palette, found.ink)
        return are_alike(new_ink, paper if found.paper is None else of_palette(palette, found.paper))


def _ink(palette: Sequence[Colour], number: int) -> Colour | None:
    return BLACK if number >= INK else of_palette(palette, number)


def _operand(formula: bytes) -> str:
    """A formula as text if it is a constant; else something that is none."""
    sign = "-" if len(formula) > 1 and formula.endswith(_MINUS) and formula[0] != _TEXT else ""
    if formula[0] == _WHOLE_NUMBER:
        return f"{sign}{_SHORT.unpack_from(formula, 1)[0]}"
    if formula[0] == _ANY_NUMBER:
        return f"{sign}{_NUMBER.unpack_from(formula, 1)[0]!r}"
    if formula[0] == _TEXT:
        return f'"{BiffText([formula], 3, "").characters(formula[1], formula[2])}"'
    return "="
