"""``watch``: merge again as replies arrive, until somebody stops it. One merge that fails does not end it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import count
from pathlib import Path

from lianping_xlsx.app.campaign import no_scheme
from lianping_xlsx.app.campaign_folder import Campaign
from lianping_xlsx.app.decision_files import table_locks
from lianping_xlsx.app.destroyed_ballots import nothing_to_read
from lianping_xlsx.app.folder_state import ChangeAlarm, FolderState, look
from lianping_xlsx.app.garbage_collection import clear_away
from lianping_xlsx.app.last_merge import MergeReport
from lianping_xlsx.app.options import NOTHING_GIVEN, Options
from lianping_xlsx.app.repeat_merge import merge_again
from lianping_xlsx.core.campaign_names import DECISION_PATH, RECEIVED, VERSIONS_PATH
from lianping_xlsx.core.findings import Finding, Outcome, Place
from lianping_xlsx.decision.overview import Overview


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds. ``quiet``: nothing has changed for so long, then it is settled; ``patience``: but no longer than this
    for a workbook that stays open or files that never come to rest; ``retry``: after a merge that failed.
    """

    step: float = 0.5
    quiet: float = 2.0
    patience: float = 60.0
    retry: float = 30.0


@dataclass(frozen=True, slots=True)
class Round:
    """One merge: what had changed (paths in 2收回) since the one before, what was open, what came of it.

    ``number`` counts from 1; before the first nothing had changed. ``outcome`` is an exception where the program
    itself failed.
    """

    number: int
    came: tuple[str, ...]
    changed: tuple[str, ...]
    gone: tuple[str, ...]
    unsettled: tuple[str, ...]
    outcome: Outcome[MergeReport | None] | Exception

    @property
    def shown(self) -> Overview | None:
        """What there is to see of the merge, if it was made."""
        made = None if isinstance(self.outcome, Exception) else self.outcome.value
        return made.overview if made else None


@dataclass(frozen=True)
class Watcher:
    """The loop, and what it works with: ``wait`` returns when something may have changed, or after a while."""

    look: Callable[[], FolderState]
    merge: Callable[[], Outcome[MergeReport | None]]
    wait: Callable[[], None]
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    pace: Pace = Pace()

    def rounds(self) -> Iterator[Round]:
        """A round at once, then one for each change; no end."""
        before = sight = self.look()
        for number in count(1):
            round_ = _round(number, before, sight, self._outcome())
            before = sight.with_written(self.look())
            yield round_
            sight = self._next(before, failed=round_.shown is None)

    def _outcome(self) -> Outcome[MergeReport | None] | Exception:
        """A fault of our own must not end a watch that nobody looks at for hours; it is told all the same."""
        try:
            return self.merge()
        except Exception as fault:
            return fault

    def _next(self, merged: FolderState, *, failed: bool) -> FolderState:
        """The sight at which to merge again."""
        since = self.clock()
        while True:
            self.wait()
            if self.look().calls_for_merge(merged):
                settled = self._settled()
                if settled.calls_for_merge(merged):  # what was opened may have been closed again, untouched
                    return settled
            if failed and self.clock() - since >= self.pace.retry:
                return self.look()

    def _settled(self) -> FolderState:
        """The sight once nothing moves any more, nothing is open and nothing half there; or patience is at its end."""
        began = still_since = self.clock()
        sight = self.look()
        while True:
            now = self.clock()
            at_rest = now - still_since >= self.pace.quiet and not sight.unsettled
            if at_rest or now - began >= self.pace.patience:
                return sight
            self.sleep(self.pace.step)
            seen, sight = sight, self.look()
            if sight != seen:
                still_since = self.clock()


def _round(
    number: int, before: FolderState, sight: FolderState, outcome: Outcome[MergeReport | None] | Exception
) -> Round:
    old, new = before.files, sight.files
    return Round(
        number=number,
        came=tuple(sorted(new.keys() - old.keys())),
        changed=tuple(sorted(path for path in new.keys() & old.keys() if new[path] != old[path])),
        gone=tuple(sorted(old.keys() - new.keys())),
        unsettled=tuple(sorted(sight.unsettled)),
        outcome=outcome,
    )


def not_watchable(folder: Path) -> tuple[Finding, ...]:
    """Why there is nothing to watch: no scheme or no 2收回, most likely another folder was meant; ballots destroyed."""
    campaign = Campaign(folder)
    if not campaign.scheme.is_file():
        return (no_scheme(folder),)
    return (*_no_received(campaign), *nothing_to_read(campaign))


def watch_returns(folder: Path, given: Options = NOTHING_GIVEN, *, poll: bool = False) -> Iterator[Round]:
    """Merge now, and again whenever 2收回 or the scheme has changed and come to rest.

    等次审定表 is not watched, for what is typed there changes no result, a choice in 版本对照 is; while one of them is
    open, nothing is merged.
    ``poll``: ask the system for no news, look every other second.
    """
    campaign = Campaign(folder)
    merge = partial(_merge, campaign, given)
    return Watcher(partial(look, campaign), merge, ChangeAlarm(campaign.received, poll=poll).wait).rounds()


def _merge(campaign: Campaign, given: Options) -> Outcome[MergeReport | None]:
    """A merge unless it could do harm: as if nothing had come back, or over decisions that are being typed."""
    clear_away()
    faults = (*_no_received(campaign), *_table_open(campaign))
    if faults:
        return Outcome(None, faults)
    return merge_again(campaign.folder, given)


def _no_received(campaign: Campaign) -> Iterator[Finding]:
    if not campaign.received.is_dir():
        yield Finding("watch.no-received", Place(RECEIVED), {"folder": str(campaign.received)})


def _table_open(campaign: Campaign) -> Iterator[Finding]:
    for path in (DECISION_PATH, VERSIONS_PATH):
        name = path.rpartition("/")[2]
        for lock in table_locks(campaign, name):
            yield Finding("watch.table-open", Place(path), {"file": name, "lock": lock})
