"""``init --update``: the sheets, columns and settings of this version, added to the scheme of an earlier one."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from lianping_xlsx.app.campaign import Campaign
from lianping_xlsx.app.lock import exclusive_lock
from lianping_xlsx.app.scheme_file import no_scheme, read_scheme_book, scheme_locks
from lianping_xlsx.app.storage import MOST_BYTES, write_all
from lianping_xlsx.core.campaign_names import SCHEME_FILE
from lianping_xlsx.core.findings import Finding, Outcome, Place, has_errors
from lianping_xlsx.core.light_dataclass import dataclass, replace
from lianping_xlsx.core.safe_open import read_regular, why
from lianping_xlsx.core.spelling import is_blank
from lianping_xlsx.scheme.guide_places import find_places, places_left
from lianping_xlsx.scheme.guide_sheet import GUIDE_SHEET, GuideOrigin, write_guide
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.scheme.next_year import BANNER
from lianping_xlsx.scheme.scheme_builder import build_scheme
from lianping_xlsx.scheme.scheme_sheets import SHEETS
from lianping_xlsx.scheme.scheme_workbook import Rows, names_of_sheets, read_records
from lianping_xlsx.spreadsheet.additions import Addition, Extended, FirstSheet, add_missing, with_first_sheet
from lianping_xlsx.spreadsheet.editing import CannotEditError


def update_scheme(folder: Path) -> Outcome[tuple[Addition, ...] | None]:
    """Add to 考核方案.xlsx what this version has more, each at its default; the old file goes to 备份.

    The scheme is read again from the new file, and nothing is written unless it is the same. The additions; () where
    nothing was missing and nothing has been written; None where the scheme cannot be updated. Findings:
    ``scheme.missing``, ``scheme.open``, ``scheme.unreadable``, those of reading a scheme, ``scheme.update-differs``,
    ``scheme.update-lost``, ``write.*``.
    """
    campaign = Campaign(folder)
    if not campaign.scheme.is_file():
        return Outcome(None, (no_scheme(folder),))
    with exclusive_lock(campaign.lock) as acquired:
        if not acquired:
            return Outcome(None, (Finding("write.busy"),))
        return _update(campaign)


def _update(campaign: Campaign) -> Outcome[tuple[Addition, ...] | None]:
    try:
        data = read_regular(campaign.scheme, MOST_BYTES)
    except OSError as error:
        return Outcome(None, (_unreadable(why(error)),))
    completed = complete_scheme(data)
    if completed.value is None or not completed.value.additions:
        return Outcome(None if completed.value is None else (), completed.findings)
    if opened := scheme_locks(campaign):
        return Outcome(None, opened)
    before = {SCHEME_FILE: hashlib.sha256(data).hexdigest()}
    faults = write_all(campaign.folder.resolve(), {SCHEME_FILE: completed.value.data}, keep={}, carried=before)
    return Outcome(None, faults) if faults else Outcome(completed.value.additions, completed.findings)


def complete_scheme(data: bytes) -> Outcome[Extended | None]:
    """The workbook of a scheme with what this version has more, and 填写向导; the same bytes where nothing is missing.

    None where it cannot be read or extended. Findings: as of :func:`update_scheme`.
    """
    read = _read(data)
    if read.value is None:
        return Outcome(None, read.findings)
    declared = {read.value.names[each.sheet] or each.sheet: each for each in SHEETS}
    try:
        extended = add_missing(
            data,
            read.value.sheets,
            declared,
            banner=read.value.scheme.profile.banner,
            first=None if read.value.has_guide else _first_guide(read.value),
        )
    except CannotEditError as error:
        return Outcome(None, (_unreadable(str(error)),))
    if not extended.additions:
        return Outcome(extended)
    again = _read(extended.data)
    if again.value is None or again.value.scheme != read.value.scheme:
        return Outcome(None, (Finding("scheme.update-differs", Place(SCHEME_FILE)),))
    lost = Finding("scheme.update-lost", Place(SCHEME_FILE), {"lost": "、".join(extended.lost)})
    return Outcome(extended, (lost,) if extended.lost else ())


def _first_guide(read: _ReadScheme) -> FirstSheet:
    """填写向导 for a scheme that has none."""
    origin = GuideOrigin.SAMPLE if places_left(read.sheets) else GuideOrigin.OWN
    return replace(_guide(read.sheets, read.sheets, origin), content="第一张，写明要改哪几处")


def with_guide(
    data: bytes, sheets: Mapping[str, Rows], former: Mapping[str, Rows], origin: GuideOrigin
) -> tuple[bytes, tuple[str, ...]]:
    """The workbook with 填写向导 anew in front, and what it loses. ``sheets``: its raw rows, by name.

    ``former``: those of the year before, else its own. Raises CannotEditError.
    """
    return with_first_sheet(data, _guide(sheets, former, origin))


def _guide(sheets: Mapping[str, Rows], former: Mapping[str, Rows], origin: GuideOrigin) -> FirstSheet:
    banner = next((each.contents[0][0] for each in find_places(sheets) if each.place.names == (BANNER,)), None)
    places, before = tuple(find_places(sheets)), tuple(find_places(former))
    shown = "" if is_blank(banner) else str(banner)
    return FirstSheet(GUIDE_SHEET, lambda book: write_guide(book, places, before, origin), shown)


@dataclass(frozen=True, slots=True)
class _ReadScheme:
    """A scheme workbook without unreadable cells: its rows by sheet, the present names of its sheets, its scheme.

    ``has_guide``: it has 填写向导.
    """

    sheets: Mapping[str, Rows]
    names: Mapping[str, str | None]
    scheme: Scheme
    has_guide: bool


def _read(data: bytes) -> Outcome[_ReadScheme | None]:
    """The scheme in the bytes of a workbook, whether or not it is consistent; None where it cannot be read."""
    book = read_scheme_book(data)
    if book.value is None:
        return Outcome(None, book.findings)
    sheets = book.value.rows
    records = read_records(sheets)
    findings = (*book.findings, *records.findings)
    if has_errors(findings):
        return Outcome(None, findings)
    scheme = build_scheme(records.value)
    return Outcome(_ReadScheme(sheets, names_of_sheets(sheets), scheme, book.value.guide is not None), findings)


def _unreadable(reason: str) -> Finding:
    return Finding("scheme.unreadable", Place(SCHEME_FILE), {"reason": reason})
