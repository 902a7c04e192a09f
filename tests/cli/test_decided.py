"""After the decision: ``merge`` and ``status`` know it, changes are told person by person, nothing issued is lost."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from lianping_xlsx.app.campaign import Campaign
from lianping_xlsx.core.signing import signed_object
from lianping_xlsx.scheme.scheme_workbook import write_scheme
from lianping_xlsx.scheme.terms import FormKind
from tests.books import edited, open_book
from tests.campaigns import answer, copy_of
from tests.cli.running import Runner, refused, snapshot
from tests.deciding import AS_PROPOSED, COMPLETE, accept_all, record, table_of, texts, type_in
from tests.inline import merged
from tests.small import SECRET, Entries, Town, records_of, with_rule

VISITS = "U2 第一考核组.xlsx"
LETTER = "反馈意见书/T1 云溪镇 陆明澈.docx"
LIST = "整改清单.xlsx"
CHANGE, CONFIRM = "L6", "M6"
"""The cells of T1 陆明澈 for the change and its confirmation."""
LOWER = "综合得分91.34→89.84，建议等次仍为“中”，不跨等次线"


def deduct(found: Campaign, points: float, ratee: str = "T1") -> None:
    """Another K1 from 第一考核组: 1.5 was deducted before."""
    rubric = Town().form(FormKind.RUBRIC, ratee=ratee)
    lost: Entries = {key: points for key in answer(rubric) if key == ("K1", "deduction")}
    cells = Town().fill(rubric, lost)

    def edit(book: Any) -> None:
        for (sheet, row, column), content in cells.items():
            book[sheet].cell(row + 1, column + 1).value = content

    path = found.received / VISITS
    path.write_bytes(edited(path.read_bytes(), edit))


def findings(found: Campaign, code: str) -> list[str]:
    result = json.loads((found.summary / "结果.json").read_text(encoding="utf-8"))
    return [finding["message"] for finding in result["findings"] if finding["code"] == code]


def rewrite_record(found: Campaign, old: str, new: str) -> None:
    """Another word in 审定记录.json, signed as the program signs it."""
    path = found.decided / "审定记录.json"
    said = json.loads(path.read_text(encoding="utf-8").replace(old, new))
    del said["signature"]
    path.write_text(json.dumps(signed_object(said, SECRET, path.name)), encoding="utf-8")


def cell_of(found: Campaign, name: str, column: str) -> str:
    """The address in a column of the row of a person."""
    page = open_book(table_of(found).read_bytes())["等次审定"]
    (row,) = (row[0].row for row in page.iter_rows() if row[3].value == name)
    return f"{column}{row}"


def cell(found: Campaign, address: str) -> object:
    value: object = open_book(table_of(found).read_bytes())["等次审定"][address].value
    return value


@pytest.fixture
def decided(decided_once: Campaign, tmp_path: Path) -> Campaign:
    """The small campaign, decided as proposed: T2 好, T1 中, T3 中."""
    return copy_of(decided_once, tmp_path / "c")


@pytest.fixture(scope="module")
def lowered_once(decided_once: Campaign, tmp_path_factory: pytest.TempPathFactory) -> Campaign:
    """Only to be copied, as by ``lowered``."""
    found = copy_of(decided_once, tmp_path_factory.mktemp("lowered") / "c")
    deduct(found, 4.5)
    return merged(found, official=True)


@pytest.fixture
def lowered(lowered_once: Campaign, tmp_path: Path) -> Campaign:
    """The same after 第一考核组 has deducted more from T1, merged: LOWER."""
    return copy_of(lowered_once, tmp_path / "c")


# ---------------------------------------------------------------- merge and status know


def test_the_same_result_again_is_said_to_be_the_same(run: Runner, decided: Campaign) -> None:
    """L3: 审定等次 stands on 综合排序 after the decision; nothing calls for a second one."""
    ran = run("merge", decided.folder)
    assert ran.code == 0
    assert "已定稿：2024-12-30第1次审定（县委常委会第12次会议）；现在的结果与定稿时相同。" in ran.out
    assert "五步都已办完：已定稿：" in ran.out
    assert "填写审定等次" not in ran.out
    page = open_book((decided.summary / "汇总表.xlsx").read_bytes())["综合排序"]
    rows = [row for row in page.iter_rows(values_only=True) if row[1] in ("T1", "T2", "T3")]
    assert {row[1]: row[12] for row in rows} == {"T2": "好", "T1": "中", "T3": "中"}
    assert any("审定等次为2024-12-30第1次审定" in str(row[0]) for row in page.iter_rows(values_only=True))
    assert "现在的结果与定稿时相同" in run("status", decided.folder).out
    assert run("verify", decided.folder).code == 0
    assert "现在的结果与定稿时相同" in run("merge", decided.folder).out  # said again from what is kept


def test_a_table_that_is_filled_in_is_not_asked_for_again(run: Runner, town: Campaign) -> None:
    assert "研究确定后填写“等次审定表.xlsx”" in run("merge", town.folder).out
    type_in(town, COMPLETE)
    assert "“等次审定表.xlsx”已经填齐，可以定稿" in run("merge", town.folder).out


def test_other_tiers_typed_after_the_decision_are_noticed(run: Runner, decided: Campaign) -> None:
    type_in(decided, {"I6": "差", "J6": "信访问题查实"})
    assert "里填的与定稿时不同，要按现在填的，请重新定稿。" in run("merge", decided.folder).out


def test_what_changed_is_told_person_by_person(run: Runner, decided: Campaign) -> None:
    deduct(decided, 4.5)
    assert f"云溪镇陆明澈：{LOWER}" in run("status", decided.folder).out
    ran = run("merge", decided.folder)
    assert ran.code == 0
    assert "现在的结果与定稿时不同，有1人变动：" in ran.out
    assert f"云溪镇陆明澈：{LOWER}" in ran.out
    (message,) = findings(decided, "decision.changed")
    assert LOWER in message
    assert (cell(decided, "L4"), cell(decided, "M4"), cell(decided, CHANGE)) == ("变动情况", "变动确认", LOWER)


def test_across_an_edge_and_past_another(run: Runner, decided: Campaign) -> None:
    deduct(decided, 12, "T2")
    run("merge", decided.folder)
    first, second = findings(decided, "decision.changed")
    assert "综合得分91.34→91.34" not in first
    assert "名次2→1，建议等次“中”→“好”，跨等次线" in first
    assert "名次1→2，建议等次“好”→“中”，跨等次线" in second


def test_an_official_result_does_not_give_way_to_a_trial_in_silence(run: Runner, town: Campaign) -> None:
    reply = town.received / VISITS
    kept = reply.read_bytes()
    reply.unlink()
    ran = run("merge", town.folder)
    assert ran.out.startswith("注意：上一次合并的结果是【正式】，这一次变成了【试算】")
    assert "云溪镇陆明澈：综合得分91.34→无" in ran.out
    assert "注意" not in run("merge", town.folder).out  # by now the one before is a 试算
    reply.write_bytes(kept)
    assert "注意" not in run("merge", town.folder).out


def test_after_the_decision_it_is_told_in_every_run(run: Runner, decided: Campaign) -> None:
    (decided.received / VISITS).unlink()
    for _ in range(2):
        ran = run("merge", decided.folder)
        assert "注意：定稿时的结果是【正式】，现在是【试算】" in ran.out
        assert findings(decided, "decision.trial")
    assert "注意：定稿时的结果是【正式】，现在是【试算】" in run("status", decided.folder).out


def test_a_decision_is_not_the_same_once_the_result_is_a_trial(run: Runner, decided: Campaign) -> None:
    """Opinions enter no figure; but what was 正式 is no more."""
    (decided.received / "U4 县委评议组.xlsx").unlink()
    for command in ("merge", "status"):
        out = run(command, decided.folder).out
        assert "现在的结果与定稿时相同" not in out
        assert "得分、名次、建议等次与定稿时相同。\n注意：定稿时的结果是【正式】，现在是【试算】" in out


@pytest.mark.slow
def test_a_decision_on_a_trial_is_not_the_same_once_it_is_official(run: Runner, town: Campaign) -> None:
    """Opinions enter no figure; but the papers say 试算."""
    opinions = town.received / "U4 县委评议组.xlsx"
    kept = opinions.read_bytes()
    opinions.unlink()
    run("merge", town.folder)
    type_in(town, COMPLETE)
    accept_all(town)
    assert run("finalize", town.folder).code == 1
    assert "现在的结果与定稿时相同" in run("merge", town.folder).out
    opinions.write_bytes(kept)
    ran = run("merge", town.folder)
    assert ran.code == 0
    assert "得分、名次、建议等次与定稿时相同，定稿时是【试算】，现在是【正式】" in ran.out
    assert "里的材料注明了试算；现在结果为【正式】，可以重新定稿。" in ran.out
    assert "现在是【正式】" in run("status", town.folder).out
    run("finalize", town.folder)
    assert "现在的结果与定稿时相同" in run("merge", town.folder).out


# ---------------------------------------------------------------- finalize again


@pytest.mark.slow
def test_changed_persons_need_a_confirmation_or_a_new_meeting(
    run: Runner, lowered: Campaign, decided_once: Campaign
) -> None:
    before = snapshot(decided_once.decided)
    out = refused(run, lowered.folder)
    assert f"单元格 {CONFIRM}：“云溪镇 陆明澈”的结果与2024-12-30第1次审定（县委常委会第12次会议）时不同" in out
    assert LOWER in out
    assert snapshot(lowered.decided) == before
    type_in(lowered, {CONFIRM: "组织部长会议确认，不影响等次"})
    ran = run("finalize", lowered.folder)
    assert ran.code == 1
    assert f"{LOWER}。已按现在的结果定稿" in ran.out
    assert "原来发出的材料已移到" in ran.out
    assert [len(record(lowered)), record(lowered)[1]["ratees"][1]["confirmed"]] == [2, "组织部长会议确认，不影响等次"]
    assert "confirmed" not in record(lowered)[0]["ratees"][1]
    ran = run("finalize", lowered.folder)
    assert ran.code == 0
    assert "审定记录没有增加" in ran.out
    assert len(record(lowered)) == 2


@pytest.mark.slow
def test_a_new_meeting_needs_no_confirmation(run: Runner, lowered: Campaign) -> None:
    type_in(lowered, {"C3": "县委常委会第13次会议", "I3": "2025-01-06"})
    assert run("finalize", lowered.folder).code == 1
    words = "\n".join(texts((lowered.decided / "审定记录.xlsx").read_bytes()))
    assert f"所依据的结果有变动（云溪镇陆明澈：{LOWER}）" in words
    run("merge", lowered.folder)
    assert findings(lowered, "decision.changed") == []
    assert cell(lowered, "L4") is None


@pytest.mark.slow
def test_a_confirmation_is_for_one_change_only(run: Runner, lowered: Campaign) -> None:
    """It is carried while the change stays; of another change it is kept, but does not count."""
    type_in(lowered, {CONFIRM: "已确认"})
    run("merge", lowered.folder)
    assert cell(lowered, CONFIRM) == "已确认"
    deduct(lowered, 6.5)
    for _ in range(2):
        run("merge", lowered.folder)
        assert cell(lowered, CONFIRM) == "原确认：已确认"
    assert "没有重新研究或确认" in refused(run, lowered.folder)
    type_in(lowered, {CONFIRM: "已确认"})
    assert run("finalize", lowered.folder).code == 1
    deduct(lowered, 8.5)
    run("merge", lowered.folder)
    assert cell(lowered, CONFIRM) is None
    assert "没有重新研究或确认" in refused(run, lowered.folder)


def test_a_table_of_an_earlier_version_has_no_such_column(run: Runner, lowered: Campaign) -> None:
    """As 0.2.0 would have left it: the result's own, lowered again, and nowhere to confirm."""

    def older(book: Any) -> None:
        book["等次审定"].delete_cols(12, 2)

    table_of(lowered).write_bytes(edited(table_of(lowered).read_bytes(), older))
    assert "没有重新研究或确认" in refused(run, lowered.folder)


