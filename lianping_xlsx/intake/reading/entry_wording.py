"""Entries of forms in words, for findings."""

from __future__ import annotations

from lianping_xlsx.core import exact
from lianping_xlsx.forms.kinds import form_type
from lianping_xlsx.forms.kinds.ballots.ballot_register import TICK
from lianping_xlsx.forms.layout import FormLayout
from lianping_xlsx.spreadsheet.cell_kinds import Count, Kind, Points
from lianping_xlsx.spreadsheet.grade_kinds import GradeChoice, Tick


def who(layout: FormLayout, place: int, index: int) -> str:
    """An entry in words: 003号票对“云溪镇 陆明澈”的评分; K101“…”的扣分; 云溪镇 陆明澈的收回."""
    return form_type(layout.key.kind).entry(layout.rows[place], layout.columns[index])


def without_grades(layout: FormLayout, words: str) -> str:
    """What ``who`` says, without the grade under which an entry stands: 003号票对“云溪镇 陆明澈”的选择."""
    for column in layout.columns:
        if column.field == TICK:
            person = f"“{column.person_in(column.heading)}”" if column.ratee else ""
            words = words.replace(f"“{column.heading}”" if column.ratee else f"（{column.heading}）", person)
    return words


def wanted(layout: FormLayout, place: int, index: int, kind: Kind) -> str:
    """What may stand in an entry that was not understood; for a number also what to do where there is none.

    Whoever wrote 弃权 or 无 is not to make up a number, nor to alter what stands on a ballot.
    """
    if isinstance(kind, Points | Count):
        return f"{kind.expects()}；{when_none(layout, place, index)}"
    return kind.expects()


def when_none(layout: FormLayout, place: int, index: int) -> str:
    """What to enter in a numeric cell where there is nothing to enter; to obey it never costs a point."""
    return form_type(layout.key.kind).when_none(layout.rows[place], layout.columns[index])


def show_entry(kind: Kind | None, entry: object) -> str:
    """An entry that was understood, as a person would write it: points, a √, the name of a grade."""
    if isinstance(kind, Points) and isinstance(entry, int):
        return exact.show_short(entry)
    return str(kind.put(entry) if isinstance(kind, Tick | GradeChoice) else entry)


def whom(layout: FormLayout, place: int, index: int) -> str:
    """A ballot and the ratee whose entries stand in a column: 003号票对“云溪镇 陆明澈”."""
    row, column = layout.rows[place], layout.columns[index]
    if row.ratee:
        return f"对“{row.issued[1]} {row.issued[2]}”"
    return f"{row.ballot}号票对“{column.person_in(column.heading)}”"
