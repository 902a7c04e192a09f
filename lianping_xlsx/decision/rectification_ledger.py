"""The answers on 整改清单 that came back, put together with what the office typed into the list of all persons.

An answer fills a cell that is blank, or that still holds what was issued or what an earlier answer said; anything else
the office has typed, and it stays. 整改回报.json is the memory for that, and tells which files are such answers.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, field

from lianping_xlsx.core.findings import Finding, Place
from lianping_xlsx.core.light_dataclass import dataclass, replace
from lianping_xlsx.core.spelling import name_key
from lianping_xlsx.core.typed_json import as_type
from lianping_xlsx.decision.rectification import Item, LedgerRow
from lianping_xlsx.decision.rectification_deadlines import Deadlines
from lianping_xlsx.decision.result_json import FORMAT, Json
from lianping_xlsx.forms.rectification_list import (
    ANSWERED,
    APPLIED,
    APPLIED_KIND,
    DEADLINE,
    OWN_TABLE,
    ListedProblem,
    RectificationReply,
    list_code,
    problem_key,
)
from lianping_xlsx.scheme.model import Ratee, Scheme
from lianping_xlsx.scheme.profile import year_key
from lianping_xlsx.spreadsheet.cell_kinds import Date

_MOST_ADDED = 50
"""So many problems of a person's own are taken from his list; of more, none."""
_OWN_PROBLEM = "本人补充"
"""问题来源 of a problem that the person added without saying where it comes from."""


@dataclass(frozen=True, slots=True)
class RectificationAnswer:
    """A list that came back: the file (path relative to 2收回), its SHA-256, its content."""

    file: str
    sha256: str
    reply: RectificationReply


@dataclass(frozen=True, slots=True)
class CollectedFile:
    """A list that came back, as it is on record. ``ratee``: whose it is, '' if nobody knows. ``used``: it counts."""

    file: str
    sha256: str
    ratee: str
    used: bool


@dataclass(frozen=True, slots=True)
class WrittenAnswer:
    """The texts that an answer brought into the row of a problem: ``texts`` in the columns ANSWERED.

    ``day``: when its 整改时限 was filled in, or seen for the first time (ISO 8601); '' in records of earlier versions.
    """

    ratee: str
    source: str
    problem: str
    texts: tuple[str, ...]
    day: str = ""

    @property
    def key(self) -> tuple[str, ...]:
        """The key of the problem."""
        return problem_key(self.ratee, self.source, self.problem)

    @property
    def deadline(self) -> str:
        """The text in 整改时限; '' if there is none."""
        return dict(zip(ANSWERED, self.texts, strict=False)).get(DEADLINE, "")


@dataclass(frozen=True, slots=True)
class CollectedLists:
    """整改回报.json: the lists that came back so far, and what was written from them."""

    files: tuple[CollectedFile, ...] = ()
    written: tuple[WrittenAnswer, ...] = ()

    @property
    def answered(self) -> frozenset[str]:
        """The codes of those who have sent a list back that is used."""
        return frozenset(each.ratee for each in self.files if each.used)

    @property
    def digests(self) -> frozenset[str]:
        """SHA-256 of all lists that came back."""
        return frozenset(each.sha256 for each in self.files)

    def deadlines(self, decided: dt.date | None) -> Deadlines:
        """How the 整改时限 are read. ``decided``: the day of the first decision; None if that is not known."""
        days = ((each, Date().take(each.day).value) for each in self.written)
        return Deadlines(decided, {each.key: (each.deadline, day) for each, day in days if day})


def collected_object(campaign: Json, collected: CollectedLists) -> Json:
    """The object of 整改回报.json, unsigned. ``campaign``: the object that identifies the campaign in all records."""
    return {"version": FORMAT, "campaign": campaign, **asdict(collected)}


def read_collected(found: Mapping[str, object]) -> CollectedLists | None:
    """The inverse of ``collected_object``; None if the object has another shape."""
    return as_type(CollectedLists, {name: found.get(name) for name in ("files", "written")})


# ---------------------------------------------------------------- whose, and which of several


@dataclass(slots=True)
class Answers:
    """The answer that counts of each ratee, keyed by code; all lists as they go on record; findings.

    ``faults``: the codes of the findings on the lists of each ratee, keyed by his code. Two ratees may have one name.
    """

    used: dict[str, RectificationAnswer] = field(default_factory=dict)
    files: list[CollectedFile] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    faults: dict[str, list[str]] = field(default_factory=dict)

    def tell(self, ratee: Ratee, found: Iterable[Finding]) -> None:
        """Add findings on the lists of a ratee."""
        for finding in found:
            self.findings.append(finding)
            self.faults.setdefault(ratee.code, []).append(finding.code)


