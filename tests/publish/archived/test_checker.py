"""核验.py as one file: it means what the modules mean that it is joined from."""

from __future__ import annotations

import ast
import sys
from collections import Counter

import pytest

from lianping_xlsx.publish.archived.checker import defined_names, join, joined_program


@pytest.fixture(scope="module")
def program() -> str:
    return joined_program()


def test_it_imports_the_standard_library_and_openpyxl_alone(program: str) -> None:
    tree = ast.parse(program)
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    plain = {alias.name for node in imports if isinstance(node, ast.Import) for alias in node.names}
    named = {str(node.module) for node in imports if isinstance(node, ast.ImportFrom)}
    assert not any(node.level for node in imports if isinstance(node, ast.ImportFrom))
    foreign = {name.partition(".")[0] for name in plain | named} - sys.stdlib_module_names
    assert foreign == {"openpyxl"}


def test_it_defines_each_name_once(program: str) -> None:
    twice = [name for name, number in Counter(defined_names(ast.parse(program))).items() if number > 1]
    assert twice == []


def test_a_module_stands_behind_those_that_it_needs(program: str) -> None:
    headings = [line.split()[-1] for line in program.splitlines() if line.startswith("# ====")]
    assert len(headings) == len({*headings}) > 20
    assert headings[-1] == "packed_campaign"
    assert headings.index("cell_values") < headings.index("class_votes") < headings.index("composites")


def test_what_a_module_does_not_need_stays_out() -> None:
    joined = join(
        {
            "first": '"""One."""\n\nLINE = 1\n',
            "door": '"""Three."""\n\nfrom .first import LINE\n\nFOUND = 2 * LINE\n',
            "unused": '"""Four."""\n\nBREADTH = 3\n',
        },
        "door",
    )
    found: dict[str, object] = {}
    exec(compile(joined, "joined", "exec"), found)
    assert (found["LINE"], found["FOUND"]) == (1, 2)
    assert "BREADTH" not in joined


@pytest.mark.parametrize(
    ("second", "reason"),
    [
        ("from .first import LINE as other\n", "another name"),
        ("from .first import LINE\n\nSIZE = LINE\n\nimport os\n", "below the head"),
        ("LINE = 2\n", "stand twice: LINE"),
        ("from math import LINE\n", "stand twice: LINE"),
        ("from .door import SIZE\n", "need each other"),
    ],
)
def test_what_would_change_a_meaning_is_refused(second: str, reason: str) -> None:
    door = "from .first import LINE\nfrom .second import os\n"
    with pytest.raises(ValueError, match=reason):
        join({"first": "LINE = 1\n", "second": second, "door": door}, "door")
