"""All of 2收回: every file read in a child process, every expected form and every file accounted for once.

A file that is no form may have come from a unit that still owes forms; its name is asked for a guess.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import field

from lianping_xlsx.core.findings import Finding, Place
from lianping_xlsx.core.light_dataclass import dataclass, replace
from lianping_xlsx.core.spelling import name_key
from lianping_xlsx.core.stages import Progress
from lianping_xlsx.forms.stamp import campaign_id
from lianping_xlsx.intake.reading.form_reading import Expected, FileReading, FormReading
from lianping_xlsx.intake.resolution.choice import VersionChoice
from lianping_xlsx.intake.resolution.cited_reports import choose_reports
from lianping_xlsx.intake.resolution.preference import Preference
from lianping_xlsx.intake.resolution.typed_choices import TypedChoice
from lianping_xlsx.intake.resolution.versions import Contest
from lianping_xlsx.intake.returns import (
    RECTIFICATION_ARCHIVE,
    RECTIFICATION_REPLY,
    CitedReturn,
    FileStatus,
    FormStatus,
    ReceivedFile,
    Return,
)
from lianping_xlsx.intake.sources.folder import FoundFile, Source, list_files
from lianping_xlsx.intake.workers.readers import Readers
from lianping_xlsx.intake.workers.reading_cache import NOTHING, CachedReadings
from lianping_xlsx.intake.workers.reply import WorkerSetup
from lianping_xlsx.scheme.model import Scheme, Unit

FATES = (FileStatus.USED, FileStatus.SUPERSEDED, FileStatus.REFUSED, FileStatus.IGNORED)
"""What can become of a file, the best first."""


@dataclass(frozen=True)
class Received:
    """What came back. ``readings`` holds the reading used of each expected form, by its place in ``expected``.

    ``places``: where each reply lies, by its path. ``passwords``: what may open them. ``kept``: what the next run need
    not read again. ``contests``: the forms that came in versions of different content. ``saved_by``: the sealed user
    name under which each reply was saved last, by its path. ``rejected``: of forms of which no copy could be used, by
    their places in ``expected``, all copies with their paths. ``lost``: choices of what is no longer there.
    ``replies``: what was read of each, by its path. ``cited``: what came of each campaign that the scheme cites.
    """

    expected: tuple[Expected, ...]
    readings: dict[int, FormReading]
    sources: dict[int, str]
    returns: tuple[Return, ...]
    files: tuple[ReceivedFile, ...]
    findings: tuple[Finding, ...]
    places: Mapping[str, Source]
    passwords: tuple[str, ...] = field(default=(), repr=False)
    kept: CachedReadings = NOTHING
    contests: tuple[Contest, ...] = ()
    saved_by: Mapping[str, str] = field(default_factory=dict)
    rejected: Mapping[int, tuple[tuple[str, FormReading], ...]] = field(default_factory=dict)
    lost: tuple[TypedChoice, ...] = ()
    replies: Mapping[str, FileReading] = field(default_factory=dict)
    cited: tuple[CitedReturn, ...] = ()


def gather(
    scheme: Scheme,
    setup: WorkerSetup,
    *,
    prefer: Sequence[str] = (),
    picks: Sequence[TypedChoice] = (),
    progress: Progress | None = None,
    kept: CachedReadings = NOTHING,
    started: Callable[[], object] = lambda: None,
    scheduler: str = "",
) -> Received:
    """Read the folder of the set-up. ``prefer``, ``picks``: the choice between different copies of one form.

    ``kept``: readings of an earlier run. Neither they nor the order and names of the files nor the number of
    processes ever change the result. ``started``, ``scheduler``: see
    :class:`~lianping_xlsx.intake.workers.readers.Readers`, also for NoClusterError.
    """
    listed = list_files(setup.folder)
    readable = [found for found in listed if not found.ignored and not found.special]
    readers = Readers(setup, scheme, kept, progress, started, scheduler)
    readings = readers.read_all([Source(found.path) for found in readable])
    choice = VersionChoice(scheme, setup.expected, readings)
    preference = Preference(prefer, _times(listed, readings), picks, time.time())
    choice.choose(preference)
    reports = choose_reports(scheme, campaign_id(setup.secret), readings, preference)
    contests = (*choice.contests, *reports.contests)
    unused = preference.unused(readings, contests)
    choice.fate |= reports.fates
    files = tuple(entry for found in listed for entry in _accounts(found, readings, choice))
    return Received(
        expected=setup.expected,
        readings=choice.used,
        sources=choice.sources,
        returns=tuple(choice.returns),
        files=files,
        findings=(*_findings(listed, readings, choice), *choice.findings, *reports.findings, *unused),
        places={source.path: source for source in _sources(readings)},
        passwords=setup.passwords,
        kept=readers.kept,
        contests=contests,
        saved_by={path: reading.saved_by for path, reading in readings.items() if reading.saved_by},
        rejected=_rejected(choice.returns, readings),
        lost=(*choice.lost, *reports.lost),
        replies=readings,
        cited=tuple(reports.returns),
    )


def _findings(
    listed: Sequence[FoundFile], readings: Mapping[str, FileReading], choice: VersionChoice
) -> Iterator[Finding]:
    """Findings on the folder's files and on what was read of them; none on replies that have been corrected."""
    for found in listed:
        yield from _folder_findings(found)
    for path, reading in readings.items():
        if path not in choice.replaced:
            yield from (*reading.findings, *_refusal(reading, choice))
    unread = (path for path, reading in readings.items() if _is_unread(reading) and path not in choice.replaced)
    yield from guess_senders(choice.scheme, choice.returns, unread)


