"""Mails saved by Outlook as .msg: their attachments, each in a storage of its own.

Source: [MS-OXMSG] Outlook Item (.msg) File Format, [MS-OXPROPS] for the numbers of the properties.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from lianping_xlsx.formats.compound import Compound
from lianping_xlsx.formats.package import Limits, Refused, damaged, too_many_bytes
from lianping_xlsx.intake.sources.archives.member import Member, decoded, shown, within

_ATTACHMENT = "__attach_version1.0_#"
_CONTENT, _OBJECT = "3701", "3701000D"
_NAMES = ("3707", "3704", "3001")
"""Properties of an attachment: PidTagAttachLongFilename, PidTagAttachFilename, PidTagDisplayName."""
_MIME_TYPE, _CONTENT_ID = "370E", "3712"
_BINARY, _UNICODE, _EIGHT_BIT = "0102", "001F", "001E"
"""Types of properties: PtypBinary, PtypString (UTF-16), PtypString8 (in the code page of the sender)."""


def open_msg(data: bytes, limits: Limits) -> Sequence[Member]:
    """The attachments of a mail, without the pictures in its text. Raises Refused: file.damaged, file.too-large."""
    mail = Compound(data)
    places = [place for place in sorted(mail.storages(_ATTACHMENT)) if not _belongs_to_the_text(mail, place)]
    within(limits, [0] * len(places))
    names = shown(_name(mail, place) for place in places)
    return [Member(name, partial(_read, mail, place, name, limits)) for name, place in zip(names, places, strict=True)]


def _belongs_to_the_text(mail: Compound, place: str) -> bool:
    """Return True for a picture that the text shows (a signature, a logo): it has a content id."""
    return bool(_word(mail, place, _CONTENT_ID)) and _word(mail, place, _MIME_TYPE).startswith("image/")


def _name(mail: Compound, place: str) -> str:
    names = (_word(mail, place, number) for number in _NAMES)
    return next(filter(None, names), "附件")


def _word(mail: Compound, place: str, number: str) -> str:
    """A text property; '' if there is none. What cannot be decoded is replaced: it is only a name to show."""
    return next(_words(mail, place, number), "").rstrip("\0")


def _words(mail: Compound, place: str, number: str) -> Iterator[str]:
    """Yield the property from its UTF-16 and its 8-bit stream, if they exist; the encoding of the latter is guessed."""
    for kind in (_UNICODE, _EIGHT_BIT):
        if (place, _stream(number + kind)) in mail:
            raw = mail.read(place, _stream(number + kind))
            yield raw.decode("utf-16-le", "replace") if kind == _UNICODE else decoded(raw)


def _read(mail: Compound, place: str, name: str, limits: Limits) -> bytes:
    """The bytes of an attachment. Raises Refused: file.nested, file.damaged, file.too-large."""
    if (place, _stream(_OBJECT)) in mail:
        raise Refused("file.nested", kind="邮件")
    stream = _stream(_CONTENT + _BINARY)
    if (place, stream) not in mail:  # the mail has only a link to a file on the sender's computer
        raise damaged(name)
    if mail.size(place, stream) > limits.file_bytes:
        raise too_many_bytes("文件大小", limits.file_bytes)
    return mail.read(place, stream)


def _stream(tag: str) -> str:
    return f"__substg1.0_{tag}"
