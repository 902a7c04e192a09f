"""The 整改清单 of a person as he fills it in and sends it back."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lianping_xlsx.app.campaign import Campaign
from tests.books import edited

SHEET = "整改清单"


def list_of(campaign: Campaign, code: str) -> Path:
    """The list of a ratee that was handed out."""
    (found,) = (campaign.decided / SHEET).glob(f"{code} *.xlsx")
    return found


def type_into(page: Any, row: int, typed: Mapping[str, str]) -> None:
    """Type into a row under the headings, which stand in the fourth row."""
    headings = {cell.value: cell.column for cell in page[4]}
    for heading, text in typed.items():
        cell = page.cell(row, headings[heading])
        cell.value = text
        cell.data_type = "s"  # also what begins with =, as after an apostrophe


def answered_list(
    campaign: Campaign, code: str, *, done: str = "每月走访一次", apply: str = "是", date: str = "", **more: str
) -> bytes:
    """The list of a ratee with his answers to the first problem. ``date``: 填报日期. ``more``: texts by heading."""

    def fill(book: Any) -> None:
        page = book[SHEET]
        type_into(page, 5, {"完成情况": done, "是否申请销号": apply, **more})
        label = next(cell for row in page.iter_rows() for cell in row if cell.value == "填报日期：")
        page.cell(label.row, label.column + 1).value = date or None

    return edited(list_of(campaign, code).read_bytes(), fill)
