"""The presets (预置方案): one folder of tables each, in the words of its regulation.

preset.tsv   the purpose of the preset, its regulation, its position in the list; its name is that of the folder
profile.tsv  and the other tables beside it: one sheet of 考核方案.xlsx each
sample/      the people and texts of the sample campaigns in samples/ and tests/; the program does not read it

All files are tab-separated tables with one line of headings. A preset has no code and no list to be added to: every
folder here with a preset.tsv is one. The chapter articles.md of the manual names for every article
of the regulations the table of a preset that carries it out.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable

from lianping_xlsx.core.findings import Finding
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.scheme.rules import RULE_SETTINGS
from lianping_xlsx.scheme.scheme_sheets import LIMITS, PROFILE, TABLES
from lianping_xlsx.scheme.scheme_workbook import Records
from lianping_xlsx.spreadsheet.table_reading import read_settings, read_table
from lianping_xlsx.spreadsheet.tables import Record

_PRESET, _PROFILE, _RULES = "preset.tsv", "profile.tsv", "rules.tsv"
_TABLES = {
    "考核对象": "ratees.tsv",
    "填报单位": "units.tsv",
    "测评": "polls.tsv",
    "票类": "classes.tsv",
    "测评内容": "items.tsv",
    "评价等级": "grades.tsv",
    "考评细则": "rubric.tsv",
    "填报任务": "tasks.tsv",
    "等次规则": "tiers.tsv",
    "否决与加减分": "adjustments.tsv",
}
_OPTIONAL = {
    "考核板块": "components.tsv",
    "期次": "periods.tsv",
    "引用": "citations.tsv",
    "名次赋分": "place_points.tsv",
    "得票率分档": "rate_bands.tsv",
    "名次分": "places.tsv",
    "等次条件": "conditions.tsv",
}
"""The sheets that most schemes leave blank; a preset without the file has no rows."""
_DESCRIPTION = ("用于", "依据", "次序")

PRESET_FILES: Mapping[str, str] = {
    _PRESET: f"what the preset is: {'、'.join(_DESCRIPTION)}",
    _PROFILE: f"the sheet {PROFILE.sheet}",
    _RULES: f"the rows of the sheet {RULE_SETTINGS.sheet} that differ from the defaults",
    **{file: f"the sheet {sheet}" for sheet, file in _TABLES.items()},
}
"""The files that the program reads from the folder of a preset, each with a description of its content."""
OPTIONAL_FILES = frozenset(_OPTIONAL.values())
"""The files that a preset may have beside them."""


@dataclass(frozen=True, slots=True)
class Preset:
    """A preset: its name on the command line, its purpose, the regulation that it comes from, and its folder.

    ``order``: its position in the list; presets with the same position are sorted by name.
    """

    name: str
    title: str
    source: str
    order: int
    folder: Traversable


def find_presets(parent: Traversable) -> tuple[Preset, ...]:
    """The presets in a folder, in their order: each of its subfolders with a ``preset.tsv``."""
    found = [_described(folder) for folder in parent.iterdir() if folder.joinpath(_PRESET).is_file()]
    return tuple(sorted(found, key=lambda preset: (preset.order, preset.name)))


def _described(folder: Traversable) -> Preset:
    """The preset in a folder, by its ``preset.tsv``. Raises ValueError if the table has other rows."""
    described = dict(row[:2] for row in read_rows(folder, _PRESET)[1:])
    if described.keys() != set(_DESCRIPTION):
        raise ValueError(f"{folder.name}/{_PRESET} has to say {'、'.join(_DESCRIPTION)}, and nothing else")
    return Preset(folder.name, described["用于"], described["依据"], int(described["次序"]), folder)


def load_preset(name: str) -> Records:
    """The records of a preset. Raises KeyError if there is none of that name."""
    return read_preset(folder_of(name))


def folder_of(name: str) -> Traversable:
    """The folder of a preset. Raises KeyError if there is none of that name."""
    return {preset.name: preset.folder for preset in PRESETS}[name]


def read_preset(folder: Traversable) -> Records:
    """The records of the preset in a folder.

    Faults raise exceptions, unlike those of a user's scheme: a preset is part of the program. Raises FileNotFoundError
    with every missing file and its content, ValueError with the messages of the findings.
    """
    if missing := missing_files(folder, PRESET_FILES):
        raise FileNotFoundError(f"the preset {folder.name} lacks {missing}")
    faults: list[Finding] = []
    profile = read_settings(PROFILE, read_rows(folder, _PROFILE), file=folder.name)
    rules = read_settings(RULE_SETTINGS, _rule_rows(folder), file=folder.name)
    # 收表限额 guards against hostile and wrong files. No regulation sets it, so a preset has the defaults.
    limits = read_settings(LIMITS, (), file=folder.name)
    faults += [*profile.findings, *rules.findings, *limits.findings]
    tables: dict[str, list[Record]] = {}
    for table in TABLES:
        file = _TABLES.get(table.sheet) or _OPTIONAL[table.sheet]
        if table.sheet in _OPTIONAL and not folder.joinpath(file).is_file():
            tables[table.sheet] = []
            continue
        outcome = read_table(table, read_rows(folder, file), file=folder.name)
        tables[table.sheet] = outcome.value
        faults += outcome.findings
    if faults:
        raise ValueError([finding.message for finding in faults])
    settings = ((PROFILE, profile), (RULE_SETTINGS, rules), (LIMITS, limits))
    return Records({declared.sheet: outcome.value for declared, outcome in settings}, tables)


def _rule_rows(folder: Traversable) -> list[list[object]]:
    """The rows of 计分规则: every rule with the value of the preset, or else its default. Raises ValueError."""
    own = dict(row[:2] for row in read_rows(folder, _RULES)[1:])
    rows: list[list[object]] = [["项目", "内容"]]
    for setting in RULE_SETTINGS.settings:
        default = "" if setting.default is None else setting.kind.put(setting.default)
        rows.append([setting.name, own.pop(setting.name, default)])
    if own:
        raise ValueError([f"no such rules: {own}"])
    return rows


def missing_files(folder: Traversable, wanted: Mapping[str, str]) -> list[str]:
    """One line for each of the ``wanted`` files that a folder lacks: the file and its content."""
    return [f"{file}: {holds}" for file, holds in wanted.items() if not folder.joinpath(file).is_file()]


def read_rows(folder: Traversable, file: str) -> list[list[str]]:
    """The rows of a tab-separated table, headings first, without blank lines; short rows are filled with ''."""
    text = folder.joinpath(file).read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines() if line]
    width = max(len(row) for row in rows)
    return [row + [""] * (width - len(row)) for row in rows]


PRESETS = find_presets(files(__package__))
