"""The kinds of cell in which a grade is chosen: a tick under it, or its word or number."""

from __future__ import annotations

from collections.abc import Mapping

from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.core.spelling import bare, half_width, is_blank, name_key, number_text
from lianping_xlsx.spreadsheet.cell_kinds import EntryRule, Kind, Taken, fits_list

_TICKS = "√✓✔☑✅vV1ｖＶ１对"
_LIKE_TICKS = "○◯〇RrＲP是üþ\uf050\uf052\uf0fc\uf0fe"
"""Circles, and the characters that the fonts Wingdings 2 (P, R) and Wingdings (ü, þ) show as a tick or a ticked box.

A cross (×, ✗, X, 叉) may mean yes or no, so it is never accepted; nor is O, which these fonts show as a cross.
"""
TICK_MARKS = _TICKS + _LIKE_TICKS


@dataclass(frozen=True, slots=True)
class Tick:
    """A tick under a grade: the value is 1, or None for a blank."""

    name: str = "tick"

    def take(self, raw: object) -> Taken[int]:
        if is_blank(raw):
            return Taken()
        # TRUE equals 1 in Python, but no person ticks by typing it.
        if isinstance(raw, float | int) and not isinstance(raw, bool) and raw == 1:
            return Taken(1)
        mark = bare(raw) if isinstance(raw, str) else ""
        if len(mark) != 1 or mark not in TICK_MARKS:
            return Taken(None, "cell.not-tick")
        return Taken(1, repaired=mark in _LIKE_TICKS)

    def put(self, value: object) -> str | None:
        return None if value is None else _TICKS[0]

    def rule(self) -> EntryRule:
        return EntryRule("在所选等级下打√（也可填1），每人只选一个等级。", choices=("√", "1"))

    def expects(self) -> str:
        return "√（也可填1），或者留空"


SEVERAL = "多选"
"""What a teller enters if a voter chose several grades where he may choose one."""


@dataclass(frozen=True, slots=True)
class GradeChoice:
    """One of the grades of an item; the value is its index, from 0.

    A grade may be given by its number, from 1 (unless grades are named by numbers). ``several``: SEVERAL may be
    entered as well; its index is the number of the grades.
    """

    grades: tuple[str, ...]
    several: bool = False
    name: str = "choice"

    @property
    def words(self) -> tuple[str, ...]:
        """All words that may be entered."""
        return (*self.grades, SEVERAL) if self.several else self.grades

    @property
    def numbered(self) -> bool:
        """True if a number stands for a grade."""
        return not any(half_width(grade).strip().isdigit() for grade in self.grades)

    def take(self, raw: object) -> Taken[int]:
        if is_blank(raw):
            return Taken()
        words = self.words
        if raw in words:
            return Taken(words.index(str(raw)))
        text = number_text(float(raw)) if isinstance(raw, float | int) and not isinstance(raw, bool) else str(raw)
        key = name_key(text)
        for index, word in enumerate(words):
            if name_key(word) == key:
                return Taken(index, repaired=word != text)
        if self.numbered and key in map(str, range(1, len(self.grades) + 1)):
            return Taken(int(key) - 1)
        return Taken(None, "cell.not-choice")

    def put(self, value: object) -> str | None:
        return None if value is None else self.words[int(str(value))]

    def rule(self) -> EntryRule:
        numbers = tuple(str(number) for number, _ in enumerate(self.grades, 1)) if self.numbered else ()
        fits = fits_list((*self.words, *numbers))
        return EntryRule(f"请选择或填写：{self.listed()}", choices=(*self.words, *numbers) if fits else self.words)

    def expects(self) -> str:
        return f"下列之一：{self.listed()}"

    def listed(self) -> str:
        """The words as one text, with their numbers: 1优秀、2称职、多选."""
        numbers = [str(number) for number, _ in enumerate(self.grades, 1)] if self.numbered else []
        numbers += [""] * (len(self.words) - len(numbers))
        return "、".join(f"{number}{word}" for number, word in zip(numbers, self.words, strict=True))


_USUAL_TICKS: Mapping[object, int] = dict.fromkeys(_TICKS, 1)


def usual_grades(kind: Kind) -> Mapping[object, int]:
    """The values of the texts that name a grade just as the form asks for it, which ``take`` reads the same.

    A look-up costs a tenth of ``take``. Empty for a kind of cell that asks for no grade.
    """
    if isinstance(kind, Tick):
        return _USUAL_TICKS
    if isinstance(kind, GradeChoice):
        return {word: kind.words.index(word) for word in kind.words}
    return {}
