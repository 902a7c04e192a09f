"""``explain`` (推算): how the score, the rank and the tier of one person came about, down to the typed cells.

With ``--docx`` what of this may be told to the person himself, once it is decided: his 复核说明.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from lianping_xlsx.app.campaign import Campaign
from lianping_xlsx.app.campaign_records import read_decision_record
from lianping_xlsx.app.judged_returns import Returns, check_returns, count_returns, is_official
from lianping_xlsx.app.last_year_folder import FromLastYear, load_snapshot
from lianping_xlsx.app.lock import exclusive_lock
from lianping_xlsx.app.meeting_releases import history_after
from lianping_xlsx.app.options import NO_OPTIONS, Options
from lianping_xlsx.app.reviews import register_review
from lianping_xlsx.app.same_contents import as_they_lie
from lianping_xlsx.app.scheme_file import read_templates
from lianping_xlsx.app.storage import digest_of, read_json, read_record, write_recorded
from lianping_xlsx.app.summary_outputs import summarize
from lianping_xlsx.audit.border_results import Borders
from lianping_xlsx.audit.border_words import borders_object, near_lines, ranges_object
from lianping_xlsx.audit.borders import borders
from lianping_xlsx.audit.calculations import DASH, Calculation
from lianping_xlsx.audit.entry_steps import TypedCells
from lianping_xlsx.audit.outlook import outlook
from lianping_xlsx.audit.score_steps import COMPOSITE, RANK, TIER, ScoreSteps
from lianping_xlsx.audit.trace import trace
from lianping_xlsx.checks.countable import Counted
from lianping_xlsx.core.abbreviate import NAMED_IN_LIST
from lianping_xlsx.core.campaign_names import BACKUP, RESULT_FILE, RESULT_PATH, REVIEW_TEMPLATE, REVIEWS
from lianping_xlsx.core.did_you_mean import near_names
from lianping_xlsx.core.findings import Finding, Outcome, Place
from lianping_xlsx.core.light_dataclass import dataclass, replace
from lianping_xlsx.core.spelling import name_key
from lianping_xlsx.core.stages import Progress
from lianping_xlsx.decision.decision_table import NO_DECISIONS
from lianping_xlsx.decision.feedback import feedback_paths
from lianping_xlsx.decision.release_history import ReleaseHistory
from lianping_xlsx.decision.result_json import FORMAT, Json, campaign_object, status_word, used_replies
from lianping_xlsx.decision.review_register import result_in_words
from lianping_xlsx.decision.review_statement import decision_in_force, refusal, review_statement
from lianping_xlsx.intake.returns import FileStatus
from lianping_xlsx.publish.word.review import review_values
from lianping_xlsx.scheme.model import Ratee, Scheme
from lianping_xlsx.tally.tally_results import Result, rank_cell


@dataclass(frozen=True)
class Explained:
    """The steps of one ratee: of 综合得分, 名次 and 建议等次, or those that were asked for.

    ``nearby``: lines on the borders beside him, or on what may still come of him while forms are owed; () if only some
    steps were asked for. ``official``: the count is 正式. ``current``: it is that of the last merge. ``value``: the
    object of ``--json``.
    """

    ratee: Ratee
    steps: tuple[Calculation, ...]
    nearby: tuple[str, ...]
    official: bool
    current: bool
    value: Json


def explain(
    folder: Path, person: str, options: Options = NO_OPTIONS, *, figure: str = "", progress: Progress | None = None
) -> Outcome[Explained | None]:
    """Read, judge and count, and write nothing. ``figure``: a part of the name of the figures that are wanted.

    None where the campaign cannot be worked with, or the person is not one of its ratees. Findings: ``explain.*``, and
    where there is nothing to show those of the scheme and the replies.
    """
    returns = check_returns(folder, options, progress=progress)
    if returns.value is None:
        return Outcome(None, returns.findings)
    scheme = returns.value.loaded.scheme
    found = _ratees_called(scheme, person)
    if len(found) != 1:
        return Outcome(None, (_which(scheme, person, found),))
    return _explained(returns.value, returns.findings, found[0], figure)


def _explained(returns: Returns, findings: tuple[Finding, ...], ratee: Ratee, figure: str) -> Outcome[Explained | None]:
    scheme, received, judged = returns.loaded.scheme, returns.received, returns.judged
    counted = count_returns(returns, findings)
    result = counted.value
    traced = trace(scheme, received, judged, result, returns.found)
    steps = ScoreSteps(scheme, result, TypedCells(received, judged.counted, traced)).of(ratee)
    wanted = tuple(step for each in steps for step in _named(each, figure)) if figure else steps
    if not wanted:
        known = "、".join(dict.fromkeys(step.label for each in steps for step in (each, *each.parts)))
        slots = {"name": ratee.label, "figure": figure, "known": known}
        return Outcome(None, (Finding("explain.no-figure", slots=slots),))
    near = Borders() if figure else _near(scheme, judged.counted, result, ratee)
    differs = tuple(_since_merge(returns, ratee, steps))
    official = is_official(returns, counted.findings)
    value: Json = {
        "version": FORMAT,
        "status": status_word(official),
        "campaign": campaign_object(scheme, returns.loaded.id),
        "id": ratee.code,
        "name": ratee.name,
        "unit": ratee.workplace,
        "group": ratee.group,
        "steps": [_step_object(step) for step in wanted],
        "borders": borders_object(scheme, near),
        "ranges": ranges_object(scheme, near.outlook),
    }
    lines = tuple(near_lines(scheme, result, near))
    return Outcome(Explained(ratee, wanted, lines, official, not differs, value), differs)


def _near(scheme: Scheme, counted: Counted, result: Result, ratee: Ratee) -> Borders:
    """The borders of a ratee with all their least changes, and what may still come of him if anything is owed."""
    open_parts = outlook(scheme, result)
    found = borders(scheme, counted, result, open_parts, of=ratee.code)
    own = tuple(each for each in open_parts.ratees if each.code == ratee.code)
    return replace(found, outlook=replace(open_parts, ratees=own))


def _named(step: Calculation, figure: str) -> Iterator[Calculation]:
    """Yield the highest steps with the words in their names."""
    if name_key(figure) in name_key(step.label):
        yield step
    else:
        for part in step.parts:
            yield from _named(part, figure)


def _step_object(step: Calculation) -> Json:
    origin = step.origin
    return {
        "label": step.label,
        "figure": None if step.figure == DASH else step.figure,
        "calculation": step.words or None,
        "remark": step.remark or None,
        "file": origin.file if origin else None,
        "sheet": origin.sheet if origin else None,
        "cells": origin.cells if origin else None,
        "parts": [_step_object(part) for part in step.parts],
    }


# ---------------------------------------------------------------- 复核说明


@dataclass(frozen=True)
class WrittenStatement:
    """The 复核说明 on a ratee: its path below the campaign folder, and the number of the decision (第N次审定).

    ``written``: False where it lies there already, maybe changed by people since. ``request``: the number under which
    the request was entered in 复核登记 now; None where it is there already, or could not be entered.
    """

    ratee: Ratee
    path: str
    number: int
    written: bool
    request: str | None


def write_statement(
    folder: Path, person: str, options: Options = NO_OPTIONS, *, progress: Progress | None = None
) -> Outcome[WrittenStatement | None]:
    """Read, judge and count, and write the 复核说明 on the decision in force. None where nothing was written.

    The request is entered in 复核登记. Findings: ``explain.*``, ``template.*``, ``write.*``, and those that stand in
    the way of every command.
    """
    campaign = Campaign(folder)
    with exclusive_lock(campaign.lock) as acquired:
        if not acquired:
            return Outcome(None, (Finding("write.busy", Place(REVIEWS)),))
        record = read_decision_record(campaign)
        history = history_after(campaign, record.value)
        if record.findings:
            return Outcome(None, record.findings)
        returns = check_returns(folder, options, progress=progress)
        if returns.value is None:
            return Outcome(None, returns.findings)
        found = _ratees_called(returns.value.loaded.scheme, person)
        if len(found) != 1:
            return Outcome(None, (_which(returns.value.loaded.scheme, person, found),))
        drawn = _drawn(returns.value, returns.findings, found[0], history.value)
        return Outcome(drawn.value, (*history.findings, *drawn.findings))


def _drawn(
    returns: Returns, findings: tuple[Finding, ...], ratee: Ratee, history: ReleaseHistory
) -> Outcome[WrittenStatement | None]:
    """Count, compare with the decision in force, draw and write."""
    from lianping_xlsx.publish.word.office_templates import write_documents  # it loads the Word library, which is slow

    campaign, record = returns.loaded.campaign, history.decisions
    data = summarize(returns, findings, NO_DECISIONS, FromLastYear(load_snapshot(campaign)), history)
    refused = refusal(data, record, ratee)
    if refused:
        return Outcome(None, (refused,))
    decided = decision_in_force(data, record[-1])
    paths = zip(decided.verdicts, feedback_paths(decided), strict=True)
    verdict, path = next(pair for pair in paths if pair[0].ratee == ratee)
    statement = review_statement(decided, record[-1].number, verdict)
    templates = read_templates(campaign.folder, (REVIEW_TEMPLATE,))
    content = [review_values(decided, statement)]
    drawn = write_documents(REVIEW_TEMPLATE, templates.value.get(REVIEW_TEMPLATE), content)
    name = f"{PurePosixPath(path).name}.docx"
    written = _write_file(campaign, name, drawn.value[0])
    told = (*templates.findings, *drawn.findings, *written.findings)
    if written.value is None:
        return Outcome(None, told)
    entered = register_review(campaign, data.scheme.profile, ratee.label, result_in_words(statement), name)
    made = WrittenStatement(ratee, f"{REVIEWS}/{name}", record[-1].number, written.value, entered.value)
    return Outcome(made, (*told, *entered.findings))


def _write_file(campaign: Campaign, name: str, content: bytes) -> Outcome[bool | None]:
    """Write a file of 复核, unless the same was written before; True if it was written, None if it could not be.

    What is replaced, and what people changed, is kept. Findings: ``explain.left``, ``explain.replaced``, ``write.*``.
    """
    place, there = Place(f"{REVIEWS}/{name}"), digest_of(campaign.reviews / name)
    known = read_record(campaign.review_record)
    same = hashlib.sha256(as_they_lie(campaign.reviews, {name: content}, known)[name]).hexdigest()
    if there is not None and same in (there, known.get(name)):
        return Outcome(False, () if there == same else (Finding("explain.left", place, {"file": name}),))
    faults = write_recorded(campaign.reviews, {name: content}, campaign.review_record, beside=True)
    if faults:
        return Outcome(None, faults)
    slots = {"file": name, "where": f"{REVIEWS}/{BACKUP}"}
    return Outcome(True, () if there is None else (Finding("explain.replaced", place, slots),))


# ---------------------------------------------------------------- the person


def _ratees_called(scheme: Scheme, word: str) -> list[Ratee]:
    """The ratees with this code, or else name or workplace; or else those whose label contains the word."""
    key = name_key(word)
    exact = [each for each in scheme.ratees if name_key(each.code) == key] or [
        each for each in scheme.ratees if key in (name_key(each.name), name_key(each.workplace), name_key(each.label))
    ]
    return exact or [each for each in scheme.ratees if key and key in name_key(each.label)]


def _which(scheme: Scheme, word: str, found: list[Ratee]) -> Finding:
    """``explain.nobody``, ``explain.several``."""
    if not found:
        names = [name for each in scheme.ratees for name in (each.name, each.workplace)]
        near = "、".join(near_names(word, dict.fromkeys(names)))
        return Finding("explain.nobody", slots={"word": word, "near": f"；是不是“{near}”" if near else ""})
    names = [f"{each.code} {each.label}" for each in found]
    rest = f"等{len(names)}人" if len(names) > NAMED_IN_LIST else ""
    slots = {"word": word, "count": str(len(names)), "names": "、".join(names[:NAMED_IN_LIST]) + rest}
    return Finding("explain.several", slots=slots)


def _since_merge(returns: Returns, ratee: Ratee, steps: tuple[Calculation, ...]) -> Iterator[Finding]:
    """Yield what is not as in the last merge: the result of the ratee, or only the replies that it is counted from.

    ``explain.not-merged``, ``explain.outdated``, ``explain.replies-changed``.
    """
    result, place = read_json(returns.loaded.campaign.summary / RESULT_FILE), Place(RESULT_PATH)
    merged = result.get("ratees")
    if not isinstance(merged, list):
        yield Finding("explain.not-merged", place)
        return
    own = next((each for each in merged if isinstance(each, dict) and each.get("id") == ratee.code), {})
    rank = rank_cell(own.get("rank"), own.get("rank_best"), own.get("rank_worst")) if own.get("composite") else ""
    before = [str(each or DASH) for each in (own.get("composite"), rank, own.get("proposed_tier"))]
    now = [step.figure for step in steps]
    if before != now:
        named = ("，".join(map("".join, zip((COMPOSITE, RANK, TIER), each, strict=True))) for each in (before, now))
        yield Finding(
            "explain.outdated", place, {"name": ratee.label, **dict(zip(("before", "now"), named, strict=True))}
        )
    elif used_replies(result) != {each.sha256 for each in returns.received.files if each.status is FileStatus.USED}:
        yield Finding("explain.replies-changed", place, {"name": ratee.label})
