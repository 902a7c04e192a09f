"""Mail drafts (.eml): a mail program opens them ready to be sent. The same input gives the same bytes.

The lines are written here and not by Python's email package, which folds and encodes differently in different versions
of Python and cannot name an attachment in both encodings. The header ``X-Unsent`` makes Outlook and others open the
file for sending. There is no sender, date or Message-ID: the program that sends the mail sets them.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from lianping_xlsx.core.email_addresses import is_address
from lianping_xlsx.core.spelling import fit_xml

_BOUNDARY = "=_lianping-xlsx_="
"""A fixed boundary is safe: all parts are in base64, and no line of base64 begins like this."""
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_NEW_LINE = "\r\n"
_FOLD = f"{_NEW_LINE} "
_WORD_BYTES = 39
"""The most bytes of text in one encoded word: with ``Subject:`` it fits a line of 76 (RFC 2047, section 2)."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """An attached workbook: its file name, which may be Chinese, and its bytes."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Draft:
    """A mail: addresses (may be empty: the sender fills them in), subject, plain text, workbooks."""

    to: tuple[str, ...]
    subject: str
    text: str
    attachments: tuple[Attachment, ...]


def write_draft(draft: Draft) -> bytes:
    """The draft as ASCII bytes. Raises ValueError if a text in ``to`` is not an address.

    The check guards against headers smuggled in with an address.
    """
    if not all(map(is_address, draft.to)):
        raise ValueError("not an address")
    parts = [_text_part(draft.text), *map(_attachment_part, draft.attachments)]
    lines = [*_head(draft), "", *(f"--{_BOUNDARY}{_NEW_LINE}{part}" for part in parts), f"--{_BOUNDARY}--", ""]
    return _NEW_LINE.join(lines).encode("ascii")


def _head(draft: Draft) -> Iterator[str]:
    yield "X-Unsent: 1"
    if draft.to:
        yield f"To: {f',{_FOLD}'.join(draft.to)}"
    yield f"Subject: {_encoded(draft.subject)}"
    yield "MIME-Version: 1.0"
    yield f'Content-Type: multipart/mixed; boundary="{_BOUNDARY}"'


def _text_part(text: str) -> str:
    lines = fit_xml(text).splitlines()
    return _part(["Content-Type: text/plain; charset=utf-8"], _NEW_LINE.join([*lines, ""]).encode())


def _attachment_part(attachment: Attachment) -> str:
    """An attachment, named by RFC 2231 (the standard) and by RFC 2047 (for older programs, as Thunderbird does)."""
    name = _one_line(attachment.name)
    head = [
        f'Content-Type: {_XLSX};{_FOLD}name="{_encoded(name)}"',
        f"Content-Disposition: attachment;{_FOLD}filename*=UTF-8''{quote(name, safe='')}",
    ]
    return _part(head, attachment.content)


def _part(head: Sequence[str], content: bytes) -> str:
    """A part of the mail, without the end of its last line."""
    packed = base64.encodebytes(content).decode("ascii").splitlines()
    return _NEW_LINE.join([*head, "Content-Transfer-Encoding: base64", "", *packed])


def _encoded(text: str) -> str:
    """The text as encoded words (RFC 2047), never split within a character; readers remove the folds between them."""
    words = [b""]
    for character in _one_line(text):
        piece = character.encode()
        if len(words[-1]) + len(piece) > _WORD_BYTES:
            words.append(b"")
        words[-1] += piece
    return _FOLD.join(f"=?UTF-8?B?{base64.b64encode(word).decode('ascii')}?=" for word in words)


def _one_line(text: str) -> str:
    """The text without line ends and control characters, with which it could add a header of its own."""
    return " ".join(fit_xml(text).split())
