"""The records of an .xls (BIFF8, and BIFF5 of Excel 95): their order and their texts.

Source: [MS-XLS], Excel (.xls) Binary File Format.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence

from lianping_xlsx.formats.package import damaged

BOF, EOF, CONTINUE = 0x0809, 0x000A, 0x003C
_HEAD = struct.Struct("<HH")
_STRING = struct.Struct("<HB")
_WIDE, _EXTENDED, _RICH = 0x1, 0x4, 0x8
_RUN = 4

Record = tuple[int, list[bytes]]
"""A record's type, and its body with those of the CONTINUE records behind it."""


def records(stream: bytes, at: int, what: str) -> Iterator[Record]:
    """The records of the substream that begins at a BOF, without those of substreams (charts) in it.

    Raises Refused(file.damaged) with ``what`` where they run beyond the stream.
    """
    depth = 0
    record: Record | None = None
    while True:
        if not 0 <= at <= len(stream) - _HEAD.size:
            raise damaged(what)
        kind, length = _HEAD.unpack_from(stream, at)
        body = stream[at + _HEAD.size : at + _HEAD.size + length]
        if len(body) < length or (depth == 0 and kind != BOF):
            raise damaged(what)
        at += _HEAD.size + length
        if kind == CONTINUE and record is not None:
            record[1].append(body)
            continue
        if record is not None and depth == 1:
            yield record
        record = (kind, [body])
        depth += (kind == BOF) - (kind == EOF)
        if depth == 0:
            return


class BiffText:
    """Texts in a record of BIFF8, which may run on into its CONTINUE records. Raises Refused(file.damaged)."""

    def __init__(self, parts: Sequence[bytes], at: int, what: str) -> None:
        self._parts = parts
        self._part = 0
        self._at = at
        self._what = what

    @property
    def more(self) -> bool:
        """Whether anything is left."""
        return self._part < len(self._parts) - 1 or self._at < len(self._parts[self._part])

    def read(self) -> str:
        """One text with its length before it; what it has of formats and phonetics is skipped."""
        if self._at >= len(self._parts[self._part]):
            self._next_part()
        length, flags = self._unpack(_STRING)
        runs = self._unpack(struct.Struct("<H"))[0] if flags & _RICH else 0
        extension = self._unpack(struct.Struct("<I"))[0] if flags & _EXTENDED else 0
        text = self.characters(length, flags)
        self._skip(runs * _RUN + extension)
        return text

    def characters(self, length: int, flags: int) -> str:
        """So many characters from here on. Each CONTINUE record says anew how wide they are."""
        pieces: list[bytes] = []
        while length:
            wide = flags & _WIDE
            here = self._parts[self._part][self._at :]
            taken = min(length, len(here) >> wide)
            chunk = here[: taken << wide]
            pieces.append(chunk if wide else chunk.decode("latin-1").encode("utf-16-le"))
            length -= taken
            self._at += taken << wide
            if length:
                self._next_part()
                flags = self._unpack(struct.Struct("<B"))[0]
        return b"".join(pieces).decode("utf-16-le", "replace")

    def _unpack(self, layout: struct.Struct) -> tuple[int, ...]:
        try:
            found: tuple[int, ...] = layout.unpack_from(self._parts[self._part], self._at)
        except struct.error as fault:
            raise damaged(self._what) from fault
        self._at += layout.size
        return found

    def _skip(self, count: int) -> None:
        while count:
            left = len(self._parts[self._part]) - self._at
            step = min(count, left)
            self._at += step
            count -= step
            if count:
                self._next_part()

    def _next_part(self) -> None:
        if self._part + 1 >= len(self._parts):
            raise damaged(self._what)
        self._part, self._at = self._part + 1, 0