@pytest.mark.slow
def test_who_has_come_and_who_has_gone(run: Runner, decided: Campaign) -> None:
    """The code of one who is gone has been given to another: each has a row of his own."""
    rewrite_record(decided, "游砚秋", "钟离汀")
    run("merge", decided.folder)
    came, gone = findings(decided, "decision.changed")
    assert "“莲浦街道 游砚秋”" in came
    assert "原来没有此人" in came
    assert "“莲浦街道 钟离汀”" in gone
    assert "现在的名单里没有此人" in gone
    page = open_book((decided.summary / "汇总表.xlsx").read_bytes())["综合排序"]
    assert {row[1]: row[12] for row in page.iter_rows(values_only=True)}["T3"] is None
    below = cell_of(decided, "钟离汀", "M")
    assert str(cell(decided, "L7")).startswith("原来没有此人")
    assert cell(decided, below.replace("M", "L")) == "现在的名单里没有此人"
    assert refused(run, decided.folder).count("没有重新研究或确认") == 2
    type_in(decided, {"M7": "已确认", below: "已确认"})
    assert run("finalize", decided.folder).code == 1
    assert "审定记录没有增加" in run("finalize", decided.folder).out


@pytest.mark.slow
def test_a_confirmation_is_not_one_of_the_next_meeting(run: Runner, lowered: Campaign) -> None:
    type_in(lowered, {CONFIRM: "已确认"})
    assert run("finalize", lowered.folder).code == 1
    type_in(lowered, {"C3": "县委常委会第13次会议", "I3": "2025-01-06"})
    assert run("finalize", lowered.folder).code == 0
    assert ["confirmed" in decision["ratees"][1] for decision in record(lowered)] == [False, True, False]


