"""全套.docx: several papers in one Word file to be printed, each with its own page setup, headers and page numbers.

docxcompose, the library for joining Word files, gives all of them the headers, footers and page setup of the first one;
so they are joined here. The papers are files of the program, made by templates that were checked, with few kinds of
parts (``template_package``). Every copy of a paper begins on an odd page, so that it has sheets of its own where both
sides are printed (GB/T 9704), and its pages are counted from 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lxml import etree

from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.core.stages import tell
from lianping_xlsx.publish.word.joined_bodies import NAMED, JoinedBodies, PaperBody, WordFile, open_word_file
from lianping_xlsx.publish.word.joined_parts import JoinedParts
from lianping_xlsx.publish.word.joined_styles import JoinedNumbering, JoinedStyles
from lianping_xlsx.publish.word.sheet_pages import SheetPages, page_number
from lianping_xlsx.publish.word.template_package import OFFICE, W

_R = f"{{{OFFICE}}}"
_REFERRING = etree.XPath(".//*[@r:*]", namespaces={"r": OFFICE})
_USUAL_SETUP = '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1587"/>'
"""The paper and the margins of GB/T 9704, of a template that says none."""
_BEFORE_NUMBER = tuple(f"{W}{name}" for name in ("type", "pgSz", "pgMar", "paperSrc", "pgBorders", "lnNumType"))
"""What stands before the page number in the properties of a section."""
_OF_PARAGRAPHS = ("image", "hyperlink", "header", "footer")
"""The kinds of relationships that the body of a paper names."""


@dataclass(frozen=True, slots=True)
class PaperToPrint:
    """A Word file or the pages of a sheet, and how often it is printed."""

    content: bytes | SheetPages
    copies: int


def print_set(papers: Sequence[PaperToPrint], title: str) -> bytes:
    """The papers in one Word file, in their order, each as often as it says. Equal papers give equal bytes."""
    joined = _JoinedPapers()
    listed = [paper.content for paper in papers for _ in range(paper.copies)]
    for number, content in enumerate(listed):
        tell("正在合成成套打印的文件……", number, len(listed))
        joined.add(content)
    return joined.packed(title)


class _JoinedPapers:
    """Collects the copies: their bodies, and what these refer to."""

    def __init__(self) -> None:
        self._bodies = JoinedBodies()
        self._parts = JoinedParts()
        self._styles = JoinedStyles()
        self._numbering = JoinedNumbering()
        self._opened: dict[bytes, WordFile] = {}
        self._facing = False

    def add(self, content: bytes | SheetPages) -> None:
        """Append a copy of a paper: its paragraphs and tables, and its sections."""
        body = self._sheet(content) if isinstance(content, SheetPages) else self._paper(content)
        self._begin(next(body.rest.iter(f"{W}sectPr")))
        self._bodies.add(body)

    def packed(self, title: str) -> bytes:
        """The file."""
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
        return self._parts.packed(self._bodies.document(), title)

    def _paper(self, content: bytes) -> PaperBody:
        """The body of a copy of a Word file, whose references lead to the parts of the new file."""
        if content not in self._opened:
            self._opened[content] = open_word_file(content)
        file = self._opened[content]
        self._facing = self._facing or b"evenAndOddHeaders" in (file.part("settings") or b"")
        names = self._styles.add(file)
        body = file.body(whole=not names.same or file.part("numbering") is not None)
        if body.rest.find(f"{W}sectPr") is None:
            body.rest.append(etree.fromstring(f"<w:sectPr {NAMED}>{_USUAL_SETUP}</w:sectPr>"))
        self._numbering.add(file, body.rest)
        names.apply(body.rest)
        _without_marks(file, body.rest)
        used = {key: each for key, each in file.links.items() if each.kind in _OF_PARAGRAPHS}
        keys = {key: self._parts.linked(file, each, names) for key, each in used.items()}
        for element in _REFERRING(body.rest):
            for name, value in element.items():
                if name.startswith(_R) and value in keys:
                    element.set(name, keys[value])
        return body

    def _sheet(self, sheet: SheetPages) -> PaperBody:
        """The body of a copy of a printed sheet, its pages numbered at the foot."""
        footer = self._parts.named("footer", page_number())
        reference = f'<w:footerReference w:type="default" r:id="{footer}"/>'
        rest = etree.fromstring(f"<w:body {NAMED}><w:sectPr>{reference}{sheet.setup}</w:sectPr></w:body>")
        return PaperBody(sheet.content, rest)

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
            blank = self._parts.named(name, f"<w:{root} {NAMED}><w:p/></w:{root}>".encode())
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


def _settings(first: WordFile | None, *, facing: bool) -> bytes:
    """The settings of the first file, with headers of their own for even pages if any paper has them."""
    content = first.part("settings") if first else None
    root = etree.fromstring(content or f"<w:settings {NAMED}/>".encode())
    if facing and root.find(f"{W}evenAndOddHeaders") is None:
        root.insert(0, _element("evenAndOddHeaders", {}))
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True))


def _element(name: str, attributes: dict[str, str]) -> Any:
    return etree.Element(f"{W}{name}", attributes)
