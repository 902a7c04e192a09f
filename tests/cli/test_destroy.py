"""``destroy`` (销毁): what it removes and leaves, when it refuses, and what every other command says afterwards."""

from __future__ import annotations

import datetime as dt
import json
import re
import signal
from pathlib import Path
from typing import Any

import pytest

from lianping_xlsx.app.campaign import Campaign
from lianping_xlsx.core import safe_open
from tests.books import edited, open_book
from tests.campaigns import answered, copy_of
from tests.cli.running import Ran, Runner, snapshot
from tests.inline import merged
from tests.reports import RIVER, ratee_rows, report, report_book
from tests.small import with_rule
from tests.spoilt import books

BALLOTS = "2收回/U1 县委办公室.xlsx"
OTHERS = {f"2收回/{name}.xlsx" for name in ("U2 第一考核组", "U3 第二考核组", "U4 县委评议组")}
BY = ("--by", "薛定安")
DAY = dt.date(2025, 3, 6)


@pytest.fixture(autouse=True)
def day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(safe_open, "today", lambda: DAY)


@pytest.fixture(scope="module")
def known_once(decided_once: Campaign, tmp_path_factory: pytest.TempPathFactory) -> Campaign:
    """Only to be copied, as by ``decided``."""
    return merged(copy_of(decided_once, tmp_path_factory.mktemp("known") / "c"), official=True)


@pytest.fixture
def decided(known_once: Campaign, tmp_path: Path) -> Campaign:
    """The small campaign, 正式, decided on, and the summary written once more."""
    return copy_of(known_once, tmp_path / "c")


@pytest.fixture
def destroyed(run: Runner, decided: Campaign) -> Campaign:
    """Its ballots destroyed."""
    ran = run("destroy", decided.folder, *BY, "--yes")
    assert ran.code == 0, ran.out
    return decided


def files(town: Campaign) -> set[str]:
    return {name for name, data in snapshot(town.folder).items() if data is not None}


def listed(town: Campaign) -> list[dict[str, Any]]:
    """What 销毁清单.json says, destruction by destruction."""
    found = json.loads((town.decided / "销毁清单.json").read_text(encoding="utf-8"))
    assert len(found["signature"]) == 64
    destructions = found["destructions"]
    assert isinstance(destructions, list)
    return destructions


def answer(monkeypatch: pytest.MonkeyPatch, *words: str) -> None:
    """What is typed when the command asks."""
    typed = iter(words)
    monkeypatch.setattr("click.termui.visible_prompt_func", lambda _: next(typed))


# ---------------------------------------------------------------- what goes, what stays


def test_ballots_go_all_else_stays_and_the_list_tells_what_was_there(run: Runner, decided: Campaign) -> None:
    before = snapshot(decided.folder)
    ran = run("destroy", decided.folder, *BY, "--yes")
    assert ran.code == 0, ran.out
    now = snapshot(decided.folder)
    assert before.keys() - now.keys() == {BALLOTS}
    assert now.keys() - before.keys() == {"4审定/销毁清单.json", "4审定/销毁清单.xlsx"}
    assert {name for name in before if now.get(name, before[name]) != before[name]} == {".lianping/key"}
    assert not decided.cache.exists()
    [once] = listed(decided)
    assert (once["date"], once["by"]) == ("2025-03-06", "薛定安")
    entry = next(file for file in once["files"] if file["path"] == BALLOTS)
    digest = json.loads((decided.summary / "运行记录.json").read_text(encoding="utf-8"))["inputs"]
    assert entry["sha256"] == next(each["sha256"] for each in digest if each["path"] == BALLOTS)
    assert entry["ballots"] == 3 + 3 + 20
    assert "删除" in ran.out
    assert "另行销毁" in ran.out


