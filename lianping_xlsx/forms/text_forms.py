"""Declarations of a form that collects texts, beside its layout: checks, use of the rows, sheet in the summary.

No figure depends on a text. The checks are pure functions of the rows of one reply.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import Enum, auto

from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.forms.layout import GridRow


@dataclass(frozen=True, slots=True)
class FormRow:
    """A row of a reply. ``texts``: its entries by field. ``unread``: the fields whose entries were not understood."""

    row: GridRow
    texts: Mapping[str, str]
    unread: frozenset[str] = frozenset()

    def is_blank(self, name: str) -> bool:
        """Return True if a field is blank; an entry that was not understood is not blank."""
        return not self.texts.get(name) and name not in self.unread


@dataclass(frozen=True, slots=True)
class RowFinding:
    """A finding on a row, at the entry of ``field``."""

    code: str
    field: str
    slots: Mapping[str, str]


class EntryLook(Enum):
    """The style of a short entry on a sheet of the summary."""

    WORDS = auto()
    CENTRED = auto()
    SMALL = auto()


UNIT, ITEM = "unit", "item"
"""Used in place of a field: the unit that filled in the form; the item of the row."""


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column of a summary sheet: a field of the rows, ``UNIT`` or ``ITEM``. ``width`` is in characters.

    ``blank``: the text shown, in grey, for a blank field. ``alert``: the entry that is shown in red.
    """

    heading: str
    width: float
    field: str
    look: EntryLook = EntryLook.WORDS
    blank: str = ""
    alert: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SummarySheet:
    """A sheet of the summary with the rows by ratee: columns of short ``facts``, then of ``passages`` of any length.

    ``missing``: the text for a ratee about whom no form was received. ``book``: the workbook of its own in which the
    sheet stands; '' for 汇总表.xlsx.
    """

    name: str
    title: str
    note: str
    facts: tuple[SheetColumn, ...]
    passages: tuple[SheetColumn, ...]
    missing: str
    book: str = ""


@dataclass(frozen=True, slots=True)
class ToRectify:
    """The fields of a row that become an item of 整改清单.

    ``source``: the text of 问题来源. The others name the fields for 问题, 整改措施 and 整改时限 ('' for none).
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
    """The declarations of a form that collects texts.

    - ``blank``: the code of the finding on a form without any text. Slots: ``name`` of the ratee whose sheet it is,
      ``unit``, ``form``.
    - ``row_findings``: the findings on a row of a form that is not blank; the second argument is its ratee's name.
    - ``keeps_blank_rows``: True if a blank row is shown in the summary, because it means that nothing was done.
    - ``hides_author``: True if the texts are shown without their unit, mixed with those of other units.
    - ``refuses``: True if the texts of a row (by field) state that the ratee's 述职报告 is not accepted.
    - ``sheet``: the sheet in the summary, if that is a plain table.
    - ``to_rectify``: how a row becomes an item of 整改清单, if it does.
    """

    blank: str = "account.blank"
    row_findings: Callable[[FormRow, str], Iterator[RowFinding]] = _no_findings
    keeps_blank_rows: bool = False
    hides_author: bool = False
    refuses: Callable[[Mapping[str, str]], bool] = _refuses_nothing
    sheet: SummarySheet | None = None
    to_rectify: ToRectify | None = None


def unfinished(fields: Sequence[tuple[str, str]], row: FormRow, who: str) -> Iterator[RowFinding]:
    """Yield ``account.unfinished`` for a row with some but not all of ``fields`` (field, heading) filled in.

    The finding is at the first blank field. ``who``: the row, for the message.
    """
    # A row without any entry is not unfinished: it is unused, or the form has a finding of its own.
    lacking = [(name, heading) for name, heading in fields if row.is_blank(name)]
    if lacking and len(lacking) < len(fields):
        slots = {"who": who, "lacking": "、".join(f"“{heading}”" for _, heading in lacking)}
        yield RowFinding("account.unfinished", lacking[0][0], slots)
