"""A 整改清单 that comes back through 2收回: whatever is in it, the result and the decision stay as they are."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from lianping_xlsx.app.campaign import Campaign
from tests.books import edited
from tests.campaigns import copy_of
from tests.cli.running import Runner
from tests.lists import answered_list, list_of


@pytest.fixture
def decided(decided_once: Campaign, tmp_path: Path) -> Campaign:
    """The small campaign, decided as proposed."""
    return copy_of(decided_once, tmp_path / "c")


def result_of(found: Campaign) -> dict[str, Any]:
    said: dict[str, Any] = json.loads((found.summary / "结果.json").read_text(encoding="utf-8"))
    return said


def fate_of(found: Campaign, name: str) -> tuple[str, str]:
    return next((f["status"], f["reason"]) for f in result_of(found)["files"] if f["path"] == name)


def test_a_list_that_comes_back_disturbs_nothing(run: Runner, decided: Campaign) -> None:
    before = result_of(decided)
    (decided.received / "陆明澈整改.xlsx").write_bytes(answered_list(decided, "T1"))
    assert run("status", decided.folder).code == 0
    ran = run("merge", decided.folder)
    assert ran.code == 0
    assert "现在的结果与定稿时相同" in ran.out
    after = result_of(decided)
    assert (after["status"], after["ratees"], after["findings"]) == ("正式", before["ratees"], before["findings"])
    assert fate_of(decided, "陆明澈整改.xlsx") == ("忽略", "整改回报，不影响结果，由 rectify 汇总")


def test_two_answers_of_one_person_are_no_conflict(run: Runner, decided: Campaign) -> None:
    for name, words in (("甲.xlsx", "已走访"), ("乙.xlsx", "已走访两次")):
        (decided.received / name).write_bytes(answered_list(decided, "T1", done=words))
    ran = run("merge", decided.folder)
    assert (ran.code, result_of(decided)["status"]) == (0, "正式")


def _other_key(book: Any) -> None:
    book["清单身份"]["B2"] = "0" * 12


def _other_problem(book: Any) -> None:
    book["清单身份"]["D5"] = "另一个问题"


@pytest.mark.parametrize(
    ("edit", "code", "told"),
    [
        (_other_key, "rectify.other-campaign", "这是另一次考核（年度：2024）的整改清单"),
        (_other_problem, "rectify.edited", "清单身份被改动过"),
    ],
)
def test_a_list_that_cannot_be_used_is_a_question_and_no_error(
    edit: Any, code: str, told: str, run: Runner, decided: Campaign
) -> None:
    (decided.received / "x.xlsx").write_bytes(edited(answered_list(decided, "T1"), edit))
    ran = run("merge", decided.folder)
    assert (ran.code, result_of(decided)["status"]) == (0, "正式")
    (finding,) = (each for each in result_of(decided)["findings"] if each["code"] == code)
    assert (finding["severity"], told in finding["message"]) == ("提醒", True)


def test_the_list_of_all_persons_among_the_replies_is_left_alone(run: Runner, decided: Campaign) -> None:
    (decided.received / "整改清单.xlsx").write_bytes((decided.decided / "整改清单.xlsx").read_bytes())
    assert run("merge", decided.folder).code == 0
    assert fate_of(decided, "整改清单.xlsx")[1].startswith("这是全部考核对象的整改清单")


def test_lists_of_two_persons_in_one_workbook_are_not_guessed_at(run: Runner, decided: Campaign) -> None:
    def add(book: Any) -> None:
        other = book.copy_worksheet(book["整改清单"])
        other.title = "另一人"

    (decided.received / "x.xlsx").write_bytes(edited(list_of(decided, "T1").read_bytes(), add))
    run("merge", decided.folder)
    assert "rectify.several" in {each["code"] for each in result_of(decided)["findings"]}