def test_the_list_is_there_to_be_filed(destroyed: Campaign) -> None:
    page = open_book((destroyed.decided / "销毁清单.xlsx").read_bytes())["销毁清单"]
    rows = [[cell for cell in row if cell is not None] for row in page.iter_rows(values_only=True)]
    row = next(row for row in rows if BALLOTS in row)
    assert row[1:4] == [BALLOTS, "测评票-县委领导、测评票-党员代表、计票汇总-群众", 26]
    assert row[5:] == ["2025-03-06", "薛定安"]
    text = "\n".join(str(cell) for row in rows for cell in row)
    assert all(word in text for word in ("批准人：", "销毁人：", "监销人：", "删除不等于从磁盘上擦除"))


def test_the_campaign_is_said_to_be_over(run: Runner, destroyed: Campaign) -> None:
    ran = run(destroyed.folder)
    assert ran.code == 0
    assert ran.out.startswith("五步都已办完：已定稿：2024-12-30第1次审定（")
    assert "销毁，汇总和审定的结果照旧有效。" in ran.out


def test_copies_and_drafts_and_what_a_killed_run_left_go_too(run: Runner, tmp_path: Path) -> None:
    """A copy sent back that somebody has saved lies in 备份 after the next merge; so does a comparison."""
    town = answered(tmp_path / "c")
    ballots = town.folder / BALLOTS
    good = ballots.read_bytes()
    ballots.write_bytes(edited(good, lambda book: book.worksheets[1].__setitem__("C7", "约9")))
    (town.received / "再报.xlsx").write_bytes(edited(good, lambda book: book.worksheets[1].__setitem__("C7", 77)))
    assert run("merge", town.folder).code == 1
    for path in (*(town.summary / "退回").rglob("*.xlsx"), town.summary / "版本对照.xlsx"):
        path.write_bytes(edited(path.read_bytes(), lambda book: book.worksheets[-1].__setitem__("Z99", "看过")))
    kept = town.summary / "汇总表.xlsx"
    kept.write_bytes(edited(kept.read_bytes(), lambda book: book.worksheets[-1].__setitem__("Z99", "看过")))
    assert run("merge", town.folder).code == 1
    left = town.summary / ".lianping-0000abcd-1-00000000deadbeef.tmp"
    left.write_bytes(good)
    run("destroy", town.folder, *BY, "--yes", "--anyway")
    assert not left.exists()
    assert not (town.summary / "退回").exists()
    assert not (town.summary / "版本对照.xlsx").exists()
    assert [path.name[:4] for path in (town.summary / "备份").iterdir()] == ["汇总表-"]
    assert not town.cache.exists()
    assert {name for name in files(town) if name.startswith("2收回")} == OTHERS


def test_a_ballot_in_an_archive_takes_the_archive_along(run: Runner, decided: Campaign) -> None:
    ballots = decided.folder / BALLOTS
    (decided.received / "全部.zip").write_bytes(books.zipped({"票.xlsx": ballots.read_bytes()}))
    run("destroy", decided.folder, *BY, "--yes", "--anyway")
    assert {name for name in files(decided) if name.startswith("2收回")} == OTHERS


def test_a_form_that_is_refused_may_hold_ballots_and_a_blank_one_does_not(run: Runner, tmp_path: Path) -> None:
    town = answered(tmp_path / "c")
    ballots = town.folder / BALLOTS
    ballots.write_bytes(edited(ballots.read_bytes(), lambda book: book.worksheets[1].__setitem__("A8", "001")))
    run("merge", town.folder)
    run("destroy", town.folder, *BY, "--yes", "--anyway")
    assert BALLOTS not in files(town)


def test_what_could_not_be_read_is_told_and_goes_only_where_that_is_said(run: Runner, decided: Campaign) -> None:
    scan = decided.received / "票样扫描.jpg"
    scan.write_bytes(b"\xff\xd8\xff\xe0 a picture")
    assert run("merge", decided.folder).code == 0
    ran = run("destroy", decided.folder, *BY, "--yes")
    assert ran.code == 1
    assert "“2收回/票样扫描.jpg”没有读出" in ran.out
    assert scan.exists()
    again = run("destroy", decided.folder, *BY, "--yes", "--unread")
    assert again.code == 0
    assert not scan.exists()
    assert [len(each["files"]) for each in listed(decided)][1:] == [1]


