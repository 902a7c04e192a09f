"""Findings on ballots tell nobody outside 退回 what a voter wrote; of small registers not even where it stands."""

from __future__ import annotations

import json
from collections.abc import Mapping
from email import message_from_bytes
from pathlib import Path

import pytest

from lianping_xlsx.core.findings import Finding, Place
from lianping_xlsx.disclosure.findings import HIDDEN, Registers
from lianping_xlsx.layout.model import FormLayout
from lianping_xlsx.scheme.model import FormKind
from lianping_xlsx.sheets.book import Content
from lianping_xlsx.stages.folders import Campaign
from tests.books import contents, open_book
from tests.campaigns import all_replies, answer, campaign
from tests.cli.running import Ran, Runner
from tests.small import DELEGATES, LEADERS, POLL, TOWN, Entries, Sheets, Town, scheme_of, sheets

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
        findings = [line for line in text.splitlines() if "处" in line and LEADERS in line]
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


def test_versions_of_a_small_register_are_compared_without_their_marks(tmp_path: Path, run: Runner) -> None:
    found = replied(tmp_path, single_registers(), {})
    town = Town(scheme_of(single_registers()))
    (form,) = (form for form in town.book("V1").forms if form.key.kind is FormKind.BALLOTS)
    first = next(iter(ballot(form)))
    (found.received / "又一份.xlsx").write_bytes(town.filled(form, ballot(form) | {first: 61.37}))
    ran = run("merge", found.folder)
    book = contents((found.summary / "版本对照.xlsx").read_bytes())
    assert "61.37" not in str(book) + str(told(ran, found))
    assert HIDDEN in str(book)


@pytest.mark.parametrize("code", ["form.missing", "file.damaged", "conduct.same-machine"])
def test_findings_on_no_ballot_stay_as_they_are(tmp_path: Path, code: str) -> None:
    finding = Finding(code, Place("甲.xlsx"), {"unit": "甲", "form": "表", "what": "x", "units": "甲", "count": "2"})
    registers = Registers(TOWN.scheme, TOWN.gather(tmp_path, {}))
    assert registers.tell([finding]).findings == (finding,)
