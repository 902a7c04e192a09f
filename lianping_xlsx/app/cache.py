"""The cache in .lianping/cache: readings of replies, what copies in 退回 were made of, what the last merge reported.

No run depends on it, and no fault of it makes a run fail. All files are signed with the campaign's key, and used only
by the installed program that wrote them, down to its last module. What readings are made of is imported only with them:
a merge that finds nothing changed has no need of it.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import hmac
import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import lianping_xlsx
from lianping_xlsx.app.campaign import Campaign, read_key
from lianping_xlsx.app.options import Options
from lianping_xlsx.app.page_progress import as_written
from lianping_xlsx.app.storage import MOST_BYTES, digest_of, named_alike, write_private
from lianping_xlsx.core import safe_open
from lianping_xlsx.core.campaign_names import DECISION_RECORD, MEETING_FILE, SUBMITTED_FILE, TEMPLATES
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.core.safe_open import read_regular
from lianping_xlsx.core.signing import content_of, signed
from lianping_xlsx.core.typed_json import as_plain, as_type, json_object
from lianping_xlsx.intake.sources.folder import FoundFile, list_files

if TYPE_CHECKING:
    from lianping_xlsx.app.campaign import Loaded
    from lianping_xlsx.app.summary_outputs import Merged
    from lianping_xlsx.decision.overview import Overview
    from lianping_xlsx.intake.workers.reading_cache import CachedReadings


_READERS = ("python_calamine", "openpyxl", "msoffcrypto")
"""Libraries that a reading depends on. Their files are listed, since importlib.metadata takes much longer."""


@cache
def program_fingerprint() -> str:
    """A digest of the version, and of name, size and time of every module and of the reading libraries.

    It is computed once per process: a running process keeps its code, whatever is installed meanwhile.
    """
    parts = [lianping_xlsx.__version__, sys.version, *_modules(Path(lianping_xlsx.__file__).parent)]
    for library in _READERS:
        spec = find_spec(library)
        for place in (spec.submodule_search_locations or ()) if spec else ():
            parts += _files(Path(place))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _modules(folder: Path) -> Iterator[str]:
    """One line per file below a folder; during development the version stays the same while modules change.

    What Python compiles is left out: it is made while the program runs, and is no other program.
    """
    yield from _files(folder)
    inner = (entry for entry in os.scandir(folder) if entry.is_dir(follow_symlinks=False))
    for path in sorted(entry.path for entry in inner if entry.name != "__pycache__"):
        yield from _modules(Path(path))


def _files(folder: Path) -> list[str]:
    facts = ((entry.name, entry.stat()) for entry in os.scandir(folder) if entry.is_file())
    return sorted(f"{folder.name}/{name} {fact.st_size} {fact.st_mtime_ns}" for name, fact in facts)


_PURPOSE = "merge 3"
_MOST_BYTES = 50 << 20
"""A larger file is not looked at to compare it: what it lies among is merged anew."""


@dataclass(frozen=True, slots=True)
class MergeInputs:
    """A campaign as it lay there when the command came.

    ``fixed``: a digest of all that a merge depends on, but for the contents of the replies and of last year's folder.
    """

    campaign: Campaign
    secret: bytes
    files: tuple[FoundFile, ...]
    fixed: str


@dataclass(frozen=True, slots=True)
class _LastMerge:
    """The file: what a merge reported, and what that depends on. Digests (None: no file) of replies by path below
    2收回, of outputs by path below 3汇总, of last year's files by path from the campaign folder. ``overview``: as
    plain values. ``day``: of the merge. ``released``: digest of the record of releases, as the merge left it.
    """

    fixed: str
    replies: Mapping[str, str | None]
    outputs: Mapping[str, str | None]
    last_year: Mapping[str, str | None]
    overview: object
    day: dt.date = dt.date.min
    released: str | None = None


def renews_papers(campaign: Campaign, options: Options) -> bool:
    """True if a merge writes 上会材料 and 送审件: they are asked for, or one lies there since they were."""
    return options.meeting or any((campaign.summary / name).exists() for name in (MEETING_FILE, SUBMITTED_FILE))


def merge_inputs(campaign: Campaign, options: Options) -> MergeInputs | None:
    """The inputs as they lie there now. Of passwords only a keyed digest is kept.

    None where there is no key yet: the merge itself will say so.
    """
    secret = read_key(campaign)
    if secret is None:
        return None
    files = list_files(campaign.received)
    listed = [[found.path, found.modified, found.ignored, found.special] for found in files]
    told = [hmac.new(secret, word.encode("utf-8", "replace"), "sha256").hexdigest() for word in options.passwords]
    chosen = [list(options.prefer), str(options.last_year.resolve()) if options.last_year else None, *told]
    decided = digest_of(campaign.decided / DECISION_RECORD)
    digests = [digest_of(campaign.scheme), decided]
    if renews_papers(campaign, options):
        digests.append(digest_of(campaign.folder / TEMPLATES / MEETING_FILE) or MEETING_FILE)
        digests += named_alike(campaign.folder, MEETING_FILE)
        digests.append(digest_of(campaign.recount_record))
    fixed = json.dumps([program_fingerprint(), chosen, *digests, listed]).encode()
    return MergeInputs(campaign, secret, files, hashlib.sha256(fixed).hexdigest())


def recall(before: MergeInputs, today: dt.date | None = None) -> Overview | None:
    """The report of the last merge, if a merge now would report the same; else None.

    ``today``: the drafts in 退回 must be fit to be sent today. After a deadline they have other words than before it.
    """
    campaign = before.campaign
    try:
        content = content_of(read_regular(campaign.last_merge, MOST_BYTES), before.secret, _PURPOSE)
    except OSError:
        return None
    last = as_type(_LastMerge, json_object(content or b""))
    if last is None or last.fixed != before.fixed or not _unchanged(campaign, last):
        return None
    from lianping_xlsx.decision.overview import Overview  # not needed before the replies are read

    overview = as_type(Overview, last.overview)
    return None if overview is None or (today and not _fit_to_send(overview, last.day, today)) else overview


def _fit_to_send(overview: Overview, written: dt.date, today: dt.date) -> bool:
    """True if no deadline has passed since the day on which the drafts were ``written``, or there are none."""
    deadlines = [deadline for deadline in overview.deadlines if deadline]
    drafts = any(name.endswith(".eml") for name in overview.written)
    return not (drafts and any((written > deadline) != (today > deadline) for deadline in deadlines))


def _unchanged(campaign: Campaign, last: _LastMerge) -> bool:
    """True if every file that was read or written still has the same content."""
    known = {name: digest for name, digest in last.outputs.items() if digest is not None}
    written = {**last.outputs, **as_written(campaign, known)}
    parts = (campaign.summary, written), (campaign.folder, last.last_year), (campaign.received, last.replies)
    same = all(_digest(root / name) == digest for root, files in parts for name, digest in files.items())
    return same and digest_of(campaign.release_record) == last.released


def _digest(path: Path) -> str | None:
    """None where there is no file, and of one that is too large to be looked at."""
    try:
        return digest_of(path) if path.stat().st_size <= _MOST_BYTES else None
    except OSError:
        return None


def remember(before: MergeInputs, merged: Merged, reported: Overview) -> None:
    """Keep what a merge reported, unless the folder has changed meanwhile or the next merge could report otherwise."""
    campaign = before.campaign
    unread = {found.path for found in before.files if found.ignored or found.special}
    replies = {file.path: file.sha256 for file in merged.data.files if not file.member and file.path not in unread}
    listed = {found.path for found in before.files} - unread
    if replies.keys() != listed or not all(replies.values()) or not merged.settled:
        return
    outputs = {name: _digest(campaign.summary / name) for name in reported.written}
    released = digest_of(campaign.release_record)
    last = _LastMerge(before.fixed, replies, outputs, merged.last_year, reported, safe_open.today(), released)
    with contextlib.suppress(OSError):  # read-only, full: the next merge will do it all again
        packed = signed(json.dumps(as_plain(last)).encode(), before.secret, _PURPOSE)
        write_private(campaign.last_merge, packed, lasting=False)


# ---------------------------------------------------------------- readings


def load_readings(loaded: Loaded) -> CachedReadings:
    """The readings that earlier runs have kept; none where there is no such file, or it cannot be read."""
    from lianping_xlsx.intake.workers.reading_cache import CachedReadings, unpack_cache

    program = program_fingerprint()
    try:
        return unpack_cache(read_regular(loaded.campaign.cached_readings, MOST_BYTES), loaded.secret, program)
    except OSError:
        return CachedReadings(program)


def save_readings(loaded: Loaded, before: CachedReadings, now: CachedReadings) -> None:
    """Keep what this run has read, where it is not what was kept before; where it keeps nothing, no file is left.

    What another program, key or scheme has kept is replaced or taken away: it may hold what is not kept any more.
    """
    from lianping_xlsx.intake.workers.reading_cache import pack_cache

    if now.circumstances == before.circumstances and now.readings.keys() == before.readings.keys():
        return
    with contextlib.suppress(OSError):  # read-only, full: the next run will take as long as this one
        if now.readings:
            write_private(loaded.campaign.cached_readings, pack_cache(now, loaded.secret), lasting=False)
        else:
            loaded.campaign.cached_readings.unlink(missing_ok=True)


# ---------------------------------------------------------------- copies in 退回

_OF_COPIES = "returned 1"


class KeptCopies:
    """The copies that lie in 退回 since the last merge, each found again if it would be made of the same.

    The file holds no copy, but for each (by its name in 3汇总) a keyed digest of all that it was made of, and its own
    digest. A copy that is not there any more, or that somebody has changed, is made anew.
    """

    def __init__(self, loaded: Loaded) -> None:
        self._campaign, self._secret = loaded.campaign, loaded.secret
        self._before = self._load()

    def _load(self) -> dict[str, tuple[str, str]]:
        try:
            content = content_of(read_regular(self._campaign.kept_copies, MOST_BYTES), self._secret, _OF_COPIES)
        except OSError:
            return {}
        return as_type(dict[str, tuple[str, str]], json_object(content or b"")) or {}

    def in_folder(self, folder: str) -> Callable[[str, str], bytes | None]:
        """A function that finds a copy in a folder of 3汇总, by its name and all that it is made of."""

        def find(name: str, made_of: str) -> bytes | None:
            mark, digest = self._before.get(f"{folder}/{name}", ("", ""))
            return self._found(f"{folder}/{name}", digest) if mark == self._mark(made_of) else None

        return find

    def _mark(self, made_of: str) -> str:
        return hmac.new(self._secret, f"{program_fingerprint()}\n{made_of}".encode(), "sha256").hexdigest()

    def _found(self, place: str, digest: str) -> bytes | None:
        """A copy that lies in 3汇总 with this digest."""
        try:
            content = read_regular(self._campaign.summary / place, MOST_BYTES)
        except OSError:
            return None
        return content if hashlib.sha256(content).hexdigest() == digest else None

    def save(self, copies: Mapping[str, tuple[str, bytes]]) -> None:
        """Keep what copies were made of, if it is not what was kept before.

        ``copies``: what each was made of, and its content, by its name in 3汇总.
        """
        now = {
            name: (self._mark(made_of), hashlib.sha256(content).hexdigest())
            for name, (made_of, content) in copies.items()
            if made_of
        }
        if now == self._before:
            return
        with contextlib.suppress(OSError):  # read-only, full: the next merge will make them all again
            packed = signed(json.dumps(now).encode(), self._secret, _OF_COPIES)
            write_private(self._campaign.kept_copies, packed, lasting=False)
