"""The parts of several Word files in one: headers, footers and pictures, each content once, under names of its own."""

from __future__ import annotations

import hashlib

from lxml import etree

from lianping_xlsx.formats.plain_zip import deflated, zip_of
from lianping_xlsx.formats.relationships import Relationship, part_of, relationships_of
from lianping_xlsx.publish.word.joined_bodies import WordFile
from lianping_xlsx.publish.word.joined_styles import StyleNames
from lianping_xlsx.publish.word.template_package import (
    CORE,
    OFFICE,
    core_xml,
    relations_of,
    relations_xml,
    root_relations,
    types_xml,
)

DOCUMENT = "word/document.xml"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_MAIN_TYPE = f"{_WORD}document.main+xml"
_THEME = "application/vnd.openxmlformats-officedocument.theme+xml"
_FIELDS = {b"NUMPAGES": b"SECTIONPAGES"}
"""The number of all pages of the file is none of a paper: it becomes that of its section."""


class JoinedParts:
    """Collects the parts; a key leads from the main part of the new file to each of them."""

    def __init__(self) -> None:
        self._parts: dict[str, tuple[str, bytes]] = {}
        self._below: dict[str, list[tuple[str, str, str, bool]]] = {}
        self._keys: dict[tuple[str, str, bool], str] = {}

    def linked(self, file: WordFile, link: Relationship, names: StyleNames) -> str:
        """The key of the part, or of the address outside, to which a file is related.

        ``names``: those that the styles in a header or a footer have in the new file.
        """
        if link.outside:
            return self._key(link.kind, link.target, outside=True)
        name, content = _read(file, file.main, link)
        if link.kind in ("header", "footer"):
            for old, new in _FIELDS.items():
                content = content.replace(old, new)
            if not names.same:
                root = etree.fromstring(content)
                names.apply(root)
                content = bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True))
        target = self._put(link.kind, name, content)
        self._below[target] = [
            (key, f"{OFFICE}/{each.kind}", self._target(file, name, each), each.outside)
            for key, each in relationships_of(file.package, name).items()
        ]
        return self._key(link.kind, f"/{target}", outside=False)

    def named(self, kind: str, content: bytes) -> str:
        """The key of a part with this content."""
        return self._key(kind, f"/{self._put(kind, 'part.xml', content)}", outside=False)

    def packed(self, document: bytes, title: str) -> bytes:
        """The file with this main part."""
        listed = [(key, f"{OFFICE}/{kind}", target, outside) for (kind, target, outside), key in self._keys.items()]
        parts = {name: content for name, (_, content) in self._parts.items()}
        relations = {relations_of(name): relations_xml(found) for name, found in self._below.items() if found}
        types = {DOCUMENT: _MAIN_TYPE} | {name: kind for name, (kind, _) in self._parts.items()}
        own = {
            "[Content_Types].xml": types_xml(types),
            "_rels/.rels": root_relations(DOCUMENT),
            CORE: core_xml(title),
            DOCUMENT: document,
            relations_of(DOCUMENT): relations_xml(listed),
        }
        return zip_of([deflated(name, content) for name, content in (own | relations | parts).items()])

    def _target(self, file: WordFile, part: str, link: Relationship) -> str:
        """Where a relationship of a header leads to: an address outside, or a picture, which is taken, too."""
        return link.target if link.outside else f"/{self._put(link.kind, *_read(file, part, link))}"

    def _put(self, kind: str, name: str, content: bytes) -> str:
        """The name of the part with this content, which is kept once. ``name``: its former name, for the ending."""
        ending = name.rpartition(".")[2].lower()
        target = f"word/{kind}-{hashlib.sha256(content).hexdigest()[:12]}.{ending}"
        of_picture = f"image/{'jpeg' if ending == 'jpg' else ending}"
        of_markup = _THEME if kind == "theme" else f"{_WORD}{kind}+xml"
        self._parts.setdefault(target, (of_markup if ending == "xml" else of_picture, content))
        return target

    def _key(self, kind: str, target: str, *, outside: bool) -> str:
        return self._keys.setdefault((kind, target, outside), f"rId{len(self._keys) + 1}")


def _read(file: WordFile, part: str, link: Relationship) -> tuple[str, bytes]:
    name = part_of(file.package, part, link)
    return name, file.package.read(name)
