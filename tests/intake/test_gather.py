"""All of 2收回: every file and every expected form is accounted for once, whatever files are called and sent twice."""

from __future__ import annotations

import os
import random
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from lianping_xlsx.core.findings import Finding, Severity
from lianping_xlsx.intake import gather as gathering
from lianping_xlsx.intake.gather import Received
from lianping_xlsx.intake.resolution.choice import form_name
from lianping_xlsx.intake.returns import FileStatus, FormStatus
from lianping_xlsx.intake.workers.reply import make_setup
from lianping_xlsx.scheme.terms import FormKind
from tests.books import edited
from tests.findings import codes_of
from tests.inline import read_in_this_process
from tests.small import TOWN, Entries, Town, scheme_of, sheets
from tests.spoilt import books

VISIT = TOWN.form(FormKind.RUBRIC, ratee="T3")
OPINIONS = TOWN.form(FormKind.OPINION)


def visit(deduction: float, **fields: str) -> bytes:
    """第二考核组's workbook: one form, one entry."""
    entries: Entries = {("K1", "deduction"): deduction, **{(name, ""): text for name, text in fields.items()}}
    return TOWN.write("U3", TOWN.fill(VISIT, entries))


BLANK, THREE, NINE = TOWN.write("U3"), visit(3), visit(9)
OPINION = TOWN.write("U4", TOWN.fill(OPINIONS, {("T1", "overall"): "好"}))
OLD = Town(secret=bytes(32)).write("U3")


@pytest.fixture
def _in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    read_in_this_process(monkeypatch)


pytestmark = pytest.mark.usefixtures("_in_this_process")


def fate(received: Received) -> dict[str, tuple[str, str]]:
    return {file.path: (str(file.status), file.reason) for file in received.files}


def status_of(received: Received, unit: str = "U3") -> tuple[str, tuple[str, ...]]:
    return next((str(entry.status), entry.files) for entry in received.returns if entry.key.unit == unit)


def codes(received: Received) -> list[str]:
    return [code for code in codes_of(received.findings) if code != "form.missing"]


def told(received: Received, code: str) -> Finding:
    return next(finding for finding in received.findings if finding.code == code)


def value(received: Received) -> int | None:
    """The deduction that is used."""
    place = next(i for i, expected in enumerate(received.expected) if expected.layout.key == VISIT.key)
    used = received.readings.get(place)
    return None if used is None else next(number for _, _, number in used.entries)


def test_nothing_has_come_back_yet(tmp_path: Path) -> None:
    received = TOWN.gather(tmp_path, {})
    assert [(entry.form, str(entry.status), entry.files) for entry in received.returns] == [
        ("测评票（县委领导）", "未交", ()),
        ("测评票（党员代表）", "未交", ()),
        ("计票汇总（群众）", "未交", ()),
        ("实地考评（云溪镇 陆明澈）", "未交", ()),
        ("实地考评（石栏镇 叶尔江·萨迪克）", "未交", ()),
        ("实地考评（莲浦街道 游砚秋）", "未交", ()),
        ("评议意见", "未交", ()),
    ]
    assert set(codes_of(received.findings)) == {"form.missing"}
    assert told(received, "form.missing").message == "“县委办公室”的测评票（县委领导）还没有收到。"
    assert (received.files, received.readings) == ((), {})


