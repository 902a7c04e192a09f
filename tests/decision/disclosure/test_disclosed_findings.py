"""Findings on ballots tell nobody outside 退回 what a voter wrote; of small registers not even where it stands."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from email import message_from_bytes
from pathlib import Path

import pytest
from openpyxl import Workbook

from lianping_xlsx.app.campaign import Campaign
from lianping_xlsx.core.findings import Finding, Place
from lianping_xlsx.decision.decision_table import Answer, Decisions
from lianping_xlsx.decision.disclosure.disclosed_findings import HIDDEN, Registers
from lianping_xlsx.forms.layout import FormLayout
from lianping_xlsx.scheme.scheme_workbook import write_scheme
from lianping_xlsx.scheme.terms import FormKind
from lianping_xlsx.spreadsheet.book import Content
from tests.books import contents, edited, open_book
from tests.campaigns import all_replies, answer, campaign
from tests.cli.running import Ran, Runner
from tests.deciding import accept_all, problem_rows
from tests.small import (
    DELEGATES,
    LEADERS,
    PEOPLE,
    POLL,
    TOWN,
    Entries,
    Sheets,
    Town,
    records_of,
    scheme_of,
    sheets,
    with_rule,
)

VOTERS = ("甲常委", "乙常委", "丙常委", "丁常委")
REPAIRED, WRONG, SHOWN = "８６ 分", "约77", "８６"
"""What two of them wrote; the first is read as 86."""


def single_registers(signed: str = "") -> Sheets:
    """Each of the LEADERS sends in a register of his own; ``signed``: what stands under 记名."""
    raw = sheets()
    raw["填报单位"] += [[f"V{n}", name, "", "", f"v{n}@example.com"] for n, name in enumerate(VOTERS, 1)]
    tasks = [row for row in raw["填报任务"] if row[4] != LEADERS]
    raw["填报任务"] = tasks + [[name, "测评票", "全部", POLL, LEADERS, "1"] for name in VOTERS]
    head, *classes = raw["票类"]
    raw["票类"] = [[*head, "记名"], *([*row, signed if row[1] == LEADERS else ""] for row in classes)]
    return raw


def replied(folder: Path, raw: Sheets, written: Mapping[str, str]) -> Campaign:
    """Everything has come back; the first mark of some units' ballots is written otherwise."""
    found, town = campaign(folder, raw), Town(scheme_of(raw))
    for book in town.books:
        entries: dict[tuple[str, int, int], Content] = {}
        for form in book.forms:
            typed = ballot(form) if form.by_voter else answer(form)
            if book.unit in written:
                typed[next(iter(typed))] = written[book.unit]
            entries |= town.fill(form, typed)
        (found.received / book.file).write_bytes(town.write(book.unit, entries))
    return found


def ballot(form: FormLayout) -> Entries:
    """The ballot of a single voter."""
    columns = [column.key for _, column in form.input_columns() if column.field == "mark"]
    return {(row.key, key): 81 + 3 * place for place, row in enumerate(form.rows) for key in columns}


def told(ran: Ran, found: Campaign) -> dict[str, str]:
    """Everything but 退回 and 报送情况, and what the console said, as text."""
    texts = {"console": ran.out + ran.err}
    for name in ("汇总表.xlsx", "等次审定表.xlsx"):
        cells = contents((found.summary / name).read_bytes())
        texts[name] = "\n".join(str(text) for (sheet, _), (text, _) in cells.items() if sheet != "报送情况")
    result = json.loads((found.summary / "结果.json").read_text(encoding="utf-8"))
    return texts | {"结果.json": json.dumps([result["findings"], result["ratees"]], ensure_ascii=False)}


def test_registers_of_one_ballot_are_told_by_class_alone(tmp_path: Path, run: Runner) -> None:
    found = replied(tmp_path, single_registers(), {"V2": WRONG, "V3": REPAIRED})
    ran = run("merge", found.folder)
    for where, text in told(ran, found).items():
        findings = [line for line in text.splitlines() if re.search(r"\d处", line) and LEADERS in line]
        assert findings, where
        for line in findings:
            assert not any(name in line for name in VOTERS), (where, line)
        assert WRONG not in text, where
        assert SHOWN not in text, where
        assert "001号票" not in text, where
    result = json.loads((found.summary / "结果.json").read_text(encoding="utf-8"))
    pooled = {entry["code"]: entry for entry in result["findings"] if entry["code"].startswith("ballot.few-")}
    assert pooled.keys() >= {"ballot.few-errors", "ballot.few-notes"}
    assert all(entry[key] is None for entry in pooled.values() for key in ("file", "sheet", "cell"))


