"""Documents by the office's own Word template, or by the program's where that cannot be used: then with the reasons.

A template is compiled once and filled in as often as there are documents. docxtpl makes a Jinja template of the XML
(``{%p %}``, ``{%tr %}``, ``{%tc %}``: a paragraph, a row, a cell of its own); Jinja's sandbox fills it in, every value
escaped, so that no value becomes XML or another tag.

In its braces a template may say declared names, if, for and comparisons; no call, filter or arithmetic. So a template,
whoever wrote it, can only print values that it is given, and its loops go through these only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import Any

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, Template, TemplateError, TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml import etree

from lianping_xlsx.core.did_you_mean import suggestion
from lianping_xlsx.core.findings import Outcome
from lianping_xlsx.core.light_dataclass import dataclass, replace
from lianping_xlsx.core.spelling import fit_xml
from lianping_xlsx.formats.package import Refused, too_large
from lianping_xlsx.publish.word.page_layout import lay_out
from lianping_xlsx.publish.word.template_names import (
    NEEDED,
    REPLACES,
    TEMPLATE_FOLDER,
    TEMPLATE_NAMES,
    TRIAL,
    TemplateName,
    Value,
    Values,
    finding_of,
    template_finding,
)
from lianping_xlsx.publish.word.template_package import (
    MAIN,
    OUTWARD_WORDS,
    TemplatePackage,
    open_template,
    quoted,
    refuse_lost_words,
    refuse_outward,
    syntax_fault,
)

_DEEPEST = 4
"""Loops within one another: the templates of the program have three."""
_TEXT, _FLAG, _UNKNOWN = (TemplateName(name, "") for name in ("text", "true or false", "unknown"))
_LOOP_FIELDS = ("index", "index0", "revindex", "revindex0", "first", "last", "length")
_LOOP = TemplateName("loop", "", tuple(TemplateName(name, "") for name in _LOOP_FIELDS))
_PLAIN = (nodes.Const, nodes.Not, nodes.And, nodes.Or, nodes.Compare, nodes.Operand, nodes.CondExpr)
_TAG = re.compile("<[^>]*>")
_FLAGS = ("first", "last")
_Scope = Mapping[str, TemplateName]


def faults_of(tree: nodes.Template, names: Sequence[TemplateName], lines: Sequence[str]) -> tuple[Refused, ...]:
    """Every fault, each once: ``template.name``, ``template.forbidden``. ``lines``: the source, to be quoted."""
    checker = _Checker(lines)
    checker.check_all(tree.body, {name.name: name for name in names}, 0)
    return tuple(checker.faults.values())


def words_at(lines: Sequence[str], number: int) -> str:
    """The words of a line of the source (counted from 1), without its XML."""
    return quoted(_TAG.sub("", lines[number - 1] if 0 < number <= len(lines) else ""))


class _Checker:
    """Goes through a template by the meaning of its names; ``faults`` by their words."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.faults: dict[str, Refused] = {}
        self._lines = lines

    def check_all(self, statements: Sequence[nodes.Node], scope: _Scope, depth: int) -> None:
        """Statements under the names that hold there, inside ``depth`` loops."""
        for statement in statements:
            if isinstance(statement, nodes.Output):
                self._check_output(statement, scope)
            elif isinstance(statement, nodes.If):
                self._kind(statement.test, scope)
                self.check_all((*statement.body, *statement.elif_, *statement.else_), scope, depth)
            elif isinstance(statement, nodes.For):
                self._check_for(statement, scope, depth)
            else:
                self._forbid(statement)

    def _check_output(self, output: nodes.Output, scope: _Scope) -> None:
        for node in output.nodes:
            if not isinstance(node, nodes.TemplateData):
                shown = self._kind(node, scope)
                if shown.many or shown.fields or shown is _FLAG:
                    self._forbid(node)

    def _check_for(self, loop: nodes.For, scope: _Scope, depth: int) -> None:
        each = self._kind(loop.iter, scope)
        plain = isinstance(loop.target, nodes.Name) and not loop.test and not loop.recursive
        if not (each.many or each is _UNKNOWN) or not plain or depth == _DEEPEST:
            self._forbid(loop)
        target = loop.target.name if isinstance(loop.target, nodes.Name) else ""
        one = replace(each, many=False) if each.many else _UNKNOWN
        self.check_all(loop.body, {**scope, "loop": _LOOP, target: one}, depth + 1)
        self.check_all(loop.else_, scope, depth + 1)

    def _kind(self, node: nodes.Node, scope: _Scope) -> TemplateName:
        """What an expression stands for; ``_UNKNOWN`` where that has been told to be a fault."""
        if isinstance(node, nodes.Name):
            return self._look_up(node.name, node.name, scope)
        if isinstance(node, nodes.Getattr):
            whole = self._kind(node.node, scope)
            if whole is _LOOP and node.attr in _FLAGS:
                return _FLAG
            fields = {} if whole.many else {field.name: field for field in whole.fields}
            return _UNKNOWN if whole is _UNKNOWN else self._look_up(node.attr, f"{whole.name}.{node.attr}", fields)
        if isinstance(node, _PLAIN):
            kinds = [self._kind(child, scope) for child in node.iter_child_nodes()]
            return _FLAG if _is_flag(node, kinds) else _TEXT
        self._forbid(node)
        return _UNKNOWN

    def _look_up(self, name: str, shown: str, known: _Scope) -> TemplateName:
        if name in known:
            return known[name]
        self._add(Refused("template.name", name=shown, near=suggestion(name, known)))
        return _UNKNOWN

    def _forbid(self, node: nodes.Node) -> None:
        self._add(Refused("template.forbidden", words=words_at(self._lines, node.lineno or 0)))

    def _add(self, fault: Refused) -> None:
        self.faults.setdefault(str(fault), fault)


