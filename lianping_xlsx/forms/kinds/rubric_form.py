"""实地考评: rubric items x 自评得分, 得分 or 扣分 with the reason; one sheet per ratee.

乐安 一（一）2⑤, 中卫 一（一）2④.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence

from lianping_xlsx.core import exact
from lianping_xlsx.core.cell_address import a1
from lianping_xlsx.core.exact import added_up
from lianping_xlsx.core.light_dataclass import replace
from lianping_xlsx.forms.form_parts import HEAD, NO_TASK, REMARK, TOTAL, Body, Part, Ratees, fixed
from lianping_xlsx.forms.form_type import FormType, OwnSheet, Totals, cell_by_cell, heading_of, row_by_row
from lianping_xlsx.forms.layout import Field, FormLayout, GridColumn, GridRow, Role
from lianping_xlsx.forms.status_formulas import MISSING, WHOLE, column_span, quoted_words, rounded
from lianping_xlsx.forms.typed_value_formulas import good, number, points, precise, seen, spelling
from lianping_xlsx.scheme.model import RubricItem, Scheme, Task
from lianping_xlsx.scheme.terms import ComponentSource, ItemMode
from lianping_xlsx.spreadsheet.book import Content
from lianping_xlsx.spreadsheet.cell_kinds import Points, Text

_TEXT = Text()
_RUBRIC_INTRO = (
    "计分方式为“得分”“加分”的填“得分”栏，为“扣分”“减分”的填“扣分”栏；没有扣分请填0；扣分请写明原因。"
    "“自评得分”是考核对象给自己打的分，可以留空，不计入考评得分。灰色格不填。"
)


def rubric_body() -> Body:
    """The body of layout version 1."""
    columns = (
        GridColumn("item", "编号", 7),
        GridColumn(HEAD, "一级指标", 15),
        GridColumn("text", "考评内容", 30),
        GridColumn("standard", "评分标准", 34),
        GridColumn("points", "分值", 6.5),
        GridColumn("mode", "计分\n方式", 6.5),
        GridColumn("self", "自评\n得分", 7.5, Role.INPUT, "self"),
        GridColumn("score", "得分", 7.5, Role.INPUT, "score"),
        GridColumn("deduction", "扣分", 7.5, Role.INPUT, "deduction"),
        GridColumn("reason", "扣分（加分）原因", 26, Role.INPUT, "reason", _TEXT),
        GridColumn("result", "本项\n得分", 7.5, Role.COMPUTED),
        GridColumn("status", "填写检查", 13, Role.STATUS),
    )
    return Body((), columns, landscape=True, intro=_RUBRIC_INTRO)


def _items(scheme: Scheme, task: Task, ratees: Ratees) -> tuple[RubricItem, ...]:
    """The items without 评分单位, of the component that the task names, or of the only one of the ratee."""
    group = ratees[0].group
    return scheme.items_by("", group, scheme.component_in(group, ComponentSource.RUBRIC, task.component))


def _rubric_rows(scheme: Scheme, task: Task, ratees: Ratees) -> tuple[GridRow, ...]:
    """One row per item. Only one of 得分 and 扣分 is open, by its 计分方式; 加分 and 减分 items have no 自评得分."""
    exempt = ratees[0].exempt
    return tuple(_rubric_row(item, scored=item.code not in exempt) for item in _items(scheme, task, ratees))


RUBRIC_ENTRIES = ("score", "deduction")
"""The keys of the columns 得分 and 扣分."""


def rubric_entry(mode: str) -> str:
    """The key of the column in which an item of a 计分方式 is entered: 得分 or 扣分."""
    return "score" if mode in (ItemMode.SCORE, ItemMode.BONUS) else "deduction"


def is_counterpart(mode: str, key: str) -> bool:
    """Return True if ``key`` is the one of the columns 得分 and 扣分 that is closed for an item of a 计分方式."""
    return bool(mode) and key in RUBRIC_ENTRIES and key != rubric_entry(mode)


_CLOSED = {"self": "", "score": NO_TASK, "deduction": NO_TASK, "reason": ""}
"""The input cells of an item in which the ratee has no task."""


def _rubric_row(item: RubricItem, *, scored: bool) -> GridRow:
    """The row of an item: its issued texts, and the kinds of its open cells; none of them if it is not ``scored``."""
    issued = (item.code, item.head, item.text, item.standard, item.points / exact.POINT, str(item.mode))
    if not scored:
        return GridRow(item.code, issued, item=item.code, closed=_CLOSED)
    points = Points(0, item.points)
    kinds = ({"self": points} if item.counts_to_hundred else {}) | {rubric_entry(item.mode): points}
    return GridRow(item.code, issued, kinds, item=item.code, mode=str(item.mode))


# ---------------------------------------------------------------- since version 2

_VISIT_SIGNATURES = (
    Field("filled_by", "考核组组长：", _TEXT),
    Field("reviewed_by", "考核组成员：", _TEXT),
    Field("principal", "被考核单位主要负责人：", _TEXT),
    Field("date", "日期：", _TEXT),
)
_VISIT_INTRO = (
    "计分方式为“得分”“加分”的填“得分”栏，为“扣分”“减分”的填“扣分”栏。“得分”项没有失分的填满分，“扣分”项没有扣分的填0；"
    "没有加分、减分的可以留空。失分、扣分、加分、减分都要写明原因。"
    "“自评得分”是考核对象给自己打的分，可以留空，不计入考评得分。灰色格不填。"
)


def _visit_body() -> Body:
    """The body since version 2: ``rubric_body`` with reasons also for points lost, and the signatures of the visit."""
    columns = tuple(
        replace(column, heading="失分、扣分（加分）原因") if column.key == "reason" else column
        for column in rubric_body().columns
    )
    return Body((), columns, landscape=True, intro=_VISIT_INTRO, foot=_VISIT_SIGNATURES)


def _visit_rows(scheme: Scheme, task: Task, ratees: Ratees) -> tuple[GridRow, ...]:
    """One row per item; a 一级指标 stands once, in the first row of its items, with its points: 组织建设（60分）."""
    return _under_heads(_items(scheme, task, ratees), ratees[0].exempt)


def _under_heads(items: Sequence[RubricItem], exempt: Sequence[str]) -> tuple[GridRow, ...]:
    """The rows of ``items``; each first row of a 一级指标 has its heading with its points.

    ``exempt``: the codes of the items in which the ratee has no task.
    """
    # Hundredths of the 100 points by 一级指标; 加分 and 减分 items add nothing to them.
    points: dict[str, int] = {}
    for item in items:
        points[item.head] = points.get(item.head, 0) + (item.points if item.counts_to_hundred else 0)
    rows, before = [], ""
    for item in items:
        total = f"（{exact.show_short(points[item.head])}分）" if points[item.head] else ""
        row, head = _rubric_row(item, scored=item.code not in exempt), "" if item.head == before else item.head + total
        rows.append(replace(row, issued=(row.issued[0], head, *row.issued[2:])))
        before = item.head
    return tuple(rows)


# ---------------------------------------------------------------- words


def _entry(row: GridRow, column: GridColumn) -> str:
    return f"{row.key}“{row.issued[2]}”的“{heading_of(column)}”"


def _row_name(row: GridRow) -> str:
    return f"{row.key} {str(row.issued[2]).split('。')[0]}"


_NO_POINTS = {
    ItemMode.DEDUCTION: "没有扣分请填0",
    ItemMode.BONUS: "没有加分的可以留空",
    ItemMode.PENALTY: "没有减分的可以留空",
}


def _when_none(row: GridRow, column: GridColumn) -> str:
    """The instruction if nothing was lost. A blank is not read as 0: a blank 得分 most often means the full 分值."""
    if column.key == "self":
        return "没有自评的可以留空"
    kind = row.kinds[column.key]
    if row.mode == ItemMode.SCORE and isinstance(kind, Points) and kind.maximum is not None:
        return f"没有失分请填满分{exact.show_short(kind.maximum)}，确实得0分的填0并写明原因"
    return _NO_POINTS[ItemMode(row.mode)]


def _required(form: FormLayout, row: GridRow) -> Iterator[int]:
    if "self" in row.kinds:  # only items of the 100 points have 自评得分, and only these must have an entry
        yield form.column_of(rubric_entry(row.mode))


# ---------------------------------------------------------------- formulas


def _open_cell(form: FormLayout, row: GridRow, place: int) -> str:
    """The address of the cell in which the points of an item are entered."""
    return a1(place, form.column_of(rubric_entry(row.mode)))


def _status(scheme: Scheme, form: FormLayout, row: GridRow, place: int) -> str:
    """The formula part of 填写检查: an entry is there, in range, and has a reason if points were lost or added."""
    if row.closed:
        return quoted_words(WHOLE)
    entry = _open_cell(form, row, place)
    most, reason, result, own = (a1(place, form.column_of(key)) for key in ("points", "reason", "result", "self"))
    optional = row.mode in (ItemMode.BONUS, ItemMode.PENALTY)
    low, high = (f"-{most}", "0") if row.mode == ItemMode.PENALTY else ("0", most)
    # The computed result is "" for an entry that is no number; the test of its decimals then gives an error.
    deducted = row.mode == ItemMode.DEDUCTION
    floored = deducted and scheme.rules.floors_deductions
    within = f",{number(entry)}<={most}" if deducted and not floored else ""
    right = f"IFERROR(AND({result}>={low},{result}<={high},{precise(result)}{within}),FALSE)"
    asked = '"应填不小于0的数"' if floored else f'"应填0至"&{most}&"的数"'
    changed = f"{result}<>0" if optional else f"{result}<{most}"
    verdict = f'IF(AND({changed},{seen(reason)}=""),"请写原因",{quoted_words(WHOLE)})'
    if not optional:
        wrong = f'AND({seen(own)}<>"",NOT({good(own, most)}))'
        verdict = f'IF({wrong},"自评应填0至"&{most}&"的数",{verdict})'
    return f'IF({seen(entry)}="",{quoted_words("" if optional else MISSING)},IF({right},{verdict},{asked}))'


def _result_formula(_scheme: Scheme, form: FormLayout, _column: GridColumn, row: GridRow, place: int) -> str:
    """The points of an item by its entry, also if this is out of range: 填写检查 reports that."""
    if row.closed:
        return '=""'
    entry, most = _open_cell(form, row, place), a1(place, form.column_of("points"))
    value = number(entry)
    if row.mode == ItemMode.DEDUCTION:
        value = f"MAX(0,{most}-{value})"
    elif row.mode == ItemMode.PENALTY:
        value = f"-{value}"
    return f'=IFERROR({value},"")'


def _totals(scheme: Scheme, form: FormLayout) -> Totals:
    """合计 of the sheet; the remark names 附加分上限 if it may apply."""
    cap = scheme.rules.bonus_cap
    capped = cap is not None and any(row.mode == ItemMode.BONUS for row in form.rows)
    remarks = [f"加分项目合计最多计{points(cap or 0)}分，合计栏已按此计算。"] if capped else []
    remarks += [_EXEMPT] if any(row.closed for row in form.rows) else []
    return Totals(TOTAL, dict(_sums(form, cap, scheme)), REMARK + "".join(remarks) if remarks else "")


_EXEMPT = f"“{NO_TASK}”的项目不填，合计栏不包括；汇总时按考核办法计分。"


def _sums(form: FormLayout, cap: int | None, scheme: Scheme) -> Iterator[tuple[int, Content]]:
    """Yield the cells of 合计: 分值 of the 100 points, 自评得分, the total as the program counts it, missing items."""
    mode, own, result, status = (form.column_of(key) for key in ("mode", "self", "result", "status"))
    issued = form.issued_columns().index(form.column_of("points"))
    hundred = (ItemMode.SCORE, ItemMode.DEDUCTION)
    yield form.column_of("points"), added_up(float(row.issued[issued]) for row in form.rows if row.mode in hundred)
    yield own, _own_total(column_span(form, own))
    bonus = f'SUMIF({column_span(form, mode)},"{ItemMode.BONUS}",{column_span(form, result)})'
    excess = "" if cap is None else f"-MAX(0,{bonus}-{points(cap)})"
    total = rounded(scheme, f"MAX(0,SUM({column_span(form, result)}){excess})")
    # A text of 填写检查 that begins with 应填 marks an entry out of range: no total is shown then.
    wrong = f'COUNTIF({column_span(form, status)},"应填*")'
    yield result, f'=IF(OR(COUNT({column_span(form, result)})=0,{wrong}>0),"",{total})'
    missing = f'COUNTIF({column_span(form, status)},"{MISSING}")'
    yield status, f'=IF({missing}>0,"还有"&{missing}&"项未填","")'


def _own_total(span: str) -> str:
    """The sum of the 自评得分 that are numbers; blank if there is no entry."""
    # REPT gives the text of a number once and of anything else no time; with a "0" after it VALUE reads both
    # (95E00 is 95, 0 is 0). IF would not be evaluated as an array.
    text = spelling(span)
    return f'=IF(COUNTA({span})=0,"",SUMPRODUCT(VALUE(REPT({text},--ISNUMBER(VALUE({text})))&"0")))'


def _by(task: Task, ratees: Ratees) -> Hashable:
    return ratees[0].group, task.component, ratees[0].exempt


RUBRIC_FORM = FormType(
    title="实地考评表",
    bodies={"1": fixed(rubric_body()), "2": fixed(_visit_body())},
    rows={
        "1": Part(_rubric_rows, _by),
        "2": Part(_visit_rows, _by),
    },
    own_sheet=OwnSheet("考评"),
    note="考核组按考评细则逐项评分，失分、扣分必须写明原因；没有减分的可以留空；"
    "本人先自评的，填“自评得分”；每名考核对象一张工作表。",
    sealed_by="考核组",
    entry=_entry,
    row_name=_row_name,
    when_none=_when_none,
    required=_required,
    status=row_by_row(_status),
    computed=cell_by_cell(_result_formula),
    totals=_totals,
)
