"""Repair of the header lines of a mail before the library reads them.

For the library a line that is no header (a bare line end within a subject, a continuation without its space) ends the
headers. Everything after it, attachments included, would become text of the mail.
"""

from __future__ import annotations

import re

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
