"""A Word template as a package: opened within limits, refused for what reaches outside of it, packed as a document.

A document is stored as if on the same day and system everywhere, and tells nothing of who made the template.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from lxml import etree

from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.formats.package import (
    Limits,
    Package,
    Refused,
    damaged,
    refuse_doctype,
    too_many_bytes,
)
from lianping_xlsx.formats.plain_zip import deflated, deflated_once, zip_of
from lianping_xlsx.formats.relationships import Relationship, part_of, relationships_of, workbook_of

MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
W = f"{{{MAIN}}}"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES = f"{{{_PACKAGE}/content-types}}"
_DOCUMENT = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
CORE = "docProps/core.xml"
_CORE_TYPE = "application/vnd.openxmlformats-package.core-properties+xml"

LIMITS = Limits(file_bytes=8 << 20, members=300, inflated_bytes=32 << 20)
_MOST_MARKUP = 1 << 20
"""Bytes of a part that is filled in: twenty times the largest template of the program."""

_WRITTEN = ("header", "footer", "footnotes", "endnotes")
_COPIED = ("styles", "settings", "fontTable", "font", "numbering", "theme", "image")
_BINARY = frozenset({"image", "font"})
"""Kinds of parts that are no markup; every other part is, whatever its name ends with."""
_KEPT = frozenset((*_WRITTEN, *_COPIED))
"""Kinds of parts that a document is made of."""
_LEFT_OUT = frozenset({"customXml", "webSettings", "stylesWithEffects", "people", "glossaryDocument"})
_LEFT_OUT |= {"commentsExtended", "commentsIds", "commentsExtensible"}
_LEFT_OUT |= {"attachedTemplate", "mailMergeSource", "mailMergeHeaderSource", "recipientData", "printerSettings"}
"""Kinds of parts that no document needs; nothing is left in it that refers to them."""
_CALLED = {
    "image": "链接的图片",
    "hyperlink": "指向文件的超链接",
    "comments": "批注",
    "chart": "图表",
    "oleObject": "嵌入的对象",
    "package": "嵌入的对象",
    "aFChunk": "嵌入的其他文件",
    "subDocument": "链接的文档",
    "diagramData": "SmartArt 图形",
    "diagramLayout": "SmartArt 图形",
    "diagramColors": "SmartArt 图形",
    "diagramQuickStyle": "SmartArt 图形",
    "diagramDrawing": "SmartArt 图形",
    "vbaProject": "宏",
    "control": "控件",
}
_LINKS = ("http://", "https://", "mailto:")
_FIELDS = frozenset({"PAGE", "NUMPAGES", "SECTION", "SECTIONPAGES"})
"""Fields that show nothing but page numbers: others can fetch files or run programs."""
OUTWARD_WORDS = ("src", "href", "fldSimple", "fldChar", "instrText")
"""XML without any of these words has nothing that :func:`refuse_outward` refuses."""
_REVISED = etree.XPath("boolean(//@w:author)", namespaces={"w": MAIN})
"""True if a part has revisions that nobody has accepted: each names who made it, and keeps what it deletes."""
_OF_THE_MAKER = ("docVars", "rsids", "trackRevisions", "mailMerge", "attachedTemplate", "linkStyles")
"""Settings that tell of the computer a template was made on (WPS keeps a number of it in docVars), that fetch something
from it, or that go on recording who changes a document.
"""
_WHOLE_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_BRACE = re.compile(r"[{}｛｝]")
"""Outside of tags no brace is left: official papers have none, and a tag with one brace or with the full-width signs of
a Chinese input method would be printed as it stands.
"""
_OWN_PLACE = re.compile(r"\{[{%#](?P<kind>tr|tc|p|r) [^{}]*[%}#]\}")
"""A tag that docxtpl puts in the place of the row, cell, paragraph or run in which it stands."""
_PLACES = {"p": ("段", f"{W}p"), "tr": ("行", f"{W}tr"), "tc": ("格", f"{W}tc")}
_SHAPES = (f"{W}drawing", f"{W}pict", f"{W}object", f"{W}sectPr")
_QUOTED = 60
_FETCHES = etree.XPath("boolean(//@*[local-name() = 'src' or local-name() = 'href'][. != ''])")


@dataclass(frozen=True)
class TemplatePackage:
    """The parts of a template by name. ``written``: the main part first, then headers, footers and notes, parsed.

    ``styles``: the id of each style by its name, for programs give ids of their own. ``rest``: what is copied.
    """

    written: Mapping[str, Any]
    styles: Mapping[str, str]
    rest: Mapping[str, bytes]

    def packed(self, main: tuple[str, bytes], headers: Mapping[str, bytes], title: str) -> bytes:
        """The document with this main part, these headers and footers; of many letters only the main part differs."""
        before = {**self.rest, CORE: core_xml(title)}
        return zip_of(
            [
                *(deflated_once(name, content) for name, content in before.items()),
                deflated(*main),
                *(deflated_once(name, content) for name, content in headers.items()),
            ]
        )


def open_template(data: bytes) -> TemplatePackage:
    """The template of a .docx. Raises Refused: ``file.*``; ``template.outside`` for what no document must have."""
    package = Package(data, LIMITS)
    for name in package.markup_names():
        refuse_doctype(name, package.read(name))
    main = workbook_of(package)
    types = _content_types(package)
    if types.get(main) != _DOCUMENT:
        raise damaged(main)
    links: dict[str, dict[str, Relationship]] = {}
    kinds = {main: "officeDocument"}
    _follow(package, main, links, kinds)
    spelled = {name: package.spelled(name) for name in kinds}
    parsed = {n: _parsed(package, n) for n, kind in kinds.items() if kind not in _BINARY or n.endswith(".xml")}
    if parsed[main].tag != f"{W}document":
        raise damaged(main)
    written = {spelled[name]: parsed[name] for name, kind in kinds.items() if name == main or kind in _WRITTEN}
    if any(map(_REVISED, written.values())):
        raise Refused("template.revisions")
    for each in list(parsed[main].iter(f"{W}printerSettings")):
        each.getparent().remove(each)
    copied = {spelled[name]: package.read(name) for name in kinds if spelled[name] not in written}
    for name, kind in kinds.items():
        if kind == "settings" and name in parsed:
            copied[spelled[name]] = _without_maker(parsed[name], copied[spelled[name]])
    rels = {relations_of(spelled[name]): _relations(package, name, found) for name, found in links.items() if found}
    listed = {spelled[name]: types[name] for name in kinds}
    named = [_names_of_styles(parsed[name]) for name, kind in kinds.items() if kind == "styles" and name in parsed]
    root = {"[Content_Types].xml": types_xml(listed), "_rels/.rels": root_relations(spelled[main])}
    return TemplatePackage(written, named[0] if named else {}, {**root, **rels, **copied})


def _follow(package: Package, part: str, links: dict[str, dict[str, Relationship]], kinds: dict[str, str]) -> None:
    """Every part that a document needs, from its main part on."""
    links[part] = {}
    for key, link in relationships_of(package, part).items():
        if link.kind in _LEFT_OUT or (link.kind == "comments" and not _has_comments(package, part, link)):
            continue
        if link.kind == "hyperlink" and link.outside and link.target.lower().startswith(_LINKS):
            links[part][key] = link
            continue
        if link.outside or link.kind not in _KEPT:
            raise Refused("template.outside", what=_CALLED.get(link.kind, f"{link.kind or '不认识'}部件"))
        links[part][key] = link
        found = part_of(package, part, link)
        if found not in kinds:
            kinds[found] = link.kind
            _follow(package, found, links, kinds)


def _has_comments(package: Package, part: str, link: Relationship) -> bool:
    """Return False for what a program leaves of comments when they are deleted."""
    return link.outside or b"<w:comment " in package.read(part_of(package, part, link))


def _parsed(package: Package, name: str) -> Any:
    """The root of a part, with nothing fetched or expanded. Raises Refused."""
    if package.size(name) > _MOST_MARKUP:
        raise too_many_bytes(name, _MOST_MARKUP)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(package.read(name), parser)
    except etree.XMLSyntaxError as error:
        raise damaged(name) from error
    refuse_outward(root)
    return root


def _without_maker(settings: Any, content: bytes) -> bytes:
    """The settings as bytes (``content``), without what tells of who made the template."""
    found = [each for name in _OF_THE_MAKER for each in settings.findall(f"{W}{name}")]
    for each in found:
        settings.remove(each)
    return etree.tostring(settings, encoding="UTF-8", xml_declaration=True, standalone=True) if found else content


def refuse_outward(root: Any) -> None:
    """Raises Refused for a field or a picture that would fetch something."""
    if _FETCHES(root):
        raise Refused("template.outside", what="链接的图片")
    for words in _instructions(root):
        if words.split()[:1] and words.split()[0].upper() not in _FIELDS:
            raise Refused("template.outside", what=f"域“{words.split()[0][:20]}”")


def syntax_fault(words: str = "") -> Refused:
    """Refused(template.syntax), which quotes ``words`` beside the fault where they are known."""
    return Refused("template.syntax", where=f"（“{words}”附近）" if words else "")


def quoted(text: str) -> str:
    """The beginning of a text on one line, as a finding quotes it."""
    words = " ".join(text.split())
    return words if len(words) <= _QUOTED else f"{words[:_QUOTED]}…"


def refuse_lost_words(root: Any) -> None:
    """Raise Refused for the first brace of a part outside of tags (``template.syntax``), and for the first control
    statement that does not stand alone (``template.beside``): docxtpl removes what stands beside it.
    """
    lines = _paragraphs(root)
    left = _WHOLE_TAG.sub(lambda tag: "\n" * tag[0].count("\n"), "\n".join(lines)).split("\n")
    for line, rest in zip("\n".join(lines).split("\n"), left, strict=True):
        if _BRACE.search(rest):
            raise syntax_fault(quoted(line))
    for paragraph in root.iter(f"{W}p"):
        for tag in _OWN_PLACE.finditer(_own_text(paragraph)):
            _refuse_company(paragraph, tag)


def _refuse_company(paragraph: Any, tag: re.Match[str]) -> None:
    """Raise Refused if a tag in the place of a paragraph, row or cell is not all that stands in it."""
    words = quoted(tag[0])
    if tag["kind"] not in _PLACES or tag[0].startswith("{{"):
        raise Refused("template.forbidden", words=words)
    called, element = _PLACES[tag["kind"]]
    place = paragraph if paragraph.tag == element else next(paragraph.iterancestors(element), None)
    if place is None or _text(place).strip() != tag[0] or next(place.iter(*_SHAPES), None) is not None:
        raise Refused("template.beside", words=words, place=called)


def _paragraphs(root: Any) -> list[str]:
    """The text of a part, a new line at each paragraph."""
    found = [""]
    for element in root.iter(f"{W}p", f"{W}t"):
        if element.tag == f"{W}p":
            found.append("")
        else:
            found[-1] += element.text or ""
    return found


def _own_text(paragraph: Any) -> str:
    """The text of a paragraph without that of its text boxes."""
    texts = (each for each in paragraph.iter(f"{W}t") if next(each.iterancestors(f"{W}p")) is paragraph)
    return "".join(each.text or "" for each in texts)


def _text(element: Any) -> str:
    return "".join(each.text or "" for each in element.iter(f"{W}t"))


def _instructions(root: Any) -> Iterator[str]:
    """The instruction of each field; that of a field may be spread over several runs."""
    words: list[str] = []
    for element in root.iter(f"{W}fldSimple", f"{W}fldChar", f"{W}instrText"):
        if element.tag == f"{W}fldSimple":
            yield element.get(f"{W}instr", "")
        elif element.tag == f"{W}instrText":
            words.append(element.text or "")
        else:
            yield "".join(words)
            words = []
    yield "".join(words)


def _names_of_styles(root: Any) -> dict[str, str]:
    """The id of each style by its name."""
    named = ((style.find(f"{W}name"), style.get(f"{W}styleId", "")) for style in root.iter(f"{W}style"))
    return {name.get(f"{W}val", ""): key for name, key in named if name is not None}


# ---------------------------------------------------------------- the package of a document


def _content_types(package: Package) -> dict[str, str]:
    """The content type of each part."""
    root = _parsed(package, "[Content_Types].xml") if "[Content_Types].xml" in package else None
    if root is None:
        raise damaged("[Content_Types].xml")
    by_ending = {e.get("Extension", "").lower(): e.get("ContentType", "") for e in root.iter(f"{_TYPES}Default")}
    by_name = {e.get("PartName", "").lstrip("/").lower(): e.get("ContentType") for e in root.iter(f"{_TYPES}Override")}
    return {name: by_name.get(name) or by_ending.get(name.rpartition(".")[2], "") for name in package.names()}


def types_xml(types: Mapping[str, str]) -> bytes:
    """[Content_Types].xml. ``types``: the content type of each part by its name."""
    listed = "".join(
        f"<Override PartName={quoteattr('/' + name)} ContentType={quoteattr(kind)}/>"
        for name, kind in {**types, CORE: _CORE_TYPE}.items()
    )
    defaults = (
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    )
    return f'{_XML}<Types xmlns="{_PACKAGE}/content-types">{defaults}{listed}</Types>'.encode()


def relations_of(part: str) -> str:
    """The name of the part with the relationships of a part."""
    folder, _, name = part.rpartition("/")
    return f"{folder}/_rels/{name}.rels".lstrip("/")


def _relations(package: Package, part: str, links: Mapping[str, Relationship]) -> bytes:
    """The relationships of a part, their targets from the root."""

    def target(link: Relationship) -> str:
        return link.target if link.outside else f"/{package.spelled(part_of(package, part, link))}"

    return relations_xml((key, f"{OFFICE}/{link.kind}", target(link), link.outside) for key, link in links.items())


def root_relations(main: str) -> bytes:
    """_rels/.rels of a document with this main part."""
    core = f"{_PACKAGE}/relationships/metadata/core-properties"
    return relations_xml([("rId1", f"{OFFICE}/officeDocument", main, False), ("rId2", core, CORE, False)])


def relations_xml(listed: Iterable[tuple[str, str, str, bool]]) -> bytes:
    """A part of relationships: key, type, target, and whether that is outside of the file."""
    found = "".join(
        f"<Relationship Id={quoteattr(key)} Type={quoteattr(kind)} Target={quoteattr(target)}"
        f"{' TargetMode=' + quoteattr('External') if outside else ''}/>"
        for key, kind, target, outside in listed
    )
    return f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{found}</Relationships>'.encode()


def core_xml(title: str) -> bytes:
    """docProps/core.xml: the title and nothing else, no person and no time."""
    return (
        f'{_XML}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{escape(title)}</dc:title></cp:coreProperties>'
    ).encode()
