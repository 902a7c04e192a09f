"""Who saved a reply last: known only as far as two are the same, and never by name."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import pytest

from lianping_xlsx.formats.saved_by import editor_of_core
from lianping_xlsx.formats.sniff import FileKind
from lianping_xlsx.formats.workbook_reader import read_workbook
from lianping_xlsx.intake.reading.form_reading import FileReading
from lianping_xlsx.intake.sources.folder import Source
from lianping_xlsx.intake.workers.reply import make_setup, read_reply, sealed
from lianping_xlsx.scheme.terms import FormKind
from tests.books import edited
from tests.inline import read_in_this_process
from tests.small import SECRET, TOWN, Town

VISIT = TOWN.form(FormKind.RUBRIC, ratee="T3")


def saved_by(name: str, *, town: Town = TOWN) -> bytes:
    """第二考核组's reply as a person of this name saved it."""

    def save(book: Any) -> None:
        book.properties.lastModifiedBy = name

    return edited(town.write("U3", town.fill(VISIT, {("K1", "deduction"): 3})), save)


def read(folder: Path, data: bytes, secret: bytes = SECRET) -> FileReading:
    town = Town(secret=secret)
    (folder / "a.xlsx").write_bytes(data)
    return read_reply(make_setup(folder, secret, town.expected), Source("a.xlsx"))


@pytest.mark.parametrize("name", ["张三", "wps_1608234567", "县委办-王<&>", "Zhang San"])
def test_a_workbook_tells_who_saved_it_last(name: str) -> None:
    assert read_workbook(saved_by(name), FileKind.XLSX).editor == name


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", ""),
        (b"<cp:coreProperties/>", ""),
        (b"<cp:lastModifiedBy></cp:lastModifiedBy>", ""),
        (b"<cp:lastModifiedBy/>", ""),
        (b"<lastModifiedBy>a</lastModifiedBy>", "a"),
        (b'<x:lastModifiedBy xml:space="preserve"> a b </x:lastModifiedBy>', "a b"),
        ("<cp:lastModifiedBy>张&amp;三</cp:lastModifiedBy>".encode(), "张&三"),
        (b"<cp:lastModifiedBy>\xff</cp:lastModifiedBy>", "\ufffd"),
        ("<cp:lastModifiedBy>张三</cp:lastModifiedBy>".encode("utf-16"), ""),
    ],
)
def test_properties_in_every_shape(content: bytes, name: str) -> None:
    assert editor_of_core(content) == name


def test_a_reply_shows_only_whether_two_names_are_the_same(tmp_path: Path) -> None:
    one, again, other = (read(tmp_path, saved_by(name)) for name in ("张三", "张 三", "李四"))
    assert one.saved_by == again.saved_by != other.saved_by
    assert one.saved_by
    assert "张三".encode() not in pickle.dumps(one)
    elsewhere = read(tmp_path, saved_by("张三", town=Town(secret=bytes(32))), bytes(32))
    assert elsewhere.saved_by
    assert elsewhere.saved_by != one.saved_by  # another campaign, another key


@pytest.mark.parametrize(
    "name",
    [*("", " ", "Administrator", "ADMINISTRATOR", "WPS 用户", "微软用户", "User", "user01", "lenovo", "Dell", "HP"),
     *("openpyxl", "Windows 用户", "Microsoft Office User", "用户", "PC-2")],
)  # fmt: skip
def test_names_that_every_computer_has_are_nobody(name: str) -> None:
    assert sealed(SECRET, name) == ""


@pytest.mark.parametrize("name", ["张三", "wps_1608234567", "user20240", "zhangsan", "办公室", "王管理员", "\ud800"])
def test_other_names_are_somebody(name: str) -> None:
    assert len(sealed(SECRET, name)) == 32


def test_what_came_back_knows_the_seals_by_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read_in_this_process(monkeypatch)
    received = TOWN.gather(tmp_path, {"a.xlsx": saved_by("张三"), "b.xlsx": saved_by("Administrator")})
    assert received.saved_by == {"a.xlsx": sealed(SECRET, "张三")}
