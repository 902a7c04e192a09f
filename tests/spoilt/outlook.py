"""Mails as Outlook saves them (.msg), and what it packs attachments into that others cannot open."""

from __future__ import annotations

from tests.spoilt.archives import Members
from tests.spoilt.compound import compound

_PROPERTIES = "__properties_version1.0"


def msg(members: Members, *, named: str = "unicode", inside: bool = False, logo: bool = False) -> bytes:
    """A mail with these attachments.

    ``named``: ``unicode``, or ``gbk`` as older versions do, or ``short`` for a name of eight letters only.
    ``inside``: another mail is attached. ``logo``: a picture in the text is.
    """
    streams = {_PROPERTIES: bytes(32), "__substg1.0_0037001F": "报送考核表".encode("utf-16-le")}
    for number, (name, data) in enumerate(members):
        place = _place(number)
        streams |= {f"{place}/{_PROPERTIES}": bytes(8), f"{place}/{_tag('37010102')}": data}
        if named == "unicode":
            streams[f"{place}/{_tag('3707001F')}"] = name.encode("utf-16-le")
        elif named == "gbk":
            streams[f"{place}/{_tag('3707001E')}"] = name.encode("gbk")
        streams[f"{place}/{_tag('3704001F')}"] = name[-8:].encode("utf-16-le")
    if inside:
        streams[f"{_place(98)}/{_tag('3701000D')}/{_PROPERTIES}"] = bytes(24)
        streams[f"{_place(98)}/{_tag('3001001F')}"] = "转发的邮件".encode("utf-16-le")
    if logo:
        for tag, value in {"3707001F": "logo.png", "370E001F": "image/png", "3712001F": "logo@x"}.items():
            streams[f"{_place(99)}/{_tag(tag)}"] = value.encode("utf-16-le")
        streams[f"{_place(99)}/{_tag('37010102')}"] = b"\x89PNG"
    return compound(streams)


def _place(number: int) -> str:
    return f"__attach_version1.0_#{number:08X}"


def _tag(tag: str) -> str:
    return f"__substg1.0_{tag}"


def winmail() -> bytes:
    """The head of a winmail.dat."""
    return b"\x78\x9f\x3e\x22" + bytes(60)
