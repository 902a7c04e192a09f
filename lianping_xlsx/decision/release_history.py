"""What has left the office so far, and by which papers: the one place that says what a release is.

A release is a counted set of ballots of which papers were written for readers outside the office:

- 上会材料 and 送审件, which ``merge --meeting`` writes before the meeting decides: ``MeetingRelease``, kept in
  .lianping. So is 等次审定表, which every merge writes, once somebody has typed a tier into it: then the meeting has
  read it. What it told is known from the merge that wrote it;
- 4审定, which ``finalize`` writes: ``Recorded`` in 审定记录.json. 复核说明 and 核算底稿（可公开） are written only if
  they tell no more than the decision in force, so they are no releases of their own.

Every paper is held against all of them, whatever kind it is (``releases_of``). To write a paper counts as to hand it
out, since the program does not see who prints it; of the same votes again nothing is new. A merge that nobody asked for
papers makes no release: it renews them for the same votes, and takes them away for others. Only figures of ballots are
withheld, and only where they would give few ballots: 名次 and 等次 always stand, so the papers can be written as often
as the office likes. If nobody was given those written since the last decision, a person says so (``withdraw``). After
a decision that is not possible: the meeting has read them.

A 试算 is not a release, since only the office sees it. But if somebody answers for each of its problems, be it in the
等次审定表 that was written before, the meeting may decide on it, and ``finalize`` may issue it: then it is one, and
tells no figure of a class, for forms may still come.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal

from lianping_xlsx.core import exact
from lianping_xlsx.core.abbreviate import NAMED_IN_SENTENCE, some
from lianping_xlsx.core.campaign_names import MEETING_FILE, SUBMITTED_FILE, SUMMARY
from lianping_xlsx.core.findings import Finding, Place
from lianping_xlsx.core.light_dataclass import dataclass, replace
from lianping_xlsx.core.typed_json import as_plain, as_type
from lianping_xlsx.decision.decision_table import result_fingerprint
from lianping_xlsx.decision.disclosure.releases import Released, Releases, by_class, differing_by_few
from lianping_xlsx.decision.record import Recorded
from lianping_xlsx.decision.result_json import FORMAT, OFFICIAL, Json
from lianping_xlsx.decision.summary_data import SummaryData
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.tally.tally_results import Result


@dataclass(frozen=True, slots=True)
class MeetingRelease:
    """The votes that papers for a meeting disclosed and no release before them.

    ``date``: ISO 8601, when they were written; '' for 等次审定表, which has a date of its own. ``decisions``: the
    number of decisions on record then. ``withdrawn``: who says that nobody was given them, and how he knows; '' if
    nobody says so.
    """

    date: str
    decisions: int
    released: tuple[Released, ...]
    withdrawn: str = ""

    @property
    def words(self) -> str:
        """The papers in words."""
        if not self.date:
            return "填了审定等次的等次审定表"
        return f"{self.date}写出的{MEETING_FILE.partition('.')[0]}、{SUBMITTED_FILE.partition('.')[0]}"


@dataclass(frozen=True, slots=True)
class ReleaseHistory:
    """All releases so far: ``decisions`` and ``papers`` for meetings, the first ones first.

    ``written``: a keyed digest of all votes of which papers were written last; '' if it is not known. ``table``: the
    votes that the 等次审定表 of the last merge discloses beyond them. ``trial``: it is of a 试算 for which nobody
    answered when it was written: the meeting has read it only if somebody answers for each of its problems by now.
    ``unreadable``: there is a record, but it cannot be used: the papers may have disclosed anything.
    """

    decisions: tuple[Recorded, ...] = ()
    papers: tuple[MeetingRelease, ...] = ()
    written: str = ""
    table: tuple[Released, ...] = ()
    trial: bool = False
    unreadable: bool = False

    @property
    def handed_out(self) -> tuple[MeetingRelease, ...]:
        """The papers that were not withdrawn."""
        return tuple(each for each in self.papers if not each.withdrawn)

    @property
    def open_papers(self) -> tuple[MeetingRelease, ...]:
        """The papers that may still be withdrawn: written since the last decision."""
        return tuple(each for each in self.handed_out if each.decisions == len(self.decisions))

    @property
    def releases(self) -> tuple[Recorded | MeetingRelease, ...]:
        """All releases: the decisions, then the papers that were not withdrawn."""
        return *self.decisions, *self.handed_out

    @property
    def released(self) -> Iterator[Released]:
        """Yield the votes of all releases that say which they were."""
        for release in self.releases:
            yield from release.released or ()


NOTHING_LEFT = ReleaseHistory()


def releases_of(scheme: Scheme, result: Result, history: ReleaseHistory) -> Releases:
    """All releases, judged against the present result.

    Decisions of 0.2.0 and 0.3.0 do not say what they disclosed. If one was made on exactly the present result, it
    disclosed what is disclosed now. Of any other it is unknown from which ballots its means were computed, and, if a
    composite differs now, whether the votes have changed. Nothing is known of papers whose record cannot be used.
    """
    if history.unreadable:
        everybody = frozenset(ratee.code for ratee in scheme.ratees)
        return Releases(by_class(history.released), everybody, everybody)
    silent = [each for each in history.decisions if each.released is None and not _same(scheme, result, each)]
    persons = {ratee.id: ratee.composite for decision in silent for ratee in decision.ratees}
    changed = (code for code, composite in persons.items() if composite != _composite(scheme, result, code))
    return Releases(by_class(history.released), frozenset(persons), frozenset(changed))


def _same(scheme: Scheme, result: Result, decision: Recorded) -> bool:
    """Return True if a decision was made on this result.

    The fingerprint proves it only if scores have as many decimals as marks: coarser rounding hides changes of votes.
    """
    present = result_fingerprint(scheme, result, decision.status == OFFICIAL)
    return decision.fingerprint == present and scheme.rules.decimals >= exact.MARK_DECIMALS


def _composite(scheme: Scheme, result: Result, code: str) -> str | None:
    standing = result.standing_of.get(code)
    if standing is None or standing.composite is None:
        return None
    return exact.show(standing.composite, scheme.rules.decimals)


# ---------------------------------------------------------------- papers for a meeting


def with_papers(history: ReleaseHistory, data: SummaryData, date: str) -> ReleaseHistory:
    """The history with the papers that are now written of ``data``; unchanged if they are written of the same votes."""
    if history.unreadable:
        return history
    told = MeetingRelease(date, len(history.decisions), tuple(data.disclosures.released()))
    return replace(_with(history, told), written=_digest(data))


def with_table(history: ReleaseHistory) -> ReleaseHistory:
    """The history in which the meeting has read the 等次审定表 of the last merge."""
    return _with(history, MeetingRelease("", len(history.decisions), history.table))


def _with(history: ReleaseHistory, told: MeetingRelease) -> ReleaseHistory:
    """The history with all that is new in a release; unchanged if nothing is."""
    fresh = _beyond(history, told.released)
    return replace(history, papers=(*history.papers, replace(told, released=fresh))) if fresh else history


def _beyond(history: ReleaseHistory, released: Iterable[Released]) -> tuple[Released, ...]:
    """The votes that no release has disclosed so far."""
    known = {(each, each.grades, each.weight) for each in history.released}
    return tuple(each for each in released if (each, each.grades, each.weight) not in known)


def as_merged(history: ReleaseHistory, data: SummaryData, *, submitted: bool) -> ReleaseHistory:
    """The history after a merge; ``submitted``: its result may go to a meeting."""
    if history.unreadable:
        return history
    return replace(history, table=_beyond(history, data.disclosures.released()), trial=not submitted)


def are_outdated(history: ReleaseHistory, data: SummaryData) -> bool:
    """Return True if the papers that were written last are known to be of other votes than ``data``."""
    return history.written not in ("", _digest(data))


def _digest(data: SummaryData) -> str:
    tallies = data.result.classes
    votes = sorted((t.ratee, t.poll, t.voter_class, t.counted, t.total, t.grades, str(t.weight)) for t in tallies)
    return hmac.digest(data.seal, json.dumps(votes).encode(), "sha256").hex()


def withdraw(history: ReleaseHistory, who: str, date: str) -> ReleaseHistory:
    """The history in which nobody was given the papers written since the last decision.

    A record that cannot be used is begun anew, with this as its first entry.
    """
    if history.unreadable:
        said = MeetingRelease(date, len(history.decisions), (), who)
        return replace(history, papers=(said,), unreadable=False)
    papers = (replace(each, withdrawn=who) if each in history.open_papers else each for each in history.papers)
    return replace(history, papers=tuple(papers))


def withdrawal(before: ReleaseHistory, who: str) -> Finding:
    """What a withdrawal did: ``release.withdrawn``, ``release.none-open``."""
    place, papers = Place(SUMMARY), before.open_papers
    if not papers and not before.unreadable:
        return Finding("release.none-open", place)
    words = (
        some(list(dict.fromkeys(each.words for each in papers)), NAMED_IN_SENTENCE, "次")
        or "以前写出的上会材料、送审件"
    )
    return Finding("release.withdrawn", place, {"papers": words, "who": who})


def held_back(data: SummaryData, history: ReleaseHistory) -> Iterator[Finding]:
    """Yield ``release.held-back`` if earlier papers tell nearly the same votes, so that figures are withheld now."""
    codes = data.disclosures.held_back
    if not codes or history.unreadable:
        return
    near = (each.words for each in history.releases if _tells_nearly(data, each.released))
    names = [data.scheme.ratee_of[code].label for code in codes]
    slots = {
        "since": some(list(dict.fromkeys(near)), NAMED_IN_SENTENCE, "次"),
        "names": some(names, NAMED_IN_SENTENCE, "人"),
    }
    yield Finding("release.held-back", Place(SUMMARY), slots)


def _tells_nearly(data: SummaryData, released: Sequence[Released] | None) -> bool:
    """Return True if a release tells votes that differ by few from those of ``data``, or does not say which (None)."""
    if released is None:
        return True
    alone = Releases(by_class(released))
    return any(differing_by_few(data.scheme, tally, alone) for tally in data.result.classes)


# ---------------------------------------------------------------- the record


@dataclass(frozen=True, slots=True)
class _ReleaseFile:
    """The record of the papers for meetings."""

    version: Literal[1]  # FORMAT
    releases: tuple[MeetingRelease, ...]
    written: str
    table: tuple[Released, ...] = ()
    trial: bool = False


def papers_object(history: ReleaseHistory, campaign: Json) -> Json:
    """The object of the record, without its signature."""
    said: Json = {"version": FORMAT, "campaign": campaign, "releases": as_plain(history.papers)}
    return said | {"written": history.written, "table": as_plain(history.table), "trial": history.trial}


def read_papers(found: Mapping[str, object], decisions: tuple[Recorded, ...]) -> ReleaseHistory:
    """The history of ``decisions`` and of the papers in the object of a record, which may be damaged."""
    record = as_type(_ReleaseFile, found)
    if record is None:
        return ReleaseHistory(decisions, unreadable=True)
    return ReleaseHistory(decisions, record.releases, record.written, record.table, record.trial)