def test_while_somebody_is_open_ranks_are_compared_as_ranges(run: Runner, decided: Campaign) -> None:
    """No such deduction: T2, who is first with 92.24, has no score. The other way round T1 could not pass him."""
    deduct(decided, -1, "T2")
    run("merge", decided.folder)
    told = "\n".join(findings(decided, "decision.changed"))
    assert "陆明澈”的结果与" in told
    assert "名次2→1–2，建议等次“中”→暂无，是否跨等次线还不能比较" in told
    assert "综合得分92.24→无，名次1→无，建议等次“好”→暂无" in told


@pytest.mark.slow
def test_a_rank_that_was_open_is_on_record_as_a_range(run: Runner, town: Campaign) -> None:
    deduct(town, -1, "T2")
    run("merge", town.folder)
    type_in(town, {**COMPLETE, "J5": "按平时掌握的情况", "J6": "按平时掌握的情况"})
    accept_all(town)
    assert run("finalize", town.folder).code == 1
    ((second, first, third),) = [decision["ratees"] for decision in record(town)]
    assert [second["id"], second["rank"], second["rank_best"], second["rank_worst"]] == ["T1", None, 1, 2]
    assert [first["id"], first["rank"], "rank_best" in first] == ["T2", None, False]
    assert [third["rank"], "rank_best" in third] == [1, False]
    assert "1–2" in texts((town.decided / "审定记录.xlsx").read_bytes())
    assert "现在的结果与定稿时相同" in run("status", town.folder).out


