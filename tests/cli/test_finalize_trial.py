"""``finalize`` of a 试算: every open problem has somebody who answers for it, and what was typed is kept."""

from __future__ import annotations

import shutil
from typing import Any

import pytest

from lianping_xlsx.app.campaign import Campaign
from tests.books import edited, open_book
from tests.campaigns import answered
from tests.cli.running import Runner, refused, snapshot
from tests.deciding import (
    AT,
    COMPLETE,
    PROBLEMS,
    TABLE,
    Typed,
    accept_all,
    problem_rows,
    record,
    table_of,
    texts,
    type_in,
)


def test_open_problems_are_listed(gap: Campaign) -> None:
    [row] = problem_rows(gap)
    assert row[:4] == (
        "1",
        "“第二考核组”的实地考评（莲浦街道 游砚秋）还没有收到。",
        "填报单位“第二考核组” 工作表“考评-莲浦街道游砚秋”",
        "请催报。",
    )
    assert row[4:] == ("", "")


@pytest.mark.parametrize(
    ("typed", "cell", "lacking"),
    [({}, "E4", "同意人和同意理由"), ({"E4": "薛定安"}, "F4", "同意理由"), ({"F4": "已核对"}, "E4", "同意人")],
)
def test_a_trial_is_not_made_final_for_nothing(
    typed: Typed, cell: str, lacking: str, run: Runner, gap: Campaign
) -> None:
    type_in(gap, COMPLETE | {"J7": "得分不全，按平时掌握的情况"})
    type_in(gap, typed, sheet=PROBLEMS)
    out = refused(run, gap.folder)
    assert out.startswith("[错误] 还有1张表未收到，结果是试算，现在不能定稿。")
    assert f"工作表“遗留问题” 单元格 {cell}：结果是试算，这个遗留问题没有写{lacking}：“第二考核组”的实地考评" in out


def test_a_trial_whose_problems_somebody_answers_for(run: Runner, gap: Campaign) -> None:
    type_in(gap, COMPLETE)
    accept_all(gap)
    out = refused(run, gap.folder)
    assert f"{AT} J7：“莲浦街道 游砚秋”审定为“中”，而程序没有提出建议等次，没有写调整理由。" in out
    assert "现在不能定稿" not in out
    type_in(gap, {"J7": "按平时掌握的情况"})
    ran = run("finalize", gap.folder)
    assert ran.code == 1
    assert "已按试算结果（1个遗留问题已有人同意，各材料中会注明）定稿" in ran.out
    [decision] = record(gap)
    assert decision["status"] == "试算"
    assert decision["ratees"][2]["composite"] is None
    [accepted] = decision["accepted"]
    assert "还没有收到" in accepted["finding"]
    assert (accepted["who"], accepted["reason"]) == ("薛定安", "经核对不影响等次")
    words = "\n".join(texts((gap.decided / "审定记录.xlsx").read_bytes()))
    assert "审定时的遗留问题和同意人" in words
    assert "薛定安" in words
    assert "【试算】" in words


@pytest.mark.slow
def test_what_was_answered_stays_when_the_problem_goes_and_comes_back(run: Runner, gap: Campaign) -> None:
    accept_all(gap)
    run("merge", gap.folder)
    [row] = problem_rows(gap)
    assert row[4:] == ("薛定安", "经核对不影响等次")
    reply = answered(gap.folder.parent / "d").received / "U3 第二考核组.xlsx"
    shutil.copy(reply, gap.received)
    for _ in range(2):
        assert run("merge", gap.folder).code == 0  # 正式, and the words are still there
        heading, solved = problem_rows(gap)
        assert "现在已经没有了" in heading[0]
        assert solved[3:] == ("已解决", "薛定安", "经核对不影响等次")
    type_in(gap, COMPLETE)
    assert run("finalize", gap.folder).code == 0
    assert record(gap)[0]["accepted"] == []
    (gap.received / reply.name).unlink()
    run("merge", gap.folder)
    [row] = problem_rows(gap)
    assert (row[0], row[4:]) == ("1", ("薛定安", "经核对不影响等次"))


def test_a_problem_without_an_answer_goes_without_a_trace(run: Runner, gap: Campaign) -> None:
    shutil.copy(answered(gap.folder.parent / "d").received / "U3 第二考核组.xlsx", gap.received)
    run("merge", gap.folder)
    assert open_book(table_of(gap).read_bytes()).sheetnames == [TABLE]


def test_a_problem_that_is_new_is_not_accepted_unseen(run: Runner, gap: Campaign) -> None:
    type_in(gap, COMPLETE | {"J7": "按平时掌握的情况"})
    accept_all(gap)
    (gap.received / "U4 县委评议组.xlsx").unlink()  # counts for no score, and yet is missing
    out = refused(run, gap.folder)
    assert "结果是试算，有遗留问题还没有列进审定表：“县委评议组”的评议意见还没有收到。" in out


def test_a_renamed_list_of_problems_is_found_by_its_headings(run: Runner, gap: Campaign) -> None:
    accept_all(gap)

    def edit(book: Any) -> None:
        book[PROBLEMS].title = "遗留问题（已研究）"

    table_of(gap).write_bytes(edited(table_of(gap).read_bytes(), edit))
    run("merge", gap.folder)
    assert problem_rows(gap)[0][4] == "薛定安"


def test_a_list_of_problems_that_cannot_be_read_is_not_written_over(run: Runner, gap: Campaign) -> None:
    accept_all(gap)
    type_in(gap, {"E3": "谁"}, sheet=PROBLEMS)
    before = snapshot(gap.folder)
    ran = run("merge", gap.folder)
    assert ran.code == 2
    assert "工作表“遗留问题”：原来的等次审定表读不出来（表头被改动）" in ran.out
    assert snapshot(gap.folder) == before
