"""``finalize``: from the decision that people typed to 4审定."""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import count, pairwise
from pathlib import Path

from lianping_xlsx.app.campaign import Campaign, Loaded, load, note_signed
from lianping_xlsx.app.campaign_records import read_decision_record, read_decision_table, table_locks
from lianping_xlsx.app.decided_mails import withdraw_drafts
from lianping_xlsx.app.garbage_collection import collector_at_rest, set_aside
from lianping_xlsx.app.judged_returns import Returns, check_returns
from lianping_xlsx.app.last_year_folder import FromLastYear, load_snapshot
from lianping_xlsx.app.lock import exclusive_lock
from lianping_xlsx.app.meeting_releases import history_after
from lianping_xlsx.app.options import Options
from lianping_xlsx.app.rectification_state import unread_so_far
from lianping_xlsx.app.reviews import read_reviews
from lianping_xlsx.app.same_contents import as_they_lie
from lianping_xlsx.app.scheme_file import read_own_workbook, read_templates
from lianping_xlsx.app.storage import MOST_BYTES, digest_of, read_json, write_all
from lianping_xlsx.app.summary_outputs import summarize
from lianping_xlsx.app.verify import changed_inputs
from lianping_xlsx.core.abbreviate import NAMED_IN_SENTENCE, some
from lianping_xlsx.core.campaign_names import (
    BACKUP,
    DECIDED,
    DECISION_BOOK,
    DECISION_FILE,
    DECISION_PATH,
    DECISION_RECORD,
    FEEDBACK_FOLDER,
    RECEIVED,
    RECORD_FILE,
    REGISTER_PATH,
    RESULT_FILE,
    SCHEME_FILE,
    SUMMARY,
)
from lianping_xlsx.core.findings import Finding, Outcome, Place, has_errors
from lianping_xlsx.core.light_dataclass import dataclass, replace
from lianping_xlsx.core.safe_open import read_regular
from lianping_xlsx.core.signing import signed_object
from lianping_xlsx.core.stages import Progress
from lianping_xlsx.decision.decision_table import Decisions
from lianping_xlsx.decision.disclosure.opinions import LEAST_AUTHORS, kept_back
from lianping_xlsx.decision.feedback import feedback_paths
from lianping_xlsx.decision.final_data import FinalData
from lianping_xlsx.decision.record import Recorded, is_filled_in, record_object, with_decision, with_outputs
from lianping_xlsx.decision.release_history import held_back
from lianping_xlsx.decision.result_json import as_json, replies_digest
from lianping_xlsx.decision.review_register import corrected_ratees
from lianping_xlsx.decision.summary_data import SummaryData
from lianping_xlsx.decision.verdicts import judge_decisions
from lianping_xlsx.publish.final.documents import DOCUMENT_TEMPLATES, documents, with_what_was_typed
from lianping_xlsx.publish.final.record_book import write_record_book
from lianping_xlsx.publish.final.report_book import write_report

_SOURCES = (SCHEME_FILE, f"{SUMMARY}/{RESULT_FILE}")


@dataclass(frozen=True)
class Finalized:
    """The result of ``finalize``: the decision, whether it was on record already, the names of the files written.

    ``archived``: the folder in 4审定 to which what had been issued before was moved; '' where nothing was.
    """

    data: FinalData
    decision: Recorded
    repeated: bool
    written: tuple[str, ...]
    archived: str


def finalize(
    folder: Path, *, passwords: tuple[str, ...] = (), progress: Progress | None = None
) -> Outcome[Finalized | None]:
    """Make the decision of 等次审定表 final and write 4审定. None, and every reason, where that cannot be done.

    ``passwords``: to be tried on replies that have one.
    """
    campaign = Campaign(folder)
    with exclusive_lock(campaign.lock) as acquired:
        if not acquired:
            return Outcome(None, (Finding("write.busy", Place(DECIDED)),))
        return _finalize(campaign, Options(passwords=passwords), progress)


def _finalize(campaign: Campaign, options: Options, progress: Progress | None) -> Outcome[Finalized | None]:
    """Load, read what was typed and recorded, read and judge the replies, decide and write."""
    loaded = load(campaign)
    if loaded.value is None:
        return Outcome(None, loaded.findings)
    faults = tuple(_no_table(campaign))
    if faults:
        return Outcome(None, faults)
    table, record = read_decision_table(campaign), read_decision_record(campaign)
    run = read_json(campaign.summary / RECORD_FILE)
    faults = (*table.findings, *record.findings, *changed_inputs(campaign, run))
    returns = check_returns(campaign.folder, options, progress=progress, loaded=loaded)
    if table.value is None or returns.value is None:
        return Outcome(None, faults if returns.value else (*faults, *returns.findings))
    with set_aside():
        return _decide(returns.value, returns.findings, table.value, record.value, faults)


def _no_table(campaign: Campaign) -> Iterator[Finding]:
    """The reasons why there is nothing to decide from: no table yet, or one that is open in a program."""
    if not (campaign.summary / DECISION_FILE).exists():
        yield Finding("final.no-table", Place(DECISION_PATH))
    for lock in table_locks(campaign):
        yield Finding("final.table-open", Place(DECISION_PATH), {"file": DECISION_FILE, "lock": lock})


