"""The names of the folders and files of a campaign stand in one module, each once."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import lianping_xlsx
from lianping_xlsx.audit.recount import told_by_merge
from lianping_xlsx.core import campaign_names
from tests.house import nodes_of

_PACKAGE = Path(lianping_xlsx.__file__).parent
_SECOND = Path(told_by_merge.__file__)
_NAMES = [name for key, name in vars(campaign_names).items() if key.isupper() and "PATH" not in key]
_DISTINCT = [name for name in _NAMES if name[0].isdigit() or "." in name]
"""Names that are no words which may stand elsewhere with another meaning, as 邮件 and 退回 may."""


def test_each_name_stands_once() -> None:
    assert len(_NAMES) > 25
    assert len(set(_NAMES)) == len(_NAMES)


def test_no_other_module_spells_a_name_out() -> None:
    """In sentences for people they may stand; a path is put together from the names.

    The second count imports nothing of the package: it spells the names once more, in one module.
    """
    modules = [path for path in _PACKAGE.rglob("*.py") if path not in (Path(campaign_names.__file__), _SECOND)]
    spelt = [f"{path.relative_to(_PACKAGE)}: {text}" for path in modules for text in _texts(path) if _is_path(text)]
    assert spelt == []


def test_the_second_count_reads_files_of_the_same_names() -> None:
    spelt = [text for text in _texts(_SECOND) if text.endswith((".xlsx", ".json")) or text[:1].isdigit()]
    assert len(spelt) > 5
    assert {*spelt} <= {*_NAMES}


def _is_path(text: str) -> bool:
    return any(part in _DISTINCT for part in text.split("/"))


def _texts(path: Path) -> Iterator[str]:
    """The literals of a module, without its docstrings."""
    nodes = nodes_of(path)
    lines = {node.value for node in nodes if isinstance(node, ast.Expr)}
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in lines:
            yield node.value
