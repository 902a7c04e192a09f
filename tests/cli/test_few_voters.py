"""A secret vote of too few: ``templates`` asks for a decision before anything is issued, and only then."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from lianping_xlsx.app.campaign import Campaign
from lianping_xlsx.scheme.scheme_workbook import write_scheme
from tests.campaigns import answered, campaign
from tests.cli.running import Runner, snapshot
from tests.deciding import decide_as_proposed
from tests.scenarios.campaigns import result_of
from tests.small import LEADERS, Sheets, records_of, sheets


def two_leaders(**words: str) -> Sheets:
    """The small campaign with two 县委领导, who vote in secret unless the columns of 票类 say otherwise."""
    raw = sheets()
    raw["票类"][1][3] = raw["填报任务"][1][5] = "2"
    raw["票类"] = [
        [*row, *(words if row[1] == "票类" else words.values() if row[1] == LEADERS else [""] * len(words))]
        for row in raw["票类"]
    ]
    return raw


def test_check_asks_and_templates_stops_with_nothing_written(run: Runner, tmp_path: Path) -> None:
    folder = campaign(tmp_path / "c", two_leaders()).folder
    checked = run("check", folder)
    assert checked.code == 0
    assert (checked.out + checked.err).count("票类“县委领导”是无记名投票") == 1
    assert "templates 不会生成表样" in checked.out
    assert "第1步 建方案：无记名投票人数太少的票类有1处" in checked.out
    assert "lianping-xlsx templates" not in checked.out.partition("接着可以办")[2]
    before = snapshot(folder)
    ran = run("templates", folder)
    assert ran.code == 2
    assert "印发以前要先定下怎么办，因此没有生成" in ran.out + ran.err
    assert "云溪镇 陆明澈（2人）" in ran.out + ran.err
    assert snapshot(folder) == before


@pytest.mark.parametrize("words", [{"记名": "是"}, {"票少接受": "县委常委会12月3日同意，领导只有两名"}])
def test_what_is_decided_in_the_scheme_lets_it_go_on(words: dict[str, str], run: Runner, tmp_path: Path) -> None:
    found = campaign(tmp_path / "c", two_leaders())
    assert run("templates", found.folder).code == 2
    found.scheme.write_bytes(write_scheme(records_of(two_leaders(**words))))
    ran = run("templates", found.folder)
    assert ran.code == 0
    assert "无记名投票，给" not in ran.out + ran.err


@pytest.fixture
def issued(run: Runner, tmp_path: Path) -> Campaign:
    """Issued with a line of two, everything come back; the line of three came afterwards, as with a new version."""
    raw = two_leaders()
    line = next(row for row in raw["计分规则"] if row[0] == "测评得分公布线")
    line[1] = "2"
    found = answered(tmp_path / "c", raw)
    replies = tmp_path / "replies"
    shutil.move(found.received, replies)
    assert run("templates", found.folder).code == 0
    shutil.move(replies, found.received)
    found.scheme.write_bytes(write_scheme(records_of(two_leaders())))
    return found


def test_what_was_issued_before_goes_on_and_is_reminded_of_once(run: Runner, issued: Campaign) -> None:
    ran = run("templates", issued.folder)
    assert ran.code == 0
    assert (ran.out + ran.err).count("票类“县委领导”是无记名投票") == 1
    assert "第3步 收表" in run("check", issued.folder).out
    run("merge", issued.folder)
    result = result_of(issued.folder)
    assert result["status"] == "正式"
    few = [finding for finding in result["findings"] if finding["code"].startswith("scheme.few-voters")]
    assert [(finding["code"], finding["severity"]) for finding in few] == [("scheme.few-voters", "提醒")]
    decide_as_proposed(issued)
    assert run("finalize", issued.folder).code == 0


def test_replies_without_the_forms_say_that_forms_were_issued(run: Runner, issued: Campaign) -> None:
    shutil.rmtree(issued.issued)
    assert run("templates", issued.folder).code == 0
