"""The state of a campaign, as read from its folder. Nothing is written."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

from lianping_xlsx.app import cache
from lianping_xlsx.app.campaign import Campaign
from lianping_xlsx.app.campaign_records import read_destroyed, recorded_decisions
from lianping_xlsx.app.last_year_folder import INPUTS
from lianping_xlsx.app.options import NO_OPTIONS
from lianping_xlsx.app.storage import read_json
from lianping_xlsx.core.campaign_names import RECEIVED, RECORD_FILE, RETURNED, SCHEME_FILE
from lianping_xlsx.core.findings import Outcome, Severity
from lianping_xlsx.decision.campaign_steps import CampaignState, decided_so_far, open_forms, reported_state
from lianping_xlsx.decision.overview import cited_lines, unit_lines
from lianping_xlsx.decision.result_json import digests_in
from lianping_xlsx.intake.workers.readers import Progress

if TYPE_CHECKING:
    from lianping_xlsx.app.status import Status


def read_state(folder: Path, today: dt.date, *, progress: Progress | None = None) -> Outcome[CampaignState | None]:
    """The state of a campaign; None where its folder cannot be read at all, with the reasons as findings.

    If the last merge still holds, what it reported is the state; else the replies are read, as ``status`` reads them.
    """
    campaign = Campaign(folder)
    gone = read_destroyed(campaign).destructions
    if gone:
        decided = recorded_decisions(campaign).value
        words = decided[-1].words if decided else ""
        return Outcome(CampaignState(today, destroyed=gone[0].date, decided=words))
    inputs = cache.merge_inputs(campaign, NO_OPTIONS)
    known = cache.recall(inputs) if inputs else None
    if known is not None:
        return Outcome(reported_state(known, today), known.findings)
    from lianping_xlsx.app.campaign_key import out_and_back
    from lianping_xlsx.app.check import check_campaign
    from lianping_xlsx.app.status import read_status

    checked = check_campaign(folder)
    if checked.value is None:
        faults = sum(finding.severity is Severity.ERROR for finding in checked.findings)
        return Outcome(CampaignState(today, faults=faults), checked.findings)
    if not out_and_back(campaign):
        return Outcome(CampaignState(today), checked.findings)
    outcome = read_status(folder, progress=progress)
    return Outcome(status_state(outcome.value, today) if outcome.value else None, outcome.findings)


def status_state(status: Status, today: dt.date) -> CampaignState:
    """The state of replies that have been read, and of the decision table as it lies there."""
    from lianping_xlsx.app.campaign_records import read_decision_table
    from lianping_xlsx.decision.last_decision import typed_so_far

    loaded, received = status.returns.loaded, status.returns.received
    units = (*unit_lines(loaded.scheme, received.returns, status.findings), *cited_lines(received.cited))
    table = read_decision_table(loaded.campaign)
    typed = typed_so_far(loaded.scheme, status.last, table.value) if table.value else ""
    state = CampaignState(
        today,
        issued=True,
        forms=open_forms(units, status.findings),
        deadlines=(loaded.scheme.profile.deadline, loaded.scheme.profile.late_deadline),
        merged=_is_merged(status),
        returned=any((loaded.campaign.summary / RETURNED).glob("*.xlsx")),
    )
    return decided_so_far(state, status.decided, typed, official=status.official)


def _is_merged(status: Status) -> bool:
    """True if the last merge had the same scheme and replies."""
    loaded = status.returns.loaded
    record = digests_in(read_json(loaded.campaign.summary / RECORD_FILE), "inputs")
    before = {path: digest for path, digest in record.items() if not path.startswith(f"{INPUTS}/")}
    files = status.returns.received.files
    now = {f"{RECEIVED}/{file.path}": file.sha256 for file in files if not file.member and file.sha256}
    return before == {SCHEME_FILE: loaded.scheme_digest, **now}