def test_before_a_merge_the_remedy_says_when_the_copies_will_be_there(tmp_path: Path, run: Runner) -> None:
    found = replied(tmp_path, single_registers(), {"V2": WRONG, "V3": REPAIRED})
    ran = run("status", found.folder)
    assert not (found.summary / "退回").exists()
    remedies = [line for line in (ran.out + ran.err).splitlines() if "3汇总/退回" in line]
    assert remedies
    assert all("合并（merge）以后" in line for line in remedies)


def test_the_clerk_finds_the_cells_in_the_copies(tmp_path: Path, run: Runner) -> None:
    found = replied(tmp_path, single_registers(), {"V2": WRONG, "V3": REPAIRED})
    ran = run("merge", found.folder)
    returned = found.summary / "退回"
    (copy,) = (path for path in returned.glob("*.xlsx") if "乙常委" in path.name)
    assert WRONG in str(contents(copy.read_bytes()))
    (looked_at,) = (path for path in (returned / "仅供核对").glob("*.xlsx") if "丙常委" in path.name)
    book = open_book(looked_at.read_bytes())
    listed = "\n".join(str(cell.value) for row in book["需要更正"].iter_rows() for cell in row)
    assert SHOWN in listed
    assert "不要外发" in listed
    assert any(cell.comment for page in book for row in page.iter_rows() for cell in row)
    assert "需要退回更正的表1份" in ran.out
    assert "仅供核对" in ran.out


def test_what_is_only_to_be_looked_at_is_in_no_mail(tmp_path: Path, run: Runner) -> None:
    found = replied(tmp_path, single_registers(), {"V2": WRONG, "V3": REPAIRED})
    run("merge", found.folder)
    drafts = sorted((found.summary / "退回").rglob("*.eml"))
    assert [path.name for path in drafts if "丙常委" in path.name] == []
    parts = [part.get_filename() or "" for path in drafts for part in message_from_bytes(path.read_bytes()).walk()]
    assert any("乙常委" in name for name in parts)
    assert not any("丙常委" in name for name in parts)


def test_a_copy_goes_when_there_is_nothing_to_look_at_any_more(tmp_path: Path, run: Runner) -> None:
    found = replied(tmp_path / "c", single_registers(), {"V3": REPAIRED})
    run("merge", found.folder)
    copies = found.summary / "退回" / "仅供核对"
    assert list(copies.glob("*.xlsx"))
    for path in replied(tmp_path / "clean", single_registers(), {}).received.iterdir():
        (found.received / path.name).write_bytes(path.read_bytes())
    run("merge", found.folder)
    assert not list(copies.glob("*.xlsx"))


def test_a_class_that_signs_its_ballots_is_told_in_full(tmp_path: Path, run: Runner) -> None:
    found = replied(tmp_path, single_registers("是"), {"V2": WRONG})
    run("merge", found.folder)
    result = json.loads((found.summary / "结果.json").read_text(encoding="utf-8"))
    (finding,) = (entry for entry in result["findings"] if entry["code"] == "cell.not-number")
    assert WRONG in finding["message"]
    assert "乙常委" in finding["file"]


