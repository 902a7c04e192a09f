"""Limits on the findings of one sheet: repairs of one kind become one finding, and of stray cells some are quoted.

A column that a spreadsheet holds as text would give a 说明 for every mark in it. Half a million cells can be filled
where nothing was asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from lianping_xlsx.core.abbreviate import NAMED_IN_SENTENCE
from lianping_xlsx.core.cell_address import a1, from_a1
from lianping_xlsx.core.findings import Finding, Place
from lianping_xlsx.core.spelling import AS_TEXT

_BOUNDLESS = (
    "form.outside",
    "form.unknown-row",
    "form.extra-column",
    "form.merged",
    "form.merged-hidden",
    "cell.beside",
    "cell.beside-tick",
)
"""Findings of which a sheet can give one per cell. All others are bounded by what was issued."""
_QUOTED = 50
"""The largest number of findings of one such kind on one sheet: as many as somebody reads."""


def condense(findings: Sequence[Finding], place: Place) -> Sequence[Finding]:
    """Return the findings of the sheet at ``place`` within the limits, in their order.

    Numbers in text become one ``cell.text-numbers`` if they are many. For each kind with too many findings the rest
    are counted in one ``form.more``.
    """
    found = _with_text_numbers_together(findings)
    return [*_with_stray_cells_counted(found, place)] if len(found) > _QUOTED else found


def _with_text_numbers_together(findings: Sequence[Finding]) -> Sequence[Finding]:
    """Each number is still named, by its address: there is nothing else to say of a number that only stands as text."""
    plain = [finding for finding in findings if _is_plain(finding)]
    if len(plain) <= NAMED_IN_SENTENCE:
        return findings
    spots = [from_a1(finding.place.cell) for finding in plain if finding.place.cell]
    said = Finding("cell.text-numbers", plain[0].place, {"count": str(len(plain)), "cells": "、".join(blocks(spots))})
    return [said, *(finding for finding in findings if not _is_plain(finding))]


def _is_plain(finding: Finding) -> bool:
    return finding.code == "cell.repaired" and finding.slots["written"].endswith(AS_TEXT)


def _with_stray_cells_counted(findings: Sequence[Finding], place: Place) -> Iterator[Finding]:
    seen = dict.fromkeys(_BOUNDLESS, 0)
    for finding in findings:
        if finding.code in seen:
            seen[finding.code] += 1
            if seen[finding.code] > _QUOTED:
                continue
        yield finding
    for count in seen.values():
        if count > _QUOTED:
            yield Finding("form.more", place, {"count": str(count - _QUOTED), "quoted": str(_QUOTED)})


def blocks(spots: Iterable[tuple[int, int]]) -> Iterator[str]:
    """Yield the blocks (C7:N66) that cells (0-based row, column) fill, from left to right, each cell in one block."""
    columns: dict[int, list[int]] = {}
    for row, column in sorted(spots):
        columns.setdefault(column, []).append(row)
    runs = [(column, run) for column in sorted(columns) for run in _runs(columns[column])]
    for run in dict.fromkeys(run for _, run in runs):
        for left, right in _runs([column for column, other in runs if other == run]):
            first, last = a1(run[0], left), a1(run[1], right)
            yield first if first == last else f"{first}:{last}"


def _runs(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the first and last number of each run without a gap. ``numbers`` are sorted."""
    start = 0
    for at in range(1, len(numbers) + 1):
        if at == len(numbers) or numbers[at] != numbers[at - 1] + 1:
            yield numbers[start], numbers[at - 1]
            start = at
