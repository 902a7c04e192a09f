"""What stands where nothing was asked can be half a million cells: enough of it is quoted, the rest is counted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lianping_xlsx.core.findings import Finding, Place

_BOUNDLESS = (
    "form.outside",
    "form.unknown-row",
    "form.extra-column",
    "form.merged",
    "form.merged-hidden",
    "cell.beside",
    "cell.beside-tick",
)
"""Findings of which a sheet can give one a cell; all others are bounded by what was issued."""
MANY = 50
"""Of one kind on one sheet: as many as somebody reads."""


def in_measure(findings: Sequence[Finding], place: Place) -> Iterator[Finding]:
    """The findings on a sheet in their order, and for each kind with too many one ``form.more`` at ``place``."""
    seen = dict.fromkeys(_BOUNDLESS, 0)
    for finding in findings:
        if finding.code in seen:
            seen[finding.code] += 1
            if seen[finding.code] > MANY:
                continue
        yield finding
    for count in seen.values():
        if count > MANY:
            yield Finding("form.more", place, {"count": str(count - MANY), "quoted": str(MANY)})
