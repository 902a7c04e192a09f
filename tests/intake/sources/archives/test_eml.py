"""A mail's attachments are read as if they had been saved; its text and its pictures are no replies."""

from __future__ import annotations

import base64
import contextlib
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lianping_xlsx.formats.package import DEFAULT_LIMITS, Limits, Refused
from lianping_xlsx.formats.sniff import FileKind, sniff
from lianping_xlsx.intake.sources.archives import unpack
from tests.findings import without_remarks
from tests.inline import read_in_this_process
from tests.small import TOWN
from tests.spoilt import archives, outlook
from tests.spoilt.mutations import with_byte

REPLY = TOWN.write("U3")


def mail(*names: str, data: bytes = REPLY) -> EmailMessage:
    """A mail with a text and a workbook by each of the names."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@b.cn", "c@d.cn", "报送考核表"
    message.set_content("请查收。")
    for name in names:
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message


def raw(header: bytes) -> bytes:
    """A mail of one attachment with this line of disposition, as older programs write it."""
    return (
        b"From: a@b.cn\r\nTo: c@d.cn\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=X\r\n\r\n"
        b"--X\r\nContent-Type: text/plain\r\n\r\nhello\r\n--X\r\nContent-Type: application/octet-stream\r\n"
        b"Content-Disposition: attachment; filename=" + header + b"\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + base64.encodebytes(REPLY) + b"--X--\r\n"
    )  # fmt: skip


@pytest.mark.parametrize(
    "data",
    [
        mail("云溪镇.xlsx").as_bytes(),
        raw('"云溪镇.xlsx"'.encode("gb18030")),
        raw('"云溪镇.xlsx"'.encode()),
        raw(b'"=?gb2312?B?' + base64.b64encode("云溪镇.xlsx".encode("gb2312")) + b'?="'),
    ],
)
def test_attachments_in_every_way_of_writing_a_name(data: bytes) -> None:
    assert sniff(data) is FileKind.MAIL
    (member,) = unpack(data, FileKind.MAIL, DEFAULT_LIMITS)
    assert (member.name, member.read()) == ("云溪镇.xlsx", REPLY)


@pytest.mark.parametrize(("name", "shown"), [("../../x.xlsx", "x.xlsx"), ("C:\\表\\x.xlsx", "表/x.xlsx"), ("/x", "x")])
def test_names_of_attachments_lead_nowhere(name: str, shown: str) -> None:
    (member,) = unpack(mail(name).as_bytes(), FileKind.MAIL, DEFAULT_LIMITS)
    assert (member.name, member.read()) == (shown, REPLY)


def test_limits_hold_for_mails_too() -> None:
    with pytest.raises(Refused, match=r"file\.too-large"):
        unpack(mail("甲.xlsx", "乙.xlsx").as_bytes(), FileKind.MAIL, Limits(archive_members=1))


def test_pictures_in_the_text_are_no_replies_and_a_mail_in_a_mail_is_named() -> None:
    message = mail("表.xlsx")
    message.add_attachment(b"\x89PNG", maintype="image", subtype="png", disposition="inline", cid="<logo>")
    message.add_attachment(mail("内.xlsx"))
    first, second = unpack(message.as_bytes(), FileKind.MAIL, DEFAULT_LIMITS)
    assert first.name == "表.xlsx"
    with pytest.raises(Refused, match=r"file\.nested"):
        second.read()


def test_a_mail_and_its_attachments_are_accounted_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read_in_this_process(monkeypatch)
    message = mail("表.xlsx")
    message.add_attachment(outlook.winmail(), maintype="application", subtype="ms-tnef", filename="winmail.dat")
    packed = archives.packed([("内.xlsx", REPLY)])
    message.add_attachment(packed, maintype="application", subtype="zip", filename="包.zip")
    received = TOWN.gather(tmp_path, {"有.eml": message.as_bytes(), "无.eml": mail().as_bytes()})
    codes = {
        finding.place.file: finding.code
        for finding in without_remarks(received.findings)
        if finding.code.startswith("file.")
    }
    assert {file.path: codes.get(file.path, str(file.status)) for file in received.files} == {
        "无.eml": "file.no-members",
        "有.eml": "已采用",
        "有.eml/表.xlsx": "已采用",
        "有.eml/winmail.dat": "file.tnef",
        "有.eml/包.zip": "file.nested",
    }
    assert sorted(path.name for path in tmp_path.iterdir()) == ["无.eml", "有.eml"]


PLAIN = mail("云溪镇.xlsx").as_bytes().replace(b"\n", b"\r\n")
JUNK = st.binary(max_size=6).filter(lambda junk: junk.count(b"\n") < 2 and b"\n\r" not in junk)
"""Anything but a blank line, which ends the headers."""


def attachments(data: bytes) -> list[bytes]:
    assert sniff(data) is FileKind.MAIL
    return [member.read() for member in unpack(data, FileKind.MAIL, DEFAULT_LIMITS)]


@pytest.mark.parametrize("control", [*b"\x00\x01\x08\x0b\x0c\x0d\x0e\x1a\x1b\x1c\x1f\x7f", 0x85, 0xA0, 0xFF])
@pytest.mark.parametrize("where", [b"From: a@b", b"To: c", b"Subject: =?u", b"MIME-Version: 1", b"filename*="])
def test_a_control_character_in_a_header_costs_no_attachment(control: int, where: bytes) -> None:
    assert where in PLAIN
    at = PLAIN.index(where) + len(where)
    assert attachments(PLAIN[:at] + bytes([control]) + PLAIN[at:]) == [REPLY]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"Subject: ", b"Subject: a\r\nno header at all\r\nX"),
        (b"Subject: ", b"Subject: a\rb"),
        (b'mixed; boundary="', b'mixed;\r\nboundary="'),
        (b"\r\n", b"\r\r\n"),
        (b"\r\n", b"\n"),
        (b"Encoding: base64", b"Encoding: base64 "),
        (b"Encoding: base64", b"Encoding:  BASE64\x01 (as usual)"),
        (b"From: ", b"\xef\xbb\xbf\r\nFrom: "),
        (b"From: ", b"X-\xd4\xc6\xff: \x00\r\nFrom: "),
        (b"text/plain", b"text/html"),
        ("请查收。".encode(), b"<html><body>x</body></html>"),
        (b"filename*=utf-8''", b"filename*=no-such-script''"),
        (b"filename*=utf-8''", b"filename*0*=''"),
    ],
)
def test_headers_that_break_the_rules_cost_no_attachment(old: bytes, new: bytes) -> None:
    assert old in PLAIN
    assert attachments(PLAIN.replace(old, new)) == [REPLY]


@settings(max_examples=150)
@example(b"Subject: ", b"%PDF-")
@given(st.sampled_from([b"From: ", b"To: ", b"Subject: "]), JUNK)
def test_whatever_stands_in_a_header_the_attachment_is_read(header: bytes, junk: bytes) -> None:
    at = PLAIN.index(header) + len(header)
    assert attachments(PLAIN[:at] + junk + PLAIN[at:]) == [REPLY]


@settings(max_examples=60)
@given(st.integers(0, 10**6), st.integers(0, 255))
def test_a_wrong_byte_raises_nothing_but_a_refusal(place: int, byte: int) -> None:
    data = with_byte(mail("甲.xlsx", "乙.xlsx", data=b"x" * 60).as_bytes(), place, byte)
    with contextlib.suppress(Refused):
        for member in unpack(data, FileKind.MAIL, DEFAULT_LIMITS):
            assert isinstance(member.read(), bytes)
