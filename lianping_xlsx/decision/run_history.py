"""The history of ``merge``: each 运行记录.json names the records before it, and what differs from the last run is told.

A record is named by the SHA-256 of its file, which covers its signature: without the key nobody can make another record
of that name, and nobody can find out from the name what figures it was written with.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict

from lianping_xlsx.core.campaign_names import RECEIVED, SCHEME_FILE
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.core.signing import SIGNATURE
from lianping_xlsx.core.typed_json import entries_as
from lianping_xlsx.decision.result_json import OFFICIAL, Json, campaign_in, digests_in
from lianping_xlsx.decision.score_changes import Change, changes, figures_in

_EARLIER = "earlier"


@dataclass(frozen=True, slots=True)
class EarlierRun:
    """A run whose record has been replaced. ``intact``: that record was as it had been signed."""

    run: int
    sha256: str
    status: str
    intact: bool


def earlier_runs(record: Mapping[str, object]) -> tuple[EarlierRun, ...]:
    """The runs before that of a record, the first one first."""
    return tuple(entries_as(EarlierRun, record.get(_EARLIER)))


def continued(record: Json, before: Json, sha256: str, *, intact: bool) -> Json:
    """The record of a run with the runs before it. ``before``: the record to be replaced, {} if there is none.

    ``sha256``: of the file of ``before``. ``intact``: that file is as it was signed. A run that comes to the same as
    the one before is no new run: it has the history of that one, so that its file stays the same bytes.
    """
    if not before:
        return record
    history = list(earlier_runs(before))
    kept = {name: value for name, value in before.items() if name not in (_EARLIER, SIGNATURE)}
    if not intact or kept != record:
        history.append(EarlierRun(len(history) + 1, sha256, str(before.get("status")), intact))
    return record | ({_EARLIER: [asdict(each) for each in history]} if history else {})


@dataclass(frozen=True, slots=True)
class RunChanges:
    """The differences from the last run: paths of replies that are new, changed or gone, and persons.

    ``number``: that of the last run. ``scheme``: 考核方案 is another file. ``demoted``: 正式 has become 试算. A file
    that has only another name is none of them.
    """

    number: int
    added: tuple[str, ...]
    altered: tuple[str, ...]
    removed: tuple[str, ...]
    scheme: bool
    persons: tuple[Change, ...]
    demoted: bool


def run_changes(
    records: tuple[Mapping[str, object], Mapping[str, object]], results: tuple[Json, Json]
) -> RunChanges | None:
    """The changes from the last run to this one; None if this is the first of its campaign, or if nothing is other.

    ``records``, ``results``: the objects of 运行记录.json and 结果.json, before and now.
    """
    if records[0] == records[1] or campaign_in(records[0]).id != campaign_in(records[1]).id:
        return None
    before, now = (digests_in(record, "inputs") for record in records)
    replies = [path for path in (*before, *now) if path.startswith(f"{RECEIVED}/")]
    old, new = {*before.values()}, {*now.values()}
    return RunChanges(
        number=len(earlier_runs(records[0])) + 1,
        added=_once(path for path in replies if path not in before and now[path] not in old),
        altered=_once(path for path in replies if path in before and now.get(path, before[path]) != before[path]),
        removed=_once(path for path in replies if path not in now and before[path] not in new),
        scheme=before.get(SCHEME_FILE) != now.get(SCHEME_FILE),
        persons=changes(*map(figures_in, results)),
        demoted=results[0].get("status") == OFFICIAL and results[1].get("status") != OFFICIAL,
    )


def _once(paths: Iterable[str]) -> tuple[str, ...]:
    """Each path once, without the folder that all lie in."""
    return tuple(dict.fromkeys(path.removeprefix(f"{RECEIVED}/") for path in paths))