def _rejected(
    returns: Sequence[Return], readings: Mapping[str, FileReading]
) -> dict[int, tuple[tuple[str, FormReading], ...]]:
    """The copies of each form that came back and of which none could be used."""
    wanted = {index for index, entry in enumerate(returns) if entry.status is FormStatus.REFUSED}
    found: dict[int, tuple[tuple[str, FormReading], ...]] = {}
    for path, reading in sorted(readings.items()) if wanted else ():
        for form in reading.forms:
            if form.form in wanted:
                found[form.form] = (*found.get(form.form, ()), (path, form))
    return found


def passwords_for(scheme: Scheme, given: Sequence[str]) -> tuple[str, ...]:
    """What to try on replies that have a password, each once: what was given first, then the units' in their order."""
    return tuple(dict.fromkeys([*given, *(unit.password for unit in scheme.units if unit.password)]))


def _folder_findings(found: FoundFile) -> Iterable[Finding]:
    if found.special:
        yield Finding("file.not-regular", Place(found.path), {"kind": found.special})
    if found.opened:
        yield Finding("file.open-elsewhere", Place(found.path), {"file": found.opened})


def _is_unread(reading: FileReading) -> bool:
    """A file that could not be read as a table, so that nothing in it says whose it is."""
    return reading.refused is not None and reading.refused.code.startswith("file.")


_MATERIAL = ("file.picture", "file.not-a-table")


def _refusal(reading: FileReading, choice: VersionChoice) -> Iterable[Finding]:
    """Why a file is refused. A signed scan or a report in words stops nothing once every form is there."""
    refused = reading.refused
    if refused is not None and refused.code in _MATERIAL and choice.complete:
        refused = Finding("file.beside", refused.place, refused.slots)
    return () if refused is None else (refused,)


def _sources(readings: Mapping[str, FileReading]) -> Iterator[Source]:
    """Where each of the readings lies."""
    members = {member.path: member for reading in readings.values() for member in reading.members}
    return (members.get(path) or Source(path) for path in readings)


def _times(listed: Iterable[FoundFile], readings: Mapping[str, FileReading]) -> dict[str, float]:
    """When each file was saved last; members are as old as what they came in."""
    times = {found.path: found.modified for found in listed}
    members = {m.path: times[m.file] for reading in readings.values() for m in reading.members}
    return times | members


