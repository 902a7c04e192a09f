"""The second count is written to be read by others, and to be joined in one file."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from lianping_xlsx.audit.recount.scheme_tables import COLUMNS, WORDS
from lianping_xlsx.audit.recount.unknown_parts import CHOICES, OTHER_SETTINGS, RULES
from lianping_xlsx.scheme.rules import DECLARED
from lianping_xlsx.scheme.scheme_sheets import SETTINGS, TABLES
from lianping_xlsx.spreadsheet.cell_kinds import Choice
from lianping_xlsx.spreadsheet.tables import names_of
from tests.house import Module, modules

LONGEST_FUNCTION = 30
PARTS = {name: module for name, module in modules().items() if name.startswith("audit.recount")}
LIBRARIES = {
    "__future__", "collections", "contextlib", "dataclasses", "decimal", "enum", "fractions", "functools", "hashlib",
    "heapq", "io", "itertools", "json", "math", "openpyxl", "pathlib", "re", "sys", "tempfile", "typing",
    "unicodedata", "warnings", "zipfile", "zlib",
}  # fmt: skip


def test_no_function_is_long_and_each_says_its_rule() -> None:
    long, silent = [], []
    for name, module in PARTS.items():
        for node in module.nodes(ast.FunctionDef):
            assert isinstance(node, ast.FunctionDef)
            if (node.end_lineno or 0) - node.lineno + 1 > LONGEST_FUNCTION:
                long.append(f"{name}.{node.name}")
            if not node.name.startswith("_") and ast.get_docstring(node) is None and node in module.tree.body:
                silent.append(f"{name}.{node.name}")
    assert (long, silent) == ([], [])


def test_it_needs_python_and_openpyxl_alone() -> None:
    names = set()
    for module in PARTS.values():
        for node in module.nodes(ast.Import, ast.ImportFrom):
            if isinstance(node, ast.Import):
                names |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                names.add((node.module or "").partition(".")[0])
    assert names <= LIBRARIES


def test_its_modules_can_be_joined_in_one_file() -> None:
    """Each name is defined once, none is imported under another name, and every import is of this form."""
    places: dict[str, list[str]] = {}
    for name, module in PARTS.items():
        for defined in _defined(module):
            places.setdefault(defined, []).append(name)
        for node in module.nodes(ast.ImportFrom):
            assert isinstance(node, ast.ImportFrom)
            assert node.level < 2
            assert not (node.level and any(alias.asname for alias in node.names)), name
    assert {name: found for name, found in places.items() if len(found) > 1} == {}


def _defined(module: Module) -> Iterator[str]:
    for node in module.tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Assign):
            names = (name for target in node.targets for name in ast.walk(target))
            yield from (name.id for name in names if isinstance(name, ast.Name))
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.target.id


def test_it_knows_every_sheet_and_column() -> None:
    """What is not listed it refuses to count: a new column is to be said a second time, or named as one of words."""
    declared = {table.sheet: [column.name for column in table.columns] for table in TABLES}
    declared |= {settings.sheet: ["项目", "内容", "说明"] for settings in SETTINGS}
    assert {sheet: sorted(names) for sheet, names in declared.items()} == {
        sheet: sorted(listed.split("、")) for sheet, listed in COLUMNS.items()
    }


def test_it_knows_every_rule() -> None:
    """By what it does: enters figures, or not. Schemes of 0.2.0 have some under their former names."""
    counting, others = ("".join(lines).split("、") for lines in (RULES, OTHER_SETTINGS))
    assert {rule.name for rule in DECLARED if rule.figures} - {*counting} <= {*others}
    former = {name for rule in DECLARED for name in names_of(rule.name) if name != rule.name}
    assert {rule.name for rule in DECLARED} | former == {*counting, *others}
    assert former.isdisjoint(counting)
    kinds = {s.name: s.kind for settings in SETTINGS if settings.sheet == "计分规则" for s in settings.settings}
    assert {
        name: "、".join(kind.options)
        for name, kind in kinds.items()
        if isinstance(kind, Choice) and set(kind.options) != {"是", "否"} and name in counting
    } == CHOICES


def test_it_knows_every_word_that_may_be_chosen() -> None:
    choices = {
        (table.sheet, column.name): "、".join(column.kind.options)
        for table in TABLES
        for column in table.columns
        if isinstance(column.kind, Choice) and set(column.kind.options) != {"是", "否"}
    }
    assert {key: sorted(words.split("、")) for key, words in choices.items()} == {
        key: sorted(words.split("、")) for key, words in WORDS.items()
    }