def test_the_result_of_another_campaign_holds_no_ballots(run: Runner, decided: Campaign) -> None:
    result = decided.received / "云溪镇.xlsx"
    result.write_bytes(report_book(report(RIVER, ratee_rows("V1 | 村 | 乙一 | 92.35"))))
    assert run("merge", decided.folder).code == 0
    ran = run("destroy", decided.folder, *BY, "--yes", "--unread")
    assert ran.code == 0, ran.out
    assert result.exists()


def test_links_are_left_alone_and_so_is_what_they_lead_to(run: Runner, decided: Campaign, tmp_path: Path) -> None:
    outside = tmp_path / "外面"
    outside.mkdir()
    (outside / "空的").mkdir()
    mine = outside / "票.xlsx"
    mine.write_bytes((decided.folder / BALLOTS).read_bytes())
    (decided.received / "链接.xlsx").symlink_to(mine)
    (decided.received / "文件夹").symlink_to(outside)
    (decided.summary / "退回").symlink_to(outside)
    ran = run("destroy", decided.folder, *BY, "--yes")
    assert ran.code == 1
    assert "“2收回/链接.xlsx”是快捷链接，没有动它" in ran.out
    assert "“3汇总/退回”是快捷链接，没有动它" in ran.out
    assert mine.exists()
    assert (outside / "空的").is_dir()
    assert (decided.received / "链接.xlsx").is_symlink()


