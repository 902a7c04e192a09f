"""汇总表.xlsx: what stands on it, and that its formulas come to what the tally found."""

from __future__ import annotations

import io
import random
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from functools import cache
from itertools import islice
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from lianping_xlsx.core import exact
from lianping_xlsx.decision.disclosure.opinions import arrange
from lianping_xlsx.decision.summary_data import SummaryData
from lianping_xlsx.intake.returns import Opinion
from lianping_xlsx.publish.summary.summary_workbook import write_summary
from lianping_xlsx.scheme.ballot_contents import Grade
from lianping_xlsx.scheme.rules.weights_and_rounding import DECIMALS, TRIFLE, round_formula
from lianping_xlsx.scheme.terms import Effect, MissingClass, Scoring, TieRule
from lianping_xlsx.scheme.tiers_and_events import Adjustment
from lianping_xlsx.spreadsheet.book import Book
from lianping_xlsx.spreadsheet.styles import PLAIN
from tests.books import edited, on_sheet, open_book
from tests.libreoffice import calculated, needs_libreoffice, recalculate, to_pdf
from tests.publish.chance import campaign
from tests.publish.story import KEY, OPINIONS, RULES, STORY
from tests.recalculation import differences_in

SHEETS = ["封面", "综合排序", "测评统计", "考评明细", "评议意见", "图表", "出处", "报送情况", "问题清单", "计算说明"]
OFFICIAL = replace(STORY, official=True, findings=())


@cache
def shown(data: str = "story") -> Workbook:
    """As a viewer shows it that does not calculate."""
    return open_book(_written(data), values=True)


@cache
def live(data: str = "story") -> Workbook:
    """With the formulas."""
    return open_book(_written(data))


@cache
def _written(data: str) -> bytes:
    return write_summary(STORY if data == "story" else OFFICIAL)


def texts(sheet: Worksheet) -> Iterator[str]:
    for row in sheet.iter_rows(values_only=True):
        yield from (cell for cell in row if isinstance(cell, str))


def table(sheet: Worksheet, *columns: str) -> list[tuple[object, ...]]:
    """Some columns, by heading, of the rows that begin with a code or a number."""
    headings = [cell.value for cell in sheet[4]]
    places = [headings.index(column) for column in columns]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=5) if row[1].value is not None]
    return [tuple(row[place] for place in places) for row in rows]


def test_the_sheets_stand_in_their_order() -> None:
    assert shown().sheetnames == SHEETS


def test_the_ranking_shows_every_figure_of_the_tally_by_group_and_rank() -> None:
    columns = ("编号", "测评得分", "考评得分", "加分", "减分", "综合得分", "名次", "建议等次", "审定等次")
    assert table(shown()["综合排序"], *columns) == [
        ("T1", 95, 97, 0, 0, 96, "1–2", "好", None),
        ("T2", 92, 94, 0, 0, 93, "2–3", "中", None),
        ("T3", 94, 92, 0, 0, 93, "2–3", "中", None),
        ("T4", 88.01, 88, 0, 0, 88.01, "4–5", "差", None),
        ("T5", "—", "—", 0, 0, "—", "—", "—", None),
        ("T6", 90, 90, 0, 0, "不参评", "—", "—", None),
        ("T7", 95, 95, 2, 0, 97, 1, "差", None),
        ("T8", 75.5, 80, 0, 3, 74.75, 2, "中", None),
    ]


def with_caps() -> SummaryData:
    """限评 for T1: 中, and in another event 差, which holds; T4 is moved down twice."""
    events = (
        Adjustment("T1", "未完成整改", Effect.CAP, 0, "", highest="中"),
        Adjustment("T1", "被通报", Effect.CAP, 0, "", highest="差"),
        Adjustment("T4", "再次信访", Effect.DOWNGRADE, 0, ""),
    )
    scheme = replace(STORY.scheme, adjustments=(*STORY.scheme.adjustments, *events))
    tiers = {"T1": "差"}
    standings = (replace(s, proposed_tier=tiers.get(s.code, s.proposed_tier)) for s in STORY.result.standings)
    return replace(STORY, scheme=scheme, result=replace(STORY.result, standings=tuple(standings)))