def test_every_file_has_one_fate_and_every_form_too(tmp_path: Path) -> None:
    (tmp_path / "链接.xlsx").symlink_to(tmp_path / "二组.xlsx")
    received = TOWN.gather(
        tmp_path,
        {
            "二组.xlsx": THREE,
            "二组/再报.xlsx": THREE,
            "意见.xls": OPINION,
            "往年.xlsx": OLD,
            "网页.xls": b"<html></html>",
            "空.xlsx": b"",
            "~$二组.xlsx": b"x",
            ".DS_Store": b"x",
        },
    )
    assert fate(received) == {
        ".DS_Store": ("忽略", "系统文件"),
        "~$二组.xlsx": ("忽略", "表格打开时的临时文件"),
        "二组.xlsx": ("已采用", ""),
        "二组/再报.xlsx": ("重复", "与“二组.xlsx”是同一张表"),
        "往年.xlsx": ("未采用", "这是另一次考核（或往年）发出的表，没有采用。"),
        "意见.xls": ("已采用", ""),
        "空.xlsx": ("未采用", "这是空文件（0字节）。"),
        "网页.xls": ("未采用", "这是网页文件，不是能读取的表格格式（.xlsx、.xls、.et、.ods 等）。"),
        "链接.xlsx": ("未采用", "快捷链接，没有读取"),
    }
    assert status_of(received) == ("已采用", ("二组.xlsx", "二组/再报.xlsx"))
    assert len(received.returns) == len(TOWN.expected)
    assert sorted(set(codes(received))) == [
        "file.empty", "file.not-regular", "file.open-elsewhere", "file.wrong-kind", "form.other-campaign",
    ]  # fmt: skip
    assert [file.sha256 == "" for file in received.files] == [
        True,
        True,
        False,
        False,
        False,
        False,
        False,
        False,
        True,
    ]


# ---------------------------------------------------------------- the same form twice


def test_equal_copies_are_one_whoever_signed_them(tmp_path: Path) -> None:
    received = TOWN.gather(tmp_path, {"a.xlsx": THREE, "b.xlsx": visit(3, filled_by="张三"), "c.xlsx": visit(3)})
    assert (status_of(received)[0], value(received), codes(received)) == ("已采用", 3_00, [])


def test_another_spelling_is_the_same_content(tmp_path: Path) -> None:
    spelled = TOWN.write("U3", TOWN.fill(VISIT, {("K1", "deduction"): "３分"}))
    received = TOWN.gather(tmp_path, {"a.xlsx": THREE, "b.xlsx": spelled})
    assert (status_of(received)[0], value(received)) == ("已采用", 3_00)


def test_different_copies_stop_the_form_and_nothing_else(tmp_path: Path) -> None:
    received = TOWN.gather(tmp_path, {"a.xlsx": THREE, "b.xlsx": NINE, "c.xlsx": THREE, "意见.xlsx": OPINION})
    assert status_of(received) == (FormStatus.CONFLICT, ("a.xlsx", "b.xlsx", "c.xlsx"))
    assert value(received) is None
    assert codes(received) == ["form.conflict"]
    assert "a.xlsx、b.xlsx、c.xlsx" in told(received, "form.conflict").message
    assert {path: status for path, (status, _) in fate(received).items()} == {
        "a.xlsx": "未采用", "b.xlsx": "未采用", "c.xlsx": "未采用", "意见.xlsx": "已采用",
    }  # fmt: skip
    assert status_of(received, "U4")[0] == "已采用"


def aged(folder: Path, **seconds: int) -> None:
    for name, age in seconds.items():
        os.utime(folder / f"{name}.xlsx", (age, age))


def test_the_newest_is_the_newest_even_when_it_was_sent_before(tmp_path: Path) -> None:
    """3, then 9, then 3 again: the last word is 3."""
    files = {"a.xlsx": THREE, "b.xlsx": NINE, "c.xlsx": THREE}
    TOWN.gather(tmp_path, files)
    aged(tmp_path, a=100, b=200, c=300)
    received = TOWN.gather(tmp_path, {}, prefer=["newest"])
    assert value(received) == 3_00
    finding = told(received, "form.preferred")
    assert "按 --prefer newest（按文件的修改日期" in finding.message
    assert "采用了“c.xlsx”" in finding.message
    assert finding.remedy.endswith("未采用的：b.xlsx。要改用另一份的，在“采用”栏改打√，再合并。")
    aged(tmp_path, a=100, b=400, c=300)
    assert value(TOWN.gather(tmp_path, {}, prefer=["newest"])) == 9_00