def test_a_folder_that_leads_elsewhere_stops_it(run: Runner, decided: Campaign, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    decided.received.rename(elsewhere)
    decided.received.symlink_to(elsewhere)
    ran = run("destroy", decided.folder, *BY, "--yes", "--anyway")
    assert ran.code == 2
    assert "“2收回”是快捷链接" in ran.out
    assert len(list(elsewhere.iterdir())) == 4


# ---------------------------------------------------------------- asking


def test_nothing_is_destroyed_by_pressing_enter(
    run: Runner, decided: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = snapshot(decided.folder)
    for typed in ("", "y", "是"):
        answer(monkeypatch, typed)
        ran = run("destroy", decided.folder, *BY)
        assert ran.code == 2
        assert "没有销毁任何文件" in ran.out
    assert snapshot(decided.folder) == before
    answer(monkeypatch, "销毁", "薛定安")
    assert run("destroy", decided.folder).code == 0
    assert listed(decided)[0]["by"] == "薛定安"


def test_a_script_says_who(run: Runner, decided: Campaign) -> None:
    before = snapshot(decided.folder)
    assert run("destroy", decided.folder, "--yes").code == 2
    assert snapshot(decided.folder) == before


def test_before_a_decision_it_refuses(run: Runner, town: Campaign) -> None:
    before = snapshot(town.folder)
    ran = run("destroy", town.folder, *BY, "--yes")
    assert ran.code == 2
    assert "还没有定稿" in ran.out
    assert snapshot(town.folder) == before
    assert run("destroy", town.folder, *BY, "--yes", "--anyway").code == 0
    assert BALLOTS not in files(town)


def test_replies_that_are_not_those_of_the_result_are_not_destroyed(run: Runner, decided: Campaign) -> None:
    (decided.received / "迟到.xlsx").write_bytes((decided.folder / BALLOTS).read_bytes())
    before = snapshot(decided.folder)
    ran = run("destroy", decided.folder, *BY, "--yes")
    assert ran.code == 2
    assert "“2收回/迟到.xlsx”与汇总时不同" in ran.out
    assert snapshot(decided.folder) == before


def test_what_comes_while_the_clerk_reads_the_plan_stops_it(
    run: Runner, decided: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody drops a file in, and watch merges it: a new copy is sent back, of which the plan knows nothing."""
    for name in ("2收回/又一份.xlsx", "3汇总/退回/又一份.xlsx"):
        path = decided.folder / name
        path.parent.mkdir(exist_ok=True)

        def dropped_in(_: str, path: Path = path) -> str:
            path.write_bytes((decided.folder / BALLOTS).read_bytes())
            return "销毁"

        monkeypatch.setattr("click.termui.visible_prompt_func", dropped_in)
        ran = run("destroy", decided.folder, *BY)
        assert ran.code == 2
        assert "又有变动" in ran.out
        assert (decided.folder / BALLOTS).exists()
        assert not (decided.decided / "销毁清单.json").exists()
        path.unlink()


def test_a_list_that_cannot_be_written_keeps_everything(run: Runner, decided: Campaign) -> None:
    (decided.decided / "销毁清单.xlsx").mkdir()
    ran = run("destroy", decided.folder, *BY, "--yes")
    assert ran.code == 2
    assert (decided.folder / BALLOTS).exists()
    assert not (decided.decided / "销毁清单.json").exists()


def test_what_cannot_be_deleted_is_told_and_not_on_the_list(
    run: Runner, decided: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Path.unlink

    def held(path: Path, missing_ok: bool = False) -> None:
        if path.name.startswith("U1"):
            raise PermissionError(13, "", str(path))
        real(path, missing_ok=missing_ok)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "unlink", held)
        ran = run("destroy", decided.folder, *BY, "--yes")
    assert ran.code == 1
    assert f"“{BALLOTS}”没有删掉（没有权限，或正被其他程序使用）" in ran.out
    assert BALLOTS not in [file["path"] for each in listed(decided) for file in each["files"]]
    assert run("destroy", decided.folder, *BY, "--yes").code == 0
    assert BALLOTS in [file["path"] for file in listed(decided)[1]["files"]]
    assert not (decided.decided / "备份").exists()


def test_where_nothing_could_be_deleted_nothing_is_destroyed(
    run: Runner, decided: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a disk that has become read-only meanwhile, say; merges go on."""
    monkeypatch.setattr("lianping_xlsx.app.destroy._delete", lambda *_: "磁盘是只读的")
    assert run("destroy", decided.folder, *BY, "--yes").code == 1
    assert listed(decided) == []
    assert run("merge", decided.folder).code == 0


def test_ctrl_c_comes_too_late_once_it_has_begun(
    run: Runner, decided: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or some would be gone while the command says that nothing was changed."""
    real = Path.unlink

    def interrupted(path: Path, missing_ok: bool = False) -> None:
        if path.name in ("readings", Path(BALLOTS).name):
            signal.raise_signal(signal.SIGINT)
        real(path, missing_ok=missing_ok)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "unlink", interrupted)
        assert run("destroy", decided.folder, *BY, "--yes").code == 0
    assert BALLOTS not in files(decided)
    assert not decided.cache.exists()


# ---------------------------------------------------------------- afterwards


def refuses(ran: Ran) -> bool:
    return ran.code == 2 and "已于2025-03-06销毁" in ran.out + ran.err and "照旧有效" in ran.out + ran.err


def test_no_command_turns_the_result_into_a_trial(run: Runner, destroyed: Campaign) -> None:
    before = snapshot(destroyed.folder)
    for words in (["merge"], ["status"], ["finalize"], ["mail", "--remind"], ["watch"], ["merge", "--json"]):
        ran = run(words[0], destroyed.folder, *words[1:])
        assert refuses(ran), (words, ran.out)
    assert snapshot(destroyed.folder) == before
    assert json.loads((destroyed.summary / "结果.json").read_text(encoding="utf-8"))["status"] == "正式"


def test_not_even_where_new_forms_come_back(run: Runner, destroyed: Campaign) -> None:
    (destroyed.folder / BALLOTS).write_bytes((destroyed.received / "U2 第一考核组.xlsx").read_bytes())
    assert refuses(run("merge", destroyed.folder))


def test_verify_says_what_was_destroyed_as_listed(run: Runner, destroyed: Campaign) -> None:
    ran = run("verify", destroyed.folder)
    assert ran.code == 0
    assert f"“{BALLOTS}”已于2025-03-06销毁，销毁时与汇总时是同一份" in ran.out
    assert "核对无误" in ran.out


def test_verify_still_names_what_is_missing_and_was_not_destroyed(run: Runner, destroyed: Campaign) -> None:
    (destroyed.received / "U2 第一考核组.xlsx").unlink()
    ran = run("verify", destroyed.folder)
    assert ran.code == 1
    assert "“2收回/U2 第一考核组.xlsx”在汇总之后不见了" in ran.out


def test_verify_names_what_was_another_file_when_it_was_destroyed(run: Runner, decided: Campaign) -> None:
    ballots = decided.folder / BALLOTS
    ballots.write_bytes(edited(ballots.read_bytes(), lambda book: book.worksheets[1].__setitem__("C7", 99)))
    run("destroy", decided.folder, *BY, "--yes", "--anyway")
    ran = run("verify", decided.folder)
    assert ran.code == 1
    assert f"“{BALLOTS}”列在销毁清单里，但销毁时已不是汇总时的那一份" in ran.out


REFUSED = ("merge", "finalize", "status", "explain", "verify --recompute", "mail --remind", "watch")
"""What is done by counting again."""


def test_no_remedy_asks_for_what_cannot_be_done_any_more(run: Runner, destroyed: Campaign) -> None:
    """Everything that may be wrong with files of the campaign, as the commands that still run tell it."""
    (destroyed.decided / "通报.docx").unlink()
    (destroyed.decided / "反馈意见书/T1 云溪镇 陆明澈.docx").unlink()
    (destroyed.decided / "整改清单/T1 云溪镇 陆明澈.xlsx").unlink()
    (destroyed.decided / "上报表.xlsx").write_bytes(b"x")
    (destroyed.summary / "汇总表.xlsx").unlink()
    (destroyed.summary / "结果.json").write_bytes(b"{}")
    (destroyed.received / "another.xlsx").write_bytes(b"x")
    commands = [
        ["verify"],
        ["archive"],
        ["mail", "--feedback"],
        ["mail", "--rectify"],
        ["rectify"],
        ["destroy"],
        ["next"],
    ]
    told = [run(*words, destroyed.folder).out for words in commands]
    (destroyed.summary / "运行记录.json").unlink()
    (destroyed.decided / "整改清单.xlsx").unlink()
    told += [run(*words, destroyed.folder).out for words in commands]
    (destroyed.decided / "审定记录.json").write_bytes(b"{}")
    told += [run(*words, destroyed.folder).out for words in commands]
    remedies = {line for out in told for line in out.splitlines() if line.startswith("       → ")}
    asking = [line for line in remedies if any(f"lianping-xlsx {command}" in line for command in REFUSED)]
    assert len(asking) >= 6
    assert [line for line in asking if not re.search("票还没有销毁|票已经销毁|还没有定稿的", line)] == []


def test_a_list_that_was_edited_is_not_believed(run: Runner, destroyed: Campaign) -> None:
    path = destroyed.decided / "销毁清单.json"
    for text in (path.read_text(encoding="utf-8").replace("薛定安", "别人"), "{}", "junk"):
        path.write_text(text, encoding="utf-8")
        assert "“销毁清单.json”读不出来，或与签名不符" in run("verify", destroyed.folder).out
        assert run("verify", destroyed.folder).code == 1
        for words in ("merge", "destroy"):
            ran = run(words, destroyed.folder, *(BY if words == "destroy" else ()))
            assert ran.code == 2
            assert "读不出来，或与签名不符" in ran.out


def test_a_list_that_is_gone_is_not_taken_for_none(run: Runner, destroyed: Campaign) -> None:
    """A merge would turn the result into a trial, for want of the ballots."""
    result = (destroyed.summary / "结果.json").read_bytes()
    (destroyed.decided / "销毁清单.json").unlink()
    ran = run("merge", destroyed.folder)
    assert ran.code == 2
    assert "或者不见了；收回的票可能已经销毁" in ran.out
    assert (destroyed.summary / "结果.json").read_bytes() == result
    assert "或者不见了；收回的票可能已经销毁" in run("verify", destroyed.folder).out


def test_twice_does_no_harm_and_says_so(run: Runner, destroyed: Campaign) -> None:
    before = snapshot(destroyed.folder)
    ran = run("destroy", destroyed.folder, *BY, "--yes")
    assert ran.code == 0
    assert "已于2025-03-06（薛定安）销毁，没有剩下要销毁的文件" in ran.out
    assert snapshot(destroyed.folder) == before


def test_ballots_that_turn_up_later_are_listed_below_the_others(run: Runner, destroyed: Campaign) -> None:
    (destroyed.received / "找到的.xlsx").write_bytes(
        answered(destroyed.folder.parent / "d", with_rule()).received.joinpath("U1 县委办公室.xlsx").read_bytes()
    )
    assert run("destroy", destroyed.folder, "--by", "康砺之", "--yes").code == 0
    assert [each["by"] for each in listed(destroyed)] == ["薛定安", "康砺之"]
    assert run("verify", destroyed.folder).code == 0


def test_a_new_campaign_in_the_same_folder_begins_anew(run: Runner, destroyed: Campaign) -> None:
    """With another key the list is another campaign's, as the summary is."""
    run("templates", destroyed.folder, "--new-key")
    ran = run("merge", destroyed.folder)
    assert not refuses(ran)


def test_a_summary_of_an_earlier_version_may_quote_ballots_and_that_is_said(run: Runner, decided: Campaign) -> None:
    path = decided.summary / "运行记录.json"
    found = json.loads(path.read_text(encoding="utf-8")) | {"program": "lianping-xlsx 0.2.0"}
    del found["signature"]
    path.write_text(json.dumps(found), encoding="utf-8")
    ran = run("destroy", decided.folder, *BY, "--yes", "--anyway")
    assert ran.code == 1
    assert "“3汇总”是lianping-xlsx 0.2.0写的" in ran.out


def test_the_list_itself_is_signed_from_then_on(run: Runner, destroyed: Campaign) -> None:
    path = destroyed.decided / "销毁清单.json"
    found = json.loads(path.read_text(encoding="utf-8"))
    del found["signature"]
    path.write_text(json.dumps(found), encoding="utf-8")
    assert run("verify", destroyed.folder).code == 1


# ---------------------------------------------------------------- what the program cannot know


COPIES_BY_HAND = (
    "1发出/U1 县委办公室（已填）.xlsx",
    "2收回/__MACOSX/U1 县委办公室.xlsx",
    "2收回/~$U1 县委办公室.xlsx",
    "3汇总/旧退回/U1 县委办公室.xlsx",
    "3汇总/版本对照（留）.xlsx",
    "3汇总/备份/票.xlsx",
    "3汇总/存档/退回.zip",
    "3汇总/A1B2C3D0.tmp",
)


def test_tables_that_the_program_did_not_write_are_told_and_left_alone(run: Runner, decided: Campaign) -> None:
    assert run("templates", decided.folder).code == 0
    filled = (decided.folder / BALLOTS).read_bytes()
    for name in COPIES_BY_HAND:
        path = decided.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(filled)
    (decided.summary / "说明.txt").write_text("不是表", encoding="utf-8")
    issued = decided.issued / "U2 第一考核组.xlsx"
    issued.write_bytes(edited(issued.read_bytes(), lambda book: book.worksheets[-1].__setitem__("Z99", "填过")))
    ran = run("destroy", decided.folder, *BY, "--yes")
    told = re.findall(r"“([^“”]*)”是程序没有写过", ran.out)
    assert sorted(told) == sorted((*COPIES_BY_HAND, "1发出/U2 第一考核组.xlsx"))
    assert ran.code == 1
    assert all((decided.folder / name).exists() for name in COPIES_BY_HAND)
    assert BALLOTS not in files(decided)


def test_what_the_program_wrote_and_kept_is_not_told(run: Runner, decided: Campaign) -> None:
    assert run("templates", decided.folder).code == 0
    run("mail", decided.folder)
    kept = decided.summary / "汇总表.xlsx"
    kept.write_bytes(edited(kept.read_bytes(), lambda book: book.worksheets[-1].__setitem__("Z99", "看过")))
    assert run("merge", decided.folder).code == 0
    assert list((decided.summary / "备份").iterdir())
    ran = run("destroy", decided.folder, *BY, "--yes")
    assert "程序没有写过" not in ran.out
    assert ran.code == 0, ran.out
