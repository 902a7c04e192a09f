"""Two years of one campaign: what the first decided and left open is shown and asked for again in the second."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from lianping_xlsx.app.campaign import Campaign
from lianping_xlsx.app.finalize import finalize
from lianping_xlsx.app.merge import merge_returns
from tests.books import edited, open_book
from tests.campaigns import answered
from tests.deciding import COMPLETE, Typed, type_in
from tests.findings import codes_of
from tests.inline import read_in_this_process
from tests.small import SHEETS, sheets

PROFILE = SHEETS["基本信息"]
GOAL, ADDED = "年底前全部补齐", "联系群众不够经常"


@pytest.fixture(autouse=True)
def _in_process(monkeypatch: pytest.MonkeyPatch) -> None:
    read_in_this_process(monkeypatch)


@pytest.fixture
def years(tmp_path: Path) -> tuple[Campaign, Campaign]:
    """2023 decided, T2's 整改事项 closed, T1's with a goal and one added by hand; 2024 beside it, not merged."""
    before = answered(tmp_path / "青禾2023", sheets(基本信息=PROFILE.replace("2024", "2023")))
    merged(before)
    decided(before, COMPLETE | {"I6": "好", "J6": "连续三年先进"})
    path = before.decided / "整改清单.xlsx"
    path.write_bytes(edited(path.read_bytes(), fill_in))
    named = PROFILE.replace("上年考核文件夹 |", "上年考核文件夹 | ../青禾2023")
    return before, answered(tmp_path / "青禾2024", sheets(基本信息=named))


def merged(found: Campaign) -> list[str]:
    """The codes of what was found, without remarks."""
    outcome = merge_returns(found.folder)
    assert outcome.value is not None
    return codes_of(outcome.findings)


def decided(found: Campaign, typed: Typed) -> None:
    type_in(found, typed)
    outcome = finalize(found.folder)
    assert outcome.value is not None, [finding.message for finding in outcome.findings]


def fill_in(book: Workbook) -> None:
    """As the office fills it in during the year; what it adds stands below, without a code."""
    page = book["整改清单"]
    heads = [str(cell.value) for cell in page[4]]
    rows = list(page.iter_rows(min_row=5))
    for row in rows:
        if row[heads.index("编号")].value == "T1":
            row[heads.index("整改目标")].value = GOAL
        if row[heads.index("编号")].value == "T2":
            row[heads.index("是否同意销号")].value = "同意"
    section = next(number for number, row in enumerate(rows) if str(row[0].value).startswith("以下为补充"))
    for name, entry in (("姓名", "陆明澈"), ("单位", "云溪镇"), ("问题", ADDED)):
        rows[section + 1][heads.index(name)].value = entry


def rows_of(found: Campaign) -> list[dict[str, Any]]:
    """The rows of 整改清单 by heading."""
    page = open_book((found.decided / "整改清单.xlsx").read_bytes())["整改清单"]
    heads = [str(cell.value) for cell in page[4]]
    rows = page.iter_rows(min_row=5, values_only=True)
    return [dict(zip(heads, row, strict=True)) for row in rows if row[heads.index("问题")]]


def carried(found: Campaign) -> list[tuple[str, str, str]]:
    """(编号, 问题, 整改目标) of what comes from last year."""
    rows = [row for row in rows_of(found) if row["问题来源"] == "上年结转"]
    return [(row["编号"], row["问题"], row["整改目标"] or "") for row in rows]


def test_what_was_left_open_is_asked_for_again(years: tuple[Campaign, Campaign]) -> None:
    before, now = years
    problems = [row["问题"] for row in rows_of(before) if row["姓名"] == "陆明澈"]
    assert problems[1:] == [ADDED]

    assert merged(now) == []
    snapshot = json.loads((now.summary / "上年情况.json").read_text(encoding="utf-8"))
    t1, t2, t3 = snapshot["ratees"]
    assert (t1["composite"], t1["rank"], t1["tier"]) == ("91.34", 2, "好")  # as decided, against the proposal
    assert [item["problem"] for item in t1["open_items"]] == problems
    assert (t2["open_items"], len(t3["open_items"])) == ([], 1)

    decided(now, COMPLETE)
    assert [row for row in carried(now) if row[0] != "T3"] == [("T1", problems[0], GOAL), ("T1", ADDED, "")]


def test_a_decision_stands_on_what_merge_took_even_when_last_year_is_gone(years: tuple[Campaign, Campaign]) -> None:
    before, now = years
    merged(now)
    shutil.rmtree(before.folder)
    decided(now, COMPLETE)
    assert {code for code, _, _ in carried(now)} == {"T1", "T3"}