def choose_answers(scheme: Scheme, secret: bytes, answers: Sequence[RectificationAnswer], today: dt.date) -> Answers:
    """Find out whose each list is, and which counts of several. ``today``: no list can be filled in later.

    Findings: ``rectify.unknown``, ``rectify.unstamped``, ``rectify.blank``, ``rectify.lost-columns``,
    ``rectify.superseded``, ``rectify.conflict``.
    """
    found, by_ratee = Answers(), dict[str, list[RectificationAnswer]]()
    for answer in answers:
        ratee = _ratee_of(scheme, secret, answer.reply)
        if ratee is None:
            who = f"{answer.reply.unit} {answer.reply.name}".strip() or answer.reply.ratee
            found.findings.append(Finding("rectify.unknown", Place(answer.file), {"who": who}))
            found.files.append(CollectedFile(answer.file, answer.sha256, "", used=False))
        else:
            by_ratee.setdefault(ratee.code, []).append(answer)
            found.tell(ratee, _remarks(answer, ratee))
    year = year_key(scheme.profile.year)
    first = year if year.isdecimal() else ""
    for ratee in scheme.ratees:
        own = by_ratee.get(ratee.code, [])
        filled = [answer for answer in own if _content(answer)]
        chosen, why = _latest(filled, first, today.isoformat())
        if chosen:
            found.used[ratee.code] = chosen
        if why:
            files = "、".join(f"“{answer.file}”" for answer in filled)
            slots = {"name": ratee.label, "files": files, "file": chosen.file if chosen else "", "why": why}
            found.tell(ratee, [Finding("rectify.superseded" if chosen else "rectify.conflict", slots=slots)])
        found.files += [CollectedFile(each.file, each.sha256, ratee.code, used=each is chosen) for each in own]
    return found


def _ratee_of(scheme: Scheme, secret: bytes, reply: RectificationReply) -> Ratee | None:
    """The ratee whose list it is. Without a stamp unit and name say it, and the code or the title this campaign."""
    if reply.ratee:
        return next((ratee for ratee in scheme.ratees if ratee.code == reply.ratee), None)
    named = [
        ratee
        for ratee in scheme.ratees
        if (name_key(ratee.name), name_key(ratee.workplace)) == (name_key(reply.name), name_key(reply.unit))
    ]
    if len(named) != 1:
        return None
    title = name_key(f"{scheme.profile.occasion}{OWN_TABLE.title}")
    ours = reply.code == list_code(secret, named[0].code) if reply.code else name_key(reply.title) == title
    return named[0] if ours else None


def _remarks(answer: RectificationAnswer, ratee: Ratee) -> Iterator[Finding]:
    place, slots = Place(answer.file), {"name": ratee.label}
    if not answer.reply.ratee:
        yield Finding("rectify.unstamped", place, slots)
    if answer.reply.lost:
        yield Finding("rectify.lost-columns", place, slots | {"columns": "、".join(answer.reply.lost)})
    if answer.reply.unnamed:
        rows = "、".join(map(str, answer.reply.unnamed))
        yield Finding("rectify.unnamed", place, slots | {"rows": rows})
    for problem in answer.reply.repeated:
        yield Finding("rectify.repeated", place, slots | {"problem": problem})
    if not (_content(answer) or answer.reply.unnamed):
        yield Finding("rectify.blank", place, slots)


_Content = Mapping[tuple[tuple[str, ...], int], str]


def _content(answer: RectificationAnswer) -> _Content:
    """The texts of the person, by problem and column (-1: that there is such a problem), without white space."""
    found = {}
    for each in answer.reply.problems:
        key = problem_key("", each.source, each.problem)
        if each.added:
            found[key, -1] = each.problem
        for at, (text, issued) in enumerate(zip(each.texts, _issued(each), strict=True)):
            if text and not _alike(text, issued):
                found[key, at] = "".join(text.split())
    return found


def _issued(problem: ListedProblem) -> tuple[str, ...]:
    return problem.issued or ("",) * len(ANSWERED)


def _alike(text: str, other: str) -> bool:
    """True if two texts differ in white space only, which spreadsheet programs change."""
    return "".join(text.split()) == "".join(other.split())


def _latest(answers: Sequence[RectificationAnswer], first: str, today: str) -> tuple[RectificationAnswer | None, str]:
    """The answer that counts, and why it does where there are several; None where nothing says which is the last.

    A list that is dated later, or that says all that the others say and more. None of them counts if one is dated
    before ``first`` (the year of the campaign) or after ``today``, texts like the dates: whoever errs in the day, or
    writes 9999 to come last, does not decide.
    """
    contents = [(answer, _content(answer)) for answer in answers]
    different: list[tuple[RectificationAnswer, _Content]] = []
    for answer, content in contents:
        if all(content != other for _, other in different):
            different.append((answer, content))
    if len(different) <= 1:
        return (different[0][0] if different else None), ""
    for answer, _ in different:
        if answer.reply.date and not first <= answer.reply.date <= today:
            return None, f"“{answer.file}”的填报日期是{answer.reply.date}，不可能是这一天"
    days = sorted(answer.reply.date for answer, _ in different)
    if days[0] and days[-1] != days[-2]:
        return next(answer for answer, _ in different if answer.reply.date == days[-1]), "填报日期最晚"
    for answer, content in different:
        if all(other.items() <= content.items() for _, other in different):
            return answer, "内容最全，包含其余各份"
    return None, "分不清哪一份在后"


