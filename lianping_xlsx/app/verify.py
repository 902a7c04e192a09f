"""``verify``: are inputs and outputs still those of the last ``merge``, and 4审定 that of the last ``finalize``?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from lianping_xlsx.app.campaign import Campaign, is_forged, read_key
from lianping_xlsx.app.campaign_records import read_collected_lists, read_decision_record, read_destroyed
from lianping_xlsx.app.last_year_folder import INPUTS
from lianping_xlsx.app.page_progress import as_written
from lianping_xlsx.app.storage import digest_of, read_json, read_record
from lianping_xlsx.core.abbreviate import NAMED_IN_SENTENCE, some
from lianping_xlsx.core.campaign_names import (
    DECIDED,
    DECISION_FILE,
    DECISION_RECORD,
    DESTRUCTION_PATH,
    KEY_PATH,
    RECEIVED,
    RECORD_FILE,
    RESULT_FILE,
    SUMMARY,
    VERSIONS_FILE,
)
from lianping_xlsx.core.findings import Finding, Outcome, Place
from lianping_xlsx.core.signing import SIGNATURE, is_genuine
from lianping_xlsx.decision.record import Recorded, is_filled_in
from lianping_xlsx.decision.result_json import Json, digests_in, finding_object, replies_digest
from lianping_xlsx.decision.run_history import earlier_runs
from lianping_xlsx.decision.score_changes import changes, figures_in
from lianping_xlsx.intake.sources.folder import list_files

HARMLESS = ("verify.unsigned", "verify.merged-same", "verify.destroyed", "verify.broken-history")
"""Findings of ``verify`` that leave everything as it was."""
_RESULT = f"{SUMMARY}/{RESULT_FILE}"


def verify_record(folder: Path) -> Outcome[Json]:
    """Compare digests with 运行记录.json and 审定记录.json. Findings: ``verify.*``, those of the decision's record.

    等次审定表 and 版本对照 are meant to be typed into and not compared. ``unchanged``: all is as it was, and signatures
    prove that the records are too, unless they were written before records were signed.
    """
    campaign = Campaign(folder)
    record = read_json(campaign.summary / RECORD_FILE)
    destroyed = tuple(_destroyed(campaign, record))
    compared = (*changed_inputs(campaign, record), *_outputs(campaign, record), *_decided(campaign, record), *destroyed)
    findings = (*compared, *_unproved(campaign, record), *_history(record))
    value: Json = {
        "version": 1,
        "unchanged": all(finding.code in HARMLESS for finding in findings),
        "findings": [finding_object(finding) for finding in findings],
    }
    return Outcome(value, findings)


def changed_inputs(campaign: Campaign, record: Json) -> Iterator[Finding]:
    """Findings on scheme and replies that differ from 运行记录.json; ``verify.no-record`` where nothing was merged.

    ``verify.record-lost`` where there is a result, but not its record.

    A 整改清单 that ``rectify`` has collected is no reply that a result depends on.
    """
    path = f"{SUMMARY}/{RECORD_FILE}"
    if not record:
        merged = digest_of(campaign.summary / RESULT_FILE) is not None
        yield Finding("verify.record-lost" if merged else "verify.no-record", Place(path), {"file": path})
        return
    if is_forged(campaign, record, RECORD_FILE):
        yield Finding("verify.forged", Place(path), {"file": path})
    known, listed = digests_in(record, "inputs"), read_destroyed(campaign).digests
    lists = read_collected_lists(campaign).digests
    for path, digest in known.items():
        if path.startswith(f"{INPUTS}/"):
            continue  # it lies wherever last year's folder lies; what was taken from it is an output, and compared
        if digest in lists:
            continue
        yield from _compare(campaign.folder, path, digest, listed)
    for found in list_files(campaign.received):
        path = f"{RECEIVED}/{found.path}"
        if path not in known and not found.ignored and not found.special:
            if lists and digest_of(campaign.folder / path) in lists:
                continue
            yield Finding("verify.added", Place(path), {"file": path})


def _unproved(campaign: Campaign, record: Json) -> Iterator[Finding]:
    """Records whose signature cannot be held against anything: the key is gone, or there is no signature."""
    if not record:
        return
    if read_key(campaign) is None:
        yield Finding("verify.no-key", Place(KEY_PATH))
        return
    decided = read_json(campaign.decided / DECISION_RECORD)
    for folder, name, found in ((SUMMARY, RECORD_FILE, record), (DECIDED, DECISION_RECORD, decided)):
        if found and SIGNATURE not in found and not is_forged(campaign, found, name):
            yield Finding("verify.unsigned", Place(f"{folder}/{name}"), {"file": f"{folder}/{name}"})


def _history(record: Json) -> Iterator[Finding]:
    """Yield ``verify.broken-history`` if an earlier record had been altered when it was replaced."""
    broken = [str(each.run) for each in earlier_runs(record) if not each.intact]
    if broken:
        yield Finding("verify.broken-history", Place(f"{SUMMARY}/{RECORD_FILE}"), {"runs": "、".join(broken)})


def _outputs(campaign: Campaign, record: Json) -> Iterator[Finding]:
    """Findings on 3汇总; 核算底稿 may be taken away, as it is written only when it is asked for."""
    listed = read_destroyed(campaign).digests
    for name, digest in as_written(campaign, digests_in(record, "outputs")).items():
        if name not in (DECISION_FILE, VERSIONS_FILE):
            yield from _compare(campaign.folder, f"{SUMMARY}/{name}", digest, listed)
    for name, digest in read_record(campaign.papers_record).items():
        if digest_of(campaign.summary / name) is not None:
            yield from _compare(campaign.folder, f"{SUMMARY}/{name}", digest, listed)


def _decided(campaign: Campaign, run: Json) -> Iterator[Finding]:
    """4审定, and what the decision in force was made on; documents that people go on writing in are not compared."""
    record = read_decision_record(campaign)
    yield from record.findings
    for decision in record.value[-1:]:
        for path, digest in decision.sources.items():
            now = digest_of(campaign.folder / path)
            if now in (None, digest):
                continue  # what is gone is told as an input or output of the merge; 2收回 is no file
            if path == _RESULT and _is_own(campaign, run, now):
                yield Finding(_merged_since(decision, read_json(campaign.folder / path)), Place(path))
            else:
                yield Finding("verify.source-changed", Place(path), {"file": path})
        for name, digest in decision.outputs.items():
            path, now = f"{DECIDED}/{name}", digest_of(campaign.decided / name)
            if now != digest and not is_filled_in(name):
                code = "verify.decided-gone" if now is None else "verify.decided-changed"
                yield Finding(code, Place(path), {"file": path})


def _is_own(campaign: Campaign, run: Json, digest: str) -> bool:
    """True if 结果.json is as the program itself wrote it at the last merge."""
    secret = read_key(campaign)
    genuine = secret is not None and is_genuine(run, secret, RECORD_FILE) is True
    return genuine and digests_in(run, "outputs").get(RESULT_FILE) == digest


def _merged_since(decision: Recorded, result: Json) -> str:
    """The code of what a later merge came to: another result, the same of other replies, or the same in all.

    The result is the same if nobody's score, rank or proposed tier is another, and 正式 is 正式 still. Decisions of
    earlier versions do not say which replies they rest on.
    """
    if changes(decision.ratees, figures_in(result)) or result.get("status") != decision.status:
        return "verify.merged-differs"
    replies = replies_digest(result)
    return "verify.merged-same" if decision.sources.get(RECEIVED, replies) == replies else "verify.merged-replies"


def _destroyed(campaign: Campaign, record: Json) -> Iterator[Finding]:
    """Findings on files that cannot be compared, as they were destroyed; or on a list that cannot be used."""
    known = read_destroyed(campaign)
    if known.fault:
        yield known.fault
    outputs = {f"{SUMMARY}/{name}": each for name, each in digests_in(record, "outputs").items()}
    recorded = {**digests_in(record, "inputs"), **outputs}
    gone = [path for path, digest in known.digests.items() if recorded.get(path) == digest]
    gone = [path for path in gone if digest_of(campaign.folder / path) is None]
    if gone:
        dates = "、".join(dict.fromkeys(each.date for each in known.destructions))
        files = some([f"“{path}”" for path in gone], NAMED_IN_SENTENCE, "个")
        yield Finding("verify.destroyed", Place(DESTRUCTION_PATH), {"files": files, "date": dates})


def _compare(folder: Path, path: str, digest: str, destroyed: Mapping[str, str]) -> Iterator[Finding]:
    """``destroyed``: digests of what is listed as destroyed; there it is not missing, if it was the same."""
    now = digest_of(folder / path)
    if now is None and path in destroyed:
        if destroyed[path] != digest:
            yield Finding("verify.destroyed-other", Place(path), {"file": path})
    elif now != digest:
        yield Finding("verify.gone" if now is None else "verify.changed", Place(path), {"file": path})
