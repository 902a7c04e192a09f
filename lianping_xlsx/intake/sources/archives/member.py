"""A member of a container: a name to show, and a function that unpacks its bytes on demand.

Names are decoded, safe in every output, and unique within their container.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence

from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.formats.package import Limits, too_large, too_many_bytes


@dataclass(frozen=True, slots=True)
class Member:
    """``name``: the name to show, with / between folders, never used as a path. ``read``: its bytes; raises Refused."""

    name: str
    read: Callable[[], bytes]


def within(limits: Limits, sizes: Sequence[int]) -> None:
    """Raise Refused (file.too-large) for more members, or more bytes in total, than an archive may hold.

    ``sizes``: the declared size of each member in bytes.
    """
    if len(sizes) > limits.archive_members:
        raise too_large("压缩包内的文件数", limits.archive_members)
    if sum(sizes) > limits.archive_bytes:
        raise too_many_bytes("解压后的大小", limits.archive_bytes)


_LONGEST = 200
"""Characters; of a longer name the end is kept, which has the file extension."""
_FIRST_OF_THREE_BYTES = "\u0800"
_UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
"""Unicode categories: controls, direction marks, lone surrogates, private and unassigned characters, line ends."""


def decoded(raw: bytes) -> str:
    """A name in an undeclared encoding: UTF-8, else GB 18030 (Chinese Windows), else code page 437 (DOS).

    学校 in GB 18030 is also valid UTF-8, as two Cyrillic letters. A Chinese character takes three bytes in UTF-8, so a
    name without any such character is read as GB 18030.
    """
    readings = [text for text in (_decoded(raw, "utf-8"), _decoded(raw, "gb18030")) if text is not None]
    if len(readings) > 1 and not raw.isascii() and max(readings[0]) < _FIRST_OF_THREE_BYTES:
        return readings[1]
    return readings[0] if readings else raw.decode("cp437")


def _decoded(raw: bytes, encoding: str) -> str | None:
    """The text, or None if the bytes are not in this encoding."""
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        return None


def shown(names: Iterable[str]) -> Iterator[str]:
    """Yield each name with / between folders, without roots, drives, ``..``; a repeated one becomes ``名称（2）``."""
    taken: set[str] = set()
    for name in names:
        safe = unique = _safe(name)
        number = 2
        while unique in taken:
            stem, dot, ending = safe.rpartition(".")
            unique = f"{stem}（{number}）{dot}{ending}" if stem else f"{safe}（{number}）"
            number += 1
        taken.add(unique)
        yield unique


def _safe(name: str) -> str:
    text = "".join("_" if unicodedata.category(letter) in _UNSEEN else letter for letter in name[-_LONGEST:])
    steps = [step.strip() for step in text.replace("\\", "/").split("/")]
    return "/".join(step for step in steps if step not in ("", ".", "..") and not _is_drive(step)) or "未命名"


def _is_drive(step: str) -> bool:
    return len(step) == 2 and step[1] == ":"
