"""The text of XML that needs no parser: in cells, formulas and shared strings that are written in the usual way."""

from __future__ import annotations

import re
from functools import lru_cache

_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&"))
UNUSUAL_ENTITY = re.compile(rb"&(?!(?:lt|gt|quot|apos|amp);)")
_STRING = re.compile(rb'<si><t(?> xml:space="preserve")?+>([^<]++)</t>')
_MOST, _LONGEST = 8_192, 512
"""So many strings of at most so many bytes are kept: those of forms of one layout are mostly the same."""
_NUMBERS = [b"%d" % number for number in range(1_000)]
"""The references to the strings of most forms."""


def plain_strings_of(part: bytes) -> dict[bytes, str]:
    """The shared strings by the references to them, without those that calamine must read.

    ``part``: what :func:`~lianping_xlsx.formats.workbook_parts.plain_strings` returned.
    """
    start = part.find(b"<si>")
    *pieces, _ = part[max(start, 0) :].split(b"</si>")
    if part.count(b"<si") != len(pieces):
        return {}
    if max(map(len, pieces), default=0) <= _LONGEST:
        texts = list(map(_string_again, pieces))
    else:
        texts = [_string_again(each) if len(each) <= _LONGEST else _string(each) for each in pieces]
    numbers = _NUMBERS if len(texts) <= len(_NUMBERS) else [b"%d" % number for number in range(len(texts))]
    return {number: text for number, text in zip(numbers, texts, strict=False) if text is not None}


def _string(piece: bytes) -> str | None:
    match = _STRING.fullmatch(piece)
    try:
        return None if match is None else plain_text(match[1])
    except ValueError:
        return None


_string_again = lru_cache(maxsize=_MOST)(_string)


def plain_text(content: bytes) -> str:
    """The text of an element. Raises ValueError if a parser must read it, or if programs take it in different ways."""
    text = decoded(content)
    if "\r" in text or "_x" in text or UNUSUAL_ENTITY.search(content) or text != text.strip():
        raise ValueError
    return text


def decoded(text: bytes) -> str:
    """The text of XML that has no entities but the five named ones. Raises UnicodeDecodeError."""
    found = text.decode("utf-8")
    # &amp; comes last: otherwise &amp;lt; would become <.
    for entity, character in _ENTITIES:
        found = found.replace(entity, character)
    return found
