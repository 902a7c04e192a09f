"""``merge``: from the replies to 3汇总 (design § 2 and 7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from lianping_xlsx.core.findings import Finding, Outcome, Place
from lianping_xlsx.intake.gather import Progress, Received
from lianping_xlsx.report.data import SummaryData
from lianping_xlsx.report.decisions import (
    DECISION_FILE,
    NO_DECISIONS,
    Decisions,
    read_decisions,
    write_decisions,
)
from lianping_xlsx.report.result_json import Json, as_json, record_lines, record_object, result_object
from lianping_xlsx.report.returned import Returnable, write_returned
from lianping_xlsx.report.summary.workbook import write_summary
from lianping_xlsx.scheme.declared import SCHEME_FILE
from lianping_xlsx.scheme.model import FormKind
from lianping_xlsx.sheets.address import a1
from lianping_xlsx.sheets.reading import Sheet
from lianping_xlsx.stages.campaign import RECEIVED, SUMMARY, Campaign, read_own_workbook
from lianping_xlsx.stages.files import digest_of, read_json, recorded_digests, write_all
from lianping_xlsx.stages.memory import set_aside
from lianping_xlsx.stages.returns import Returns, check_returns, in_order, is_official
from lianping_xlsx.tally.count import count

SUMMARY_FILE = "汇总表.xlsx"
RESULT_FILE = "结果.json"
RECORD_FILE = "运行记录.json"
RETURNED = "退回"


@dataclass(frozen=True)
class Merged:
    """What ``merge`` made: the data of the summary, the object of 结果.json, the names of the files written."""

    data: SummaryData
    result: Json
    written: tuple[str, ...]


def merge_returns(
    folder: Path, *, prefer: str | None = None, progress: Progress | None = None
) -> Outcome[Merged | None]:
    """Read, judge, count, and write 3汇总. None where nothing could be written."""
    campaign = Campaign(folder)
    decisions = _decisions(campaign)
    if decisions.value is None:
        return Outcome(None, decisions.findings)
    returns = check_returns(folder, prefer=prefer, progress=progress)
    if returns.value is None:
        return Outcome(None, returns.findings)
    with set_aside():
        return _count_and_write(returns.value, decisions.value, (*returns.findings, *decisions.findings))


def _count_and_write(returns: Returns, decisions: Decisions, known: tuple[Finding, ...]) -> Outcome[Merged | None]:
    """All that follows the reading; ``known`` are the findings so far."""
    loaded, received = returns.loaded, returns.received
    counted = count(loaded.scheme, returns.judged.counted)
    findings = in_order((*known, *counted.findings))
    official = is_official(returns, findings)
    table = write_decisions(loaded.scheme, counted.value, official, decisions)
    data = SummaryData(
        scheme=loaded.scheme,
        result=counted.value,
        official=official,
        returns=received.returns,
        files=received.files,
        opinions=returns.judged.opinions,
        findings=in_order((*findings, *table.findings)),
        record=record_lines(loaded.scheme, received.files),
        self_checks=returns.judged.self_checks,
        reviews=returns.judged.reviews,
    )
    outputs, result = _outputs(returns, data, table.value)
    faults = write_all(loaded.campaign.summary, outputs, keep=_written_before(loaded.campaign))
    if faults:
        return Outcome(None, (*data.findings, *faults))
    return Outcome(Merged(data, result, tuple(outputs)), data.findings)


def _decisions(campaign: Campaign) -> Outcome[Decisions | None]:
    """What was typed into 等次审定表 so far. Unreadable: nothing may be written over it."""
    path = campaign.summary / DECISION_FILE
    if not path.exists():
        return Outcome(NO_DECISIONS)
    sheets = read_own_workbook(path)
    where = f"{SUMMARY}/{DECISION_FILE}"
    reason = sheets if isinstance(sheets, str) else _not_whole(sheets)
    if isinstance(sheets, str) or reason:
        return Outcome(None, (Finding("decision.unreadable", Place(where), {"reason": reason}),))
    outcome = read_decisions(sheets[0].rows, file=where)
    if any(finding.code in ("table.no-heading", "table.missing-column") for finding in outcome.findings):
        slots = {"reason": "表头被改动"}
        return Outcome(None, (Finding("decision.unreadable", Place(where, sheets[0].name), slots),))
    return outcome


def _not_whole(sheets: Sequence[Sheet]) -> str:
    """Why decisions cannot be taken from a table, in words; '' where they can."""
    if not sheets:
        return "里面没有内容"
    errors = sorted(sheets[0].errors.items())
    return f"单元格 {a1(*errors[0][0])} 是公式错误值“{errors[0][1]}”" if errors else ""


def _outputs(returns: Returns, data: SummaryData, table: bytes) -> tuple[dict[str, bytes], Json]:
    """Every file of 3汇总 by name; the record comes last, over all others."""
    loaded = returns.loaded
    result = result_object(data, loaded.id)
    outputs = {SUMMARY_FILE: write_summary(data), DECISION_FILE: table, RESULT_FILE: as_json(result)}
    folder = loaded.campaign.received
    copies = write_returned(
        loaded.scheme, _returnables(returns.received), data.findings, lambda path: (folder / path).read_bytes()
    )
    outputs |= {f"{RETURNED}/{name}": content for name, content in copies.items()}
    record = record_object(data, loaded.id, _inputs(loaded.campaign, data), outputs)
    return outputs | {RECORD_FILE: as_json(record)}, result


def _inputs(campaign: Campaign, data: SummaryData) -> dict[str, str]:
    digests = {f"{RECEIVED}/{file.path}": file.sha256 for file in data.files if file.sha256}
    return digests | {SCHEME_FILE: digest_of(campaign.scheme) or ""}


def _returnables(received: Received) -> list[Returnable]:
    """Every reply that carries a form: under its own path, and for ballots under the name of the issued file."""
    found: dict[str, Returnable] = {}
    for expected, entry in zip(received.expected, received.returns, strict=True):
        for path in entry.files:
            names = {path, expected.file} if expected.layout.key.kind is FormKind.BALLOTS else {path}
            before = found.get(path)
            known = before.names if before else frozenset()
            found[path] = Returnable(path, expected.unit, expected.file, known | names)
    return [found[path] for path in sorted(found)]


def _written_before(campaign: Campaign) -> Mapping[str, str]:
    """The digests of the last run's outputs; the record itself is nobody's to type in."""
    record = campaign.summary / RECORD_FILE
    return recorded_digests(read_json(record).get("outputs")) | {RECORD_FILE: digest_of(record) or ""}
