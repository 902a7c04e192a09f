"""The share of the columns of a form in pages, title and fields, by their widths alone (in characters).

A thousand forms of one layout have the same widths: each result is kept.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from functools import lru_cache
from itertools import accumulate

from lianping_xlsx.core.exact import added_up

REPEATED = 2
"""The number of columns printed on every page of a form that is several pages wide.

Its title, head and foot begin to the right of them.
"""
_PAGE, _SHRUNK = 1500, 1700
"""Widths in pixels on A4 landscape: a page of several side by side, and the most that is shrunk onto a single page."""

Widths = tuple[float, ...]


def pixels_of(width: float) -> int:
    """The width of a column on the screen, in pixels."""
    # 7 pixels per character and 5 of padding: Excel's rule for the default font (ECMA-376, 18.3.1.13).
    return round(width * 7) + 5


@lru_cache(maxsize=1024)
def pages_of(widths: Widths) -> int:
    """The number of pages of paper that the columns take side by side."""
    total = sum(map(pixels_of, widths))
    return 1 if total <= _SHRUNK else -(-total // _PAGE)  # rounded up


@lru_cache(maxsize=1024)
def title_columns_of(widths: Widths) -> tuple[int, int]:
    """The first and the last column of title, head and foot: on the first page, right of what all pages repeat."""
    pages = pages_of(widths)
    if pages == 1:
        return 0, len(widths) - 1
    edges = list(accumulate(map(pixels_of, widths)))
    return REPEATED, sum(edge * pages <= edges[-1] for edge in edges) - 1


@lru_cache(maxsize=1024)
def field_columns(
    widths: Widths, parts: int, total: Callable[[Iterable[float]], float] = added_up
) -> tuple[tuple[int, int], ...]:
    """The first and the last column of each of ``parts`` labels and entries that share the title's columns.

    ``total``: adds up the widths.
    """
    first, last = title_columns_of(widths)
    shared = widths[first : last + 1]
    return tuple((first + start, first + end) for start, end in _share(shared, parts, total(shared)))


@lru_cache(maxsize=1024)
def depends_on_sum(widths: Widths) -> bool:
    """True if ``fsum`` gives another width of the title's columns than :func:`added_up`."""
    first, last = title_columns_of(widths)
    shared = widths[first : last + 1]
    return math.fsum(shared) != added_up(shared)


def _share(widths: Widths, parts: int, total: float) -> list[tuple[int, int]]:
    """Divide columns of given widths into ``parts`` runs (first, last) of about equal width, each at least one column.

    ``total``: of all widths. Fewer columns than ``parts`` give one run per column.
    """
    parts = min(parts, len(widths))
    runs, first, used = [], 0, 0.0
    for part in range(parts):
        last = first
        used += widths[first]
        # A run takes the next column if at least half of it lies before the ideal edge, and leaves enough for the rest.
        while last + 1 < len(widths) - (parts - part - 1) and (
            part == parts - 1 or used + widths[last + 1] / 2 <= total * (part + 1) / parts
        ):
            last += 1
            used += widths[last]
        runs.append((first, last))
        first = last + 1
    return runs
