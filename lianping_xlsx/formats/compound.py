"""Compound files (OLE): the streams of an .xls, of an encrypted workbook, of an Outlook message."""

from __future__ import annotations

import io
from collections.abc import Iterator

from lianping_xlsx.formats.package import damaged


class Compound:
    """A compound file given as bytes. Names are compared without case.

    Raises Refused(file.damaged) for any bytes that are not understood, and no other exception.
    """

    def __init__(self, data: bytes) -> None:
        # Imported here: few replies are compound files.
        import olefile

        self._size = len(data)
        try:
            self._ole = olefile.OleFileIO(io.BytesIO(data))
            paths = [tuple(path) for path in self._ole.listdir(storages=True)]
            most = self._ole.root.size
        # olefile raises many kinds of exceptions on damaged files.
        except Exception as fault:
            raise damaged("复合文档结构") from fault
        # A chain of sectors that runs in a circle would be followed up to the size that it claims.
        if most > self._size:
            raise damaged("复合文档结构")
        self._tops = [path[0] for path in paths if len(path) == 1]
        self._paths = {_folded(path) for path in paths}

    def __contains__(self, path: str | tuple[str, ...]) -> bool:
        return _folded(path if isinstance(path, tuple) else (path,)) in self._paths

    def storages(self, start: str) -> Iterator[str]:
        """The names, beginning with ``start``, of the top storages (folders)."""
        return (name for name in self._tops if name.startswith(start))

    def size(self, *path: str) -> int:
        """The declared size of a stream, in bytes."""
        return int(self._ole.get_size(list(path)))

    def read(self, *path: str) -> bytes:
        """The bytes of a stream; raises Refused if not all of them are there."""
        name = "/".join(path)
        try:
            size = self.size(*path)
            content = self._ole.openstream(list(path)).read() if size <= self._size else b""
        except Exception as fault:
            raise damaged(name) from fault
        if len(content) != size:
            raise damaged(name)
        return bytes(content)


def _folded(path: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name.lower() for name in path)
