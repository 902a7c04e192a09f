"""A figure that may not be told stands in no file that leaves the office, whatever file it is."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from lianping_xlsx.app.campaign import Campaign
from lianping_xlsx.spreadsheet.book import Content
from tests.books import contents, edited
from tests.campaigns import answer, answered
from tests.cli.running import Runner
from tests.deciding import decide_as_proposed
from tests.small import LEADERS, Town, scheme_of, with_rule

OWN = ("审定记录.json", "审定记录.xlsx")
"""What the office keeps."""


@pytest.fixture
def two_leaders(tmp_path: Path, run: Runner) -> Campaign:
    """Two of the LEADERS voted, everybody else as ever; decided and issued, with a circular that gives the scores."""
    raw = with_rule(测评得分公布线="3", 票类均分单列线="3", 通报公布得分="是")
    found, town = answered(tmp_path / "c", raw), Town(scheme_of(raw))
    book = town.book("U1")
    entries: dict[tuple[str, int, int], Content] = {}
    for form in book.forms:
        typed = answer(form)
        if form.key.voter_class == LEADERS:
            third = form.rows[2].key
            typed = {key: 97 - 7 * place for place, key in enumerate(typed) if key[1] and key[0] != third}
            typed |= {("issued", ""): 2, ("returned", ""): 2}
        entries |= town.fill(form, typed)
    (found.received / book.file).write_bytes(town.write("U1", entries))
    assert run("merge", found.folder, "--meeting").code == 0
    decide_as_proposed(found)
    assert run("finalize", found.folder).code == 0
    return found


def figures(found: Campaign) -> dict[str, set[str]]:
    """For each person the 测评得分 and 综合得分, which are withheld from everybody here."""
    result = json.loads((found.summary / "结果.json").read_text(encoding="utf-8"))
    return {ratee["name"]: {ratee["poll_score"], ratee["composite"]} for ratee in result["ratees"]}


def numbers(path: Path, sheets: tuple[str, ...] = ()) -> Iterator[str]:
    """Every number in a workbook or letter, with two decimals."""
    if path.suffix == ".docx":
        with zipfile.ZipFile(path) as parts:
            text = re.sub("<[^>]+>", "", parts.read("word/document.xml").decode())
        yield from (f"{float(number):.2f}" for number in re.findall(r"\d+(?:\.\d+)?", text))
        return
    for (sheet, _), (content, _) in contents(path.read_bytes(), values=True).items():
        if not sheets or sheet in sheets:
            yield from (f"{float(number):.2f}" for number in re.findall(r"\d+(?:\.\d+)?", str(content)))


def test_a_withheld_score_is_in_nothing_that_leaves(two_leaders: Campaign) -> None:
    secret = {number for pair in figures(two_leaders).values() for number in pair}
    leaving = [path for path in sorted(two_leaders.decided.rglob("*.*")) if path.name not in OWN and path.is_file()]
    assert {path.suffix for path in leaving} == {".xlsx", ".docx"}
    for path in [*leaving, two_leaders.summary / "等次审定表.xlsx"]:
        assert secret.isdisjoint(numbers(path)), path.name


def test_what_is_put_before_the_meeting_has_none_of_it(two_leaders: Campaign) -> None:
    secret = {number for pair in figures(two_leaders).values() for number in pair}
    assert secret.isdisjoint(numbers(two_leaders.summary / "送审件.xlsx"))
    kept = numbers(two_leaders.summary / "汇总表.xlsx", ("综合排序",))
    assert not secret.isdisjoint(kept), "the office's own sheet has them"


def test_the_sheet_has_what_is_looked_for(two_leaders: Campaign) -> None:
    """The sweep finds a number where there is one: 考评得分 may be told, and is."""
    result = json.loads((two_leaders.summary / "结果.json").read_text(encoding="utf-8"))
    told = {ratee["field_score"] for ratee in result["ratees"]}
    assert told <= set(numbers(two_leaders.decided / "上报表.xlsx"))


def test_no_digest_of_a_withheld_score_can_be_tried_out(two_leaders: Campaign, run: Runner) -> None:
    """The 结果校验码 over all figures stays with the office; a table on which 0.3.0 printed it is taken."""
    record = json.loads((two_leaders.decided / "审定记录.json").read_text(encoding="utf-8"))
    plain = record["decisions"][0]["fingerprint"]
    table = two_leaders.summary / "等次审定表.xlsx"
    for path in (table, two_leaders.decided / "审定记录.xlsx"):
        assert plain not in str(contents(path.read_bytes())), path.name
    ((sheet, cell), (words, _)) = next(e for e in contents(table.read_bytes()).items() if "结果校验码" in str(e[1][0]))
    printed = re.sub("[0-9a-f]{16}", plain, str(words))
    assert printed != words
    table.write_bytes(edited(table.read_bytes(), lambda book: book[sheet].__setitem__(cell, printed)))
    assert run("finalize", two_leaders.folder).code == 0
