"""送审件.xlsx: what the meeting reads of 汇总表, as values without withheld figures."""

from __future__ import annotations

import re
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
from lianping_xlsx.publish.summary.summary_workbook import write_submission, write_summary
from lianping_xlsx.scheme.ballot_contents import Grade
from lianping_xlsx.scheme.terms import Scoring
from lianping_xlsx.tally.tally_results import ClassTally
from tests.books import open_book
from tests.libreoffice import needs_libreoffice
from tests.publish.story import CADRES, LEADERS, POLL, STORY
from tests.recalculation import differences

OFFICE_ONLY = "本表含票数较少或评分高度一致的票类，供主办单位内部使用，不送审。"
EVERYTHING = ["封面", "综合排序", "测评统计", "考评明细", "图表"]


def with_classes(**changed: object) -> SummaryData:
    """The story with another class of the 基层党员干部代表 for T4, whose composite is 88.01."""

    def other(tally: ClassTally) -> ClassTally:
        return replace(tally, **changed) if (tally.ratee, tally.voter_class) == ("T4", CADRES) else tally  # type: ignore[arg-type]

    return replace(STORY, result=replace(STORY.result, classes=tuple(map(other, STORY.result.classes))))


WITHHELD = with_classes(valid=2, counted=2, returned=2, total=176_01)
MERGED = with_classes(valid=4, counted=4, returned=4, total=352_02)


def book(data: SummaryData) -> Workbook:
    """送审件 of a 正式 result; its cells hold no formulas."""
    return open_book(write_submission(replace(data, official=True)))


def working_file(data: SummaryData) -> Workbook:
    """汇总表."""
    return open_book(write_summary(data), values=True)


def rows(sheet: Worksheet) -> list[tuple[object, ...]]:
    return list(sheet.iter_rows(values_only=True))


def lines(sheet: Worksheet, code: str, *columns: str) -> list[tuple[object, ...]]:
    """Some columns, by heading, of the rows of a ratee."""
    headings = [cell.value for cell in sheet[4]]
    return [tuple(row[headings.index(c)] for c in columns) for row in rows(sheet) if code in row[:2]]


def votes(found: Workbook, code: str, *columns: str) -> tuple[object, ...]:
    """Some columns of the row of a ratee on 测评统计, by the headings of their class and their own, if any."""
    sheet = found["测评统计"]
    headings, top = [], ""
    for above, below in zip(sheet[4], sheet[5], strict=True):
        top = str(above.value or top)
        headings.append("·".join(filter(None, (top, str(below.value or "")))))
    row = next(row for row in rows(sheet) if row[0] == code)
    return tuple(row[headings.index(column)] for column in columns)


MEANS = (f"{LEADERS}·平均分", f"{CADRES}·平均分")


def cells(sheets: Sequence[Worksheet]) -> list[object]:
    return [cell for sheet in sheets for row in rows(sheet) for cell in row if cell is not None]


def test_9_what_the_meeting_gets_has_no_figure_of_a_class_of_two() -> None:
    """测评统计 printed 88.01 as the mean of two voters; with it went every figure that gives it."""
    found, kept = book(WITHHELD), working_file(WITHHELD)
    assert found.sheetnames == EVERYTHING[:-1], "the bars of 图表 are composites"
    assert not {88.01, 176.01, 528.04} & {cell for cell in cells(found.worksheets) if isinstance(cell, float)}
    assert votes(found, "T4", f"{CADRES}·有效", *MEANS, "测评得分") == (2, "不单列", "不单列", "不单列")
    scores = ("测评得分", "考评得分", "综合得分", "名次", "建议等次", "备注")
    told = lines(found["综合排序"], "T4", *scores)
    assert told == [("不单列", 88, "不单列", "4–5", "差", "因发生信访事件降一档")]
    assert lines(found["综合排序"], "T1", *scores) == lines(kept["综合排序"], "T1", *scores)
    assert votes(found, "T2", *MEANS) == tuple(mean for (mean,) in lines(kept["测评统计"], "T2", "平均分"))
    for name in ("综合排序", "测评统计"):
        assert withheld_note(WITHHELD.scheme, WITHHELD.disclosures) in str(found[name]["A3"].value)