def test_a_file_of_a_day_to_come_is_not_taken_for_the_newest(tmp_path: Path) -> None:
    """As one may be that was unpacked: whoever packed it says what its time is."""
    TOWN.gather(tmp_path, {"a.xlsx": THREE, "b.xlsx": NINE})
    aged(tmp_path, a=100, b=4_000_000_000)
    finding = told(TOWN.gather(tmp_path, {}, prefer=["newest"]), "form.conflict")
    assert "“b.xlsx”的修改日期还没有到" in finding.message
    assert "较新" not in finding.message


@pytest.mark.parametrize(("prefer", "expected"), [("a.xlsx", 3_00), ("c.xlsx", 3_00), ("再/b.xlsx", 9_00)])
def test_a_person_chooses_a_file(prefer: str, expected: int, tmp_path: Path) -> None:
    received = TOWN.gather(tmp_path, {"a.xlsx": THREE, "再/b.xlsx": NINE, "c.xlsx": THREE}, prefer=[prefer])
    assert value(received) == expected
    assert f'按 --prefer "{prefer}" 采用了“{prefer}”' in told(received, "form.preferred").message
    assert fate(received)[prefer][0] == "已采用"


def test_a_choice_of_a_file_that_is_not_there_chooses_nothing(tmp_path: Path) -> None:
    received = TOWN.gather(tmp_path, {"a.xlsx": THREE, "b.xlsx": NINE}, prefer=["x.xlsx"])
    assert status_of(received)[0] == "多份不一致"


def test_a_choice_changes_nothing_where_there_is_nothing_to_choose(tmp_path: Path) -> None:
    received = TOWN.gather(tmp_path, {"a.xlsx": THREE}, prefer=["newest"])
    assert (value(received), codes(received)) == (3_00, [])


# ---------------------------------------------------------------- blank and refused


def test_a_blank_copy_beside_a_filled_one_is_passed_over(tmp_path: Path) -> None:
    received = TOWN.gather(tmp_path, {"a空白.xlsx": BLANK, "b填好.xlsx": THREE})
    assert (value(received), codes(received)) == (3_00, [])
    assert fate(received) == {"a空白.xlsx": ("重复", "空白的一份"), "b填好.xlsx": ("已采用", "")}


def test_a_blank_form_alone_does_not_count_as_returned(tmp_path: Path) -> None:
    received = TOWN.gather(tmp_path, {"a.xlsx": BLANK})
    assert (status_of(received)[0], codes(received), value(received)) == ("空白", ["form.empty"], None)


def test_nobody_must_have_an_opinion(tmp_path: Path) -> None:
    received = TOWN.gather(tmp_path, {"a.xlsx": TOWN.write("U4")})
    assert (status_of(received, "U4")[0], codes(received)) == ("已采用", [])


def test_a_refused_copy_does_not_cost_the_good_one(tmp_path: Path) -> None:
    def spoil(book: Any) -> None:
        book[VISIT.sheet]["A1"] = OPINIONS.code_text

    received = TOWN.gather(tmp_path, {"a.xlsx": edited(THREE, spoil), "b.xlsx": THREE})
    assert value(received) == 3_00
    assert status_of(received, "U4")[0] == "未采用"  # the code says 评议意见, the stamp says no
    assert "form.code-mismatch" in codes(received)
    assert {path: status for path, (status, _) in fate(received).items()} == {"a.xlsx": "未采用", "b.xlsx": "已采用"}


# ---------------------------------------------------------------- laws


def outcome(received: Received, names: Mapping[str, str]) -> object:
    """What was found, files under their first names."""
    places = [replace(f.place, file=names.get(str(f.place.file), f.place.file)) for f in received.findings]
    texts = [(f.code, str(place), f.message) for f, place in zip(received.findings, places, strict=True)]
    readings = [(place, reading.content(), reading.fields) for place, reading in sorted(received.readings.items())]
    statuses = [(entry.form, entry.status) for entry in received.returns]
    renamed = sorted((names[file.path], file.status) for file in received.files)
    return sorted(texts), readings, statuses, renamed


