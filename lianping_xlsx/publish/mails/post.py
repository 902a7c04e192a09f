"""The drafts of a campaign: to which unit, about which forms, with which workbooks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from lianping_xlsx.core.campaign_names import SCHEME_FILE
from lianping_xlsx.core.email_addresses import read_addresses
from lianping_xlsx.core.findings import Finding, Outcome, Place, Severity
from lianping_xlsx.decision.overview import situation
from lianping_xlsx.forms.layout import WorkbookLayout
from lianping_xlsx.intake.resolution.choice import form_name
from lianping_xlsx.intake.returns import FormStatus, Return, sender
from lianping_xlsx.publish.mails.draft import Attachment, Draft, write_draft
from lianping_xlsx.publish.mails.mail_words import (
    Letter,
    Occasion,
    Owed,
    Sent,
    issue_letter,
    occasion,
    reminder_letter,
    return_letter,
)
from lianping_xlsx.publish.returned.returned_copies import ReturnedCopy, names_replies
from lianping_xlsx.scheme.model import Scheme, Unit
from lianping_xlsx.scheme.scheme_sheets import UNITS

MAIL_ENDING = ".eml"
_LISTED = ("form.missing", "form.empty", "form.conflict", "form.not-used")


@dataclass(frozen=True, slots=True)
class Mail:
    """A draft to a unit (its name): the addresses found, the forms it is about and what of them, file name, bytes."""

    unit: str
    to: tuple[str, ...]
    forms: tuple[str, ...]
    about: str
    name: str
    content: bytes


def issue_mail(scheme: Scheme, book: WorkbookLayout, content: bytes, *, today: dt.date) -> Outcome[Mail]:
    """The forms of a unit go out; ``content``: its workbook. ``today``: a deadline that has passed is told as such."""
    unit = _unit(scheme, book.unit)
    forms = tuple(form_name(scheme, form.key) for form in book.forms)
    attached = [Attachment(book.file, content)]
    return _mail(unit, _About(forms, book.contents), issue_letter(occasion(scheme, unit, today), book), attached)


def reminder_mail(
    scheme: Scheme,
    book: WorkbookLayout,
    content: bytes,
    returns: Sequence[Return],
    findings: Iterable[Finding],
    *,
    today: dt.date,
) -> Outcome[Mail]:
    """A unit is reminded of the forms that it owes: ``returns``, none of them used. ``content``: its blank workbook.

    ``findings``: of all replies; those about what this unit sent say why it could not be used.
    """
    owed = [Owed(entry.form, entry.status) for entry in returns]
    files = {
        name
        for entry in returns
        if entry.status is FormStatus.REFUSED
        for name in (*entry.files, sender(book.unit_name))
    }
    reasons = sorted({f.message for f in findings if f.place.file in files and _says_why(f)})
    unit = _unit(scheme, book.unit)
    letter = reminder_letter(occasion(scheme, unit, today), book, owed, reasons)
    about = _About(tuple(entry.form for entry in returns), situation(returns, len(book.forms)))
    return _mail(unit, about, letter, [Attachment(book.file, content)])


def returned_mails(
    scheme: Scheme,
    copies: Iterable[ReturnedCopy],
    returns: Iterable[Return],
    findings: Iterable[Finding],
    *,
    today: dt.date,
) -> Iterator[Outcome[Mail]]:
    """One draft for each unit whose forms have to be corrected, all its copies attached; the first gives the name."""
    by_unit: dict[str, list[ReturnedCopy]] = {}
    for copy in copies:
        by_unit.setdefault(copy.unit, []).append(copy)
    conflicts: dict[str, list[Owed]] = {}
    for entry in returns:
        if entry.status is FormStatus.CONFLICT:
            conflicts.setdefault(entry.key.unit, []).append(Owed(entry.form, entry.status))
    unsaid = {finding.message for finding in findings if names_replies(finding.slots)}
    for unit in scheme.units:
        if unit.code in by_unit:
            to_whom = occasion(scheme, unit, today)
            yield _returned(to_whom, unit, by_unit[unit.code], conflicts.get(unit.code, []), unsaid)


def _returned(
    to_whom: Occasion, unit: Unit, copies: Sequence[ReturnedCopy], conflicts: Sequence[Owed], unsaid: set[str]
) -> Outcome[Mail]:
    problems = [r for copy in copies for r in copy.remarks if r.grave and r.message not in unsaid]
    sent = [Sent(copy.name, copy.transplanted) for copy in copies]
    owed = [] if any(copy.transplanted for copy in copies) else conflicts  # there the list has them too
    letter = return_letter(to_whom, sent, problems, owed)
    attached = [Attachment(copy.name, copy.content) for copy in copies]
    count = len(problems) + len(owed)
    return _mail(unit, _About((), f"{count}处需要更正" if count else "请核对后报回"), letter, attached)


def _says_why(finding: Finding) -> bool:
    """Whether a finding tells why a form that came cannot be used; what else is owed is listed by itself."""
    about_a_form = finding.code.startswith(("form.", "file.")) and finding.code not in _LISTED
    return about_a_form and finding.severity is Severity.ERROR and not names_replies(finding.slots)


def _unit(scheme: Scheme, code: str) -> Unit:
    return next(unit for unit in scheme.units if unit.code == code)


@dataclass(frozen=True, slots=True)
class _About:
    """Forms by name, and what of them."""

    forms: tuple[str, ...]
    words: str


def _mail(unit: Unit, about: _About, letter: Letter, attachments: Sequence[Attachment]) -> Outcome[Mail]:
    """The draft, named after its first workbook. Findings: ``mail.no-address``, ``mail.bad-address``."""
    addresses = read_addresses(unit.email)
    content = write_draft(Draft(addresses.good, letter.subject, letter.text, tuple(attachments)))
    name = attachments[0].name.removesuffix(".xlsx") + MAIL_ENDING
    mail = Mail(unit.name, addresses.good, about.forms, about.words, name, content)
    return Outcome(mail, tuple(_about_address(unit, mail, addresses.bad)))


def _about_address(unit: Unit, mail: Mail, bad: Sequence[str]) -> Iterator[Finding]:
    place = Place(SCHEME_FILE, UNITS.sheet)
    if bad:
        yield Finding("mail.bad-address", place, {"unit": unit.name, "raw": "、".join(bad), "mail": mail.name})
    elif not mail.to:
        yield Finding("mail.no-address", place, {"unit": unit.name, "mail": mail.name})
