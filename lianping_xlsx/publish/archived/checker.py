"""核验.py: the second count as one file, joined from the modules of ``audit/recount`` in order of dependency.

Each module keeps its words; only its imports go to the top, and its docstring becomes a heading. No name stands in two
of these modules, so that none has to change.
"""

from __future__ import annotations

import ast
import textwrap
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files

_PACKAGE, _DOOR = "lianping_xlsx.audit.recount", "packed_campaign"
_WIDTH = 120
_HEAD = '''"""核验：不用考核程序，从归档包重新计算一遍全部得分、名次和建议等次，与包里的结果逐人逐数比对。

用法：装有 Python 3.11 以上和 openpyxl 的电脑上，运行 python 核验.py 归档.zip
只读归档包，不联网，不改动任何文件。下面每一段是一个模块，一条规则一个函数；考核方案里有不认识的内容时，说明不能计算。
"""
'''


@cache
def joined_program() -> str:
    """The text of 核验.py."""
    found = {entry.name: entry for entry in files(_PACKAGE).iterdir() if entry.name.endswith(".py")}
    return join({name.removesuffix(".py"): entry.read_text(encoding="utf-8") for name, entry in found.items()}, _DOOR)


def join(sources: Mapping[str, str], door: str) -> str:
    """Join the modules that ``door`` needs, and ``door`` last. Raises ValueError where that would change a meaning."""
    trees = {name: ast.parse(text) for name, text in sources.items()}
    order = _in_order({name: _needed(tree) for name, tree in trees.items()}, door)
    _require_unique(trees, order)
    parts = [_HEAD, "from __future__ import annotations\n", *_imports([trees[name] for name in order])]
    for name in order:
        parts += ["\n", _heading(name, ast.get_docstring(trees[name]) or ""), "\n", _body(sources[name], trees[name])]
    return "\n".join(part.rstrip("\n") for part in parts) + "\n"


def _in_order(needs: Mapping[str, set[str]], door: str) -> list[str]:
    """The modules that ``door`` needs, each after those that it needs itself; ``door`` last."""
    reached, ahead = set[str](), {door}
    while ahead:
        reached |= ahead
        ahead = {each for name in ahead for each in needs[name]} - reached
    order: list[str] = []
    while left := sorted(reached - {*order}):
        ready = [name for name in left if needs[name] <= {*order}]
        if not ready:
            raise ValueError(f"modules that need each other: {', '.join(left)}")
        order.append(ready[0])
    return order


def _needed(tree: ast.Module) -> set[str]:
    own = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.level]
    if any(alias.asname for node in own for alias in node.names) or any(node.module is None for node in own):
        raise ValueError("a module of the second count is imported under another name")
    return {str(node.module) for node in own}


def _require_unique(trees: Mapping[str, ast.Module], order: Sequence[str]) -> None:
    """Raise ValueError if a name is defined in two modules, or in one while another imports it from elsewhere."""
    imported = {name for module in order for node in _foreign(trees[module]) for name in _bound(node)}
    defined = [name for module in order for name in {*defined_names(trees[module])}]
    twice = sorted(name for name, number in Counter([*imported, *defined]).items() if number > 1)
    if twice:
        raise ValueError(f"names that stand twice: {', '.join(twice)}")


def defined_names(tree: ast.Module) -> Iterator[str]:
    """The names that a module defines at its top."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from (each.id for target in targets for each in ast.walk(target) if isinstance(each, ast.Name))


def _foreign(tree: ast.Module) -> Iterator[ast.Import | ast.ImportFrom]:
    for node in tree.body:
        if isinstance(node, ast.Import) or (isinstance(node, ast.ImportFrom) and not node.level):
            yield node


def _bound(node: ast.Import | ast.ImportFrom) -> list[str]:
    return [alias.asname or alias.name.partition(".")[0] for alias in node.names]


def _imports(trees: Sequence[ast.Module]) -> Iterator[str]:
    """The imports of all modules, each once."""
    plain, by_module = set[str](), dict[str, set[str]]()
    for node in (node for tree in trees for node in _foreign(tree)):
        names = {alias.name + (f" as {alias.asname}" if alias.asname else "") for alias in node.names}
        if isinstance(node, ast.Import):
            plain |= names
        elif node.module != "__future__":
            by_module.setdefault(str(node.module), set()).update(names)
    yield from (f"import {name}" for name in sorted(plain))
    for module, names in sorted(by_module.items()):
        line = f"from {module} import {', '.join(sorted(names))}"
        listed = "".join(f"    {name},\n" for name in sorted(names))
        yield line if len(line) <= _WIDTH else f"from {module} import (\n{listed})"


def _heading(name: str, said: str) -> str:
    lines = (line for line in said.splitlines() if line)
    return "\n".join([f"# {'=' * 20} {name}", *(textwrap.indent(line, "# ") for line in lines), ""])


def _body(source: str, tree: ast.Module) -> str:
    """What follows the imports, which stand at the top of each module."""
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    last = max((node.end_lineno or 0 for node in imports), default=0)
    first = next((node.lineno for node in tree.body[1:] if not isinstance(node, ast.Import | ast.ImportFrom)), last + 1)
    if first <= last:
        raise ValueError("an import stands below the head of a module")
    return "\n".join(source.splitlines()[last:]).strip("\n")