def test_what_events_do_to_a_tier_comes_from_their_rows() -> None:
    """Of whoever has none, the number is written: 0, and 1 for the best tier, which 限评 leaves open."""
    book = write_summary(with_caps())
    columns = ("编号", "限评等次序", "降档次数", "否决")
    values = table(open_book(book, values=True)["综合排序"], *columns)
    assert values == [
        *(("T1", 3, 0, 0), ("T2", 1, 0, 0), ("T3", 1, 0, 0), ("T4", 1, 2, 0)),
        *(("T5", None, None, None), ("T6", None, None, None), ("T7", 1, 0, 1), ("T8", 1, 0, 0)),
    ]
    formulas = {row[0]: row[1:] for row in table(open_book(book)["综合排序"], *columns)}
    live = {code for code, cells in formulas.items() if all("出处" in str(cell) for cell in cells)}
    assert live == {"T1", "T4", "T7", "T8"}
    assert not [cell for code in ("T2", "T3") for cell in formulas[code] if isinstance(cell, str)]


@pytest.mark.slow
@needs_libreoffice
def test_an_event_that_is_withdrawn_on_the_sheet_of_sources_gives_the_tier_back(tmp_path: Path) -> None:
    """Without 限评“差” T1 keeps 中; T4 is moved down by none: 88.01 is 中; T7 is not vetoed: no place for 好, so 中."""
    book = write_summary(with_caps())

    def withdraw(sheet: Worksheet) -> None:
        words = ("限评“差”", "降档", "否决")
        for cell in [cell for row in sheet.iter_rows() for cell in row if cell.value in words]:
            cell.value = "撤销"

    paths = [tmp_path / name for name in ("前.xlsx", "后.xlsx")]
    for path, edits in zip(paths, ((), (on_sheet("出处", withdraw),)), strict=True):
        path.write_bytes(edited(book, *edits))
    (column,) = [cell.column_letter for cell in open_book(book)["综合排序"][4] if cell.value == "建议等次"]
    rows = {row[1].value: row[1].row for row in open_book(book)["综合排序"].iter_rows(min_row=5)}
    before, after = (
        [found["综合排序", f"{column}{rows[code]}"] for code in ("T1", "T4", "T7")] for found in calculated(paths)
    )
    assert (before, after) == (["差", "差", "差"], ["中", "中", "中"])


def test_only_what_is_out_of_the_ordinary_stands_in_the_remarks() -> None:
    """Score, rank and tier stand in their own columns; the whole sentence is on the decision table."""
    assert table(shown()["综合排序"], "编号", "备注") == [
        ("T1", None),
        ("T2", "并列跨线，提请研究"),
        ("T3", "并列跨线，提请研究"),
        ("T4", "因发生信访事件降一档"),
        ("T5", "得分不全，暂不排名"),
        ("T6", "不参评：任职不足半年"),
        ("T7", "因换届拉票一票否决"),
        ("T8", None),
    ]


def test_scores_ranks_and_tiers_are_live_formulas() -> None:
    columns = ("测评得分", "考评得分", "综合得分", "名次", "建议等次")
    for cells in table(live()["综合排序"], *columns)[:4]:
        assert all(isinstance(cell, str) and cell.startswith("=") for cell in cells)


def test_the_votes_of_each_class_lead_to_the_poll_score() -> None:
    columns = (
        "编号",
        "票类",
        "收回",
        "有效",
        "无效",
        "弃权",
        "计分票数",
        "合计分",
        "平均分",
        "票数核对",
        "测评得分",
        "备注",
    )
    rows = table(shown()["测评统计"], *columns)
    assert rows[0] == ("T1", "县委常委会成员", 11, 11, 0, 0, 9, 855, 95, "无误", 95, "已去掉最高分99、最低分80")
    assert rows[1] == ("T1", "基层党员干部代表", 10, 8, 1, 1, 8, 760, 95, "无误", None, None)
    empty = next(row for row in rows if row[0] == "T5" and row[3] == 0)
    assert empty[6:] == (0, 0, "—", "无误", None, "没有有效分数")


