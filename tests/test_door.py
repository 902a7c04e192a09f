"""The door of the house: what the texts for contributors name is there, and they refer to nothing outside."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from lianping_xlsx.core.catalogue import CATALOGUE
from tests.house import PACKAGE, ROOT, modules

TEXTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "tests/README.md", *sorted(PACKAGE.rglob("README.md"))]
FLOORS = sorted(path for path in PACKAGE.iterdir() if (path / "__init__.py").exists())
_PATH = re.compile(r"`((?:[\w.-]+/)+(?:[\w.-]+\.(?:py|md|toml|json|tsv))?|[\w-]+\.(?:py|md|toml))`")
_LINK = re.compile(r"\]\(([^)#:]+)\)")
_SECTION = re.compile(r"§\s*\d|\bdesign\.md|\bdesign §")
_OF_A_CAMPAIGN = re.compile(r"[一-龥]|^DIR/|^\.lianping/")
"""Folders and files of a campaign, which are made by the program."""


def short(path: Path) -> str:
    return str(path.relative_to(ROOT))


def exists(named: str, text: Path) -> bool:
    """Whether a path exists from the text or the top of the project, or a room of the package is so named."""
    return any((base / named).exists() for base in (text.parent, ROOT)) or any(PACKAGE.rglob(named.rstrip("/")))


@pytest.mark.parametrize("text", TEXTS, ids=short)
def test_every_path_that_a_text_names_is_there(text: Path) -> None:
    content = text.read_text(encoding="utf-8")
    named = {*_PATH.findall(content), *_LINK.findall(content)}
    lost = [name for name in sorted(named) if not (_OF_A_CAMPAIGN.search(name) or exists(name, text))]
    assert lost == []


@pytest.mark.parametrize("floor", FLOORS, ids=lambda floor: floor.name)
def test_every_floor_says_what_it_is_for(floor: Path) -> None:
    lines = (floor / "README.md").read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith(f"# {floor.name}/: ")
    assert 5 <= len(lines) <= 25


def test_the_map_names_every_floor_and_no_other() -> None:
    content = (PACKAGE / "README.md").read_text(encoding="utf-8")
    table = re.findall(r"^\| `(\w+)/` \|", content, re.MULTILINE)
    assert sorted(table) == [floor.name for floor in FLOORS]


def test_nothing_refers_to_a_text_outside_the_project() -> None:
    """A section number or a document that a reader of the project cannot open."""
    files = [*PACKAGE.rglob("*.py"), *(ROOT / "tests").rglob("*.py"), *TEXTS]
    found = [
        short(path) for path in files if path != Path(__file__) and _SECTION.search(path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_no_text_has_what_a_merge_of_two_versions_leaves() -> None:
    marks = re.compile(r"^(?:<{7}|>{7}|={7}|\|{7})(?: |$)", re.MULTILINE)
    manual = [path for path in PACKAGE.rglob("*.md") if path not in TEXTS]
    texts = [*TEXTS, *manual, ROOT / "CHANGELOG.md", ROOT / "pyproject.toml", ROOT / ".ci" / "run"]
    assert [short(path) for path in texts if marks.search(path.read_text(encoding="utf-8"))] == []


def test_docstrings_name_modules_that_are_there() -> None:
    """``floor.module`` in a docstring or comment, where ``floor`` is one of ours."""
    floors = "|".join(floor.name for floor in FLOORS)
    named = re.compile(rf"``((?:{floors})(?:\.\w+)+)``")
    lost = []
    for module in modules().values():
        for name in named.findall(module.path.read_text(encoding="utf-8")):
            parent, _, attribute = name.rpartition(".")
            if name in CATALOGUE:  # the code of a finding
                continue
            if name not in modules() and (parent not in modules() or attribute not in module_names(parent)):
                lost.append(f"{module.dotted}: {name}")
    assert lost == []


def module_names(dotted: str) -> set[str]:
    """All names that a module has at its top."""
    return set(re.findall(r"^(?:def |class )?(\w+)", modules()[dotted].path.read_text(encoding="utf-8"), re.MULTILINE))


def test_the_hooks_before_a_commit_are_those_of_ci() -> None:
    hooks = re.findall(r"^ +entry: (.+)$", (ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"), re.MULTILINE)
    lint = [hook for hook in hooks if "pytest" not in hook]
    assert lint
    commands = (ROOT / ".ci/run").read_text(encoding="utf-8").splitlines()
    assert [hook for hook in lint if hook not in commands] == []
    block = (ROOT / "README.md").read_text(encoding="utf-8").split("<!-- ci: tests -->")[1].split("```")[1]
    assert [hook for hook in hooks if "pytest" in hook and hook not in block.replace(".venv/bin/", "")] == []
