"""复核登记.xlsx: a row for each 复核说明 that is written; whatever people typed into it stays."""

from __future__ import annotations

import os
from collections.abc import Mapping

from lianping_xlsx.app.campaign import Campaign
from lianping_xlsx.app.campaign_records import recorded_decisions
from lianping_xlsx.app.storage import write_all
from lianping_xlsx.app.typed_book import TypedBook, TypedRows
from lianping_xlsx.core.campaign_names import REGISTER_FILE, REGISTER_PATH
from lianping_xlsx.core.cell_address import a1
from lianping_xlsx.core.findings import Finding, Outcome, Place
from lianping_xlsx.core.light_dataclass import dataclass, replace
from lianping_xlsx.core.safe_open import locks_of
from lianping_xlsx.decision.review_register import (
    REGISTER_TABLE,
    ReviewRequest,
    doubtful_requests,
    is_registered,
    new_row,
    read_register,
)
from lianping_xlsx.scheme.profile import Profile
from lianping_xlsx.spreadsheet.book import Book
from lianping_xlsx.spreadsheet.editing import CannotEditError, with_rows
from lianping_xlsx.spreadsheet.tables import write_table

_BOOK = TypedBook(REGISTER_PATH, REGISTER_TABLE, "explain.register-unreadable")


@dataclass(frozen=True)
class ReviewRegister:
    """The register as it was read; ``found``: None if there is none yet."""

    requests: tuple[ReviewRequest, ...] = ()
    found: TypedRows | None = None


def read_reviews(campaign: Campaign) -> Outcome[ReviewRegister | None]:
    """The register. None, and ``explain.register-unreadable``, where it cannot be read: then nothing may replace it.

    Findings: also ``table.bad-cell`` and those of ``doubtful_requests``, on what people typed.
    """
    if not os.path.lexists(campaign.folder / REGISTER_PATH):
        return Outcome(ReviewRegister())
    read = _BOOK.read(campaign.folder)
    found = read.value
    if found is None:
        return Outcome(None, read.findings)
    requests = read_register(found.records)

    def place(row: int, column: str) -> Place:
        return Place(REGISTER_PATH, found.sheet.name, a1(row, found.columns[column]))

    doubtful = doubtful_requests(requests, recorded_decisions(campaign).value, place)
    return Outcome(ReviewRegister(requests, found), (*read.findings, *doubtful))


def register_review(
    campaign: Campaign, profile: Profile, person: str, about: str, statement: str
) -> Outcome[str | None]:
    """Enter a request, unless this person and result have a row; the number of a new row, else None.

    Findings: ``explain.register-unreadable``, ``explain.register-open``, ``write.*``.
    """
    register = read_reviews(campaign)
    if register.value is None or is_registered(register.value.requests, person, about, statement):
        return Outcome(None, register.findings)
    row = new_row(register.value.requests, person, about, statement)
    for lock in locks_of(campaign.reviews / REGISTER_FILE):
        slots = {"file": REGISTER_FILE, "lock": lock, "name": person}
        return Outcome(None, (Finding("explain.register-open", Place(REGISTER_PATH), slots),))
    try:
        data = _with_row(profile, register.value, row)
    except CannotEditError as error:
        return _BOOK.unreadable(str(error))
    digest = register.value.found.digest if register.value.found else ""
    faults = write_all(campaign.reviews, {REGISTER_FILE: data}, keep={REGISTER_FILE: digest})
    return Outcome(None if faults else row["编号"], faults)


def _with_row(profile: Profile, register: ReviewRegister, row: Mapping[str, str]) -> bytes:
    """The workbook with a row more. Raises CannotEditError."""
    found = register.found
    if found is None:
        book = Book(f"{profile.title}复核登记", banner=profile.banner)
        write_table(book, replace(REGISTER_TABLE, title=f"{profile.occasion}复核登记"), [row])
        return book.save()
    place = max((each.row for each in register.requests), default=found.head) + 1
    data, _ = with_rows(
        found.data, {(found.sheet.name, place, found.columns[name]): text for name, text in row.items()}
    )
    return data
