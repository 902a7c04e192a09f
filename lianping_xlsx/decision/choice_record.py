"""Which version of a form a person chose, as 运行记录.json has it: written by ``merge``, kept to by ``finalize``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lianping_xlsx.decision.summary_data import SummaryData
from lianping_xlsx.intake.resolution.typed_choices import CHOSEN, TypedChoice, TypedChoiceRow

_TEXTS = ("unit", "form", "file", "sheet", "sha256")


def choices_object(data: SummaryData) -> list[dict[str, object]]:
    """One object a form that was chosen: ``code``, ``unit``, ``form``, ``file``, ``sheet``, ``sha256``, and ``others``.

    Not how it was chosen: what was the newest then need not be the newest after the folder has been copied.
    """
    digests = {file.path: file.sha256 for file in data.files}
    return [
        {
            "code": contest.expected.layout.code,
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


def recorded_words(record: Mapping[str, object]) -> tuple[str, ...]:
    """What was wished when a record was written that has no choices, as those of early versions."""
    prefer = record.get("prefer")
    return (prefer,) if isinstance(prefer, str) and not isinstance(record.get("choices"), list) else ()


def recorded_picks(record: Mapping[str, object]) -> tuple[TypedChoice, ...]:
    """The choices of a record, as if they had been typed in 版本对照.xlsx."""
    entries = record.get("choices")
    return tuple(_picks(entries)) if isinstance(entries, list) else ()


def _picks(entries: list[object]) -> Iterator[TypedChoice]:
    for entry in entries:
        if isinstance(entry, dict) and all(isinstance(entry.get(name), str) for name in _TEXTS):
            others = entry.get("others")
            known = [other for other in others if isinstance(other, dict)] if isinstance(others, list) else []
            chosen = TypedChoiceRow(frozenset({(entry["sha256"], entry["sheet"])}), entry["file"], CHOSEN)
            rest = (TypedChoiceRow(frozenset({(str(o.get("sha256")), "")}), str(o.get("file"))) for o in known)
            code = entry.get("code")
            yield TypedChoice(code if isinstance(code, str) else "", entry["unit"], entry["form"], (chosen, *rest))
