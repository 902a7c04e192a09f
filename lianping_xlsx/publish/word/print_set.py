"""全套.docx: several papers in one Word file to be printed, each with its own page setup, headers and page numbers.

docxcompose, the library for joining Word files, gives all of them the headers, footers and page setup of the first one;
so they are joined here. The papers are files of the program, made by templates that were checked, with few kinds of
parts (``template_package``). Every copy of a paper begins on an odd page, so that it has sheets of its own where both
sides are printed (GB/T 9704), and its pages are counted from 1.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from typing import Any

from lxml import etree

from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.publish.word.joined_parts import JoinedParts, WordFile, open_word_file
from lianping_xlsx.publish.word.joined_styles import JoinedNumbering, JoinedStyles
from lianping_xlsx.publish.word.sheet_pages import SheetPages, page_number
from lianping_xlsx.publish.word.template_package import MAIN, OFFICE, W

_R = f"{{{OFFICE}}}"
_NAMED = f'xmlns:w="{MAIN}" xmlns:r="{OFFICE}"'
_REFERRING = etree.XPath(".//*[@r:*]", namespaces={"r": OFFICE})
_USUAL_SETUP = '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1587"/>'
"""The paper and the margins of GB/T 9704, of a template that says none."""
_BEFORE_NUMBER = tuple(f"{W}{name}" for name in ("type", "pgSz", "pgMar", "paperSrc", "pgBorders", "lnNumType"))
"""What stands before the page number in the properties of a section."""
_OF_PARAGRAPHS = ("image", "hyperlink", "header", "footer")
"""The kinds of relationships that the body of a paper names."""
_COMPATIBLE = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_IGNORABLE = f"{{{_COMPATIBLE}}}Ignorable"
_LAST_LINE = f'<w:p {_NAMED}><w:pPr><w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/></w:pPr></w:p>'
"""Holds the end of a section behind a table, and takes a point of the page."""


@dataclass(frozen=True, slots=True)
class PaperToPrint:
    """A Word file or the pages of a sheet, and how often it is printed."""

    content: bytes | SheetPages
    copies: int


def print_set(papers: Sequence[PaperToPrint], title: str) -> bytes:
    """The papers in one Word file, in their order, each as often as it says. Equal papers give equal bytes."""
    joined = _JoinedPapers()
    for content in (paper.content for paper in papers for _ in range(paper.copies)):
        joined.add(content)
    return joined.packed(title)


class _JoinedPapers:
    """``_bodies``: of the copies so far. To move them into one tree takes lxml a time that grows with its square."""

    def __init__(self) -> None:
        self._bodies: list[Any] = []
        self._parts = JoinedParts()
        self._styles = JoinedStyles()
        self._numbering = JoinedNumbering()
        self._opened: dict[bytes, WordFile] = {}
        self._facing = False

    def add(self, content: bytes | SheetPages) -> None:
        """Append a copy of a paper: its paragraphs and tables, and its sections."""
        body = self._sheet(content) if isinstance(content, SheetPages) else self._paper(content)
        self._begin(next(body.iter(f"{W}sectPr")))
        self._bodies.append(body)

    def packed(self, title: str) -> bytes:
        """The file. The section of the last paper ends with the file, all others with their last paragraphs."""
        for body in self._bodies[:-1]:
            _end_with_section(body)
        first = next(iter(self._opened.values()), None)
        for kind in ("fontTable", "theme"):
            content = first.part(kind) if first else None
            if content is not None:
                self._parts.named(kind, content)
        self._parts.named("settings", _settings(first, facing=self._facing))
        self._parts.named("styles", self._styles.xml())
        lists = self._numbering.xml()
        if lists is not None:
            self._parts.named("numbering", lists)
        return self._parts.packed(_document(self._bodies, self._opened.values()), title)

    def _paper(self, content: bytes) -> Any:
        """The body of a copy of a Word file, whose references lead to the parts of the new file."""
        if content not in self._opened:
            self._opened[content] = open_word_file(content)
        file = self._opened[content]
        self._facing = self._facing or b"evenAndOddHeaders" in (file.part("settings") or b"")
        body = deepcopy(file.root.find(f"{W}body"))
        if body.find(f"{W}sectPr") is None:
            body.append(etree.fromstring(f"<w:sectPr {_NAMED}>{_USUAL_SETUP}</w:sectPr>"))
        self._numbering.add(file, body)
        names = self._styles.add(file)
        names.apply(body)
        _without_marks(file, body)
        used = {key: each for key, each in file.links.items() if each.kind in _OF_PARAGRAPHS}
        keys = {key: self._parts.linked(file, each, names.apply if names.ids else None) for key, each in used.items()}
        for element in _REFERRING(body):
            for name, value in element.items():
                if name.startswith(_R) and value in keys:
                    element.set(name, keys[value])
        return body

    def _sheet(self, sheet: SheetPages) -> Any:
        """The body of a copy of a printed sheet, its pages numbered at the foot."""
        footer = self._parts.named("footer", page_number())
        reference = f'<w:footerReference w:type="default" r:id="{footer}"/>'
        section = f"<w:sectPr>{reference}{sheet.setup}</w:sectPr>"
        return etree.fromstring(f"<w:body {_NAMED}>{sheet.content}{section}</w:body>")

    def _begin(self, section: Any) -> None:
        """The first section of a paper: on an odd page, from number 1, with headers and footers of its own.

        A section that names no header has that of the section before it, which belongs to another paper.
        """
        named = {}
        for each in list(section.iterchildren(f"{W}headerReference", f"{W}footerReference")):
            named[each.tag, each.get(f"{W}type")] = each.get(f"{_R}id")
            section.remove(each)
        for old in list(section.iterchildren(f"{W}type", f"{W}pgNumType")):
            section.remove(old)
        made = []
        for name, root in (("header", "hdr"), ("footer", "ftr")):
            blank = self._parts.named(name, f"<w:{root} {_NAMED}><w:p/></w:{root}>".encode())
            usual = named.get((f"{W}{name}Reference", "default"), blank)
            for which, otherwise in (("default", blank), ("even", usual), ("first", blank)):
                key = named.get((f"{W}{name}Reference", which), otherwise)
                made.append(_element(f"{name}Reference", {f"{W}type": which, f"{_R}id": key}))
        section[:0] = [*made, _element("type", {f"{W}val": "oddPage"})]
        before = [each for each in section if each.tag in _BEFORE_NUMBER]
        before[-1].addnext(_element("pgNumType", {f"{W}start": "1"}))


def _without_marks(file: WordFile, body: Any) -> None:
    """Take bookmarks out of a copy, whose names would stand twice, and put the words of its notes in their places."""
    for mark in list(body.iter(f"{W}bookmarkStart", f"{W}bookmarkEnd")):
        mark.getparent().remove(mark)
    for name in ("footnote", "endnote"):
        notes = file.part(f"{name}s")
        told = {} if notes is None else {each.get(f"{W}id"): each for each in etree.fromstring(notes)}
        for reference in list(body.iter(f"{W}{name}Reference")):
            note = told.get(reference.get(f"{W}id"))
            words = _element("t", {})
            words.text = "" if note is None else f"（注：{''.join(note.itertext()).strip()}）"
            reference.getparent().replace(reference, words)


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


def _document(bodies: Sequence[Any], files: Iterable[WordFile]) -> bytes:
    """The main part with these bodies, one after the other.

    Its root declares the namespaces of all of them, if no two of them mean another one by the same prefix; and the
    prefixes of what a program may leave out (mc:Ignorable), as the papers say themselves.
    """
    declared: dict[str | None, str] = {"w": MAIN, "r": OFFICE, "mc": _COMPATIBLE}
    for body in bodies:
        declared = {**body.nsmap, **declared}
    told = {prefix for file in files for prefix in file.root.get(_IGNORABLE, "").split()}
    root = etree.Element(f"{W}document", nsmap=declared)
    root.set(_IGNORABLE, " ".join(sorted(prefix for prefix in told if prefix in declared)))
    etree.SubElement(root, f"{W}body")
    head, tail = etree.tostring(root, encoding="unicode").split("<w:body/>")
    inner = "".join(_inner(body, declared) for body in bodies)
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{head}<w:body>{inner}</w:body>{tail}'.encode()


def _inner(body: Any, declared: Mapping[str | None, str]) -> str:
    """The XML within a body, whose namespaces are declared around it unless a prefix means another one there."""
    if any(declared[prefix] != name for prefix, name in body.nsmap.items()):
        return "".join(etree.tostring(child, encoding="unicode", with_tail=False) for child in body)
    xml = etree.tostring(body, encoding="unicode", with_tail=False)
    return str(xml[xml.index(">") + 1 : xml.rindex("</")])


def _settings(first: WordFile | None, *, facing: bool) -> bytes:
    """The settings of the first file, with headers of their own for even pages if any paper has them."""
    content = first.part("settings") if first else None
    root = etree.fromstring(content or f"<w:settings {_NAMED}/>".encode())
    if facing and root.find(f"{W}evenAndOddHeaders") is None:
        root.insert(0, _element("evenAndOddHeaders", {}))
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True))


def _element(name: str, attributes: dict[str, str]) -> Any:
    return etree.Element(f"{W}{name}", attributes)
