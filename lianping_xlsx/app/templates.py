"""``templates``: the workbooks of 1发出, and the slots in them."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from lianping_xlsx.app.campaign import Campaign, KeyNotes, note_year, read_key, settle_year
from lianping_xlsx.app.campaign_key import find_or_make_key, out_and_back, replace_key
from lianping_xlsx.app.check import forbids_issuing
from lianping_xlsx.app.lock import exclusive_lock
from lianping_xlsx.app.same_contents import as_they_lie
from lianping_xlsx.app.scheme_file import load_scheme
from lianping_xlsx.app.storage import digest_of, edited, read_record, write_recorded
from lianping_xlsx.core.campaign_names import DISPATCH_FILE, ISSUED, KEY_PATH, MAILS, REMINDERS, SCHEME_FILE, SUMMARY
from lianping_xlsx.core.findings import Finding, Outcome, Place
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.core.safe_open import why
from lianping_xlsx.core.second_process import beside
from lianping_xlsx.core.spelling import day_in_words
from lianping_xlsx.forms.form_workbook import write_workbook
from lianping_xlsx.forms.issued_forms import issue
from lianping_xlsx.forms.issued_lists import describe_slots, write_dispatch
from lianping_xlsx.forms.layout import WorkbookLayout
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.scheme.scheme_sheets import PROFILE

if TYPE_CHECKING:
    from lianping_xlsx.core.stages import Progress

_MANY_BOOKS = 30
"""So many workbooks take longer to write than a copy of the process to start."""


@dataclass(frozen=True)
class IssuedForms:
    """The forms as written: the scheme, and the layout of each workbook in 1发出."""

    scheme: Scheme
    workbooks: tuple[WorkbookLayout, ...]


def issue_templates(
    folder: Path,
    *,
    force: bool = False,
    new_key: bool = False,
    same_campaign: bool = False,
    today: dt.date | None = None,
    progress: Progress | None = None,
) -> Outcome[IssuedForms | None]:
    """One workbook for each 填报单位, and 分发清单.xlsx.

    What a unit gets does not depend on ``today``; 分发清单, the office's own, says if the deadline has passed.

    ``new_key``: what was issued or has come back before is to count no more. ``same_campaign``: as ``load`` has it.
    Findings: those of the scheme and of its key; ``scheme.few-voters-open`` where nothing has been issued and a
    secret ballot has too few voters; ``scheme.deadline-passed`` where the deadline that is printed lies before
    ``today``; ``write.edited`` where a file of 1发出 was changed by hand and not ``force``; ``write.busy``.
    """
    campaign = Campaign(folder)
    with exclusive_lock(campaign.lock) as acquired:
        if not acquired:
            return Outcome(None, (Finding("write.busy", Place(ISSUED)),))
        issued = _issue(campaign, progress, today, force=force, new_key=new_key, same_campaign=same_campaign)
    passed = _deadline_passed(issued.value.scheme, today) if issued.value else ()
    return Outcome(issued.value, (*issued.findings, *passed))


def passed_before_issue(folder: Path, today: dt.date) -> tuple[Finding, ...]:
    """``scheme.deadline-passed`` where no form has been issued yet: nobody means the deadline that would be printed.

    Later on forms are made anew for a unit that is late, with the deadline that all others have.
    """
    campaign = Campaign(folder)
    scheme = None if out_and_back(campaign) else load_scheme(campaign).value
    return _deadline_passed(scheme, today) if scheme else ()


def _deadline_passed(scheme: Scheme, today: dt.date | None) -> tuple[Finding, ...]:
    due = scheme.profile.deadline
    if due is None or today is None or today <= due:
        return ()
    place = Place(SCHEME_FILE, PROFILE.sheet)
    return (Finding("scheme.deadline-passed", place, {"due": day_in_words(due), "days": str((today - due).days)}),)


def _issue(
    campaign: Campaign,
    progress: Progress | None,
    today: dt.date | None,
    *,
    force: bool,
    new_key: bool,
    same_campaign: bool,
) -> Outcome[IssuedForms | None]:
    scheme = load_scheme(campaign)
    if scheme.value is None:
        return Outcome(None, scheme.findings)
    refused = forbids_issuing(campaign, scheme.findings)
    if refused:
        return Outcome(None, refused)
    known = read_record(campaign.issued_record)
    touched = () if force else tuple(_touched(campaign, scheme.value, known, today))
    if touched:
        return Outcome(None, (*scheme.findings, *touched))
    key = replace_key(campaign) if new_key else find_or_make_key(campaign)
    if key.value is None:
        return Outcome(None, (*scheme.findings, *key.findings))
    secret = key.value
    notes = settle_year(campaign, secret, scheme.value.profile, same_campaign=same_campaign)
    findings = (*scheme.findings, *key.findings, *notes.findings)
    if notes.value is None:
        return Outcome(None, findings)
    workbooks = issue(scheme.value, secret)
    outputs = _write_all(scheme.value, secret, workbooks, progress)
    outputs[DISPATCH_FILE] = _dispatch(scheme.value, workbooks, today)
    outputs = as_they_lie(campaign.issued, outputs, known)
    changed = any(known.get(book.file) != hashlib.sha256(outputs[book.file]).hexdigest() for book in workbooks)
    withdrawn: list[Finding] = []

    def withdraw() -> None:
        withdrawn.extend(_withdraw_mails(campaign) if changed else ())

    faults = write_recorded(campaign.issued, outputs, campaign.issued_record, before_record=withdraw)
    if faults:
        return Outcome(None, (*findings, *faults))
    note_year(campaign, secret, notes.value)
    moved = _moved(campaign, notes.value)
    return Outcome(IssuedForms(scheme.value, workbooks), (*findings, *moved, *withdrawn))


def _touched(campaign: Campaign, scheme: Scheme, known: Mapping[str, str], today: dt.date | None) -> Iterator[Finding]:
    """Yield ``write.edited`` for each file of 1发出 that people have changed since the program wrote it.

    A run that was killed has replaced files and not noted them any more: what it would write again is no such change.
    """
    names, secret = edited(campaign.issued, known), read_key(campaign)
    made: dict[str, bytes] = {}
    if names and secret is not None:
        workbooks = issue(scheme, secret)
        made = {book.file: write_workbook(scheme, secret, book) for book in workbooks if book.file in names}
        made[DISPATCH_FILE] = _dispatch(scheme, workbooks, today)
    for name in names:
        if name not in made or hashlib.sha256(made[name]).hexdigest() != digest_of(campaign.issued / name):
            yield Finding("write.edited", Place(f"{ISSUED}/{name}"), {"file": name})


def _dispatch(scheme: Scheme, workbooks: Sequence[WorkbookLayout], today: dt.date | None) -> bytes:
    return write_dispatch(scheme, workbooks, passed=bool(_deadline_passed(scheme, today)))


def _write_all(
    scheme: Scheme, secret: bytes, workbooks: Sequence[WorkbookLayout], progress: Progress | None
) -> dict[str, bytes]:
    """The workbooks by file name. A second process writes every other one, where there are many and it can."""

    def written(first: int) -> Iterator[tuple[str, bytes]]:
        for book in workbooks[first::2]:
            yield book.file, write_workbook(scheme, secret, book)

    with beside(lambda: [dict(written(1))], worthwhile=len(workbooks) >= _MANY_BOOKS) as others:
        found = {}
        for number, (file, content) in enumerate(written(0)):
            found[file] = content
            if progress is not None:
                progress(2 * number, len(workbooks))
        found |= next(others)
    return {book.file: found[book.file] for book in workbooks}


def _moved(campaign: Campaign, notes: KeyNotes) -> tuple[Finding, ...]:
    """Finding: ``scheme.moved`` where the folder had another name when the key was first used."""
    now = campaign.folder.absolute().name
    if notes.folder in ("", now):
        return ()
    return (Finding("scheme.moved", Place(KEY_PATH), {"old": notes.folder, "new": now}),)


def _withdraw_mails(campaign: Campaign) -> tuple[Finding, ...]:
    """Drafts with the forms of before are not to be sent by mistake. Findings: ``mail.withdrawn``, ``write.failed``."""
    found: list[Finding] = []
    for place, folder, record in (
        (f"{ISSUED}/{MAILS}", campaign.mails, campaign.mail_record),
        (f"{SUMMARY}/{REMINDERS}", campaign.reminders, campaign.reminder_record),
    ):
        count = sum((folder / name).exists() for name in read_record(record))
        faults = write_recorded(folder, {}, record)
        found += faults
        if count and not faults:
            found.append(Finding("mail.withdrawn", Place(place), {"count": str(count)}))
    return tuple(found)


def write_slots(path: Path, issued: IssuedForms) -> tuple[Finding, ...]:
    """Every input cell of the forms as JSON (``templates --slots``). Finding: ``write.slots``."""
    listed = list(describe_slots(issued.workbooks))
    try:
        path.write_text(json.dumps(listed, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
    except OSError as error:
        return (Finding("write.slots", Place(str(path)), {"file": str(path), "reason": why(error)}),)
    return ()
