"""The attachments of a mail that Outlook saved are read as those of any other mail."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lianping_xlsx.formats.package import DEFAULT_LIMITS, Limits, Refused
from lianping_xlsx.formats.sniff import FileKind, sniff
from lianping_xlsx.intake.sources.archives import unpack
from tests.findings import without_remarks
from tests.inline import read_in_this_process
from tests.small import TOWN
from tests.spoilt import outlook
from tests.spoilt.compound import compound
from tests.spoilt.mutations import with_byte

REPLY = TOWN.write("U3")
PLACE = "__attach_version1.0_#00000000"


def read(data: bytes) -> dict[str, bytes]:
    assert sniff(data) is FileKind.MSG
    return {member.name: member.read() for member in unpack(data, FileKind.MSG, DEFAULT_LIMITS)}


@pytest.mark.parametrize(
    ("named", "name", "shown"),
    [
        ("unicode", "云溪镇考核表.xlsx", "云溪镇考核表.xlsx"),
        ("gbk", "云溪镇考核表.xlsx", "云溪镇考核表.xlsx"),
        ("short", "云溪镇.xlsx", "云溪镇.xlsx"),
        ("unicode", "..\\..\\x.xlsx", "x.xlsx"),
        ("unicode", "C:\\表\\x.xlsx", "表/x.xlsx"),
    ],
)
def test_attachments_by_their_names(named: str, name: str, shown: str) -> None:
    assert read(outlook.msg([(name, REPLY), ("小.xlsx", b"x")], named=named)) == {shown: REPLY, "小.xlsx": b"x"}


def test_pictures_in_the_text_are_no_replies_and_a_mail_in_a_mail_is_named() -> None:
    mail = outlook.msg([("表.xlsx", REPLY)], inside=True, logo=True)
    first, second = unpack(mail, FileKind.MSG, DEFAULT_LIMITS)
    assert (first.name, second.name) == ("表.xlsx", "转发的邮件")
    with pytest.raises(Refused, match=r"file\.nested"):
        second.read()


def test_an_attachment_that_was_not_sent_along_is_named() -> None:
    """The mail only tells where it lay on the sender's computer."""
    mail = compound({"__properties_version1.0": bytes(32), f"{PLACE}/__substg1.0_3707001F": b"x\0"})
    with pytest.raises(Refused, match=r"file\.damaged"):
        read(mail)


def test_limits_hold_for_mails_too() -> None:
    mail = outlook.msg([("甲.xlsx", b"x" * 9_000), ("乙.xlsx", b"x")])
    with pytest.raises(Refused, match=r"file\.too-large"):
        unpack(mail, FileKind.MSG, Limits(archive_members=1))
    first, second = unpack(mail, FileKind.MSG, Limits(file_bytes=len(mail)))
    assert (len(first.read()), second.read()) == (9_000, b"x")
    with pytest.raises(Refused, match=r"file\.too-large"):
        unpack(mail, FileKind.MSG, Limits(file_bytes=100))


def test_a_mail_and_its_attachments_are_accounted_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read_in_this_process(monkeypatch)
    files = {"有.msg": outlook.msg([("表.xlsx", REPLY), ("winmail.dat", outlook.winmail())]), "无.msg": outlook.msg([])}
    received = TOWN.gather(tmp_path, files)
    assert {file.path for file in received.files} == {"无.msg", "有.msg", "有.msg/表.xlsx", "有.msg/winmail.dat"}
    codes = {
        finding.place.file: finding.code
        for finding in without_remarks(received.findings)
        if finding.code.startswith("file.")
    }
    assert codes == {"无.msg": "file.no-members", "有.msg/winmail.dat": "file.tnef"}


@settings(max_examples=80)
@given(st.integers(0, 10**6), st.integers(0, 255))
def test_a_wrong_byte_raises_nothing_but_a_refusal(place: int, byte: int) -> None:
    data = with_byte(outlook.msg([("甲.xlsx", b"x" * 60), ("乙.xlsx", b"y" * 5_000)]), place, byte)
    with contextlib.suppress(Refused):
        for member in unpack(data, FileKind.MSG, DEFAULT_LIMITS):
            assert isinstance(member.read(), bytes)
