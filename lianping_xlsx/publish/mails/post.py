"""The mail drafts (.eml) of a campaign: the unit, the forms and the attached workbooks of each.

A mail program opens a draft ready to be sent. The same input gives the same bytes. The lines are written here and not
by Python's email package, which folds and encodes differently in different versions of Python and cannot name an
attachment in both encodings. The header ``X-Unsent`` makes Outlook and others open the file for sending. There is no
sender, date or Message-ID: the program that sends the mail sets them.

The addresses are read as people type them into a cell: several in one cell, with names, in full-width characters.
"""

from __future__ import annotations

import base64
import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePath
from urllib.parse import quote

from lianping_xlsx.core.campaign_names import DECIDED, RECTIFICATION_FOLDER, SCHEME_FILE
from lianping_xlsx.core.findings import Finding, Outcome, Place, Severity
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.core.spelling import fit_xml, strip_invisible
from lianping_xlsx.decision.overview import situation
from lianping_xlsx.decision.rectification_progress import OpenRectification
from lianping_xlsx.forms.layout import WorkbookLayout
from lianping_xlsx.intake.resolution.choice import form_name
from lianping_xlsx.intake.returns import FormStatus, Return
from lianping_xlsx.publish.mails.mail_words import (
    Letter,
    Occasion,
    Owed,
    Sent,
    feedback_letter,
    issue_letter,
    occasion,
    rectification_letter,
    reminder_letter,
    return_letter,
)
from lianping_xlsx.publish.returned.returned_copies import ReturnedCopy, names_replies
from lianping_xlsx.scheme.model import Ratee, Scheme, Unit
from lianping_xlsx.scheme.scheme_sheets import RATEES, UNITS

_FULL_WIDTH = {ord("！") + offset: ord("!") + offset for offset in range(94)} | {ord("。"): ord("."), 0x3000: 0x20}
_BETWEEN = re.compile(r"[;,、\r\n]")
_NAMED_ADDRESS = re.compile(r"[^<>]*<([^<>]*)>")
_LINK = "mailto:"
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9-]+"
_ADDRESS = re.compile(rf"{_ATOM}(\.{_ATOM})*@{_LABEL}(\.{_LABEL})+")
_LONGEST = 254
"""Characters of an address: RFC 5321 (4.5.3.1.3) allows a path of 256 with its angle brackets."""


@dataclass(frozen=True, slots=True)
class Addresses:
    """The content of a cell: ``good``, the addresses without repetition, and ``bad``, the words that are no address."""

    good: tuple[str, ...]
    bad: tuple[str, ...]


def is_address(text: str) -> bool:
    """Return True for an address of plain ASCII that any mail program accepts.

    Such a text holds no line end, comma or double quotation mark, so it cannot add a header or a recipient to a mail.
    """
    return len(text) <= _LONGEST and _ADDRESS.fullmatch(text) is not None


def read_addresses(text: str) -> Addresses:
    """Read the addresses of a cell, separated by ；、， or white space; ``姓名<地址>`` and ``mailto:`` are allowed."""
    words = list(dict.fromkeys(filter(None, _words(text))))
    good = tuple(word for word in words if is_address(word))
    return Addresses(good, tuple(word for word in words if not is_address(word)))


def _words(text: str) -> Iterator[str]:
    for piece in _BETWEEN.split(text.translate(_FULL_WIDTH)):
        named = _NAMED_ADDRESS.fullmatch(strip_invisible(piece))
        for word in (named[1] if named else piece).split():
            yield strip_invisible(word).removeprefix(_LINK)


_BOUNDARY = "=_lianping-xlsx_="
"""A fixed boundary is safe: all parts are in base64, and no line of base64 begins like this."""
_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_LETTER = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_NEW_LINE = "\r\n"
_FOLD = f"{_NEW_LINE} "
_WORD_BYTES = 39
"""The most bytes of text in one encoded word: with ``Subject:`` it fits a line of 76 (RFC 2047, section 2)."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """An attached file: its name, which may be Chinese, and its bytes; a workbook unless the name ends with .docx."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Draft:
    """A mail: addresses (may be empty: the sender fills them in), subject, plain text, workbooks."""

    to: tuple[str, ...]
    subject: str
    text: str
    attachments: tuple[Attachment, ...]


def write_draft(draft: Draft) -> bytes:
    """The draft as ASCII bytes. Raises ValueError if a text in ``to`` is not an address.

    The check guards against headers smuggled in with an address.
    """
    if not all(map(is_address, draft.to)):
        raise ValueError("not an address")
    parts = [_text_part(draft.text), *map(_attachment_part, draft.attachments)]
    lines = [*_head(draft), "", *(f"--{_BOUNDARY}{_NEW_LINE}{part}" for part in parts), f"--{_BOUNDARY}--", ""]
    return _NEW_LINE.join(lines).encode("ascii")


