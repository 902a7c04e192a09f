"""复核登记: a row for each person and result of whom a 复核说明 was written; nothing typed into it is lost."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from lianping_xlsx.app.campaign import Campaign
from lianping_xlsx.app.explain import write_statement
from lianping_xlsx.core import safe_open
from tests.books import edited, open_book
from tests.campaigns import copy_of
from tests.cli.running import Ran, Runner, snapshot
from tests.deciding import Typed, record, texts, type_in
from tests.inline import in_this_process

SHEET = "复核登记"
TODAY = dt.date(2025, 1, 20)
SECOND: Typed = {"I6": "好", "J6": "复核更正", "C3": "县委常委会第13次会议", "I3": "2025-01-06"}


@pytest.fixture
def decided(decided_once: Campaign, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Campaign:
    """The small campaign, decided as proposed."""
    monkeypatch.setattr(safe_open, "today", lambda: TODAY)
    return copy_of(decided_once, tmp_path / "c")


@pytest.fixture(scope="module")
def entered_once(decided_once: Campaign, tmp_path_factory: pytest.TempPathFactory) -> Campaign:
    """Only to be copied, as by ``entered``."""
    found = copy_of(decided_once, tmp_path_factory.mktemp("entered") / "c")
    with in_this_process(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(safe_open, "today", lambda: TODAY)
        assert write_statement(found.folder, "T1").value is not None
    return found


@pytest.fixture
def entered(entered_once: Campaign, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Campaign:
    """The same with the statement on T1, which is entered."""
    monkeypatch.setattr(safe_open, "today", lambda: TODAY)
    return copy_of(entered_once, tmp_path / "c")


def explain(run: Runner, found: Campaign, person: str = "T1") -> Ran:
    with in_this_process():
        return run("explain", found.folder, person, "--docx")


def register(found: Campaign) -> Path:
    return found.reviews / "复核登记.xlsx"


def rows_of(found: Campaign) -> list[dict[str, Any]]:
    page = open_book(register(found).read_bytes())[SHEET]
    heads = [str(cell.value) for cell in page[3]]
    rows = (dict(zip(heads, (cell.value for cell in row), strict=True)) for row in page.iter_rows(min_row=4))
    return [row for row in rows if row["申请人"]]


def fill_in(found: Campaign, number: str, **typed: str) -> None:
    def edit(book: Any) -> None:
        page = book[SHEET]
        heads = {cell.value: cell.column for cell in page[3]}
        row = next(cell.row for cell in page["A"] if cell.value == number)
        for heading, text in typed.items():
            page.cell(row, heads[heading]).value = text
        page["L1"] = "科室备注"

    register(found).write_bytes(edited(register(found).read_bytes(), edit))


def test_the_first_statement_makes_the_register(run: Runner, decided: Campaign) -> None:
    ran = explain(run, decided)
    assert ran.code == 0
    assert f"已登记：{register(decided)}第1号，申请日期、申请事项请在其中填写。" in ran.out
    (row,) = rows_of(decided)
    assert {name: text for name, text in row.items() if text} == {
        "编号": "1",
        "申请人": "云溪镇 陆明澈",
        "对应的结果": "第1次审定：综合得分91.34分，第2名，“中”",
        "复核说明": "T1 云溪镇 陆明澈.docx",
    }
    assert "2024年度" in str(open_book(register(decided).read_bytes())[SHEET]["A1"].value)


def test_each_person_and_result_once_and_what_was_typed_stays(run: Runner, entered: Campaign) -> None:
    fill_in(entered, "1", 申请日期="2025-01-08", 申请事项="对实地考评扣分有异议")
    before = snapshot(entered.reviews)
    assert "已登记" not in explain(run, entered).out
    assert snapshot(entered.reviews) == before
    assert "第2号" in explain(run, entered, "T2").out
    first, second = rows_of(entered)
    assert (first["申请日期"], first["申请事项"]) == ("2025-01-08", "对实地考评扣分有异议")
    assert (second["编号"], second["申请人"]) == ("2", "石栏镇 叶尔江·萨迪克")
    assert open_book(register(entered).read_bytes())[SHEET]["L1"].value == "科室备注"


def test_a_composite_that_may_not_be_told_is_not_in_it(run: Runner, decided: Campaign) -> None:
    def few(book: Any) -> None:
        page = book["计分规则"]
        row = next(cell.row for cell in page["A"] if cell.value == "测评得分公布线")
        page.cell(row, 2).value = 99
        row = next(cell.row for cell in page["A"] if cell.value == "票类均分单列线")
        page.cell(row, 2).value = 99

    decided.scheme.write_bytes(edited(decided.scheme.read_bytes(), few))
    with in_this_process():
        run("merge", decided.folder)
        type_in(decided, {"C3": "县委常委会第13次会议", "I3": "2025-01-06"})
        run("finalize", decided.folder)
    explain(run, decided)
    (row,) = rows_of(decided)
    assert row["对应的结果"].startswith("第2次审定：综合得分不单列，第2名，")


def test_open_requests_are_told_with_the_days(run: Runner, entered: Campaign) -> None:
    assert "复核：登记1件，未答复1件（云溪镇 陆明澈）。" in run("status", entered.folder).out
    fill_in(entered, "1", 申请日期="2025年1月8日")
    said = run("next", entered.folder).out
    assert "复核：登记1件，未答复1件（云溪镇 陆明澈），最早的已12天。" in said
    assert "复核办结的，在“复核/复核登记.xlsx”填复核结果、经办人、答复日期。" in said
    fill_in(entered, "1", 复核结果="维持", 答复日期="2025-01-15")
    said = run("next", entered.folder).out
    assert "复核：登记1件，都已答复。" in said
    assert "更正" not in said


@pytest.mark.parametrize(("typed", "corrected"), [("予以更正", True), ("不予更正", False)])
def test_words_that_people_type_for_the_outcome_are_understood(
    typed: str, corrected: bool, run: Runner, entered: Campaign
) -> None:
    fill_in(entered, "1", 复核结果=typed, 答复日期="2025-01-15")
    said = run("next", entered.folder).out
    assert "复核：登记1件，都已答复。" in said
    assert ("复核结果为更正、还没有重新定稿的：云溪镇 陆明澈。" in said) is corrected


@pytest.mark.parametrize("command", ["status", "merge", "next", "verify"])
def test_an_outcome_that_nobody_knows_is_told_with_the_state(command: str, run: Runner, entered: Campaign) -> None:
    fill_in(entered, "1", 复核结果="再议", 答复日期="下周")
    out = run(command, entered.folder).out
    assert "复核/复核登记.xlsx 工作表“复核登记” 单元格 G4：“复核结果”填的是“再议”，无法识别。" in out
    assert "单元格 J4：“答复日期”填的是“下周”，无法识别。" in out
    assert "复核：登记1件，未答复1件" in out


def test_status_as_json_tells_what_became_of_the_requests(run: Runner, decided: Campaign) -> None:
    assert run("status", decided.folder, "--json").json["reviews"] is None
    for person in ("T1", "T2", "T3"):
        explain(run, decided, person)
    fill_in(decided, "1", 申请日期="2025-01-08")
    fill_in(decided, "2", 复核结果="维持", 答复日期="2025-01-15")
    fill_in(decided, "3", 复核结果="再议")
    found = run("status", decided.folder, "--json").json
    assert found["reviews"] == {
        "requests": 3, "open": ["云溪镇 陆明澈", "莲浦街道 游砚秋"], "days": 12, "upheld": 1, "corrected": 0,
        "to_decide": [],
    }  # fmt: skip
    assert "“复核结果”填的是“再议”，无法识别。" in str(found["findings"])


def test_a_correction_that_nobody_could_be_found_for_is_told(run: Runner, entered: Campaign) -> None:
    done = {"复核结果": "更正", "答复日期": "2025-01-15"}
    fill_in(entered, "1", 申请人="陆明", 对应的结果="上次的", **done)
    assert "“对应的结果”填的是“上次的”，看不出是第几次审定的" in run("next", entered.folder).out
    fill_in(entered, "1", 对应的结果="第1次审定")
    assert "“申请人”填的是“陆明”，第1次审定里认不出是谁" in run("next", entered.folder).out
    fill_in(entered, "1", 申请人="陆明澈")
    assert "认不出" not in run("next", entered.folder).out
    type_in(entered, SECOND)
    assert "根据复核更正：云溪镇陆明澈" in run("finalize", entered.folder).out


def test_ballots_are_not_destroyed_while_a_review_goes_on(run: Runner, entered: Campaign) -> None:
    ran = run("destroy", entered.folder, "--yes", "--by", "甲")
    assert (ran.code, "复核还没有办完（云溪镇 陆明澈）" in ran.out) == (2, True)
    fill_in(entered, "1", 复核结果="更正", 答复日期="2025-01-15")
    assert "复核还没有办完（云溪镇 陆明澈）" in run("destroy", entered.folder, "--yes", "--by", "甲").out
    fill_in(entered, "1", 复核结果="维持")
    assert run("destroy", entered.folder, "--yes", "--by", "甲").code == 0


def test_a_register_that_cannot_be_read_is_told_once(run: Runner, entered: Campaign) -> None:
    register(entered).write_bytes(b"x")
    for out in (run("next", entered.folder).out, explain(run, entered, "T2").out):
        assert out.count("复核登记读不出来") == 1


def test_a_correction_that_led_to_another_decision_is_on_record(run: Runner, entered: Campaign) -> None:
    explain(run, entered, "T3")
    done = {"复核结果": "更正", "经办人": "薛定安", "答复日期": "2025-01-15"}
    fill_in(entered, "1", 更正内容="漏计加分", **done)
    fill_in(entered, "2", **done)
    assert "复核结果为更正、还没有重新定稿的：云溪镇 陆明澈、莲浦街道 游砚秋。" in run("next", entered.folder).out
    type_in(entered, SECOND)
    ran = run("finalize", entered.folder)
    assert "复核登记第2号“莲浦街道 游砚秋”的复核结果是更正，这次审定他的得分、名次、等次却没有变。" in ran.out
    assert "根据复核更正：云溪镇陆明澈（复核登记第1号：漏计加分），已写进审定记录。" in ran.out
    first, second = record(entered)
    assert "reviews" not in first
    (named,) = second["reviews"]
    assert named == {"id": "T1", "name": "陆明澈", "request": "1", "correction": "漏计加分", "clerk": "薛定安"}
    words = "\n".join(texts((entered.decided / "审定记录.xlsx").read_bytes()))
    assert "复核更正：云溪镇陆明澈（复核登记第1号：漏计加分）" in words
    assert "还没有重新定稿" not in run("next", entered.folder).out
    assert run("verify", entered.folder).code == 0
    before = snapshot(entered.decided)
    run("finalize", entered.folder)
    assert snapshot(entered.decided) == before
    assert "第3号" in explain(run, entered).out  # the same person on another result


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda path: path.write_bytes(b"x"), "复核登记读不出来或者写不进去"),
        (lambda path: path.with_name(".~lock.复核登记.xlsx#").touch(), "正在别的程序里打开"),
    ],
)
def test_a_register_that_cannot_be_written_stays_and_the_statement_is_written(
    spoil: Any, told: str, run: Runner, entered: Campaign
) -> None:
    spoil(register(entered))
    before = register(entered).read_bytes()
    ran = explain(run, entered, "T2")
    assert (ran.code, told in ran.out) == (1, True)
    assert register(entered).read_bytes() == before
    assert (entered.reviews / "T2 石栏镇 叶尔江·萨迪克.docx").exists()


def test_the_archive_takes_it(run: Runner, decided: Campaign) -> None:
    import zipfile

    explain(run, decided)
    assert run("archive", decided.folder).code in (0, 1)
    (packed,) = (decided.folder / "归档").glob("*.zip")
    with zipfile.ZipFile(packed) as found:
        assert any(name.endswith("复核登记.xlsx") for name in found.namelist())


@pytest.mark.parametrize("number", ["9" * 5000, "复-12", "٣"])
def test_a_number_of_another_kind_does_not_count(number: str, run: Runner, entered: Campaign) -> None:
    fill_in(entered, "1", 编号=number)
    assert explain(run, entered, "T2").code == 0
    assert [row["编号"] for row in rows_of(entered)] == [number, "1"]


def test_merged_cells_below_are_taken_apart(run: Runner, decided: Campaign) -> None:
    def merge(book: Any) -> None:
        book[SHEET].merge_cells("A5:J5")
        book[SHEET].merge_cells("C6:C7")

    explain(run, decided)
    register(decided).write_bytes(edited(register(decided).read_bytes(), merge))
    assert explain(run, decided, "T2").code == 0
    assert [row["申请人"] for row in rows_of(decided)] == ["云溪镇 陆明澈", "石栏镇 叶尔江·萨迪克"]
    spans = {str(span) for span in open_book(register(decided).read_bytes())[SHEET].merged_cells.ranges}
    assert ("C6:C7" in spans, "A5:J5" in spans) == (True, False)
