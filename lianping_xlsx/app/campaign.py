"""A campaign: its folder, its key and the years of that key, and all of it loaded with the scheme.

Costs little to import: the scheme's readers are imported when a campaign is loaded.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from lianping_xlsx.app.storage import MOST_BYTES, digest_of, read_json, write_private
from lianping_xlsx.core.campaign_names import (
    ARCHIVES,
    DECIDED,
    DECISION_RECORD,
    DISPATCH_FILE,
    ISSUED,
    KEY_PATH,
    MAILS,
    PRIVATE,
    RECEIVED,
    RECORD_FILE,
    RELEASE_PATH,
    REMINDERS,
    RESULT_FILE,
    REVIEWS,
    SCHEME_FILE,
    SUMMARY,
    TEMPLATES,
)
from lianping_xlsx.core.findings import Finding, Outcome, Place
from lianping_xlsx.core.light_dataclass import dataclass, replace
from lianping_xlsx.core.safe_open import read_regular, why
from lianping_xlsx.core.signing import is_genuine
from lianping_xlsx.core.typed_json import as_type, json_object

if TYPE_CHECKING:
    from lianping_xlsx.scheme.model import Scheme
    from lianping_xlsx.scheme.profile import Profile

_FOLDERS = (ISSUED, RECEIVED, SUMMARY, DECIDED, TEMPLATES, REVIEWS, ARCHIVES)
KEY_BYTES = 32
_MOST_KEY_BYTES = 10_000
_TITLE = re.compile(r"\d{4}年度", re.ASCII)


# ---------------------------------------------------------------- the folder


@dataclass(frozen=True, slots=True)
class Campaign:
    """A campaign folder."""

    folder: Path

    @property
    def scheme(self) -> Path:
        """考核方案.xlsx."""
        return self.folder / SCHEME_FILE

    @property
    def issued(self) -> Path:
        """1发出."""
        return self.folder / ISSUED

    @property
    def received(self) -> Path:
        """2收回."""
        return self.folder / RECEIVED

    @property
    def summary(self) -> Path:
        """3汇总."""
        return self.folder / SUMMARY

    @property
    def decided(self) -> Path:
        """4审定."""
        return self.folder / DECIDED

    @property
    def key(self) -> Path:
        """The campaign's key: whoever has it can forge forms, so it is never mailed."""
        return self.folder / KEY_PATH

    @property
    def cache(self) -> Path:
        """缓存: it can be deleted at any time."""
        return self.folder / PRIVATE / "cache"

    @property
    def cached_readings(self) -> Path:
        """缓存 of readings."""
        return self.cache / "readings"

    @property
    def last_merge(self) -> Path:
        """缓存 of what the last merge reported."""
        return self.cache / "merge"

    @property
    def kept_copies(self) -> Path:
        """缓存 of what the copies in 退回 were made of."""
        return self.cache / "returned"

    @property
    def page_note(self) -> Path:
        """The note on the progress that ``status`` put into 看板.html since the last merge."""
        return self.folder / PRIVATE / "page"

    @property
    def lock(self) -> Path:
        """The file that a command locks while it writes."""
        return self.folder / PRIVATE / "lock"

    @property
    def issued_record(self) -> Path:
        """SHA-256 of what ``templates`` wrote last, to know what people have changed since."""
        return self.folder / PRIVATE / "issued.json"

    @property
    def mails(self) -> Path:
        """1发出/邮件: drafts for sending out the forms."""
        return self.issued / MAILS

    @property
    def mail_record(self) -> Path:
        """Like ``issued_record``, of the drafts for sending out the forms."""
        return self.folder / PRIVATE / "mails.json"

    @property
    def papers_record(self) -> Path:
        """Like ``issued_record``, of 核算底稿 of either kind."""
        return self.folder / PRIVATE / "papers.json"

    @property
    def reminders(self) -> Path:
        """3汇总/催报: drafts to those who still owe forms."""
        return self.summary / REMINDERS

    @property
    def reminder_record(self) -> Path:
        """Like ``issued_record``, of the reminders."""
        return self.folder / PRIVATE / "reminders.json"

    @property
    def feedback_mails(self) -> Path:
        """4审定/邮件: drafts that hand each person his 反馈意见书 and his 整改清单."""
        return self.decided / MAILS

    @property
    def feedback_record(self) -> Path:
        """Like ``issued_record``, of these drafts."""
        return self.folder / PRIVATE / "feedback.json"

    @property
    def rectification_reminders(self) -> Path:
        """4审定/催报: drafts to those who still have to rectify something, or to answer."""
        return self.decided / REMINDERS

    @property
    def rectification_reminder_record(self) -> Path:
        """Like ``issued_record``, of these drafts."""
        return self.folder / PRIVATE / "rectification.json"

    @property
    def draft_record(self) -> Path:
        """When mail drafts were made, to be shown."""
        return self.folder / PRIVATE / "drafts.json"

    @property
    def release_record(self) -> Path:
        """Which votes the papers for meetings have disclosed: later papers are held against it, so it must be kept."""
        return self.folder / RELEASE_PATH

    @property
    def recount_record(self) -> Path:
        """Which result the last ``verify --recompute`` counted again, and with what outcome."""
        return self.folder / PRIVATE / "recount.json"

    @property
    def reviews(self) -> Path:
        """复核: a statement for each person who asked how his result came about."""
        return self.folder / REVIEWS

    @property
    def review_record(self) -> Path:
        """Like ``issued_record``, of these statements."""
        return self.folder / PRIVATE / "reviews.json"


