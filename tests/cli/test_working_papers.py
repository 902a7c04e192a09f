"""``explain --all`` (核算底稿): when it is written, who may open it, and what the other commands do with it."""

from __future__ import annotations

import io
import json
import zipfile
from functools import partial
from pathlib import Path

import pytest
from msoffcrypto.format.ooxml import OOXMLFile
from openpyxl.worksheet.worksheet import Worksheet

from lianping_xlsx.app.campaign import Campaign
from tests.books import edited, on_sheet
from tests.campaigns import copy_of
from tests.cli.running import Ran, Runner, snapshot
from tests.deciding import decide_as_proposed
from tests.inline import in_this_process, merged

OFFICE, PUBLIC = "核算底稿.xlsx", "核算底稿（可公开）.xlsx"
REPLY = "U1 县委办公室.xlsx"


@pytest.fixture
def decided(decided_once: Campaign, tmp_path: Path) -> Campaign:
    """The small campaign, 正式, decided on."""
    return copy_of(decided_once, tmp_path / "decided")


def one_decimal(sheet: Worksheet) -> None:
    (row,) = (row for row in sheet.iter_rows() if row[0].value == "小数位数")
    row[1].value = 1


def set_line(line: int, sheet: Worksheet) -> None:
    (row,) = (row for row in sheet.iter_rows() if row[0].value == "票类均分单列线")
    row[1].value = line


def papers(run: Runner, town: Campaign, *words: str) -> Ran:
    with in_this_process():
        return run("explain", town.folder, "--all", *words)


def test_it_is_written_beside_the_summary_and_nothing_else_is(run: Runner, town: Campaign) -> None:
    before = snapshot(town.folder)
    ran = papers(run, town)
    assert (ran.code, "只供主办单位内部使用" in ran.out) == (0, True)
    after = snapshot(town.folder)
    assert {name for name in after if after[name] != before.get(name)} == {f"3汇总/{OFFICE}", ".lianping/papers.json"}
    book = after[f"3汇总/{OFFICE}"]
    assert papers(run, town).code == 0
    assert snapshot(town.folder)[f"3汇总/{OFFICE}"] == book
    assert run("verify", town.folder).code == 0


def test_of_a_trial_it_says_so(run: Runner, gap: Campaign) -> None:
    ran = papers(run, gap, "--json")
    assert (ran.code, ran.json["status"]) == (1, "试算")
    assert Path(str(ran.json["file"])).name == OFFICE


def test_a_password_seals_it(run: Runner, town: Campaign) -> None:
    assert papers(run, town, "--seal", "9527").code == 0
    sealed = OOXMLFile(io.BytesIO((town.summary / OFFICE).read_bytes()))
    assert sealed.is_encrypted()
    sealed.load_key(password="9527", verify_password=True)
    opened = io.BytesIO()
    sealed.decrypt(opened)
    assert any("worksheets" in name for name in zipfile.ZipFile(opened).namelist())
    assert run("verify", town.folder).code == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("T1", "--public"), "只和 --all 一起用"),
        (("--all", "--seal", ""), "--seal 后面要写密码"),
        (("--all", "T1"), "这里只写文件夹"),
        (("--all", "--figure", "考评得分"), "--figure 只看一个人的推算"),
        ((), "还缺少考核对象"),
    ],
)
def test_words_that_do_not_go_together_are_refused(
    words: tuple[str, ...], said: str, run: Runner, town: Campaign
) -> None:
    before = snapshot(town.folder)
    ran = run("explain", town.folder, *words)
    assert (ran.code, said in ran.err) == (2, True), ran.err
    assert snapshot(town.folder) == before


def test_it_is_of_the_last_merge_or_not_at_all(run: Runner, town: Campaign) -> None:
    reply = town.received / REPLY
    reply.write_bytes(edited(reply.read_bytes(), lambda book: book.worksheets[0].__setitem__("Z99", "改动")))
    before = snapshot(town.summary)
    ran = papers(run, town)
    assert (ran.code, "没有写核算底稿" in ran.out + ran.err) == (2, True)
    assert snapshot(town.summary) == before


def test_what_anybody_may_see_is_written_after_the_decision(run: Runner, town: Campaign, decided: Campaign) -> None:
    """Before it, what is told would be a release that the decision does not know of."""
    ran = papers(run, town, "--public")
    assert (ran.code, "还没有审定" in ran.out + ran.err) == (2, True)
    assert papers(run, decided, "--public").code == 0
    assert (decided.summary / PUBLIC).exists()


