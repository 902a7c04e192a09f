"""Which version of a form a person chose, as 运行记录.json has it: written by ``merge``, kept to by ``finalize``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lianping_xlsx.intake.wishes import with_sheet
from lianping_xlsx.report.data import SummaryData


def choices_object(data: SummaryData) -> list[dict[str, object]]:
    """One object a form that was chosen: ``unit``, ``form``, ``file``, ``sheet``, ``sha256``, and ``others`` likewise.

    Not how it was chosen: what was the newest then need not be the newest after the folder has been copied.
    """
    digests = {file.path: file.sha256 for file in data.files}
    return [
        {
            "unit": contest.expected.unit,
            "form": contest.name,
            "file": contest.chosen,
            "sheet": contest.sheet,
            "sha256": digests[contest.chosen],
            "others": [{"file": path, "sha256": digests[path]} for path in contest.others],
        }
        for contest in data.contests
        if contest.chosen
    ]


def recorded_wishes(record: Mapping[str, object]) -> tuple[str, ...]:
    """The choices of a record, as wishes; of a record that has none (of older versions) what was wished then."""
    entries, prefer = record.get("choices"), record.get("prefer")
    if not isinstance(entries, list):
        return (prefer,) if isinstance(prefer, str) else ()
    return tuple(_wishes(entries))


def _wishes(entries: list[object]) -> Iterator[str]:
    for entry in entries:
        if isinstance(entry, dict):
            file, sheet = entry.get("file"), entry.get("sheet")
            if isinstance(file, str) and isinstance(sheet, str):
                yield with_sheet(file, sheet)
