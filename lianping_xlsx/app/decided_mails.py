"""``mail --feedback``: after the decision a draft to each person with his 反馈意见书 and his 整改清单."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from html import unescape
from pathlib import Path, PurePath

from lianping_xlsx.app.campaign import Campaign, load
from lianping_xlsx.app.campaign_records import read_decision_record
from lianping_xlsx.app.draft_record import DraftKind
from lianping_xlsx.app.lock import exclusive_lock
from lianping_xlsx.app.mail import Mails, note_mails, write_drafts
from lianping_xlsx.app.scheme_file import read_own_bytes
from lianping_xlsx.app.storage import MOST_BYTES, read_record, write_recorded
from lianping_xlsx.core import safe_open
from lianping_xlsx.core.abbreviate import NAMED_IN_SENTENCE, some
from lianping_xlsx.core.campaign_names import DECIDED, FEEDBACK_FOLDER, MAILS
from lianping_xlsx.core.findings import Finding, Outcome, Place
from lianping_xlsx.core.light_dataclass import dataclass, replace
from lianping_xlsx.core.safe_open import read_regular
from lianping_xlsx.core.spelling import name_key
from lianping_xlsx.decision.feedback import BLANK_TO_SUM_UP, path_of_own_list, paths_of_letters
from lianping_xlsx.decision.record import Recorded
from lianping_xlsx.formats.package import Limits, Package, Refused
from lianping_xlsx.forms.rectification_list import is_list_of_another
from lianping_xlsx.publish.mails.post import Attachment, feedback_mail
from lianping_xlsx.scheme.model import Ratee, Scheme

_LIMITS = Limits(file_bytes=8 << 20, members=300, inflated_bytes=32 << 20)
_MAIN, _COMMENTS = "word/document.xml", "word/comments.xml"
_COMMENT, _AUTHOR = b"<w:comment ", b" w:author="
"""The beginning of a comment (a program may leave the part without any), and the attribute of every revision."""
_TAG = re.compile("<[^>]*>")


def make_feedback(folder: Path) -> Outcome[Mails | None]:
    """A draft for each person decided on, with his 反馈意见书 and his 整改清单 as they lie in 4审定, into 4审定/邮件.

    None where nothing is decided, or a letter is not there. Findings: those of the scheme and of the record,
    ``mail.*``, ``write.failed``, ``write.busy``.
    """
    campaign = Campaign(folder)
    with exclusive_lock(campaign.lock) as acquired:
        return _make_feedback(campaign) if acquired else Outcome(None, (Finding("write.busy", Place(DECIDED)),))


def _make_feedback(campaign: Campaign) -> Outcome[Mails | None]:
    loaded, record = load(campaign), read_decision_record(campaign)
    if loaded.value is None or record.findings:
        return Outcome(None, (*loaded.findings, *record.findings))
    if not record.value:
        return Outcome(None, (*loaded.findings, Finding("mail.not-decided", Place(DECIDED))))
    scheme, decision = loaded.value.scheme, record.value[-1]
    persons = list(handed_out(campaign, scheme, decision))[: len(decision.ratees)]
    gone = [person.ratee.label for person in persons if not person.letter.content]
    if gone:
        return Outcome(
            None, (Finding("mail.no-letter", Place(DECIDED), {"names": some(gone, NAMED_IN_SENTENCE, "人")}),)
        )
    # By person: two of one unit may have the same name.
    mixed_up = [person.ratee.label for person in persons if person.mixed_up]
    own = [person for person in persons if not person.mixed_up]
    revised = [person for person in own if _is_revised(person.letter.content)]
    finished = [each for each in own if each not in revised and not _is_unfinished(each.letter.content)]
    left_out = {
        "mail.letter-revised": revised,
        "mail.letter-unfinished": [each for each in own if each not in revised and each not in finished],
    }
    made = [feedback_mail(scheme, each.ratee, each.attached, today=safe_open.today()) for each in finished]
    written = write_drafts(made, f"{DECIDED}/{MAILS}", campaign.feedback_mails, campaign.feedback_record)
    note_mails(campaign, DraftKind.FEEDBACK, written.value)
    if written.value is None:
        return Outcome(None, (*loaded.findings, *written.findings))
    told = tuple(_left_out(mixed_up, left_out))
    mails = replace(written.value, doubtful=(*told, *written.value.doubtful))
    return Outcome(mails, (*loaded.findings, *told, *written.findings))


def _left_out(mixed_up: Sequence[str], left_out: Mapping[str, Sequence[HandedOut]]) -> Iterator[Finding]:
    """Yield whose mails are not written, by unit and name: ``mail.not-his-own``, and by code the findings on letters
    that must not be sent as they are.
    """
    if mixed_up:
        yield Finding("mail.not-his-own", Place(DECIDED), {"names": some(mixed_up, NAMED_IN_SENTENCE, "人")})
    for code, persons in left_out.items():
        if persons:
            names = [person.ratee.label for person in persons]
            place = Place(f"{DECIDED}/{FEEDBACK_FOLDER}")
            yield Finding(code, place, {"names": some(names, NAMED_IN_SENTENCE, "人")})


@dataclass(frozen=True)
class HandedOut:
    """A person and the files that are for him alone, without content where one is not there, or is another person's.

    ``has_list``: the decision gave him a list. ``mixed_up``: somebody has saved another person's under his name.
    """

    ratee: Ratee
    letter: Attachment
    own_list: Attachment
    has_list: bool
    mixed_up: bool = False

    @property
    def attached(self) -> tuple[Attachment, ...]:
        """The letter, and the list if there is one."""
        return (self.letter, self.own_list) if self.has_list and self.own_list.content else (self.letter,)


def handed_out(campaign: Campaign, scheme: Scheme, decision: Recorded) -> Iterator[HandedOut]:
    """Yield the persons of a decision, then those who were not decided on and may have a list all the same.

    The files are found by the names under which ``finalize`` wrote them.
    """
    codes = {each.id for each in decision.ratees}
    decided = (Ratee(each.id, each.name, "", each.unit, each.group, "") for each in decision.ratees)
    persons = (*decided, *(each for each in scheme.ratees if each.code not in codes))
    paths = paths_of_letters((each.code, each.workplace, each.name) for each in persons)
    for each, path in zip(persons, paths, strict=True):
        now = scheme.ratee_of.get(each.code)
        # A 编号 that another person has now leads to another unit, which must not read this.
        unit = now.unit if now and name_key(now.name) == name_key(each.name) else ""
        ratee = replace(each, unit=unit)
        letter_path, list_path = f"{path}.docx", path_of_own_list(path)
        letter, own_list = (
            _attachment(campaign, what, name) for what, name in (("反馈意见书", letter_path), ("整改清单", list_path))
        )
        names = {other.name for other in persons if other.code != each.code}
        others_letter = _is_changed(decision, letter_path, letter) and _names_others(letter.content, each.name, names)
        others_list = _is_changed(decision, list_path, own_list) and _is_another_s(own_list.content, each)
        own_list = replace(own_list, content=b"") if others_list else own_list
        yield HandedOut(ratee, letter, own_list, list_path in decision.outputs, others_letter or others_list)


def _is_changed(decision: Recorded, path: str, file: Attachment) -> bool:
    return bool(file.content) and sha256(file.content).hexdigest() != decision.outputs.get(path)


def _names_others(letter: bytes, name: str, others: Iterable[str]) -> bool:
    """Return True if a letter does not name the person, but another one; a template may name nobody."""
    words = _words_of(letter)
    return bool(words) and name not in words and any(other in words for other in others)


def _is_another_s(own_list: bytes, ratee: Ratee) -> bool:
    sheets = read_own_bytes(own_list)
    return not isinstance(sheets, str) and is_list_of_another((sheet.rows for sheet in sheets), ratee.code)


def _attachment(campaign: Campaign, what: str, path: str) -> Attachment:
    """A file of 4审定 by its path there, named after what it is."""
    return Attachment(f"{what} {PurePath(path).name}", _content(campaign.decided / path))


def _content(path: Path) -> bytes:
    """The bytes of a file; b"" if there is none that can be read."""
    try:
        return read_regular(path, MOST_BYTES)
    except OSError:
        return b""


def withdraw_drafts(campaign: Campaign) -> tuple[Finding, ...]:
    """Take away the drafts with letters and lists of the decision before: they are not to be sent by mistake.

    Findings: ``mail.feedback-withdrawn``, ``write.failed``.
    """
    feedback = (campaign.feedback_mails, campaign.feedback_record)
    reminders = (campaign.rectification_reminders, campaign.rectification_reminder_record)
    count, faults = 0, list[Finding]()
    for drafts, record in (feedback, reminders):
        count += sum((drafts / name).exists() for name in read_record(record))
        faults += write_recorded(drafts, {}, record)
    if faults or not count:
        return tuple(faults)
    return (Finding("mail.feedback-withdrawn", Place(DECIDED), {"count": str(count)}),)


def _is_unfinished(letter: bytes) -> bool:
    """Return True if a 反馈意见书 still has the blank that the office has to fill in (主办单位归纳)."""
    return BLANK_TO_SUM_UP in _words_of(letter)


def _is_revised(letter: bytes) -> bool:
    """Return True if a 反馈意见书 tells what somebody has deleted or remarked in it, and who."""
    try:
        package = Package(letter, _LIMITS)
        comments = package.read(_COMMENTS) if _COMMENTS in package else b""
        return _COMMENT in comments or _AUTHOR in package.read(_MAIN)
    except Refused:
        return False


def _words_of(letter: bytes) -> str:
    """The text of a Word file; '' if it cannot be read."""
    try:
        words = Package(letter, _LIMITS).read(_MAIN).decode("utf-8", "replace")
    except Refused:
        return ""
    # Word may part the text of a paragraph into several runs when somebody saves it.
    return unescape(_TAG.sub("", words))
