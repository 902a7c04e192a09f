"""What a Word template may say in its braces: declared names, if, for and comparisons; no call, filter or arithmetic.

So a template, whoever wrote it, can only print values that it is given, and its loops go through these only.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from jinja2 import nodes

from lianping_xlsx.core.did_you_mean import suggestion
from lianping_xlsx.formats.package import Refused
from lianping_xlsx.publish.word.template_names import TemplateName

_DEEPEST = 4
"""Loops within one another: the templates of the program have three."""
_QUOTED = 60
_TEXT, _UNKNOWN = TemplateName("text", ""), TemplateName("unknown", "")
_LOOP_FIELDS = ("index", "index0", "revindex", "revindex0", "first", "last", "length")
_LOOP = TemplateName("loop", "", tuple(TemplateName(name, "") for name in _LOOP_FIELDS))
_PLAIN = (nodes.Const, nodes.Not, nodes.And, nodes.Or, nodes.Compare, nodes.Operand, nodes.CondExpr)
_TAG = re.compile("<[^>]*>")
_FULL_WIDTH = re.compile(r"｛[{｛%％]|\{[｛％]")
"""Brackets as a Chinese input method types them: no tag, so that they would be printed as they stand."""

_Scope = Mapping[str, TemplateName]


def faults_of(tree: nodes.Template, names: Sequence[TemplateName], lines: Sequence[str]) -> tuple[Refused, ...]:
    """Every fault, each once: ``template.name``, ``template.forbidden``. ``lines``: the source, to be quoted."""
    checker = _Checker(lines)
    checker.check_all(tree.body, {name.name: name for name in names}, 0)
    return tuple(checker.faults.values())


def refuse_full_width(lines: Sequence[str]) -> None:
    """Raise Refused(template.syntax) for the first line of the source on which a tag begins with a full-width sign."""
    for number, line in enumerate(lines, 1):
        if _FULL_WIDTH.search(_TAG.sub("", line)):
            raise Refused("template.syntax", words=words_at(lines, number))


def words_at(lines: Sequence[str], number: int) -> str:
    """The words of a line of the source (counted from 1), without its XML."""
    line = lines[number - 1] if 0 < number <= len(lines) else ""
    words = " ".join(_TAG.sub("", line).split())
    return words if len(words) <= _QUOTED else f"{words[:_QUOTED]}…"


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
                if shown.many or shown.fields:
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
            fields = {} if whole.many else {field.name: field for field in whole.fields}
            return _UNKNOWN if whole is _UNKNOWN else self._look_up(node.attr, f"{whole.name}.{node.attr}", fields)
        if isinstance(node, _PLAIN):
            for child in node.iter_child_nodes():
                self._kind(child, scope)
            return _TEXT
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