def by_grades(data: SummaryData) -> SummaryData:
    """The last of its polls is voted by grades; of each class's votes one is 一般, the others are 好."""
    last = data.scheme.polls[-1]
    polls = (*data.scheme.polls[:-1], replace(last, scoring=Scoring.GRADES))
    grades = (Grade("好", 100_00), Grade("一般", 60_00), Grade("差", 0))
    classes = tuple(
        replace(found, grades=(found.valid - 1, 1, 0) if found.valid else (0, 0, 0))
        if found.poll == last.name
        else found
        for found in data.result.classes
    )
    scheme = replace(data.scheme, polls=polls, grades=grades)
    return replace(data, scheme=scheme, result=replace(data.result, classes=classes))


def test_the_votes_of_each_grade_stand_beside_the_others() -> None:
    def votes(data: SummaryData, *columns: str) -> list[tuple[object, ...]]:
        book = open_book(write_summary(data), values=True)
        assert book["测评统计"].auto_filter.ref.endswith(str(book["测评统计"].max_row))
        return table(book["测评统计"], *columns)

    rows = votes(by_grades(STORY), "编号", "有效", "“好”票数", "“一般”票数", "“差”票数")
    assert rows[:2] == [("T1", 11, 10, 1, 0), ("T1", 8, 7, 1, 0)]
    mixed = by_grades(campaign(0, RULES, groups=1, size=3, polls=2))
    marked, graded = (poll.name for poll in mixed.scheme.polls)
    rows = votes(mixed, "测评", "有效", "“好”票数", "“一般”票数", "“差”票数")
    assert {row[2:] for row in rows if row[0] == marked} == {("—", "—", "—")}
    ticked = [row for row in rows if row[0] == graded]
    assert ticked
    assert all(valid == sum(int(str(count)) for count in counts) for _, valid, *counts in ticked)
    assert "“好”票数" not in [cell.value for cell in shown()["测评统计"][4]]


def test_the_assessment_of_each_team_with_its_main_deductions_biggest_first() -> None:
    columns = ("编号", "考核组", "加强基层党组织建设", "加分", "实际加分", "合计", "主要扣分情况")
    rows = table(shown()["考评明细"], *columns)
    words = "扣2.01分：一个支部未按期换届（K1）；扣1分：发展党员工作（K2）"
    assert rows[:2] == [
        ("T1", "第一考核组", 57.99, 0, 0, 96.99, words),
        ("T1", "第二考核组", 58, 0, 0, 97, None),
    ]
    assert ("T4", "第一考核组", 50, 3, 2, 88, "扣10分：三会一课记录不全（K1）") in rows
    assert ("T5", "—", "—", "—", "—", "—", "没有可以采用的实地考评表") in rows


@pytest.mark.slow
def test_the_parts_of_a_bar_add_up_to_what_its_label_says() -> None:
    """Each of two parts rounded by itself may miss the printed composite by a hundredth."""
    bars = 0
    for content in by_chance().values():
        sheet = openpyxl.load_workbook(io.BytesIO(content), data_only=True, read_only=True)["图表"]
        heads, *rows = sheet.iter_rows(4, values_only=True)
        column = heads.index("图表数据（不打印）")
        for label, poll, field in (row[column : column + 3] for row in rows):
            found = re.fullmatch(r".*　([0-9.]+)(?:（含加减分([+-][0-9.]+)）)?", str(label))
            if found:
                bars += 1
                assert Decimal(str(poll)) + Decimal(str(field)) == Decimal(found[1]) - Decimal(found[2] or 0)
    assert bars


def test_opinions_stand_by_ratee_without_their_authors_and_in_full() -> None:
    sheet = shown()["评议意见"]
    rows = table(sheet, "姓名", "总体评价", "存在的问题和不足", "需要改进的工作和要求")
    assert rows[:2] == [
        ("陆明澈", "重视党建，书记带头抓。", "发展党员计划性不强。", "=加强对村级班子的指导"),
        ("陆明澈", "班子团结有力。", None, "多下支部。"),
    ]
    assert "".join(str(row[1]) for row in rows if str(row[0]).startswith("邱佩兰")) == "工作扎实。" * 80
    assert not [text for text in texts(sheet) if "县委办公室" in text or "考核组" in text]


