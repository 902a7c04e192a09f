"""Titles of documents on several lines: a line ends between words, and the lines form a trapezoid or a diamond.

GB/T 9704-2012, 7.3.1: 回行时，要做到词意完整，排列对称，长短适宜，间距恰当，标题排列应当使用梯形或菱形。
All arrangements on the fewest lines, and on one line more, are tried; the one with the lowest sum of costs is taken.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import combinations, pairwise

from lianping_xlsx.core.exact import added_up

_RULES = tuple(
    (re.compile(pattern), cost)
    for pattern, cost in (
        (r"(?<=\d年度)|(?<=\d年)(?!度)", 0.0),
        (r"(?<=书记)(?![、和及与会们])|(?<=负责人)(?![、和及与])", 0.0),
        (r"(?=履行|抓(?:基层|机关|党建))", 0.0),
        (r"(?=述职|民主测评|实地考评|“双述|(?<!\d)年度考核)", 0.5),
        (r"(?<=工作责任)|(?<=责任制)", 0.5),
        (r"(?<=党建工作)(?!责任)|(?<=考核)(?=结果)|(?<=[”》）])", 1.5),
        (r"(?=反馈意见书|整改清单|审定记录|审定表|等次|上报表|汇总表|遗留问题|表格分发|(?:结果)?运用)", 2.0),
        (r"(?<=评议)(?=考核)|(?=[“《（])|(?<=考核)(?!结果)|(?=结果)", 3.0),
        (r"(?<=关于)|(?<=、)|(?<=[和及与])(?=[“述])", 5.0),
        (r"(?<=[县市区镇乡州盟旗])(?![委级直长政人各、（(])|(?<=委员会)|(?<=街道)", 5.0),
        (r"(?<=履行)|(?<=工作)(?=责任)|(?<=党建)(?=工作)", 8.0),
        (r"(?<=[ 　])", 1.0),
    )
)
"""Patterns of the places where a line may end, each with its cost: the lower, the better the place."""
_OPENING, _CLOSING = "“《（(〈〔", "”》）)〉〕"
_NEVER_FIRST = f"的、，。；：？！…—·{_CLOSING}"
_LINE, _HOURGLASS, _STUB, _UNLIKE = 4.0, 6.0, 3.0, 2.0
"""Costs: of each line, of a middle line shorter than both neighbours, of a short last line, of different lengths."""
_SHORT = 4.5
"""The width (Chinese characters) below which a last line is short."""
_MOST_TRIALS = 600
"""The largest number of arrangements that are tried; a title that has more is filled line by line."""


@lru_cache(maxsize=1024)
def title_lines(title: str, room: float) -> tuple[str, ...]:
    """The lines of a title, each at most ``room`` Chinese characters wide. A word longer than a line is cut."""
    if ems(title) <= room:
        return (title,)
    pieces = list(_pieces(title, room))
    # One line more than necessary may give better line ends.
    least = max(2, math.ceil(added_up(ems(piece) for piece, _ in pieces) / room))
    found = [lines for count in (least, least + 1) for lines in _arranged(pieces, count, room)]
    return min(found, key=lambda pair: pair[0])[1] if found else _filled(pieces, room)


def ems(text: str) -> float:
    """The width of a text in Chinese characters; a letter or digit takes about half of one."""
    return added_up(1.0 if unicodedata.east_asian_width(character) in "WFA" else 0.55 for character in text)


def _pieces(title: str, room: float) -> Iterator[tuple[str, float]]:
    """The pieces that stay on one line, each with the cost of a line end behind it."""
    ends = _ends(title)
    begin = 0
    for end in (*sorted(ends), len(title)):
        piece, cost = title[begin:end], ends.get(end, 0.0)
        while ems(piece) > room:
            cut = next(n for n in range(len(piece), 0, -1) if n == 1 or ems(piece[:n]) <= room)
            yield piece[:cut], _LINE * 2
            piece = piece[cut:]
        yield piece, cost
        begin = end


def _ends(title: str) -> dict[int, float]:
    """The indexes at which a line may end, with their costs: outside brackets, and not before a closing mark."""
    costs: dict[int, float] = {}
    for pattern, cost in _RULES:
        for match in pattern.finditer(title):
            costs[match.start()] = min(cost, costs.get(match.start(), cost))
    # A line does not end within brackets or quotation marks, however deep they are.
    depth, inside = 0, set()
    for place, character in enumerate(title):
        if depth > 0:
            inside.add(place)
        depth += (character in _OPENING) - (character in _CLOSING)
    return {
        place: cost
        for place, cost in costs.items()
        if 0 < place < len(title) and place not in inside and title[place] not in _NEVER_FIRST
    }


def _arranged(pieces: Sequence[tuple[str, float]], count: int, room: float) -> Iterator[tuple[float, tuple[str, ...]]]:
    """All arrangements of the pieces on ``count`` lines, with their costs; none if there are too many to try."""
    if math.comb(len(pieces) - 1, count - 1) > _MOST_TRIALS:
        return
    for ends in combinations(range(1, len(pieces)), count - 1):
        bounds = (0, *ends, len(pieces))
        lines = tuple("".join(text for text, _ in pieces[a:b]) for a, b in pairwise(bounds))
        widths = [ems(line) for line in lines]
        if max(widths) <= room:
            yield _shape(widths, room) + added_up(pieces[end - 1][1] for end in ends), lines


def _shape(widths: Sequence[float], room: float) -> float:
    """The cost of lines of these widths: the less they form a trapezoid or a diamond, the higher."""
    pinched = sum(widths[n] < widths[n - 1] and widths[n] < widths[n + 1] for n in range(1, len(widths) - 1))
    unlike = _UNLIKE * (max(widths) - min(widths)) / room
    return _LINE * len(widths) + _HOURGLASS * pinched + _STUB * (widths[-1] < _SHORT) + unlike


def _filled(pieces: Sequence[tuple[str, float]], room: float) -> tuple[str, ...]:
    """The pieces line by line, each line as full as possible."""
    lines = [""]
    for piece, _ in pieces:
        if lines[-1] and ems(lines[-1] + piece) > room:
            lines.append("")
        lines[-1] += piece
    return tuple(lines)
