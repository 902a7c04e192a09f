"""What a form of texts declares beside its layout: its checks, what becomes of a row, its sheet in the summary.

No figure depends on a text. The checks are pure functions over the rows of one reply.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from lianping_xlsx.forms.layout import GridRow


@dataclass(frozen=True, slots=True)
class FormRow:
    """A row as it came back. ``texts``: what stands in it, by field. ``unread``: entries that were not understood."""

    row: GridRow
    texts: Mapping[str, str]
    unread: frozenset[str] = frozenset()

    def is_blank(self, name: str) -> bool:
        """True if nothing at all stands in a field."""
        return not self.texts.get(name) and name not in self.unread


@dataclass(frozen=True, slots=True)
class RowFinding:
    """A finding on a row, at the entry of ``field``."""

    code: str
    field: str
    slots: Mapping[str, str]


class EntryLook(Enum):
    """How a short entry stands on a sheet of the summary."""

    WORDS = auto()
    CENTRED = auto()
    SMALL = auto()


UNIT, ITEM = "unit", "item"
"""In place of a field: the unit that filled in the form; the item of the row."""


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column of a summary sheet: a field of the rows, ``UNIT`` or ``ITEM``.

    ``blank``: what stands, in grey, where the field is blank. ``alert``: the word that stands in red.
    """

    heading: str
    width: float
    field: str
    look: EntryLook = EntryLook.WORDS
    blank: str = ""
    alert: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SummarySheet:
    """A sheet of the summary on which the rows stand by ratee: short ``facts``, then ``passages``, which may be long.

    ``missing``: what stands for a ratee of whom nothing was received.
    """

    name: str
    title: str
    note: str
    facts: tuple[SheetColumn, ...]
    passages: tuple[SheetColumn, ...]
    missing: str


@dataclass(frozen=True, slots=True)
class ToRectify:
    """How a row becomes an item of 整改清单.

    ``source``: the 问题来源. The others are the fields of 问题, 整改措施 and 整改时限 ('' where there is none).
    """

    source: str
    problem: str
    measures: str = ""
    deadline: str = ""


def _no_findings(_row: FormRow, _name: str) -> Iterator[RowFinding]:
    return iter(())


def _refuses_nothing(_texts: Mapping[str, str]) -> bool:
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class TextForm:
    """A form of texts.

    - ``blank``: the code of the finding on a form on which nothing was written. Slots: ``name`` of the ratee whose
      sheet it is, ``unit``, ``form``.
    - ``row_findings``: the findings on a row that is there, of a form that is not blank; with the name of its ratee.
    - ``keeps_blank_rows``: a row says something although nothing stands in it: that it was not done.
    - ``hides_author``: the texts are shown without the unit that wrote them, mixed with those of others.
    - ``refuses``: whether a row says that the ratee's 述职报告 is not accepted.
    - ``sheet``: its sheet in the summary, where that is a plain table.
    - ``to_rectify``: how a row becomes an item of 整改清单, where it does.
    """

    blank: str = "account.blank"
    row_findings: Callable[[FormRow, str], Iterator[RowFinding]] = _no_findings
    keeps_blank_rows: bool = False
    hides_author: bool = False
    refuses: Callable[[Mapping[str, str]], bool] = _refuses_nothing
    sheet: SummarySheet | None = None
    to_rectify: ToRectify | None = None


def unfinished(fields: Sequence[tuple[str, str]], row: FormRow, who: str) -> Iterator[RowFinding]:
    """``account.unfinished`` for a row that was begun and lacks some of its (field, heading), at the first of them."""
    lacking = [(name, heading) for name, heading in fields if row.is_blank(name)]
    if lacking and len(lacking) < len(fields):
        slots = {"who": who, "lacking": "、".join(f"“{heading}”" for _, heading in lacking)}
        yield RowFinding("account.unfinished", lacking[0][0], slots)