def test_a_record_that_cannot_be_used_is_told_by_every_command(run: Runner, decided: Campaign) -> None:
    (decided.decided / "审定记录.json").write_text("{}", encoding="utf-8")
    for command in ("status", "merge"):
        ran = run(command, decided.folder)
        assert ran.code == 0
        assert "审定记录用不了（不是这个版本的审定记录），以前审定过什么不清楚" in ran.out
    (decided.decided / "审定记录.json").unlink()
    run("merge", decided.folder)
    assert "审定记录用不了（“审定记录.json”不见了）" in findings(decided, "decision.record-unread")[0]


def test_status_tells_programs_of_the_decision(run: Runner, decided: Campaign) -> None:
    said: Any = run("status", decided.folder, "--json").json
    assert said["decided"] == {
        "words": "2024-12-30第1次审定（县委常委会第12次会议）",
        "official": True,
        "changes": [],
    }
    shutil.rmtree(decided.decided)
    said = run("status", decided.folder, "--json").json
    assert said["decided"] is None


# ---------------------------------------------------------------- what was issued


@pytest.mark.slow
def test_what_was_issued_moves_aside_and_stays_what_it_was(run: Runner, decided: Campaign) -> None:
    issued = {name: data for name, data in snapshot(decided.decided).items() if data and not name.endswith(".json")}
    (decided.decided / LETTER).write_bytes(b"signed and scanned")
    for number, tier in ((1, "差"), (2, "中")):
        type_in(decided, {"I6": tier, "J6": "信访问题" if tier == "差" else None})
        run("finalize", decided.folder)
        assert (decided.decided / f"第{number}次" / "上报表.xlsx").exists()
    first = snapshot(decided.decided / "第1次")
    assert {name: data for name, data in first.items() if data} == issued | {LETTER: b"signed and scanned"}
    assert not (decided.decided / "备份").exists()
    assert run("verify", decided.folder).code == 0


