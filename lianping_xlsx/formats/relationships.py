"""The relationships between the parts of a package, by the rules of ECMA-376, part 2."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import unquote

from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.formats.markup import OFFICES, PARTED, parse_xml
from lianping_xlsx.formats.package import Package, Refused, damaged, too_many_bytes, two_contents

_SPACE = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = (*OFFICES, "http://schemas.microsoft.com/office/2006/relationships")
_OUTSIDE = "External"
_MOST_BYTES = 16 << 20
_CACHED = 1 << 16
"""The size in bytes below which relationships are cached: those of forms are small, and the same in many files."""


@dataclass(frozen=True, slots=True)
class Relationship:
    """A relationship. ``kind``: the last word of its type, such as worksheet; ``''`` if the type is not of Office.

    ``outside``: the target is not in the package.
    """

    kind: str
    target: str
    outside: bool


def relationships_of(package: Package, source: str) -> dict[str, Relationship]:
    """The relationships of a part (``''``: of the package) by their ids; {} if it has none.

    Raises Refused: file.hostile-xml, file.damaged, file.too-large, and file.two-contents if an id occurs twice.
    """
    folder, _, name = source.rpartition("/")
    part = f"{folder}/_rels/{name}.rels".lstrip("/")
    if part not in package:
        return {}
    if package.size(part) > _MOST_BYTES:
        raise too_many_bytes("工作簿结构", _MOST_BYTES)
    content = package.read(part)
    found = _cached(part, content) if len(content) < _CACHED else _parse(part, content)
    ids = [link for link, _ in found]
    if len(set(ids)) != len(ids):
        raise two_contents(part, "关系编号重复")
    return dict(found)


def _parse(part: str, content: bytes) -> tuple[tuple[str, Relationship], ...]:
    found: list[tuple[str, Relationship]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if name == f"{_SPACE}{PARTED}Relationship":
            space, _, kind = attributes.get("Type", "").rpartition("/")
            outside = attributes.get("TargetMode") == _OUTSIDE
            link = Relationship(kind if space in _TYPES else "", attributes.get("Target", ""), outside)
            found.append((attributes.get("Id", ""), link))

    parse_xml(part, content, start, spaces=True)
    return tuple(found)


_cached = lru_cache(maxsize=64)(_parse)


def only_target(package: Package, source: str, links: dict[str, Relationship], kind: str) -> str | None:
    """The only part of a kind that belongs to ``source``; None if there is none in the package.

    Raises Refused(file.two-contents) if there are two: programs differ in which of them they read.
    """
    found = [link for link in links.values() if link.kind == kind]
    if len({link.target for link in found}) > 1:
        raise two_contents(source, f"有两个{kind}")
    if not found or found[0].outside:
        return None
    return find_part(package, source, found[0].target)


def part_of(package: Package, source: str, link: Relationship) -> str:
    """The part to which a relationship of ``source`` leads. Raises Refused(file.damaged) if there is none."""
    found = None if link.outside else find_part(package, source, link.target)
    if found is None:
        raise damaged(link.target)
    return found


def find_part(package: Package, source: str, target: str) -> str | None:
    """The name of the part to which a target leads; None if there is none.

    A target that begins with ``/`` starts at the root, any other in the folder of ``source``. Raises
    Refused(file.two-contents) if it leads to two parts, with and without its escapes (``%20``).
    """
    path = target.replace("\\", "/")
    way: list[str] = []
    for step in (path if path.startswith("/") else f"{source.rpartition('/')[0]}/{path}").split("/"):
        # Above the root there is nothing: a target cannot leave the package.
        if step == "..":
            way = way[:-1]
        elif step not in ("", "."):
            way.append(step)
    name = "/".join(way).lower()
    spellings = (name, unquote(name).lower()) if "%" in name else (name,)
    found = {each for each in spellings if each in package}
    if len(found) > 1:
        raise two_contents(source, target)
    return found.pop() if found else None


def workbook_of(package: Package) -> str:
    """The part of the workbook. Raises Refused if the package has none, or two."""
    try:
        found = only_target(package, "", relationships_of(package, ""), "officeDocument")
    except Refused as refused:
        if refused.code == "file.damaged":
            raise damaged("_rels/.rels") from refused
        raise
    if found is None:
        raise damaged("_rels/.rels")
    return found
