"""The presets (预置方案): data only, one folder of tab-separated tables each, in the regulations' words."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files

from lianping_xlsx.core.findings import Finding
from lianping_xlsx.scheme.declared import PROFILE, RULES, TABLES
from lianping_xlsx.scheme.workbook import Records
from lianping_xlsx.sheets.tables import Record, read_settings, read_table

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


PRESETS = (
    Preset(
        "lean-township",
        "乡（镇、场）党委书记述职评议和考核",
        "乐安县基层党组织书记“联述联评联考”实施办法 一（一）、二（一）",
    ),
)


def load_preset(name: str) -> Records:
    """The records of a preset. ``KeyError`` if there is none of that name; a faulty preset is our own fault."""
    if all(preset.name != name for preset in PRESETS):
        raise KeyError(name)
    faults: list[Finding] = []
    profile = read_settings(PROFILE, _rows(name, "profile"), file=name)
    faults += profile.findings
    tables = {}
    for table in TABLES:
        outcome = read_table(table, _rows(name, _FILES[table.sheet]), file=name)
        tables[table.sheet] = outcome.value
        faults += outcome.findings
    if faults:
        raise ValueError([finding.message for finding in faults])
    rules = Record(RULES.sheet, 0, {setting.name: setting.default for setting in RULES.settings})
    return Records({PROFILE.sheet: profile.value, RULES.sheet: rules}, tables)


def _rows(name: str, table: str) -> list[list[str]]:
    text = files(__package__).joinpath(name, f"{table}.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines() if line]
    width = max(len(row) for row in rows)
    return [row + [""] * (width - len(row)) for row in rows]
