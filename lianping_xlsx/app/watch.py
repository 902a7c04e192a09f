"""``watch``: merge again as replies arrive, until somebody stops it. One merge that fails does not end it.

What lies in the folder is the truth, news of changes only an alarm: network folders tell nothing of what others put
there, and elsewhere news may be lost; so the folder is looked at all the same.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import time
from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import field
from functools import partial
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from lianping_xlsx.app.campaign import Campaign
from lianping_xlsx.app.campaign_records import nothing_to_read, table_locks
from lianping_xlsx.app.garbage_collection import clear_away
from lianping_xlsx.app.merge import MergeReport, merge
from lianping_xlsx.app.options import NO_OPTIONS, Options
from lianping_xlsx.app.scheme_file import no_scheme
from lianping_xlsx.core import safe_open
from lianping_xlsx.core.campaign_names import DECISION_PATH, RECEIVED, SUMMARY, VERSIONS_FILE, VERSIONS_PATH
from lianping_xlsx.core.findings import Finding, Outcome, Place
from lianping_xlsx.core.light_dataclass import dataclass, replace
from lianping_xlsx.core.stages import Progress
from lianping_xlsx.decision.overview import Overview
from lianping_xlsx.intake.sources.folder import is_unsettled, list_files

if TYPE_CHECKING:
    from watchfiles.main import FileChange


# ---------------------------------------------------------------- what is watched

_CHOICES = f"../{SUMMARY}/{VERSIONS_FILE}"
_LOOK_EVERY = 10.0
"""Seconds without news, after which we look all the same."""
_POLL_EVERY = 2.0
"""Seconds between looks where there never is any news."""


@dataclass(frozen=True, slots=True)
class FolderState:
    """The files that a merge depends on: size and time of the scheme, of 版本对照.xlsx and of each reply, by path.

    ``unsettled``: paths of files that are open or arriving. ``day``: the date, on which drafts of mails depend.
    """

    files: Mapping[str, tuple[int, float]] = field(default_factory=dict)
    unsettled: frozenset[str] = frozenset()
    day: dt.date = dt.date.min

    def calls_for_merge(self, merged: FolderState) -> bool:
        """True if a merge now might give another result than one at the state ``merged``.

        A workbook that has just been opened changes nothing; one that was open then and is closed now does.
        """
        return (self.files, self.day) != (merged.files, merged.day) or not merged.unsettled <= self.unsettled

    def with_written(self, after: FolderState) -> FolderState:
        """The state that was merged, with what the merge wrote itself as that lies there ``after`` it."""
        files = {path: facts for path, facts in self.files.items() if path != _CHOICES}
        return replace(self, files=files | {path: f for path, f in after.files.items() if path == _CHOICES})


def folder_state(campaign: Campaign) -> FolderState:
    """The state as it is now."""
    files: dict[str, tuple[int, float]] = {}
    unsettled: set[str] = set()
    for found in list_files(campaign.received):
        if is_unsettled(found.path.rpartition("/")[2]):
            unsettled.add(found.path)
        elif not found.ignored:
            files[found.path] = (found.size, found.modified)
    for path, place in ((f"../{campaign.scheme.name}", campaign.scheme), (_CHOICES, campaign.summary / VERSIONS_FILE)):
        with contextlib.suppress(OSError):
            facts = place.stat()
            files[path] = (facts.st_size, facts.st_mtime)
    return FolderState(files, frozenset(unsettled), safe_open.today())


class ChangeAlarm:
    """Rings when something may have changed in a folder, and now and then without that.

    Raises nothing: where the system gives no news (no such watch left, a strange file system), it is asked no more.
    """

    def __init__(self, folder: Path, *, poll: bool) -> None:
        self._news = None if poll else _news(folder)

    def wait(self) -> None:
        """Until something stirs, but no longer than some seconds."""
        if self._news is not None:
            try:
                next(self._news)
            except (OSError, RuntimeError, StopIteration):
                self._news = None
            return
        time.sleep(_POLL_EVERY)


def _news(folder: Path) -> Generator[set[FileChange], None, None]:
    """Changes as the system tells of them; an empty set from time to time."""
    from watchfiles import watch  # brings an event loop along that nobody else needs

    timeout = int(_LOOK_EVERY * 1_000)
    return watch(
        folder, watch_filter=None, rust_timeout=timeout, yield_on_timeout=True,
        force_polling=False, ignore_permission_denied=True,
    )  # fmt: skip


# ---------------------------------------------------------------- when to merge


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
    itself failed. ``new_day``: the date is another one.
    """

    number: int
    came: tuple[str, ...]
    changed: tuple[str, ...]
    gone: tuple[str, ...]
    unsettled: tuple[str, ...]
    outcome: Outcome[MergeReport | None] | Exception
    new_day: bool = False

    @property
    def shown(self) -> Overview | None:
        """The overview of the merge; None where none was made."""
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
        """A round at once, then one for each change and each new day; no end."""
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
        """The state at which to merge again."""
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
        """The state once nothing moves any more, nothing is open and nothing half there; or patience is at its end."""
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
        new_day=sight.day != before.day,
    )


def not_watchable(folder: Path) -> tuple[Finding, ...]:
    """The reasons not to watch: no scheme or no 2收回, as another folder was meant; or ballots were destroyed."""
    campaign = Campaign(folder)
    if not campaign.scheme.is_file():
        return (no_scheme(folder),)
    return (*_no_received(campaign), *nothing_to_read(campaign))


Shown = Callable[[], contextlib.AbstractContextManager[Progress | None]]
"""A function that gives a context; within it the progress of a merge is shown."""


def watch_returns(
    folder: Path, options: Options = NO_OPTIONS, *, poll: bool = False, shown: Shown = contextlib.nullcontext
) -> Iterator[Round]:
    """Merge now, and again whenever 2收回 or the scheme has changed and come to rest, or a day has passed.

    等次审定表 is not watched, for what is typed there changes no result, a choice in 版本对照 is; while one of them is
    open, nothing is merged.
    ``poll``: ask the system for no news, look every other second.
    """
    campaign = Campaign(folder)
    look, merge_round = partial(folder_state, campaign), partial(_merge_round, campaign, options, shown)
    return Watcher(look, merge_round, ChangeAlarm(campaign.received, poll=poll).wait).rounds()


def _merge_round(campaign: Campaign, options: Options, shown: Shown) -> Outcome[MergeReport | None]:
    """A merge unless it could do harm: as if nothing had come back, or over decisions that are being typed."""
    clear_away()
    faults = (*_no_received(campaign), *_table_open(campaign))
    if faults:
        return Outcome(None, faults)
    with shown() as progress:
        return merge(campaign.folder, options, progress=progress)


def _no_received(campaign: Campaign) -> Iterator[Finding]:
    if not campaign.received.is_dir():
        yield Finding("watch.no-received", Place(RECEIVED), {"folder": str(campaign.received)})


def _table_open(campaign: Campaign) -> Iterator[Finding]:
    for path in (DECISION_PATH, VERSIONS_PATH):
        name = path.rpartition("/")[2]
        for lock in table_locks(campaign, name):
            yield Finding("watch.table-open", Place(path), {"file": name, "lock": lock})
