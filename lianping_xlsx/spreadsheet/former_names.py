"""Former names of sheets, headings, settings and labels: workbooks of earlier versions with them are still read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

FORMER_NAMES: Mapping[str, tuple[str, ...]] = {
    "遗留问题": ("未了问题",),
    "同意人": ("接受人",),
    "同意理由": ("接受理由",),
    "结果校验码": ("结果指纹",),
    "测评得分公布线": ("少票提醒线",),
}
"""The former names, newest first, by the present name."""


def names_of(name: str) -> Iterator[str]:
    """Yield the name itself, then its former names."""
    yield name
    yield from FORMER_NAMES.get(name, ())