def _is_flag(node: nodes.Node, kinds: Sequence[TemplateName]) -> bool:
    """Return True if a plain expression, whose parts have these kinds, may be printed as True, False or None."""
    if isinstance(node, nodes.CondExpr):
        kinds = kinds[1:]  # the first one is the test
    return (
        isinstance(node, nodes.Not | nodes.Compare)
        or (isinstance(node, nodes.Const) and (node.value is None or isinstance(node.value, bool)))
        or (isinstance(node, nodes.And | nodes.Or | nodes.CondExpr) and _FLAG in kinds)
    )


_NEW_PARAGRAPH = "\a"
"""At this docxtpl begins another paragraph of the same look. XML cannot hold it, so that no text has it."""
_TURN = "\0"
"""Printed by each turn of a loop, so that turns are limited as the text is; it is taken out again."""
_MOST_WRITTEN = 16 << 20
"""Characters of XML of a part: a list of 8,000 people has half of it."""
_MOST_TAGS = 500
"""The templates of the program have a fifth of it, and docxtpl takes time by their number."""
_BRACES = re.compile(r"\{\{|\{%|\{#|\}\}|%\}|#\}")
_PARAGRAPH = re.compile(r"<w:p(?=[ >])")
_END_OF_PARAGRAPH = b"</w:p>"
_WHOLE_PARAGRAPH = re.compile(r"<w:p(?: [^>]*)?>.*?</w:p>", re.DOTALL)
_LISTING = (b"\t", b"\a", b"\n", b"\f")
"""Signs that docxtpl makes markup of, within a paragraph."""
_FAULTS = (TemplateError, TypeError, ValueError, RecursionError, SyntaxError, OverflowError)
"""What the words of a template can make Jinja raise."""
_DOCXTPL = DocxTemplate("")
_HOLLOW = etree.XPath(
    "boolean(//w:tbl[not(w:tr or .//w:tr)] | //w:tr[not(w:tc or .//w:tc)] | //w:tc[not(w:p or .//w:p)])",
    namespaces={"w": MAIN},
)
"""A table without rows, a row without cells or a cell without a paragraph, which Word calls damage.

They are mostly children; to look at all that is within a table takes as long as to parse it.
"""


