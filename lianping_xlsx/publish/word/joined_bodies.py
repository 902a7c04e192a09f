"""The main part of several Word files in one: their bodies, one after the other.

Nearly all of the papers are letters by one template, and little of a letter has to be changed where it is joined to
others: its last paragraph, which ends its section. So only the end of such a body is parsed, and what stands before it
is taken as it is; a body in which more has to be changed is parsed as a whole. The result is the same.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from lxml import etree

from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.formats.package import Package
from lianping_xlsx.formats.relationships import Relationship, part_of, relationships_of, workbook_of
from lianping_xlsx.publish.word.template_package import LIMITS, MAIN, OFFICE, W

NAMED = f'xmlns:w="{MAIN}" xmlns:r="{OFFICE}"'
_COMPATIBLE = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_IGNORABLE = f"{{{_COMPATIBLE}}}Ignorable"
_LAST_LINE = f'<w:p {NAMED}><w:pPr><w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/></w:pPr></w:p>'
"""Holds the end of a section behind a table, and takes a point of the page."""
_START = b"<w:body>"
_UTF8 = re.compile(rb"""encoding=['"]UTF-8['"]""")
_CHANGED = (b"!", b"?", b"<w:sectPr", b"<w:bookmark", b"<w:footnoteReference", b"<w:endnoteReference")
_NAMED = re.compile(rb" (?:r:|xmlns)")
"""The beginnings of elements that are changed in a paper when it is joined to others, of comments (in which the last
paragraph might stand), and of attributes whose namespaces are declared within it. One expression for all of it takes
ten times as long.
"""

_Spaces = Mapping[str | None, str]


@dataclass(frozen=True, slots=True)
class PaperBody:
    """The body of a copy. ``before``: XML in which nothing is changed; ``rest``: the body with all that follows it.

    ``ignorable``: the prefixes of what a program may leave out (mc:Ignorable).
    """

    before: str
    rest: Any
    ignorable: str = ""


@dataclass(frozen=True, slots=True)
class WordFile:
    """A Word file that was opened. ``main``: the name of its main part, ``links``: the relationships of that by key."""

    package: Package
    main: str
    links: Mapping[str, Relationship]

    def body(self, *, whole: bool) -> PaperBody:
        """The body for a copy; see :func:`body_of`."""
        return body_of(self.package.read(self.main), whole=whole)

    def part(self, kind: str) -> bytes | None:
        """The part of a kind to which the main part is related; None if there is none."""
        links = (link for link in self.links.values() if link.kind == kind and not link.outside)
        return next((self.package.read(part_of(self.package, self.main, link)) for link in links), None)


def open_word_file(content: bytes) -> WordFile:
    """A file that the program made. Raises Refused, which it is not."""
    package = Package(content, LIMITS)
    main = workbook_of(package)
    return WordFile(package, main, relationships_of(package, main))


def body_of(main: bytes, *, whole: bool) -> PaperBody:
    """The body of a copy of a paper by its main part. ``whole``: anything in it may have to be changed."""
    head, start, inner = main.partition(_START)
    last = max(inner.rfind(b"<w:p>"), inner.rfind(b"<w:p "))
    if not whole and last > 0 and _UTF8.search(head) and _is_kept(inner, last):
        root = _parsed(head + start + inner[last:])
        # A paragraph within a table or a text box does not begin what is XML by itself.
        if root is not None and _usual(root.nsmap):
            return PaperBody(inner[:last].decode(), root.find(f"{W}body"), root.get(_IGNORABLE, ""))
    root = etree.fromstring(main)
    return PaperBody("", root.find(f"{W}body"), root.get(_IGNORABLE, ""))


def _is_kept(inner: bytes, end: int) -> bool:
    """True if nothing up to ``end`` of a body has to be changed. As lxml writes it, a blank precedes an attribute."""
    return all(inner.find(word, 0, end) < 0 for word in _CHANGED) and not _NAMED.search(inner, 0, end)


def _parsed(xml: bytes) -> Any:
    try:
        return etree.fromstring(xml)
    except etree.XMLSyntaxError:
        return None


def _usual(spaces: _Spaces) -> bool:
    """True if w: and r: are the only prefixes of their namespaces."""
    found = {name: [prefix for prefix, each in spaces.items() if each == name] for name in (MAIN, OFFICE)}
    return found[MAIN] == ["w"] and found[OFFICE] in ([], ["r"]) and spaces.get("r", OFFICE) == OFFICE


class JoinedBodies:
    """Collects the bodies. The section of the last one ends with the file, all others with their last paragraphs."""

    def __init__(self) -> None:
        self._written: list[tuple[str, _Spaces]] = []
        self._last: PaperBody | None = None
        self._ignorable: set[str] = set()

    def add(self, body: PaperBody) -> None:
        """Append a body, whose last element is its section."""
        if self._last is not None:
            _end_with_section(self._last.rest)
            self._write(self._last)
        self._last = body
        self._ignorable.update(body.ignorable.split())

    def document(self) -> bytes:
        """The main part, when all bodies are added.

        Its root declares the namespaces of all of them, if no two of them mean another one by the same prefix; and the
        prefixes of what a program may leave out (mc:Ignorable), as the papers say themselves.
        """
        if self._last is not None:
            self._write(self._last)
            self._last = None
        declared: dict[str | None, str] = {"w": MAIN, "r": OFFICE, "mc": _COMPATIBLE}
        for _, spaces in self._written:
            declared = {**spaces, **declared}
        root = etree.Element(f"{W}document", nsmap=declared)
        root.set(_IGNORABLE, " ".join(sorted(prefix for prefix in self._ignorable if prefix in declared)))
        etree.SubElement(root, f"{W}body")
        head, tail = etree.tostring(root, encoding="unicode").split("<w:body/>")
        inner = "".join(_inner(xml, spaces, declared) for xml, spaces in self._written)
        return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{head}<w:body>{inner}</w:body>{tail}'.encode()

    def _write(self, body: PaperBody) -> None:
        xml = etree.tostring(body.rest, encoding="unicode", with_tail=False)
        self._written.append((f"{body.before}{_within(xml)}", body.rest.nsmap))


def _within(element: str) -> str:
    return element[element.index(">") + 1 : element.rindex("</")]


def _inner(xml: str, spaces: _Spaces, declared: _Spaces) -> str:
    """The XML within a body, whose namespaces are declared around it unless a prefix means another one there."""
    if all(declared[prefix] == name for prefix, name in spaces.items()):
        return xml
    around = etree.tostring(etree.Element(f"{W}body", nsmap=spaces), encoding="unicode").removesuffix("/>")
    body = etree.fromstring(f"{around}>{xml}</{around[1 : around.index(' ')]}>")
    return "".join(etree.tostring(child, encoding="unicode", with_tail=False) for child in body)


def _end_with_section(body: Any) -> None:
    """Move the last section of a body into its last paragraph, where it ends; behind a table into one of its own."""
    section = body.find(f"{W}sectPr")
    body.remove(section)
    last = body[-1] if len(body) else None
    if last is None or last.tag != f"{W}p" or last.find(f"{W}pPr/{W}sectPr") is not None:
        last = etree.fromstring(_LAST_LINE)
        body.append(last)
    properties = last.find(f"{W}pPr")
    if properties is None:
        properties = etree.Element(f"{W}pPr")
        last.insert(0, properties)
    properties.append(section)