def test_the_order_in_which_opinions_came_does_not_show() -> None:
    mirrored = replace(STORY, opinions=arrange(STORY.scheme, OPINIONS[::-1], KEY))
    assert write_summary(mirrored) == _written("story")


def test_findings_are_listed_errors_first() -> None:
    rows = table(shown()["问题清单"], "序号", "级别", "单元格")
    assert rows == [(1, "错误", None), (2, "错误", None), (3, "提醒", None), (4, "说明", "B12")]


def test_no_findings_are_said_to_be_none() -> None:
    assert "没有发现问题。" in texts(shown("official")["问题清单"])


def test_forms_and_files_are_all_accounted_for() -> None:
    words = list(texts(shown()["报送情况"]))
    assert {file.path for file in STORY.files} <= set(words)
    assert "应交4份：已采用2份，未交1份，多份不一致1份；收到文件5个。" in words
    assert "二组.xlsx\n二组(1).xlsx" in words


def test_a_trial_says_so_on_every_sheet_and_why_on_the_cover() -> None:
    for sheet in shown():
        assert any("试算" in text for text in texts(sheet)), sheet.title
    reasons = "错误2条（见“问题清单”）；未交的表1份；多份不一致的表1份；得分不全的考核对象1人"
    assert f"本表为试算结果，不作正式依据，只供主办单位内部使用，不外发。原因：{reasons}。" in texts(shown()["封面"])


def test_an_official_result_does_not_speak_of_a_trial() -> None:
    said = [text for sheet in shown("official") for text in texts(sheet) if "试算" in text]
    assert all("正式" in text for text in said)  # only where the words are explained
    assert "正　式" in texts(shown("official")["封面"])


def test_the_cover_lists_the_sheets_with_figures_and_the_others() -> None:
    lines = [[cell for cell in row if cell] for row in shown()["封面"].iter_rows(values_only=True)]
    groups = {str(line[0]): line[1:] for line in lines if line and str(line[0]) in ("得分各表：", "其他各表：")}
    assert groups == {
        "得分各表：": ["综合排序", "测评统计", "考评明细", "图表"],
        "其他各表：": ["评议意见", "出处", "报送情况", "问题清单", "计算说明"],
    }


def test_the_banner_stands_on_every_sheet() -> None:
    for sheet in shown():
        assert sheet["A1"].value == "示例数据，纯属虚构"


def test_every_rule_and_event_and_the_record_stand_in_words() -> None:
    words = list(texts(shown()["计算说明"]))
    for part in (
        "去掉一个最高分和一个最低分",
        "1、2、2、4",
        "向下取整",
        "四舍五入保留2位小数",
        "联述联评联考",
        "换届拉票",
    ):
        assert any(part in text for text in words), part
    assert "0123456789abcdef" in words


def test_text_is_never_a_formula_and_links_never_lead_outside() -> None:
    names = [cell for row in live()["综合排序"].iter_rows() for cell in row if cell.value == "=童岳"]
    assert [cell.data_type for cell in names] == ["s"]
    links = [cell.hyperlink for sheet in live() for row in sheet.iter_rows() for cell in row if cell.hyperlink]
    assert links
    assert all(link.location and not link.target for link in links)


def test_words_of_our_own_have_chinese_punctuation() -> None:
    half_width = re.compile(r"[\u4e00-\u9fff][,;:()?!]|[,;:()?!][\u4e00-\u9fff]")
    for name in ("封面", "综合排序", "测评统计", "考评明细", "评议意见", "图表", "计算说明"):
        assert not [text for text in texts(shown()[name]) if half_width.search(text)], name


def test_the_same_data_give_the_same_bytes() -> None:
    assert write_summary(STORY) == write_summary(STORY)


