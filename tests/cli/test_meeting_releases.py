"""What is printed for the meeting is a release: later papers are held against it (attack 5)."""

from __future__ import annotations

import datetime as dt
import gc
import json
from pathlib import Path
from typing import Any

import pytest

from lianping_xlsx.app.campaign import Campaign
from lianping_xlsx.app.meeting_releases import release_history
from lianping_xlsx.app.merge import merge
from lianping_xlsx.app.options import Options
from lianping_xlsx.app.summary_outputs import write_outputs
from lianping_xlsx.core import safe_open
from lianping_xlsx.decision.disclosure.releases import Released
from tests.books import contents
from tests.campaigns import answered, copy_of, one_ballot_more
from tests.cli.running import Runner
from tests.deciding import AS_PROPOSED, COMPLETE, accept_all, type_in
from tests.inline import in_this_process, merged
from tests.publish.word.word_files import lines, opened
from tests.small import with_rule

DAY = dt.date(2024, 12, 30)
PAPER, SHEETS, TABLE = "上会材料.docx", "送审件.xlsx", "等次审定表.xlsx"
U1, VISITS, WITHHELD = "U1 县委办公室.xlsx", "U3 第二考核组.xlsx", "不单列"
SINCE = "与2024-12-30写出的上会材料、送审件相比，只变动了少数几张票或票类权重"


@pytest.fixture(scope="module")
def few_once(tmp_path_factory: pytest.TempPathFactory) -> Campaign:
    """3 + 3 ballots, and lines that let that many be told; merged. Only to be copied."""
    folder = tmp_path_factory.mktemp("few") / "c"
    return merged(answered(folder, with_rule(测评得分公布线="3", 票类均分单列线="3")), official=True)


