"""Formula parts that read typed text as the program reads it (``spreadsheet.cell_kinds``): 95分, full width, spaces.

``cells`` is a cell or a range. For a range the parts are arrays, for use within SUMPRODUCT: every spreadsheet program
evaluates its arguments as arrays without array entry. That does not hold inside IF, so no IF may enclose the parts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lianping_xlsx.core import exact
from lianping_xlsx.core.spelling import half_width
from lianping_xlsx.spreadsheet.cell_kinds import COUNTED, Choice, Points
from lianping_xlsx.spreadsheet.grade_kinds import TICK_MARKS, GradeChoice

POINTS, COUNTS = (Points().unit,), COUNTED
"""The units that may follow a number of points, and a number of ballots."""
_SPACES = ("\u00a0", "\u3000")
"""Spaces (no-break, ideographic) that ASC does not turn into U+0020 in every program."""
_VARIATION = "\ufe0f"
"""The variation selector that phones put after a tick."""

_CENTURY = 36526
"""The serial number of 2000-01-01. A date typed into a cell is such a number."""


def seen(cells: str) -> str:
    """The text of cells in half width, without outer spaces."""
    return f"TRIM({_without(f'ASC({cells})', ((space, ' ') for space in _SPACES))})"


def entries(cells: str) -> str:
    """The number of cells with an entry."""
    return f'SUMPRODUCT(--({seen(cells)}<>""))'


def number(cells: str, words: Sequence[str] = POINTS) -> str:
    """The number in cells, with or without one of ``words`` after it; an error value for any other text."""
    return f"VALUE({spelling(cells, words)})"


def number_or_nought(cell: str) -> str:
    """The number in a single cell; 0 if that is blank."""
    return f'IF({seen(cell)}="",0,{number(cell)})'


def spelling(cells: str, words: Sequence[str] = POINTS) -> str:
    """The same as text for VALUE (95E0), which VALUE refuses if the program does not read it as a number.

    With the exponent, VALUE no longer reads percentages, dates, times, fractions and brackets as numbers. It would
    still read ``95.`` and ``1,000``, which the program refuses; an x makes VALUE refuse these too.
    """
    steps = [*((f"{word}E0", "E0") for word in words), (" E0", "E0"), (".E0", "x"), (",", "x")]
    return _without(f'{seen(cells)}&"E0"', steps)


def precise(value: str) -> str:
    """A condition: a number has at most two decimals."""
    # ROUND removes the binary error first; 1E6 of 1E8 is one hundredth.
    return f"MOD(ROUND({value}*1E8,0),1E6)=0"


def within(value: str, most: str) -> str:
    """A condition: a number lies between 0 and ``most``. It is one comparison, so it also works on arrays."""
    return f"ABS({value}-{most}/2)<={most}/2"


def good(cells: str, most: str) -> str:
    """A condition: the cells hold a mark between 0 and ``most`` with at most two decimals. Never an error value."""
    # 1/0 turns a false condition into an error, and ISNUMBER turns every error into FALSE.
    # AND would merge an array into one value.
    value = number(cells)
    return f"ISNUMBER(1/(({within(value, most)})*({precise(value)})))"


def ticks(cells: str) -> str:
    """1 for cells with a tick, else 0."""
    text = _without(seen(cells), [(_VARIATION, "")])
    return f'(LEN({text})=1)*ISNUMBER(FIND({text},"{TICK_MARKS}"))'


def says(cell: str, choice: Choice, option: str, *others: str) -> str:
    """A condition: a cell has an option of a choice, in any of its spellings, or one of ``others``."""
    words = [option, *(alias for alias, meant in choice.aliases if meant == option), *others]
    listed = ",".join(f'"{word}"' for word in words)
    return f'OR(SUBSTITUTE({cell}," ","")={{{listed}}})'


def chosen(cells: str, kind: GradeChoice, *indexes: int) -> str:
    """1 for cells with one of the words of a kind (given by their indexes) in any of its spellings, else 0."""
    words = [half_width(kind.words[index]).replace(" ", "") for index in indexes]
    words += [str(index + 1) for index in indexes if kind.numbered and index < len(kind.grades)]
    listed = ",".join(f'"{word}"' for word in words)
    return f"ISNUMBER(MATCH({_without(seen(cells), [(' ', '')])},{{{listed}}},0))"


def unlike_date(cell: str) -> str:
    """A condition: an entry is no date of this century: a smaller number, or a text that does not begin with 20."""
    return f'IF(ISNUMBER({cell}),{cell}<{_CENTURY},LEFT({seen(cell)},2)<>"20")'


def points(hundredths: int) -> str:
    """Points in the notation of a formula, from hundredths."""
    return exact.show_short(hundredths)


def _without(text: str, steps: Iterable[tuple[str, str]]) -> str:
    for old, new in steps:
        text = f'SUBSTITUTE({text},"{old}","{new}")'
    return text
