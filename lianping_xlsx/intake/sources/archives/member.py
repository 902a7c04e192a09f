"""A member of a container: a name to show, and a function that unpacks its bytes on demand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

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
