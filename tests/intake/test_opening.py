"""What is no workbook is named for what it is, and a clerk is told what to do about it."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from lianping_xlsx.core.findings import Finding, Place
from lianping_xlsx.intake.opening import Unopened, open_source
from lianping_xlsx.intake.reading import Source
from lianping_xlsx.sheets.parts import DEFAULT_LIMITS
from lianping_xlsx.sheets.sniff import FileKind, sniff
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
