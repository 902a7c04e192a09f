"""Templates as an office, or somebody who means ill, might change them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

from lianping_xlsx.publish.word.template_names import TEMPLATE_FOLDER

MAIN, RELATIONS = "word/document.xml", "word/_rels/document.xml.rels"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def parts_of(data: bytes) -> dict[str, bytes]:
    """The parts of a .docx by name."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def packed(parts: Mapping[str, bytes]) -> bytes:
    """The .docx of some parts."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return target.getvalue()


def own(file: str) -> bytes:
    """The program's own template, as ``init`` lays it down."""
    return (TEMPLATE_FOLDER / file).read_bytes()


def edited(file: str, *changes: tuple[str, str], part: str = MAIN, more: Mapping[str, bytes] | None = None) -> bytes:
    """The program's template with other words in one part, each of which stood there, and with ``more`` parts."""
    parts = parts_of(own(file))
    xml = parts[part].decode()
    for old, new in changes:
        assert old in xml, old
        xml = xml.replace(old, new, 1)
    return packed({**parts, part: xml.encode(), **(more or {})})


def related(
    file: str, kind: str, target: str, *, outside: bool = False, more: Mapping[str, bytes] | None = None
) -> bytes:
    """The program's template with one more relationship of its main part."""
    mode = ' TargetMode="External"' if outside else ""
    link = f'<Relationship Id="rIdX" Type="{_OFFICE}/{kind}" Target="{target}"{mode}/>'
    return edited(file, ("</Relationships>", f"{link}</Relationships>"), part=RELATIONS, more=more)
