"""Repairs of one kind said once: a column that a spreadsheet holds as text would make a 说明 of every mark in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from lianping_xlsx.core.cell_address import a1, from_a1
from lianping_xlsx.core.findings import Finding
from lianping_xlsx.core.spelling import AS_TEXT

_MOST = 5
"""Numbers in text that are named one by one."""


def condense(findings: Sequence[Finding]) -> list[Finding]:
    """The findings of one sheet, with those on plain numbers in text as one (``cell.text-numbers``) if they are many.

    Each is still told, by its address: of a number that only stands as text there is nothing else to tell.
    """
    plain = [finding for finding in findings if _is_plain(finding)]
    if len(plain) <= _MOST:
        return list(findings)
    spots = [from_a1(finding.place.cell) for finding in plain if finding.place.cell]
    said = Finding("cell.text-numbers", plain[0].place, {"count": str(len(plain)), "cells": "、".join(blocks(spots))})
    return [said, *(finding for finding in findings if not _is_plain(finding))]


def _is_plain(finding: Finding) -> bool:
    return finding.code == "cell.repaired" and finding.slots["written"].endswith(AS_TEXT)


def blocks(spots: Iterable[tuple[int, int]]) -> Iterator[str]:
    """Cells (0-based row, column) as the blocks that they fill, C7:N66, from left to right; each cell in one."""
    columns: dict[int, list[int]] = {}
    for row, column in sorted(spots):
        columns.setdefault(column, []).append(row)
    runs = [(column, run) for column in sorted(columns) for run in _runs(columns[column])]
    for run in dict.fromkeys(run for _, run in runs):
        for left, right in _runs([column for column, other in runs if other == run]):
            first, last = a1(run[0], left), a1(run[1], right)
            yield first if first == last else f"{first}:{last}"


def _runs(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The first and last of each run of numbers without a gap."""
    start = 0
    for at in range(1, len(numbers) + 1):
        if at == len(numbers) or numbers[at] != numbers[at - 1] + 1:
            yield numbers[start], numbers[at - 1]
            start = at
