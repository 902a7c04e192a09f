"""Readers of what people typed and earlier runs recorded in the campaign folder.

等次审定表.xlsx and 审定记录.json (decisions), 版本对照.xlsx and 运行记录.json (choices between versions of forms),
整改回报.json (整改清单 that came back), 销毁清单.json (ballots that were destroyed). What understands them is imported
where there is something to read, so that a first merge begins to read replies without it.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from lianping_xlsx.app.campaign import Campaign, is_forged, read_key
from lianping_xlsx.app.scheme_file import read_own_workbook
from lianping_xlsx.app.storage import MOST_BYTES, digest_of, read_json
from lianping_xlsx.core.campaign_names import (
    DECIDED,
    DECISION_BOOK,
    DECISION_FILE,
    DECISION_PATH,
    DECISION_RECORD,
    DESTRUCTION_PATH,
    DESTRUCTION_RECORD,
    RECORD_FILE,
    RECTIFICATION_RECORD,
    VERSIONS_FILE,
    VERSIONS_PATH,
)
from lianping_xlsx.core.findings import Finding, Outcome, Place
from lianping_xlsx.core.light_dataclass import dataclass, replace
from lianping_xlsx.core.safe_open import locks_of, read_regular, why
from lianping_xlsx.forms.stamp import campaign_id

if TYPE_CHECKING:
    from lianping_xlsx.decision.decision_table import Decisions
    from lianping_xlsx.decision.destruction import Destruction
    from lianping_xlsx.decision.record import Recorded
    from lianping_xlsx.decision.rectification_ledger import CollectedLists
    from lianping_xlsx.intake.resolution.typed_choices import TypedChoice

# ---------------------------------------------------------------- decisions


def table_locks(campaign: Campaign, name: str = DECISION_FILE) -> list[str]:
    """Names of the files that tell that a workbook of 3汇总 is open."""
    return locks_of(campaign.summary / name)


def has_decision_table(campaign: Campaign) -> bool:
    """True if something lies where the table is written."""
    return os.path.lexists(campaign.summary / DECISION_FILE)


def read_decision_table(campaign: Campaign) -> Outcome[Decisions | None]:
    """The decisions typed into the table; none without a table. None if it cannot be read: then nothing may replace it.

    Nor where it is another campaign's, last year's in a copied folder: its decisions would be taken for this one's.
    """
    from lianping_xlsx.decision.decision_reading import read_decisions
    from lianping_xlsx.decision.decision_table import NO_DECISIONS

    path = campaign.summary / DECISION_FILE
    if not has_decision_table(campaign):
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
    from lianping_xlsx.decision.result_json import campaign_in

    secret, about = read_key(campaign), campaign_in(read_json(campaign.summary / RECORD_FILE))
    return None if secret is None or about.id in ("", campaign_id(secret)) else about.year


def read_decision_record(campaign: Campaign) -> Outcome[tuple[Recorded, ...]]:
    """The decisions on record, which is never begun anew. Without the campaign's key, it is not asked whose it is.

    Findings: ``final.record-damaged``, and ``final.record-gone`` where only its workbook is left.
    """
    path, place = campaign.decided / DECISION_RECORD, Place(f"{DECIDED}/{DECISION_RECORD}")
    if not path.exists():
        gone = (campaign.decided / DECISION_BOOK).exists()
        return Outcome((), (Finding("final.record-gone", place),) if gone else ())
    from lianping_xlsx.decision.record import DamagedError, read_record

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


def first_decision_day(campaign: Campaign) -> dt.date | None:
    """The day of the first decision on record, since which lists are handed out; None if that is not known."""
    from lianping_xlsx.spreadsheet.cell_kinds import Date

    decisions = recorded_decisions(campaign).value
    return Date().take(decisions[0].date).value if decisions else None


# ---------------------------------------------------------------- choices between versions of forms


@dataclass(frozen=True, slots=True)
class Remembered:
    """``picks``: form by form. ``words``: wishes as a record of an early version has them. ``digest``: SHA-256 of
    版本对照.xlsx, None where there was none. ``typed``: whether anything stands in it that people may have typed.
    """

    picks: tuple[TypedChoice, ...] = ()
    words: tuple[str, ...] = ()
    digest: str | None = None
    typed: bool = False


def read_remembered(campaign: Campaign) -> Outcome[Remembered | None]:
    """The choices so far. None, and ``choice.unreadable``, where they cannot be read: then nothing may replace them."""
    path = campaign.summary / VERSIONS_FILE
    record = read_json(campaign.summary / RECORD_FILE)
    recorded = _recorded(record) if record else Remembered()
    if not os.path.lexists(path):
        return Outcome(recorded)
    from lianping_xlsx.publish.compared.versions_book import has_choices, read_choices

    digest, sheets = digest_of(path), read_own_workbook(path)
    if isinstance(sheets, str):
        return Outcome(None, (Finding("choice.unreadable", Place(VERSIONS_PATH), {"reason": sheets}),))
    if not has_choices(sheets):
        return Outcome(Remembered(recorded.picks, recorded.words, digest))
    found = read_choices(sheets, file=VERSIONS_PATH)
    if found.value is None:
        return Outcome(None, found.findings)
    return Outcome(Remembered(found.value, (), digest, any(pick.typed for pick in found.value)), found.findings)


def _recorded(record: dict[str, object]) -> Remembered:
    from lianping_xlsx.decision.result_json import recorded_picks, recorded_words

    return Remembered(recorded_picks(record), recorded_words(record))


# ---------------------------------------------------------------- 整改清单 that came back


def read_collected_lists(campaign: Campaign) -> CollectedLists:
    """整改回报.json; nothing of one that was changed or is another campaign's: then all is collected anew."""
    from lianping_xlsx.decision.rectification_ledger import CollectedLists, read_collected
    from lianping_xlsx.decision.result_json import campaign_in

    found, secret = read_json(campaign.decided / RECTIFICATION_RECORD), read_key(campaign)
    ours = secret is None or campaign_in(found).id == campaign_id(secret)
    if not ours or is_forged(campaign, found, RECTIFICATION_RECORD):
        return CollectedLists()
    return read_collected(found) or CollectedLists()