@pytest.mark.parametrize("name", SHEETS)
def test_every_sheet_prints_on_a4_with_its_headings_repeated(name: str) -> None:
    sheet = live()[name]
    assert sheet.page_setup.paperSize == 9
    assert sheet.print_title_rows == ("$4:$4" if name not in ("封面", "图表", "计算说明") else None)


def test_a_long_opinion_is_cut_after_a_sentence() -> None:
    said = [Opinion("T1", "U1", "一二三四五六七八。" * 100, "", "")]
    long = replace(STORY, opinions=arrange(STORY.scheme, said, KEY))
    sheet = open_book(write_summary(long))["评议意见"]
    parts = [row[0] for row in table(sheet, "总体评价")]
    assert len(parts) > 1
    assert all(str(part).endswith("。") for part in parts)


@cache
def by_chance() -> dict[str, bytes]:
    """The summaries of campaigns full of halves, under rules that differ."""
    reweigh = replace(RULES, decimals=2, missing_class=MissingClass.REWEIGH, veto_holds_place=False)
    uneven = replace(reweigh, poll_weight=33_33, field_weight=66_67)
    uncapped = replace(RULES, decimals=1, ties=TieRule.FIELD_FIRST, bonus_cap=None, adjustment_cap=None)
    whole = replace(RULES, decimals=0, ties=TieRule.POLL_FIRST, poll_weight=40_00, field_weight=60_00)
    thirds = replace(RULES, poll_weight=Fraction(200_00, 3), field_weight=Fraction(100_00, 3))
    cases = {
        "plain": campaign(0, RULES, size=40, polls=1),
        "reweighed": campaign(1, uneven, size=40, polls=2),
        "uncapped": campaign(2, uncapped, size=20, polls=2),
        "whole points": campaign(3, whole, size=20, polls=1),
        "beside the votes of each grade": by_grades(campaign(4, reweigh, groups=2, size=10, polls=2)),
        "worked out by hand": STORY,
        "thirds": campaign(5, thirds, groups=3, size=12, polls=2, weighing="thirds"),
        "shares of the whole": campaign(6, replace(thirds, decimals=1), groups=3, size=12, polls=2, weighing="shares"),
        "shares, reweighed": campaign(
            7, replace(thirds, missing_class=MissingClass.REWEIGH), size=12, weighing="shares"
        ),
    }
    return {name: write_summary(data) for name, data in cases.items()}


@pytest.mark.slow
@needs_libreoffice
def test_a_recalculation_agrees_with_exact_arithmetic(tmp_path: Path) -> None:
    cases = by_chance()
    unlike = dict(zip(cases, differences_in(list(cases.values()), tmp_path), strict=True))
    assert unlike == {name: [] for name in cases}


def halves(chance: random.Random) -> Iterator[tuple[int, int, int, int, int]]:
    """(score, weight, score, total, marks): weighted sums and means that are a half of a hundredth, or nearly."""
    while True:
        weight, first = chance.choice((50_00, 10 * chance.randint(0, 998) + 1)), chance.randint(0, 100_00)
        rest = chance.choice((49_99, 50_00, 50_01))
        if weight == 50_00:
            second = chance.randint(0, 49_99) * 2 + (first + 1) % 2
        else:  # first * weight + second * (100 % - weight) leaves the rest
            second = (rest - first * weight) * pow(100_00 - weight, -1, 100_00) % 100_00
        marks = 2 * chance.randint(1, 100)
        total = chance.randint(0, 99_99) * marks + marks // 2 - chance.choice((0, 0, 1))
        yield first, weight, second, total, marks


