"""``verify``: are inputs and outputs still those of the last ``merge``, and 4审定 that of the last ``finalize``?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from lianping_xlsx.core.findings import Finding, Outcome, Place
from lianping_xlsx.intake.folder import list_files
from lianping_xlsx.intake.returns import VERSIONS_FILE
from lianping_xlsx.report.decisions.table import DECISION_FILE
from lianping_xlsx.report.final.workbooks import is_filled_in
from lianping_xlsx.report.result_json import Json, finding_object
from lianping_xlsx.stages.decisions import read_decision_record
from lianping_xlsx.stages.files import digest_of, read_json, recorded_digests
from lianping_xlsx.stages.folders import DECIDED, RECEIVED, RECORD_FILE, SUMMARY, Campaign
from lianping_xlsx.stages.last_year import INPUTS


def verify_record(folder: Path) -> Outcome[Json]:
    """Compare digests with 运行记录.json and 审定记录.json. Findings: ``verify.*``, those of the decision's record.

    等次审定表 and 版本对照 are meant to be typed into and not compared.
    """
    campaign = Campaign(folder)
    record = read_json(campaign.summary / RECORD_FILE)
    findings = (*changed_inputs(campaign, record), *_outputs(campaign, record), *_decided(campaign))
    value: Json = {
        "version": 1,
        "unchanged": not findings,
        "findings": [finding_object(finding) for finding in findings],
    }
    return Outcome(value, findings)


def changed_inputs(campaign: Campaign, record: Json) -> Iterator[Finding]:
    """What is no longer as 运行记录.json has it among scheme and replies; ``verify.no-record`` where there is none."""
    if not record:
        yield Finding("verify.no-record", Place(f"{SUMMARY}/{RECORD_FILE}"))
        return
    known = recorded_digests(record.get("inputs"))
    for path, digest in known.items():
        if path.startswith(f"{INPUTS}/"):
            continue  # it lies wherever last year's folder lies; what was taken from it is an output, and compared
        yield from _compare(campaign.folder, path, digest)
    for found in list_files(campaign.received):
        path = f"{RECEIVED}/{found.path}"
        if path not in known and not found.ignored and not found.special:
            yield Finding("verify.added", Place(path), {"file": path})


def _outputs(campaign: Campaign, record: Json) -> Iterator[Finding]:
    for name, digest in recorded_digests(record.get("outputs")).items():
        if name not in (DECISION_FILE, VERSIONS_FILE):
            yield from _compare(campaign.folder, f"{SUMMARY}/{name}", digest)


def _decided(campaign: Campaign) -> Iterator[Finding]:
    """4审定, and what the decision in force was made on; documents that people go on writing in are not compared."""
    record = read_decision_record(campaign)
    yield from record.findings
    for decision in record.value[-1:]:
        outputs = {f"{DECIDED}/{name}": digest for name, digest in decision.outputs.items()}
        for path, digest in {**decision.sources, **outputs}.items():
            if is_filled_in(path.removeprefix(f"{DECIDED}/")):
                continue
            now = digest_of(campaign.folder / path)
            if now != digest:
                code = "verify.decided-gone" if now is None else "verify.decided-changed"
                yield Finding(code, Place(path), {"file": path})


def _compare(folder: Path, path: str, digest: str) -> Iterator[Finding]:
    now = digest_of(folder / path)
    if now != digest:
        yield Finding("verify.gone" if now is None else "verify.changed", Place(path), {"file": path})
