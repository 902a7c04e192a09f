"""A Word template, compiled once and filled in as often as there are documents.

docxtpl makes a Jinja template of the XML (``{%p %}``, ``{%tr %}``, ``{%tc %}``: a paragraph, a row, a cell of its own);
Jinja's sandbox fills it in, every value escaped, so that no value becomes XML or another tag.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, Template, TemplateError, TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml import etree

from lianping_xlsx.core.spelling import fit_xml
from lianping_xlsx.formats.package import Refused, too_large
from lianping_xlsx.publish.word.page_layout import lay_out
from lianping_xlsx.publish.word.template_names import (
    TEMPLATE_FOLDER,
    TEMPLATE_NAMES,
    TRIAL,
    TemplateName,
    Value,
    Values,
)
from lianping_xlsx.publish.word.template_package import MAIN, TemplatePackage, open_template, refuse_outward
from lianping_xlsx.publish.word.template_syntax import faults_of, refuse_full_width, words_at

_NEW_PARAGRAPH = "\a"
"""At this docxtpl begins another paragraph of the same look. XML cannot hold it, so that no text has it."""
_TURN = "\0"
"""Printed by each turn of a loop, so that turns are limited as the text is; it is taken out again."""
_MOST_WRITTEN = 16 << 20
"""Characters of XML of a part: a list of 8,000 people has half of it."""
_MOST_TAGS = 500
"""The templates of the program have a fifth of it, and docxtpl takes time by their number."""
_QUOTED = 60
_BRACES = re.compile(r"\{\{|\{%|\{#|\}\}|%\}|#\}")
_PARAGRAPH = re.compile(r"<w:p(?=[ >])")
_LINE_OF_SOURCE = re.compile(r"\n(?=<w:p[ >])")
_FAULTS = (TemplateError, TypeError, ValueError, RecursionError, SyntaxError, OverflowError)
"""What the words of a template can make Jinja raise."""
_DOCXTPL = DocxTemplate("")
_HOLLOW = etree.XPath(
    "boolean(//w:tbl[not(.//w:tr)] | //w:tr[not(.//w:tc)] | //w:tc[not(.//w:p)])", namespaces={"w": MAIN}
)
"""A table without rows, a row without cells or a cell without a paragraph, which Word calls damage."""


@dataclass(frozen=True)
class DocumentTemplate:
    """A template that can be filled in. ``parts``: the main part first; ``faults``: why it must not be used."""

    names: Sequence[TemplateName]
    package: TemplatePackage
    parts: Mapping[str, Template]
    faults: tuple[Refused, ...] = ()

    def fill_in(self, values: Values) -> bytes:
        """The document as bytes, the same for the same values.

        Raises Refused: ``template.syntax``, ``template.structure`` (it is no XML any more), ``template.too-long``,
        ``template.outside`` for a field that only the filling in has made one, and ``template.no-trial`` where the
        result is 试算 and the document does not say so.
        """
        fitted = {name.name: _fitted(name, values[name.name]) for name in self.names}
        written = {name: _parsed(_print(part, fitted)) for name, part in self.parts.items()}
        for root in written.values():
            refuse_outward(root)
        lay_out(next(iter(written.values())), self.package.styles)
        if str(fitted[TRIAL]) not in "".join("".join(root.itertext()) for root in written.values()):
            raise Refused("template.no-trial")
        title = str(fitted["标题"]).replace("\n", "")
        return self.package.packed({name: _serialized(root) for name, root in written.items()}, title)


@cache
def own_template(file: str) -> DocumentTemplate:
    """The program's own, by the name of the file."""
    return compile_template(file, (TEMPLATE_FOLDER / file).read_bytes())


def compile_template(file: str, data: bytes) -> DocumentTemplate:
    """A template by the name of its file. Raises Refused: ``file.*``, ``template.outside``, ``template.syntax``."""
    package, names = open_template(data), TEMPLATE_NAMES[file]
    parts: dict[str, Template] = {}
    faults: list[Refused] = []
    for name, root in package.written.items():
        source = _source(root)
        refuse_full_width(source.split("\n"))
        tree = _tree(source)
        found = faults_of(tree, names, source.split("\n"))
        faults += found
        if not found:
            parts[name] = _compiled(tree)
    return DocumentTemplate(names, package, parts, tuple(faults))


@cache
def _environment() -> ImmutableSandboxedEnvironment:
    return ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined)


def _source(root: Any) -> str:
    """The XML of a part as a Jinja template, each paragraph on a line of its own."""
    for element in root.iter(etree.Element):
        hidden = next((value for value in element.attrib.values() if _BRACES.search(value)), "")
        if hidden:
            raise Refused("template.forbidden", words=hidden[:_QUOTED])
    xml = etree.tostring(root, encoding="unicode")
    if len(_BRACES.findall(xml)) > 2 * _MOST_TAGS:
        raise too_large("花括号", _MOST_TAGS)
    return _PARAGRAPH.sub("\n<w:p", _DOCXTPL.patch_xml(xml))


def _tree(source: str) -> nodes.Template:
    """What Jinja reads in a source. Raises Refused(template.syntax)."""
    try:
        return _environment().parse(source)
    except _FAULTS as error:
        number = error.lineno if isinstance(error, TemplateSyntaxError) else 0
        raise Refused("template.syntax", words=words_at(source.split("\n"), number)) from error


def _compiled(tree: nodes.Template) -> Template:
    """A source that has been checked, its loops counted. Raises Refused(template.syntax)."""
    for loop in tree.find_all(nodes.For):
        loop.body.insert(0, nodes.Output([nodes.TemplateData(_TURN)]))
    environment = _environment()
    try:
        return environment.template_class.from_code(environment, environment.compile(tree), {})
    except _FAULTS as error:
        raise Refused("template.syntax", words="") from error


def _fitted(name: TemplateName, value: Value) -> Value:
    """A value as Word can hold it, by what its name is declared to be."""
    if name.many and not isinstance(value, str | Mapping):
        one = TemplateName(name.name, name.meaning, name.fields, running=name.running)
        return [_fitted(one, each) for each in value]
    if name.fields and isinstance(value, Mapping):
        return {field.name: _fitted(field, value[field.name]) for field in name.fields}
    if not isinstance(value, str):
        raise TypeError(name.name)
    text = fit_xml(value)
    return _NEW_PARAGRAPH.join(line for line in text.split("\n") if line.strip()) if name.running else text


def _print(part: Template, values: Values) -> str:
    """The XML of a part with its values."""
    printed: list[str] = []
    left = _MOST_WRITTEN
    try:
        for piece in part.generate(values):
            left -= len(piece)
            if left < 0:
                raise Refused("template.too-long")
            printed.append(piece)
    except _FAULTS as error:
        raise Refused("template.syntax", words="") from error
    xml = _LINE_OF_SOURCE.sub("", "".join(printed).replace(_TURN, ""))
    return str(_DOCXTPL.resolve_listing(xml))


def _parsed(xml: str) -> Any:
    """The root of a part that has been filled in. Raises Refused(template.structure) where Word would not open it."""
    try:
        root = etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        raise Refused("template.structure") from error
    if _HOLLOW(root):
        raise Refused("template.structure")
    return root


def _serialized(root: Any) -> bytes:
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True))