def test_twice_is_no_event(run: Runner, decided: Campaign) -> None:
    before = snapshot(decided.decided)
    ran = run("finalize", decided.folder)
    assert (ran.code, snapshot(decided.decided)) == (0, before)
    assert "由主办单位保存" not in ran.out


@pytest.mark.slow
def test_the_list_that_people_go_on_filling_in_is_carried_over(run: Runner, decided: Campaign) -> None:
    def done(book: Any) -> None:
        page = book["整改清单"]
        (row,) = (r for r in range(1, 30) if page.cell(r, 4).value == "陆明澈" and page.cell(r, 6).value == "实地考评")
        page.cell(row, 11).value = "已完成"

    plan = decided.decided / LIST
    plan.write_bytes(edited(plan.read_bytes(), done))
    filled = plan.read_bytes()
    deduct(decided, 4.5)
    run("merge", decided.folder)
    type_in(decided, {CONFIRM: "已确认"})
    run("finalize", decided.folder)
    assert (decided.decided / "第1次" / LIST).read_bytes() == filled
    rows = open_book(plan.read_bytes())["整改清单"].iter_rows(values_only=True)
    assert [row[10] for row in rows if row[3] == "陆明澈" and row[5] == "实地考评"] == ["已完成"]


def test_a_folder_of_that_name_is_left_alone(run: Runner, decided: Campaign) -> None:
    (decided.decided / "第1次").mkdir()
    (decided.decided / "第1次" / "上报表.xlsx").write_bytes(b"mine")
    type_in(decided, {**AS_PROPOSED, "I6": "差", "J6": "信访问题"})
    run("finalize", decided.folder)
    assert (decided.decided / "第1次" / "上报表.xlsx").read_bytes() == b"mine"
    assert (decided.decided / "第1次（2）" / "上报表.xlsx").exists()


def test_other_documents_of_the_same_decision_leave_the_issued_ones_aside(run: Runner, decided: Campaign) -> None:
    """Other opinions change 反馈意见书, and no score."""
    letter = (decided.decided / LETTER).read_bytes()
    other = Town().filled(Town().form(FormKind.OPINION), {("T1", "problems"): "抓得不实。"})
    (decided.received / "U4 县委评议组.xlsx").write_bytes(other)
    run("merge", decided.folder)
    assert run("finalize", decided.folder).code == 0
    assert (decided.decided / "第1次" / LETTER).read_bytes() == letter
    assert (decided.decided / LETTER).read_bytes() != letter
    assert len(record(decided)) == 1


@pytest.mark.slow
def test_another_scheme_under_the_same_meeting_is_asked_about(run: Runner, decided: Campaign) -> None:
    """Nobody's score, place or proposal is another; but the rules are."""
    raw = with_rule(测评得分公布线="1")
    decided.scheme.write_bytes(write_scheme(records_of(raw)))
    assert run("merge", decided.folder).code == 0
    assert findings(decided, "decision.changed") == []
    ran = run("finalize", decided.folder)
    assert ran.code == 1
    assert "与第1次审定时不同，审定会议和日期却没有变（县委常委会第12次会议，2024-12-30）" in ran.out
    assert run("finalize", decided.folder).code == 0
