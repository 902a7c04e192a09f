"""结果.json and 运行记录.json: the result and the record of the run as JSON, for other programs.

Choices between versions of a form in 运行记录.json: ``merge`` writes them, ``finalize`` uses the same versions.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from lianping_xlsx import __version__
from lianping_xlsx.core import exact
from lianping_xlsx.core.findings import Finding
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.core.typed_json import as_type, entries_as, indented_json
from lianping_xlsx.intake.resolution.typed_choices import CHOSEN, TypedChoice, TypedChoiceRow
from lianping_xlsx.intake.returns import (
    RECTIFICATION_REPLY,
    RESULT_REPORT,
    CitedReturn,
    FileStatus,
    ReceivedFile,
    Return,
)

if TYPE_CHECKING:
    from lianping_xlsx.decision.summary_data import SummaryData
    from lianping_xlsx.scheme.model import Scheme
    from lianping_xlsx.tally.tally_results import Standing


def choices_object(data: SummaryData) -> list[dict[str, object]]:
    """One object per form with a choice: ``code``, ``unit``, ``form``, ``file``, ``sheet``, ``sha256``, ``others``.

    The method of the choice is not recorded: the newest file may be another one after the folder has been copied.
    """
    digests = {file.path: file.sha256 for file in data.files}
    return [
        {
            "code": contest.code,
            "unit": contest.unit,
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


FORMAT = 1
OFFICIAL, TRIAL = "正式", "试算"
Json = dict[str, object]


def status_word(official: bool) -> str:
    """正式 or 试算."""
    return OFFICIAL if official else TRIAL


def result_object(data: SummaryData, campaign: str) -> Json:
    """The object of 结果.json. Scores are strings with the scheme's decimals, null if there is none."""
    return {
        "version": FORMAT,
        "status": status_word(data.official),
        "campaign": campaign_object(data.scheme, campaign),
        "ratees": [_ratee(data, standing) for standing in data.result.standings],
        **received_objects(data.scheme, data.returns, data.files, data.findings, data.cited),
    }


def received_objects(
    scheme: Scheme,
    returns: Iterable[Return],
    files: Iterable[ReceivedFile],
    findings: Iterable[Finding],
    cited: Iterable[CitedReturn] = (),
) -> Json:
    """The replies, the files and the findings: the part that ``status`` shows as well.

    ``cited``: the results of other campaigns; they stand among the replies under the name that the scheme gives them.
    """
    units = {unit.code: unit.name for unit in scheme.units}
    due = [
        *((units[entry.key.unit], entry.form, entry.status, entry.files) for entry in returns),
        *((entry.campaign, RESULT_REPORT, entry.status, entry.files) for entry in cited),
    ]
    return {
        "returns": [
            {"unit": unit, "form": form, "status": str(status), "files": list(paths)}
            for unit, form, status, paths in due
        ],
        "files": [
            {"path": file.path, "sha256": file.sha256 or None, "status": str(file.status), "reason": file.reason}
            for file in files
        ],
        "findings": [finding_object(finding) for finding in findings],
    }


def finding_object(finding: Finding) -> Json:
    """The object of one finding; parts of its place are null if unknown."""
    place = finding.place
    return {
        "code": finding.code,
        "severity": str(finding.severity),
        "file": place.file,
        "sheet": place.sheet,
        "cell": place.cell,
        "message": finding.message,
        "remedy": finding.remedy,
    }


def campaign_object(scheme: Scheme, campaign: str) -> Json:
    """The object that identifies the campaign (its id) and the version of its scheme (the fingerprint)."""
    profile = scheme.profile
    return {
        "id": campaign,
        "title": profile.title,
        "year": profile.year,
        "host": profile.host,
        "scheme": scheme.fingerprint,
    }


def _ratee(data: SummaryData, standing: Standing) -> Json:
    """The object of one ratee. ``withheld`` is present only if the composite may not leave the office."""
    scheme = data.scheme
    ratee = scheme.ratee_of[standing.code]

    def score(value: exact.ScoreValue | None) -> str | None:
        return None if value is None else exact.show(value, scheme.rules.decimals)

    return {
        "id": ratee.code,
        "name": ratee.name,
        "unit": ratee.workplace,
        "group": ratee.group,
        "poll_score": score(standing.poll_score),
        "field_score": score(standing.field_score),
        **(_components(scheme, standing) if scheme.component_rows else {}),
        "adjustment": score(standing.adjustment),
        "composite": score(standing.composite),
        "rank": standing.rank,
        "rank_best": standing.rank_best,
        "rank_worst": standing.rank_worst,
        "proposed_tier": standing.proposed_tier,
        "reason": standing.explanation,
        **({} if data.disclosures.of(standing.code).composite else {"withheld": True}),
    }


