"""The house: each module and class has a name of its own, and no room is too large or too small."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from statistics import median

from lianping_xlsx.cli.main import cli
from tests.house import modules, users

COMMANDS = cli.commands.keys()
"""A command has one module in cli/, which parses and shows, and one in app/, which does the work."""
TWICE = {
    "presets": "the command in cli/, and the folder of the presets' tables in scheme/",
}
"""Module names that stand twice for another reason."""
SECOND_COUNT = "audit.recount"
LARGEST_MODULE, LARGEST_FUNCTION = 400, 50
"""Lines."""
SCRIPTS = ("cli.", "packaging.")
"""What a person runs: the commands, and the scripts that bring the program to other PCs."""
SMALL, MOST_SMALL = 40, 11
"""Lines of a small module, and how many of these there may be."""
MEDIAN = range(100, 151)
"""Lines of the module in the middle."""
MOST_OF_ONE_USER = 50
LISTED_IN = {
    "audit.fairness",
    "cli.main",
    "core.catalogue",
    "formats.workbook_reader",
    "forms.kinds",
    "intake.sources.archives",
    "manual.contents",
    "publish.final.documents",
    "publish.summary.summary_workbook",
    "scheme.consistency",
    "scheme.rules",
}
"""Modules that list others, one for each command, form, rule, sheet, check, question or chapter: that is no fault."""


def twice(names: Iterable[tuple[str, str]]) -> Mapping[str, list[str]]:
    """Names that stand more than once, with the places."""
    places: dict[str, list[str]] = defaultdict(list)
    for name, place in names:
        places[name].append(place)
    return {name: found for name, found in sorted(places.items()) if len(found) > 1}


def test_no_module_name_stands_twice() -> None:
    found = twice((module.name, dotted) for dotted, module in modules().items())
    of_commands = {
        name: places for name, places in found.items() if {each.split(".")[0] for each in places} == {"cli", "app"}
    }
    assert set(of_commands) <= COMMANDS
    assert {name: places for name, places in found.items() if name not in of_commands}.keys() == TWICE.keys()


def test_no_class_name_stands_twice() -> None:
    """A leading underscore makes no other name: whoever searches for the word finds both.

    The second count says everything a second time, in the same words; its own names are tested beside it.
    """
    names = [
        (node.name.lstrip("_"), dotted)
        for dotted, module in modules().items()
        if not dotted.startswith(SECOND_COUNT)
        for node in module.nodes(ast.ClassDef)
        if isinstance(node, ast.ClassDef)
    ]
    assert twice(names) == {}


def test_no_module_and_no_function_is_too_long() -> None:
    long = {dotted: module.lines for dotted, module in modules().items() if module.lines > LARGEST_MODULE}
    for dotted, module in modules().items():
        for node in module.nodes(ast.FunctionDef, ast.AsyncFunctionDef):
            assert isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
            lines = (node.end_lineno or 0) - node.lineno + 1
            if lines > LARGEST_FUNCTION:
                long[f"{dotted}.{node.name}"] = lines
    assert long == {}


def test_there_are_few_small_modules_and_few_that_one_other_uses() -> None:
    """Each of them is a step on the way of a reader. A module that a command or a script calls does its work.

    The second count is read as one file (核验.py), in which its modules are chapters.
    """
    rooms = {dotted: module for dotted, module in modules().items() if not module.is_door}
    small = [dotted for dotted, module in rooms.items() if module.lines < SMALL]
    assert len(small) <= MOST_SMALL, small
    assert int(median(module.lines for module in rooms.values())) in MEDIAN
    only = {dotted: next(iter(users()[dotted])) for dotted in rooms if len(users()[dotted]) == 1}
    only = {dotted: user for dotted, user in only.items() if not dotted.startswith(SECOND_COUNT)}
    steps = [dotted for dotted, user in only.items() if user not in LISTED_IN and not user.startswith(SCRIPTS)]
    assert len(steps) < MOST_OF_ONE_USER, steps


COMPUTES = {"ratio", "weighted", "floor_share", "figure_at", "answers_at", "rounded"}
"""Functions that make a figure out of others."""


def test_publish_computes_no_figure() -> None:
    """Its imports are held by import-linter; the exact numbers of core it may only show."""
    found = [
        f"{dotted}: {name}"
        for dotted, module in modules().items()
        if dotted.startswith("publish")
        for node in module.nodes(ast.Name, ast.Attribute, ast.alias)
        if (name := getattr(node, "id", None) or getattr(node, "attr", None) or getattr(node, "name", "")) in COMPUTES
    ]
    assert found == []


WRITES = {"write_bytes", "write_text", "touch", "rename", "symlink_to", "hardlink_to"}
WRITE_ELSEWHERE = {
    "app.templates": "--slots writes where the user says",
    "intake.workers.child": "a file in a temporary folder",
    "intake.workers.dask_cluster": "its own standard output",
    "audit.recount.packed_files": "an archive is unpacked into a temporary folder",
}


def test_only_the_storage_writes_into_a_campaign() -> None:
    """So that what is true of its writing is true of all commands."""
    writing = set()
    for name, module in modules().items():
        for node in module.nodes(ast.Call):
            assert isinstance(node, ast.Call)
            called = node.func.attr if isinstance(node.func, ast.Attribute) else ""
            modes = [each.value for each in node.args if isinstance(each, ast.Constant) and isinstance(each.value, str)]
            opens = called in ("open", "fdopen") and any(mode.startswith(("w", "a", "x")) for mode in modes)
            if called in WRITES or opens:
                writing.add(name)
    assert {name for name in writing if not name.startswith("packaging")} == {"app.storage", *WRITE_ELSEWHERE}


def test_no_day_is_formatted_with_chinese_characters() -> None:
    """On Windows a format of strftime must not have what the code page of the system lacks: an error elsewhere."""
    found = [
        f"{dotted}: {node.value}"
        for dotted, module in modules().items()
        for node in module.nodes(ast.Constant)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if re.match("%[YmdHMS]", node.value) and not node.value.isascii()
    ]
    assert found == []
