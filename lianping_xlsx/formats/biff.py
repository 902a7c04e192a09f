"""The records of an .xls (BIFF8, and BIFF5 of Excel 95), in their order, and the texts in them.

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
_RUN = struct.Struct("<HH")
"""A run of a rich text: the character with which it begins, and the number of its font."""

Record = tuple[int, list[bytes]]
"""The type of a record, and its body followed by the bodies of its CONTINUE records."""


def records(stream: bytes, at: int, what: str) -> Iterator[Record]:
    """Yield the records of the substream that begins with the BOF at ``at``; those of inner substreams are left out.

    An inner substream is a chart, whose numbers are no cells. Raises Refused(file.damaged), naming ``what``, if the
    records do not begin with a BOF or run beyond the stream.
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
        # A record is complete only when the next one begins: CONTINUE records may follow it.
        if record is not None and depth == 1:
            yield record
        record = (kind, [body])
        depth += (kind == BOF) - (kind == EOF)
        if depth == 0:
            return


class BiffText:
    """Reads texts from a record of BIFF8 and its CONTINUE records. All methods raise Refused(file.damaged).

    ``fonts``: the numbers of the fonts within the text that was read last.
    """

    def __init__(self, parts: Sequence[bytes], at: int, what: str) -> None:
        self._parts = parts
        self._part = 0
        self._at = at
        self._what = what
        self.fonts: frozenset[int] = frozenset()

    @property
    def more(self) -> bool:
        """True if bytes are left."""
        return self._part < len(self._parts) - 1 or self._at < len(self._parts[self._part])

    def read(self) -> str:
        """Read one text with its length in front. Its phonetic text is skipped."""
        # A text may begin with a CONTINUE record, which then has no byte of flags in front.
        if self._at >= len(self._parts[self._part]):
            self._next_part()
        length, flags = self._unpack(_STRING)
        runs = self._unpack(struct.Struct("<H"))[0] if flags & _RICH else 0
        extension = self._unpack(struct.Struct("<I"))[0] if flags & _EXTENDED else 0
        text = self.characters(length, flags)
        self.fonts = frozenset(font for _, font in _RUN.iter_unpack(self._bytes(runs * _RUN.size)))
        self._bytes(extension)
        return text

    def characters(self, length: int, flags: int) -> str:
        """Read ``length`` characters. Each CONTINUE record begins with a byte that says how wide its characters are."""
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

    def _bytes(self, count: int) -> bytes:
        pieces: list[bytes] = []
        while count:
            piece = self._parts[self._part][self._at : self._at + count]
            pieces.append(piece)
            self._at += len(piece)
            count -= len(piece)
            if count:
                self._next_part()
        return b"".join(pieces)

    def _next_part(self) -> None:
        if self._part + 1 >= len(self._parts):
            raise damaged(self._what)
        self._part, self._at = self._part + 1, 0
