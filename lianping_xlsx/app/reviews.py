"""复核登记.xlsx: a row for each 复核说明 that is written; whatever people typed into it stays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from lianping_xlsx.app.campaign import Campaign
from lianping_xlsx.app.campaign_records import locks_of
from lianping_xlsx.app.scheme_file import read_own_workbook
from lianping_xlsx.app.storage import MOST_BYTES, digest_of, write_all
from lianping_xlsx.core.campaign_names import REGISTER_FILE, REGISTER_PATH
from lianping_xlsx.core.findings import Finding, Outcome, Place
from lianping_xlsx.core.light_dataclass import dataclass, replace
from lianping_xlsx.core.safe_open import read_regular
from lianping_xlsx.decision.review_register import (
    REGISTER_TABLE,
    ReviewRequest,
    is_registered,
    new_row,
    read_register,
)
from lianping_xlsx.formats.sheet import sheet_named
from lianping_xlsx.scheme.model import Profile
from lianping_xlsx.spreadsheet.book import Book
from lianping_xlsx.spreadsheet.editing import CannotEditError, with_rows
from lianping_xlsx.spreadsheet.table_reading import find_columns
from lianping_xlsx.spreadsheet.tables import write_table


@dataclass(frozen=True)
class ReviewRegister:
    """The register as it was read; ``digest``: None if there is none yet. ``columns`` (0-based) by heading."""

    requests: tuple[ReviewRequest, ...] = ()
    digest: str | None = None
    sheet: str = REGISTER_TABLE.sheet
    head: int = 0
    columns: Mapping[str, int] = field(default_factory=dict)


def read_reviews(campaign: Campaign) -> Outcome[ReviewRegister | None]:
    """The register. None, and ``explain.register-unreadable``, where it cannot be read: then nothing may replace it."""
    path = campaign.reviews / REGISTER_FILE
    if not path.exists():
        return Outcome(ReviewRegister())
    digest, sheets = digest_of(path), read_own_workbook(path)
    if isinstance(sheets, str):
        return _unreadable(sheets)
    sheet = sheet_named(sheets, REGISTER_TABLE.sheet)
    found = find_columns(REGISTER_TABLE, sheet.rows if sheet else ())
    read = read_register(sheet.rows if sheet else (), file=REGISTER_PATH)
    lost = [finding for finding in read.findings if finding.code != "table.bad-cell"]
    if sheet is None or found is None or lost:
        return _unreadable("；".join(finding.message.rstrip("。") for finding in lost))
    return Outcome(ReviewRegister(read.value, digest, sheet.name, *found), read.findings)


def _unreadable(reason: str) -> Outcome[ReviewRegister | None]:
    return Outcome(None, (Finding("explain.register-unreadable", Place(REGISTER_PATH), {"reason": reason}),))


def register_review(
    campaign: Campaign, profile: Profile, person: str, about: str, statement: str
) -> Outcome[str | None]:
    """Enter a request, unless this person and result have a row; the number of a new row, else None.

    Findings: ``explain.register-unreadable``, ``explain.register-open``, ``write.*``.
    """
    register = read_reviews(campaign)
    if register.value is None or is_registered(register.value.requests, person, about):
        return Outcome(None, register.findings)
    row = new_row(register.value.requests, person, about, statement)
    for lock in locks_of(campaign.reviews / REGISTER_FILE):
        slots = {"file": REGISTER_FILE, "lock": lock, "name": person}
        return Outcome(None, (Finding("explain.register-open", Place(REGISTER_PATH), slots),))
    try:
        data = _with_row(campaign, profile, register.value, row)
    except (OSError, CannotEditError) as error:
        return Outcome(None, _unreadable(str(error)).findings)
    faults = write_all(campaign.reviews, {REGISTER_FILE: data}, keep={REGISTER_FILE: register.value.digest or ""})
    return Outcome(None if faults else row["编号"], faults)


def _with_row(campaign: Campaign, profile: Profile, register: ReviewRegister, row: Mapping[str, str]) -> bytes:
    """The workbook with a row more. Raises OSError, CannotEditError."""
    if register.digest is None:
        book = Book(f"{profile.title}复核登记", banner=profile.banner)
        write_table(book, replace(REGISTER_TABLE, title=f"{profile.occasion}复核登记"), [row])
        return book.save()
    place = max((each.row for each in register.requests), default=register.head) + 1
    cells = {(register.sheet, place, register.columns[name]): text for name, text in row.items()}
    data, _ = with_rows(read_regular(campaign.reviews / REGISTER_FILE, MOST_BYTES), cells)
    return data
