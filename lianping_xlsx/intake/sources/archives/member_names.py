"""Names of members as they are shown: in their own script, harmless in every output, each only once."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator

_LONGEST = 200
_FIRST_OF_THREE_BYTES = "\u0800"
_UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
"""Unicode categories: controls, marks of direction, halves of characters, what is not assigned, ends of lines."""


def decoded(raw: bytes) -> str:
    """A name whose encoding nobody has written down: UTF-8, else what Chinese Windows writes, else bytes as DOS.

    学校 as Chinese Windows writes it is also good UTF-8, for two Cyrillic letters; Chinese ones take three bytes there.
    """
    readings = [text for text in (_decoded(raw, "utf-8"), _decoded(raw, "gb18030")) if text is not None]
    if len(readings) > 1 and not raw.isascii() and max(readings[0]) < _FIRST_OF_THREE_BYTES:
        return readings[1]
    return readings[0] if readings else raw.decode("cp437")


def _decoded(raw: bytes, encoding: str) -> str | None:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        return None


def shown(names: Iterable[str]) -> Iterator[str]:
    """Each name with / between folders, without roots, drives and ``..``; the second of a name is ``名称（2）``."""
    taken: set[str] = set()
    for name in names:
        harmless = wish = _harmless(name)
        number = 2
        while wish in taken:
            stem, dot, ending = harmless.rpartition(".")
            wish = f"{stem}（{number}）{dot}{ending}" if stem else f"{harmless}（{number}）"
            number += 1
        taken.add(wish)
        yield wish


def _harmless(name: str) -> str:
    text = "".join("_" if unicodedata.category(letter) in _UNSEEN else letter for letter in name[-_LONGEST:])
    steps = [step.strip() for step in text.replace("\\", "/").split("/")]
    return "/".join(step for step in steps if step not in ("", ".", "..") and not _is_drive(step)) or "未命名"


def _is_drive(step: str) -> bool:
    return len(step) == 2 and step[1] == ":"
