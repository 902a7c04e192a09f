"""``rectify`` (整改回报): the 整改清单 that came back, put into the list of all persons in 4审定.

A command of its own: it goes on for months after the decision, when the ballots may have been destroyed and nothing can
be counted any more, and it must touch neither the result nor the decision. 整改清单.xlsx is changed in place, so that
whatever people did to it stays.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

from lianping_xlsx.app.cache import load_readings, save_readings
from lianping_xlsx.app.campaign import Campaign, Loaded, load, note_signed
from lianping_xlsx.app.campaign_records import locks_of, read_collected_lists, read_destroyed
from lianping_xlsx.app.judged_returns import in_order, setup_of
from lianping_xlsx.app.lock import exclusive_lock
from lianping_xlsx.app.storage import digest_of, write_all
from lianping_xlsx.app.typed_book import TypedBook, TypedRows
from lianping_xlsx.core.campaign_names import DECIDED, RECTIFICATION_FILE, RECTIFICATION_RECORD
from lianping_xlsx.core.findings import Finding, Outcome, Place, has_errors
from lianping_xlsx.core.light_dataclass import dataclass, replace
from lianping_xlsx.core.signing import signed_object
from lianping_xlsx.decision.rectification import Item, LedgerRow, read_ledger, rows_with_persons
from lianping_xlsx.decision.rectification_ledger import (
    Answers,
    CollectedFile,
    CollectedLists,
    Filled,
    RectificationAnswer,
    choose_answers,
    collected_object,
    fill_in,
)
from lianping_xlsx.decision.rectification_progress import RectificationProgress, progress_in_words, progress_of
from lianping_xlsx.decision.result_json import as_json, campaign_object
from lianping_xlsx.formats.sheet import Sheet
from lianping_xlsx.forms.rectification_list import ANSWERED, PROGRESS, RECTIFICATION_TABLE
from lianping_xlsx.intake.gather import gather
from lianping_xlsx.intake.workers.readers import Progress
from lianping_xlsx.spreadsheet.additions import add_missing
from lianping_xlsx.spreadsheet.editing import CannotEditError, with_rows

_PATH = f"{DECIDED}/{RECTIFICATION_FILE}"
_BOOK = TypedBook(_PATH, RECTIFICATION_TABLE, "rectify.list-unreadable", rows_with_persons)


@dataclass(frozen=True)
class Rectified:
    """The outcome of ``rectify``: the progress now, and the numbers of problems whose answers are new or added."""

    progress: RectificationProgress
    changed: int
    added: int


@dataclass(frozen=True)
class _Ledger:
    """整改清单.xlsx as it was read, and its rows with problems. ``lost``: what it no longer holds with more columns."""

    found: TypedRows
    rows: tuple[LedgerRow, ...]
    lost: tuple[str, ...] = ()


def rectify(
    folder: Path, today: dt.date, *, passwords: tuple[str, ...] = (), progress: Progress | None = None
) -> Outcome[Rectified | None]:
    """Collect the lists in 2收回. None where nothing can be collected: then nothing was written.

    Findings: ``rectify.*``, ``write.*``, those of the scheme.
    """
    campaign = Campaign(folder)
    with exclusive_lock(campaign.lock) as acquired:
        if not acquired:
            return Outcome(None, (Finding("write.busy", Place(DECIDED)),))
        loaded = load(campaign)
        if loaded.value is None:
            return Outcome(None, loaded.findings)
        try:
            ledger = _complete(_read_ledger(campaign))
        except CannotEditError as error:
            ledger = _BOOK.unreadable(str(error))
        if ledger.value is None:
            return Outcome(None, ledger.findings)
        return _collect(loaded.value, ledger.value, today, passwords, progress)


def rectification_so_far(campaign: Campaign, today: dt.date, lists: Collection[str]) -> RectificationProgress | None:
    """The progress as it stands in 整改清单.xlsx; None if that cannot be read or names no problem.

    ``lists``: SHA-256 of the lists in 2收回.
    """
    ledger = _read_ledger(campaign)
    if ledger.value is None or not ledger.value.rows:
        return None
    known = read_collected_lists(campaign)
    found = progress_of([row.item for row in ledger.value.rows], known.answered, today)
    return replace(found, uncollected=len(set(lists) - known.digests))


# ---------------------------------------------------------------- 整改清单.xlsx


def _read_ledger(campaign: Campaign) -> Outcome[_Ledger | None]:
    """The list of all persons. Findings: ``rectify.no-list``, ``rectify.list-unreadable``."""
    if not os.path.lexists(campaign.folder / _PATH):
        return Outcome(None, (Finding("rectify.no-list", Place(_PATH), {"file": RECTIFICATION_FILE}),))
    return _with_problems(_BOOK.read(campaign.folder))


def _with_problems(read: Outcome[TypedRows | None]) -> Outcome[_Ledger | None]:
    found = read.value
    return Outcome(None if found is None else _Ledger(found, read_ledger(found.records)), read.findings)


def _complete(read: Outcome[_Ledger | None]) -> Outcome[_Ledger | None]:
    """The list with the columns that an earlier version did not have. Raises CannotEditError."""
    if read.value is None or len(read.value.found.columns) == len(RECTIFICATION_TABLE.columns):
        return read
    found = read.value.found
    more = add_missing(found.data, {found.sheet.name: found.sheet.rows}, {found.sheet.name: RECTIFICATION_TABLE})
    again = _with_problems(_BOOK.read_bytes(more.data, found.digest))
    return Outcome(again.value and replace(again.value, lost=more.lost), again.findings)


# ---------------------------------------------------------------- collecting


def _collect(
    loaded: Loaded, ledger: _Ledger, today: dt.date, passwords: tuple[str, ...], progress: Progress | None
) -> Outcome[Rectified | None]:
    """Read the lists, put them into the rows, write."""
    campaign, scheme = loaded.campaign, loaded.scheme
    cached = load_readings(loaded)
    received = gather(scheme, setup_of(loaded, passwords), progress=progress, kept=cached)
    if not read_destroyed(campaign).destructions:
        save_readings(loaded, cached, received.kept)
    lists = [
        RectificationAnswer(path, r.sha256, r.rectification) for path, r in received.replies.items() if r.rectification
    ]
    before = read_collected_lists(campaign)
    chosen = choose_answers(scheme, loaded.secret, sorted(lists, key=lambda each: each.file))
    filled = fill_in(ledger.rows, chosen.used, before, scheme)
    archives = (
        CollectedFile(file.path, file.sha256, "", used=False)
        for file in received.files
        if file.is_beside_the_result and not file.is_rectification
    )
    files = _on_record((*chosen.files, *archives), chosen, before)
    now = CollectedLists(files, tuple(filled.written.values()))
    refused = (finding for finding in received.findings if finding.code.startswith("rectify."))
    findings = in_order((*refused, *chosen.findings, *filled.findings))
    cells = dict(_cells(ledger, filled, now.answered, today))
    written = _write(loaded, ledger, cells, now)
    if has_errors(written):
        return Outcome(None, (*findings, *written))
    items = [*(row.item for row in filled.rows), *filled.added]
    was = {row.row: row.item for row in ledger.rows}
    changed = sum(row.item != was[row.row] for row in filled.rows)
    shown = progress_of(items, now.answered, today)
    return Outcome(Rectified(shown, changed, len(filled.added)), (*findings, *written))


def _on_record(here: Sequence[CollectedFile], chosen: Answers, before: CollectedLists) -> tuple[CollectedFile, ...]:
    """The files that go on record: what lies here, and what has lain here before.

    Whoever has answered before has answered, even if his list is gone, or in doubt by now.
    """
    known = {(each.file, each.sha256): each for each in before.files}
    stands = {key: replace(each, used=each.used and each.ratee not in chosen.used) for key, each in known.items()}
    now = {(each.file, each.sha256): each for each in here}
    kept = {key: stands[key] if key in stands and stands[key].used else each for key, each in now.items()}
    return (*(each for key, each in stands.items() if key not in now), *kept.values())


def _cells(
    ledger: _Ledger, filled: Filled, answered: Collection[str], today: dt.date
) -> Iterator[tuple[tuple[str, int, int], str]]:
    """Yield the cells that are to say something else: answers, 整改进度, and the rows of added problems."""
    was, page, columns = {row.row: row.item for row in ledger.rows}, ledger.found.sheet, ledger.found.columns
    for row in filled.rows:
        before, word = was[row.row], progress_in_words(row.item, today, answered=row.item.code in answered)
        for at, column in enumerate(ANSWERED):
            if row.item.typed[at] != before.typed[at]:
                yield (page.name, row.row, columns[column]), row.item.typed[at]
        if page.rows[row.row][columns[PROGRESS]] != word:
            yield (page.name, row.row, columns[PROGRESS]), word
    first = _after_the_last(page)
    for number, item in enumerate(filled.added, first):
        for column, text in _texts(item, progress_in_words(item, today, answered=True)).items():
            if text:
                yield (page.name, number, columns[column]), text


def _after_the_last(page: Sheet) -> int:
    """The first row below everything that stands on the sheet."""
    filled = (number for number, row in enumerate(page.rows) if any(cell != "" for cell in row))
    return max(filled, default=0) + 1


def _texts(item: Item, progress: str) -> Mapping[str, str]:
    """The texts of a row by heading."""
    who = {"编号": item.code, "单位": item.unit, "姓名": item.name, "问题": item.problem, "问题来源": item.source}
    return who | dict(zip(ANSWERED, item.typed, strict=False)) | {PROGRESS: progress}


def _write(
    loaded: Loaded, ledger: _Ledger, cells: Mapping[tuple[str, int, int], str], now: CollectedLists
) -> tuple[Finding, ...]:
    """Write the list where a cell changes, and the record. Findings of severity 错误: nothing was written."""
    campaign, place = loaded.campaign, Place(_PATH)
    content, lost = dict[str, bytes](), ledger.lost
    if digest_of(campaign.decided / RECTIFICATION_FILE) != ledger.found.digest:
        return (Finding("write.saved-meanwhile", place, {"file": RECTIFICATION_FILE}),)
    if cells:
        for lock in locks_of(campaign.decided / RECTIFICATION_FILE):
            return (Finding("rectify.list-open", place, {"file": RECTIFICATION_FILE, "lock": lock}),)
        try:
            content[RECTIFICATION_FILE], more = with_rows(ledger.found.data, cells)
        except CannotEditError as error:
            return _BOOK.unreadable(str(error)).findings
        lost = tuple(dict.fromkeys((*lost, *more)))
    said = collected_object(campaign_object(loaded.scheme, loaded.id), now)
    content[RECTIFICATION_RECORD] = as_json(signed_object(said, loaded.secret, RECTIFICATION_RECORD))
    keep = {name: digest_of(campaign.decided / name) or "" for name in content}
    if lost:
        del keep[RECTIFICATION_FILE]  # so that a copy goes to 备份
    faults = write_all(campaign.decided, content, keep=keep)
    if faults:
        return faults
    note_signed(campaign, loaded.secret, loaded.notes, RECTIFICATION_RECORD)
    told = {"file": RECTIFICATION_FILE, "lost": "、".join(lost)}
    return (Finding("rectify.lost", place, told),) if lost else ()
