"""Entries of forms in words, for findings."""

from __future__ import annotations

from lianping_xlsx.core import exact
from lianping_xlsx.forms.ballot_layouts import COUNT, TICK
from lianping_xlsx.forms.layout import FormLayout
from lianping_xlsx.scheme.terms import FormKind, ItemMode
from lianping_xlsx.spreadsheet.cell_kinds import Count, Kind, Points, Tick


def who(layout: FormLayout, place: int, index: int) -> str:
    """An entry in words: 003号票对“云溪镇 陆明澈”的评分; K101“…”的扣分; 云溪镇 陆明澈的收回."""
    row, column = layout.rows[place], layout.columns[index]
    heading = column.heading.replace("\n", " " if column.ratee else "")
    if layout.key.kind is FormKind.BALLOTS:
        what = "选择" if column.field == TICK else "评分"
        if row.ratee:
            item = "" if heading == what else f"（{heading}）"
            return f"对“{row.issued[1]} {row.issued[2]}”的{what}{item}"
        return f"{row.ballot}号票对“{heading}”的{what}" if column.ratee else f"{row.ballot}号票的“{heading}”"
    if layout.key.kind is FormKind.RUBRIC:
        return f"{row.key}“{row.issued[2]}”的“{heading}”"
    if layout.key.kind is FormKind.SELF_CHECK:  # the contents of an account are long: by their first sentence
        return f"{row.key}“{str(row.issued[1]).split('。')[0]}”的“{heading}”"
    return f"“{row.issued[1]} {row.issued[2]}”的“{heading}”"


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
    """What to enter in a numeric cell where there is nothing to enter; to obey it never costs a point.

    A blank is no nought: of a 得分 item it is most often the full 分值 that was not written down.
    """
    column, row = layout.columns[index], layout.rows[place]
    if layout.key.kind is FormKind.BALLOTS:
        return "不评的留空" if row.ratee else "须与原票一致，原票没有打分（弃权）或打分无效的留空"
    if layout.key.kind is not FormKind.RUBRIC:
        return "没有人选这一等级的填0" if column.field == COUNT else _NO_VOTES[column.field]
    if column.key == "self":
        return "没有自评的可以留空"
    kind = row.kinds[column.key]
    if row.mode == ItemMode.SCORE and isinstance(kind, Points) and kind.maximum is not None:
        return f"没有失分请填满分{exact.show_short(kind.maximum)}，确实得0分的填0并写明原因"
    return _NO_POINTS[ItemMode(row.mode)]


_NO_POINTS = {
    ItemMode.DEDUCTION: "没有扣分请填0",
    ItemMode.BONUS: "没有加分的可以留空",
    ItemMode.PENALTY: "没有减分的可以留空",
}
_NO_VOTES = {
    "issued": "按实际发出的张数填",
    "returned": "按实际收回的张数填",
    "valid": "按实际张数填，一张有效票也没有的填0",
    "void": "没有无效票的填0",
    "abstained": "没有弃权的填0",
    "total": "填全部有效分数相加的和",
}
"""By column of a 计票汇总."""


def show_entry(kind: Kind | None, entry: object) -> str:
    """An entry that was understood, as a person would write it: hundredths of a point as points, a tick as √."""
    if isinstance(kind, Points) and isinstance(entry, int):
        return exact.show_short(entry)
    return str(kind.put(entry) if isinstance(kind, Tick) else entry)


def whom(layout: FormLayout, place: int, index: int) -> str:
    """A ballot and the ratee whose entries stand in a column: 003号票对“云溪镇 陆明澈”."""
    row, column = layout.rows[place], layout.columns[index]
    if row.ratee:
        return f"对“{row.issued[1]} {row.issued[2]}”"
    return f"{row.ballot}号票对“{column.person_in(column.heading)}”"