def test_no_more_is_told_to_anybody_than_the_decision_told(run: Runner, town: Campaign) -> None:
    """The line of class means is lowered after the decision: these would be told without any record of it."""
    for line in (5, 3):
        town.scheme.write_bytes(edited(town.scheme.read_bytes(), on_sheet("计分规则", partial(set_line, line))))
        with in_this_process():
            assert run("merge", town.folder).code == 0
            if line == 5:
                decide_as_proposed(town)
                assert run("finalize", town.folder).code == 0
                assert papers(run, town, "--public").code == 0
    ran = papers(run, town, "--public")
    assert (ran.code, "还没有审定" in ran.out + ran.err) == (2, True)
    assert not (town.summary / PUBLIC).exists()


def test_what_anybody_may_see_is_never_of_a_trial(run: Runner, gap: Campaign) -> None:
    ran = papers(run, gap, "--public")
    assert (ran.code, "还是试算" in ran.out + ran.err) == (2, True)
    assert not (gap.summary / PUBLIC).exists()


def test_verify_names_it_once_it_is_changed_and_not_when_it_is_gone(run: Runner, town: Campaign) -> None:
    assert papers(run, town).code == 0
    path = town.summary / OFFICE
    path.write_bytes(path.read_bytes() + b"\0")
    assert f"“3汇总/{OFFICE}”在汇总之后被改动过" in run("verify", town.folder).out
    path.unlink()
    assert run("verify", town.folder).code == 0


@pytest.mark.slow
def test_the_next_merge_takes_it_away_and_says_so(run: Runner, decided: Campaign) -> None:
    """Never is it silently out of date; what somebody noted in it is kept in 备份."""
    for kind in ((), ("--public",)):
        assert papers(run, decided, *kind).code == 0
    with in_this_process():
        again = run("merge", decided.folder)
    assert (decided.summary / OFFICE).exists() == ("已经删去" not in again.out)
    path = decided.summary / OFFICE
    if not path.exists():
        assert papers(run, decided).code == papers(run, decided, "--public").code == 0
    path.write_bytes(path.read_bytes() + b"\0")
    decided.scheme.write_bytes(edited(decided.scheme.read_bytes(), on_sheet("计分规则", one_decimal)))
    with in_this_process():
        ran = run("merge", decided.folder)
    assert f"“{OFFICE}”是按上一次的结果写的，已经删去" in ran.out
    assert f"“{PUBLIC}”是按上一次的结果写的，已经删去" in ran.out
    assert not path.exists()
    assert not (decided.summary / PUBLIC).exists()
    assert any(each.name.startswith("核算底稿-") for each in (decided.summary / "备份").iterdir())
    with in_this_process():
        assert "已经删去" not in run("merge", decided.folder).out


def test_what_holds_ballots_is_destroyed_with_them(run: Runner, decided: Campaign) -> None:
    """With the copy in 备份; not what anybody may see."""
    merged(decided, official=True)
    for kind in ((), ("--public",)):
        assert papers(run, decided, *kind).code == 0
    kept = decided.summary / "备份/核算底稿-12345678.xlsx"
    kept.parent.mkdir(exist_ok=True)
    kept.write_bytes(b"marks")
    ran = run("destroy", decided.folder, "--by", "薛定安", "--yes")
    assert ran.code == 0, ran.out
    assert not (decided.summary / OFFICE).exists()
    assert not kept.exists()
    assert (decided.summary / PUBLIC).exists()
    listed = json.loads((decided.decided / "销毁清单.json").read_text(encoding="utf-8"))
    assert f"3汇总/{OFFICE}" in json.dumps(listed, ensure_ascii=False)
    assert run("verify", decided.folder).code == 0
    with in_this_process():
        assert run("explain", decided.folder, "--all").code == 2


def test_no_archive_holds_it(run: Runner, decided: Campaign) -> None:
    assert papers(run, decided).code == 0
    assert run("archive", decided.folder).code in (0, 1)
    (archive,) = (decided.folder / "归档").glob("*.zip")
    with zipfile.ZipFile(archive) as found:
        assert not any("核算底稿" in name for name in found.namelist())
