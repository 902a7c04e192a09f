"""Choices between versions of a form in 运行记录.json: ``merge`` writes them, ``finalize`` uses the same versions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lianping_xlsx.core.typed_json import as_type, entries_as
from lianping_xlsx.decision.summary_data import SummaryData
from lianping_xlsx.intake.resolution.typed_choices import CHOSEN, TypedChoice, TypedChoiceRow


def choices_object(data: SummaryData) -> list[dict[str, object]]:
    """One object per form with a choice: ``code``, ``unit``, ``form``, ``file``, ``sheet``, ``sha256``, ``others``.

    The method of the choice is not recorded: the newest file may be another one after the folder has been copied.
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


@dataclass(frozen=True, slots=True)
class _OtherVersion:
    """A version that was not chosen."""

    sha256: str
    file: str = ""


@dataclass(frozen=True, slots=True)
class _RecordedChoice:
    """An object of :func:`choices_object`; records of early versions have no ``code``."""

    unit: str
    form: str
    file: str
    sheet: str
    sha256: str
    code: str = ""
    others: tuple[object, ...] = ()


def recorded_words(record: Mapping[str, object]) -> tuple[str, ...]:
    """The ``--prefer`` words of a record that has no choices (records of early versions); else ()."""
    prefer = as_type(str, record.get("prefer"))
    return (prefer,) if prefer is not None and as_type(list[object], record.get("choices")) is None else ()


def recorded_picks(record: Mapping[str, object]) -> tuple[TypedChoice, ...]:
    """The choices of a record in the shape of choices typed in 版本对照.xlsx; malformed entries are left out."""
    return tuple(map(_pick, entries_as(_RecordedChoice, record.get("choices"))))


def _pick(entry: _RecordedChoice) -> TypedChoice:
    chosen = TypedChoiceRow(frozenset({(entry.sha256, entry.sheet)}), entry.file, CHOSEN)
    # The record names other versions by file only: the sheet is left open.
    rest = (
        TypedChoiceRow(frozenset({(other.sha256, "")}), other.file) for other in entries_as(_OtherVersion, entry.others)
    )
    return TypedChoice(entry.code, entry.unit, entry.form, (chosen, *rest))