def _decide(
    returns: Returns,
    known: tuple[Finding, ...],
    decisions: Decisions,
    before: tuple[Recorded, ...],
    faults: tuple[Finding, ...],
) -> Outcome[Finalized | None]:
    """Count again, judge what was typed, write. ``faults`` already stand in the way, but the others are to be told."""
    last_year = FromLastYear(load_snapshot(returns.loaded.campaign))
    history = history_after(returns.loaded.campaign, before)
    data = summarize(returns, known, decisions, last_year, history.value)
    judged = judge_decisions(data, decisions, file=DECISION_PATH)
    formulas = {finding.place for finding in judged.findings if finding.code == "final.formula"}
    findings = (*(fault for fault in faults if fault.place not in formulas), *judged.findings, *history.findings)
    if judged.value is None or has_errors(findings):
        return Outcome(None, (*_missing_forms(data, findings), *findings))
    if digest_of(returns.loaded.campaign.summary / DECISION_FILE) != decisions.digest:
        return Outcome(None, (Finding("write.saved-meanwhile", Place(DECISION_PATH), {"file": DECISION_FILE}),))
    kept = tuple(finding for finding in data.findings if finding.code == "decision.kept-apart")
    with collector_at_rest():  # workbooks let go of their cycles themselves
        written = _write(returns.loaded, judged.value, before)
    told = held_back(data, history.value) if written.value else ()
    return Outcome(written.value, (*findings, *kept, *written.findings, *told))


def _missing_forms(data: SummaryData, findings: Iterable[Finding]) -> Iterator[Finding]:
    """In front of a wall of reasons the one that most of them come from, where nobody has agreed to go on so."""
    missing = sum(finding.code == "form.missing" for finding in data.findings)
    if missing and any(finding.code in ("final.trial", "final.not-listed") for finding in findings):
        yield Finding("final.missing-forms", slots={"count": str(missing)})


# ---------------------------------------------------------------- the files


def _sources(campaign: Campaign) -> dict[str, str]:
    found = {path: digest_of(campaign.folder / path) or "" for path in _SOURCES}
    return {**found, RECEIVED: replies_digest(read_json(campaign.summary / RESULT_FILE))}


def _write(loaded: Loaded, data: FinalData, before: tuple[Recorded, ...]) -> Outcome[Finalized | None]:
    """Write every file or none. A file that people changed is left, or copied to 备份 where it must be replaced."""
    folder = loaded.campaign.decided
    reviewed = _with_reviews(loaded.campaign, before, with_decision(before, data, _sources(loaded.campaign)))
    record = reviewed.value
    data = replace(data, number=record[-1].number)
    templates = read_templates(loaded.campaign.folder, DOCUMENT_TEMPLATES)
    drawn = documents(data, templates.value, loaded.secret)
    report = write_report(data, record[-1].number, loaded.secret)
    known = before[-1].outputs if before else {}
    outputs = drawn.value | report | {DECISION_BOOK: write_record_book(data.summary.scheme.profile, record)}
    outputs = as_they_lie(folder, outputs, known)
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in outputs.items()}
    changed = _changed_by_people(folder, known, digests)
    left = frozenset(name for name in changed if known.get(name) == digests.get(name))
    replaced = [name for name in changed if name in outputs and name not in left]
    carried = _with_what_was_typed(folder, data, replaced, loaded.secret)
    made = {name: content for name, content in (outputs | carried).items() if name not in left}
    repeated = len(record) == len(before)
    kept = _issued_before(folder, before, {} if not repeated else digests, left) if before else _NOTHING_ISSUED
    content = {**kept.content, **made}
    said = record_object(data, loaded.id, with_outputs(record, digests))
    content[DECISION_RECORD] = as_json(signed_object(said, loaded.secret, DECISION_RECORD))
    keep = {name: digest for name, digest in {**known, **kept.digests}.items() if name not in left}
    keep[DECISION_RECORD] = digest_of(folder / DECISION_RECORD) or ""
    withdrawn: list[Finding] = []

    def withdraw() -> None:
        withdrawn.extend(() if repeated else withdraw_drafts(loaded.campaign))

    note = partial(note_signed, loaded.campaign, loaded.secret, loaded.notes, DECISION_RECORD)
    faults = write_all(folder, content, keep=keep, before_last=withdraw, then=note)
    if faults:
        if kept.folder:
            _take_away_empty(folder / kept.folder)
        return Outcome(None, faults)
    finalized = Finalized(data, record[-1], repeated, (*made, DECISION_RECORD), kept.folder)
    again = () if repeated or _changes(data) else _same_meeting(record)
    told = (
        *reviewed.findings,
        *templates.findings,
        *drawn.findings,
        *again,
        *_told(changed, left, carried, kept),
        *_to_sum_up(data, left),
        *unread_so_far(loaded.campaign),
        *withdrawn,
    )
    return Outcome(finalized, told)


