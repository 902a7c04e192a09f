"""打印份数: how many copies of each paper 全套.docx holds, as typed: 通报5份，上报表3份，反馈意见书2份.

A paper that is not named is printed once, one with 0 not at all; 整改清单, which is filled in as a workbook, only if it
is named. No figure depends on it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum

from lianping_xlsx.core.spelling import half_width

_PART = re.compile(r"(?P<name>[^0-9:：]+)[:：]?(?P<count>[0-9]+)")
_BETWEEN = re.compile(r"[,;；、。\s]+")
MOST_COPIES = 50


class PrintedPaper(StrEnum):
    """The papers of 全套.docx, in the order in which they are printed."""

    CIRCULAR = "通报"
    FILING = "上报表"
    USES = "结果运用清单"
    RECTIFICATION = "整改清单"
    LETTERS = "反馈意见书"


def copies_of(text: str) -> Mapping[PrintedPaper, int]:
    """The number of copies of every paper; of what is not understood the usual one."""
    usual = {paper: int(paper is not PrintedPaper.RECTIFICATION) for paper in PrintedPaper}
    return usual | {paper: count for _, paper, count in _parts(text) if paper}


def not_understood(text: str) -> tuple[str, ...]:
    """The parts of the text that name no paper, one a second time, or no number of copies up to ``MOST_COPIES``."""
    return tuple(part for part, paper, _ in _parts(text) if paper is None)


def _parts(text: str) -> Iterator[tuple[str, PrintedPaper | None, int]]:
    """Yield each part of the text with its paper (None if it is not understood) and its number."""
    named = set[PrintedPaper]()
    for part in filter(None, _BETWEEN.split(half_width(text))):
        found = _PART.fullmatch(part.removesuffix("份"))
        paper = next((each for each in PrintedPaper if found and each == found["name"]), None)
        count = int(found["count"]) if found and len(found["count"]) < 4 else MOST_COPIES + 1
        if count > MOST_COPIES or paper in named:
            paper = None
        if paper:
            named.add(paper)
        yield part, paper, count
