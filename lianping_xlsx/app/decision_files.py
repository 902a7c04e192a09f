"""What people decided: the table in 3汇总 that they type into, and the record in 4审定."""

from __future__ import annotations

import os
from dataclasses import replace

from lianping_xlsx.app.campaign import read_own_workbook
from lianping_xlsx.app.campaign_folder import Campaign, read_key
from lianping_xlsx.app.campaign_key import is_forged
from lianping_xlsx.app.storage import MOST_BYTES, digest_of, read_json
from lianping_xlsx.core.campaign_names import (
    DECIDED,
    DECISION_BOOK,
    DECISION_FILE,
    DECISION_PATH,
    DECISION_RECORD,
    RECORD_FILE,
)
from lianping_xlsx.core.findings import Finding, Outcome, Place
from lianping_xlsx.core.safe_open import read_regular, why
from lianping_xlsx.decision.decision_reading import read_decisions
from lianping_xlsx.decision.decision_table import NO_DECISIONS, Decisions
from lianping_xlsx.decision.record import DamagedError, Recorded, read_record
from lianping_xlsx.forms.stamp import campaign_id


def table_locks(campaign: Campaign, name: str = DECISION_FILE) -> list[str]:
    """Names of the files that tell that a workbook of 3汇总 is open: in Excel or WPS, LibreOffice, WPS on Linux."""
    return [lock for lock in (f"~${name}", f".~lock.{name}#", f".~{name}") if (campaign.summary / lock).exists()]


def read_decision_table(campaign: Campaign) -> Outcome[Decisions | None]:
    """What was typed into the table, if there is one. None where it cannot be read: then nothing may replace it.

    Nor where it is another campaign's, last year's in a copied folder: its decisions would be taken for this one's.
    """
    path = campaign.summary / DECISION_FILE
    if not os.path.lexists(path):
        return Outcome(NO_DECISIONS)
    year = _other_campaign(campaign)
    if year is not None:
        return Outcome(None, (Finding("decision.other-campaign", Place(DECISION_PATH), {"year": year}),))
    digest = digest_of(path)
    sheets = read_own_workbook(path)
    if isinstance(sheets, str):
        return Outcome(None, (Finding("decision.unreadable", Place(DECISION_PATH), {"reason": sheets}),))
    found = read_decisions(sheets, file=DECISION_PATH)
    return Outcome(found.value and replace(found.value, digest=digest), found.findings)


def _other_campaign(campaign: Campaign) -> str | None:
    """The year of the campaign that 3汇总 was merged for, where that has another key; None where nothing says so."""
    secret, about = read_key(campaign), read_json(campaign.summary / RECORD_FILE).get("campaign")
    if secret is None or not isinstance(about, dict) or about.get("id") in (None, campaign_id(secret)):
        return None
    return str(about.get("year", ""))


def read_decision_record(campaign: Campaign) -> Outcome[tuple[Recorded, ...]]:
    """The decisions on record, which is never begun anew. Without the campaign's key, it is not asked whose it is.

    Findings: ``final.record-damaged``, and ``final.record-gone`` where only its workbook is left.
    """
    path, place = campaign.decided / DECISION_RECORD, Place(f"{DECIDED}/{DECISION_RECORD}")
    if not path.exists():
        gone = (campaign.decided / DECISION_BOOK).exists()
        return Outcome((), (Finding("final.record-gone", place),) if gone else ())
    secret = read_key(campaign)
    try:
        found = read_record(read_regular(path, MOST_BYTES), campaign_id(secret) if secret else None)
        if is_forged(campaign, read_json(path), DECISION_RECORD):
            raise DamagedError("内容与签名不符，被改动过")
        return Outcome(found)
    except (DamagedError, OSError) as error:
        reason = why(error) if isinstance(error, OSError) else str(error)
        return Outcome((), (Finding("final.record-damaged", place, {"reason": reason}),))


def recorded_decisions(campaign: Campaign) -> Outcome[tuple[Recorded, ...]]:
    """The decisions on record for a run that does not write any: none of a record that cannot be used is believed.

    Finding: ``decision.record-unread``.
    """
    record = read_decision_record(campaign)
    reasons = (finding.slots.get("reason", f"“{DECISION_RECORD}”不见了") for finding in record.findings)
    place = Place(f"{DECIDED}/{DECISION_RECORD}")
    return Outcome(record.value, tuple(Finding("decision.record-unread", place, {"reason": each}) for each in reasons))
