"""Entries of forms in words, for findings."""

from __future__ import annotations

from lianping_xlsx.core import exact
from lianping_xlsx.layout.model import FormLayout
from lianping_xlsx.layout.votes import TICK
from lianping_xlsx.scheme.model import FormKind
from lianping_xlsx.sheets.kinds import Kind, Points, Tick


def who(layout: FormLayout, place: int, index: int) -> str:
    """An entry in words: 003号票对“云溪镇 陆明澈”的评分; K101“…”的扣分; 云溪镇 陆明澈的收回."""
    row, column = layout.rows[place], layout.columns[index]
    heading = column.heading.replace("\n", " " if column.ratee else "")
    if layout.key.kind is FormKind.BALLOTS:
        what = "选择" if column.field == TICK else "评分"
        return f"{row.ballot}号票对“{heading}”的{what}" if column.ratee else f"{row.ballot}号票的“{heading}”"
    if layout.key.kind is FormKind.RUBRIC:
        return f"{row.key}“{row.issued[2]}”的“{heading}”"
    if layout.key.kind is FormKind.SELF_CHECK:  # the contents of an account are long: by their first sentence
        return f"{row.key}“{str(row.issued[1]).split('。')[0]}”的“{heading}”"
    return f"“{row.issued[1]} {row.issued[2]}”的“{heading}”"


def show_entry(kind: Kind | None, entry: object) -> str:
    """An entry that was understood, as a person would write it: hundredths of a point as points, a tick as √."""
    if isinstance(kind, Points) and isinstance(entry, int):
        return exact.show_short(entry)
    return str(kind.put(entry) if isinstance(kind, Tick) else entry)


def whom(layout: FormLayout, place: int, index: int) -> str:
    """A ballot and the ratee whose entries stand in a column: 003号票对“云溪镇 陆明澈”."""
    column = layout.columns[index]
    return f"{layout.rows[place].ballot}号票对“{column.person_in(column.heading)}”"
