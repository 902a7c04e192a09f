"""``mail``: drafts for sending out the forms, and for reminding those who still owe some. Nothing is sent."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path

from lianping_xlsx.app.campaign import Campaign, Loaded, load
from lianping_xlsx.app.draft_record import DraftKind, note_drafts
from lianping_xlsx.app.judged_returns import Returns, check_returns
from lianping_xlsx.app.lock import exclusive_lock
from lianping_xlsx.app.options import NO_OPTIONS, Options
from lianping_xlsx.app.outdated_forms import fingerprints
from lianping_xlsx.app.storage import MOST_BYTES, read_record, take_away_left, write_recorded
from lianping_xlsx.core import safe_open
from lianping_xlsx.core.abbreviate import NAMED_IN_SENTENCE, some
from lianping_xlsx.core.campaign_names import (
    ISSUED,
    MAILS,
    REMINDERS,
    SUMMARY,
)
from lianping_xlsx.core.findings import Finding, Outcome, Place
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.core.safe_open import read_regular
from lianping_xlsx.core.stages import Progress
from lianping_xlsx.decision.result_json import FORMAT, Json, finding_object
from lianping_xlsx.formats.workbook_reader import read_own_sheet
from lianping_xlsx.forms.form_workbook import write_workbook
from lianping_xlsx.forms.issued_forms import issue
from lianping_xlsx.forms.layout import VERSIONS, WorkbookLayout
from lianping_xlsx.forms.stamp import STAMP_SHEET, read_stamp
from lianping_xlsx.intake.gather import Received
from lianping_xlsx.intake.returns import FormStatus, Return
from lianping_xlsx.publish.mails.post import Mail, issue_mail, reminder_mail


@dataclass(frozen=True)
class Mails:
    """The drafts written, and where (a folder in the campaign's). ``doubtful``: what is wrong with addresses."""

    folder: str
    drafts: tuple[Mail, ...]
    doubtful: tuple[Finding, ...]


def make_mails(folder: Path) -> Outcome[Mails | None]:
    """A draft for each 填报单位 that gets a workbook, into 1发出/邮件; None where the workbooks are not fit to be sent.

    Findings: those of the scheme, ``mail.*``, ``write.failed``, ``write.busy``.
    """
    campaign = Campaign(folder)
    with exclusive_lock(campaign.lock) as acquired:
        return _make_mails(campaign) if acquired else Outcome(None, (Finding("write.busy", Place(ISSUED)),))


def _make_mails(campaign: Campaign) -> Outcome[Mails | None]:
    loaded = load(campaign)
    if loaded.value is None:
        return Outcome(None, loaded.findings)
    scheme = loaded.value.scheme
    books = _blank_books(loaded.value, lambda _: True)
    if books.value is None:
        return Outcome(None, (*loaded.findings, *books.findings))
    made = [issue_mail(scheme, book, content, today=safe_open.today()) for book, content in books.value]
    take_away_left(campaign.issued)  # whoever attaches the whole folder must not send them
    written = write_drafts(made, f"{ISSUED}/{MAILS}", campaign.mails, campaign.mail_record)
    note_mails(campaign, DraftKind.ISSUED, written.value)
    return Outcome(written.value, (*loaded.findings, *written.findings))


def make_reminders(
    folder: Path, options: Options = NO_OPTIONS, *, progress: Progress | None = None
) -> Outcome[Mails | None]:
    """A draft for each unit with forms that are missing, blank, refused or in conflict, into 3汇总/催报.

    What was written for units that owe nothing any more is taken away. None where 2收回 or the blank workbooks cannot
    be read. Findings: ``mail.*``, ``write.failed``, ``write.busy``; those of the replies where they cannot be read.
    """
    campaign = Campaign(folder)
    with exclusive_lock(campaign.lock) as acquired:
        if not acquired:
            return Outcome(None, (Finding("write.busy", Place(SUMMARY)),))
        return _make_reminders(campaign, options, progress)


def _make_reminders(campaign: Campaign, options: Options, progress: Progress | None) -> Outcome[Mails | None]:
    returns = check_returns(campaign.folder, options, progress=progress)
    if returns.value is None:
        return Outcome(None, returns.findings)
    loaded, owed = returns.value.loaded, _owed(returns.value)
    books = _blank_books(loaded, lambda book: book.unit in owed)
    if books.value is None:
        return Outcome(None, books.findings)
    reasons = _reasons(returns.value.received, returns.findings)
    made = [
        reminder_mail(
            loaded.scheme, book, content, owed[book.unit], reasons.get(book.unit, ()), today=safe_open.today()
        )
        for book, content in books.value
    ]
    written = write_drafts(made, f"{SUMMARY}/{REMINDERS}", campaign.reminders, campaign.reminder_record)
    note_mails(campaign, DraftKind.REMINDER, written.value)
    return written


def note_mails(campaign: Campaign, kind: DraftKind, mails: Mails | None) -> None:
    """Put on record which drafts were written today; nothing if none could be."""
    if mails is not None:
        note_drafts(campaign, kind, (mail.unit for mail in mails.drafts), safe_open.today())


def mails_object(mails: Mails) -> Json:
    """The object that ``mail --json`` prints."""
    return {
        "version": FORMAT,
        "mails": [
            {"unit": mail.unit, "to": list(mail.to), "forms": list(mail.forms), "file": f"{mails.folder}/{mail.name}"}
            for mail in mails.drafts
        ],
        "findings": [finding_object(finding) for finding in mails.doubtful],
    }


def _owed(returns: Returns) -> dict[str, list[Return]]:
    """The forms not used, by unit."""
    found: dict[str, list[Return]] = {}
    for entry in returns.received.returns:
        if entry.status is not FormStatus.USED:
            found.setdefault(entry.key.unit, []).append(entry)
    return found


def _reasons(received: Received, findings: Iterable[Finding]) -> dict[str, list[Finding]]:
    """The findings on the sheets of refused forms, by unit; a file may hold forms of other units beside them."""
    units: dict[tuple[str | None, str | None], str] = {}
    for index, copies in received.rejected.items():
        expected = received.expected[index]
        for path, form in copies:
            units[expected.file_of(path), form.sheet] = expected.layout.key.unit
    found: dict[str, list[Finding]] = {}
    for finding in findings:
        unit = units.get((finding.place.file, finding.place.sheet))
        if unit is not None:
            found.setdefault(unit, []).append(finding)
    return found


def write_drafts(made: Sequence[Outcome[Mail]], place: str, folder: Path, record: Path) -> Outcome[Mails | None]:
    """Write the drafts into ``folder`` (``place``: as findings name it), in place of those of ``record``."""
    doubtful = tuple(finding for outcome in made for finding in outcome.findings)
    drafts = tuple(outcome.value for outcome in made)
    faults = write_recorded(folder, {mail.name: mail.content for mail in drafts}, record)
    return Outcome(None, faults) if faults else Outcome(Mails(place, drafts, doubtful), doubtful)


# ---------------------------------------------------------------- the blank workbooks


def _blank_books(
    loaded: Loaded, wanted: Callable[[WorkbookLayout], bool]
) -> Outcome[list[tuple[WorkbookLayout, bytes]] | None]:
    """The workbooks of 1发出 as they were issued, whose forms the program would issue now. Findings: ``mail.*``."""
    issued = _Issued(loaded)
    found: list[tuple[WorkbookLayout, bytes]] = []
    unfit: dict[str, list[str]] = {}
    for book in filter(wanted, issued.books):
        content = issued.read(book.file)
        fault = issued.fault(book, content)
        if fault:
            unfit.setdefault(fault, []).append(book.file)
        else:
            found.append((book, content))
    return Outcome(None, tuple(_about_books(unfit))) if unfit else Outcome(found)


class _Issued:
    """The workbooks of 1发出, beside what the program would issue now.

    Those that are as the program wrote them last are judged by their stamps: to write each anew takes much longer.
    """

    def __init__(self, loaded: Loaded) -> None:
        self._loaded = loaded
        self._digests = read_record(loaded.campaign.issued_record)
        self._forms: dict[str, dict[str, set[tuple[str, str]]]] = {}
        self.books = issue(loaded.scheme, loaded.secret)

    def read(self, file: str) -> bytes:
        """The bytes of a workbook; b"" if there is none that can be read."""
        try:
            return read_regular(self._loaded.campaign.issued / file, MOST_BYTES)
        except OSError:
            return b""

    def fault(self, book: WorkbookLayout, content: bytes) -> str:
        """The code of what is wrong with the bytes of a workbook; '' where nothing is."""
        if not content:
            return "mail.not-issued"
        if sha256(content).hexdigest() == self._digests.get(book.file):
            return "" if self._is_valid(book.unit, content) else "mail.outdated"
        fresh = write_workbook(self._loaded.scheme, self._loaded.secret, book)
        return "" if content == fresh else "mail.edited"

    def _is_valid(self, unit: str, content: bytes) -> bool:
        """Return True if the stamp is of the scheme as it is, and names the forms that it asks of the unit.

        Such a workbook goes on being valid, as the replies to it do, also if an earlier version of the program wrote
        it and would now write other bytes.
        """
        stamp = read_stamp(read_own_sheet(content, STAMP_SHEET), self._loaded.secret)
        if not stamp.genuine or stamp.version not in VERSIONS or stamp.scheme != self._loaded.scheme.fingerprint:
            return False
        return {(form.code, form.fingerprint) for form in stamp.forms} == self._expected(stamp.version).get(unit)

    def _expected(self, version: str) -> dict[str, set[tuple[str, str]]]:
        """Code and fingerprint of each form in a layout version, by unit."""
        if version not in self._forms:
            self._forms[version] = fingerprints(issue(self._loaded.scheme, self._loaded.secret, version))
        return self._forms[version]


def _about_books(unfit: dict[str, list[str]]) -> Iterator[Finding]:
    for code, files in unfit.items():
        yield Finding(code, Place(ISSUED), {"files": some(files, NAMED_IN_SENTENCE, "个")})