def campaign_of(path: Path) -> Path:
    """The campaign folder that a path leads into: a file of it, or a folder inside one of its own.

    Any other path is returned unchanged. A relative path gives a relative path.
    """
    full = Path(os.path.normpath(path.absolute()))
    root = next((above for above in (full, *full.parents) if (above / SCHEME_FILE).is_file()), full)
    inside = full.relative_to(root).parts
    if not inside or (inside[0] not in _FOLDERS and not (len(inside) == 1 and full.is_file())):
        return path
    return root if path.is_absolute() else Path(os.path.relpath(root))


# ---------------------------------------------------------------- its key


@dataclass(frozen=True, slots=True)
class KeyNotes:
    """The notes beside the key. ``years``: the years whose forms count; none: the key was made and not yet used.

    ``folder``: the name of the folder at first use. ``assumed``: nothing told whose year it was at first use.
    ``signed``: the names of the records that have been signed with it: one without a signature has lost it.
    """

    years: tuple[str, ...] = ()
    folder: str = ""
    assumed: bool = False
    signed: tuple[str, ...] = ()


NOTHING_NOTED = KeyNotes()


def read_key(campaign: Campaign) -> bytes | None:
    """The campaign's key, or None if it has none."""
    try:
        first, *_ = read_regular(campaign.key, _MOST_KEY_BYTES).decode().strip().splitlines()
        secret = bytes.fromhex(first)
    except (OSError, ValueError):
        return None
    return secret if len(secret) == KEY_BYTES else None


def read_notes(campaign: Campaign) -> KeyNotes | None:
    """The notes beside the key; None where there are none, as up to 0.2.0."""
    try:
        _, second, *_ = read_regular(campaign.key, _MOST_KEY_BYTES).decode().strip().splitlines()
    except (OSError, ValueError):
        return None
    return as_type(KeyNotes, json_object(second.encode("utf-8", "surrogatepass")) or None)


def write_key(campaign: Campaign, secret: bytes, notes: KeyNotes) -> None:
    """The key's file: the key as up to 0.2.0, and below it the notes. Raises OSError."""
    said = json.dumps(asdict(notes), ensure_ascii=False)
    write_private(campaign.key, f"{secret.hex()}\n{said}\n".encode(errors="backslashreplace"))


def key_fault(campaign: Campaign) -> Finding:
    """The reason why there is no key: ``scheme.bad-key`` or ``scheme.no-key``."""
    return Finding("scheme.bad-key" if os.path.lexists(campaign.key) else "scheme.no-key", Place(KEY_PATH))


def is_forged(campaign: Campaign, found: Mapping[str, object], name: str) -> bool:
    """True if a record (``found``, its file ``name``) is not as it was signed with the campaign's key, or unsigned now.

    One that was never signed, as up to 0.2.0, is not forged; without a key, nothing is known to be.
    """
    secret, notes = read_key(campaign), read_notes(campaign)
    genuine = is_genuine(found, secret, name) if secret else True
    return genuine is False or (genuine is None and notes is not None and name in notes.signed)


# ---------------------------------------------------------------- the years of the key


