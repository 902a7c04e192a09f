"""Checks of uniqueness: every code and every name of a scheme must identify one thing."""

from __future__ import annotations

import re
from collections.abc import Iterable

from lianping_xlsx.core.abbreviate import some
from lianping_xlsx.core.findings import Finding
from lianping_xlsx.core.spelling import code_key, name_key
from lianping_xlsx.scheme.check_case import CheckCase
from lianping_xlsx.scheme.model import Ratee, Unit

_UNIQUE = (
    ("考核对象", ("编号",)),
    ("填报单位", ("编号",)),
    ("填报单位", ("名称",)),
    ("测评", ("名称",)),
    ("票类", ("测评", "票类")),
    ("测评内容", ("编号",)),
    ("评价等级", ("等级",)),
    ("考评细则", ("编号",)),
    ("等次规则", ("等次",)),
)


def unique_keys(case: CheckCase) -> Iterable[Finding]:
    """Yield ``scheme.duplicate`` for each repeated code or name."""
    for sheet, columns in _UNIQUE:
        seen: dict[tuple[str, ...], int] = {}
        for record in case.table(sheet):
            key = tuple(_key(column, record.text(column)) for column in columns)
            # A blank cell is reported as such by the reader of the table.
            if key in seen and all(key):
                slots = {"what": "、".join(columns), "value": record.text(columns[-1]), "row": str(seen[key])}
                yield Finding("scheme.duplicate", record.place(case.file, columns[-1]), slots)
            seen.setdefault(key, record.row)


def _key(column: str, text: str) -> str:
    """The key for comparison. Dots and spaces make no difference in names, but in codes: 1.12 is not 11.2."""
    return code_key(text) if column == "编号" else name_key(text)


def same_persons(case: CheckCase) -> Iterable[Finding]:
    """Yield ``scheme.same-person`` for ratees with the same name and 所在单位, whom no word can distinguish."""
    alike: dict[tuple[str, str], list[Ratee]] = {}
    for ratee in case.scheme.ratees:
        alike.setdefault((name_key(ratee.name), name_key(ratee.workplace)), []).append(ratee)
    for ratee in case.scheme.ratees:
        others = [each for each in alike[name_key(ratee.name), name_key(ratee.workplace)] if each is not ratee]
        if others:
            listed = "、".join(f"第{other.row}行“{other.label}”" for other in others)
            place = case.at("考核对象", ratee.row, "姓名")
            yield Finding("scheme.same-person", place, {"name": ratee.label, "others": listed})


_NAMED = 8
_HAN_GAP = re.compile(r"[\u3400-\u9fff]\s+[\u3400-\u9fff]")
"""White space between two Chinese characters."""


def spaced_names(case: CheckCase) -> Iterable[Finding]:
    """Yield ``scheme.spaced-name``, at most once per column, for names typed with spaces, which would be printed."""
    for column in ("姓名", "所在单位"):
        found = [record for record in case.table("考核对象") if _HAN_GAP.search(record.text(column))]
        if found:
            values = some([record.text(column) for record in found], _NAMED, "处")
            yield case.column_finding("scheme.spaced-name", found[0], column, count=str(len(found)), values=values)


def aliases(case: CheckCase) -> Iterable[Finding]:
    """Yield ``scheme.alias-taken`` for an alias that is also a name or an alias of another unit."""
    goes_by: dict[str, list[Unit]] = {}
    for unit in case.scheme.units:
        for key in dict.fromkeys(name_key(word) for word in (unit.name, *unit.aliases)):
            goes_by.setdefault(key, []).append(unit)
    for unit in case.scheme.units:
        for alias in dict.fromkeys(unit.aliases):
            others = [other for other in goes_by[name_key(alias)] if other is not unit]
            if others:
                slots = {"unit": unit.name, "alias": alias, "others": "、".join(f"“{other.name}”" for other in others)}
                yield Finding("scheme.alias-taken", case.at("填报单位", unit.row, "别名"), slots)
