"""A published rule as a Markdown file of tests/scenarios/published/: what is read from it, and nothing of the program.

README.md of that folder says how such a file is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

FOLDER = Path(__file__).parent / "published"
COMMON = FOLDER / "common.md"
SCHEME, REPLIES, RESULT, PROBLEMS = "考核方案", "收回的表", "应得", "问题清单"
SETTINGS = ("基本信息", "计分规则")
"""Sheets of 项目 and 内容."""
RATEE, BALLOT, UNIT = "考核对象", "票号", "填报单位"
_SENT = re.compile(r"发出(\d+)张，收回(\d+)张")
_HEADING = re.compile(r"(?P<unit>[^：]+)：(?P<form>[^（]+)(?:（(?P<about>.+)）)?")

Row = Mapping[str, str]
"""The cells of a row that are not blank, by their headings."""


@dataclass
class Section:
    """A part of the file below a heading: its tables in one, and its other lines."""

    headings: list[str] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    in_table: bool = False

    def add(self, line: str) -> None:
        """Take the next line; a table begins with its headings and a line of dashes."""
        if not line.startswith("|"):
            self.in_table = False
            if line:
                self.lines.append(line)
            return
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if not self.in_table:
            self.headings, self.in_table = cells, True
        elif any(cell.strip("-: ") for cell in cells):
            assert len(cells) == len(self.headings), f"{len(cells)} cells under {len(self.headings)} headings: {line}"
            self.rows.append({head: cell for head, cell in zip(self.headings, cells, strict=True) if cell})


@dataclass(frozen=True)
class ReplyTable:
    """A form as it came back: its unit, its 表种, and what its heading says in brackets (测评, 票类, 板块, 第二遍).

    ``sent``: the ballots given out and returned, if the file states them.
    """

    unit: str
    form: str
    about: tuple[str, ...]
    rows: tuple[Row, ...]
    sent: tuple[int, int] | None

    def ballots(self) -> dict[int, list[Row]]:
        """The rows of each ballot by its number; “1-6” are six ballots alike."""
        found: dict[int, list[Row]] = {}
        for row in self.rows:
            first, _, last = row[BALLOT].partition("-")
            for number in range(int(first), int(last or first) + 1):
                found.setdefault(number, []).append(row)
        return found


@dataclass(frozen=True)
class Published:
    """One file: ``settings`` by 项目, ``tables`` by sheet, the replies, and what each ratee must come to.

    ``expected``: by 编号 or 姓名, then by heading. ``problems``: what 问题清单 must say. ``official``: 正式 or 试算.
    """

    name: str
    settings: Mapping[str, str]
    tables: Mapping[str, list[Row]]
    replies: tuple[ReplyTable, ...]
    expected: Mapping[str, Row]
    problems: tuple[str, ...]
    official: bool


def published_files() -> list[Path]:
    """The files of the folder, each with a rule."""
    return sorted(path for path in FOLDER.glob("*.md") if path not in (COMMON, FOLDER / "README.md"))


def read_published(path: Path) -> Published:
    """Read a file; the tables that it does not have are those of common.md."""
    common, own = _sections(COMMON), _sections(path)
    sheets = {name: section for parts in (common, own) for (top, name), section in parts.items() if top == SCHEME}
    settings: dict[str, str] = {}
    for parts in (common, own):
        for (top, name), section in parts.items():
            if top == SCHEME and name in SETTINGS:
                settings |= {row["项目"]: row.get("内容", "") for row in section.rows}
    replies = (
        reply for (top, name), section in own.items() if top == REPLIES and name for reply in _replies(name, section)
    )
    result = own[RESULT, ""]
    expected: dict[str, dict[str, str]] = {}
    for row in result.rows:
        expected.setdefault(row[RATEE], {}).update({head: cell for head, cell in row.items() if head != RATEE})
    problems = own.get((PROBLEMS, ""), Section()).lines
    return Published(
        path.stem,
        settings,
        {name: section.rows for name, section in sheets.items() if name and name not in SETTINGS},
        tuple(replies),
        expected,
        tuple(line.removeprefix("- ") for line in problems),
        not any(line.startswith("试算") for line in result.lines),
    )


def _sections(path: Path) -> dict[tuple[str, str], Section]:
    """The sections by the words of their headings of the second and the third level."""
    found: dict[tuple[str, str], Section] = {}
    top = below = ""
    for line in map(str.strip, path.read_text(encoding="utf-8").splitlines()):
        if line.startswith("#"):
            level, _, words = line.partition(" ")
            top, below = (words, "") if len(level) < 3 else (top, words)
            assert (top, below) not in found, f"{path.name}: {words} stands twice"
            found[top, below] = Section()
        else:
            found[top, below].add(line)
    return found


def _replies(heading: str, section: Section) -> Iterator[ReplyTable]:
    """The forms in one table: with a column 填报单位, of several units."""
    parts = _HEADING.fullmatch(heading)
    assert parts, f"no unit and form in {heading}"
    sent = next(_found(section.lines), None)
    about = tuple(parts["about"].split("，")) if parts["about"] else ()
    for unit in dict.fromkeys(row.get(UNIT, parts["unit"]) for row in section.rows):
        rows = tuple(row for row in section.rows if row.get(UNIT, unit) == unit)
        yield ReplyTable(unit, parts["form"], about, rows, sent)


def _found(lines: list[str]) -> Iterator[tuple[int, int]]:
    for line in lines:
        if found := _SENT.search(line):
            yield int(found[1]), int(found[2])
