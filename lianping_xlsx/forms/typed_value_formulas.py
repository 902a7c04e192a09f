"""Formula parts that read typed text as the program reads it (``spreadsheet.cell_kinds``): 95分, full width, spaces.

``cells`` is a cell or a span; over a span the parts are arrays, to be used within SUMPRODUCT, which evaluates arrays
in every program without being told so. Therefore no IF may stand between it and them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lianping_xlsx.core import exact
from lianping_xlsx.spreadsheet.cell_kinds import COUNTED, TICK_MARKS, Choice, Points

POINTS, COUNTS = (Points().unit,), COUNTED
"""The words that may stand behind a number of points, and of ballots."""
_SPACES = ("\u00a0", "\u3000")
"""Besides those that ASC makes usual ones in every program."""
_VARIATION = "\ufe0f"
"""Behind a tick that a phone has typed."""

_CENTURY = 36526
"""The number of its first day."""


def seen(cells: str) -> str:
    """The text of cells in half width, without outer spaces."""
    return f"TRIM({_without(f'ASC({cells})', ((space, ' ') for space in _SPACES))})"


def entries(cells: str) -> str:
    """How many cells have an entry."""
    return f'SUMPRODUCT(--({seen(cells)}<>""))'


def number(cells: str, words: Sequence[str] = POINTS) -> str:
    """The number in cells, with or without one of ``words`` behind; an error where there is none."""
    return f"VALUE({spelling(cells, words)})"


def spelling(cells: str, words: Sequence[str] = POINTS) -> str:
    """The same as text that VALUE takes (95E0), or refuses where it is no number.

    The exponent keeps VALUE from taking percentages, dates, times, fractions and brackets for numbers; besides, it
    takes ``95.`` and ``1,000``, and the program does not.
    """
    steps = [*((f"{word}E0", "E0") for word in words), (" E0", "E0"), (".E0", "x"), (",", "x")]
    return _without(f'{seen(cells)}&"E0"', steps)


def precise(value: str) -> str:
    """Whether a number has two decimals at the most."""
    return f"MOD(ROUND({value}*1E8,0),1E6)=0"


def within(value: str, most: str) -> str:
    """Whether a number lies from 0 to ``most``."""
    return f"ABS({value}-{most}/2)<={most}/2"


def good(cells: str, most: str) -> str:
    """Whether a mark from 0 to ``most`` of at most two decimals stands in cells; no error anywhere."""
    value = number(cells)
    return f"ISNUMBER(1/(({within(value, most)})*({precise(value)})))"


def ticks(cells: str) -> str:
    """1 where a tick stands in cells, else 0."""
    text = _without(seen(cells), [(_VARIATION, "")])
    return f'(LEN({text})=1)*ISNUMBER(FIND({text},"{TICK_MARKS}"))'


def says(cell: str, choice: Choice, option: str, *others: str) -> str:
    """Whether a cell has an option of a choice, in any of its words, or one of ``others``."""
    words = [option, *(alias for alias, meant in choice.aliases if meant == option), *others]
    listed = ",".join(f'"{word}"' for word in words)
    return f'OR(SUBSTITUTE({cell}," ","")={{{listed}}})'


def unlike_date(cell: str) -> str:
    """Whether an entry cannot be a day of this century: a number before it, or a text that does not begin with 20."""
    return f'IF(ISNUMBER({cell}),{cell}<{_CENTURY},LEFT({seen(cell)},2)<>"20")'


def points(hundredths: int) -> str:
    """Points as a formula writes them."""
    return exact.show_short(hundredths)


def _without(text: str, steps: Iterable[tuple[str, str]]) -> str:
    for old, new in steps:
        text = f'SUBSTITUTE({text},"{old}","{new}")'
    return text