def test_of_a_large_register_the_ballot_is_named_and_nothing_quoted(tmp_path: Path, run: Runner) -> None:
    raw, town = sheets(), Town(scheme_of(sheets()))
    found = campaign(tmp_path, raw)
    for name, data in all_replies(town).items():
        (found.received / name).write_bytes(data)
    book = town.book("U1")
    entries: dict[tuple[str, int, int], Content] = {}
    for form in book.forms:
        typed = answer(form)
        if form.key.voter_class == DELEGATES:
            marks = {
                (row.key, column.key): 80.0 + number + place
                for number, row in enumerate(form.rows)
                for place, column in enumerate(column for column in form.columns if column.ratee)
            }
            first = next(iter(marks))
            typed = {**marks, first: WRONG, ("issued", ""): len(form.rows), ("returned", ""): len(form.rows)}
        entries |= town.fill(form, typed)
    (found.received / book.file).write_bytes(town.write("U1", entries))
    ran = run("merge", found.folder)
    result = json.loads((found.summary / "结果.json").read_text(encoding="utf-8"))
    (finding,) = (entry for entry in result["findings"] if entry["code"] == "cell.not-number")
    assert "001号票" in finding["message"]
    assert HIDDEN in finding["message"]
    assert finding["cell"]
    assert "县委办公室" in finding["file"]
    assert all(WRONG not in text for text in told(ran, found).values())
    (copy,) = (found.summary / "退回").glob("*.xlsx")
    assert WRONG in str(contents(copy.read_bytes()))


@pytest.fixture
def twice(tmp_path: Path) -> Campaign:
    """One of the LEADERS has sent in his ballot twice, with another mark, and one mark less."""
    found = replied(tmp_path, single_registers(), {})
    town = Town(scheme_of(single_registers()))
    (form,) = (form for form in town.book("V1").forms if form.key.kind is FormKind.BALLOTS)
    first, second, *rest = ballot(form).items()
    assert second[1] is not None
    (found.received / "又一份.xlsx").write_bytes(town.filled(form, {first[0]: 61.37, **dict(rest)}))
    return found


def compared(found: Campaign, sheet: str = "版本对照") -> list[str]:
    """The texts of a sheet of 版本对照.xlsx."""
    cells = contents((found.summary / "版本对照.xlsx").read_bytes())
    return [str(text) for (name, _), (text, _) in cells.items() if name == sheet]


def test_versions_of_a_small_register_are_not_compared_entry_by_entry(twice: Campaign, run: Runner) -> None:
    ran = run("merge", twice.folder)
    texts = compared(twice)
    assert "61.37" not in str(texts) + str(told(ran, twice))
    assert any("：2处不同；还没有决定" in text for text in texts)
    assert "登记的票不足3张，为保护投票人，逐处不同不列，请打开这几份文件核对。" in texts
    assert not any("号票" in text or text in ("内容", "单元格", HIDDEN) for text in texts)


def test_between_versions_of_a_small_register_one_can_still_choose(twice: Campaign, run: Runner) -> None:
    run("merge", twice.folder)
    table = twice.summary / "版本对照.xlsx"

    def tick(book: Workbook) -> None:
        for row in book["选定版本"].iter_rows(min_row=5):
            if row[4].value == "又一份.xlsx":
                row[6].value = "√"

    table.write_bytes(edited(table.read_bytes(), tick))
    run("merge", twice.folder)
    result = json.loads((twice.summary / "结果.json").read_text(encoding="utf-8"))
    assert {"form.preferred"} <= {entry["code"] for entry in result["findings"]}
    assert any("采用了“又一份.xlsx”" in text for text in compared(twice))


def test_sums_of_a_small_count_are_not_quoted(tmp_path: Path, run: Runner) -> None:
    raw = sheets()
    raw["票类"][-1][3] = "2"
    for row in raw["填报任务"]:
        row[5] = "2" if row[4] == PEOPLE else row[5]
    town = Town(scheme_of(raw))
    found = replied(tmp_path, raw, {})
    form = town.form(FormKind.TALLY)
    sums: Entries = {(row.key, "total"): 186.25 for row in form.rows}
    (found.received / "又一份.xlsx").write_bytes(town.filled(form, answer(form) | sums))
    ran = run("merge", found.folder)
    everything = str(told(ran, found)) + str(compared(found))
    assert "收到内容不一致的多份" in everything
    assert "186.25" not in everything
    assert "1600.5" not in everything


