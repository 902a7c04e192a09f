"""Zip archives: what 压缩文件夹, QQ and WeChat make of a folder of replies."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from lianping_xlsx.intake.unpack.member import Member
from lianping_xlsx.sheets.parts import Limits, Package


def open_zip(data: bytes, limits: Limits) -> Sequence[Member]:
    """The members of a zip. Raises Refused: file.damaged, file.too-large."""
    package = Package(data, limits)
    return [Member(name, partial(package.read, name)) for name in package.names() if not name.endswith("/")]