@dataclass(frozen=True)
class DocumentTemplate:
    """A template that can be filled in. ``parts``: the main part first; ``faults``: why it must not be used.

    A document that is only made of a 正式 result has no name for the mark of a 试算. ``outward``: the names of
    those that have a word of what reaches outside; no value can give them one. ``used``: the names in its braces.
    """

    names: Sequence[TemplateName]
    package: TemplatePackage
    parts: Mapping[str, Template]
    outward: frozenset[str]
    used: frozenset[str]
    faults: tuple[Refused, ...] = ()

    def fill_in(self, values: Values) -> bytes:
        """The document as bytes, the same for the same values.

        Raises Refused: ``template.syntax``, ``template.structure`` (it is no XML any more), ``template.too-long``,
        ``template.outside`` for a field that only the filling in has made one, and ``template.no-trial`` where the
        result is 试算 and the document does not say so.
        """
        fitted = {name.name: _fitted(name, values[name.name]) for name in self.names}
        (main, xml), *others = ((name, _print(part, fitted)) for name, part in self.parts.items())
        root = _parsed(xml, outward=main in self.outward)
        drawn = {name: _header_drawn(xml) for name, xml in others}
        lay_out(root, self.package.styles)
        trial = str(fitted.get(TRIAL, ""))
        if trial and trial not in "".join((*root.itertext(), *(words for words, _ in drawn.values()))):
            raise Refused("template.no-trial")
        title = str(fitted["标题"]).replace("\n", "")
        headers = {name: content for name, (_, content) in drawn.items()}
        return self.package.packed((main, _serialized(root)), headers, title)


@cache
def own_template(file: str) -> DocumentTemplate:
    """The program's own, by the name of the file."""
    return _compile_template(file, (TEMPLATE_FOLDER / file).read_bytes())


# The office's template is mostly the same in the next command of a process, as it was laid down.
@lru_cache(maxsize=16)
def _compile_template(file: str, data: bytes) -> DocumentTemplate:
    """A template by the name of its file. Raises Refused: ``file.*``, ``template.outside``, ``template.syntax``."""
    package, names = open_template(data), TEMPLATE_NAMES[file]
    parts: dict[str, Template] = {}
    faults: list[Refused] = []
    outward: set[str] = set()
    used: set[str] = set()
    for name, root in package.written.items():
        source = _source(root)
        tree = _tree(source)
        used |= {node.name for node in tree.find_all(nodes.Name)}
        found = faults_of(tree, names, source.split("\n"))
        faults += found
        if not found:
            parts[name] = _compiled(tree)
        if any(word in source for word in OUTWARD_WORDS):
            outward.add(name)
    if used.isdisjoint(NEEDED[file]):
        faults.append(Refused("template.lacks", names="、".join(f"“{name}”" for name in NEEDED[file])))
    return DocumentTemplate(names, package, parts, frozenset(outward), frozenset(used), tuple(faults))


@cache
def _environment() -> ImmutableSandboxedEnvironment:
    return ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined)


def _source(root: Any) -> str:
    """The XML of a part as a Jinja template, each paragraph on a line of its own."""
    for element in root.iter(etree.Element):
        hidden = next((value for value in element.attrib.values() if _BRACES.search(value)), "")
        if hidden:
            raise Refused("template.forbidden", words=quoted(hidden))
    xml = etree.tostring(root, encoding="unicode")
    if len(_BRACES.findall(xml)) > 2 * _MOST_TAGS:
        raise too_large("花括号", _MOST_TAGS)
    refuse_lost_words(root)
    return _PARAGRAPH.sub("\n<w:p", _DOCXTPL.patch_xml(xml))


def _tree(source: str) -> nodes.Template:
    """What Jinja reads in a source. Raises Refused(template.syntax)."""
    try:
        return _environment().parse(source)
    except _FAULTS as error:
        number = error.lineno if isinstance(error, TemplateSyntaxError) else 0
        raise syntax_fault(words_at(source.split("\n"), number)) from error