def test_the_highest_and_lowest_marks_of_a_count_are_single_ballots_and_not_quoted(tmp_path: Path, run: Runner) -> None:
    """Of twenty ballots the sums may be told; a mark that was not understood is quoted in the returned copy alone."""
    raw = with_rule(去最高最低分="是")
    town = Town(scheme_of(raw))
    found = replied(tmp_path, raw, {})
    form = town.form(FormKind.TALLY)
    book = next(book for book in town.books if form in book.forms)
    entries: dict[tuple[str, int, int], Content] = {}
    for each in book.forms:
        ends: Entries = {
            (row.key, key): mark for row in form.rows for key, mark in (("high1", 97.25), ("low1", "约61"))
        }
        entries |= town.fill(each, answer(each) | (ends if each.key == form.key else {}))
    (found.received / book.file).write_bytes(town.write(book.unit, entries))
    ran = run("merge", found.folder)
    everything = str(told(ran, found))
    assert "cell.not-number" in everything
    assert "约61" not in everything
    assert "97.25" not in everything


def test_of_ticks_neither_grade_nor_cell_is_told(tmp_path: Path, run: Runner) -> None:
    raw = sheets()
    raw["测评"][1][3] = "等次"
    town = Town(scheme_of(raw))
    found = campaign(tmp_path, raw)
    for book in town.books:
        entries: dict[tuple[str, int, int], Content] = {}
        for form in book.forms:
            entries |= town.fill(form, ticked(form) if form.key.kind is FormKind.BALLOTS else answer(form))
        (found.received / book.file).write_bytes(town.write(book.unit, entries))
    ran = run("merge", found.folder)
    result = json.loads((found.summary / "结果.json").read_text(encoding="utf-8"))
    wrong = [entry for entry in result["findings"] if entry["code"] == "cell.not-tick"]
    assert [(entry["file"], entry["cell"]) for entry in wrong] == [("填报单位“县委办公室”", None)] * 4
    assert all("001号票对“云溪镇 陆明澈”的选择填的是“××”" in entry["message"] for entry in wrong)
    register = town.form(FormKind.BALLOTS, voter_class=DELEGATES)
    hidden = Finding(
        "cell.hidden-many", Place("填报单位“县委办公室”", register.sheet, "D8"), {"count": "2", "cells": "D8、F8"}
    )
    (finding,) = Registers(town.scheme, town.gather(found.received, {})).disclosed([hidden]).findings
    assert not re.search(r"[A-Z][0-9]", f"{finding.place} {finding.message}")
    assert "第8行的格" in finding.message
    assert not any("陆明澈 差”" in text for text in told(ran, found).values())
    copies = [str(contents(path.read_bytes())) for path in (found.summary / "退回").rglob("*.xlsx")]
    assert any("001号票对“云溪镇 陆明澈 差”的选择填的是" in copy for copy in copies)

    for _ in range(2):
        rows = [row for row in problem_rows(found) if "看不出是不是选择" in row[1]]
        assert len(rows) == 2  # a ballot of each class: what reads the same is answered once
        accept_all(found)
        run("merge", found.folder)
    assert not any("已解决" in row for row in problem_rows(found))


def test_what_lies_under_merged_cells_is_not_quoted(tmp_path: Path) -> None:
    town = Town(scheme_of(sheets()))
    replies = all_replies(town)
    (office,) = (name for name in replies if "县委办公室" in name)
    sheet = town.form(FormKind.BALLOTS, voter_class=DELEGATES).sheet

    def merge_over(book: Workbook) -> None:
        """As some programs do it, which keep what lies under the first cell."""
        covered = book[sheet].cell(8, 4, 61.37)
        book[sheet].merge_cells("C8:D8")
        book[sheet]._cells[8, 4] = covered

    replies[office] = edited(replies[office], merge_over)
    received = town.gather(tmp_path, replies)
    found = [finding for finding in received.findings if finding.code == "form.merged-hidden"]
    assert ["61.37" in finding.message for finding in found] == [True]
    (told,) = Registers(town.scheme, received).disclosed(found).findings
    assert "C8:D8合并成了一格，看到的是××" in told.message
    assert "61.37" not in told.message


def ticked(form: FormLayout) -> Entries:
    """Every ballot says 好 of everybody, but of the first one says both in a way that is not understood."""
    good: Entries = {
        (row.key, column.key): "约摸" if number == 0 and column.ratee == "T1" else "√"
        for number, row in enumerate(form.rows[:4])
        for column in form.columns
        if column.item == "好"
    }
    return good | {("001", "tick:T1:差"): "约摸", ("issued", ""): 4, ("returned", ""): 4}