def test_the_working_file_says_that_it_is_one_and_which_sheets_hold_what_is_withheld() -> None:
    found = working_file(WITHHELD)
    for name in ("综合排序", "测评统计", "图表"):
        assert str(found[name]["A3"].value).startswith(f"{OFFICE_ONLY}\n")
    assert not str(found["考评明细"]["A3"].value).startswith(OFFICE_ONLY)
    told = (
        "本工作簿是底稿，供主办单位内部使用，不送审、不外发。"
        "送审打印“送审件.xlsx”（封面、“综合排序”、“测评统计”、“考评明细”）"
    )
    assert any(str(cell).startswith(told) for cell in cells([found["封面"]]))
    assert told in str(found["计算说明"]["A3"].value)


def test_its_cover_links_to_its_own_sheets_alone() -> None:
    sheet = book(STORY)["封面"]
    links = [cell.hyperlink.location for row in sheet.iter_rows() for cell in row if cell.hyperlink]
    assert links == [f"'{name}'!A1" for name in EVERYTHING[1:]]
    assert "结果汇总表（送审件）" in cells([sheet])


def test_the_cover_counts_no_questions_about_the_votes() -> None:
    """A class of two and no 提醒: its mean is near the others', and whoever gave 62 knows the other mark."""

    def found(cover: Worksheet) -> list[str]:
        return [str(cell) for cell in cells([cover]) if re.match(r"错误\d+条", str(cell))]

    assert found(book(STORY)["封面"]) == ["错误2条"]
    assert "提醒" in found(working_file(STORY)["封面"])[0]


def test_the_cover_tells_no_best_and_no_mean_of_a_group_in_which_a_composite_is_not_told() -> None:
    groups = {row[0]: row for row in rows(book(WITHHELD)["封面"]) if row[0] in ("乡镇", "街道", "合计")}
    told = {group: [cell for cell in row[1:] if cell is not None] for group, row in groups.items()}
    assert told["乡镇"][1:4] == told["合计"][1:4] == ["不单列"] * 3
    assert told["街道"][1:4] == [97, 74.75, 85.88]


def test_where_only_means_are_merged_the_scores_are_told() -> None:
    found = book(MERGED)
    assert found.sheetnames == EVERYTHING
    assert votes(found, "T4", *MEANS, "测评得分") == ("并入测评得分", "并入测评得分", 88.01)
    assert "票类均分单列线" in str(found["测评统计"]["A3"].value)
    assert "不单列”的" not in str(found["测评统计"]["A3"].value)
    assert not str(working_file(MERGED)["综合排序"]["A3"].value).startswith(OFFICE_ONLY)


def test_trimmed_marks_are_two_ballots_and_do_not_stand_before_the_meeting() -> None:
    assert lines(working_file(MERGED)["测评统计"], "T1", "备注")[0] == ("已去掉最高分99、最低分80",)
    assert votes(book(MERGED), "T1", "备注") == (f"{LEADERS}已去掉最高分、最低分各一个",)


@pytest.mark.parametrize(("ends", "apart"), [((80_00, 99_00), False), ((94_00, 99_00), True)])
def test_trimmed_marks_that_tell_the_others_are_reason_enough(ends: tuple[int, int], apart: bool) -> None:
    first = replace(STORY.result.classes[0], trimmed=MarkEnds(ends[:1], ends[1:]))
    data = replace(STORY, result=replace(STORY.result, classes=(first, *STORY.result.classes[1:])))
    assert str(working_file(data)["测评统计"]["A3"].value).startswith(OFFICE_ONLY) is apart


def test_votes_of_which_few_changed_since_an_earlier_decision_are_not_told_to_the_next_meeting() -> None:
    """Attack 5 on the meeting: n2 x m2 - n1 x m1 was the ballot that had come in between."""
    told = Releases(by_class([Released("T4", POLL, CADRES, 19, 19 * 88_00, apart=True)]))
    data = replace(STORY, releases=told)
    found = book(data)
    assert votes(found, "T4", *MEANS, "测评得分") == ("不单列",) * 3
    assert lines(found["综合排序"], "T4", "综合得分") == [("不单列",)]
    assert data.disclosures.held_back[0] == "T4"
    assert "或上次送审、审定以后只变动了少数几张票或票类权重" in (note := withheld_note(data.scheme, data.disclosures))
    assert note in str(found["综合排序"]["A3"].value)


