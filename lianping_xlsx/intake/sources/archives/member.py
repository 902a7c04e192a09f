"""A member of a container: a name to show, and bytes that are made when they are asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from lianping_xlsx.formats.package import Limits, too_large, too_many_bytes


@dataclass(frozen=True, slots=True)
class Member:
    """``name``: as shown, with / between folders; it is never used as a path. ``read`` raises Refused."""

    name: str
    read: Callable[[], bytes]


def within(limits: Limits, sizes: Sequence[int]) -> None:
    """Raises Refused(file.too-large) for more members, or more bytes (declared) in all, than an archive may hold."""
    if len(sizes) > limits.archive_members:
        raise too_large("压缩包内的文件数", limits.archive_members)
    if sum(sizes) > limits.archive_bytes:
        raise too_many_bytes("解压后的大小", limits.archive_bytes)
