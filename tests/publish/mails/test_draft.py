"""The bytes of a draft: read back by the email package and by the program itself, harmless whatever is in it."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianping_xlsx.formats.package import DEFAULT_LIMITS
from lianping_xlsx.formats.sniff import FileKind, sniff
from lianping_xlsx.intake.sources.archives import unpack
from lianping_xlsx.publish.mails.post import Attachment, Draft, write_draft

BOOK = bytes(range(256)) * 20


def draft(
    *names: str, to: tuple[str, ...] = ("a@example.com",), subject: str = "催报", text: str = "请报送。\n"
) -> Draft:
    return Draft(to, subject, text, tuple(Attachment(name, BOOK + name.encode(errors="replace")) for name in names))


def parsed(data: bytes) -> EmailMessage:
    """The mail as the email package reads it; a mistake in it raises."""
    message = message_from_bytes(data, policy=policy.default.clone(raise_on_defect=True))
    assert isinstance(message, EmailMessage)
    return message


def test_a_draft_is_read_back_as_it_was_meant() -> None:
    subject = "【请填报】2024年度乡（镇、场）党委书记履行基层党建工作责任述职评议考核（第一考核组）"
    text = "第一考核组：\n\n    请填报。\n谢谢支持！\n"
    message = parsed(
        write_draft(draft("U1 第一考核组.xlsx", to=("a@example.com", "b@example.com"), subject=subject, text=text))
    )
    assert list(message) == ["X-Unsent", "To", "Subject", "MIME-Version", "Content-Type"]  # no sender, no date
    assert (message["X-Unsent"], message["To"], message["Subject"]) == ("1", "a@example.com, b@example.com", subject)
    body = message.get_body()
    assert body is not None
    assert body.get_content_type() == "text/plain"
    assert body.get_payload(decode=True) == text.replace("\n", "\r\n").encode()
    (attached,) = message.iter_attachments()
    assert attached.get_content_disposition() == "attachment"
    assert attached.get_content_type() == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    assert attached.get_payload(decode=True) == BOOK + "U1 第一考核组.xlsx".encode()


@pytest.mark.parametrize(
    "name", ["表.xlsx", "U1 中共乐安县龚坊镇委员会.xlsx", "𬭎" * 35 + "（2）.xlsx", 'a"b;c\\d%.xlsx']
)
def test_the_name_of_an_attachment_in_both_ways_of_writing(name: str) -> None:
    data = write_draft(draft(name))
    (attached,) = parsed(data).iter_attachments()
    assert attached.get_filename() == name  # filename*, RFC 2231
    old = list(message_from_bytes(data).walk())[2]
    written = old.get_param("name")
    assert isinstance(written, str)
    assert str(make_header(decode_header(written))) == name  # name=, RFC 2047
    (member,) = unpack(data, FileKind.MAIL, DEFAULT_LIMITS)
    assert (member.name, member.read()) == (name.replace("\\", "/"), BOOK + name.encode(errors="replace"))


def test_without_an_address_there_is_no_line_for_it() -> None:
    message = parsed(write_draft(draft("表.xlsx", to=())))
    assert "To" not in message
    assert sniff(write_draft(draft("表.xlsx", to=()))) is FileKind.MAIL


@pytest.mark.parametrize("address", ["a@example.com\r\nBcc: b@example.com", "a", "", "a@example.com, b@example.com"])
def test_what_is_no_address_is_never_written(address: str) -> None:
    with pytest.raises(ValueError, match="address"):
        write_draft(draft(to=(address,)))


HOSTILE = st.text(
    alphabet=st.sampled_from('甲a \r\n\0:;"=?-_\\/%.\x85\u2028\u202e\ud800𬭎') | st.characters(), max_size=60
)


@given(HOSTILE, HOSTILE, HOSTILE)
def test_no_words_can_break_out_of_their_place(subject: str, text: str, name: str) -> None:
    data = write_draft(draft(name, "表.xlsx", subject=f"甲{subject}", text=text))
    assert data == write_draft(draft(name, "表.xlsx", subject=f"甲{subject}", text=text))
    assert data.isascii()
    assert max(map(len, data.split(b"\r\n"))) < 998
    assert b"\n" not in data.replace(b"\r\n", b"")
    message = parsed(data)
    assert list(message) == ["X-Unsent", "To", "Subject", "MIME-Version", "Content-Type"]
    assert [list(part) for part in message.iter_parts()] == [
        ["Content-Type", "Content-Transfer-Encoding"],
        *[["Content-Type", "Content-Disposition", "Content-Transfer-Encoding"]] * 2,
    ]
    assert [part.get_payload(decode=True) for part in message.iter_attachments()][1] == BOOK + "表.xlsx".encode()


def test_lines_of_the_head_are_short_and_words_are_cut_between_characters() -> None:
    head = write_draft(draft("表.xlsx", subject="𬭎述a" * 60)).split(b"\r\n\r\n")[0]
    assert max(map(len, head.split(b"\r\n"))) <= 76
    for word in re.findall(rb"=\?UTF-8\?B\?([^?]+)\?=", head):
        assert make_header(decode_header(f"=?UTF-8?B?{word.decode()}?="))  # each is text by itself
