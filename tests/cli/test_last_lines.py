"""The last lines of every command: the step of the campaign as it is recorded, and commands that can be run next."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from lianping_xlsx.app.campaign import Campaign
from lianping_xlsx.app.campaign_state import read_state, recorded_state
from lianping_xlsx.decision.campaign_steps import CampaignState, CampaignStep
from tests.campaigns import answered, campaign, copy_of
from tests.cli.running import Ran, Runner, snapshot
from tests.cli.test_few_voters import two_leaders
from tests.cli.test_next_step import commands, typed
from tests.cli.test_watch import rounds_of
from tests.deciding import COMPLETE, type_in
from tests.inline import in_this_process, read_in_this_process

DAY = dt.date(2024, 12, 22)
STEPS = tuple(str(step) for step in CampaignStep)


def last_lines(ran: Ran) -> Ran:
    """What follows the last line with a step; the command said it once."""
    lines = ran.out.splitlines()
    found = [number for number, line in enumerate(lines) if line.startswith(tuple(f"{step}：" for step in STEPS))]
    assert len(found) == 1, ran.out
    return Ran(ran.code, "\n".join(lines[found[0] :]) + "\n", ran.err)


def step_of(ran: Ran) -> str:
    return last_lines(ran).out.partition("：")[0]


def forgotten(found: Campaign) -> Path:
    """The folder without the cache, as after an upgrade or ``finalize``."""
    shutil.rmtree(found.cache, ignore_errors=True)
    return found.folder


# ---------------------------------------------------------------- the state as it is recorded


def both(folder: Path, monkeypatch: pytest.MonkeyPatch) -> CampaignState:
    """The recorded state, which is that of replies that have been read."""
    read_in_this_process(monkeypatch)
    told = recorded_state(folder, DAY)
    assert told == read_state(folder, DAY).value
    return told


def test_what_a_merge_recorded_is_the_state(gap: Campaign, monkeypatch: pytest.MonkeyPatch) -> None:
    told = both(forgotten(gap), monkeypatch)
    assert (told.step, told.merged, told.forms and told.forms.missing) == (CampaignStep.COLLECT, True, 1)


def test_what_was_typed_and_decided_is_in_it(
    town: Campaign, decided_once: Campaign, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not both(forgotten(town), monkeypatch).filled_in
    type_in(town, COMPLETE)
    assert both(town.folder, monkeypatch).filled_in
    decided = copy_of(decided_once, tmp_path / "decided")
    assert both(decided.folder, monkeypatch).step is CampaignStep.FILE
    type_in(decided, {"I6": "差", "J6": "信访问题"})
    assert both(decided.folder, monkeypatch).retyped


def test_a_changed_reply_or_result_is_not_taken_for_the_merged_one(town: Campaign) -> None:
    result = town.summary / "结果.json"
    kept = result.read_text(encoding="utf-8")
    result.write_text(kept.replace("正式", "试算", 1), encoding="utf-8")
    assert (recorded_state(forgotten(town), DAY).forms, recorded_state(town.folder, DAY).unread) == (None, 4)
    result.write_text(kept, encoding="utf-8")
    assert recorded_state(town.folder, DAY).forms
    (town.received / "U3 第二考核组.xlsx").unlink()
    told = recorded_state(town.folder, DAY)
    assert (told.forms, told.unread, told.step) == (None, 3, CampaignStep.COLLECT)


def test_no_reply_is_opened_for_it(town: Campaign, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object, **__: object) -> None:
        raise AssertionError("a reply was opened")

    from lianping_xlsx.app import judged_returns

    monkeypatch.setattr(judged_returns, "check_returns", never)
    assert recorded_state(forgotten(town), DAY).step is CampaignStep.DECIDE


# ---------------------------------------------------------------- what each command says


def test_from_a_sample_to_the_forms(run: Runner, tmp_path: Path) -> None:
    folder = tmp_path / "c"
    for words in (("init",), ("check",), ("init", "--update")):
        ran = last_lines(run(*words, folder))
        assert ran.out.startswith("第1步 建方案：方案还有8处是示例的，要换成本单位的。\n")
        assert commands(ran) == ["import", "check", "templates"]
    ran = last_lines(run("templates", folder))
    assert ran.out.startswith("第3步 收表：表样已经生成，还没有收到表")
    assert commands(ran) == ["mail", "status", "watch"]
    ran = last_lines(run("mail", folder))
    assert commands(ran) == ["status", "mail --remind", "watch"]
    assert step_of(run("check", folder)) == "第3步 收表"


def test_a_scheme_with_faults(run: Runner, tmp_path: Path) -> None:
    broken = campaign(tmp_path / "broken")
    broken.scheme.write_bytes(b"no workbook")
    few = campaign(tmp_path / "few", two_leaders())
    for words in ("check", "templates", "mail", "status", "merge", "finalize"):
        ran = last_lines(run(words, broken.folder))
        assert ran.out.startswith("第1步 建方案：“考核方案.xlsx”有1处错误")
        assert commands(ran) == ["check"]
    for words in ("check", "templates", "next"):
        ran = last_lines(run(words, few.folder))
        assert ran.out.startswith("第1步 建方案：无记名投票人数太少的票类有1处")
        assert commands(ran) == ["check"]


def test_where_there_is_no_campaign_there_is_no_step(run: Runner, tmp_path: Path) -> None:
    for words in ("check", "templates", "mail", "finalize", "archive"):
        ran = run(words, tmp_path)
        assert ran.code == 2
        assert not any(step in ran.out for step in STEPS)


def test_replies_that_nobody_has_read_are_counted(run: Runner, tmp_path: Path) -> None:
    found = answered(tmp_path / "c")
    ran = last_lines(run("check", found.folder))
    assert "“2收回”里有4个文件，还没有按现在的方案和文件合并；报送截止2024年12月20日，已逾期" in ran.out
    assert commands(ran) == ["merge", "status", "watch"]


def test_a_result_before_the_decision(run: Runner, town: Campaign) -> None:
    before = snapshot(town.folder)
    for words in (("explain", town.folder, "T1"), ("verify", town.folder)):
        ran = last_lines(run(*words))
        assert ran.out.startswith("第5步 送审、定稿：结果为【正式】，可以送审")
        assert commands(ran) == ["verify --recompute", "merge --meeting", "finalize"]
    assert snapshot(town.folder) == before
    assert step_of(run("finalize", town.folder)) == "第5步 送审、定稿"


@pytest.mark.slow
def test_after_the_decision(run: Runner, decided_once: Campaign, tmp_path: Path) -> None:
    decided = copy_of(decided_once, tmp_path / "c")
    for words in ("finalize", "verify", "archive"):
        ran = last_lines(run(words, decided.folder))
        assert ran.out.startswith("五步都已办完：已定稿：2024-12-30第1次审定")
        then = ["merge", "destroy"] if words == "archive" else ["mail --feedback", "merge"]
        assert commands(ran) == ["verify", "archive", *then, "rectify"]
    ran = last_lines(run("destroy", decided.folder, "--yes", "--by", "陆明"))
    assert "收回的票已于" in ran.out
    assert commands(ran) == ["verify", "archive", "rectify"]


def test_json_has_no_last_lines(run: Runner, town: Campaign) -> None:
    type_in(town, COMPLETE)
    assert run("verify", "--json", town.folder).json["version"] == 1
    assert run("explain", "--json", town.folder, "T1").json


# ---------------------------------------------------------------- what they offer can be done


@pytest.mark.slow
@pytest.mark.parametrize("state", ["sample", "generated", "answered", "gap", "town", "filled", "decided"])
def test_each_command_that_is_offered_runs(
    state: str, run: Runner, tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    rounds_of(monkeypatch)
    made = at_state(state, run, tmp_path, request)
    with in_this_process():
        offered = commands(last_lines(run("next", made.folder)))
    assert offered
    for number, words in enumerate(offered, 1):
        found = copy_of(made, tmp_path / f"copy{number}")
        with in_this_process(), monkeypatch.context() as patch:
            terminal = typed(
                patch, f"{number}\n{tmp_path / 'list.xlsx'}\nn\nn\n\n\n" if words == "import" else f"{number}\n\n"
            )
            ran = run(found.folder)
        shown = terminal.getvalue()
        assert f"正在运行：lianping-xlsx {words} " in shown
        assert "错误：" not in ran.err
        assert shown.count("接着可以办：") == 2, shown


def at_state(state: str, run: Runner, tmp_path: Path, request: pytest.FixtureRequest) -> Campaign:
    """A campaign at a state."""
    new = tmp_path / "new"
    if state in ("sample", "generated"):
        book = Workbook()
        assert isinstance(book.active, Worksheet)
        for row in (("姓名", "单位", "职务"), ("陆明", "青石镇", "党委书记")):
            book.active.append(row)
        book.save(tmp_path / "list.xlsx")
        run("init", new)
        if state == "generated":
            run("templates", new)
        return Campaign(new)
    if state == "answered":
        return answered(new)
    if state == "filled":
        town: Campaign = request.getfixturevalue("town")
        type_in(town, COMPLETE)
        return town
    if state == "decided":
        return copy_of(request.getfixturevalue("decided_once"), new)
    found: Campaign = request.getfixturevalue(state)
    return found
