"""7z archives, unpacked in memory only. Often all files are compressed as one block: all can be unpacked, or none."""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import partial
from typing import Any

from lianping_xlsx.formats.package import Limits, Refused, damaged, too_many_bytes
from lianping_xlsx.intake.sources.archives.member import Member, shown, within


def open_sevenz(data: bytes, limits: Limits) -> Sequence[Member]:
    """The members of a 7z. Raises Refused: file.damaged, file.too-large, file.encrypted-archive."""
    from py7zr import SevenZipFile
    from py7zr.exceptions import PasswordRequired

    try:
        with SevenZipFile(io.BytesIO(data)) as archive:
            locked, entries = archive.needs_password(), [entry for entry in archive.list() if not entry.is_directory]
    except PasswordRequired as fault:
        raise Refused("file.encrypted-archive") from fault
    except Exception as fault:  # on damaged bytes py7zr raises exceptions of any type
        raise damaged("压缩包目录") from fault
    if locked:
        raise Refused("file.encrypted-archive")
    within(limits, [entry.uncompressed for entry in entries])
    content = _Content(data, len(entries), limits)
    names = list(shown(entry.filename for entry in entries))
    return [
        Member(name, partial(content.read, number, bool(entry.is_symlink), entry.uncompressed))
        for number, (name, entry) in enumerate(zip(names, entries, strict=True))
    ]


class _Content:
    """The files of an archive in its order, all unpacked when the first one is read."""

    def __init__(self, data: bytes, count: int, limits: Limits) -> None:
        self._data = data
        self._count = count
        self._limits = limits
        self._files: list[Any] | None = None

    def read(self, number: int, link: bool, size: int) -> bytes:
        """The bytes of the file with index ``number``; ``size`` is the declared one.

        Raises Refused: file.not-regular, file.too-large, file.damaged.
        """
        if link:
            raise Refused("file.not-regular", kind="快捷链接")
        if size > self._limits.file_bytes:
            raise too_many_bytes("文件大小", self._limits.file_bytes)
        if self._files is None:
            self._files = self._unpack()
        content = bytes(self._files[number].getvalue())
        if len(content) != size:
            raise damaged("压缩包")
        return content

    def _unpack(self) -> list[Any]:
        """The contents of all files, in the order of the archive. Raises Refused: file.damaged."""
        from py7zr import SevenZipFile, WriterFactory

        made: list[Any] = []

        class KeptMember(io.BytesIO):
            def close(self) -> None:
                """Stay open: py7zr closes each file when it is complete, and its content is needed later."""

        class InMemory(WriterFactory):
            def create(self, filename: str) -> Any:  # noqa: ARG002 - files are identified by their order
                made.append(KeptMember())
                return made[-1]

        try:
            with SevenZipFile(io.BytesIO(self._data), max_extract_size=self._limits.archive_bytes) as archive:
                archive.extractall(factory=InMemory())
        except Exception as fault:  # on damaged bytes py7zr raises exceptions of any type
            raise damaged("压缩包") from fault
        if len(made) != self._count:
            raise damaged("压缩包")
        return made