def _head(draft: Draft) -> Iterator[str]:
    yield "X-Unsent: 1"
    if draft.to:
        yield f"To: {f',{_FOLD}'.join(draft.to)}"
    yield f"Subject: {_encoded(draft.subject)}"
    yield "MIME-Version: 1.0"
    yield f'Content-Type: multipart/mixed; boundary="{_BOUNDARY}"'


def _text_part(text: str) -> str:
    lines = fit_xml(text).splitlines()
    return _part(["Content-Type: text/plain; charset=utf-8"], _NEW_LINE.join([*lines, ""]).encode())


def _attachment_part(attachment: Attachment) -> str:
    """An attachment, named by RFC 2231 (the standard) and by RFC 2047 (for older programs, as Thunderbird does)."""
    name = _one_line(attachment.name)
    head = [
        f'Content-Type: {_LETTER if name.endswith(".docx") else _WORKBOOK};{_FOLD}name="{_encoded(name)}"',
        f"Content-Disposition: attachment;{_FOLD}filename*=UTF-8''{quote(name, safe='')}",
    ]
    return _part(head, attachment.content)


def _part(head: Sequence[str], content: bytes) -> str:
    """A part of the mail, without the end of its last line."""
    packed = base64.encodebytes(content).decode("ascii").splitlines()
    return _NEW_LINE.join([*head, "Content-Transfer-Encoding: base64", "", *packed])


def _encoded(text: str) -> str:
    """The text as encoded words (RFC 2047), never split within a character; readers remove the folds between them."""
    words = [b""]
    for character in _one_line(text):
        piece = character.encode()
        if len(words[-1]) + len(piece) > _WORD_BYTES:
            words.append(b"")
        words[-1] += piece
    return _FOLD.join(f"=?UTF-8?B?{base64.b64encode(word).decode('ascii')}?=" for word in words)


def _one_line(text: str) -> str:
    """The text without line ends and control characters, with which it could add a header of its own."""
    return " ".join(fit_xml(text).split())


MAIL_ENDING = ".eml"
_LISTED = ("form.missing", "form.empty", "form.conflict", "form.not-used")


@dataclass(frozen=True, slots=True)
class Mail:
    """A draft to a unit (its name): addresses, names of the forms, their state in words, file name, bytes."""

    unit: str
    to: tuple[str, ...]
    forms: tuple[str, ...]
    about: str
    name: str
    content: bytes


def issue_mail(scheme: Scheme, book: WorkbookLayout, content: bytes, *, today: dt.date) -> Outcome[Mail]:
    """The draft that sends a unit its forms. ``content``: its workbook; ``today``: to word a deadline that has passed.

    Findings: ``mail.no-address``, ``mail.bad-address``.
    """
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
    """The draft that reminds a unit of the forms it owes. ``returns``: these forms; ``content``: its blank workbook.

    ``findings``: those on the sheets of its refused forms, which give the reasons why these were not used.
    Findings returned: ``mail.no-address``, ``mail.bad-address``.
    """
    owed = [Owed(entry.form, entry.status) for entry in returns]
    reasons = sorted({finding.message for finding in findings if _is_reason(finding)})
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
    """Yield one draft per unit with returned ``copies``, all attached; the file is named after the first copy."""
    by_unit: dict[str, list[ReturnedCopy]] = {}
    for copy in copies:
        by_unit.setdefault(copy.unit, []).append(copy)
    conflicts: dict[str, list[Owed]] = {}
    for entry in returns:
        if entry.status is FormStatus.CONFLICT:
            conflicts.setdefault(entry.key.unit, []).append(Owed(entry.form, entry.status))
    # Messages that name files of replies stay in the office: they may reveal who filled in a ballot.
    not_quoted = {finding.message for finding in findings if names_replies(finding.slots)}
    for unit in scheme.units:
        if unit.code in by_unit:
            to_whom = occasion(scheme, unit, today)
            yield _returned(to_whom, unit, by_unit[unit.code], conflicts.get(unit.code, []), not_quoted)