def test_the_meeting_is_told_no_file_and_what_somebody_answered_stays(twice: Campaign, run: Runner) -> None:
    run("merge", twice.folder)
    (row,) = (row for row in problem_rows(twice) if "多份" in row[1])
    assert "“甲常委”的测评票" in row[1]
    assert ".xlsx" not in row[1].replace("3汇总/版本对照.xlsx", "") + row[2]
    assert "又一份" not in row[3]
    accept_all(twice)
    run("merge", twice.folder)
    (again,) = (row for row in problem_rows(twice) if "多份" in row[1])
    assert again == (*row[:4], "薛定安", "经核对不影响等次")
    assert not any("已解决" in row for row in problem_rows(twice))


def test_what_was_typed_beside_the_words_of_the_office_is_still_an_answer() -> None:
    slots = {"unit": "甲", "form": "测评票", "files": "甲.xlsx、乙.xlsx", "hints": "", "differences": "共1处不同"}
    problem = Finding("form.conflict", Place("填报单位“甲”", "测评票"), slots | {"advice": ""})
    for message in problem.messages:
        answered = Decisions(answers=(Answer(message, str(problem.place), ("薛定安", "已核对")),))
        assert answered.answer_to(problem) is answered.answers[0]


@pytest.mark.parametrize("code", ["form.missing", "file.damaged", "conduct.same-machine"])
def test_findings_on_no_ballot_stay_as_they_are(tmp_path: Path, code: str) -> None:
    finding = Finding(code, Place("甲.xlsx"), {"unit": "甲", "form": "表", "what": "x", "units": "甲", "count": "2"})
    registers = Registers(TOWN.scheme, TOWN.gather(tmp_path, {}))
    assert registers.disclosed([finding]).findings == (finding,)


def test_a_secret_vote_does_not_become_one_by_name_on_the_way_back(tmp_path: Path, run: Runner) -> None:
    """Nothing is carried over onto the new form: sent back as it comes, the copy in 退回 does not count either."""
    found = replied(tmp_path, single_registers(), {})
    found.scheme.write_bytes(write_scheme(records_of(single_registers("是"))))
    ran = run("merge", found.folder)
    assert ran.code == 1
    assert "这个票类现在是记名投票" in ran.out
    copies = sorted((found.summary / "退回").glob("*.xlsx"))
    assert len(copies) == len(VOTERS)
    for copy in copies:
        (found.received / copy.name).write_bytes(copy.read_bytes())
    assert run("merge", found.folder).code == 1
    result = json.loads((found.summary / "结果.json").read_text(encoding="utf-8"))
    assert result["status"] == "试算"
    assert {entry["code"] for entry in result["findings"]} >= {"form.outdated-signed"}


def test_to_do_what_the_message_says_gives_the_figures_of_the_true_mark(tmp_path: Path, run: Runner) -> None:
    """The cell is put right on the copy of 退回, and the copy laid beside the reply."""
    clean = replied(tmp_path / "clean", single_registers(), {})
    found = replied(tmp_path / "c", single_registers(), {"V2": WRONG})
    run("merge", clean.folder)
    run("merge", found.folder)
    (copy,) = (found.summary / "退回").glob("*.xlsx")

    def put_right(book: Workbook) -> None:
        (cell,) = (cell for page in book for row in page.iter_rows() for cell in row if cell.value == WRONG)
        cell.value = 81

    (found.received / "更正.xlsx").write_bytes(edited(copy.read_bytes(), put_right))
    assert run("merge", found.folder).code == 0
    results = [json.loads((each.summary / "结果.json").read_text(encoding="utf-8")) for each in (found, clean)]
    assert results[0]["status"] == "正式"
    assert results[0]["ratees"] == results[1]["ratees"]


def test_a_class_set_back_to_a_secret_vote_counts_as_before(tmp_path: Path, run: Runner) -> None:
    """The first way out of ``form.outdated-signed``."""
    found = replied(tmp_path, single_registers(), {})
    ratees = []
    for signed in ("", "是", "否"):
        found.scheme.write_bytes(write_scheme(records_of(single_registers(signed))))
        run("merge", found.folder)
        result = json.loads((found.summary / "结果.json").read_text(encoding="utf-8"))
        ratees.append(result["ratees"])
    assert result["status"] == "正式"
    assert ratees[0] == ratees[2] != ratees[1]
