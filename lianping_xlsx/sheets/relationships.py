"""Which part of a package a sheet lies in: the relationships of the workbook's part."""

from __future__ import annotations

from lianping_xlsx.sheets.parts import Package, damaged
from lianping_xlsx.sheets.scan import local, parse_xml


def targets(part: str, content: bytes) -> dict[str, str]:
    """The target of each relationship, by its id. Raises Refused: file.hostile-xml, file.damaged."""
    found: dict[str, str] = {}

    def start(name: str, attributes: dict[str, str]) -> None:
        if local(name) == "Relationship" and "Id" in attributes:
            found[attributes["Id"]] = attributes.get("Target", "")

    parse_xml(part, content, start)
    return found


def part_name(package: Package, target: str) -> str:
    """The part a target names, by calamine's rule: ``/xl/…`` and ``xl/…`` as they are, the rest below ``xl/``.

    Raises Refused when there is no such part: openpyxl would leave the sheet out and say nothing.
    """
    name = target.removeprefix("/").replace("\\", "/").lower()
    if not name.startswith("xl/"):
        name = f"xl/{name}"
    if name not in package:
        raise damaged(target)
    return name
