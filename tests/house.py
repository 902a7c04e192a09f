"""The package as a tree of modules: their names, sizes, classes, functions, and who imports whom."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "lianping_xlsx"


@dataclass(frozen=True)
class Module:
    """A module of the package: its dotted name below the package, and its file."""

    dotted: str
    path: Path

    @property
    def tree(self) -> ast.Module:
        """Its syntax tree, made when somebody asks: it takes some seconds to make those of all modules."""
        return tree_of(self.path)

    @property
    def name(self) -> str:
        """The last part of the dotted name."""
        return self.dotted.rpartition(".")[2]

    @property
    def is_door(self) -> bool:
        """Whether it is the ``__init__`` of a folder or the ``__main__`` of the package."""
        return self.path.stem in ("__init__", "__main__")

    @property
    def lines(self) -> int:
        """How many lines the file has."""
        return len(self.path.read_text(encoding="utf-8").splitlines())

    def nodes(self, *kinds: type[ast.AST]) -> Iterator[ast.AST]:
        """All nodes of these kinds."""
        return (node for node in nodes_of(self.path) if isinstance(node, kinds))


@cache
def tree_of(path: Path) -> ast.Module:
    """The syntax tree of a file."""
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def nodes_of(path: Path) -> tuple[ast.AST, ...]:
    """All nodes of the syntax tree of a file; to walk through those of all modules takes half a second each time."""
    return tuple(ast.walk(tree_of(path)))


@cache
def modules() -> dict[str, Module]:
    """All modules of the package, by dotted name below it; a folder goes by its own name."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        dotted = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        found[dotted] = Module(dotted, path)
    return found


@cache
def users() -> dict[str, frozenset[str]]:
    """Who imports each module: dotted names, by dotted name."""
    found: dict[str, set[str]] = {name: set() for name in modules()}
    for module in modules().values():
        for imported in _imported(module):
            found[imported].add(module.dotted)
    return {name: frozenset(each) for name, each in found.items()}


def _imported(module: Module) -> Iterator[str]:
    known = modules()
    for node in module.nodes(ast.ImportFrom):
        assert isinstance(node, ast.ImportFrom)
        package, _, inner = (node.module or "").partition(".")
        if package == PACKAGE.name:
            names = (f"{inner}.{each.name}".strip(".") for each in node.names)
            yield from (name if name in known else inner for name in names)
