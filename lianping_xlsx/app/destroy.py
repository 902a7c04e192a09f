"""``destroy`` (销毁): the replies with ballots, and every copy that holds a ballot's marks, once the decision is made.

First a plan, for a person to look through; then the list of what will be gone, signed; then the files, one by one.
Files are deleted, not wiped from the disk. Links are left alone, and so is all that lies outside the campaign folder.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

from lianping_xlsx import __version__
from lianping_xlsx.app.ballot_files import copies, not_written, replies_with_ballots, unfinished
from lianping_xlsx.app.campaign import Campaign, Loaded, load, note_signed
from lianping_xlsx.app.campaign_records import read_decision_record, read_destroyed
from lianping_xlsx.app.judged_returns import setup_of
from lianping_xlsx.app.lock import exclusive_lock
from lianping_xlsx.app.reviews import read_reviews
from lianping_xlsx.app.storage import digest_of, read_json, undisturbed, write_all
from lianping_xlsx.app.verify import changed_inputs
from lianping_xlsx.core import safe_open
from lianping_xlsx.core.abbreviate import NAMED_ON_LINE, some
from lianping_xlsx.core.campaign_names import (
    DECIDED,
    DECISION_RECORD,
    DESTRUCTION_BOOK,
    DESTRUCTION_RECORD,
    RECEIVED,
    RECORD_FILE,
    REGISTER_PATH,
    SUMMARY,
)
from lianping_xlsx.core.findings import Finding, Outcome, Place
from lianping_xlsx.core.light_dataclass import dataclass, replace
from lianping_xlsx.core.safe_open import why
from lianping_xlsx.core.signing import signed_object
from lianping_xlsx.core.stages import Progress
from lianping_xlsx.decision.destruction import DestroyedFile, Destruction, destruction_object
from lianping_xlsx.decision.record import Recorded
from lianping_xlsx.decision.result_json import as_json, campaign_object
from lianping_xlsx.decision.review_register import review_progress
from lianping_xlsx.intake.gather import gather
from lianping_xlsx.intake.sources.folder import FoundFile, list_files
from lianping_xlsx.publish.final.destruction_book import write_destruction_book


@dataclass(frozen=True)
class DestructionPlan:
    """The files to be destroyed. ``findings``: what is left alone, or has to be known first. ``before``: earlier runs.

    ``listing``: the files of 2收回 as they lay there.
    """

    loaded: Loaded
    files: tuple[DestroyedFile, ...]
    findings: tuple[Finding, ...]
    before: tuple[Destruction, ...]
    listing: tuple[FoundFile, ...]

    @property
    def stands(self) -> bool:
        """True if nothing has been added since: while a person reads the plan, others may drop files in, and merge."""
        campaign = self.loaded.campaign
        found = {each for each in (*copies(campaign), *unfinished(campaign)) if isinstance(each, DestroyedFile)}
        return self.listing == list_files(campaign.received) and found <= set(self.files)


def plan_destruction(
    folder: Path,
    *,
    passwords: Sequence[str] = (),
    anyway: bool = False,
    unread: bool = False,
    progress: Progress | None = None,
) -> Outcome[DestructionPlan | None]:
    """Look for everything that holds ballots; nothing is changed. None, and why, where it must not be destroyed yet.

    ``anyway``: also without a decision, where the replies are not those of the last merge, or during a 复核.
    ``unread``: also what lies in 2收回 and could not be read, so that it may hold ballots or not.
    Findings: those of the scheme, ``destroy.*``, those of the record of decisions and of 复核登记.
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
    setup = setup_of(loaded.value, passwords)
    listing = list_files(campaign.received)
    received = gather(loaded.value.scheme, setup, progress=progress)
    found = [*replies_with_ballots(campaign, received, unread=unread), *copies(campaign), *unfinished(campaign)]
    files = {each.path: each for each in found if isinstance(each, DestroyedFile)}
    left = [each for each in found if isinstance(each, Finding)]
    left += not_written(campaign, {*files, *(f"{RECEIVED}/{path}" for path in received.replies)})
    findings = (*_earlier_version(campaign), *left) if files or not known.destructions else tuple(left)
    return Outcome(DestructionPlan(loaded.value, tuple(files.values()), findings, known.destructions, listing))


def destroy(plan: DestructionPlan, by: str) -> Outcome[Destruction | None]:
    """Write the list, then delete what is on it. None where the list cannot be written: then nothing is deleted.

    ``by``: who destroys, as typed. Of what could not be deleted, or has been saved since it was looked at, the list
    tells nothing in the end. Findings: ``destroy.failed``, ``destroy.meanwhile``, ``write.*``.
    """
    campaign = plan.loaded.campaign
    with exclusive_lock(campaign.lock) as acquired:
        if not acquired:
            return Outcome(None, (Finding("write.busy", Place(SUMMARY)),))
        if not plan.stands:
            return Outcome(None, (Finding("destroy.meanwhile", Place(RECEIVED)),))
        with undisturbed():
            return _carry_out(plan, Destruction(safe_open.today().isoformat(), by, plan.files))


def _carry_out(plan: DestructionPlan, planned: Destruction) -> Outcome[Destruction | None]:
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
        yield Finding(
            "destroy.not-merged", Place(RECEIVED), {"files": some([f"“{p}”" for p in paths], NAMED_ON_LINE, "个")}
        )
    yield from _under_review(campaign, record.value)


def _under_review(campaign: Campaign, record: Sequence[Recorded]) -> Iterator[Finding]:
    """The reason to wait while a 复核 goes on: it may lead to 更正, for which the ballots are counted again."""
    register = read_reviews(campaign)
    if register.value is None:
        yield from register.findings
        return
    reviews = review_progress(register.value.requests, record, safe_open.today())
    if reviews and not reviews.is_over:
        names = list(dict.fromkeys((*reviews.open_ones, *reviews.to_decide)))
        slots = {"names": some(names, NAMED_ON_LINE, "人"), "register": REGISTER_PATH}
        yield Finding("destroy.reviews-open", Place(REGISTER_PATH), slots)


def _earlier_version(campaign: Campaign) -> Iterator[Finding]:
    program = read_json(campaign.summary / RECORD_FILE).get("program")
    if program not in (None, f"lianping-xlsx {__version__}"):
        yield Finding("destroy.earlier-version", Place(SUMMARY), {"program": str(program)})


# ---------------------------------------------------------------- the deed


def _write(plan: DestructionPlan, now: Destruction, standing: Sequence[Destruction]) -> tuple[Finding, ...]:
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
