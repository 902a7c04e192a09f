"""What is no workbook is named for what it is, and a clerk is told what to do about it."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from random import Random

import pytest

from lianping_xlsx.core.findings import Finding, Place
from lianping_xlsx.formats.package import DEFAULT_LIMITS, Limits, Refused
from lianping_xlsx.formats.sniff import FileKind, sniff
from lianping_xlsx.intake.sources.folder import Source
from lianping_xlsx.intake.sources.opening import Opened, Unopened, open_source
from tests.spoilt import biff, books, disguised, locked, outlook
from tests.spoilt.saved import saved_as

GOOD = books.good_book()
WORD_FILE = books.zipped({"[Content_Types].xml": b"", "word/document.xml": b"", "x": Random(0).randbytes(9_000)})
SAVE_AS = "另存为”.xlsx"
FILL_IN = "填在发出的原表里"
REGISTER = "代为登记"
SEND_AGAIN = "重新发送"


@pytest.mark.parametrize(
    ("data", "kind", "code", "named", "remedy"),
    [
        (books.html_named_xls(), FileKind.HTML, "file.wrong-kind", "网页", SAVE_AS),
        (disguised.web_archive(), FileKind.HTML, "file.wrong-kind", "网页", SAVE_AS),
        (books.csv_text("gb18030"), FileKind.CSV, "file.wrong-kind", "CSV", SAVE_AS),
        (books.csv_text("utf-8"), FileKind.CSV, "file.wrong-kind", "CSV", SAVE_AS),
        (books.csv_text("utf-16"), FileKind.CSV, "file.wrong-kind", "CSV", SAVE_AS),
        (books.csv_text().replace(b",", b"\t"), FileKind.CSV, "file.wrong-kind", "CSV", SAVE_AS),
        *((disguised.old_excel(n), FileKind.OLD_EXCEL, "file.too-old", "格式太旧", SAVE_AS) for n in (2, 3, 4, 5)),
        (disguised.old_workbook(), FileKind.OLD_EXCEL, "file.too-old", "格式太旧", SAVE_AS),
        (disguised.xml_table(), FileKind.XML_TABLE, "file.wrong-kind", "XML 电子表格", SAVE_AS),
        (disguised.flat_odf("spreadsheet"), FileKind.FLAT_ODS, "file.wrong-kind", ".fods", SAVE_AS),
        (disguised.flat_odf("text"), FileKind.OTHER_OFFICE, "file.not-a-table", "Office", FILL_IN),
        (disguised.flat_word(), FileKind.OTHER_OFFICE, "file.not-a-table", "Office", FILL_IN),
        (disguised.word(), FileKind.DOCX, "file.not-a-table", "Word", FILL_IN),
        (books.word_97(), FileKind.DOC, "file.not-a-table", "WPS", FILL_IN),
        ("各单位：现报送如下。".encode(), FileKind.TEXT, "file.not-a-table", "纯文本", FILL_IN),
        (b"<?xml version='1.0'?><a/>", FileKind.XML, "file.not-a-table", "XML", FILL_IN),
        (b"%PDF-1.7 ...", FileKind.PDF, "file.picture", "PDF", REGISTER),
        (b"\x89PNG\r\n\x1a\n", FileKind.IMAGE, "file.picture", "图片", REGISTER),
        (disguised.shortcut(), FileKind.SHORTCUT, "file.shortcut", "快捷方式", "原文件"),
        (b"", FileKind.EMPTY, "file.empty", "0字节", SEND_AGAIN),
        (bytes(100), FileKind.UNKNOWN, "file.unknown", "无法识别", SEND_AGAIN),
        (GOOD[:30], FileKind.ZIP_DAMAGED, "file.damaged", "不完整", SEND_AGAIN),
        (GOOD[: len(GOOD) // 2], FileKind.ZIP_DAMAGED, "file.damaged", "不完整", SEND_AGAIN),
        (GOOD[:-10], FileKind.ZIP_DAMAGED, "file.damaged", "不完整", SEND_AGAIN),
        (saved_as("xls", GOOD)[:3_000], FileKind.OLE_DAMAGED, "file.damaged", "不完整", SEND_AGAIN),
        (books.biff()[:20], FileKind.OLE_DAMAGED, "file.damaged", "不完整", SEND_AGAIN),
        (outlook.winmail(), FileKind.TNEF, "file.tnef", "winmail.dat", "zip"),
        (locked.with_password(GOOD, "密码"), FileKind.ENCRYPTED, "file.encrypted", "打开密码", "--password"),
        (locked.with_password(GOOD, "密码"), FileKind.ENCRYPTED, "file.encrypted", "打开密码", "填报单位"),
        (biff.obfuscated(), FileKind.XLS, "file.encrypted", "打开密码", "--password"),
        (
            locked.with_password(WORD_FILE, locked.EXCELS_OWN),
            FileKind.ENCRYPTED,
            "file.not-a-table",
            "Word",
            FILL_IN,
        ),
    ],
)
def test_what_is_no_workbook(data: bytes, kind: FileKind, code: str, named: str, remedy: str, tmp_path: Path) -> None:
    assert sniff(data) is kind
    (tmp_path / "云溪镇.xls").write_bytes(data)
    with pytest.raises(Unopened) as caught:
        open_source(tmp_path, Source("云溪镇.xls"), DEFAULT_LIMITS)
    refused = caught.value.refused
    finding = Finding(refused.code, Place("云溪镇.xls"), refused.slots)
    assert finding.code == code
    assert named in finding.message
    assert remedy in finding.remedy


# ---------------------------------------------------------------- what lies there may change at any moment


def opened(folder: Path, name: str, limits: Limits = DEFAULT_LIMITS) -> Opened | Refused:
    try:
        return open_source(folder, Source(name), limits)
    except Unopened as unopened:
        return unopened.refused


def test_a_file_that_was_listed_and_is_gone_is_said_to_be(tmp_path: Path) -> None:
    refused = opened(tmp_path, "a.xlsx")
    assert isinstance(refused, Refused)
    assert (refused.code, refused.slots) == ("file.unreadable", {"reason": "找不到，可能刚被移走或改名"})


@pytest.mark.skipif(sys.platform == "win32", reason="making links needs a right on Windows")
@pytest.mark.parametrize("content", [GOOD, books.zipped({"a.xlsx": GOOD})])
def test_a_file_that_has_become_a_link_since_it_was_listed_is_not_followed(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "别处").write_bytes(content)
    (tmp_path / "a.xlsx").symlink_to(tmp_path / "别处")
    refused = opened(tmp_path, "a.xlsx")
    assert isinstance(refused, Refused)
    assert (refused.code, refused.slots) == ("file.unreadable", {"reason": "那里是快捷链接，不是文件本身"})


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes in folders")
def test_a_file_that_has_become_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.xlsx")
    refused = opened(tmp_path, "a.xlsx")
    assert isinstance(refused, Refused)
    assert (refused.code, refused.slots) == ("file.unreadable", {"reason": "那里是设备或管道，不是文件"})


@pytest.mark.skipif(sys.platform != "linux", reason="holes in files are made in other ways elsewhere")
def test_a_file_of_a_hundred_gigabytes_is_refused_unread(tmp_path: Path) -> None:
    with (tmp_path / "a.xlsx").open("wb") as file:
        file.truncate(100 << 30)
    refused = opened(tmp_path, "a.xlsx")
    assert isinstance(refused, Refused)
    assert (refused.code, refused.slots) == ("file.too-large", {"what": "文件大小", "limit": "50 MB"})


def test_a_file_that_grows_while_it_is_read_is_not_read_beyond_the_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A copy in progress: what was measured is no promise."""
    (tmp_path / "a.xlsx").write_bytes(GOOD)
    measure = os.fstat

    def measure_then_grow(handle: int) -> os.stat_result:
        facts = measure(handle)
        with (tmp_path / "a.xlsx").open("ab") as file:
            file.write(b"x")
        return facts

    monkeypatch.setattr(os, "fstat", measure_then_grow)
    refused = opened(tmp_path, "a.xlsx", Limits(file_bytes=len(GOOD) + 1))
    assert isinstance(refused, Refused)
    assert refused.code == "file.too-large"


def test_a_member_of_an_archive_that_has_changed_since_is_not_taken_for_another(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(books.zipped({"甲.xlsx": GOOD}))
    found = opened(tmp_path, "a.zip")
    assert isinstance(found, Opened)
    (tmp_path / "a.zip").write_bytes(books.zipped({"乙.xlsx": GOOD, "丙.xlsx": GOOD}))
    with pytest.raises(Unopened) as caught:
        open_source(tmp_path, found.members[0], DEFAULT_LIMITS)
    assert caught.value.refused.code == "file.damaged"