def test_names_and_order_of_files_change_nothing(tmp_path: Path) -> None:
    data = {"二组": THREE, "意见": OPINION, "一组": TOWN.write("U2"), "办公室": TOWN.write("U1")}
    seen = []
    for seed in range(4):
        names = {f"{number}.xlsx": name for number, name in enumerate(random.Random(seed).sample([*data], len(data)))}
        received = TOWN.gather(tmp_path / str(seed), {path: data[name] for path, name in names.items()})
        seen.append(outcome(received, names))
    assert all(found == seen[0] for found in seen)


def test_the_form_in_words() -> None:
    assert [form_name(TOWN.scheme, expected.layout.key) for expected in TOWN.expected[-2:]] == [
        "实地考评（莲浦街道 游砚秋）",
        "评议意见",
    ]


def test_progress_is_told_file_by_file(tmp_path: Path) -> None:
    told_so_far: list[tuple[int, int, str]] = []
    (tmp_path / "a.xlsx").write_bytes(THREE)
    (tmp_path / "b.xlsx").write_bytes(OPINION)
    gathering.gather(
        TOWN.scheme,
        make_setup(tmp_path, TOWN.secret, TOWN.expected),
        progress=lambda done, total, what="": told_so_far.append((done, total, what)),
    )
    assert told_so_far == [(1, 2, ""), (2, 2, "")]


def test_a_killer_among_the_replies_costs_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In child processes, as it really is."""
    monkeypatch.undo()
    received = TOWN.gather(
        tmp_path, {"a.xlsx": THREE, "杀手.xlsx": books.far_cell(books.good_book()), "z.xlsx": OPINION}
    )
    assert fate(received)["杀手.xlsx"][0] == FileStatus.REFUSED
    assert (value(received), status_of(received, "U4")[0]) == (3_00, "已采用")


def test_an_old_copy_beside_a_good_one_is_only_a_warning(tmp_path: Path) -> None:
    raw = sheets()
    raw["考评细则"][2][3], raw["考评细则"][4][3] = "35", "8"  # the scheme has changed since the first copy was issued
    old = Town(scheme_of(raw)).write("U2")
    form = TOWN.form(FormKind.RUBRIC, ratee="T1")
    good = TOWN.write("U2", TOWN.fill(form, {("K1", "deduction"): 3}))
    alone = TOWN.gather(tmp_path / "alone", {"旧.xlsx": old})
    assert "form.outdated" in codes(alone)
    both = TOWN.gather(tmp_path / "both", {"旧.xlsx": old, "新.xlsx": good})
    place = next(i for i, expected in enumerate(both.expected) if expected.layout.key == form.key)
    assert both.sources[place] == "新.xlsx"
    spare = [finding for finding in both.findings if finding.code == "form.spare-copy"]
    assert [finding.place.file for finding in spare] == ["旧.xlsx"]
    assert spare[0].severity is Severity.WARNING
    assert "考核方案中与它有关的内容改过了" in spare[0].message


def test_what_lies_in_an_archive_is_read_as_if_dropped_singly(tmp_path: Path) -> None:
    received = TOWN.gather(tmp_path, {"回收.zip": books.zipped({"二组.xlsx": THREE, "杂/说明.txt": "说明".encode()})})
    assert value(received) == 300
    assert status_of(received) == ("已采用", ("回收.zip/二组.xlsx",))
    assert fate(received) == {
        "回收.zip": ("已采用", "里面有2个文件，采用1个，逐个列在下面"),
        "回收.zip/二组.xlsx": ("已采用", ""),
        "回收.zip/杂/说明.txt": ("未采用", "这是纯文本文件，不是电子表格，没有读取。"),
    }
