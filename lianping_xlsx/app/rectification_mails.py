"""``mail --rectify``: after the decision a draft to each person who has not answered, or has something overdue."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

from lianping_xlsx.app.campaign import Campaign, Loaded, load
from lianping_xlsx.app.campaign_records import read_decision_record
from lianping_xlsx.app.decided_mails import HandedOut, handed_out
from lianping_xlsx.app.draft_record import DraftKind
from lianping_xlsx.app.lock import exclusive_lock
from lianping_xlsx.app.mail import Mails, note_mails, write_drafts
from lianping_xlsx.app.rectification_state import GatheredLists, collect_lists, read_rectification_ledger
from lianping_xlsx.core import safe_open
from lianping_xlsx.core.campaign_names import DECIDED, REMINDERS
from lianping_xlsx.core.findings import Finding, Outcome, Place
from lianping_xlsx.core.light_dataclass import replace
from lianping_xlsx.core.stages import Progress
from lianping_xlsx.decision.rectification_progress import OpenRectification, to_remind
from lianping_xlsx.publish.mails.post import Mail, rectification_mail

_RECEIVED = {
    "rectify.blank": "收到的整改清单没有填写。",
    "rectify.unnamed": "收到的整改清单看不出填的是哪个问题。",
    "rectify.conflict": "收到内容不同的几份整改清单，请告知以哪一份为准，或者重新报送正确的一份。",
}
"""The reason why a list that somebody sent back is no answer, by the finding on it."""
_NOBODY_S = ("rectify.unknown", "rectify.edited", "rectify.several")
"""Findings on lists that may be of somebody who is reminded."""


def make_rectification_reminders(
    folder: Path, *, passwords: tuple[str, ...] = (), progress: Progress | None = None
) -> Outcome[Mails | None]:
    """A draft for each person who has not answered or has something overdue, with his 整改清单, into 4审定/催报.

    The lists in 2收回 are read, also those that have not been collected; 整改清单.xlsx stays as it is. What was written
    for persons who owe nothing any more is taken away. None where nothing is decided or cannot be read.
    Findings: those of the scheme and of the record, ``rectify.*``, ``mail.*``, ``write.failed``, ``write.busy``.
    """
    campaign = Campaign(folder)
    with exclusive_lock(campaign.lock) as acquired:
        if not acquired:
            return Outcome(None, (Finding("write.busy", Place(DECIDED)),))
        loaded, record = load(campaign), read_decision_record(campaign)
        if loaded.value is None or record.findings:
            return Outcome(None, (*loaded.findings, *record.findings))
        if not record.value:
            return Outcome(None, (*loaded.findings, Finding("mail.not-decided", Place(DECIDED))))
        ledger = read_rectification_ledger(campaign)
        if ledger.value is None:
            return Outcome(None, (*loaded.findings, *ledger.findings))
        today = safe_open.today()
        lists = collect_lists(loaded.value, ledger.value, today, passwords, progress)
        handed = {each.ratee.code: each for each in handed_out(campaign, loaded.value.scheme, record.value[-1])}
        return _write(loaded.value, lists, handed, today)


def _write(
    loaded: Loaded, lists: GatheredLists, handed: Mapping[str, HandedOut], today: dt.date
) -> Outcome[Mails | None]:
    campaign = loaded.campaign
    owed = to_remind([row.item for row in lists.rows], lists.now.answered, lists.deadlines, today)
    made = [_mail(loaded, each, handed[each.code], lists, today) for each in owed if each.code in handed]
    record = campaign.rectification_reminder_record
    written = write_drafts(made, f"{DECIDED}/{REMINDERS}", campaign.rectification_reminders, record)
    note_mails(campaign, DraftKind.RECTIFICATION, written.value)
    if written.value is None:
        return written
    nobody_s = tuple(finding for finding in lists.findings if finding.code in _NOBODY_S)
    doubtful = (*nobody_s, *written.value.doubtful) if made else written.value.doubtful
    return Outcome(replace(written.value, doubtful=doubtful), written.findings)


def _mail(
    loaded: Loaded, owed: OpenRectification, person: HandedOut, lists: GatheredLists, today: dt.date
) -> Outcome[Mail]:
    faults = lists.faults.get(owed.code, ())
    received = next((words for code, words in _RECEIVED.items() if code in faults), "")
    return rectification_mail(loaded.scheme, person.ratee, owed, received, person.own_list, today=today)
