"""``rectify`` (整改回报): the 整改清单 that came back, put into the list of all persons in 4审定.

A command of its own: it goes on for months after the decision, when the ballots may have been destroyed and nothing can
be counted any more, and it must touch neither the result nor the decision. 整改清单.xlsx is changed in place, so that
whatever people did to it stays.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from pathlib import Path

from lianping_xlsx.app.campaign import Campaign, Loaded, load, note_signed
from lianping_xlsx.app.lock import exclusive_lock
from lianping_xlsx.app.rectification_state import (
    LEDGER_BOOK,
    LEDGER_PATH,
    GatheredLists,
    collect_lists,
    read_rectification_ledger,
    with_all_columns,
)
from lianping_xlsx.app.storage import digest_of, write_all
from lianping_xlsx.core.campaign_names import DECIDED, RECTIFICATION_FILE, RECTIFICATION_RECORD
from lianping_xlsx.core.findings import Finding, Outcome, Place, has_errors
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.core.safe_open import locks_of
from lianping_xlsx.core.signing import signed_object
from lianping_xlsx.core.stages import Progress
from lianping_xlsx.decision.rectification import Item
from lianping_xlsx.decision.rectification_ledger import collected_object
from lianping_xlsx.decision.rectification_progress import RectificationProgress, progress_in_words
from lianping_xlsx.decision.result_json import as_json, campaign_object
from lianping_xlsx.forms.rectification_list import ANSWERED, PROGRESS
from lianping_xlsx.spreadsheet.editing import CannotEditError, with_rows


@dataclass(frozen=True)
class Rectified:
    """The outcome of ``rectify``: the progress now, and the numbers of problems whose answers are new or added."""

    progress: RectificationProgress
    changed: int
    added: int


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
            ledger = with_all_columns(read_rectification_ledger(campaign))
        except CannotEditError as error:
            ledger = LEDGER_BOOK.unreadable(str(error))
        if ledger.value is None:
            return Outcome(None, ledger.findings)
        found = collect_lists(loaded.value, ledger.value, today, passwords, progress)
        return _written(loaded.value, found, today)


def _written(loaded: Loaded, found: GatheredLists, today: dt.date) -> Outcome[Rectified | None]:
    """The outcome, after the list and the record have been written."""
    faults = _write(loaded, found, dict(_cells(found, today)))
    findings = (*found.findings, *faults)
    if has_errors(faults):
        return Outcome(None, findings)
    was = {row.row: row.item for row in found.ledger.rows}
    changed = sum(row.item != was[row.row] for row in found.filled.rows)
    return Outcome(Rectified(found.progress(today), changed, len(found.filled.added)), findings)


def _cells(found: GatheredLists, today: dt.date) -> Iterator[tuple[tuple[str, int, int], str]]:
    """Yield the cells that are to say something else: answers, 整改进度, and the rows of added problems."""
    was, page, columns = {row.row: row.item for row in found.ledger.rows}, found.ledger.found.sheet, _columns(found)
    for row in found.rows:
        item, before = row.item, was.get(row.row)
        answered = before is None or item.code in found.now.answered
        word = progress_in_words(item, found.deadlines, today, answered=answered)
        if before is None:
            texts = {column: text for column, text in _texts(item, word).items() if text}
        else:
            typed = zip(ANSWERED, item.typed, before.typed, strict=False)
            texts = {column: now for column, now, then in typed if now != then}
            texts |= {} if page.rows[row.row][columns[PROGRESS]] == word else {PROGRESS: word}
        for column, text in texts.items():
            yield (page.name, row.row, columns[column]), text


def _columns(found: GatheredLists) -> Mapping[str, int]:
    return found.ledger.found.columns


def _texts(item: Item, progress: str) -> Mapping[str, str]:
    """The texts of a row by heading."""
    who = {"编号": item.code, "单位": item.unit, "姓名": item.name, "问题": item.problem, "问题来源": item.source}
    return who | dict(zip(ANSWERED, item.typed, strict=False)) | {PROGRESS: progress}


def _write(loaded: Loaded, found: GatheredLists, cells: Mapping[tuple[str, int, int], str]) -> tuple[Finding, ...]:
    """Write the list where a cell changes, and the record. Findings of severity 错误: nothing was written."""
    campaign, place, ledger = loaded.campaign, Place(LEDGER_PATH), found.ledger
    content, lost = dict[str, bytes](), ledger.lost
    if digest_of(campaign.decided / RECTIFICATION_FILE) != ledger.found.digest:
        return (Finding("write.saved-meanwhile", place, {"file": RECTIFICATION_FILE}),)
    if cells:
        for lock in locks_of(campaign.decided / RECTIFICATION_FILE):
            return (Finding("rectify.list-open", place, {"file": RECTIFICATION_FILE, "lock": lock}),)
        try:
            content[RECTIFICATION_FILE], more = with_rows(ledger.found.data, cells)
        except CannotEditError as error:
            return LEDGER_BOOK.unreadable(str(error)).findings
        lost = tuple(dict.fromkeys((*lost, *more)))
    said = collected_object(campaign_object(loaded.scheme, loaded.id), found.now)
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
