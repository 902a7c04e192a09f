"""汇总表.xlsx before the meeting: where a sheet has figures of few ballots, another of values goes in its place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from lianping_xlsx.checks.mark_ends import MarkEnds
from lianping_xlsx.decision.disclosure.redact import withheld_note
from lianping_xlsx.decision.disclosure.releases import Released, Releases, by_class
from lianping_xlsx.decision.summary_data import SummaryData
from lianping_xlsx.publish.summary.summary_workbook import write_summary
from lianping_xlsx.scheme.ballot_contents import Grade
from lianping_xlsx.scheme.terms import Scoring
from lianping_xlsx.tally.tally_results import ClassTally
from tests.books import open_book
from tests.libreoffice import needs_libreoffice
from tests.publish.story import CADRES, LEADERS, POLL, STORY
from tests.recalculation import differences

OFFICE_ONLY = "本表含票数较少或评分高度一致的票类，供主办单位内部使用，不送审。"
SHEETS = ["综合排序（送审件）", "测评统计（送审件）", "综合排序", "测评统计", "考评明细"]


def with_classes(**changed: object) -> SummaryData:
    """The story with another class of the 基层党员干部代表 for T4, whose composite is 88.01."""

    def other(tally: ClassTally) -> ClassTally:
        return replace(tally, **changed) if (tally.ratee, tally.voter_class) == ("T4", CADRES) else tally  # type: ignore[arg-type]

    return replace(STORY, result=replace(STORY.result, classes=tuple(map(other, STORY.result.classes))))


WITHHELD = with_classes(valid=2, counted=2, returned=2, total=176_01)
MERGED = with_classes(valid=4, counted=4, returned=4, total=352_02)


def book(data: SummaryData, *, live: bool = False) -> Workbook:
    return open_book(write_summary(data), values=not live)


def rows(sheet: Worksheet) -> list[tuple[object, ...]]:
    return list(sheet.iter_rows(values_only=True))


def lines(sheet: Worksheet, code: str, *columns: str) -> list[tuple[object, ...]]:
    """Some columns, by heading, of the rows of a ratee."""
    headings = [cell.value for cell in sheet[4]]
    return [tuple(row[headings.index(c)] for c in columns) for row in rows(sheet) if code in row[:2]]


def on_the_cover(found: Workbook) -> dict[str, list[object]]:
    named = [[cell for cell in row if cell] for row in rows(found["封面"])]
    return {str(line[0]): line[1:] for line in named if line and str(line[0]) in ("送审件：", "底稿备查：")}


def cells(sheets: Sequence[Worksheet]) -> list[object]:
    return [cell for sheet in sheets for row in rows(sheet) for cell in row if cell is not None]


def test_9_what_the_meeting_gets_has_no_figure_of_a_class_of_two() -> None:
    """测评统计 printed 88.01 as the mean of two voters; with it went every figure that gives it."""
    found = book(WITHHELD)
    assert found.sheetnames[:6] == ["封面", *SHEETS]
    ours = [found[name] for name in ("封面", *SHEETS[:2], "考评明细")]
    assert not {88.01, 176.01, 528.04} & {cell for cell in cells(ours) if isinstance(cell, float)}
    columns = ("票类", "计分票数", "合计分", "平均分", "测评分", "测评得分")
    assert lines(found["测评统计（送审件）"], "T4", *columns) == [
        (LEADERS, 6, "—", "不单列", "不单列", "不单列"),
        (CADRES, 2, "—", "不单列", None, None),
    ]
    scores = ("测评得分", "考评得分", "综合得分", "名次", "建议等次", "备注")
    told = lines(found["综合排序（送审件）"], "T4", *scores)
    assert told == [("不单列", 88, "不单列", "4–5", "差", "因发生信访事件降一档")]
    assert lines(found["综合排序（送审件）"], "T1", *scores) == lines(found["综合排序"], "T1", *scores)
    assert lines(found["测评统计（送审件）"], "T2", *columns) == lines(found["测评统计"], "T2", *columns)
    for name in SHEETS[:2]:
        assert withheld_note(WITHHELD.scheme, WITHHELD.disclosures, again=False) in str(found[name]["A3"].value)


def test_the_office_s_sheets_say_that_they_are_its_own() -> None:
    found = book(WITHHELD)
    assert on_the_cover(found) == {
        "送审件：": ["综合排序", "测评统计", "考评明细"],
        "底稿备查：": ["综合排序", "测评统计", "图表", "评议意见", "出处", "报送情况", "问题清单", "计算说明"],
    }
    row = next(row for row in found["封面"].iter_rows() if row[0].value == "送审件：")
    links = [cell.hyperlink.location for cell in row if cell.hyperlink]
    assert links[:2] == ["'综合排序（送审件）'!A1", "'测评统计（送审件）'!A1"]
    for name in ("综合排序", "测评统计", "图表"):
        assert str(found[name]["A3"].value).startswith(f"{OFFICE_ONLY}\n")
    assert not str(found["考评明细"]["A3"].value).startswith(OFFICE_ONLY)


def test_the_cover_tells_no_best_and_no_mean_of_a_group_in_which_a_composite_is_not_told() -> None:
    groups = {row[0]: row for row in rows(book(WITHHELD)["封面"]) if row[0] in ("乡镇", "街道", "合计")}
    told = {group: [cell for cell in row[1:] if cell is not None] for group, row in groups.items()}
    assert told["乡镇"][1:4] == told["合计"][1:4] == ["不单列"] * 3
    assert told["街道"][1:4] == [97, 74.75, 85.88]


def test_where_only_means_are_merged_the_ranking_goes_as_it_is() -> None:
    found = book(MERGED)
    assert found.sheetnames[:4] == ["封面", "测评统计（送审件）", "综合排序", "测评统计"]
    assert on_the_cover(found)["送审件："] == ["综合排序", "测评统计", "考评明细", "图表"]
    assert on_the_cover(found)["底稿备查："][0] == "测评统计"
    assert lines(found["测评统计（送审件）"], "T4", "合计分", "平均分", "测评分", "测评得分") == [
        ("—", "并入测评得分", 88.01, 88.01),
        ("—", "并入测评得分", None, None),
    ]
    assert not str(found["综合排序"]["A3"].value).startswith(OFFICE_ONLY)
    assert "不单列”的" not in str(found["测评统计（送审件）"]["A3"].value)


def test_trimmed_marks_are_two_ballots_and_do_not_stand_before_the_meeting() -> None:
    found = book(MERGED)
    assert lines(found["测评统计"], "T1", "备注")[0] == ("已去掉最高分99、最低分80",)
    assert lines(found["测评统计（送审件）"], "T1", "备注")[0] == ("已去掉最高分、最低分各一个",)


@pytest.mark.parametrize(("ends", "apart"), [((80_00, 99_00), False), ((94_00, 99_00), True)])
def test_trimmed_marks_that_tell_the_others_are_reason_enough(ends: tuple[int, int], apart: bool) -> None:
    first = replace(STORY.result.classes[0], trimmed=MarkEnds(ends[:1], ends[1:]))
    data = replace(STORY, result=replace(STORY.result, classes=(first, *STORY.result.classes[1:])))
    assert ("测评统计（送审件）" in book(data).sheetnames) is apart


def test_votes_of_which_few_changed_since_an_earlier_decision_are_not_told_to_the_next_meeting() -> None:
    """Attack 5 on the meeting: n2 x m2 - n1 x m1 was the ballot that had come in between."""
    told = Releases(by_class([Released("T4", POLL, CADRES, 19, 19 * 88_00, apart=True)]))
    found = book(replace(STORY, releases=told))
    assert lines(found["测评统计（送审件）"], "T4", "平均分", "测评分")[1] == ("不单列", None)
    assert lines(found["综合排序（送审件）"], "T4", "综合得分") == [("不单列",)]
    assert withheld_note(STORY.scheme, STORY.disclosures, again=True) in str(found["综合排序（送审件）"]["A3"].value)


def test_votes_for_each_grade_are_figures_of_a_class() -> None:
    polls = tuple(replace(poll, scoring=Scoring.GRADES) for poll in STORY.scheme.polls)
    scheme = replace(STORY.scheme, polls=polls, grades=(Grade("优", 100_00), Grade("良", 80_00), Grade("差", 0)))
    votes = {"T4": (6, 0, 0), "T2": (3, 4, 1)}
    classes = tuple(replace(t, grades=votes.get(t.ratee, (3, 3, 2))) for t in STORY.result.classes)
    found = book(replace(STORY, scheme=scheme, result=replace(STORY.result, classes=classes)))
    named = ("“优”票数", "“良”票数", "“差”票数")
    assert lines(found["测评统计（送审件）"], "T4", *named) == [("—",) * 3] * 2
    assert lines(found["测评统计（送审件）"], "T2", *named) == [(3, 4, 1)] * 2


def test_the_meeting_s_sheets_hold_values_alone() -> None:
    found = book(WITHHELD, live=True)
    formulas = [cell for cell in cells([found[name] for name in SHEETS[:2]]) if str(cell).startswith("=")]
    assert formulas == ["=童岳"] * 3


def test_where_everything_may_be_told_there_are_no_other_sheets() -> None:
    assert not any("送审件" in name for name in book(STORY).sheetnames)
    assert not any(OFFICE_ONLY in str(cell) for cell in cells(book(STORY).worksheets))


@pytest.mark.slow
@needs_libreoffice
def test_another_program_calculates_the_office_s_sheets_alike(tmp_path: Path) -> None:
    assert differences(WITHHELD, tmp_path) == []
