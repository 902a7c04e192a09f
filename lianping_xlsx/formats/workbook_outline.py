"""The declarations in the part of a workbook: its sheets in order, and the day from which dates are counted."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from lianping_xlsx.formats.markup import OFFICES, PARTED, is_true, main_name, parse_xml
from lianping_xlsx.formats.package import damaged, too_many_bytes, two_contents

_LINKS = tuple(f"{space}{PARTED}id" for space in OFFICES)
_CACHED = 1 << 16
"""The size in bytes below which an outline is cached: that of forms is small, and the same in many files."""
_MOST_BYTES = 16 << 20


@dataclass(frozen=True, slots=True)
class Declared:
    """A declared sheet. ``link``: the id of its relationship, ``''`` if it has none."""

    name: str
    visible: bool
    link: str


@dataclass(frozen=True, slots=True)
class Outline:
    """The sheets, and the date system. ``since_1904``: days are counted from 1904-01-01."""

    sheets: tuple[Declared, ...]
    since_1904: bool


def read_outline(part: str, content: bytes) -> Outline:
    """Read the outline from the part of a workbook.

    Raises Refused: file.hostile-xml, file.damaged (also for two sheets of one name), file.too-large, and
    file.two-contents for sheets outside of their list or settings that occur twice.
    """
    if len(content) > _MOST_BYTES:
        raise too_many_bytes("工作簿结构", _MOST_BYTES)
    return _cached(part, content) if len(content) < _CACHED else _read(part, content)


def _read(part: str, content: bytes) -> Outline:
    walk = _OutlineWalk(part)
    parse_xml(part, content, walk.start, walk.end, spaces=True)
    if len({sheet.name for sheet in walk.sheets}) != len(walk.sheets):
        raise damaged(part)
    if len(walk.days) > 1 or walk.lists > 1:
        raise two_contents(part, "工作簿的设置重复")
    return Outline(tuple(walk.sheets), True in walk.days)


_cached = lru_cache(maxsize=64)(_read)


@dataclass(slots=True)
class _OutlineWalk:
    part: str
    sheets: list[Declared] = field(default_factory=list)
    days: set[bool] = field(default_factory=set)
    lists: int = 0
    path: list[str] = field(default_factory=list)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        element = main_name(name)
        inside = self.path == ["workbook", "sheets"]
        if inside != (element == "sheet"):
            raise two_contents(self.part, "工作表清单")
        if inside:
            links = [attributes[key] for key in _LINKS if key in attributes]
            visible = attributes.get("state", "visible") == "visible"
            self.sheets.append(Declared(attributes.get("name", ""), visible, links[0] if links else ""))
        elif element == "workbookPr":
            self.days.add(is_true(attributes.get("date1904")))
        elif element == "sheets":
            self.lists += 1
        self.path.append(element)

    def end(self, _: str) -> None:
        self.path.pop()
