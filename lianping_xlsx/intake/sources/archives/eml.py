"""Mails saved as .eml: their attachments, with their names in any of the encodings that mail programs use.

The header lines are repaired before the library reads them. For the library a line that is no header (a bare line end
within a subject, a continuation without its space) ends the headers. Everything after it, attachments included, would
become text of the mail.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator, Sequence
from email import message_from_bytes, policy
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from functools import partial

from lianping_xlsx.formats.package import Limits, Refused, damaged
from lianping_xlsx.intake.sources.archives.member import Member, decoded, shown, within

_BOUNDARY = re.compile(rb'boundary[ \t]*=[ \t\r\n]*(?:"([^"\r\n]{1,200})"|([^\s;"]{1,200}))', re.I)
_MOST_BOUNDARIES = 100
"""Keeps the expression that searches for them small, whatever a mail declares."""
_BLANK = re.compile(rb"(?:\A|\n)\r?\n")
_LINE_END = re.compile(rb"(?<=\n)")
_HEADER = re.compile(rb"[!-9;-~]+:|[ \t]|From ")
_CONTROLS = re.compile(rb"[\x00-\x08\x0b-\x1f\x7f]")
_DOUBLED = b"\r\r\n"


def with_sound_headers(data: bytes) -> bytes:
    """The mail with header lines that the library recognizes; bodies stay as they are."""
    if data.partition(b"\n")[0].endswith(b"\r\r"):  # some programs double each carriage return
        data = data.replace(_DOUBLED, b"\r\n")
    data = data.lstrip(b"\xef\xbb\xbf\r\n")
    pieces, at = [], 0
    for start in [0, *_after_boundaries(data)]:
        if start < at:
            continue
        blank = _BLANK.search(data, start)
        end = blank.start() if blank else len(data)
        pieces += [data[at:start], _sound(data[start:end])]
        at = end
    return b"".join((*pieces, data[at:]))


def _after_boundaries(data: bytes) -> list[int]:
    """The offsets at which headers of parts begin: after each line that is one of the declared boundaries."""
    declared = {quoted or bare for quoted, bare in _BOUNDARY.findall(data)}
    marks = sorted(re.escape(each.strip()) for each in declared)[:_MOST_BOUNDARIES]
    if not marks:
        return []
    line = re.compile(rb"^--(?:" + b"|".join(marks) + rb")[ \t]*\r?\n", re.M)
    return [match.end() for match in line.finditer(data)]


def _sound(block: bytes) -> bytes:
    """A block of header lines, repaired: controls become spaces, a line that is no header continues the one before."""
    lines = (_CONTROLS.sub(b" ", line.rstrip(b"\r\n")) for line in _LINE_END.split(block) if line)
    return b"\r\n".join(line if _HEADER.match(line) else b" " + line for line in lines)


_TEXTS = ("text/plain", "text/html")
_RAW = ("content-disposition", "content-type")
_WORD = re.compile(r"[a-z0-9-]+")
_ENCODINGS = ("base64", "quoted-printable", "7bit", "8bit", "binary", "x-uuencode", "uuencode", "uue", "x-uue")
_FAULTS = (LookupError, ValueError, TypeError, AttributeError, RecursionError, HeaderParseError)
"""The exceptions that the library raises on headers that break its rules."""


def open_mail(data: bytes, limits: Limits) -> Sequence[Member]:
    """The attachments of a mail, without its text and the pictures shown in the text.

    Raises Refused: file.damaged, file.too-large.
    """
    try:
        # The older policy keeps the bytes of a header without a declared encoding.
        mail = message_from_bytes(with_sound_headers(data), policy=policy.compat32)
        parts = [(_name(part), part) for part in _attachments(mail)]
    except _FAULTS as fault:
        raise damaged("邮件格式") from fault
    within(limits, [0] * len(parts))  # the number only: the decoded parts are not longer than the mail itself
    names = shown(name for name, _ in parts)
    return [Member(name, partial(_read, part, name)) for name, (_, part) in zip(names, parts, strict=True)]


def _attachments(part: Message) -> Iterator[Message]:
    """Yield the parts to be saved. A mail within the mail is one of them; its own attachments are not opened."""
    if part.is_multipart() and part.get_content_type() != "message/rfc822":
        for inner in part.get_payload():
            if isinstance(inner, Message):
                yield from _attachments(inner)
    elif not _belongs_to_the_text(part):
        yield part


def _belongs_to_the_text(part: Message) -> bool:
    """Return True for the text itself and for a picture shown in it (a signature, a logo)."""
    attached = str(part.get("content-disposition", "")).lower().lstrip().startswith("attachment")
    if attached:
        return False
    if part.get_content_maintype() == "image":
        return "content-id" in part
    return part.get_content_type() in _TEXTS and _filename(part) is None


def _name(part: Message) -> str:
    """The name of an attachment. A header in raw bytes is decoded first, which the library does not do."""
    for header, value in part.raw_items():
        if header.lower() in _RAW and not str(value).isascii():
            part.replace_header(header, decoded(str(value).encode("utf-8", "surrogateescape")))
    name = _filename(part)
    if name is None:
        return "附件.eml" if part.get_content_type() == "message/rfc822" else "附件"
    try:
        return str(make_header(decode_header(name)))
    except (*_FAULTS, binascii.Error):
        return name


def _filename(part: Message) -> str | None:
    """The name as the library reads it; None if there is none or the library cannot read it."""
    try:
        return part.get_filename()
    except _FAULTS:
        return None


def _encoding(part: Message) -> str:
    """The transfer encoding; other words in the header, which some programs add, are ignored."""
    words = _WORD.findall(str(part.get("content-transfer-encoding", "")).lower())
    return next((word for word in words if word in _ENCODINGS), "8bit")


def _read(part: Message, name: str) -> bytes:
    """The bytes of an attachment. Raises Refused: file.nested, file.damaged."""
    if part.get_content_type() == "message/rfc822":
        raise Refused("file.nested", kind="邮件")
    # The library decodes by the header, so the header is replaced by the encoding alone.
    encoding = _encoding(part)
    del part["content-transfer-encoding"]
    part["content-transfer-encoding"] = encoding
    try:
        content = part.get_payload(decode=True)
    except _FAULTS as fault:
        raise damaged(name) from fault
    if not isinstance(content, bytes):
        raise damaged(name)
    return content