def _with_reviews(
    campaign: Campaign, before: Sequence[Recorded], record: tuple[Recorded, ...]
) -> Outcome[tuple[Recorded, ...]]:
    """The record; a new decision in it names the 复核 that led to it. Findings: ``final.review-unchanged``."""
    if not before or len(record) == len(before):
        return Outcome(record)
    register = read_reviews(campaign)
    requests = register.value.requests if register.value else ()
    reviews, others = corrected_ratees(requests, before, record[-1].ratees)
    slots = ({"number": each.number or "？", "name": each.person} for each in others)
    told = (Finding("final.review-unchanged", Place(REGISTER_PATH), each) for each in slots)
    decision = replace(record[-1], reviews=reviews, unchanged=tuple(each.known_as for each in others))
    return Outcome((*record[:-1], decision), (*register.findings, *told))


@dataclass(frozen=True)
class _IssuedBefore:
    """The files issued before and replaced now: their ``folder`` in 4审定, content by new name, digests by old name."""

    folder: str
    content: Mapping[str, bytes]
    digests: Mapping[str, str]


_NOTHING_ISSUED = _IssuedBefore("", {}, {})


def _issued_before(
    folder: Path, before: Sequence[Recorded], same: Mapping[str, str], left: Container[str]
) -> _IssuedBefore:
    """All files of the decision so far as they lie there, also where people changed them, under 第N次.

    ``same``: digests of files that are made again; where they are not other than they lie there, they are not moved.
    """
    last = before[-1]
    digests: dict[str, str] = {}
    for name in sorted(last.outputs):
        digest = digest_of(folder / name)
        again = name in same and (same[name] == digest or name in left or name == DECISION_BOOK)
        if digest is not None and not again:
            digests[name] = digest
    if not digests:
        return _NOTHING_ISSUED
    place = next(free for free in _names(f"第{last.number}次") if not _has_files(folder / free))
    content = {f"{place}/{name}": read_regular(folder / name, MOST_BYTES) for name in digests}
    return _IssuedBefore(place, content, digests)


def _has_files(place: Path) -> bool:
    return any(not path.is_dir() for path in (place, *place.rglob("*")) if os.path.lexists(path))


def _take_away_empty(place: Path) -> None:
    """Folders that were made for files which could not be written then."""
    for path in (*sorted(place.rglob("*"), reverse=True), place):
        with contextlib.suppress(OSError):
            path.rmdir()


def _names(name: str) -> Iterator[str]:
    """第1次, 第1次（2）, 第1次（3） …"""
    yield name
    yield from (f"{name}（{number}）" for number in count(2))


def _changes(data: FinalData) -> bool:
    """True if anybody's result differs from that at the decision before."""
    return data.summary.decided is not None and bool(data.summary.decided.changes)


def _same_meeting(record: Sequence[Recorded]) -> Iterator[Finding]:
    """The decision of one meeting on two results: the typed words were carried over, and maybe nobody looked again."""
    for before, now in pairwise(record[-2:]):
        if before.fingerprint != now.fingerprint and (before.meeting, before.date) == (now.meeting, now.date):
            slots = {"number": str(before.number), "meeting": now.meeting, "date": now.date}
            yield Finding("final.same-meeting", Place(DECISION_PATH), slots)


def _with_what_was_typed(folder: Path, data: FinalData, replaced: Sequence[str], secret: bytes) -> dict[str, bytes]:
    """The files that people fill in anew, with all that they wrote into them; none of which that cannot be read."""
    read = ((name, read_own_workbook(folder / name)) for name in replaced if is_filled_in(name))
    readable = ((name, found) for name, found in read if not isinstance(found, str))
    made = ((name, with_what_was_typed(data, name, found, secret)) for name, found in readable)
    return {name: content for name, content in made if content is not None}


def _changed_by_people(folder: Path, known: Mapping[str, str], new: Mapping[str, str]) -> tuple[str, ...]:
    """Files that are neither what the program wrote last nor what it would write now."""
    found = ((name, digest_of(folder / name)) for name in sorted(known.keys() | new.keys()))
    return tuple(name for name, digest in found if digest not in (None, known.get(name), new.get(name)))


def _to_sum_up(data: FinalData, left: Container[str]) -> Iterator[Finding]:
    """Finding on persons whose letters have a blank for the office's words, but for letters already written in."""
    back = kept_back(data.summary.opinions)
    letters = zip(data.verdicts, feedback_paths(data), strict=True)
    blank = [v.ratee.name for v, path in letters if v.ratee.code in back and f"{path}.docx" not in left]
    if blank:
        slots = {"names": some(blank, NAMED_IN_SENTENCE, "人"), "line": str(LEAST_AUTHORS)}
        yield Finding("final.opinions-few", Place(f"{DECIDED}/{FEEDBACK_FOLDER}"), slots)


def _told(
    changed: tuple[str, ...], left: frozenset[str], carried: Container[str], kept: _IssuedBefore
) -> Iterator[Finding]:
    for name in changed:
        place, where = Place(f"{DECIDED}/{name}"), kept.folder if name in kept.digests else BACKUP
        slots = {"file": name, "where": where}
        if name not in left:
            yield Finding("final.carried" if name in carried else "final.replaced", place, slots)
        elif not is_filled_in(name):
            yield Finding("final.left", place, slots)