def test_a_trial_tells_the_meeting_no_figure_of_a_class() -> None:
    """It told every mean: with those of the result after it, each ballot that came in between (attack 5)."""
    found = open_book(write_submission(STORY))
    everybody = [ratee.code for ratee in STORY.scheme.ratees if STORY.result.classes_of.get(ratee.code)]
    assert {mean for code in everybody for mean in votes(found, code, *MEANS)} <= {"并入测评得分", "不单列", "—"}
    assert "结果是试算，为保护投票人" in str(found["测评统计"]["A3"].value)
    assert votes(found, "T1", "测评得分") == votes(book(STORY), "T1", "测评得分")


def test_votes_for_each_grade_are_figures_of_a_class() -> None:
    polls = tuple(replace(poll, scoring=Scoring.GRADES) for poll in STORY.scheme.polls)
    scheme = replace(STORY.scheme, polls=polls, grades=(Grade("优", 100_00), Grade("良", 80_00), Grade("差", 0)))
    of_grades = {"T4": (6, 0, 0), "T2": (3, 4, 1)}
    classes = tuple(replace(t, grades=of_grades.get(t.ratee, (3, 3, 2))) for t in STORY.result.classes)
    found = book(replace(STORY, scheme=scheme, result=replace(STORY.result, classes=classes)))
    named = tuple(f"{name}·优／良／差" for name in (LEADERS, CADRES))
    assert votes(found, "T4", *named) == ("—",) * 2
    assert votes(found, "T2", *named) == ("3／4／1",) * 2


def test_where_the_groups_have_classes_of_their_own_each_names_them() -> None:
    group = {ratee.code: ratee.group for ratee in STORY.scheme.ratees}
    classes = tuple(t for t in STORY.result.classes if (group[t.ratee], t.voter_class) != ("街道", LEADERS))
    found = rows(book(replace(STORY, result=replace(STORY.result, classes=classes)))["测评统计"])
    named = {row[0]: [cell for cell in row[3:] if cell] for row in found if row[0] in ("乡镇", "街道")}
    assert named == {"乡镇": [LEADERS, CADRES], "街道": [CADRES]}
    assert "各票类" in found[3]


def test_many_classes_stand_on_several_pages_and_none_on_two() -> None:
    """Seventeen classes on one page would be printed too small to read."""
    number = 17
    classes = [replace(STORY.scheme.classes[0], name=f"第{place}代表团") for place in range(number)]
    tallies = [replace(tally, voter_class=voter.name) for voter in classes for tally in STORY.result.classes]
    scheme = replace(STORY.scheme, classes=tuple(classes))
    sheet = book(replace(STORY, scheme=scheme, result=replace(STORY.result, classes=tuple(tallies))))["测评统计"]
    assert sheet.print_title_cols == "$A:$C"
    assert sheet.page_setup.scale == 60
    begins = [each.id + 1 for each in sheet.col_breaks.brk]
    headings = {column: sheet.cell(4, column).value for column in begins}
    assert begins
    assert all(headings.values()), headings
    title = next(each for each in sheet.merged_cells.ranges if each.min_row == 2)
    assert (title.min_col, title.max_col) == (4, begins[0] - 1)


def test_ballots_are_told_below_the_votes_as_people_count_them() -> None:
    last = str(rows(book(STORY)["测评统计"])[-1][0])
    assert last.startswith(f"{POLL}：{LEADERS}发出")
    assert "张" in last


def test_it_holds_values_alone_and_leads_to_no_sheet_that_stays() -> None:
    for data in (STORY, WITHHELD):
        texts = [str(cell) for cell in cells(book(data).worksheets)]
        assert {text for text in texts if text.startswith("=")} == {"=童岳"}, "a name that was typed so"
        assert not [text for text in texts if "考评逐项" in text or "出处" in text]


@pytest.mark.slow
@needs_libreoffice
def test_another_program_calculates_the_working_file_alike(tmp_path: Path) -> None:
    assert differences(WITHHELD, tmp_path) == []
