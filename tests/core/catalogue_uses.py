"""Where the package makes findings, read from its source: codes, and the slots given with them where that shows."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.house import PACKAGE, nodes_of

_CODE = re.compile(r"[a-z]+\.(?!tsv\Z)[a-z]+(-[a-z]+)*\Z")
"""Not the name of a preset's file, such as rubric.tsv."""
_FAMILIES = {"scheme", "table", "file", "form", "cell", "ballot", "poll", "tally", "rubric", "opinion"}
_FAMILIES |= {"account", "carry", "choice", "given"}
_FAMILIES |= {"conduct", "result", "decision", "final", "lastyear", "write", "verify", "destroy", "mail", "watch"}
_FAMILIES |= {"template", "report", "archive", "explain", "import", "packaging", "rectify", "release", "cluster"}
_MAKERS = {"find": {}, "cell_finding": {"who"}, "_poll_finding": {"voter_class"}, "_ballot_finding": {"ballot"}}
_MAKERS |= {"_row_finding": {"who", "voter_class"}}
_MAKERS |= {"column_finding": {"column"}, "find_here": set()}
"""Functions that make a finding from a code and keyword slots, with the slots that they add themselves."""


@dataclass(frozen=True)
class Use:
    """A code in the source; ``slots`` is None where they are not written beside it."""

    code: str
    where: str
    slots: frozenset[str] | None


def sources() -> Iterator[tuple[Path, Sequence[ast.AST]]]:
    """Every module of the package but the catalogue itself: its file, and the nodes of its syntax tree."""
    for path in sorted(PACKAGE.rglob("*.py")):
        if path.parent.name != "catalogue":
            yield path, nodes_of(path)


def codes() -> dict[str, str]:
    """Every string that looks like a code, with a place where it stands."""
    found: dict[str, str] = {}
    for path, nodes in sources():
        for node in nodes:
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and _is_code(node.value):
                found[node.value] = f"{path.relative_to(PACKAGE)}:{node.lineno}"
    return found


def _is_code(text: str) -> bool:
    return bool(_CODE.match(text)) and text.split(".")[0] in _FAMILIES


def uses() -> Iterator[Use]:
    """Findings made from a code in plain sight."""
    for path, nodes in sources():
        for function in [node for node in nodes if isinstance(node, ast.FunctionDef)]:
            own = [*ast.walk(function)]
            names = _dictionaries(own)
            for node in own:
                if isinstance(node, ast.Call):
                    yield from _uses_of(node, names, f"{path.relative_to(PACKAGE)}:{node.lineno}")


def _dictionaries(nodes: Sequence[ast.AST]) -> dict[str, frozenset[str] | None]:
    """Names that are given a dictionary once in a function; None where its keys do not show, or it is given twice."""
    found: dict[str, frozenset[str] | None] = {}
    for node in nodes:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            name = node.targets[0].id
            found[name] = None if name in found else _keys(node.value, {})
    return found


def _uses_of(call: ast.Call, names: dict[str, frozenset[str] | None], where: str) -> Iterator[Use]:
    called = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    code = next((a.value for a in call.args if isinstance(a, ast.Constant) and isinstance(a.value, str)), "")
    if not _is_code(code):
        return
    if called == "Finding":
        slots = call.args[2] if len(call.args) > 2 else next((k.value for k in call.keywords if k.arg == "slots"), None)
        yield Use(code, where, frozenset() if slots is None else _keys(slots, names))
    elif called in _MAKERS:
        stars = [_keys(keyword.value, names) for keyword in call.keywords if keyword.arg is None]
        given = frozenset(keyword.arg for keyword in call.keywords if keyword.arg) | frozenset(_MAKERS[called])
        known = [keys for keys in stars if keys is not None]
        yield Use(code, where, given.union(*known) if len(known) == len(stars) else None)


def _keys(node: ast.expr, names: dict[str, frozenset[str] | None]) -> frozenset[str] | None:
    """The keys of a dictionary display, of a name given one, or of two joined by ``|``."""
    if isinstance(node, ast.Dict):
        keys = [key.value for key in node.keys if isinstance(key, ast.Constant) and isinstance(key.value, str)]
        return frozenset(keys) if len(keys) == len(node.keys) else None
    if isinstance(node, ast.Name):
        return names.get(node.id)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        one, other = _keys(node.left, names), _keys(node.right, names)
        return None if one is None or other is None else one | other
    return None


_PATTERN = re.compile(r"\(\?[:=!<]|\\[sd]|\[\^")
"""What only a regular expression has."""


def clerk_texts() -> Iterator[tuple[str, str]]:
    """(place, text) of every string in the package with Chinese in it, docstrings and regular expressions apart."""
    for path, nodes in sources():
        docs = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
        for node in nodes:
            text = node.value if isinstance(node, ast.Constant) and id(node) not in docs else None
            if not (isinstance(node, ast.Constant) and isinstance(text, str)) or _PATTERN.search(text):
                continue
            if re.search("[\u4e00-\u9fff]", text):
                yield f"{path.relative_to(PACKAGE)}:{node.lineno}", text
