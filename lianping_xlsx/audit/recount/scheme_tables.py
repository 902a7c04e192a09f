"""The sheets of 考核方案.xlsx as rows: a value by heading, and every name spelled as where it is defined."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import zip_longest
from pathlib import Path

from .cell_values import alike, called, words
from .sheet_lines import sheets_in

Row = Mapping[str, object]
Tables = Mapping[str, Sequence[Row]]
"""The filled rows of each sheet, each a value by heading."""
COLUMNS: Mapping[str, str] = {
    "基本信息": "项目、内容、说明",
    "计分规则": "项目、内容、说明",
    "收表限额": "项目、内容、说明",
    "考核对象": "编号、姓名、职务、所在单位、排名组、填报单位",
    "填报单位": "编号、名称、联系人、电话、邮箱、别名、打开密码",
    "测评": "名称、权重、计票方式、打分方式、本人票、板块、适用排名组、等级表、名次分、有效票含弃权",
    "票类": "测评、票类、权重、应到人数、占总分比重、记名、票少接受、说明、适用对象",
    "测评内容": "编号、内容、分值、测评、等级表、总评",
    "评价等级": "等级、折算分、等级表",
    "考评细则": "编号、一级指标、考评内容、分值、评分标准、计分方式、适用排名组、板块、评分单位、无此任务的考核对象",
    "填报任务": "填报单位、表种、考核对象范围、测评、票类、预计份数、板块、双人录入",
    "等次规则": "等次、最低分、名额比例上限、结果运用、名额人数、名额至少、名额取整、名额起算、适用排名组、总名额",
    "否决与加减分": "考核对象、事项、效果、分值、依据、最高等次",
    "考核板块": "板块、权重、来源、满分、适用排名组、折算",
    "期次": "板块、期次、权重",
    "引用": "板块、考核对象、引用的考核、排名组、取值",
    "名次赋分": "板块、名次、得分",
    "得票率分档": "板块、测评、等级、得票范围、票类、分母、下限、得分",
    "名次分": "名次、分、测评",
    "等次条件": "等次、适用排名组、比较内容、测评、等级、得票范围、票类、分母、比较、线",
}
"""The columns of each sheet."""
GUIDE, _GUIDE_HEADS = "填写向导", "序号、哪张表、改哪里（点一下就到）、怎么改，为什么、现在的情况、核对过的打√"
"""The sheet that tells how the others are filled in, and its headings; nothing is counted by it."""
DEFINED = (
    ("测评", "名称"),
    ("票类", "票类"),
    ("考核板块", "板块"),
    ("期次", "期次"),
    ("评价等级", "等级"),
    ("评价等级", "等级表"),
    ("等次规则", "等次"),
    ("考核对象", "排名组"),
    ("测评内容", "编号"),
    ("考评细则", "编号"),
)
"""Where names are defined; elsewhere they may be written with other spaces, or in full width."""
WORDS: Mapping[tuple[str, str], str] = {
    ("测评", "计票方式"): "逐票、计票汇总",
    ("测评", "打分方式"): "百分制、分项、等次、分项等次、排名",
    ("测评", "本人票"): "计、不计、凭编号不计",
    ("测评", "名次分"): "平均、合计",
    ("填报任务", "表种"): "测评票、计票汇总、实地考评、部门评分表、得分表、评议意见、述职自查、述职报告审核、整改承诺",
    ("考评细则", "计分方式"): "得分、扣分、加分、减分",
    ("否决与加减分", "效果"): "否决、降档、加分、减分、不参评、限评",
    ("考核板块", "来源"): "测评、考评、得分、引用",
    ("考核板块", "折算"): "原分、比第一名、名次赋分、考核组平衡、得票率分档",
    ("引用", "取值"): "平均、本人",
    ("等次规则", "名额取整"): "舍去、四舍五入、进一",
    ("等次规则", "名额起算"): "前、后",
    ("等次条件", "得票范围"): "及以上、及以下",
    ("等次条件", "分母"): "有效票、收回、应到",
    ("等次条件", "比较"): "≥、＞、≤、＜",
    ("得票率分档", "得票范围"): "及以上、及以下",
    ("得票率分档", "分母"): "有效票、收回、应到",
}
"""The words of each column whose words decide how it is counted; blank is the first or the usual one."""
_PEOPLE = ("基本信息", "考核对象", "填报单位")
"""Sheets whose texts are left as they are."""
LIST_MARKS = "[、,，;；]"
"""The marks between the words of a list."""
_SEARCHED, _USUAL_ROW = 60, 2
"""So many rows from the top the headings are looked for; the row (from 0) where they stand usually."""


def load_tables(path: Path) -> dict[str, list[Row]]:
    """The sheets of the scheme, but for 填写向导, with the values that formulas had last."""
    found: dict[str, list[Row]] = {}
    for name, lines, _ in sheets_in(path.read_bytes(), data_only=True):
        if not _is_guide(name, lines):
            found[name] = _rows_below_heading(name, lines)
    return with_one_spelling(found)


def _is_guide(sheet: str, lines: Sequence[Sequence[object]]) -> bool:
    """Return True for 填写向导, also under another name."""
    heads = set(_GUIDE_HEADS.split("、"))
    return alike(sheet) == GUIDE or any(len(heads & set(map(words, line))) > 3 for line in lines[:_SEARCHED])


def _rows_below_heading(sheet: str, lines: Sequence[Sequence[object]]) -> list[Row]:
    names = {alike(name): name for name in COLUMNS.get(sheet, "").split("、") if name}
    found = [sum(alike(words(cell)) in names for cell in line) for line in lines[:_SEARCHED]]
    head = found.index(max(found)) if any(found) else _USUAL_ROW
    heads = [names.get(alike(words(cell)), words(cell)) for cell in lines[head]] if len(lines) > head else []
    filled = [line for line in lines[head + 1 :] if any(words(cell) for cell in line)]
    return [dict(zip_longest(heads, line[: len(heads)])) for line in filled]


def with_one_spelling(tables: Tables) -> dict[str, list[Row]]:
    """The tables with each name as it is spelled where it is defined, and with the words of ``WORDS`` as they are."""
    spelled: dict[str, str] = {}
    for sheet, column in DEFINED:
        for row in tables.get(sheet, ()):
            spelled.setdefault(called(words(row.get(column))), words(row.get(column)))
    choices = {key: {called(word): word for word in listed.split("、")} for key, listed in WORDS.items()}
    return {
        sheet: [
            {head: _spelled(raw, choices.get((sheet, head or ""), spelled)) for head, raw in row.items()}
            for row in rows
        ]
        if sheet not in _PEOPLE
        else list(rows)
        for sheet, rows in tables.items()
    }


def _spelled(raw: object, spelled: Mapping[str, str]) -> object:
    """A text of one name, or of several between marks; numbers and other texts as they are."""
    if not isinstance(raw, str):
        return raw
    whole = spelled.get(called(words(raw)))
    parts = re.split(f"({LIST_MARKS})", raw)
    return whole if whole is not None else "".join(spelled.get(called(words(part)), part) for part in parts)
