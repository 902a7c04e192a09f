"""The outputs of a run, of which texts wait packed until the last of all is made."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator, Mapping
from typing import NamedTuple


class PackedText(NamedTuple):
    """The text of an output, packed. ``size``: its bytes; ``digest``: its SHA-256."""

    packed: bytes
    size: int
    digest: str

    @classmethod
    def of(cls, content: bytes) -> PackedText:
        """Pack a text."""
        return cls(zlib.compress(content, zlib.Z_BEST_SPEED), len(content), hashlib.sha256(content).hexdigest())

    @property
    def content(self) -> bytes:
        """The text itself."""
        return zlib.decompress(self.packed, bufsize=max(1, self.size))


class Outputs(Mapping[str, bytes]):
    """The outputs of a run by name. Texts stay packed, a tenth of their size: the outputs wait for the last of them."""

    def __init__(self, *files: Mapping[str, bytes | PackedText]) -> None:
        """``files``: all outputs in their order, part by part."""
        self._files = {name: content for each in files for name, content in each.items()}
        self.digests = {name: _sha256(content) for name, content in self._files.items()}
        """SHA-256 by name."""

    def __getitem__(self, name: str) -> bytes:
        found = self._files[name]
        return found.content if isinstance(found, PackedText) else found

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)


def _sha256(content: bytes | PackedText) -> str:
    return content.digest if isinstance(content, PackedText) else hashlib.sha256(content).hexdigest()
