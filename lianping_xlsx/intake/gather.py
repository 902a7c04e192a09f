"""All of 2收回: every file read in a child process, every expected form and every file accounted for once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from lianping_xlsx.core.findings import Finding, Place
from lianping_xlsx.intake.folder import FoundFile, list_files
from lianping_xlsx.intake.kept import NOTHING, Kept
from lianping_xlsx.intake.readers import Progress, Readers
from lianping_xlsx.intake.reading import Expected, FileReading, FormReading, Source
from lianping_xlsx.intake.reply import make_desk
from lianping_xlsx.intake.returns import FileStatus, FormStatus, ReceivedFile, Return
from lianping_xlsx.layout.model import WorkbookLayout
from lianping_xlsx.scheme.model import FormKind, Scheme

NEWEST = "newest"
FATES = (FileStatus.USED, FileStatus.SUPERSEDED, FileStatus.REFUSED, FileStatus.IGNORED)
"""What can become of a file, the best first."""
_WITHOUT_SCORES = (FormKind.OPINION, FormKind.SELF_CHECK, FormKind.REVIEW)
"""A blank one costs nobody a score: the checks only ask to look at it."""


@dataclass(frozen=True)
class Received:
    """What came back. ``readings`` holds the reading used of each expected form, by its place in ``expected``.

    ``places``: where each reply lies, by its path. ``passwords``: what may open them. ``kept``: what the next run need
    not read again.
    """

    expected: tuple[Expected, ...]
    readings: dict[int, FormReading]
    sources: dict[int, str]
    returns: tuple[Return, ...]
    files: tuple[ReceivedFile, ...]
    findings: tuple[Finding, ...]
    places: Mapping[str, Source]
    passwords: tuple[str, ...] = field(default=(), repr=False)
    kept: Kept = NOTHING


def expect_forms(workbooks: Iterable[WorkbookLayout]) -> tuple[Expected, ...]:
    """Every form that should come back."""
    return tuple(Expected(form, book.unit_name, book.file) for book in workbooks for form in book.forms)


def form_name(scheme: Scheme, expected: Expected) -> str:
    """A form in words: 实地考评（云溪镇 陆明澈）, 测评票（县委常委会成员）."""
    key = expected.layout.key
    subject = scheme.ratee_of[key.ratee].label if key.ratee else key.voter_class
    return f"{key.kind}（{subject}）" if subject else str(key.kind)


def gather(
    scheme: Scheme,
    secret: bytes,
    expected: Sequence[Expected],
    folder: Path,
    *,
    prefer: str | None = None,
    passwords: Sequence[str] = (),
    progress: Progress | None = None,
    kept: Kept = NOTHING,
) -> Received:
    """Read the folder. ``prefer``: ``newest`` or a path, to choose between different copies of one form.

    ``passwords``: to be tried, before those of the units, on what has one.
    ``kept``: readings of an earlier run. Neither they nor the order and names of the files nor the number of
    processes ever change the result.
    """
    listed = list_files(folder)
    readable = [found for found in listed if not found.ignored and not found.special]
    desk = make_desk(folder, secret, expected, scheme.caps.limits, _passwords(scheme, passwords))
    readers = Readers(desk, scheme.caps, kept, progress)
    readings = readers.read_all([Source(found.path) for found in readable])
    choice = _Choice(scheme, expected, _times(listed, readings), prefer)
    choice.choose(readings)
    files = tuple(entry for found in listed for entry in _accounts(found, readings, choice))
    findings = [finding for found in listed for finding in _folder_findings(found)]
    for reading in readings.values():
        findings += [*reading.findings, *([reading.refused] if reading.refused else [])]
    return Received(
        expected=tuple(expected),
        readings=choice.used,
        sources=choice.sources,
        returns=tuple(choice.returns),
        files=files,
        findings=(*findings, *choice.findings),
        places={source.path: source for source in _sources(readings)},
        passwords=desk.passwords,
        kept=readers.kept,
    )


def _passwords(scheme: Scheme, given: Sequence[str]) -> list[str]:
    """Each once; those given first, then the units' in their order."""
    return list(dict.fromkeys([*given, *(unit.password for unit in scheme.units if unit.password)]))


