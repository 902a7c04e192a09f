"""``explain --all`` (核算底稿): the workbook in which every mark stands in a cell, and the one that anybody may see.

It is made of the result of the last merge, and of no other: the next merge takes it away. What it was when it was
written is noted apart from 运行记录.json, so that ``verify`` knows it; nobody has to keep it.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Sequence
from functools import partial
from hashlib import sha256
from pathlib import Path

from lianping_xlsx.app.campaign import Campaign
from lianping_xlsx.app.campaign_records import read_decision_table
from lianping_xlsx.app.judged_returns import Returns, check_returns
from lianping_xlsx.app.last_year_folder import FromLastYear
from lianping_xlsx.app.lock import exclusive_lock
from lianping_xlsx.app.meeting_releases import release_history
from lianping_xlsx.app.options import NO_OPTIONS, Options
from lianping_xlsx.app.storage import read_json, read_record, write_all, write_private
from lianping_xlsx.app.summary_outputs import summarize, with_sources
from lianping_xlsx.app.verify import changed_inputs
from lianping_xlsx.audit.working_marks import working_marks
from lianping_xlsx.core.campaign_names import PAPERS_FILE, PUBLIC_PAPERS_FILE, RECORD_FILE, RESULT_FILE, SUMMARY
from lianping_xlsx.core.findings import Finding, Outcome, Place
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.core.stages import Progress, tell
from lianping_xlsx.core.typed_json import json_object
from lianping_xlsx.decision.record import Recorded
from lianping_xlsx.decision.result_json import as_json, result_object
from lianping_xlsx.decision.review_statement import refusal
from lianping_xlsx.decision.summary_data import SummaryData
from lianping_xlsx.publish.summary.summary_workbook import write_papers, write_public_papers


@dataclass(frozen=True, slots=True)
class WrittenPapers:
    """The file that was written, and whether the count is 正式."""

    path: Path
    official: bool


def write_working_papers(
    folder: Path,
    options: Options = NO_OPTIONS,
    *,
    public: bool = False,
    password: str = "",
    progress: Progress | None = None,
) -> Outcome[WrittenPapers | None]:
    """Read, judge and count as ``merge`` did, and write the workbook into 3汇总. None where nothing was written.

    ``public``: the one that anybody may see. ``password``: to open it. Findings: ``explain.papers-*``, ``write.*``.
    """
    campaign = Campaign(folder)
    with exclusive_lock(campaign.lock) as acquired:
        if not acquired:
            return Outcome(None, (Finding("write.busy", Place(SUMMARY)),))
        decisions = read_decision_table(campaign)
        if decisions.value is None:
            return Outcome(None, decisions.findings)
        returns = check_returns(folder, options, progress=progress)
        if returns.value is None:
            return Outcome(None, returns.findings)
        history = release_history(campaign)
        findings = (*returns.findings, *history.findings)
        data = summarize(returns.value, findings, decisions.value, FromLastYear(), history.value)
        faults = tuple(_faults(returns.value, data, history.value.decisions, public=public))
        if faults:
            return Outcome(None, faults)
        content = write_public_papers(data) if public else _papers(returns.value, data)
        name = PUBLIC_PAPERS_FILE if public else PAPERS_FILE
        return _written(campaign, name, _sealed(content, password) if password else content, data)


def _papers(returns: Returns, data: SummaryData) -> bytes:
    tell("正在汇集每一张票……")
    marks = working_marks(returns.loaded.scheme, returns.judged, returns.loaded.secret)
    return write_papers(with_sources(returns, data), marks)


def _faults(returns: Returns, data: SummaryData, record: Sequence[Recorded], *, public: bool) -> Iterator[Finding]:
    """Yield why it may not be written: ``explain.papers-outdated``, ``papers-trial``, ``papers-undecided``."""
    campaign = returns.loaded.campaign
    now = json_object(as_json(result_object(data, returns.loaded.id)))
    before = read_json(campaign.summary / RESULT_FILE)
    same = all(before.get(name) == now.get(name) for name in ("status", "campaign", "ratees"))
    if not same or any(changed_inputs(campaign, read_json(campaign.summary / RECORD_FILE))):
        yield Finding("explain.papers-outdated", Place(SUMMARY))
    elif public and not data.official:
        yield Finding("explain.papers-trial", Place(SUMMARY))
    elif public and not _is_decided(data, record):
        yield Finding("explain.papers-undecided", Place(SUMMARY))


def _is_decided(data: SummaryData, record: Sequence[Recorded]) -> bool:
    """True if the result is that of the decision in force, and no more may be told of it than the decision did.

    What is told before a decision, or beyond it, would be a release that the next one does not know of.
    """
    if data.decided is None or not data.decided.official or data.decided.changes:
        return False
    ratees = (ratee for ratee in data.scheme.ratees if ratee.code not in data.scheme.excluded)
    return not any(refusal(data, record, ratee) for ratee in ratees)


def _sealed(content: bytes, password: str) -> bytes:
    """The workbook with a password to open it, as Excel has it since 2010."""
    from msoffcrypto.format.ooxml import OOXMLFile  # not needed otherwise

    sealed = io.BytesIO()
    OOXMLFile(io.BytesIO(content)).encrypt(password, sealed)
    return sealed.getvalue()


def _written(campaign: Campaign, name: str, content: bytes, data: SummaryData) -> Outcome[WrittenPapers | None]:
    """Write the file, and note what it is."""
    known = read_record(campaign.papers_record)
    keep = {name: known[name]} if name in known else {}
    noted = json.dumps(known | {name: sha256(content).hexdigest()}).encode()
    note = partial(write_private, campaign.papers_record, noted)
    faults = write_all(campaign.summary, {name: content}, keep=keep, then=note)
    if faults:
        return Outcome(None, faults)
    return Outcome(WrittenPapers(campaign.summary / name, data.official), data.findings)