def _compiled(tree: nodes.Template) -> Template:
    """A source that has been checked, its loops counted. Raises Refused(template.syntax)."""
    for loop in tree.find_all(nodes.For):
        loop.body.insert(0, nodes.Output([nodes.TemplateData(_TURN)]))
    environment = _environment()
    try:
        return environment.template_class.from_code(environment, environment.compile(tree), {})
    except _FAULTS as error:
        raise syntax_fault() from error


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


def _print(part: Template, values: Values) -> bytes:
    """The XML of a part with its values, in UTF-8, in which words are found in a tenth of the time."""
    printed: list[str] = []
    left = _MOST_WRITTEN
    try:
        for piece in part.generate(values):
            left -= len(piece)
            if left < 0:
                raise Refused("template.too-long")
            printed.append(piece)
    except _FAULTS as error:
        raise syntax_fault() from error
    xml = "".join(printed).encode().replace(_TURN.encode(), b"")
    return _resolved(xml.replace(b"\n<w:p>", b"<w:p>").replace(b"\n<w:p ", b"<w:p "))


def _resolved(xml: bytes) -> bytes:
    """XML in which what a text has of new paragraphs, lines and tabs is set as docxtpl does it.

    Few paragraphs have something of it.
    """
    found: list[bytes] = []
    done = 0
    for at in sorted(_listings(xml)):
        last = xml.find(_END_OF_PARAGRAPH, at)
        if last < 0:  # behind the last paragraph
            break
        if at >= done:
            before, end = xml.rfind(_END_OF_PARAGRAPH, done, at), last + len(_END_OF_PARAGRAPH)
            start = done if before < 0 else before + len(_END_OF_PARAGRAPH)
            text = _WHOLE_PARAGRAPH.sub(lambda each: str(_DOCXTPL.resolve_listing(each[0])), xml[start:end].decode())
            found += (xml[done:start], text.encode())
            done = end
    return b"".join((*found, xml[done:]))


def _listings(xml: bytes) -> Iterator[int]:
    for sign in _LISTING:
        at = xml.find(sign)
        while at >= 0:
            yield at
            at = xml.find(sign, at + 1)


def _parsed(xml: bytes, *, outward: bool) -> Any:
    """The root of a part that has been filled in. Raises Refused: ``template.structure`` where Word would not open it,
    and, if it may reach ``outward``, ``template.outside``.
    """
    try:
        root = etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        raise Refused("template.structure") from error
    if _HOLLOW(root):
        raise Refused("template.structure")
    if outward:
        refuse_outward(root)
    return root


# The headers and footers of all letters are the same.
@lru_cache(maxsize=64)
def _header_drawn(xml: bytes) -> tuple[str, bytes]:
    """The words and the bytes of a header or a footer that has been filled in. Raises Refused as ``_parsed``."""
    root = _parsed(xml, outward=True)
    return "".join(root.itertext()), _serialized(root)


def _serialized(root: Any) -> bytes:
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True))


_MOST_FAULTS = 10
"""Told of one template: whoever mends these sees the others next time."""


def write_documents(file: str, template: bytes | None, contents: Sequence[Values]) -> Outcome[list[bytes]]:
    """A document for each of the contents, all by the same template. ``file``: its name, ``template``: the office's.

    Findings: ``template.*``, of severity 提醒.
    """
    faults: tuple[Refused, ...] = ()
    if template is not None:
        try:
            office = _compile_template(file, template)
            faults = office.faults
            if not faults:
                silent = any(content.get(REPLACES) for content in contents) and REPLACES not in office.used
                told = (template_finding("template.no-correction", file),) if silent else ()
                return Outcome([office.fill_in(content) for content in contents], told)
        except Refused as refused:
            faults = (refused,)
    own = own_template(file)
    return Outcome(
        [own.fill_in(content) for content in contents],
        tuple(finding_of(file, template or b"", fault) for fault in faults[:_MOST_FAULTS]),
    )
