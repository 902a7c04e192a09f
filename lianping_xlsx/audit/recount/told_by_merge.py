"""What the summary says of itself: the figures to be compared, which replies it used, which versions were chosen.

Read from 结果.json, 运行记录.json and the column 采用 of 版本对照.xlsx.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .cell_values import words
from .form_grids import FormKey, read_pages
from .scheme_parts import Scheme
from .typed_marks import is_tick

SCHEME_FILE, REPLIES, SUMMARY = "考核方案.xlsx", "2收回", "3汇总"
RESULT_FILE, RECORD_FILE, VERSIONS_FILE = "结果.json", "运行记录.json", "版本对照.xlsx"
SUMMARY_FILE = "汇总表.xlsx"
POOLED_FILE, VALUES_FILE, CATALOGUE_FILE = "票.xlsx", "读出的表.xlsx", "目录.xlsx"
"""What stands in an archive instead of some replies, and its catalogue."""
USED = "已采用"
_OPENED = (USED, "重复")
"""What 结果.json says of a file that is opened: it was used, or holds another copy of a form."""

_MEANT = {
    "cell.beside": ("message", re.compile(r"应填在 ([A-Z]+\d+)，")),
    "cell.beside-tick": ("remedy", re.compile(r"应在 ([A-Z]+\d+)")),
}
"""By code the part of a finding that names the blank cell."""


@dataclass(frozen=True)
class FormTold:
    """An expected form: what became of it, and the SHA-256 of the files that carried it."""

    status: str
    carriers: frozenset[str]


@dataclass(frozen=True)
class Told:
    """``campaign``: as the stamps have it. ``persons``: figures by code. ``forms``: with names of unit and form.

    ``trial``: the result is a 试算.
    ``listed``: path by SHA-256 of the files to be opened. ``ticked``: by code of a form the pairs of SHA-256 and sheet
    chosen in 版本对照.xlsx; ``chosen``: those of 运行记录.json. ``besides``: by file (or 填报单位“…”) and sheet the
    blank cells for which it holds what stands beside them.
    """

    campaign: str
    persons: Mapping[str, Mapping[str, Any]]
    forms: Sequence[tuple[tuple[str, str], FormTold]]
    listed: Mapping[str, str]
    trial: bool = False
    ticked: Mapping[str, frozenset[tuple[str, str]]] = field(default_factory=dict)
    chosen: Mapping[str, frozenset[tuple[str, str]]] = field(default_factory=dict)
    besides: Mapping[tuple[str, str], frozenset[str]] = field(default_factory=dict)


def read_told(summary: Path) -> Told:
    """What stands in the folder 3汇总. Raises OSError, ValueError, KeyError if 结果.json is not there or not whole."""
    result = json.loads((summary / RESULT_FILE).read_text(encoding="utf-8"))
    digests = {each["path"]: each["sha256"] for each in result["files"]}
    forms = [
        (
            (words(each["unit"]), words(each["form"])),
            FormTold(each["status"], frozenset(digests[path] for path in each["files"])),
        )
        for each in result["returns"]
    ]
    return Told(
        campaign=result["campaign"]["id"],
        persons={each["id"]: each for each in result["ratees"]},
        forms=forms,
        listed={each["sha256"]: each["path"] for each in result["files"] if each["status"] in _OPENED},
        trial=result["status"] != "正式",
        ticked=_ticked(summary / VERSIONS_FILE),
        chosen=_recorded(summary / RECORD_FILE),
        besides=_meant_cells(result["findings"]),
    )


def _meant_cells(findings: Iterable[Mapping[str, Any]]) -> dict[tuple[str, str], frozenset[str]]:
    """The cells that messages on what stands beside the table name; of a ratee's ticks the first."""
    found: dict[tuple[str, str], frozenset[str]] = {}
    for each in findings:
        named = _MEANT.get(each["code"])
        if named and (cell := named[1].search(each[named[0]])):
            place = each["file"], each["sheet"]
            found[place] = found.get(place, frozenset()) | {cell[1]}
    return found


def form_name(scheme: Scheme, key: FormKey) -> tuple[str, str]:
    """The name of the unit, and of the form: 实地考评（云溪镇 陆明澈）, 测评票（群众 第二遍）, 得分表（平时考核）.

    The poll is named where a unit has forms of one class in several: 测评票（群众，述职测评）.
    """
    several = scheme.in_several_polls(key.unit, key.form, key.voter_class)
    return _name(scheme, key, key.poll if several else "")


def earlier_name(scheme: Scheme, key: FormKey) -> tuple[str, str]:
    """The same as summaries until 0.4 have it, which two forms of a unit may share; in the order of 填报任务."""
    return _name(scheme, key, "")


def _name(scheme: Scheme, key: FormKey, poll: str) -> tuple[str, str]:
    twice = (task := scheme.task(key.unit, key.form, key.poll, key.voter_class)) is not None and task.twice
    typing = "第二遍" if key.typing == 2 else "第一遍" if twice else ""
    subject = f"{key.voter_class} {typing}".strip()
    if key.ratee:
        subject = f"{scheme.workplaces[key.ratee]} {scheme.names[key.ratee]}"
    subject = "，".join(filter(None, (subject, key.component, poll)))
    return scheme.units[key.unit], f"{key.form}（{subject}）" if subject else key.form


def _ticked(path: Path) -> dict[str, frozenset[tuple[str, str]]]:
    """The versions with a tick under 采用; the hidden columns beside it say which form and which files these are.

    None of a workbook that cannot be read: then the choices of the last merge are those on record.
    """
    try:
        page = next((page for page in read_pages(path.read_bytes()) if page.name == "选定版本"), None)
    except Exception:  # it is not there, or damaged, and openpyxl raises what the damage makes it raise
        return {}
    lines = [[words(cell) for cell in row] for row in page.rows] if page else []
    head = next((n for n, line in enumerate(lines) if {"采用", "表码", "校验"} <= {*line}), None)
    if head is None:
        return {}
    choice, code, spots = (lines[head].index(name) for name in ("采用", "表码", "校验"))
    rows = [line for line in lines[head + 1 :] if line[choice] == "采用" or is_tick(line[choice])]
    return {line[code]: frozenset(_spots(line[spots])) for line in rows if line[code]}


def _spots(text: str) -> Iterator[tuple[str, str]]:
    for line in text.splitlines():
        digest, _, sheet = line.partition("|")
        yield digest.strip(), sheet


def _recorded(path: Path) -> dict[str, frozenset[tuple[str, str]]]:
    """The choices of the last merge; none of a record that cannot be read, as if it were not there."""
    try:
        choices: Sequence[Mapping[str, str]] = json.loads(path.read_text(encoding="utf-8")).get("choices", [])
    except (OSError, ValueError):
        return {}
    return {each["code"]: frozenset({(each["sha256"], each["sheet"])}) for each in choices}