def _components(scheme: Scheme, standing: Standing) -> Json:
    """The scores of the components of 考核板块, by their names; of those that are converted also the raw ones."""
    decimals = scheme.rules.decimals
    scores = {
        each.component: None if each.score is None else exact.show(each.score, decimals) for each in standing.scores
    }
    converted = {each.component: each.before.score for each in standing.scores if each.before}
    raw = {name: None if score is None else exact.show(score, decimals) for name, score in converted.items()}
    return {"components": scores, **({"before_conversion": raw} if raw else {})}


def record_object(
    data: SummaryData, campaign: str, prefer: Sequence[str], inputs: Mapping[str, str], outputs: Mapping[str, str]
) -> Json:
    """The object of 运行记录.json. It contains no time and no computer: the same inputs give the same bytes.

    ``inputs``, ``outputs``: SHA-256, keyed by path.
    """
    severities = Counter(str(finding.severity) for finding in data.findings)
    return {
        "version": FORMAT,
        "program": f"lianping-xlsx {__version__}",
        "status": status_word(data.official),
        "campaign": campaign_object(data.scheme, campaign),
        "prefer": list(prefer),
        "choices": choices_object(data),
        "counts": {
            "ratees": len(data.scheme.ratees),
            "forms": len(data.returns),
            "returned": Counter(str(entry.status) for entry in data.returns),
            "files": Counter(str(file.status) for file in data.files),
            "findings": severities,
        },
        "inputs": [{"path": path, "sha256": digest} for path, digest in sorted(inputs.items())],
        "outputs": [{"path": path, "sha256": digest} for path, digest in sorted(outputs.items())],
    }


@dataclass(frozen=True, slots=True)
class CampaignEntry:
    """The campaign that a file of the program belongs to: its public id and year; '' if it does not say."""

    id: str = ""
    year: str = ""


@dataclass(frozen=True, slots=True)
class FileEntry:
    """A file in a list of the run record, with its SHA-256."""

    path: str
    sha256: str


def campaign_in(found: Mapping[str, object]) -> CampaignEntry:
    """The campaign of an object that was read back: 结果.json, or any of the records."""
    return as_type(CampaignEntry, found.get("campaign")) or CampaignEntry()


def digests_in(record: Mapping[str, object], part: str) -> dict[str, str]:
    """SHA-256 by path of the ``inputs`` or ``outputs`` of a run record that was read back."""
    return {entry.path: entry.sha256 for entry in entries_as(FileEntry, record.get(part))}


@dataclass(frozen=True, slots=True)
class _ListEntry:
    """A file in 结果.json, as far as it is needed."""

    sha256: str
    reason: str


def used_replies(result: Mapping[str, object]) -> frozenset[str]:
    """SHA-256 of the replies that were used, of the object of 结果.json."""
    listed = result.get("files")
    files = [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []
    return frozenset(str(each.get("sha256")) for each in files if each.get("status") == FileStatus.USED)


def replies_digest(result: Mapping[str, object]) -> str:
    """One SHA-256 for all replies that were used; it tells nothing of what stands in them."""
    return hashlib.sha256("\n".join(sorted(used_replies(result))).encode()).hexdigest()


def lists_in(result: Mapping[str, object]) -> list[str]:
    """SHA-256 of the 整改清单 that came back, of a 结果.json that was read back."""
    return [each.sha256 for each in entries_as(_ListEntry, result.get("files")) if each.reason == RECTIFICATION_REPLY]


def as_json(value: object) -> bytes:
    """Indented JSON in UTF-8, keys in their order. Bytes of a file name that are not UTF-8 are escaped reversibly."""
    return indented_json(value) + b"\n"


def record_lines(data_scheme: Scheme, files: Sequence[ReceivedFile]) -> tuple[tuple[str, str], ...]:
    """The run record as pairs of label and value, for the sheet 计算说明."""
    used = sum(1 for file in files if file.status == "已采用")
    return (
        ("程序版本", f"lianping-xlsx {__version__}"),
        ("方案校验码", data_scheme.fingerprint),
        ("收回文件", f"{len(files)}个，采用{used}个"),
        ("文件校验", "每个输入、输出文件的校验值（SHA-256）见“运行记录.json”"),
    )