def settle_year(
    campaign: Campaign, secret: bytes, profile: Profile, *, same_campaign: bool = False
) -> Outcome[KeyNotes | None]:
    """The notes as they are, or as they will be once the key has been used (:func:`note_year`).

    A copied folder brings its key along, and last year's forms would count for this year: None where the key is
    another year's. ``same_campaign``: a person says that the year had only been mistyped, which is noted at once.
    Findings: ``scheme.other-year``, ``scheme.same-campaign``, ``write.failed``.
    """
    from lianping_xlsx.scheme.profile import year_key

    known, now = read_notes(campaign), year_key(profile.year)
    notes = known if known and known.years else _first_notes(campaign, secret, now, made_now=known is not None)
    place = Place(SCHEME_FILE, "基本信息")
    if now not in notes.years:
        if not same_campaign:
            slots = {"old": "、".join(notes.years), "new": now}
            return Outcome(None, (Finding("scheme.other-year", place, slots),))
        notes = replace(notes, years=(*notes.years, now))
        try:
            write_key(campaign, secret, notes)
        except OSError as error:
            slots = {"file": campaign.key.name, "reason": why(error)}
            return Outcome(None, (Finding("write.failed", Place(KEY_PATH), slots),))
    before = [year for year in notes.years if year != now]
    told = Finding("scheme.same-campaign", place, {"old": "、".join(before), "new": now})
    return Outcome(notes, (told,) if before else ())


def note_year(campaign: Campaign, secret: bytes, notes: KeyNotes) -> None:
    """The key has been used: forms were issued or a record was written. Where nothing can be written, nothing is."""
    if notes != read_notes(campaign):
        with contextlib.suppress(OSError):
            write_key(campaign, secret, notes)


def note_signed(campaign: Campaign, secret: bytes, notes: KeyNotes, record: str) -> None:
    """The same, and a record of this name has been signed with the key."""
    note_year(campaign, secret, replace(notes, signed=tuple(sorted({*notes.signed, record}))))


def _first_notes(campaign: Campaign, secret: bytes, now: str, *, made_now: bool) -> KeyNotes:
    """At first use. A key that an earlier version made belongs to the year that is named in what it wrote."""
    from lianping_xlsx.forms.stamp import campaign_id

    former = None if made_now else next(_former_years(campaign, campaign_id(secret)), None)
    return KeyNotes((former or now,), campaign.folder.absolute().name, assumed=not (former or made_now))


def _former_years(campaign: Campaign, own: str) -> Iterator[str]:
    """The years that the results, the list of what was sent out, and the records name, in this order."""
    result, record = (read_json(campaign.summary / name) for name in (RESULT_FILE, RECORD_FILE))
    yield from _year_named(result, own)
    yield from _year_listed(campaign)
    yield from _year_named(record, own)
    yield from _year_named(read_json(campaign.decided / DECISION_RECORD), own)


def _year_named(said: dict[str, object], own: str) -> Iterator[str]:
    from lianping_xlsx.decision.result_json import campaign_in
    from lianping_xlsx.scheme.profile import year_key

    about = campaign_in(said)
    if about.id == own and about.year:
        yield year_key(about.year)


def _year_listed(campaign: Campaign) -> Iterator[str]:
    """The year in the title of 分发清单."""
    from lianping_xlsx.formats.measure import Refused
    from lianping_xlsx.formats.workbook_reader import read_xlsx

    try:
        sheets = read_xlsx(read_regular(campaign.issued / DISPATCH_FILE, MOST_BYTES))
    except (OSError, Refused):
        return
    titles = (str(cell) for sheet in sheets for row in sheet.rows[:1] for cell in row)
    yield from (match[0][:4] for title in titles if (match := _TITLE.match(title)))


# ---------------------------------------------------------------- loaded


@dataclass(frozen=True)
class Loaded:
    """A campaign ready to work with."""

    campaign: Campaign
    scheme: Scheme
    secret: bytes
    scheme_digest: str = ""
    """The digest of the file from which the scheme was read; it may have been saved again since."""
    notes: KeyNotes = NOTHING_NOTED
    """The notes beside the key, with the years whose forms count."""

    @property
    def id(self) -> str:
        """The campaign's public name."""
        from lianping_xlsx.forms.stamp import campaign_id

        return campaign_id(self.secret)


def load(campaign: Campaign, *, same_campaign: bool = False) -> Outcome[Loaded | None]:
    """Scheme and key; None where the campaign cannot be worked with. Findings: ``scheme.*``, ``table.*``.

    ``same_campaign``: the year of the scheme is another than the key's, and a person says that it was mistyped.
    """
    from lianping_xlsx.app.scheme_file import load_scheme

    digest = digest_of(campaign.scheme)
    scheme = load_scheme(campaign)
    if scheme.value is None:
        return Outcome(None, scheme.findings)
    secret = read_key(campaign)
    if secret is None:
        return Outcome(None, (*scheme.findings, key_fault(campaign)))
    notes = settle_year(campaign, secret, scheme.value.profile, same_campaign=same_campaign)
    findings = (*scheme.findings, *notes.findings)
    if notes.value is None:
        return Outcome(None, findings)
    return Outcome(Loaded(campaign, scheme.value, secret, digest or "", notes.value), findings)