def _accounts(found: FoundFile, readings: Mapping[str, FileReading], choice: VersionChoice) -> Iterator[ReceivedFile]:
    """A file, and after an archive or mail each of its members."""
    if found.ignored:
        yield ReceivedFile(found.path, "", FileStatus.IGNORED, found.ignored)
    elif found.special:
        yield ReceivedFile(found.path, "", FileStatus.REFUSED, f"{found.special}，没有读取")
    else:
        reading = readings[found.path]
        members = [replace(_account(readings[m.path], choice), member=True) for m in reading.members]
        yield _container(reading, members) if members else _account(reading, choice)
        yield from members


def _container(reading: FileReading, members: Sequence[ReceivedFile]) -> ReceivedFile:
    """An archive or mail is used when anything in it is."""
    if all(member.is_rectification for member in members):
        return ReceivedFile(reading.path, reading.sha256, FileStatus.IGNORED, RECTIFICATION_ARCHIVE)
    states = {member.status for member in members}
    status = next(status for status in FATES if status in states)
    used = sum(member.status is FileStatus.USED for member in members)
    reason = f"里面有{len(members)}个文件，采用{used}个，逐个列在下面"
    return ReceivedFile(reading.path, reading.sha256, status, reason)


def _account(reading: FileReading, choice: VersionChoice) -> ReceivedFile:
    """What became of a file: the best fate of any form in it."""
    path, digest = reading.path, reading.sha256
    if reading.ignored:
        return ReceivedFile(path, digest, FileStatus.IGNORED, reading.ignored)
    if reading.refused is not None:
        return ReceivedFile(path, digest, FileStatus.REFUSED, reading.refused.message)
    if reading.rectification is not None:
        return ReceivedFile(path, digest, FileStatus.IGNORED, RECTIFICATION_REPLY)
    fates = choice.fate.get(path, [])
    for status in FATES:
        reasons = [reason for fate, reason in fates if fate is status]
        if reasons:
            others = [reason for fate, reason in fates if fate is FileStatus.REFUSED and status is not fate]
            text = "；".join(dict.fromkeys(reason for reason in (*reasons, *others) if reason))
            return ReceivedFile(path, digest, status, text)
    return ReceivedFile(path, digest, FileStatus.REFUSED, "没有可以采用的表，见问题清单")


_FRONT, _ENDS = "中共", ("党委", "委员会", "党组", "党总支", "党支部")
"""Words that people leave out at the beginning and the end of a unit's name."""
_LEAST = 2
"""The smallest number of characters by which a name identifies a unit."""


def guess_senders(scheme: Scheme, returns: Iterable[Return], refused: Iterable[str]) -> Iterator[Finding]:
    """Yield ``file.sender`` per path whose name fits just one of the units that owe forms, by its longest name."""
    owing = {entry.key.unit for entry in returns if entry.status is FormStatus.MISSING}
    names = {unit.name: _names(scheme, unit) for unit in scheme.units if unit.code in owing}
    for path in refused:
        found = _longest(name_key(path), names)
        if len(found) == 1:
            (unit, name), *_ = found.items()
            yield Finding("file.sender", Place(path), {"unit": unit, "name": name})


def _names(scheme: Scheme, unit: Unit) -> set[str]:
    full = {unit.name, *unit.aliases}
    places = {ratee.workplace for ratee in scheme.ratees if ratee.unit == unit.name}
    short = {_short(name) for name in full}
    return {name_key(name) for name in full | places | short if len(name) >= _LEAST}


def _short(name: str) -> str:
    name = name.removeprefix(_FRONT)
    return next((name.removesuffix(end) for end in _ENDS if name.endswith(end)), name)


def _longest(path: str, names: Mapping[str, set[str]]) -> dict[str, str]:
    """Return the units with the longest name that occurs in a path, and that name."""
    found = {unit: max((n for n in own if n in path), key=len, default="") for unit, own in names.items()}
    most = max(map(len, found.values()), default=0)
    return {unit: name for unit, name in found.items() if name and len(name) == most}
