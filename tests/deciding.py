"""等次审定表.xlsx of the small campaign as a clerk fills it in."""

from __future__ import annotations

import datetime as dt
import json
import zipfile
from collections.abc import Callable, Iterator
from itertools import count, takewhile
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import Cell

from lianping_xlsx.app.campaign import Campaign
from tests.books import edited, open_book

TABLE, PROBLEMS = "等次审定", "遗留问题"
AT = f"3汇总/等次审定表.xlsx 工作表“{TABLE}” 单元格"
"""As findings begin, before the address."""

Typed = dict[str, str | int | dt.date | None]
"""What is typed, by cell."""

MEETING: Typed = {"C3": "县委常委会第12次会议", "I3": "2024年12月30日"}
AS_PROPOSED: Typed = {"I5": "好", "I6": "中", "I7": "中"}
"""T2 叶尔江·萨迪克 (proposed 好), T1 陆明澈 (中), T3 游砚秋 (中, alone in a 排名组 whose 好 has no place)."""
COMPLETE: Typed = {**MEETING, **AS_PROPOSED}


def table_of(campaign: Campaign) -> Path:
    """The decision table."""
    return campaign.summary / "等次审定表.xlsx"


def type_in(campaign: Campaign, typed: Typed, *, sheet: str = TABLE) -> None:
    """Into the cells of a sheet; a text that begins with = stays a text, as after an apostrophe."""
    _edit(campaign, lambda book: _type_in(book, typed, sheet))


def _edit(campaign: Campaign, edit: Callable[[Workbook], None]) -> None:
    table_of(campaign).write_bytes(edited(table_of(campaign).read_bytes(), edit))


def _type_in(book: Workbook, typed: Typed, sheet: str) -> None:
    for cell, content in typed.items():
        book[sheet][cell] = content
        if isinstance(content, str):
            book[sheet][cell].data_type = "s"


def decide_as_proposed(campaign: Campaign, *, otherwise: str = "", because: str = "") -> None:
    """The meeting, and for everybody the 建议等次; who has none gets the tier ``otherwise``, with the reason."""

    def edit(book: Workbook) -> None:
        page, typed = book[TABLE], dict(MEETING)
        for row in takewhile(lambda row: page[f"A{row}"].value, count(5)):
            proposed = page[f"G{row}"].value
            assert isinstance(proposed, str)
            typed |= {f"I{row}": otherwise, f"J{row}": because} if proposed == "—" else {f"I{row}": proposed}
        _type_in(book, typed, TABLE)

    _edit(campaign, edit)


def problem_rows(campaign: Campaign) -> list[tuple[str, ...]]:
    """遗留问题, cell by cell, below its heading."""
    return _problem_rows(open_book(table_of(campaign).read_bytes()))


def _problem_rows(book: Workbook) -> list[tuple[str, ...]]:
    if PROBLEMS not in book.sheetnames:
        return []
    rows = book[PROBLEMS].iter_rows(min_row=4, values_only=True)
    return [tuple("" if cell is None else str(cell) for cell in row) for row in rows]


def accept_all(campaign: Campaign, who: str = "薛定安", reason: str = "经核对不影响等次") -> None:
    """Somebody answers for every open problem."""

    def edit(book: Workbook) -> None:
        for row in range(4, 4 + len(_problem_rows(book))):
            _type_in(book, {f"E{row}": who, f"F{row}": reason}, PROBLEMS)

    _edit(campaign, edit)


def texts(data: bytes) -> Iterator[str]:
    """Every text of a workbook."""
    for page in open_book(data).worksheets:
        for row in page.iter_rows():
            for cell in row:
                if isinstance(cell, Cell) and isinstance(cell.value, str):
                    yield cell.value


def says(document: Path, word: str) -> bool:
    """Whether a file of 4审定 has the word in any of its parts, properties and headers, too."""
    data = document.read_bytes()
    if not zipfile.is_zipfile(document):
        return word in data.decode()
    with zipfile.ZipFile(document) as parts:
        return any(word in parts.read(name).decode("utf-8", "ignore") for name in parts.namelist())


def record(found: Campaign) -> list[dict[str, Any]]:
    """The decisions in 审定记录.json."""
    value = json.loads((found.decided / "审定记录.json").read_text(encoding="utf-8"))
    assert isinstance(value, dict)
    decisions = value["decisions"]
    assert isinstance(decisions, list)
    return decisions
