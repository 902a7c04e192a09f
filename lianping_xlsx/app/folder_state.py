"""What ``watch`` sees of a campaign, and how it is woken: what lies there is the truth, news of changes only an alarm.

Network folders tell nothing of what others put there, and elsewhere news may be lost; so we look for ourselves.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from lianping_xlsx.app.campaign_folder import Campaign
from lianping_xlsx.core.campaign_names import SUMMARY, VERSIONS_FILE
from lianping_xlsx.intake.sources.folder import is_unsettled, list_files

if TYPE_CHECKING:
    from watchfiles.main import FileChange

_CHOICES = f"../{SUMMARY}/{VERSIONS_FILE}"
_LOOK_EVERY = 10.0
"""Seconds without news, after which we look all the same."""
_POLL_EVERY = 2.0
"""Seconds between looks where there never is any news."""


@dataclass(frozen=True, slots=True)
class FolderState:
    """What a merge depends on: size and time of the scheme, of what was chosen between versions, and of each reply, by
    path; what is open or arriving.
    """

    files: Mapping[str, tuple[int, float]] = field(default_factory=dict)
    unsettled: frozenset[str] = frozenset()

    def calls_for_merge(self, merged: FolderState) -> bool:
        """Whether a merge now might give another result than one at the sight of ``merged``.

        A workbook that has just been opened changes nothing; one that was open then and is closed now does.
        """
        return self.files != merged.files or not merged.unsettled <= self.unsettled

    def with_written(self, after: FolderState) -> FolderState:
        """The sight of a merge with what it wrote itself, as that looks ``after`` it."""
        files = {path: facts for path, facts in self.files.items() if path != _CHOICES}
        return FolderState(files | {path: f for path, f in after.files.items() if path == _CHOICES}, self.unsettled)


def look(campaign: Campaign) -> FolderState:
    """The sight of now."""
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
    return FolderState(files, frozenset(unsettled))


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
