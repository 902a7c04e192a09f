"""部门评分表: ratees x the items of one 评分单位; first the points of all items, then the reasons of all items.

The points stand side by side, so that one formula checks them all: a formula per item would exceed Excel's limit of
8,192 characters for a unit with a dozen items. A cell is closed if its item does not apply to the 排名组 of the ratee.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator

from lianping_xlsx.core import exact
from lianping_xlsx.core.cell_address import a1
from lianping_xlsx.core.spelling import cut
from lianping_xlsx.forms.form_parts import NO_TASK, PERSON_COLUMNS, REMARK, STATUS, Body, Part, Ratees
from lianping_xlsx.forms.form_type import FormType, Totals, cell_by_cell, row_by_row
from lianping_xlsx.forms.layout import FormLayout, GridColumn, GridRow, Role
from lianping_xlsx.forms.status_formulas import IN_PART, MISSING, WHOLE, first_case, quoted_words
from lianping_xlsx.forms.typed_value_formulas import entries, good, number, points, seen, spelling
from lianping_xlsx.scheme.model import Ratee, RubricItem, Scheme, Task
from lianping_xlsx.scheme.terms import ComponentSource, ItemMode
from lianping_xlsx.spreadsheet.cell_kinds import Points, Text

_TEXT = Text()
_FIELDS = {
    ItemMode.SCORE: "score",
    ItemMode.DEDUCTION: "deduction",
    ItemMode.BONUS: "bonus",
    ItemMode.PENALTY: "penalty",
}
"""The field of the points of an item, by its 计分方式."""
_MODES = {name: mode for mode, name in _FIELDS.items()}
_REASONS = {
    ItemMode.SCORE: "失分原因",
    ItemMode.DEDUCTION: "扣分原因",
    ItemMode.BONUS: "加分原因",
    ItemMode.PENALTY: "减分原因",
}
_INTRO = (
    "“得分”“加分”的项目填得了几分、加了几分，“扣分”“减分”的项目填扣了几分、减了几分。“得分”项没有失分的填满分，“扣分”项没有扣分的填0；"
    "没有加分、减分的可以留空。失分、扣分、加分、减分都要在后面该项的原因栏写明原因。灰色格的项目不适用于此人，不填。"
)
_POINTS_WIDTH = 10
_TEXT_SHOWN = 28
"""The longest 考评内容 in a heading, in UTF-16 units; the line below the grid has it in full."""
_REASON_WIDTHS = ((2, 36), (4, 24))
"""Pairs (largest number of items, width of a column of reasons)."""
_NARROW_REASON = 18
_UNLIMITED = "1000000"
"""In place of a limit for a deduction, which may exceed the 分值 (扣完为止)."""


def points_key(item: RubricItem) -> str:
    """The key of the column with the points of an item."""
    return f"points:{item.code}"


def reason_field(item: str) -> str:
    """The field (and key) of the column with the reasons for an item, given by its code."""
    return f"reason:{item}"


# ---------------------------------------------------------------- parts


def _items_for(scheme: Scheme, task: Task, ratee: Ratee) -> tuple[RubricItem, ...]:
    """The items of the unit of a task for a ratee, of the component that the task names, or of his only one."""
    component = scheme.component_in(ratee.group, ComponentSource.RUBRIC, task.component)
    return scheme.items_by(task.unit, ratee.group, component)


def department_items(scheme: Scheme, task: Task, ratees: Iterable[Ratee]) -> tuple[RubricItem, ...]:
    """The items on the form of a task, in the order of the rubric: those in which somebody has a task."""
    codes = {i.code for ratee in ratees for i in _items_for(scheme, task, ratee) if i.code not in ratee.exempt}
    return tuple(item for item in scheme.rubric if item.code in codes)


def _body(scheme: Scheme, task: Task, ratees: Ratees) -> Body:
    items = department_items(scheme, task, ratees)
    width = next((width for most, width in _REASON_WIDTHS if len(items) <= most), _NARROW_REASON)
    given = (_points_column(item) for item in items)
    reasons = (
        GridColumn(key, f"{item.code}\n{_REASONS[item.mode]}", width, Role.INPUT, key, item=item.code)
        for item in items
        for key in (reason_field(item.code),)
    )
    total = GridColumn("total", "各项\n计分", 8, Role.COMPUTED)
    return Body((), (*PERSON_COLUMNS, *given, total, *reasons, STATUS), landscape=True, intro=_INTRO)


def _points_column(item: RubricItem) -> GridColumn:
    heading = f"{item.code}\n{cut(item.text, _TEXT_SHOWN)}\n{item.mode}（{exact.show_short(item.points)}分）"
    return GridColumn(points_key(item), heading, _POINTS_WIDTH, Role.INPUT, _FIELDS[item.mode], item=item.code)


def _rows(scheme: Scheme, task: Task, ratees: Ratees) -> tuple[GridRow, ...]:
    """One row per ratee to whom an item applies in which he has a task."""
    rows = (_row(ratee, _items_for(scheme, task, ratee)) for ratee in ratees)
    return tuple(row for row in rows if row.kinds)


def _row(ratee: Ratee, items: Iterable[RubricItem]) -> GridRow:
    kinds: dict[str, Points | Text] = {}
    closed: dict[str, str] = {}
    for item in items:
        if item.code in ratee.exempt:
            closed |= {points_key(item): NO_TASK, reason_field(item.code): ""}
        else:
            kinds |= {points_key(item): Points(0, item.points), reason_field(item.code): _TEXT}
    names = ratee.code, ratee.workplace, ratee.name
    return GridRow(ratee.code, names, kinds, ratee=ratee.code, closed=closed)


def _by(task: Task, ratees: Ratees) -> Hashable:
    return task.unit, task.component, ratees


# ---------------------------------------------------------------- words


def _entry(row: GridRow, column: GridColumn) -> str:
    mode = _MODES.get(column.field)
    what = str(mode) if mode else column.heading.rpartition("\n")[2]
    return f"“{row.issued[1]} {row.issued[2]}”的{column.item}“{what}”"


_NO_POINTS = {
    ItemMode.DEDUCTION: "没有扣分请填0",
    ItemMode.BONUS: "没有加分的可以留空",
    ItemMode.PENALTY: "没有减分的可以留空",
}


def _when_none(row: GridRow, column: GridColumn) -> str:
    mode, kind = _MODES[column.field], row.kinds.get(column.key)
    if mode is ItemMode.SCORE and isinstance(kind, Points) and kind.maximum is not None:
        return f"没有失分请填满分{exact.show_short(kind.maximum)}，确实得0分的填0并写明原因"
    return _NO_POINTS[mode]


def _required(form: FormLayout, row: GridRow) -> Iterator[int]:
    return (index for index, column in _open(form, row) if _is_required(column))


def _is_required(column: GridColumn) -> bool:
    return _MODES[column.field] in (ItemMode.SCORE, ItemMode.DEDUCTION)


# ---------------------------------------------------------------- formulas


def _given(form: FormLayout) -> list[tuple[int, GridColumn]]:
    """The columns of points, each after its index; they are adjacent."""
    return [(index, column) for index, column in form.input_columns() if column.field in _MODES]


def _open(form: FormLayout, row: GridRow) -> list[tuple[int, GridColumn]]:
    return [(index, column) for index, column in _given(form) if column.key in row.kinds]


def _most(form: FormLayout, column: GridColumn) -> int:
    """The 分值 of the item of a column, in hundredths."""
    kind = next(row.kinds[column.key] for row in form.rows if column.key in row.kinds)
    if not isinstance(kind, Points) or kind.maximum is None:
        raise TypeError(column.key)
    return kind.maximum


def _array(values: Iterable[object]) -> str:
    return f"{{{','.join(str(value) for value in values)}}}"


def _span(place: int, columns: list[tuple[int, GridColumn]]) -> str:
    return ":".join(dict.fromkeys((a1(place, columns[0][0]), a1(place, columns[-1][0]))))


def _filled(form: FormLayout, row: GridRow, span: str) -> str:
    """The number of points entered in a row, without the cells that say 无此任务."""
    if not row.closed:
        return entries(span)
    asked = _array(int(column.key not in row.closed) for _, column in _given(form))
    return f'SUMPRODUCT(({seen(span)}<>"")*{asked})'


def _status(scheme: Scheme, form: FormLayout, row: GridRow, place: int) -> str:
    """The formula part of 填写检查: the points are there, in range, and have reasons if any were lost or added."""
    columns = _given(form)
    span, modes = _span(place, columns), [_MODES[column.field] for _, column in columns]
    reasons = _span(place, [(form.column_of(reason_field(column.item)), column) for _, column in columns])
    most = [points(_most(form, column)) for _, column in columns]
    floored = ItemMode.DEDUCTION if scheme.rules.floors_deductions else None
    limits = _array(_UNLIMITED if mode is floored else p for mode, p in zip(modes, most, strict=True))
    needed = _array(int(c.key in row.kinds and _is_required(c)) for _, c in columns)
    # Points are lost if a 得分 is below the 分值; every other entry above 0 adds or takes points.
    signs = _array(-1 if mode is ItemMode.SCORE else 1 for mode in modes)
    lines = _array(f"-{p}" if m is ItemMode.SCORE else 0 for m, p in zip(modes, most, strict=True))
    changed = f'({number(span)}*{signs}>{lines})*({seen(reasons)}="")'
    missing = f'SUMPRODUCT(({seen(span)}="")*{needed})'
    cases = [
        (f"AND({_filled(form, row, span)}=0,{missing}>0)", MISSING),
        (f"SUMPRODUCT(--{good(span, limits)})<{_filled(form, row, span)}", "有超出范围的"),
        (f"{missing}>0", IN_PART),
        (f"SUMPRODUCT(--ISNUMBER(1/({changed})))>0", "请写原因"),
    ]
    return first_case(cases, quoted_words(WHOLE))


def _total(_scheme: Scheme, form: FormLayout, _column: GridColumn, row: GridRow, place: int) -> str:
    """The points of the row: 得分, 分值 - 扣分 (not below 0), 加分, less 减分; no number counts as nothing."""
    columns = _given(form)
    span, modes = _span(place, columns), [_MODES[column.field] for _, column in columns]
    text = spelling(span)
    value = f'VALUE(REPT({text},--ISNUMBER(VALUE({text})))&"0")'
    signs = {ItemMode.SCORE: 1, ItemMode.DEDUCTION: 0, ItemMode.BONUS: 1, ItemMode.PENALTY: -1}
    plain, most = _array(signs[mode] for mode in modes), _array(points(_most(form, column)) for _, column in columns)
    from_most = _array(int(mode is ItemMode.DEDUCTION) for mode in modes)
    # (x + |x|) / 2 is the greater of x and 0, item by item.
    rest = f"{from_most}*({most}-{value}+ABS({most}-{value}))/2"
    summed = f"SUMPRODUCT(ISNUMBER(VALUE({text}))*({plain}*{value}+{rest}))"
    given = _filled(form, row, span) if row.closed else f"COUNTA({span})"
    return f'=IF({given}=0,"",ROUND({summed},2))'


def _totals(scheme: Scheme, form: FormLayout) -> Totals:
    """No row of totals; the remark lists the items in full."""
    items = {item.code: item for item in scheme.rubric}
    listed = (items[column.item] for _, column in _given(form))
    return Totals(remark=f"{REMARK}{'；'.join(_in_full(item) for item in listed)}。")


def _in_full(item: RubricItem) -> str:
    text, standard = item.text.rstrip("。；"), item.standard.rstrip("。；")
    words = f"{item.code} {text}（{item.head}，{item.mode}，{exact.show_short(item.points)}分）"
    return f"{words}，评分标准：{standard}" if standard else words


DEPARTMENT_FORM = FormType(
    title="部门评分表",
    bodies={"1": Part(_body, _by)},
    rows={"1": Part(_rows, _by)},
    note="按考评细则对本单位评分的项目逐人评分，失分、扣分、加分、减分必须写明原因；没有加分、减分的可以留空。",
    entry=_entry,
    when_none=_when_none,
    required=_required,
    status=row_by_row(_status),
    computed=cell_by_cell(_total),
    totals=_totals,
)
