"""``merge --meeting``: 上会材料 and 送审件, once asked for, are kept up to date, and taken away of a 试算."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from openpyxl import Workbook

from lianping_xlsx.app.campaign import Campaign
from lianping_xlsx.core import safe_open
from tests.books import edited, on_sheet, open_book
from tests.cli.running import Runner
from tests.cli.test_last_lines import last_lines
from tests.cli.test_next_step import commands
from tests.deciding import accept_all
from tests.findings import codes_in
from tests.libreoffice import needs_libreoffice, pages_of_book
from tests.publish.word.word_files import lines, opened

PAPER, SHEETS, VISITS = "上会材料.docx", "送审件.xlsx", "U3 第二考核组.xlsx"


def test_the_paper_stays_as_long_as_the_result_is_official(run: Runner, town: Campaign) -> None:
    path, sheets = town.summary / PAPER, town.summary / SHEETS
    assert not path.exists()
    assert not sheets.exists()
    out = run("merge", town.folder, "--meeting").out
    assert "没有写" not in out
    assert "3汇总：汇总表.xlsx、等次审定表.xlsx、上会材料.docx、送审件.xlsx 等。" in out
    first = path.read_bytes()
    printed = sheets.read_bytes()
    assert "六、提请研究的事项" in lines(opened(first))
    assert codes_in(run("verify", town.folder, "--json").json) == []
    assert "都没有变" in run("merge", town.folder).out
    template = town.folder / "文书模板" / PAPER
    template.parent.mkdir(exist_ok=True)
    template.write_bytes(b"?")
    assert all("文书模板" in run("merge", town.folder).out for _ in range(2))
    assert (path.read_bytes(), sheets.read_bytes()) == (first, printed)
    template.unlink()
    (town.received / VISITS).rename(town.folder / VISITS)
    taken = "结果成了试算，上次写出的上会材料、送审件已经不是现在的结果，撤下了"
    assert taken in run("merge", town.folder).out
    assert not path.exists()
    assert not sheets.exists()
    asked = run("merge", town.folder, "--meeting").out
    assert "没有写“上会材料.docx”“送审件.xlsx”：试算的结果不外发" in asked
    assert taken not in asked


def test_a_paper_that_the_office_has_edited_is_not_replaced_without_a_word(run: Runner, town: Campaign) -> None:
    path = town.summary / PAPER
    run("merge", town.folder, "--meeting")
    first = path.read_bytes()
    for done in ("已重新写出", "已撤下"):
        path.write_bytes(first + b"edited")
        if done == "已撤下":
            (town.received / VISITS).rename(town.folder / VISITS)
        told = f"“上会材料.docx”写出以后有人改过，这次{done}，改过的一份在“3汇总/备份”里。"
        assert told in run("merge", town.folder).out
        assert [kept.read_bytes() for kept in (town.summary / "备份").glob("上会材料-*.docx")] == [first + b"edited"]
        assert path.exists() == (done == "已重新写出")
        assert "有人改过" not in run("merge", town.folder).out


def test_an_entry_that_is_a_formula_without_a_result_is_told_before_it_is_gone(run: Runner, town: Campaign) -> None:
    path = town.summary / "等次审定表.xlsx"
    path.write_bytes(edited(path.read_bytes(), on_sheet("等次审定", lambda page: page.__setitem__("I5", "=G5"))))
    told = "3汇总/等次审定表.xlsx 工作表“等次审定” 单元格 I5：这一格是没有计算结果的公式，按空白处理。"
    assert told in run("merge", town.folder).out
    assert len([*(town.summary / "备份").glob("等次审定表*")]) == 1
    assert told not in run("merge", town.folder).out


def test_a_trial_goes_to_the_meeting_only_if_somebody_answers_for_each_of_its_problems(
    run: Runner, gap: Campaign
) -> None:
    accept_all(gap)
    out = run("merge", gap.folder, "--meeting").out
    assert (
        "结果是试算，遗留问题都有人同意：写了“送审件.xlsx”，各表注明试算，不列各票类平均分；没有写“上会材料.docx”。"
        in out
    )
    assert not (gap.summary / PAPER).exists()
    book = open_book((gap.summary / SHEETS).read_bytes())
    assert all("试算" in " ".join(str(c) for row in sheet.values for c in row if c) for sheet in book)
    cover = " ".join(str(cell) for row in book["封面"].values for cell in row if cell)
    assert "遗留问题已由责任人逐项同意，提请会议研究。原因：错误" in cover
    assert "见“等次审定表.xlsx”" in cover
    assert "内部使用" not in cover
    kept = json.loads(gap.release_record.read_text(encoding="utf-8"))["releases"]
    assert [(row["id"], row["apart"]) for each in kept for row in each["released"] if row["poll"] == "述职大会测评"]
    assert not any(row["apart"] for each in kept for row in each["released"] if row["poll"] == "述职大会测评")


def recount_line(town: Campaign) -> str:
    return next(line for line in lines(opened((town.summary / PAPER).read_bytes())) if "两套程序复核" in line)


@pytest.mark.slow
def test_the_paper_says_when_this_very_result_was_counted_again(run: Runner, town: Campaign) -> None:
    """It said 未复核 whatever had been done before it."""
    assert commands(last_lines(run("merge", town.folder, "--meeting"))) == ["verify --recompute", "finalize"]
    assert "两套程序复核：未复核。" in recount_line(town)
    ran = run("verify", town.folder, "--recompute")
    assert commands(last_lines(ran)) == ["merge --meeting", "finalize"]
    out = ran.out
    assert "再运行" in out
    assert "merge --meeting" in out
    again = run("merge", town.folder, "--meeting")
    assert "都没有变" not in again.out
    assert commands(last_lines(again)) == ["finalize"]
    today = safe_open.today()
    done = f"两套程序复核：已于{today.year}年{today.month}月{today.day}日复核，一致：逐人比对了75个数。"
    assert done in recount_line(town)
    first = (town.summary / PAPER).read_bytes()
    assert "都没有变" in run("merge", town.folder).out
    assert "再运行" not in run("verify", town.folder, "--recompute").out, "the paper says so already"
    run("merge", town.folder)
    assert (town.summary / PAPER).read_bytes() == first


@pytest.mark.slow
def test_a_changed_result_or_record_is_not_counted_again(run: Runner, town: Campaign) -> None:
    run("merge", town.folder, "--meeting")
    run("verify", town.folder, "--recompute")
    record = town.recount_record.read_bytes()
    town.recount_record.write_bytes(record.replace(b'"different": 0', b'"different": 1'))
    run("merge", town.folder, "--meeting")
    assert "未复核" in recount_line(town), "somebody has written in the record"
    town.recount_record.write_bytes(record)
    (town.received / VISITS).write_bytes(edited((town.received / VISITS).read_bytes(), lower_a_mark))
    run("merge", town.folder)
    assert "未复核" in recount_line(town)


def lower_a_mark(book: Workbook) -> None:
    sheet = next(page for page in book if page.title.startswith("考评-"))
    marks = (c for row in sheet.iter_rows() for c in row if c.data_type == "n" and not c.protection.locked)
    cell = next(c for c in marks if c.value)
    cell.value = float(str(cell.value)) - 1


SAMPLES = Path(__file__).parents[2] / "samples"


@pytest.mark.slow
@needs_libreoffice
@pytest.mark.parametrize("sample", ["lean-township", "county-kinds"])
def test_for_sixteen_ratees_the_sheets_are_printed_on_six_pages_at_most(
    sample: str, run: Runner, tmp_path: Path
) -> None:
    """汇总表 of the first has more than twenty, which a secretary could not put on the table."""
    copy = tmp_path / sample
    shutil.copytree(SAMPLES / sample, copy)
    assert run("merge", copy, "--meeting").code == 0
    assert 4 <= pages_of_book(copy / "3汇总" / SHEETS) <= 6
