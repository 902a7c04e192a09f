"""Where a campaign stands, as read from its folder. Nothing is written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from pathlib import Path

from lianping_xlsx.app import cache
from lianping_xlsx.app.campaign import Campaign
from lianping_xlsx.app.campaign_key import out_and_back
from lianping_xlsx.app.check import check_campaign
from lianping_xlsx.app.options import NO_OPTIONS
from lianping_xlsx.app.storage import read_json
from lianping_xlsx.core.campaign_names import RECORD_FILE
from lianping_xlsx.core.findings import Finding, Outcome, Severity
from lianping_xlsx.decision.campaign_steps import CampaignState, OpenForms
from lianping_xlsx.decision.overview import DecidedState, Overview, UnitLine, cited_lines, unit_lines
from lianping_xlsx.intake.workers.readers import Progress
from lianping_xlsx.scheme.model import Profile


def read_state(folder: Path, today: dt.date, *, progress: Progress | None = None) -> Outcome[CampaignState | None]:
    """The state of a campaign; None where its folder cannot be read at all, with the reasons as findings.

    If the last merge still holds, what it reported is the state; else the replies are read, as ``status`` reads them.
    """
    campaign = Campaign(folder)
    checked = check_campaign(folder)
    if checked.value is None:
        faults = sum(finding.severity is Severity.ERROR for finding in checked.findings)
        return Outcome(CampaignState(today, faults=faults), checked.findings)
    if not out_and_back(campaign):
        return Outcome(CampaignState(today), checked.findings)
    profile = checked.value.scheme.profile
    inputs = cache.merge_inputs(campaign, NO_OPTIONS)
    known = cache.recall(inputs) if inputs else None
    if known is not None:
        return Outcome(_merged(known, profile, today), known.findings)
    return _read(folder, profile, today, progress)


def _merged(known: Overview, profile: Profile, today: dt.date) -> CampaignState:
    """The state that the last merge reported."""
    forms = _open_forms(known.units, known.findings)
    return _told(today, profile, forms, known.decided, known.typed, merged=True, official=known.official)


def _read(folder: Path, profile: Profile, today: dt.date, progress: Progress | None) -> Outcome[CampaignState | None]:
    """The state where something has changed since the last merge: replies, the scheme, or the decision table alone."""
    from lianping_xlsx.app.campaign_records import read_decision_table
    from lianping_xlsx.app.status import read_status
    from lianping_xlsx.app.verify import changed_inputs
    from lianping_xlsx.decision.last_decision import typed_so_far

    outcome = read_status(folder, progress=progress)
    status = outcome.value
    if status is None:
        return Outcome(None, outcome.findings)
    campaign, scheme, received = Campaign(folder), status.returns.loaded.scheme, status.returns.received
    units = (*unit_lines(scheme, received.returns, outcome.findings), *cited_lines(received.cited))
    forms = _open_forms(units, outcome.findings)
    table = read_decision_table(campaign)
    typed = typed_so_far(scheme, status.last, table.value) if table.value else ""
    same = not any(changed_inputs(campaign, read_json(campaign.summary / RECORD_FILE)))
    state = _told(today, profile, forms, status.decided, typed, merged=same, official=status.official)
    return Outcome(state, outcome.findings)


def _told(
    today: dt.date,
    profile: Profile,
    forms: OpenForms,
    decided: DecidedState | None,
    typed: str,
    *,
    merged: bool,
    official: bool,
) -> CampaignState:
    """``typed``: the state of the decision table, a value of ``TableState``; '' if it cannot be read."""
    return CampaignState(
        today,
        issued=True,
        forms=forms,
        deadline=profile.deadline,
        merged=merged,
        filled_in=typed in ("done", "decided"),
        decided=decided.words if decided else "",
        changed=len(decided.changes) if decided else 0,
        renewed=bool(decided and (typed == "done" or decided.official != official)),
    )


def _open_forms(units: Iterable[UnitLine], findings: Sequence[Finding]) -> OpenForms:
    listed = list(units)
    errors = [finding.code for finding in findings if finding.severity is Severity.ERROR]
    missing, several = errors.count("form.missing"), errors.count("form.conflict")
    return OpenForms(
        due=sum(unit.expected for unit in listed),
        used=sum(unit.used for unit in listed),
        missing=missing,
        several=several,
        errors=len(errors) - missing - several,
    )
