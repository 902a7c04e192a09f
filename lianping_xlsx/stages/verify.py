"""``verify``: are the inputs and outputs still those of the last ``merge``?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from lianping_xlsx.core.findings import Finding, Outcome, Place
from lianping_xlsx.intake.folder import list_files
from lianping_xlsx.report.decisions.table import DECISION_FILE
from lianping_xlsx.report.result_json import Json, finding_object
from lianping_xlsx.stages.campaign import RECEIVED, SUMMARY, Campaign
from lianping_xlsx.stages.files import digest_of, read_json, recorded_digests
from lianping_xlsx.stages.merge import RECORD_FILE


def verify_record(folder: Path) -> Outcome[Json]:
    """Compare digests with 运行记录.json. Findings ``verify.*``; 等次审定表 is meant to be edited and not compared."""
    campaign = Campaign(folder)
    record = read_json(campaign.summary / RECORD_FILE)
    if not record:
        findings: tuple[Finding, ...] = (Finding("verify.no-record", Place(f"{SUMMARY}/{RECORD_FILE}")),)
    else:
        findings = (*_inputs(campaign, record), *_outputs(campaign, record))
    value: Json = {
        "version": 1,
        "unchanged": not findings,
        "findings": [finding_object(finding) for finding in findings],
    }
    return Outcome(value, findings)


def _inputs(campaign: Campaign, record: Json) -> Iterator[Finding]:
    known = recorded_digests(record.get("inputs"))
    for path, digest in known.items():
        yield from _compare(campaign.folder, path, digest)
    for found in list_files(campaign.received):
        path = f"{RECEIVED}/{found.path}"
        if path not in known and not found.ignored and not found.special:
            yield Finding("verify.added", Place(path), {"file": path})


def _outputs(campaign: Campaign, record: Json) -> Iterator[Finding]:
    for name, digest in recorded_digests(record.get("outputs")).items():
        if name != DECISION_FILE:
            yield from _compare(campaign.folder, f"{SUMMARY}/{name}", digest)


def _compare(folder: Path, path: str, digest: str) -> Iterator[Finding]:
    now = digest_of(folder / path)
    if now != digest:
        yield Finding("verify.gone" if now is None else "verify.changed", Place(path), {"file": path})
