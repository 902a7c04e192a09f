"""The presets (预置方案): data only, one folder of tab-separated tables each, in the regulations' words."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable

from lianping_xlsx.core.findings import Finding
from lianping_xlsx.scheme.rules import RULE_SETTINGS
from lianping_xlsx.scheme.scheme_sheets import LIMITS, PROFILE, TABLES
from lianping_xlsx.scheme.scheme_workbook import Records
from lianping_xlsx.spreadsheet.tables import read_settings, read_table

_FILES = {
    "考核对象": "ratees",
    "填报单位": "units",
    "测评": "polls",
    "票类": "classes",
    "测评内容": "items",
    "评价等级": "grades",
    "考评细则": "rubric",
    "填报任务": "tasks",
    "等次规则": "tiers",
    "否决与加减分": "adjustments",
}


@dataclass(frozen=True, slots=True)
class Preset:
    """A preset's name on the command line, what it is for, and the regulation that it comes from."""

    name: str
    title: str
    source: str


_LEAN = "乐安县基层党组织书记“联述联评联考”实施办法"
_ZHONGWEI = "中共中卫市招商局党支部“联述联评联考”实施办法"
PRESETS = (
    Preset("lean-township", "乡（镇、场）党委书记述职评议和考核", f"{_LEAN} 一（一）、二（一）"),
    Preset("lean-village", "村（社区）党组织书记“双述双评”和考核", f"{_LEAN} 一（二）、二（二）"),
    Preset("zhongwei-secretary", "机关支部书记述职评议、“双述双评”和考核", f"{_ZHONGWEI} 一（一）、一（二）、二（一）"),
    Preset("zhongwei-member", "支部书记、党员考核", f"{_ZHONGWEI} 二（二）"),
)


def load_preset(name: str) -> Records:
    """The records of a preset. ``KeyError`` if there is none of that name; a faulty preset is our own fault."""
    if all(preset.name != name for preset in PRESETS):
        raise KeyError(name)
    faults: list[Finding] = []
    profile = read_settings(PROFILE, _rows(name, "profile"), file=name)
    rules = read_settings(RULE_SETTINGS, _rule_rows(name), file=name)
    limits = read_settings(LIMITS, (), file=name)
    faults += [*profile.findings, *rules.findings, *limits.findings]
    tables = {}
    for table in TABLES:
        outcome = read_table(table, _rows(name, _FILES[table.sheet]), file=name)
        tables[table.sheet] = outcome.value
        faults += outcome.findings
    if faults:
        raise ValueError([finding.message for finding in faults])
    settings = ((PROFILE, profile), (RULE_SETTINGS, rules), (LIMITS, limits))
    return Records({declared.sheet: outcome.value for declared, outcome in settings}, tables)


def _rule_rows(name: str) -> list[list[object]]:
    """Every rule at its default, but for those that the preset sets (``rules.tsv``, if it has one)."""
    own = {row[0]: row[1] for row in _rows(name, "rules")[1:]} if _file(name, "rules").is_file() else {}
    rows: list[list[object]] = [["项目", "内容"]]
    for setting in RULE_SETTINGS.settings:
        default = "" if setting.default is None else setting.kind.put(setting.default)
        rows.append([setting.name, own.pop(setting.name, default)])
    if own:
        raise ValueError([f"no such rules: {own}"])
    return rows


def _file(name: str, table: str) -> Traversable:
    return files(__package__).joinpath(name, f"{table}.tsv")


def _rows(name: str, table: str) -> list[list[str]]:
    text = _file(name, table).read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines() if line]
    width = max(len(row) for row in rows)
    return [row + [""] * (width - len(row)) for row in rows]
