"""The years of a key. A copied folder brings its key along, and last year's forms would count for this year."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from dataclasses import replace

from lianping_xlsx.app.campaign_folder import Campaign, KeyNotes, read_notes
from lianping_xlsx.app.campaign_key import write_key
from lianping_xlsx.app.storage import MOST_BYTES, read_json
from lianping_xlsx.core.campaign_names import (
    DECISION_RECORD,
    DISPATCH_FILE,
    KEY_PATH,
    RECORD_FILE,
    RESULT_FILE,
    SCHEME_FILE,
)
from lianping_xlsx.core.findings import Finding, Outcome, Place
from lianping_xlsx.core.safe_open import read_regular, why
from lianping_xlsx.formats.measure import Refused
from lianping_xlsx.formats.workbook_reader import read_xlsx
from lianping_xlsx.forms.stamp import campaign_id
from lianping_xlsx.scheme.model import Profile, year_key

_TITLE = re.compile(r"\d{4}年度", re.ASCII)


def settle_year(
    campaign: Campaign, secret: bytes, profile: Profile, *, same_campaign: bool = False
) -> Outcome[KeyNotes | None]:
    """What the key's file says of its years, or will say once it has been used (:func:`note_year`).

    None where the key is another year's. ``same_campaign``: a person says that the year had only been mistyped, which
    is noted at once. Findings: ``scheme.other-year``, ``scheme.same-campaign``, ``write.failed``.
    """
    known, now = read_notes(campaign), year_key(profile.year)
    notes = known if known and known.years else _first_notes(campaign, secret, now, made_now=known is not None)
    if now not in notes.years:
        if not same_campaign:
            slots = {"old": "、".join(notes.years), "new": now}
            return Outcome(None, (Finding("scheme.other-year", Place(SCHEME_FILE, "基本信息"), slots),))
        notes = replace(notes, years=(*notes.years, now))
        try:
            write_key(campaign, secret, notes)
        except OSError as error:
            slots = {"file": campaign.key.name, "reason": why(error)}
            return Outcome(None, (Finding("write.failed", Place(KEY_PATH), slots),))
    before = [year for year in notes.years if year != now]
    told = Finding("scheme.same-campaign", Place(SCHEME_FILE, "基本信息"), {"old": "、".join(before), "new": now})
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
    former = None if made_now else next(_former_years(campaign, campaign_id(secret)), None)
    return KeyNotes((former or now,), campaign.folder.absolute().name, assumed=not (former or made_now))


def _former_years(campaign: Campaign, own: str) -> Iterator[str]:
    """The years that the results, the list of what was sent out, and the records name, in this order."""
    result, record = (read_json(campaign.summary / name) for name in (RESULT_FILE, RECORD_FILE))
    yield from _named(result, own)
    yield from _listed(campaign)
    yield from _named(record, own)
    yield from _named(read_json(campaign.decided / DECISION_RECORD), own)


def _named(said: dict[str, object], own: str) -> Iterator[str]:
    about = said.get("campaign")
    if isinstance(about, dict) and about.get("id") == own and about.get("year"):
        yield year_key(str(about["year"]))


def _listed(campaign: Campaign) -> Iterator[str]:
    """The year in the title of 分发清单."""
    try:
        sheets = read_xlsx(read_regular(campaign.issued / DISPATCH_FILE, MOST_BYTES))
    except (OSError, Refused):
        return
    titles = (str(cell) for sheet in sheets for row in sheet.rows[:1] for cell in row)
    yield from (match[0][:4] for title in titles if (match := _TITLE.match(title)))
