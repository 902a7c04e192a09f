"""Header lines of mails, put right before the library reads them: one bad line would make it lose all that follow.

A line that is no header (a bare line end within a subject, a continuation without its space) ends the headers for the
library: what comes behind it, the attachments among it, would be text.
"""

from __future__ import annotations

import re

_BOUNDARY = re.compile(rb'boundary[ \t]*=[ \t\r\n]*(?:"([^"\r\n]{1,200})"|([^\s;"]{1,200}))', re.I)
_MOST_BOUNDARIES = 100
_BLANK = re.compile(rb"(?:\A|\n)\r?\n")
_LINE_END = re.compile(rb"(?<=\n)")
_HEADER = re.compile(rb"[!-9;-~]+:|[ \t]|From ")
_CONTROLS = re.compile(rb"[\x00-\x08\x0b-\x1f\x7f]")
_DOUBLED = b"\r\r\n"


def with_sound_headers(data: bytes) -> bytes:
    """The mail with every header on lines that the library takes for headers; bodies stay as they are."""
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
    """Where the headers of parts begin: behind each line that is one of the declared boundaries."""
    declared = {quoted or bare for quoted, bare in _BOUNDARY.findall(data)}
    marks = sorted(re.escape(each.strip()) for each in declared)[:_MOST_BOUNDARIES]
    if not marks:
        return []
    line = re.compile(rb"^--(?:" + b"|".join(marks) + rb")[ \t]*\r?\n", re.M)
    return [match.end() for match in line.finditer(data)]


def _sound(block: bytes) -> bytes:
    """A block of header lines: controls become spaces, and what is no header continues the line before it."""
    lines = (_CONTROLS.sub(b" ", line.rstrip(b"\r\n")) for line in _LINE_END.split(block) if line)
    return b"\r\n".join(line if _HEADER.match(line) else b" " + line for line in lines)
