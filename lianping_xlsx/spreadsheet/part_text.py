"""The text of a part of a workbook while it is written: of a long one what is finished is packed meanwhile.

Rows of a sheet can be written long before its head, which says how far its cells reach. They wait packed, in the
quickest way, and are packed for good behind it.
"""

from __future__ import annotations

import io
import zlib
from collections import deque
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, NamedTuple

from lianping_xlsx.formats.plain_zip import PartPacker, ZipPart

_LONG = 250_000
"""So many characters take longer to pack than to hand over to a thread: it waits for the interpreter now and then."""
_WAITING = 4
"""So many pieces wait to be packed at most."""


class PartText(io.StringIO):
    """The stream to which xlsxwriter writes a part."""

    def __init__(self, pool: ThreadPoolExecutor | None = None) -> None:
        """``pool``: has one thread, which packs the pieces in their order; None: they are packed at once."""
        super().__init__()
        self._pool = pool
        self._packer: PartPacker | None = None  # most parts are short
        self._waiting: deque[Future[None]] = deque()
        self.in_pieces = False
        """True if the beginning is packed already, so that it cannot be read."""

    def hand_over(self) -> None:
        """Pack what stands here if it is long. Nothing that is written later may depend on it."""
        if self.tell() < _LONG:
            return
        self.in_pieces = True
        text = self.getvalue()
        self.seek(0)
        self.truncate()
        if self._pool is None:
            self._pack(text)
            return
        self._waiting.append(self._pool.submit(self._pack, text))
        if len(self._waiting) > _WAITING:
            self._waiting.popleft().result()

    def _pack(self, text: str) -> None:
        self._packer = self._packer or PartPacker()
        self._packer.add(text.encode("utf-8"))

    def part(self, name: str) -> ZipPart:
        """The part, packed, after all its pieces."""
        while self._waiting:
            self._waiting.popleft().result()
        packer = self._packer or PartPacker()
        packer.add(self.getvalue().encode("utf-8"))
        self.close()
        return packer.part(name)


class PackedRows(NamedTuple):
    """Rows as packed text. ``marks``: what stands there in place of the numbers of formats that had none yet."""

    text: bytes
    marks: Mapping[Any, str]

    @classmethod
    def of(cls, text: str, numbers: StyleNumbers) -> PackedRows:
        """Rows that were written with these numbers of formats."""
        return cls(zlib.compress(text.encode("utf-8"), zlib.Z_BEST_SPEED), numbers.marks)

    def unpacked(self) -> str:
        """The text. Formats get their numbers as they come: the same as if the rows were written only now."""
        text = zlib.decompress(self.text).decode("utf-8")
        for look, mark in self.marks.items():
            text = text.replace(mark, str(look._get_xf_index()))
        return text


class StyleNumbers(dict[Any, str]):
    """The numbers of formats as they stand in rows. ``ahead``: those that have none yet get a mark in its place."""

    def __init__(self, *, ahead: bool) -> None:
        super().__init__()
        self._ahead = ahead
        self.marks: dict[Any, str] = {}

    def __missing__(self, look: Any) -> str:
        if self._ahead and look.xf_index is None:
            self.marks[look] = number = f"\0{len(self.marks)}\0"  # no text of XML has this character
        else:
            number = str(look._get_xf_index())
        self[look] = number
        return number


class FormatNumber(NamedTuple):
    """A format for xlsxwriter, of which only the number is known, or what stands in its place."""

    number: str

    def _get_xf_index(self) -> str:
        return self.number
