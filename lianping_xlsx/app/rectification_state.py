"""The progress of the rectification (整改): 整改清单.xlsx as it lies there, and the lists that came back read into it.

Nothing is written.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Collection, Mapping, Sequence

from lianping_xlsx.app.cache import load_readings, save_readings
from lianping_xlsx.app.campaign import Campaign, Loaded
from lianping_xlsx.app.campaign_records import first_decision_day, read_collected_lists, read_destroyed
from lianping_xlsx.app.judged_returns import in_order, setup_of
from lianping_xlsx.app.typed_book import TypedBook, TypedRows
from lianping_xlsx.core.campaign_names import DECIDED, RECTIFICATION_FILE
from lianping_xlsx.core.findings import Finding, Outcome, Place
from lianping_xlsx.core.light_dataclass import dataclass, replace
from lianping_xlsx.core.stages import Progress
from lianping_xlsx.decision.rectification import LedgerRow, read_ledger, rows_with_persons
from lianping_xlsx.decision.rectification_deadlines import Deadlines
from lianping_xlsx.decision.rectification_ledger import (
    Answers,
    CollectedFile,
    CollectedLists,
    Filled,
    RectificationAnswer,
    choose_answers,
    fill_in,
)
from lianping_xlsx.decision.rectification_progress import LedgerCells, RectificationProgress, progress_of
from lianping_xlsx.forms.rectification_list import RECTIFICATION_TABLE
from lianping_xlsx.intake.gather import gather
from lianping_xlsx.spreadsheet.additions import add_missing

LEDGER_PATH = f"{DECIDED}/{RECTIFICATION_FILE}"
LEDGER_BOOK = TypedBook(LEDGER_PATH, RECTIFICATION_TABLE, "rectify.list-unreadable", rows_with_persons)


@dataclass(frozen=True)
class Ledger:
    """整改清单.xlsx as it was read, and its rows with problems. ``lost``: what it no longer holds with more columns."""

    found: TypedRows
    rows: tuple[LedgerRow, ...]
    lost: tuple[str, ...] = ()

    @property
    def cells(self) -> LedgerCells:
        """Its cells, for findings on what stands in them, or is going to."""
        return LedgerCells(LEDGER_PATH, self.found.sheet.name, self.found.columns)


def read_rectification_ledger(campaign: Campaign) -> Outcome[Ledger | None]:
    """The list of all persons. Findings: ``rectify.no-list``, ``rectify.list-unreadable``."""
    if not os.path.lexists(campaign.folder / LEDGER_PATH):
        return Outcome(None, (Finding("rectify.no-list", Place(LEDGER_PATH), {"file": RECTIFICATION_FILE}),))
    return _with_problems(LEDGER_BOOK.read(campaign.folder))


def _with_problems(read: Outcome[TypedRows | None]) -> Outcome[Ledger | None]:
    found = read.value
    return Outcome(None if found is None else Ledger(found, read_ledger(found.records)), read.findings)


def with_all_columns(read: Outcome[Ledger | None]) -> Outcome[Ledger | None]:
    """The list with the columns that an earlier version did not have. Raises CannotEditError."""
    if read.value is None or len(read.value.found.columns) == len(RECTIFICATION_TABLE.columns):
        return read
    found = read.value.found
    more = add_missing(found.data, {found.sheet.name: found.sheet.rows}, {found.sheet.name: RECTIFICATION_TABLE})
    again = _with_problems(LEDGER_BOOK.read_bytes(more.data, found.digest))
    return Outcome(again.value and replace(again.value, lost=more.lost), again.findings)


def rectification_so_far(
    campaign: Campaign, today: dt.date, lists: Collection[str]
) -> Outcome[RectificationProgress | None]:
    """The progress as it stands in 整改清单.xlsx; None if that cannot be read or names no problem.

    ``lists``: SHA-256 of the lists in 2收回. Findings: as of ``read_rectification_ledger``, ``rectify.unclear``.
    """
    read = read_rectification_ledger(campaign)
    if read.value is None or not read.value.rows:
        return Outcome(None, read.findings)
    known = read_collected_lists(campaign)
    deadlines = known.deadlines(first_decision_day(campaign))
    found = progress_of([row.item for row in read.value.rows], known.answered, deadlines, today)
    unclear = read.value.cells.unclear_words(read.value.rows)
    return Outcome(replace(found, uncollected=len(set(lists) - known.digests)), (*read.findings, *unclear))


def unread_so_far(campaign: Campaign) -> tuple[Finding, ...]:
    """``rectify.deadline-unread`` for 整改清单.xlsx as it lies there; nothing where it cannot be read."""
    ledger = read_rectification_ledger(campaign).value
    if ledger is None:
        return ()
    deadlines = read_collected_lists(campaign).deadlines(first_decision_day(campaign))
    return tuple(ledger.cells.unread_deadlines(ledger.rows, deadlines))


# ---------------------------------------------------------------- the lists that came back


@dataclass(frozen=True)
class GatheredLists:
    """The lists in 2收回, read into the list of all persons.

    ``now``: what goes on record. ``rows``: of the list of all persons, those of problems that a person added last.
    ``findings``: on the lists, and on what now stands in the rows. ``faults``: the codes of those on the lists of each
    ratee, keyed by his code.
    """

    ledger: Ledger
    filled: Filled
    now: CollectedLists
    deadlines: Deadlines
    rows: tuple[LedgerRow, ...]
    findings: tuple[Finding, ...]
    faults: Mapping[str, Sequence[str]]

    def progress(self, today: dt.date) -> RectificationProgress:
        """The progress of the rectification with these lists."""
        return progress_of([row.item for row in self.rows], self.now.answered, self.deadlines, today)


def collect_lists(
    loaded: Loaded, ledger: Ledger, today: dt.date, passwords: tuple[str, ...], progress: Progress | None
) -> GatheredLists:
    """Read the lists in 2收回 into the rows. Findings: ``rectify.*``."""
    campaign, scheme = loaded.campaign, loaded.scheme
    cached = load_readings(loaded)
    received = gather(scheme, setup_of(loaded, passwords), progress=progress, kept=cached)
    if not read_destroyed(campaign).destructions:
        save_readings(loaded, cached, received.kept)
    lists = [
        RectificationAnswer(path, r.sha256, r.rectification) for path, r in received.replies.items() if r.rectification
    ]
    before, decided = read_collected_lists(campaign), first_decision_day(campaign)
    chosen = choose_answers(scheme, loaded.secret, sorted(lists, key=lambda each: each.file), today)
    filled = fill_in(ledger.rows, chosen.used, before, scheme, (decided, today))
    archives = (
        CollectedFile(file.path, file.sha256, "", used=False)
        for file in received.files
        if file.is_beside_the_result and not file.is_rectification
    )
    now = CollectedLists(_on_record((*chosen.files, *archives), chosen, before), tuple(filled.written.values()))
    added = (LedgerRow(number, item) for number, item in enumerate(filled.added, _after_the_last(ledger)))
    rows, deadlines = (*filled.rows, *added), now.deadlines(decided)
    refused = (finding for finding in received.findings if finding.code.startswith("rectify."))
    cells = ledger.cells
    found = in_order((*refused, *chosen.findings, *filled.findings, *cells.unclear_words(rows)))
    # Last, for there may be many, and they stand in 整改进度 as well.
    findings = (*found, *cells.unread_deadlines(rows, deadlines))
    return GatheredLists(ledger, filled, now, deadlines, rows, findings, chosen.faults)


def _on_record(here: Sequence[CollectedFile], chosen: Answers, before: CollectedLists) -> tuple[CollectedFile, ...]:
    """The files that go on record: what lies here, and what has lain here before.

    Whoever has answered before has answered, even if his list is gone, or in doubt by now.
    """
    known = {(each.file, each.sha256): each for each in before.files}
    stands = {key: replace(each, used=each.used and each.ratee not in chosen.used) for key, each in known.items()}
    now = {(each.file, each.sha256): each for each in here}
    kept = {key: stands[key] if key in stands and stands[key].used else each for key, each in now.items()}
    return (*(each for key, each in stands.items() if key not in now), *kept.values())


def _after_the_last(ledger: Ledger) -> int:
    """The first row below everything that stands on the sheet."""
    filled = (number for number, row in enumerate(ledger.found.sheet.rows) if any(cell != "" for cell in row))
    return max(filled, default=0) + 1
