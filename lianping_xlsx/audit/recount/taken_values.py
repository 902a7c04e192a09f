"""读出的表.xlsx of an archive: forms of which the archive does not hold the file, with what was read in their cells.

Their files are of a kind that only the program opens, or hold ballots of 无记名 classes beside them.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .cell_values import words
from .form_grids import read_pages

FORMS_SHEET, COLUMNS_SHEET, CELLS_SHEET = "表", "列", "格"
FORMS_HEAD = (
    "序号",
    "填报单位",
    "表种",
    "测评",
    "票类",
    "考核对象",
    "板块",
    "第几遍",
    "原文件",
    "原文件校验值（SHA-256）",
)
COLUMNS_HEAD = ("序号", "列键")
CELLS_HEAD = ("序号", "行键", "列键", "内容")
"""A cell without 行键 stands above the table (发出票数、收回票数); one without 列键 says that there is the row."""


def read_values(path: Path) -> list[dict[str, Any]]:
    """The forms in the file, as ``count_again`` takes them; none where there is no such file."""
    if not path.exists():
        return []
    pages = {page.name: page for page in read_pages(path.read_bytes())}
    columns: dict[str, list[str]] = {}
    cells: dict[str, dict[str, dict[str, object]]] = {}
    for line in _lines_below(pages[COLUMNS_SHEET].rows, COLUMNS_HEAD):
        columns.setdefault(words(line[0]), []).append(words(line[1]))
    for line in _lines_below(pages[CELLS_SHEET].rows, CELLS_HEAD):
        row = cells.setdefault(words(line[0]), {}).setdefault(words(line[1]), {})
        row |= {words(line[2]): line[3]} if words(line[2]) else {}
    return [
        _form_said(line, columns.get(words(line[0]), []), cells.get(words(line[0]), {}))
        for line in _lines_below(pages[FORMS_SHEET].rows, FORMS_HEAD)
    ]


def _lines_below(rows: Any, head: tuple[str, ...]) -> Iterator[list[object]]:
    """The rows below the heading that have a number, each as long as the heading."""
    lines = [list(row[: len(head)]) for row in rows]
    first = next(n for n, line in enumerate(lines) if tuple(map(words, line)) == head)
    for line in lines[first + 1 :]:
        if words(line[0]):
            yield line + [None] * (len(head) - len(line))


def _form_said(line: list[object], columns: list[str], cells: dict[str, dict[str, object]]) -> dict[str, Any]:
    _, unit, form, poll, voter_class, ratee, component, typing, _, digest = map(words, line)
    said = {"unit": unit, "form": form, "poll": poll, "voter_class": voter_class, "ratee": ratee}
    said |= {"component": component, "typing": typing or "0", "sha256": digest}
    rows = {key: row for key, row in cells.items() if key}
    return said | {"columns": columns, "cells": rows, "heads": cells.get("", {})}