def _returned(
    to_whom: Occasion, unit: Unit, copies: Sequence[ReturnedCopy], conflicts: Sequence[Owed], not_quoted: set[str]
) -> Outcome[Mail]:
    """The draft for one unit; ``not_quoted``: messages that must not leave the office."""
    problems = [r for copy in copies for r in copy.remarks if r.grave and r.message not in not_quoted]
    sent = [Sent(copy.name, copy.prefilled) for copy in copies]
    owed = [] if any(copy.prefilled for copy in copies) else conflicts  # listed in the form itself
    letter = return_letter(to_whom, sent, problems, owed)
    attached = [Attachment(copy.name, copy.content) for copy in copies]
    count = len(problems) + len(owed)
    return _mail(unit, _About((), f"{count}处需要更正" if count else "请核对后报回"), letter, attached)


def feedback_mail(scheme: Scheme, ratee: Ratee, attached: tuple[Attachment, ...], *, today: dt.date) -> Outcome[Mail]:
    """The draft to a ratee after the decision, to the address of his 填报单位: it says nothing of the result.

    ``attached``: the letter, then his own list if he has one.

    Findings: ``mail.no-unit``, ``mail.no-address``, ``mail.bad-address``.
    """
    unit = scheme.unit_by_any_name(ratee.unit) if ratee.unit else None
    occasion = Occasion(scheme.profile, today, ratee.label, "你")
    letter = feedback_letter(occasion, *(each.name for each in attached))
    what = "反馈意见书" + ("、整改清单" if len(attached) > 1 else "")
    return _draft_to((ratee.label, unit), _About((), what), letter, attached)


def rectification_mail(
    scheme: Scheme, ratee: Ratee, owed: OpenRectification, received: str, own_list: Attachment, *, today: dt.date
) -> Outcome[Mail]:
    """The draft that reminds a ratee of his 整改清单, to the address of his 填报单位.

    ``received``: what became of a list that he sent back, in words. ``own_list``: without content if it is not there,
    and the draft has no attachment.

    Findings: ``mail.no-list``, ``mail.no-unit``, ``mail.no-address``, ``mail.bad-address``.
    """
    unit = scheme.unit_by_any_name(ratee.unit) if ratee.unit else None
    attached = [own_list] if own_list.content else []
    letter = rectification_letter(
        Occasion(scheme.profile, today, ratee.label, "你"), owed, received, own_list.name if attached else ""
    )
    made = _draft_to((ratee.label, unit), _About((), owed.words, own_list.name), letter, attached)
    lacking = {"name": ratee.label, "mail": made.value.name}
    place = Place(f"{DECIDED}/{RECTIFICATION_FOLDER}")
    return made if attached else Outcome(made.value, (*made.findings, Finding("mail.no-list", place, lacking)))


def _is_reason(finding: Finding) -> bool:
    """Return True if a finding gives the reason why a received form cannot be used."""
    about_a_form = finding.code.startswith(("form.", "file.")) and finding.code not in _LISTED
    return about_a_form and finding.severity is Severity.ERROR and not names_replies(finding.slots)


def _unit(scheme: Scheme, code: str) -> Unit:
    return next(unit for unit in scheme.units if unit.code == code)


@dataclass(frozen=True, slots=True)
class _About:
    """The names of the forms in a mail, their state (or what is attached) in words, the file that names the draft.

    ``file``: '' for the first attachment.
    """

    forms: tuple[str, ...]
    words: str
    file: str = ""


def _mail(unit: Unit, about: _About, letter: Letter, attachments: Sequence[Attachment]) -> Outcome[Mail]:
    return _draft_to((unit.name, unit), about, letter, attachments)


def _draft_to(
    to: tuple[str, Unit | None], about: _About, letter: Letter, attachments: Sequence[Attachment]
) -> Outcome[Mail]:
    """The draft, named after a file. ``to``: the addressee, and the unit that receives his mail, if any.

    Findings: ``mail.no-unit``, ``mail.no-address``, ``mail.bad-address``.
    """
    name, unit = to
    addresses = read_addresses(unit.email if unit else "")
    content = write_draft(Draft(addresses.good, letter.subject, letter.text, tuple(attachments)))
    file = PurePath(about.file or attachments[0].name).stem + MAIL_ENDING
    mail = Mail(name, addresses.good, about.forms, about.words, file, content)
    return Outcome(mail, tuple(_about_address(unit, mail, addresses.bad)))


def _about_address(unit: Unit | None, mail: Mail, bad: Sequence[str]) -> Iterator[Finding]:
    place = Place(SCHEME_FILE, UNITS.sheet)
    if unit is None:
        yield Finding("mail.no-unit", Place(SCHEME_FILE, RATEES.sheet), {"name": mail.unit, "mail": mail.name})
    elif bad:
        yield Finding("mail.bad-address", place, {"unit": unit.name, "raw": "、".join(bad), "mail": mail.name})
    elif not mail.to:
        yield Finding("mail.no-address", place, {"unit": unit.name, "mail": mail.name})