@pytest.fixture(scope="module")
def printed_once(few_once: Campaign, tmp_path_factory: pytest.TempPathFactory) -> Campaign:
    """Only to be copied, as by ``printed``."""
    found = copy_of(few_once, tmp_path_factory.mktemp("printed") / "c")
    with in_this_process(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(safe_open, "today", lambda: DAY)
        report = merge(found.folder, Options(meeting=True)).value
    assert report is not None
    assert report.overview.official
    return found


@pytest.fixture
def printed(printed_once: Campaign, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Campaign:
    """The same with the papers for the meeting."""
    monkeypatch.setattr(safe_open, "today", lambda: DAY)
    return copy_of(printed_once, tmp_path / "c")


def papers(found: Campaign) -> tuple[bytes, bytes]:
    return (found.summary / PAPER).read_bytes(), (found.summary / SHEETS).read_bytes()


def texts(path: Path) -> str:
    """All that a paper says."""
    if path.suffix == ".docx":
        return "\n".join(lines(opened(path.read_bytes())))
    return "\n".join(str(content) for content, _ in contents(path.read_bytes(), values=True).values())


def composites(found: Campaign) -> set[str]:
    ratees = json.loads((found.summary / "结果.json").read_text(encoding="utf-8"))["ratees"]
    return {ratee[score] for ratee in ratees for score in ("poll_score", "composite")}


def releases(found: Campaign) -> list[dict[str, Any]]:
    kept = json.loads(found.release_record.read_text(encoding="utf-8"))["releases"]
    assert isinstance(kept, list)
    return kept


def test_what_the_last_table_told_is_let_go_once_it_is_noted(
    run: Runner, few_once: Campaign, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It has a line for each ratee and class."""
    found, held = copy_of(few_once, tmp_path / "c"), list[int]()
    kept = json.loads(found.release_record.read_text(encoding="utf-8"))["table"]

    def lines_held() -> int:
        return sum(type(each) is Released for each in gc.get_objects())

    def count_and_write(*given: Any) -> Any:
        held.append(lines_held())
        return write_outputs(*given)

    before = lines_held()
    monkeypatch.setattr("lianping_xlsx.app.summary_outputs.write_outputs", count_and_write)
    (found.summary / "结果.json").unlink()
    assert run("merge", found.folder).code == 0
    assert held == [before]
    assert kept
    assert json.loads(found.release_record.read_text(encoding="utf-8"))["table"] == kept


def test_the_same_votes_give_the_same_papers_and_are_one_release(run: Runner, printed: Campaign) -> None:
    first, kept = papers(printed), printed.release_record.read_bytes()
    assert all(score in texts(printed.summary / SHEETS).replace("91.5", "91.50") for score in composites(printed))
    assert "都没有变" in run("merge", printed.folder).out
    printed.last_merge.unlink()
    for options in ((), ("--meeting",)):
        assert "只变动了少数几张票" not in run("merge", printed.folder, *options).out
        assert (papers(printed), printed.release_record.read_bytes()) == (first, kept)


def test_a_ballot_that_comes_after_the_papers_is_told_by_none(run: Runner, printed: Campaign) -> None:
    """n·m₂ − (n−1)·m₁ was the ballot, by the second papers as by 4审定."""
    edited = (printed.summary / PAPER).read_bytes() + b"\0"
    (printed.summary / PAPER).write_bytes(edited)
    one_ballot_more(printed)
    out = run("merge", printed.folder).out
    assert "票有变动，上次写出的上会材料、送审件已经不是现在的结果，撤下了，没有重写" in out
    assert not (printed.summary / PAPER).exists()
    assert not (printed.summary / SHEETS).exists()
    assert [path.read_bytes() for path in (printed.summary / "备份").glob("上会材料*")] == [edited]
    assert "撤下" not in run("merge", printed.folder).out
    out = run("merge", printed.folder, "--meeting").out
    assert SINCE in out
    assert "云溪镇 陆明澈、石栏镇 叶尔江·萨迪克、莲浦街道 游砚秋的有关得分" in out
    told = {path: texts(printed.summary / path) for path in (PAPER, SHEETS, TABLE)}
    secret = composites(printed)
    assert not any(score in text for score in secret for text in told.values())
    assert all("或上次送审、审定以后只变动了少数几张票或票类权重" in text for text in told.values())
    assert all(f"\n1\n{tier}\n" in told[SHEETS] for tier in ("好", "中")), "places and tiers stand"
    type_in(printed, COMPLETE)
    ran = run("finalize", printed.folder)
    assert SINCE in ran.out
    issued = [path for path in printed.decided.rglob("*.*") if path.suffix in {".xlsx", ".docx"}]
    leaving = [path for path in issued if path.name != "审定记录.xlsx"]
    assert len(leaving) > 5
    assert [path.name for path in leaving if any(score in texts(path) for score in secret)] == []
    assert run("explain", printed.folder, "陆明澈", "--docx").code == 0
    (statement,) = (printed.folder / "复核").glob("*.docx")
    assert not any(score in texts(statement) for score in secret)


@pytest.mark.slow
def test_papers_that_nobody_was_given_are_withdrawn_by_somebody(run: Runner, printed: Campaign) -> None:
    ran = run("merge", printed.folder, "--withdraw", " ")
    assert ran.code == 2
    assert "用 --withdraw 时要写明由谁确认" in ran.err
    one_ballot_more(printed)
    run("merge", printed.folder, "--meeting")
    out = run("merge", printed.folder, "--withdraw", "薛定安，打印的五份都在手里").out
    assert "已记下：2024-12-30写出的上会材料、送审件没有给任何人看过（薛定安，打印的五份都在手里）" in out
    assert "只变动了少数几张票" not in out
    assert WITHHELD not in texts(printed.summary / SHEETS)
    withdrawn, now = releases(printed)
    assert (withdrawn["withdrawn"], now["withdrawn"]) == ("薛定安，打印的五份都在手里", "")
    type_in(printed, COMPLETE)
    assert run("finalize", printed.folder).code == 0
    assert "没有可以撤下的上会材料、送审件" in run("merge", printed.folder, "--withdraw", "薛定安").out
    assert [each["withdrawn"] for each in releases(printed)] == [withdrawn["withdrawn"], ""]


@pytest.mark.slow
def test_without_a_record_that_can_be_used_no_score_is_told(run: Runner, printed: Campaign) -> None:
    path = printed.release_record
    path.write_bytes(path.read_bytes().replace(b'"counted": 3', b'"counted": 9', 1))
    damaged = path.read_bytes()
    assert run("merge", printed.folder, "--meeting").out.count("“.lianping/released.json”用不了") == 1
    assert not any(score in texts(printed.summary / SHEETS) for score in composites(printed))
    assert path.read_bytes() == damaged, "it is not begun anew"
    type_in(printed, COMPLETE)
    ran = run("finalize", printed.folder)
    assert (ran.code, "“.lianping/released.json”用不了" in ran.out) == (1, True)
    ran = run("explain", printed.folder, "陆明澈", "--docx")
    assert (ran.code, "“.lianping/released.json”用不了" in ran.out) == (1, True)
    told = [*printed.decided.rglob("*.*"), *(printed.folder / "复核").glob("*.docx")]
    leaving = [each for each in told if each.suffix in {".xlsx", ".docx"} and each.name != "审定记录.xlsx"]
    assert len(leaving) > 5
    assert [each.name for each in leaving if any(score in texts(each) for score in composites(printed))] == []


@pytest.mark.slow
def test_a_record_that_cannot_be_used_is_begun_anew_if_nobody_was_given_the_papers(
    run: Runner, printed: Campaign
) -> None:
    printed.release_record.write_bytes(b"{")
    run("merge", printed.folder, "--withdraw", "薛定安")
    type_in(printed, COMPLETE)
    ran = run("finalize", printed.folder)
    assert (ran.code, "用不了" in ran.out) == (0, False)
    assert any(score in texts(printed.decided / "上报表.xlsx") for score in composites(printed))


def test_what_could_not_be_written_is_not_noted(run: Runner, printed: Campaign) -> None:
    before = printed.release_record.read_bytes()
    one_ballot_more(printed)
    (printed.summary / "看板.html").unlink()
    (printed.summary / "看板.html").mkdir()
    assert run("merge", printed.folder, "--meeting", "--withdraw", "薛定安").code == 2
    assert printed.release_record.read_bytes() == before


def test_papers_that_lie_there_when_something_fails_are_noted(run: Runner, few_once: Campaign, tmp_path: Path) -> None:
    found = copy_of(few_once, tmp_path / "c")
    found.papers_record.mkdir()  # what comes after the last file fails
    ran = run("merge", found.folder, "--meeting")
    assert (ran.code, "现在新旧不一" in ran.out + ran.err) == (2, True)
    assert (found.summary / SHEETS).exists()
    assert len(releases(found)) == 1


def test_papers_of_an_earlier_version_are_noted_when_they_are_renewed(run: Runner, printed: Campaign) -> None:
    kept = releases(printed)
    printed.release_record.unlink()
    first = papers(printed)
    run("merge", printed.folder)
    assert papers(printed) == first
    assert releases(printed) == kept


def test_the_record_of_another_campaign_is_none(printed: Campaign) -> None:
    said = json.loads(printed.release_record.read_text(encoding="utf-8"))
    said["campaign"]["id"] = "0000-0000"
    printed.release_record.write_text(json.dumps(said), encoding="utf-8")
    history = release_history(printed)
    assert (history.value.papers, history.value.unreadable, history.findings) == ((), False, ())


def test_a_table_that_the_meeting_has_filled_in_is_a_release(run: Runner, few_once: Campaign, tmp_path: Path) -> None:
    """等次审定表 tells composites, with or without other papers; a blank one is the office's."""
    blank, filled = copy_of(few_once, tmp_path / "a"), copy_of(few_once, tmp_path / "b")
    type_in(filled, COMPLETE)
    for found, told in ((blank, False), (filled, True)):
        one_ballot_more(found)
        assert ("填了审定等次的等次审定表相比，只变动了少数几张票或票类权重" in run("merge", found.folder).out) is told
    assert WITHHELD not in texts(blank.summary / TABLE)
    assert not any(score in texts(filled.summary / TABLE) for score in composites(filled))
    of_papers: Any = run("merge", filled.folder, "--json").json["papers"]
    assert [(each["code"], "请等齐了再写出" in each["remedy"]) for each in of_papers] == [("release.held-back", True)]
    assert "填了审定等次的等次审定表相比" in run("finalize", filled.folder).out


@pytest.mark.slow
def test_a_table_of_a_trial_that_somebody_answers_for_is_a_release(
    run: Runner, few_once: Campaign, tmp_path: Path
) -> None:
    """The meeting may decide on it as soon as the last 同意人 is typed, without another merge."""
    office, meeting = copy_of(few_once, tmp_path / "a"), copy_of(few_once, tmp_path / "b")
    for found, told in ((office, False), (meeting, True)):
        (found.received / VISITS).unlink()
        run("merge", found.folder)
        type_in(found, AS_PROPOSED)
        if told:
            accept_all(found)
        one_ballot_more(found)
        assert ("填了审定等次的等次审定表相比，只变动了少数几张票或票类权重" in run("merge", found.folder).out) is told
