"""Lock files: what Excel, WPS and LibreOffice put beside a workbook while it is open."""

from __future__ import annotations

from pathlib import Path

_AROUND = (("~$", ""), (".~lock.", "#"), (".~", ""))
"""What stands before and behind the name of the workbook: Excel and WPS; LibreOffice; WPS on Linux."""
LOCK_STARTS = tuple(start for start, _ in _AROUND)


def locks_of(path: Path) -> list[str]:
    """Names of the files that tell that a workbook is open."""
    locks = (f"{start}{path.name}{end}" for start, end in _AROUND)
    return [lock for lock in locks if path.with_name(lock).exists()]


def opened_by(name: str) -> str:
    """The name of the workbook whose lock file has this name (without folders); '' if it is no lock file."""
    for start, end in _AROUND:
        if name.startswith(start) and name.endswith(end):
            return name.removeprefix(start).removesuffix(end)
    return ""