# ---------------------------------------------------------------- into the list of all persons


@dataclass(slots=True)
class Filled:
    """The list of all persons with the answers in it: its rows, those that changed, those that are new; findings.

    ``written``: what stands there from answers now.
    """

    rows: list[LedgerRow] = field(default_factory=list)
    added: list[Item] = field(default_factory=list)
    written: dict[tuple[str, ...], WrittenAnswer] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


def fill_in(
    rows: Sequence[LedgerRow],
    answers: Mapping[str, RectificationAnswer],
    before: CollectedLists,
    scheme: Scheme,
    when: tuple[dt.date | None, dt.date],
) -> Filled:
    """Put the answers (by code of the ratee) into the rows. ``when``: the first decision, and today.

    Findings: ``rectify.kept``: what the office typed stays. ``rectify.too-many``: problems that the person added.
    """
    said = {
        problem_key(code, each.source or _OWN_PROBLEM, each.problem): (code, each)
        for code, answer in answers.items()
        for each in answer.reply.problems
    }
    last, deadlines = {each.key: each for each in before.written}, before.deadlines(when[0])
    filled = Filled(written=dict(last))
    kept: dict[str, list[str]] = {}
    for row in rows:
        _, problem = said.pop(row.item.key, ("", None))
        item = row.item
        if problem:
            written = WrittenAnswer(item.code, item.source, item.problem, problem.texts)
            written = _dated(written, last.get(item.key), answers[item.code], when[1])
            texts, own = _joined_texts(item.typed, written, _issued(problem), last.get(item.key), deadlines)
            if own:
                kept.setdefault(f"{item.unit} {item.name}", []).append(f"第{row.row + 1}行的{'、'.join(own)}")
            item = replace(item, typed=(*texts, *item.typed[len(ANSWERED) :]))
            filled.written[item.key] = written
        filled.rows.append(LedgerRow(row.row, item))
    ratees = {ratee.code: ratee for ratee in scheme.ratees}
    counts = Counter(code for code, _ in said.values())
    for code, count in counts.items():
        if count > _MOST_ADDED:
            slots = {"name": ratees[code].label, "count": str(count), "most": str(_MOST_ADDED)}
            filled.findings.append(Finding("rectify.too-many", Place(answers[code].file), slots))
    for key, (code, problem) in said.items():
        if counts[code] > _MOST_ADDED:
            continue
        filled.added.append(_new_item(ratees[code], problem))
        written = WrittenAnswer(code, problem.source or _OWN_PROBLEM, problem.problem, problem.texts)
        filled.written[key] = _dated(written, last.get(key), answers[code], when[1])
    told = ({"name": name, "cells": "；".join(own)} for name, own in kept.items())
    filled.findings += [Finding("rectify.kept", slots=each) for each in told]
    return filled


def _dated(
    written: WrittenAnswer, last: WrittenAnswer | None, answer: RectificationAnswer, today: dt.date
) -> WrittenAnswer:
    """The answer with the day of its 整改时限, which stays as long as the text does."""
    if last and _alike(last.deadline, written.deadline):
        return replace(written, day=last.day)
    return replace(written, day=min(answer.reply.date or today.isoformat(), today.isoformat()))


def _joined_texts(
    typed: Sequence[str],
    written: WrittenAnswer,
    issued: Sequence[str],
    last: WrittenAnswer | None,
    deadlines: Deadlines,
) -> tuple[tuple[str, ...], list[str]]:
    """The texts in the columns ANSWERED of a row, and the columns in which the office's own text stays."""
    texts, kept = [], []
    before = last.texts if last else ("",) * len(ANSWERED)
    for column, now, new, handed_out, old in zip(ANSWERED, typed, written.texts, issued, before, strict=False):
        if not new or _alike(new, handed_out) or _alike(new, now):
            texts.append(now)
        elif not now or _alike(now, handed_out) or _alike(now, old):
            texts.append(new)
        else:
            texts.append(now)
            kept += [] if _is_made_clear(column, written, now, deadlines) else [column]
    return tuple(texts), kept


def _is_made_clear(column: str, written: WrittenAnswer, now: str, deadlines: Deadlines) -> bool:
    """True if an answer says nothing against what the office has made of it: nothing clear, or the same day."""
    if column == DEADLINE:
        read = deadlines.read(written.deadline, Date().take(written.day).value)
        return bool(read.fault) or (read.day is not None and read == deadlines.read(now))
    text = dict(zip(ANSWERED, written.texts, strict=False))[column]
    return column == APPLIED and APPLIED_KIND.take(text).problem is not None


def _new_item(ratee: Ratee, problem: ListedProblem) -> Item:
    typed = (*problem.texts, "", "")
    source = problem.source or _OWN_PROBLEM
    return Item(ratee.code, ratee.workplace, ratee.name, problem.problem, source, typed, added=True)