# ---------------------------------------------------------------- ballots that were destroyed


@dataclass(frozen=True, slots=True)
class Destroyed:
    """The destructions on record, the first one first. ``fault``: why the record cannot be used."""

    destructions: tuple[Destruction, ...] = ()
    fault: Finding | None = None

    @property
    def digests(self) -> Mapping[str, str]:
        """SHA-256 by path in the campaign folder, as each file was when it was destroyed last."""
        return {file.path: file.sha256 for each in self.destructions for file in each.files}


def read_destroyed(campaign: Campaign) -> Destroyed:
    """The record of this campaign; of another's, which lies in a copied folder, nothing.

    Finding: ``destroy.record-damaged``, also where the key knows of a record and there is none any more.
    """
    path = campaign.decided / DESTRUCTION_RECORD
    damaged = Destroyed(fault=Finding("destroy.record-damaged", Place(DESTRUCTION_PATH)))
    if not path.exists():
        return damaged if is_forged(campaign, {}, DESTRUCTION_RECORD) else Destroyed()
    from lianping_xlsx.decision.destruction import read_destructions
    from lianping_xlsx.decision.result_json import campaign_in

    found = read_json(path)
    about, secret = campaign_in(found), read_key(campaign)
    if secret and about.id not in ("", campaign_id(secret)):
        return Destroyed()
    if is_forged(campaign, found, DESTRUCTION_RECORD):
        return damaged
    try:
        return Destroyed(read_destructions(found))
    except ValueError:
        return damaged


def nothing_to_read(campaign: Campaign) -> Iterator[Finding]:
    """The reason not to read replies: ballots are destroyed. Counted without them, a 正式 result would become 试算.

    Findings: ``destroy.done``, ``destroy.record-damaged``.
    """
    known = read_destroyed(campaign)
    if known.fault:
        yield known.fault
    elif known.destructions:
        yield Finding("destroy.done", Place(DESTRUCTION_PATH), {"date": known.destructions[0].date})
