"""``destroy`` (销毁): the replies with ballots, and every copy that holds a ballot's marks, once the decision is made.

First a plan, for a person to look through; then the list of what will be gone, signed; then the files, one by one.
Files are deleted, not wiped from the disk. Links are left alone, and so is all that lies outside the campaign folder.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from lianping_xlsx import __version__
from lianping_xlsx.core import system
from lianping_xlsx.core.findings import Finding, Outcome, Place
from lianping_xlsx.core.listing import some
from lianping_xlsx.core.signed import signed_object
from lianping_xlsx.core.system import TEMPORARY_END, TEMPORARY_START, why
from lianping_xlsx.intake.ballots import POLLED, ballots_in
from lianping_xlsx.intake.folder import FoundFile, list_files
from lianping_xlsx.intake.gather import Received, gather
from lianping_xlsx.intake.readers import Progress
from lianping_xlsx.intake.reading import FileReading, FormReading
from lianping_xlsx.intake.returns import RETURNED, VERSIONS_FILE
from lianping_xlsx.report.final.destruction import DestroyedFile, Destruction, destruction_object
from lianping_xlsx.report.final.destruction_book import write_destruction_book
from lianping_xlsx.report.result_json import as_json, campaign_object
from lianping_xlsx.stages.campaign import Loaded, load
from lianping_xlsx.stages.decisions import read_decision_record
from lianping_xlsx.stages.destroyed import read_destroyed
from lianping_xlsx.stages.files import BACKUP, digest_of, read_json, undisturbed, write_all
from lianping_xlsx.stages.folders import (
    DECIDED,
    DECISION_RECORD,
    DESTRUCTION_BOOK,
    DESTRUCTION_RECORD,
    RECEIVED,
    RECORD_FILE,
    REMINDERS,
    SUMMARY,
    Campaign,
)
from lianping_xlsx.stages.returns import desk_of
from lianping_xlsx.stages.turns import turn
from lianping_xlsx.stages.verify import changed_inputs
from lianping_xlsx.stages.year import note_signed

_NAMED = 3
"""Files named in one finding, and forms in one line; of more, their number."""
_UNREAD = "没有读出，不能断定里面没有票"
_COPIES = {RETURNED: "退回更正的副本、邮件草稿", REMINDERS: "催报的邮件草稿"}
_KEPT_COPIES = (f"{RETURNED}-", f"{Path(VERSIONS_FILE).stem}-")
"""How the names of the copies in 备份 begin that hold ballots."""


@dataclass(frozen=True)
class Plan:
    """What would be destroyed. ``findings``: what is left alone, or has to be known first. ``before``: done before.

    ``listing``: the files of 2收回 as they lay there.
    """

    loaded: Loaded
    files: tuple[DestroyedFile, ...]
    findings: tuple[Finding, ...]
    before: tuple[Destruction, ...]
    listing: tuple[FoundFile, ...]

    @property
    def stands(self) -> bool:
        """Whether there is nothing else by now: while a person reads the plan, others may drop files in, and merge."""
        campaign = self.loaded.campaign
        found = {each for each in (*_copies(campaign), *_unfinished(campaign)) if isinstance(each, DestroyedFile)}
        return self.listing == list_files(campaign.received) and found <= set(self.files)


def plan_destruction(
    folder: Path,
    *,
    passwords: Sequence[str] = (),
    anyway: bool = False,
    unread: bool = False,
    progress: Progress | None = None,
) -> Outcome[Plan | None]:
    """Look for everything that holds ballots; nothing is changed. None, and why, where it must not be destroyed yet.

    ``anyway``: also without a decision, or where the replies are not those of the last merge. ``unread``: also what
    lies in 2收回 and could not be read, so that it may hold ballots or not. Findings: those of the scheme,
    ``destroy.*``, those of the record of decisions.
    """
    loaded = load(Campaign(folder))
    if loaded.value is None:
        return Outcome(None, loaded.findings)
    campaign = loaded.value.campaign
    known = read_destroyed(campaign)
    faults = tuple(_elsewhere(campaign)) or ((known.fault,) if known.fault else ())
    if not (faults or anyway or known.destructions):
        faults = tuple(_too_early(campaign))
    if faults:
        return Outcome(None, faults)
    desk = desk_of(loaded.value, passwords)
    listing = list_files(campaign.received)
    received = gather(loaded.value.scheme, desk, progress=progress)
    found = [*_replies(campaign, received, unread=unread), *_copies(campaign), *_unfinished(campaign)]
    files = {each.path: each for each in found if isinstance(each, DestroyedFile)}
    left = [each for each in found if isinstance(each, Finding)]
    findings = (*_earlier_version(campaign), *left) if files or not known.destructions else tuple(left)
    return Outcome(Plan(loaded.value, tuple(files.values()), findings, known.destructions, listing))


def destroy(plan: Plan, by: str) -> Outcome[Destruction | None]:
    """Write the list, then delete what is on it. None where the list cannot be written: then nothing is deleted.

    ``by``: who destroys, as typed. Of what could not be deleted, or has been saved since it was looked at, the list
    tells nothing in the end. Findings: ``destroy.failed``, ``destroy.meanwhile``, ``write.*``.
    """
    campaign = plan.loaded.campaign
    with turn(campaign.lock) as mine:
        if not mine:
            return Outcome(None, (Finding("write.busy", Place(SUMMARY)),))
        if not plan.stands:
            return Outcome(None, (Finding("destroy.meanwhile", Place(RECEIVED)),))
        with undisturbed():
            return _carry_out(plan, Destruction(system.today().isoformat(), by, plan.files))


def _carry_out(plan: Plan, planned: Destruction) -> Outcome[Destruction | None]:
    """The list first: a file that is gone and stands nowhere could never be told from one that was lost."""
    campaign = plan.loaded.campaign
    faults = _write(plan, planned, plan.before)
    if faults:
        return Outcome(None, faults)
    failed = {file.path: reason for file in plan.files if (reason := _delete(campaign.folder, file))}
    done = replace(planned, files=tuple(file for file in plan.files if file.path not in failed))
    findings = [Finding("destroy.failed", Place(p), {"file": p, "reason": reason}) for p, reason in failed.items()]
    if failed:
        findings += _write(plan, done, (*plan.before, planned))
    _take_away_empty(campaign, done.files)
    return Outcome(done, tuple(findings))


# ---------------------------------------------------------------- whether it may be done


def _elsewhere(campaign: Campaign) -> Iterator[Finding]:
    for folder in (campaign.received, campaign.summary, campaign.decided, campaign.key.parent):
        name = folder.relative_to(campaign.folder).as_posix()
        if any(found.path == "." and found.special for found in list_files(folder)):
            yield Finding("destroy.elsewhere", Place(name), {"file": name})


def _too_early(campaign: Campaign) -> Iterator[Finding]:
    record = read_decision_record(campaign)
    yield from record.findings
    if not (record.value or record.findings):
        yield Finding("destroy.undecided", Place(f"{DECIDED}/{DECISION_RECORD}"))
        return
    changed = list(changed_inputs(campaign, read_json(campaign.summary / RECORD_FILE)))
    paths = [finding.slots.get("file", RECORD_FILE) for finding in changed]
    if paths:
        yield Finding("destroy.not-merged", Place(RECEIVED), {"files": some([f"“{p}”" for p in paths], _NAMED, "个")})


def _earlier_version(campaign: Campaign) -> Iterator[Finding]:
    program = read_json(campaign.summary / RECORD_FILE).get("program")
    if program not in (None, f"lianping-xlsx {__version__}"):
        yield Finding("destroy.earlier-version", Place(SUMMARY), {"program": str(program)})


# ---------------------------------------------------------------- what there is


def _replies(campaign: Campaign, received: Received, *, unread: bool) -> Iterator[DestroyedFile | Finding]:
    """Of 2收回 what holds ballots, alone or among other forms; what could not be read is told or, ``unread``, taken."""
    for found in _below(campaign.received):
        path = f"{RECEIVED}/{found.path}"
        own = received.replies.get(found.path)
        if found.special:
            yield Finding("destroy.link", Place(path), {"file": path, "kind": found.special})
            continue
        parts = [] if own is None else [received.replies[part.path] for part in own.members] or [own]
        polled = [form for part in parts for form in part.forms if _holds_ballots(received, form)]
        if polled:
            names = [received.expected[form.form].layout.sheet for part in parts for form in part.forms]
            count = sum(ballots_in(received.expected[form.form], form) for form in polled)
            yield _doomed(campaign, path, some(list(dict.fromkeys(names)), _NAMED, "张"), count or None)
        elif unread and not all(map(_is_read, parts or [_NOTHING_READ])):
            yield _doomed(campaign, path, _UNREAD)
        elif not all(map(_is_read, parts)):
            yield Finding("destroy.unread", Place(path), {"file": path})


def _holds_ballots(received: Received, form: FormReading) -> bool:
    """A form of a poll with anything in it; of a refused one not everything is known."""
    kind = received.expected[form.form].layout.key.kind
    return kind in POLLED and (form.refused or not form.empty)


_NOTHING_READ = FileReading("")
"""Of what is passed over when replies are read: lock files, files of the system."""


def _is_read(reading: FileReading) -> bool:
    return reading.refused is None and bool(reading.forms)


def _copies(campaign: Campaign) -> Iterator[DestroyedFile | Finding]:
    """Copies of replies, comparisons of their versions, and what is kept of readings."""
    for name, content in _COPIES.items():
        yield from _all_below(campaign, campaign.summary / name, content)
    if digest_of(campaign.summary / VERSIONS_FILE):
        yield _doomed(campaign, f"{SUMMARY}/{VERSIONS_FILE}", "不同版本的逐处对照")
    for found in _below(campaign.summary / BACKUP):
        if found.path.startswith(_KEPT_COPIES) and not found.special:
            yield _doomed(campaign, f"{SUMMARY}/{BACKUP}/{found.path}", "副本、对照改动过的一份")
    yield from _all_below(campaign, campaign.cache, "缓存")


def _unfinished(campaign: Campaign) -> Iterator[DestroyedFile]:
    """What runs that were killed have left."""
    for folder in (campaign.summary, campaign.decided, campaign.key.parent):
        for found in _below(folder):
            name = found.path.rpartition("/")[2]
            if name.startswith(TEMPORARY_START) and name.endswith(TEMPORARY_END) and not found.special:
                yield _doomed(campaign, _path(campaign, folder, found), "没有写完的临时文件")


def _all_below(campaign: Campaign, folder: Path, content: str) -> Iterator[DestroyedFile | Finding]:
    for found in _below(folder):
        path = _path(campaign, folder, found)
        if found.special:
            yield Finding("destroy.link", Place(path), {"file": path, "kind": found.special})
        else:
            yield _doomed(campaign, path, content)


def _below(folder: Path) -> Iterator[FoundFile]:
    """Every file, also of the folders of other systems that are passed over when replies are read."""
    for found in list_files(folder):
        if found.ignored and (folder / found.path).is_dir() and not (folder / found.path).is_symlink():
            inside = _below(folder / found.path)
            yield from (replace(each, path=f"{found.path}/{each.path}".removesuffix("/.")) for each in inside)
        elif found.ignored and (folder / found.path).is_symlink():
            yield replace(found, special="快捷链接")
        else:
            yield found


def _path(campaign: Campaign, folder: Path, found: FoundFile) -> str:
    return (folder / found.path).relative_to(campaign.folder).as_posix()


def _doomed(campaign: Campaign, path: str, content: str, ballots: int | None = None) -> DestroyedFile:
    return DestroyedFile(path, digest_of(campaign.folder / path) or "", content, ballots)


# ---------------------------------------------------------------- the deed


def _write(plan: Plan, now: Destruction, standing: Sequence[Destruction]) -> tuple[Finding, ...]:
    """The list with this destruction on it; what somebody has written into the workbook is kept in 备份.

    ``standing``: what the list says so far.
    """
    loaded, scheme = plan.loaded, plan.loaded.scheme
    listed = (*plan.before, now) if now.files else plan.before
    said = destruction_object(campaign_object(scheme, loaded.id), listed)
    content = {
        DESTRUCTION_BOOK: write_destruction_book(scheme.profile, listed),
        DESTRUCTION_RECORD: as_json(signed_object(said, loaded.secret, DESTRUCTION_RECORD)),
    }
    keep = {
        DESTRUCTION_RECORD: digest_of(loaded.campaign.decided / DESTRUCTION_RECORD) or "",
        DESTRUCTION_BOOK: hashlib.sha256(write_destruction_book(scheme.profile, standing)).hexdigest(),
    }
    faults = write_all(loaded.campaign.decided, content, keep=keep)
    if not faults:
        note_signed(loaded.campaign, loaded.secret, loaded.notes, DESTRUCTION_RECORD)
    return faults


def _delete(folder: Path, file: DestroyedFile) -> str:
    """Delete a file that is as it was looked at; why it was not, in Chinese, or ''."""
    path = folder / file.path
    straight = folder.resolve() / Path(file.path).parent
    if os.path.normcase(path.parent.resolve()) != os.path.normcase(straight):
        return "所在的文件夹变成了快捷链接"
    if digest_of(path) != (file.sha256 or None):
        return "刚刚被改动过" if os.path.lexists(path) else ""
    try:
        path.unlink()
    except FileNotFoundError:
        return ""
    except OSError as error:
        return why(error)
    return ""


def _take_away_empty(campaign: Campaign, files: Sequence[DestroyedFile]) -> None:
    """Folders that these files have left empty, but for those of the campaign folder itself."""
    folders = {above for file in files for above in PurePosixPath(file.path).parents if len(above.parts) > 1}
    for above in sorted(folders, key=lambda folder: -len(folder.parts)):
        with contextlib.suppress(OSError):
            (campaign.folder / above).rmdir()
