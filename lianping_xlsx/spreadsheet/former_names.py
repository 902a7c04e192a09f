"""Former names of sheets, headings, settings and labels that people type under: workbooks with them are still read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

FORMER_NAMES: Mapping[str, tuple[str, ...]] = {
    "遗留问题": ("未了问题",),
    "同意人": ("接受人",),
    "同意理由": ("接受理由",),
    "结果校验码": ("结果指纹",),
    "测评得分公布线": ("少票提醒线",),
}
"""The name that is written now, and those that earlier versions wrote in its place, the latest first."""


def names_of(name: str) -> Iterator[str]:
    """The name itself, then its former ones."""
    yield name
    yield from FORMER_NAMES.get(name, ())
