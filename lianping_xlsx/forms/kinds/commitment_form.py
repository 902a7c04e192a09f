"""整改承诺: a ratee's own commitments, one row per problem with measures and deadline; one sheet per ratee."""

from __future__ import annotations

from collections.abc import Iterator

from lianping_xlsx.core.cell_address import a1
from lianping_xlsx.forms.form_parts import SIGNATURES, STATUS, Body, fixed, text_columns
from lianping_xlsx.forms.form_type import FormType, OwnSheet, heading_of, row_by_row
from lianping_xlsx.forms.layout import Field, FormLayout, GridColumn, GridRow, Role
from lianping_xlsx.forms.status_formulas import MISSING, WHOLE, first_case, quoted_words
from lianping_xlsx.forms.text_forms import (
    ITEM,
    EntryLook,
    FormRow,
    RowFinding,
    SheetColumn,
    SummarySheet,
    TextForm,
    ToRectify,
    unfinished,
)
from lianping_xlsx.forms.typed_value_formulas import entries, seen, unlike_date
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.spreadsheet.cell_kinds import Date, Text

_PROBLEM, _MEASURES, _DEADLINE = FIELDS = (("problem", "问题"), ("measures", "整改措施"), ("deadline", "整改时限"))
"""The fields with their headings, the same as on 整改清单."""
_ROWS = 10
_BODY = Body(
    head=(),
    columns=(
        GridColumn("number", "序号", 7),
        *text_columns((_PROBLEM, _MEASURES), 48),
        GridColumn(*_DEADLINE, 14, Role.INPUT, _DEADLINE[0], Date()),
        STATUS,
    ),
    landscape=True,
    intro="请本人对照述职评议考核中指出的问题逐项作出整改承诺，写明问题、整改措施和整改时限（如 2025-06-30）；"
    "没有用到的行留空。",
    foot=(Field("filled_by", "承诺人（签字）：", Text()), *SIGNATURES[1:]),
)
_NUMBERS = tuple(str(number) for number in range(1, _ROWS + 1))
_NUMBERED = tuple(GridRow(number, (number,), item=number) for number in _NUMBERS)


def _row_name(row: GridRow) -> str:
    return f"第{row.key}项"


def _entry(row: GridRow, column: GridColumn) -> str:
    return f"{_row_name(row)}的“{heading_of(column)}”"


def _status(_scheme: Scheme, form: FormLayout, row: GridRow, place: int) -> str:
    """The formula part of 填写检查. Unused rows show nothing, except the first: a blank sheet is 未填."""
    cells = {heading: a1(place, form.column_of(name)) for name, heading in FIELDS}
    first, *_, deadline = cells.values()
    cases = (
        (f"{entries(f'{first}:{deadline}')}=0", MISSING if row is form.rows[0] else ""),
        *((f'{seen(cell)}=""', f"请写{heading}") for heading, cell in cells.items()),
        (unlike_date(deadline), "时限请写全年月日"),
    )
    return first_case(cases, quoted_words(WHOLE))


def _row_findings(row: FormRow, name: str) -> Iterator[RowFinding]:
    return unfinished(FIELDS, row, f"“{name}”的整改承诺{_row_name(row.row)}")


_SHEET = SummarySheet(
    name="整改承诺",
    title="整改承诺汇总",
    note="考核对象本人作出的整改承诺，不影响得分和名次；审定后列入整改清单，问题来源为“本人承诺”。",
    facts=(SheetColumn("序号", 6, ITEM, EntryLook.CENTRED),),
    passages=(
        *(SheetColumn(heading, 42, name) for name, heading in (_PROBLEM, _MEASURES)),
        SheetColumn(_DEADLINE[1], 13, _DEADLINE[0]),
    ),
    missing="没有收到整改承诺",
)

COMMITMENT_FORM = FormType(
    title="整改承诺表",
    bodies={"1": fixed(_BODY)},
    rows={"1": fixed(_NUMBERED)},
    own_sheet=OwnSheet("整改承诺", "承诺人："),
    note="由考核对象本人逐项写明问题、整改措施和整改时限，审定后列入整改清单；每人一张工作表。",
    entry=_entry,
    row_name=_row_name,
    status=row_by_row(_status),
    may_go=lambda _row: True,
    long_texts=True,
    texts=TextForm(
        row_findings=_row_findings,
        sheet=_SHEET,
        to_rectify=ToRectify("本人承诺", *(name for name, _ in FIELDS)),
    ),
)