class _Choice:
    """Between several copies of a form: equal ones are one; different ones stop it, unless a person has chosen."""

    def __init__(
        self, scheme: Scheme, expected: Sequence[Expected], modified: dict[str, float], prefer: str | None
    ) -> None:
        self.scheme = scheme
        self.expected = expected
        self.modified = modified
        self.prefer = prefer
        self.used: dict[int, FormReading] = {}
        self.sources: dict[int, str] = {}
        self.returns: list[Return] = []
        self.findings: list[Finding] = []
        self.fate: dict[str, list[tuple[FileStatus, str]]] = {}

    def choose(self, readings: dict[str, FileReading]) -> None:
        """Decide each expected form, in their order."""
        copies: dict[int, list[tuple[str, FormReading]]] = {}
        for path, reading in readings.items():
            for form in reading.forms:
                copies.setdefault(form.form, []).append((path, form))
        for index in range(len(self.expected)):
            self._decide(index, copies.get(index, []))

    def _decide(self, index: int, copies: list[tuple[str, FormReading]]) -> None:
        self.findings += _refusals(copies)
        self._note(copies, lambda form: form.refused, FileStatus.REFUSED, "表身份或表格结构有问题，见问题清单")
        usable = [(path, form) for path, form in copies if not form.refused]
        filled = [(path, form) for path, form in usable if not form.empty] or usable[:1]
        self._note(
            usable, lambda form: all(form is not kept for _, kept in filled), FileStatus.SUPERSEDED, "空白的一份"
        )
        if not filled:
            self._settle(index, FormStatus.REFUSED if copies else FormStatus.MISSING, copies)
            if not copies:
                self._find("form.missing", index)
            return
        chosen = self._pick(index, _versions(filled))
        if chosen is None:
            self._settle(index, FormStatus.CONFLICT, filled)
            self._note(filled, lambda _: True, FileStatus.REFUSED, "同一张表交了内容不同的几份")
            return
        self._use(index, chosen, filled)

    def _use(self, index: int, chosen: tuple[str, FormReading], copies: list[tuple[str, FormReading]]) -> None:
        path, form = chosen
        self.sources[index] = path
        self.findings += form.findings
        self._note([chosen], lambda _: True, FileStatus.USED, "")
        self._note(copies, lambda other: other is not form, FileStatus.SUPERSEDED, f"与“{path}”是同一张表")
        if form.empty and self.expected[index].layout.key.kind not in _WITHOUT_SCORES:
            self._settle(index, FormStatus.EMPTY, copies)
            self._find("form.empty", index)
            return
        self.used[index] = form
        self._settle(index, FormStatus.USED, copies)

    def _pick(self, index: int, versions: list[list[tuple[str, FormReading]]]) -> tuple[str, FormReading] | None:
        """One of the copies; each version is a list of copies of the same content."""
        if len(versions) == 1:
            return versions[0][0]
        copies = [copy for version in versions for copy in version]
        chosen: tuple[str, FormReading] | None
        if self.prefer == NEWEST:
            chosen = max(copies, key=lambda copy: (self.modified[copy[0]], copy[0]))
        else:
            chosen = next((copy for copy in copies if copy[0] == self.prefer), None)
        if chosen is None:
            self._find("form.conflict", index, files="、".join(sorted(path for path, _ in copies)))
            return None
        others = sorted(path for version in versions if chosen not in version for path, _ in version)
        self._find("form.preferred", index, file=chosen[0], others="、".join(others), prefer=self.prefer or "")
        return chosen

    def _note(
        self,
        copies: Iterable[tuple[str, FormReading]],
        which: Callable[[FormReading], bool],
        status: FileStatus,
        reason: str,
    ) -> None:
        for path, form in copies:
            if which(form):
                self.fate.setdefault(path, []).append((status, reason))

    def _settle(self, index: int, status: FormStatus, copies: Iterable[tuple[str, FormReading]]) -> None:
        expected = self.expected[index]
        files = tuple(path for path, _ in copies)
        self.returns.append(Return(expected.layout.key, form_name(self.scheme, expected), status, files))

    def _find(self, code: str, index: int, **slots: str) -> None:
        expected = self.expected[index]
        words = {"unit": expected.unit, "form": form_name(self.scheme, expected)} | slots
        self.findings.append(Finding(code, Place(expected.file, expected.layout.sheet), words))


def _refusals(copies: list[tuple[str, FormReading]]) -> Iterable[Finding]:
    """Why copies were refused; where another copy can be used, that is only a 提醒 and keeps nothing from 正式."""
    spare = any(not form.refused and not form.empty for _, form in copies)
    for _, form in copies:
        if form.refused:
            first = form.findings[0]
            old = Finding("form.spare-copy", first.place, {"reason": first.message.rstrip("。")})
            yield from [old] if spare else form.findings


def _versions(copies: list[tuple[str, FormReading]]) -> list[list[tuple[str, FormReading]]]:
    """Copies of the same content together; one alone is not worth a look at its content."""
    if len(copies) == 1:
        return [copies]
    versions: dict[str, list[tuple[str, FormReading]]] = {}
    for path, form in copies:
        versions.setdefault(repr(form.content()), []).append((path, form))
    return list(versions.values())


def _folder_findings(found: FoundFile) -> Iterable[Finding]:
    if found.special:
        yield Finding("file.not-regular", Place(found.path), {"kind": found.special})
    if found.opened:
        yield Finding("file.open-elsewhere", Place(found.path), {"file": found.opened})


def _sources(readings: Mapping[str, FileReading]) -> Iterator[Source]:
    """Where each of the readings lies."""
    members = {member.path: member for reading in readings.values() for member in reading.members}
    return (members.get(path) or Source(path) for path in readings)


def _times(listed: Iterable[FoundFile], readings: Mapping[str, FileReading]) -> dict[str, float]:
    """When each file was saved last; members are as old as what they came in."""
    times = {found.path: found.modified for found in listed}
    members = {m.path: times[m.file] for reading in readings.values() for m in reading.members}
    return times | members


def _accounts(found: FoundFile, readings: Mapping[str, FileReading], choice: _Choice) -> Iterator[ReceivedFile]:
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
    states = {member.status for member in members}
    status = next(status for status in FATES if status in states)
    used = sum(member.status is FileStatus.USED for member in members)
    reason = f"里面有{len(members)}个文件，采用{used}个，逐个列在下面"
    return ReceivedFile(reading.path, reading.sha256, status, reason)


def _account(reading: FileReading, choice: _Choice) -> ReceivedFile:
    """What became of a file: the best fate of any form in it."""
    path, digest = reading.path, reading.sha256
    if reading.ignored:
        return ReceivedFile(path, digest, FileStatus.IGNORED, reading.ignored)
    if reading.refused is not None:
        return ReceivedFile(path, digest, FileStatus.REFUSED, reading.refused.message)
    fates = choice.fate.get(path, [])
    for status in FATES:
        reasons = [reason for fate, reason in fates if fate is status]
        if reasons:
            others = [reason for fate, reason in fates if fate is FileStatus.REFUSED and status is not fate]
            text = "；".join(dict.fromkeys(reason for reason in (*reasons, *others) if reason))
            return ReceivedFile(path, digest, status, text)
    return ReceivedFile(path, digest, FileStatus.REFUSED, "没有可以采用的表，见问题清单")