@pytest.mark.slow
@needs_libreoffice
def test_halves_are_rounded_up_whatever_binary_numbers_make_of_them(tmp_path: Path) -> None:
    book = Book("舍入")
    page = book.page("舍入")
    for row, value in enumerate((1e-9, 2)):
        page.put(row, 20, value)
    book.define_name(TRIFLE, "='舍入'!$U$1")
    book.define_name(DECIMALS, "='舍入'!$U$2")
    expected = []
    for row, case in enumerate(islice(halves(random.Random(5)), 4000)):
        first, weight, second, total, marks = case
        page.put_row(row, 0, [value / 100 for value in case[:4]] + [marks])
        line = row + 1
        page.formula(row, 5, f"={round_formula(f'(A{line}*B{line}+C{line}*(100-B{line}))/100')}", PLAIN, 0)
        page.formula(row, 6, f"={round_formula(f'D{line}/E{line}')}", PLAIN, 0)
        weighted = exact.ratio(exact.weighted([(weight, first), (100_00 - weight, second)]), 1, 2)
        expected.append((weighted / 100, exact.ratio(total, marks, 2) / 100))
    path = tmp_path / "halves.xlsx"
    path.write_bytes(book.save())
    sheet = open_book(recalculate(path).read_bytes(), values=True)["舍入"]
    assert [(row[5].value, row[6].value) for row in sheet.iter_rows(max_row=len(expected))] == expected


@pytest.mark.slow
@needs_libreoffice
@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler is not installed")
def test_it_prints_without_a_cell_too_narrow_for_its_number(tmp_path: Path) -> None:
    path = tmp_path / "汇总表.xlsx"
    path.write_bytes(write_summary(STORY))
    text = subprocess.run(["pdftotext", str(to_pdf(path)), "-"], check=True, capture_output=True).stdout.decode()
    assert "##" not in text
    pages = text.count("\f")
    assert len(SHEETS) <= pages <= len(SHEETS) + 3


def test_signatures_stand_at_the_foot_of_every_page_of_the_ranking_and_never_alone_on_one() -> None:
    page = shown()["综合排序"]
    persons = [row for row in range(1, page.max_row + 1) if isinstance(page.cell(row, 1).value, int)]
    assert str(page.print_area).endswith(f"${persons[-1]}")
    assert "制表人：" in _part("综合排序", "oddFooter")
    assert "第 &amp;P 页" in _part("综合排序", "oddFooter")


def test_a_figure_of_several_rows_stands_in_the_first_where_no_page_break_cuts_it() -> None:
    """Lines are drawn around all of its rows, and it stands level with the figures beside it."""
    page = live()["测评统计"]
    headings = [cell.value for cell in page[4]]
    column = headings.index("测评得分") + 1
    assert not [area for area in page.merged_cells.ranges if area.size["rows"] > 1]
    first, second = page.cell(5, column), page.cell(6, column)
    assert (str(first.value).startswith("="), second.value) == (True, None)
    assert first.alignment.vertical == page.cell(5, column - 1).alignment.vertical == "center"
    edges = [(cell.border.top.style, cell.border.bottom.style) for cell in (first, second)]
    assert edges == [("thin", None), (None, "thin")]


def test_what_only_a_program_reads_stands_in_the_technical_notes() -> None:
    lines = [str(cell) for row in shown()["计算说明"].iter_rows(values_only=True) for cell in row if cell is not None]
    notes = next(at for at, line in enumerate(lines) if line.startswith("四、技术附记"))
    for word in ("微量", "0.000000001", "0123456789abcdef"):
        assert not any(word in line for line in lines[:notes]), word
        assert any(word in line for line in lines[notes:]), word


def _part(sheet: str, tag: str) -> str:
    """What an element of a sheet's XML says."""
    with zipfile.ZipFile(io.BytesIO(_written("story"))) as packed:
        xml = packed.read(f"xl/worksheets/sheet{shown().sheetnames.index(sheet) + 1}.xml").decode()
    return "".join(re.findall(f"<{tag}>(.*?)</{tag}>", xml))


def test_no_frame_of_a_chart_lies_on_the_edge_of_a_page() -> None:
    with zipfile.ZipFile(io.BytesIO(_written("story"))) as packed:
        drawing = packed.read("xl/drawings/drawing1.xml").decode()
    corners = re.findall(r"<xdr:from>.*?<xdr:colOff>(\d+)</xdr:colOff>.*?<xdr:rowOff>(\d+)</xdr:rowOff>", drawing)
    assert corners
    assert all(int(across) > 0 and int(down) > 0 for across, down in corners)
