"""The styles and the numbered lists of several Word files in one.

The styles of a file with other ones than the first get names of their own: two templates may call different looks by
one name. What a file leaves to the defaults of its document is written into its default style, since a file has one set
of defaults. A list of Word is a part of its own (numbering), which paragraphs or their styles name: every copy of a
paper gets lists of its own, which begin with 1, and what a style says of it stands at the paragraph.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any

from lxml import etree

from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.publish.word.joined_bodies import WordFile
from lianping_xlsx.publish.word.template_package import MAIN, W

_VALUE = f"{W}val"
_REFERENCES = ("pStyle", "rStyle", "tblStyle")
_NONE = f'<w:styles xmlns:w="{MAIN}"/>'.encode()
_BETWEEN_STYLES = ("basedOn", "next", "link")


@dataclass(frozen=True, slots=True)
class StyleNames:
    """The new id of each style of a file; ``default``: that of paragraphs that name none, '' where nothing changes."""

    ids: Mapping[str, str]
    default: str = ""

    @property
    def same(self) -> bool:
        """True if no style has another name in the new file."""
        return not (self.ids or self.default)

    def apply(self, element: Any) -> None:
        """Rename the styles to which the paragraphs, runs and tables below an element refer."""
        for each in element.iter(*(f"{W}{name}" for name in _REFERENCES)):
            each.set(f"{W}val", self.ids.get(each.get(f"{W}val"), each.get(f"{W}val")))
        for paragraph in element.iter(f"{W}p") if self.default else ():
            properties = paragraph.find(f"{W}pPr")
            if properties is None:
                properties = etree.Element(f"{W}pPr")
                paragraph.insert(0, properties)
            if properties.find(f"{W}pStyle") is None:
                style = etree.Element(f"{W}pStyle")
                style.set(f"{W}val", self.default)
                properties.insert(0, style)


class JoinedStyles:
    """Collects the styles of the files that are joined."""

    def __init__(self) -> None:
        self._root: Any = None
        self._known: dict[bytes, StyleNames] = {}

    def add(self, file: WordFile) -> StyleNames:
        """Take the styles of a file; equal ones are taken once."""
        styles = file.part("styles") or _NONE
        if styles not in self._known:
            root = etree.fromstring(styles)
            self._known[styles] = StyleNames({}) if self._root is None else self._renamed(root)
            self._root = root if self._root is None else self._root
        return self._known[styles]

    def xml(self) -> bytes:
        """The part with all styles; without any, if there is no file but printed sheets."""
        root = etree.fromstring(_NONE) if self._root is None else self._root
        return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True))

    def _renamed(self, root: Any) -> StyleNames:
        """Add the styles of a root with new ids and names."""
        mark = f"_{len(self._known) + 1}"
        styles = root.findall(f"{W}style")
        ids = {style.get(f"{W}styleId"): f"{style.get(f'{W}styleId')}{mark}" for style in styles}
        default = ""
        for style in styles:
            key = ids[style.get(f"{W}styleId")]
            if style.attrib.pop(f"{W}default", "0") in ("1", "true", "on") and style.get(f"{W}type") == "paragraph":
                default = key
                _take_defaults(style, root)
            style.set(f"{W}styleId", key)
            for name in style.findall(f"{W}name"):
                name.set(f"{W}val", f"{name.get(f'{W}val')}{mark}")
            for each in style.iterchildren(*(f"{W}{name}" for name in _BETWEEN_STYLES)):
                each.set(f"{W}val", ids.get(each.get(f"{W}val"), each.get(f"{W}val")))
            self._root.append(style)
        return StyleNames(ids, default)


def _take_defaults(style: Any, root: Any) -> None:
    """Write the defaults of a file into its default style, as far as that says nothing else."""
    for kind in ("pPr", "rPr"):
        defaults = root.find(f"{W}docDefaults/{W}{kind}Default/{W}{kind}")
        if defaults is None:
            continue
        own = style.find(f"{W}{kind}")
        if own is None:
            own = etree.SubElement(style, f"{W}{kind}")
        said = {child.tag for child in own}
        own.extend([child for child in list(defaults) if child.tag not in said])


# ---------------------------------------------------------------- numbered lists


class JoinedNumbering:
    """Collects the lists of the copies."""

    def __init__(self) -> None:
        self._lists: list[Any] = []
        self._uses: list[Any] = []

    def add(self, file: WordFile, body: Any) -> None:
        """Take the lists of a file for the paragraphs of a copy, whose styles have their old ids still."""
        numbering = file.part("numbering")
        if numbering is None:
            return
        root, first = etree.fromstring(numbering), len(self._lists) + 1
        of_styles = dict(_lists_of_styles(etree.fromstring(file.part("styles") or _NONE)))
        lists = {each.get(f"{W}abstractNumId"): str(n) for n, each in enumerate(root.findall(f"{W}abstractNum"), first)}
        uses = {each.get(f"{W}numId"): str(n) for n, each in enumerate(root.findall(f"{W}num"), len(self._uses) + 1)}
        for paragraph in body.iter(f"{W}p"):
            _say_at_paragraph(paragraph, of_styles)
            for number in paragraph.iterfind(f"{W}pPr/{W}numPr/{W}numId"):
                number.set(_VALUE, uses.get(number.get(_VALUE), "0"))
        for each in root.findall(f"{W}abstractNum"):
            each.set(f"{W}abstractNumId", lists[each.get(f"{W}abstractNumId")])
            for linked in list(each.iter(f"{W}nsid", f"{W}pStyle", f"{W}styleLink", f"{W}numStyleLink")):
                linked.getparent().remove(linked)
            self._lists.append(each)
        for each in root.findall(f"{W}num"):
            each.set(f"{W}numId", uses[each.get(f"{W}numId")])
            of_list = each.find(f"{W}abstractNumId")
            of_list.set(_VALUE, lists.get(of_list.get(_VALUE), "0"))
            self._uses.append(each)

    def xml(self) -> bytes | None:
        """The part with all lists; None if there are none."""
        if not self._lists:
            return None
        root = etree.Element(f"{W}numbering", nsmap={"w": MAIN})
        root.extend([*self._lists, *self._uses])
        return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True))


def _lists_of_styles(root: Any) -> Iterator[tuple[str, Any]]:
    """Yield the paragraph styles that are numbered, with what they say of it."""
    for style in root.findall(f"{W}style"):
        found = style.find(f"{W}pPr/{W}numPr")
        if found is not None:
            yield style.get(f"{W}styleId"), found


def _say_at_paragraph(paragraph: Any, of_styles: Mapping[str, Any]) -> None:
    """Write the list of its style into a paragraph that names none itself."""
    style = paragraph.find(f"{W}pPr/{W}pStyle")
    said = None if style is None else of_styles.get(style.get(_VALUE))
    if said is not None and paragraph.find(f"{W}pPr/{W}numPr") is None:
        style.addnext(deepcopy(said))
