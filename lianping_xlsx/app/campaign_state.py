"""The state of a campaign, as read from its folder. Nothing is written."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

from lianping_xlsx.app import cache
from lianping_xlsx.app.campaign import Campaign
from lianping_xlsx.app.campaign_records import read_collected_lists, read_destroyed, recorded_decisions
from lianping_xlsx.app.draft_record import DraftKind, drafts_made
from lianping_xlsx.app.merged_state import merged_state, with_what_followed
from lianping_xlsx.app.options import NO_OPTIONS
from lianping_xlsx.app.storage import digest_of, read_json
from lianping_xlsx.core.campaign_names import (
    RECEIVED,
    RECORD_FILE,
    RESULT_FILE,
    RETURNED,
    SCHEME_FILE,
)
from lianping_xlsx.core.findings import Outcome, Severity
from lianping_xlsx.core.light_dataclass import replace
from lianping_xlsx.core.stages import Progress
from lianping_xlsx.decision.campaign_steps import (
    CampaignState,
    decided_so_far,
    open_forms,
    recorded_forms,
)
from lianping_xlsx.decision.overview import cited_lines, decided_state, unit_lines
from lianping_xlsx.decision.result_json import OFFICIAL, Json, digests_in, lists_in
from lianping_xlsx.intake.sources.folder import list_files

if TYPE_CHECKING:
    from lianping_xlsx.app.status import Status
    from lianping_xlsx.decision.summary_data import LastDecision
    from lianping_xlsx.scheme.model import Scheme


def read_state(folder: Path, today: dt.date, *, progress: Progress | None = None) -> Outcome[CampaignState | None]:
    """The state of a campaign; None where its folder cannot be read at all, with the reasons as findings.

    If the last merge still holds, what it reported is the state; else the replies are read, as ``status`` reads them.
    """
    known = _known_state(Campaign(folder), today)
    if isinstance(known, Outcome):
        return known
    from lianping_xlsx.app.status import read_status

    outcome = read_status(folder, progress=progress)
    return Outcome(status_state(outcome.value, today) if outcome.value else None, outcome.findings)


def recorded_state(folder: Path, today: dt.date) -> CampaignState:
    """The state as far as it is known without reading a reply: as the last merge has recorded it, if that still holds.

    Else the number of files in 2收回 is all that is told of them.
    """
    campaign = Campaign(folder)
    known = _known_state(campaign, today)
    if isinstance(known, Outcome):
        return known.value
    state = CampaignState(
        today,
        issued=True,
        drafted=_is_drafted(campaign),
        deadlines=(known.profile.deadline, known.profile.late_deadline),
    )
    decisions = recorded_decisions(campaign).value
    result = _recorded_result(campaign)
    if result is None:
        replies = [found for found in list_files(campaign.received) if not found.ignored and not found.special]
        state = replace(state, unread=len(replies), decided=decisions[-1].words if decisions else "")
        return with_what_followed(campaign, state, ())
    from lianping_xlsx.decision.last_decision import recorded_decision

    last = recorded_decision(known, result, decisions)
    state = replace(state, forms=recorded_forms(result), merged=True, returned=_has_returned(campaign))
    official = result.get("status") == OFFICIAL
    state = decided_so_far(state, decided_state(last), _typed(campaign, known, last), official=official)
    return with_what_followed(campaign, state, lists_in(result))


def _known_state(campaign: Campaign, today: dt.date) -> Outcome[CampaignState] | Scheme:
    """The state where no reply has to be read for it; else the scheme, as it was read."""
    gone = read_destroyed(campaign).destructions
    if gone:
        decided = recorded_decisions(campaign).value
        words = decided[-1].words if decided else ""
        state = CampaignState(today, destroyed=gone[0].date, decided=words)
        return Outcome(with_what_followed(campaign, state, _new_files(campaign)))
    inputs = cache.merge_inputs(campaign, NO_OPTIONS)
    reported = cache.recall(inputs) if inputs else None
    if reported is not None:
        state = replace(merged_state(campaign.folder, reported, today), drafted=_is_drafted(campaign))
        return Outcome(state, reported.findings)
    from lianping_xlsx.app.campaign_key import out_and_back
    from lianping_xlsx.app.check import check_campaign, forbids_issuing

    checked = check_campaign(campaign.folder)
    if checked.value is None:
        faults = sum(finding.severity is Severity.ERROR for finding in checked.findings)
        return Outcome(CampaignState(today, faults=faults), checked.findings)
    if out_and_back(campaign):
        return checked.value.scheme
    undecided = sum(each.severity is Severity.ERROR for each in forbids_issuing(campaign, checked.findings))
    return Outcome(CampaignState(today, undecided=undecided, sample=checked.value.sample), checked.findings)


def _recorded_result(campaign: Campaign) -> Json | None:
    """The object of 结果.json; None unless the program wrote it for the scheme and the replies that lie there now."""
    from lianping_xlsx.app.verify import changed_inputs

    record = read_json(campaign.summary / RECORD_FILE)
    result = campaign.summary / RESULT_FILE
    if any(changed_inputs(campaign, record)) or digest_of(result) != digests_in(record, "outputs").get(RESULT_FILE):
        return None
    return read_json(result)


def _typed(campaign: Campaign, scheme: Scheme, last: LastDecision | None) -> str:
    """The state of the decision table as it lies there, a value of ``TableState``; '' if it cannot be read."""
    from lianping_xlsx.app.campaign_records import read_decision_table
    from lianping_xlsx.decision.last_decision import typed_so_far

    table = read_decision_table(campaign)
    return typed_so_far(scheme, last, table.value) if table.value else ""


def _is_drafted(campaign: Campaign) -> bool:
    return bool(drafts_made(campaign, DraftKind.ISSUED))


def _has_returned(campaign: Campaign) -> bool:
    return any((campaign.summary / RETURNED).glob("*.xlsx"))


def status_state(status: Status, today: dt.date) -> CampaignState:
    """The state of replies that have been read, and of the decision table as it lies there."""
    loaded, received = status.returns.loaded, status.returns.received
    units = (*unit_lines(loaded.scheme, received.returns, status.findings), *cited_lines(received.cited))
    typed = _typed(loaded.campaign, loaded.scheme, status.last)
    state = CampaignState(
        today,
        issued=True,
        drafted=_is_drafted(loaded.campaign),
        forms=open_forms(units, status.findings),
        deadlines=(loaded.scheme.profile.deadline, loaded.scheme.profile.late_deadline),
        merged=_is_merged(status),
        returned=_has_returned(loaded.campaign),
    )
    state = decided_so_far(state, status.decided, typed, official=status.official)
    return with_what_followed(loaded.campaign, state, [f.sha256 for f in received.files if f.is_rectification])


def _new_files(campaign: Campaign) -> list[str]:
    """SHA-256 of what came back after the last merge, where nothing is merged any more."""
    known = {*digests_in(read_json(campaign.summary / RECORD_FILE), "inputs").values()}
    found = (each for each in list_files(campaign.received) if not each.ignored and not each.special)
    digests = (digest_of(campaign.received / each.path) for each in found)
    return [digest for digest in digests if digest and digest not in known]


def _is_merged(status: Status) -> bool:
    """True if the last merge had the same scheme and replies."""
    from lianping_xlsx.app.last_year_folder import INPUTS

    loaded = status.returns.loaded
    record = digests_in(read_json(loaded.campaign.summary / RECORD_FILE), "inputs")
    files = status.returns.received.files
    lists = {file.sha256 for file in files if file.is_beside_the_result} | read_collected_lists(loaded.campaign).digests
    before = {path: each for path, each in record.items() if not path.startswith(f"{INPUTS}/") and each not in lists}
    replies = (file for file in files if not file.member and file.sha256 and file.sha256 not in lists)
    now = {f"{RECEIVED}/{file.path}": file.sha256 for file in replies}
    return before == {SCHEME_FILE: loaded.scheme_digest, **now}
