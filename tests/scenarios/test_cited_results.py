"""村书记考核 of three townships in the score of their secretaries: from the 结果报送表 to the decision, by hand."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from lianping_xlsx.app.finalize import finalize
from lianping_xlsx.app.summary_outputs import Merged
from lianping_xlsx.core import safe_open
from lianping_xlsx.core.campaign_names import VERSIONS_FILE
from lianping_xlsx.forms.layout import FormLayout, Slot
from lianping_xlsx.publish.summary.summary_workbook import write_summary
from lianping_xlsx.spreadsheet.book import Content
from tests.books import contents, edited, lines, open_book
from tests.cli.running import Runner
from tests.deciding import decide_as_proposed
from tests.findings import codes_of
from tests.libreoffice import needs_libreoffice, save_as
from tests.reports import RIVER, ROCK, ratee_rows, report, report_book
from tests.scenarios.campaigns import (
    Made,
    answer,
    assert_figures,
    foretell,
    in_process,
    make_campaign,
    merge,
    records_of,
    recounted,
    result_of,
)
from tests.scenarios.plain_tables import PLAIN

TABLES = PLAIN | {
    "考核对象": """
        编号 | 姓名 | 职务 | 所在单位 | 排名组 | 填报单位
        T1   | 甲一 | 书记 | 云溪镇   | 镇     |
        T2   | 甲二 | 书记 | 石栏镇   | 镇     |
        T3   | 甲三 | 书记 | 桐荫街道 | 镇     |
        """,
    "填报单位": """
        编号 | 名称       | 联系人 | 电话 | 邮箱
        U1   | 县委办公室 |        |      |
        """,
    "考核板块": """
        板块     | 权重 | 来源 | 满分 | 适用排名组
        述职测评 | 50   | 测评 |      |
        村级考核 | 30   | 引用 | 50   |
        市级考核 | 20   | 引用 |      |
        """,
    "引用": f"""
        板块     | 考核对象 | 引用的考核     | 排名组 | 取值
        村级考核 | T1       | {RIVER}        |        |
        村级考核 | T2       | {ROCK}         | 村     | 平均
        村级考核 | T3       | 桐荫街道考核   |        | 平均
        市级考核 | 全部     | 市委组织部     |        | 本人
        """,
    "考评细则": """
        编号 | 一级指标 | 考评内容 | 分值 | 评分标准 | 计分方式 | 适用排名组
        """,
    "填报任务": """
        填报单位   | 表种   | 考核对象范围 | 测评 | 票类 | 预计份数
        县委办公室 | 测评票 | 全部         | 述职 | 领导 | 9
        """,
}
VOTED = {"T1": 90, "T2": 85, "T3": 80}
RIVER_ROWS = ratee_rows("""
    V1 | 村   | 乙一 | 92.35
    V2 | 村   | 乙二 | 88.00
    V3 | 村   | 乙三 | 不参评
    V4 | 社区 | 乙四 | 79.90
    """)
ROCK_ROWS = ratee_rows("""
    V1 | 村   | 丙一 | 91.00
    V2 | 村   | 丙二 | 84.05
    V3 | 社区 | 丙三 | 60.00
    """)
SHADE_ROWS = ratee_rows("V1 | 社区 | 丁一 | 87.65")
CITY_ROWS = ratee_rows("""
    A1 | 书记 | 甲一 | 93.00
    A2 | 书记 | 甲二 | 86.50
    A3 | 书记 | 甲三 | 90.00
    A4 | 书记 | 别人 | 50.00
    """)
REPORTS = {
    "云溪.xlsx": report(RIVER, RIVER_ROWS),
    "石栏.xlsx": report(ROCK, ROCK_ROWS),
    "桐荫.xlsx": report("桐荫街道党工委", SHADE_ROWS, title="桐荫街道考核"),
    "市里.xlsx": report("市委组织部", CITY_ROWS, title="全市书记考核"),
}


def fill(_form: FormLayout, slot: Slot) -> Content:
    if slot.field in ("issued", "returned"):
        return 9
    return VOTED[slot.ratee] if slot.field == "mark" and int(slot.ballot) <= 9 else None


def campaign(folder: Path, others: Mapping[str, str] | None = None) -> Made:
    settings = {"小数位数": "2", "年度": "2024"}
    return make_campaign(folder, records_of(settings=settings, tables=TABLES | dict(others or {})))


def sent(made: Made, books: Mapping[str, bytes]) -> dict[str, Path]:
    """Files dropped into 2收回."""
    found = {name: made.loaded.campaign.received / name for name in books}
    for name, path in found.items():
        path.write_bytes(books[name])
    return found


def books() -> dict[str, bytes]:
    return {name: report_book(each) for name, each in REPORTS.items()}


def merged_in(folder: Path) -> Merged:
    """Ballots and all cited results."""
    made = campaign(folder)
    replies = answer(made, fill) | sent(made, books())
    with in_process():
        merged = merge(made)
    assert_figures(merged, foretell(made, replies))
    return merged


def status_of(made: Made) -> dict[str, tuple[str, str]]:
    return {file["path"]: (file["status"], file["reason"]) for file in result_of(made.folder)["files"]}


@pytest.mark.slow
@needs_libreoffice
def test_cited_results_from_the_replies_to_the_decision(tmp_path: Path) -> None:
    """Out of 50 points. T1: (92.35 + 88 + 79.9) / 3 / 100 x 50 = 43.375, up: 43.38. T2, only 村: 175.05 / 2 / 2 =
    43.7625: 43.76. T3: 87.65 / 2 = 43.825: 43.83.

    T1: 90 x 50 % + 43.38 / 50 x 30 + 93 x 20 % = 45 + 26.028 + 18.6 = 89.628: 89.63.
    T2: 42.5 + 26.256 + 17.3 = 86.056: 86.06. T3: 40 + 26.298 + 18 = 84.298: 84.30.
    One result was saved again by another program, and two came in an archive.
    """
    made = campaign(tmp_path / "考核")
    replies = answer(made, fill)
    all_books = books()
    (tmp_path / "先.xlsx").write_bytes(all_books.pop("云溪.xlsx"))
    saved = save_as([tmp_path / "先.xlsx"], "xlsx")[0].read_bytes()
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        for name in ("石栏.xlsx", "桐荫.xlsx"):
            packed.writestr(name, all_books.pop(name))
    replies |= sent(made, {"a.xlsx": saved, **all_books})
    packs = sent(made, {"镇街.zip": archive.getvalue()})
    with in_process():
        merged = merge(made)

    assert merged.data.official, [finding.message for finding in merged.data.findings]
    ratees: dict[str, Any] = {ratee["id"]: ratee for ratee in result_of(made.folder)["ratees"]}
    assert [ratees[code]["components"]["村级考核"] for code in VOTED] == ["43.38", "43.76", "43.83"]
    assert [ratees[code]["composite"] for code in VOTED] == ["89.63", "86.06", "84.30"]
    with zipfile.ZipFile(packs["镇街.zip"]) as packed:
        packed.extractall(tmp_path / "解开")
    assert_figures(merged, foretell(made, replies | {path.name: path for path in (tmp_path / "解开").iterdir()}))
    assert status_of(made)["镇街.zip/石栏.xlsx"][0] == "已采用"
    due = [(each["unit"], each["status"]) for each in result_of(made.folder)["returns"] if each["form"] == "结果报送表"]
    assert due == [(name, "已采用") for name in (RIVER, ROCK, "桐荫街道考核", "市委组织部")]
    _shown(write_summary(merged.data))
    decide_as_proposed(made.loaded.campaign)
    with in_process():
        outcome = finalize(made.folder)
    assert outcome.value is not None, [finding.message for finding in outcome.findings]


def _shown(summary: bytes) -> None:
    """What the summary says of it."""
    own = [row for row in lines(summary, "引用明细") if row[0] == "T1" and row[3] == "村级考核"]
    assert [(row[4], row[7], row[8], row[9], row[10]) for row in own] == [
        (RIVER, "乙一", 92.35, 100, 43.38),
        (RIVER, "乙二", 88, 100, None),
        (RIVER, "乙四", 79.9, 100, None),
    ]
    rolled = lines(summary, "总表")
    assert [row[4] for row in rolled if row[4]] == [
        *["乙一", "乙二", "乙三", "乙四", "丙一", "丙二", "丙三", "丁一", "甲一", "甲二", "甲三", "别人"]
    ]
    assert next(row for row in rolled if row[4] == "乙三")[6:9] == ("不参评", "—", "—")
    live = {at: value for at, (value, _) in contents(summary).items()}
    formulas = [value for (sheet, _), value in live.items() if sheet == "综合排序" and "引用明细" in str(value)]
    assert len(formulas) == 2 * len(VOTED)
    said = " ".join(
        str(value) for (sheet, _), (value, _) in contents(summary, values=True).items() if sheet == "计算说明"
    )
    assert f"“{ROCK}”排名组“村”参评人员的平均" in said
    assert "“市委组织部”同名的人" in said
    returns = " ".join(str(cell) for row in lines(summary, "报送情况") for cell in row)
    assert f"校验码{REPORTS['云溪.xlsx'].check_code}" in returns


@pytest.fixture
def made(tmp_path: Path) -> Made:
    """The campaign with its ballots."""
    found = campaign(tmp_path)
    answer(found, fill)
    return found


def merged_codes(made: Made) -> list[str]:
    with in_process():
        return sorted(codes_of(merge(made).data.findings))


def test_a_result_that_is_missing_makes_a_trial_and_is_named(made: Made) -> None:
    sent(made, {name: book for name, book in books().items() if name != "石栏.xlsx"})
    with in_process():
        merged = merge(made)
    assert merged.result["status"] == "试算"
    assert codes_of(merged.data.findings) == ["report.missing"]
    assert f"“{ROCK}”" in merged.data.findings[0].message
    composites = {ratee["id"]: ratee["composite"] for ratee in result_of(made.folder)["ratees"]}
    assert composites == {"T1": "89.63", "T2": None, "T3": "84.30"}
    assert differences_of_row(write_summary(merged.data)) == [("T2", "—", "没有采用“石栏镇党委”的结果报送表")]


def differences_of_row(summary: bytes) -> list[tuple[object, ...]]:
    return [(row[0], row[10], row[11]) for row in lines(summary, "引用明细") if row[10] == "—"]


def test_status_names_who_has_not_sent(made: Made, run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(safe_open, "today", lambda: dt.date(2024, 12, 1))  # nobody is late yet
    sent(made, {name: book for name, book in books().items() if name != "石栏.xlsx"})
    ran = run("status", made.folder)
    assert ran.code == 1
    cells = [[cell.strip() for cell in line.split("|")] for line in ran.out.splitlines() if "/1" in line]
    told = {line[1]: line[3] for line in cells}
    assert (told[ROCK], told[RIVER]) == ("结果报送表未交", "结果报送表已采用")
    assert "mail --remind" not in ran.out  # all 填报单位 have answered


@pytest.mark.parametrize("place", ["shown", "hidden", "code"])
def test_an_edited_result_is_refused(made: Made, place: str) -> None:
    """A score on the printed sheet, one on the hidden sheet, or the printed check code."""

    def edit(book: Any) -> None:
        if place == "shown":
            book["结果报送表"]["G4"] = 99.5
        elif place == "hidden":
            book["结果报送信息"]["G11"] = "99.50"
        else:
            book["结果报送表"]["A2"] = "校验码：AAAA-AAAA-A"

    sent(made, books() | {"云溪.xlsx": report_book(REPORTS["云溪.xlsx"], edit)})
    code = "report.edited" if place == "hidden" else "report.shown-differs"
    assert merged_codes(made) == sorted([code, "report.missing"])
    assert status_of(made)["云溪.xlsx"][0] == "未采用"


def test_a_row_that_differs_is_quoted_by_the_beginning_of_each_cell(made: Made) -> None:
    def edit(book: Any) -> None:
        book["结果报送表"]["E4"] = "甲" * 30_000

    sent(made, books() | {"云溪.xlsx": report_book(REPORTS["云溪.xlsx"], edit)})
    with in_process():
        (finding,) = (each for each in merge(made).data.findings if each.code == "report.shown-differs")
    assert f"村 {'甲' * 60}… —" in finding.message
    assert len(finding.message) < 200


def test_the_newest_decision_counts_and_equal_copies_once(made: Made) -> None:
    """The second decision of RIVER has 98.35 for 乙一: (98.35 + 88 + 79.9) / 3 / 2 = 44.375, up: 44.38."""
    second = report(RIVER, (replace(RIVER_ROWS[0], composite="98.35"), *RIVER_ROWS[1:]), decision=2)
    sent(made, books() | {"新.xlsx": report_book(second), "又.xlsx": report_book(second)})
    assert merged_codes(made) == []
    status = status_of(made)
    assert status["云溪.xlsx"] == ("重复", "已由第2次审定的“又.xlsx”取代") or status["云溪.xlsx"] == (
        "重复",
        "已由第2次审定的“新.xlsx”取代",
    )
    assert sorted(status[name][0] for name in ("新.xlsx", "又.xlsx")) == ["已采用", "重复"]
    assert result_of(made.folder)["ratees"][0]["components"]["村级考核"] == "44.38"


def test_a_campaign_that_was_renamed_is_still_the_same(made: Made) -> None:
    """Its second decision, under another name, has 91.65 in place of 87.65: T3 gets 91.65 / 2 = 45.825, up: 45.83."""
    first, second = (
        report("桐荫街道党工委", rows, title=title, campaign="桐荫", decision=number)
        for rows, title, number in (
            (SHADE_ROWS, "桐荫街道考核", 1),
            ((replace(SHADE_ROWS[0], composite="91.65"),), "桐荫街道村书记考核", 2),
        )
    )
    sent(made, books() | {"桐荫.xlsx": report_book(first), "新.xlsx": report_book(second)})
    assert merged_codes(made) == []
    assert status_of(made)["桐荫.xlsx"] == ("重复", "已由第2次审定的“新.xlsx”取代")
    assert result_of(made.folder)["ratees"][2]["components"]["村级考核"] == "45.83"


def test_two_results_of_one_decision_stop_each_other(made: Made) -> None:
    other = report(RIVER, RIVER_ROWS[:2])
    sent(made, books() | {"另.xlsx": report_book(other)})
    assert merged_codes(made) == ["report.conflict"]
    assert status_of(made)["另.xlsx"] == status_of(made)["云溪.xlsx"] == ("未采用", "收到内容不同的几份")


@pytest.fixture
def contested(made: Made) -> Made:
    """RIVER sent two results of its first decision: in 另.xlsx 乙二 has 80.00, and 乙四 is missing. Merged."""
    other = report(RIVER, (RIVER_ROWS[0], replace(RIVER_ROWS[1], composite="80.00"), RIVER_ROWS[2]))
    sent(made, books() | {"另.xlsx": report_book(other)})
    assert merged_codes(made) == ["report.conflict"]
    return made


def choose(made: Made, **typed: str | None) -> None:
    """Type under 采用 in 版本对照.xlsx, by file (without .xlsx)."""

    def edit(book: Any) -> None:
        for row in book["选定版本"].iter_rows(min_row=5):
            row[6].value = typed.get(str(row[4].value).removesuffix(".xlsx"), row[6].value)

    table = made.loaded.campaign.summary / VERSIONS_FILE
    table.write_bytes(edited(table.read_bytes(), edit))


def score_of_first(made: Made) -> str | None:
    found: str | None = result_of(made.folder)["ratees"][0]["components"]["村级考核"]
    return found


def test_different_results_stand_side_by_side(contested: Made) -> None:
    book = (contested.loaded.campaign.summary / VERSIONS_FILE).read_bytes()
    page = open_book(book, values=True)["版本对照"]
    shown = [tuple(str(cell) for cell in row if cell) for row in page.iter_rows(values_only=True)]
    assert (f"1．{RIVER}　结果报送表：7处不同；还没有决定，都没有采用",) in shown
    assert ("1", "V2 乙二村 乙二", "综合得分", "88.00", "80.00") in shown
    assert ("3", "V4 乙四村 乙四", "单位", "乙四村", "（没有填）") in shown
    assert [row[1:6] for row in lines(book, "选定版本")] == [
        (RIVER, "结果报送表", "版本一", "云溪.xlsx", "填了26格"),
        (RIVER, "结果报送表", "版本二", "另.xlsx", "填了19格"),
    ]


def test_a_choice_between_results_is_typed_once(contested: Made) -> None:
    """(92.35 + 80) / 2 / 2 = 43.0875, up: 43.09; of the other one 43.38."""
    choose(contested, 另="√")
    for _ in range(2):
        assert merged_codes(contested) == ["form.preferred"]
        assert score_of_first(contested) == "43.09"
    assert status_of(contested)["另.xlsx"] == ("已采用", "")
    assert status_of(contested)["云溪.xlsx"] == ("重复", "内容不同，选定的是“另.xlsx”")
    assert result_of(contested.folder)["status"] == "正式"
    assert recounted(contested)["T1"].components["村级考核"] == "43.09"
    with in_process():
        assert codes_of(merge(contested, prefer=("云溪.xlsx",)).data.findings) == ["form.preferred"]
    assert score_of_first(contested) == "43.38"


def test_a_later_result_of_the_decision_is_asked_about_again(contested: Made) -> None:
    choose(contested, 另="√")
    assert merged_codes(contested) == ["form.preferred"]
    sent(contested, {"再.xlsx": report_book(report(RIVER, RIVER_ROWS[:1]))})
    assert merged_codes(contested) == ["report.conflict"]


@pytest.mark.slow
def test_a_chosen_result_that_is_gone_is_told(contested: Made) -> None:
    choose(contested, 另="√")
    assert merged_codes(contested) == ["form.preferred"]
    (contested.loaded.campaign.received / "另.xlsx").unlink()
    assert merged_codes(contested) == ["choice.gone"]
    assert score_of_first(contested) == "43.38"


def test_a_result_that_nobody_contests_is_not_preferred(contested: Made) -> None:
    with in_process():
        found = codes_of(merge(contested, prefer=("石栏.xlsx",)).data.findings)
    assert found == ["report.conflict", "form.prefer-unused"]


def test_two_campaigns_of_one_office_are_ambiguous(made: Made) -> None:
    other = report(RIVER, RIVER_ROWS, title="社区书记考核", campaign="另一次")
    sent(made, books() | {"另.xlsx": report_book(other)})
    assert merged_codes(made) == ["report.ambiguous"]


COMMUNITY = report(RIVER, RIVER_ROWS[:1], title="社区书记考核", campaign="另一次")


@pytest.fixture
def ambiguous(made: Made) -> Made:
    """RIVER has assessed twice: in 另.xlsx stands 乙一 alone, with 92.35. Merged."""
    sent(made, books() | {"另.xlsx": report_book(COMMUNITY)})
    assert merged_codes(made) == ["report.ambiguous"]
    return made


@pytest.mark.slow
def test_the_campaign_that_is_meant_is_typed_once(ambiguous: Made) -> None:
    """92.35 / 2 = 46.175, up: 46.18; of the other campaign (92.35 + 88 + 79.9) / 3 / 2 = 43.375, up: 43.38."""
    book = (ambiguous.loaded.campaign.summary / VERSIONS_FILE).read_bytes()
    assert [row[1:5] for row in lines(book, "选定版本")] == [
        (RIVER, "结果报送表", "版本一", "云溪.xlsx"),
        (RIVER, "结果报送表", "版本二", "另.xlsx"),
    ]
    shown = [cell for row in open_book(book, values=True)["版本对照"].iter_rows(values_only=True) for cell in row]
    assert {"方案名称", "村书记考核", "社区书记考核"} <= {*shown}
    choose(ambiguous, 另="√")
    for _ in range(2):
        assert merged_codes(ambiguous) == ["form.preferred"]
        assert score_of_first(ambiguous) == "46.18"
    status = status_of(ambiguous)
    assert (status["另.xlsx"], status["云溪.xlsx"]) == (("已采用", ""), ("重复", "选定的是另一次考核的“另.xlsx”"))
    assert result_of(ambiguous.folder)["status"] == "正式"
    assert recounted(ambiguous)["T1"].components["村级考核"] == "46.18"
    (ambiguous.loaded.campaign.summary / VERSIONS_FILE).unlink()  # the record remembers
    assert merged_codes(ambiguous) == ["form.preferred"]
    choose(ambiguous, 云溪="√", 另=None)
    assert merged_codes(ambiguous) == ["form.preferred"]
    assert score_of_first(ambiguous) == "43.38"
    assert recounted(ambiguous)["T1"].components["村级考核"] == "43.38"


@pytest.mark.slow
def test_a_later_decision_of_the_campaign_that_is_meant_counts(ambiguous: Made) -> None:
    """80 / 2 = 40. Two results of that decision are asked about by themselves: 70 / 2 = 35."""
    choose(ambiguous, 另="√")
    assert merged_codes(ambiguous) == ["form.preferred"]
    later = replace(COMMUNITY, decision=2, ratees=(replace(RIVER_ROWS[0], composite="80.00"),))
    sent(ambiguous, {"后.xlsx": report_book(later)})
    assert merged_codes(ambiguous) == ["form.preferred"]
    assert score_of_first(ambiguous) == "40.00"
    assert recounted(ambiguous)["T1"].components["村级考核"] == "40.00"
    sent(ambiguous, {"改.xlsx": report_book(replace(later, ratees=(replace(RIVER_ROWS[0], composite="70.00"),)))})
    assert merged_codes(ambiguous) == ["form.preferred", "report.conflict"]
    choose(ambiguous, 改="√")
    assert merged_codes(ambiguous) == ["form.preferred"] * 2
    assert score_of_first(ambiguous) == "35.00"
    assert recounted(ambiguous)["T1"].components["村级考核"] == "35.00"


def test_a_further_campaign_is_asked_about_and_one_that_is_gone_is_told(ambiguous: Made) -> None:
    choose(ambiguous, 另="√")
    assert merged_codes(ambiguous) == ["form.preferred"]
    third = replace(COMMUNITY, campaign="又一次", title="站所负责人考核")
    received = sent(ambiguous, {"又.xlsx": report_book(third)})
    assert merged_codes(ambiguous) == ["report.ambiguous"]
    for path in (*received.values(), ambiguous.loaded.campaign.received / "另.xlsx"):
        path.unlink()
    choose(ambiguous, 另="√")
    assert merged_codes(ambiguous) == ["choice.gone"]
    assert score_of_first(ambiguous) == "43.38"


def test_time_does_not_say_which_campaign_is_meant_and_a_file_does(ambiguous: Made) -> None:
    with in_process():
        assert codes_of(merge(ambiguous, prefer=("newest",)).data.findings) == ["report.ambiguous"]
        assert codes_of(merge(ambiguous, prefer=("另.xlsx",)).data.findings) == ["form.preferred"]
    assert score_of_first(ambiguous) == "46.18"


def test_what_is_not_cited_or_of_another_year_is_left_out(made: Made) -> None:
    other, old = report("别的镇党委", RIVER_ROWS), replace(report(RIVER, RIVER_ROWS), year="2023")
    trial = replace(report(ROCK, ROCK_ROWS), status="试算")
    sent(made, books() | {"别的.xlsx": report_book(other), "旧.xlsx": report_book(old), "试.xlsx": report_book(trial)})
    assert merged_codes(made) == ["report.not-cited", "report.other-year", "report.trial"]
    assert result_of(made.folder)["status"] == "正式"
    status = status_of(made)
    assert status["别的.xlsx"] == ("忽略", "方案没有引用这次考核的结果")
    assert [status[name][0] for name in ("旧.xlsx", "试.xlsx")] == ["未采用", "未采用"]


@pytest.mark.parametrize(
    ("city", "told"),
    [
        (CITY_ROWS[1:], "没有甲一"),
        ((*CITY_ROWS, replace(CITY_ROWS[0], code="A5")), "有2个甲一"),
        ((replace(CITY_ROWS[0], composite="不单列"), *CITY_ROWS[1:]), "甲一的综合得分不单列"),
        ((replace(CITY_ROWS[0], composite="不参评"), *CITY_ROWS[1:]), "没有甲一"),
    ],
)
def test_a_person_without_a_figure_is_named(made: Made, city: Any, told: str) -> None:
    changed = replace(REPORTS["市里.xlsx"], ratees=tuple(city))
    sent(made, books() | {"市里.xlsx": report_book(changed)})
    with in_process():
        merged = merge(made)
    assert codes_of(merged.data.findings) == ["report.no-figure"]
    assert told in merged.data.findings[0].message
    assert merged.result["status"] == "试算"
