"""审定记录.json: every decision that was made final; the last one is in force, and none is ever removed.

It contains no time and no name of a computer: the same decision gives the same bytes. Finalizing an equal decision
again changes nothing. It also says which votes were disclosed with each decision, as far as that is known.
"""

from __future__ import annotations

import hmac
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import field, fields, is_dataclass
from functools import lru_cache
from typing import Any, Literal

from lianping_xlsx.core import exact
from lianping_xlsx.core.campaign_names import RECTIFICATION_FILE, RECTIFICATION_FOLDER, USES_FILE
from lianping_xlsx.core.light_dataclass import dataclass, replace
from lianping_xlsx.core.typed_json import as_type
from lianping_xlsx.decision.decision_table import result_fingerprint
from lianping_xlsx.decision.disclosure.releases import Released
from lianping_xlsx.decision.final_data import FinalData, Verdict
from lianping_xlsx.decision.result_json import FORMAT, Json, campaign_object, status_word
from lianping_xlsx.decision.summary_data import SummaryData, decision_in_words
from lianping_xlsx.tally.tally_results import Result, rank_cell

_LATER = {
    "confirmed",
    "rank_best",
    "rank_worst",
    "withheld",
    "released",
    "places",
    "overall",
    "grades",
    "weight",
    "reviews",
    "unchanged",
    "votes",
}
"""Keys that may be missing in a decision or a row: earlier versions did not write them."""


def is_filled_in(name: str) -> bool:
    """Return True if people fill in this file of 4审定 later, so that a change of it is no fault."""
    return name in (RECTIFICATION_FILE, USES_FILE) or name.startswith(f"{RECTIFICATION_FOLDER}/")


@dataclass(frozen=True, slots=True)
class DecidedRatee:
    """The decision on one ratee and the proposal on which it rests. ``composite``: as printed.

    ``confirmed``: the text of 变动确认; '' if there is none. ``rank_best``, ``rank_worst``: the range of the rank if
    scores of the 排名组 were still open at the decision. ``withheld``: True if the composite was not disclosed outside
    the office.
    """

    id: str
    name: str
    unit: str
    group: str
    composite: str | None
    rank: int | None
    proposed_tier: str | None
    proposed_reason: str
    decided_tier: str
    reason: str
    remark: str
    confirmed: str = ""
    rank_best: int | None = None
    rank_worst: int | None = None
    withheld: bool = field(default=False, compare=False)

    @property
    def rank_cell(self) -> int | str:
        """The rank as printed; '' if there was none."""
        return rank_cell(self.rank, self.rank_best, self.rank_worst)


@dataclass(frozen=True, slots=True)
class TierCount:
    """The number of ratees in a tier of a 排名组, as proposed and as decided. ``quota``: None if it has no limit.

    ``places``: places that are no limit of one 排名组, in words: 最后3名, 各组合计3名; '' for any other tier.
    """

    group: str
    tier: str
    quota: int | None
    proposed: int
    decided: int
    places: str = ""

    @property
    def limit(self) -> int | str:
        """The limit as printed: a number, words, or 不限."""
        return (self.places or "不限") if self.quota is None else self.quota


@dataclass(frozen=True, slots=True)
class Accepted:
    """An open problem of a 试算 result, and the person who answers for it."""

    finding: str
    who: str
    reason: str


@dataclass(frozen=True, slots=True)
class ReviewedRatee:
    """A ratee whose 复核 led to this decision. ``request``: its number in 复核登记. ``clerk``: who handled it."""

    id: str
    name: str
    request: str
    correction: str
    clerk: str


@dataclass(frozen=True, slots=True)
class Recorded:
    """One decision: by which ``meeting`` of which ``decider``, when, on which result (``fingerprint``).

    ``sources``, ``outputs``: SHA-256 of files, keyed by path; of 2收回 that of ``replies_digest``. ``released``: the
    votes that its documents disclose; None in records of 0.2.0 and 0.3.0, which do not say. ``reviews``: the 复核 that
    led to it. ``unchanged``: those that led to 更正 where the result stayed the same, by their numbers, or by person
    and result where a row has none. ``votes``: :func:`digests_of_votes` of those whose 综合得分 is withheld.
    """

    number: int
    date: str
    meeting: str
    decider: str
    status: str
    fingerprint: str
    ratees: tuple[DecidedRatee, ...]
    tiers: tuple[TierCount, ...]
    accepted: tuple[Accepted, ...]
    sources: Mapping[str, str] = field(default_factory=dict, compare=False)
    outputs: Mapping[str, str] = field(default_factory=dict, compare=False)
    released: tuple[Released, ...] | None = field(default=None, compare=False)
    reviews: tuple[ReviewedRatee, ...] = field(default=(), compare=False)
    unchanged: tuple[str, ...] = field(default=(), compare=False)
    votes: Mapping[str, str] = field(default_factory=dict, compare=False)

    @property
    def told_votes(self) -> frozenset[tuple[str, str, str, int, int]]:
        """The votes in ``released``: ratee (code), 测评, 票类, number and sum (hundredths) of the marks that count."""
        return frozenset((r.id, r.poll, r.voter_class, r.counted, r.total) for r in self.released or ())

    def recast_by(self, later: Recorded) -> frozenset[str]:
        """The codes of the ratees with other votes at a later decision, as far as either told or withheld them.

        Those too of whose votes the later one only does not tell the same, or whose 综合得分 it no longer withholds: of
        those nobody may learn either whether it was the same before.
        """
        unseen = {code for code, digest in self.votes.items() if later.votes.get(code) != digest}
        return frozenset(code for code, *_ in self.told_votes - later.told_votes) | unseen

    @property
    def words(self) -> str:
        """The decision in words."""
        return decision_in_words(self.number, self.date, self.meeting)

    @property
    def review_words(self) -> str:
        """The 复核 that led to it in words; '' if there were none."""
        units = {(each.id, each.name): each.unit for each in self.ratees}
        named = ((each, f"{units.get((each.id, each.name), '')}{each.name}") for each in self.reviews)
        numbered = ((name, each.request or "？", each.correction or "更正") for each, name in named)
        return "、".join(f"{name}（复核登记第{number}号：{words}）" for name, number, words in numbered)


def digests_of_votes(result: Result, seal: bytes) -> Mapping[str, str]:
    """A digest of all votes on each ratee, by code.

    Whether votes have changed that no paper has told must be known, for to say that a score has not changed would tell
    of the ballot between. ``seal``: the key, without which nobody finds out which votes they were.
    """
    votes: dict[str, list[tuple[object, ...]]] = {}
    for each in result.classes:
        votes.setdefault(each.ratee, []).append((each.poll, each.voter_class, each.counted, each.total, each.grades))
    sealed = ((code, json.dumps([code, *sorted(cast)]).encode()) for code, cast in votes.items())
    return {code: hmac.digest(seal, said, "sha256").hex() for code, said in sealed}


def recorded(data: FinalData, number: int, sources: Mapping[str, str]) -> Recorded:
    """The decision ``number`` in the form of the record. ``sources``: SHA-256 of files, keyed by path."""
    summary, scheme = data.summary, data.summary.scheme
    ratees = tuple(_ratee(summary, verdict) for verdict in data.verdicts)
    votes = digests_of_votes(summary.result, summary.seal)
    return Recorded(
        number=number,
        date=data.date.isoformat(),
        meeting=data.meeting,
        decider=scheme.profile.decider,
        status=status_word(summary.official),
        fingerprint=result_fingerprint(scheme, summary.result, summary.official),
        ratees=ratees,
        tiers=tuple(_tier_counts(data)),
        accepted=tuple(
            Accepted(f"{a.place}：{a.message}" if a.place else a.message, a.who, a.reason) for a in data.accepted
        ),
        sources=dict(sources),
        released=tuple(summary.disclosures.released()),
        votes={each.id: votes[each.id] for each in ratees if each.withheld and each.id in votes},
    )


def _ratee(summary: SummaryData, verdict: Verdict) -> DecidedRatee:
    """The decision on one ratee, with the figures as printed."""
    decimals = summary.scheme.rules.decimals
    ratee, standing = verdict.ratee, verdict.standing
    # A final rank has no range to record.
    is_open = standing.rank is None and standing.place is not None
    return DecidedRatee(
        id=ratee.code,
        name=ratee.name,
        unit=ratee.workplace,
        group=ratee.group,
        composite=None if standing.composite is None else exact.show(standing.composite, decimals),
        rank=standing.rank,
        proposed_tier=standing.proposed_tier,
        proposed_reason=standing.explanation,
        decided_tier=verdict.tier,
        reason=verdict.reason,
        remark=verdict.remark,
        confirmed=verdict.confirmed,
        rank_best=standing.rank_best if is_open else None,
        rank_worst=standing.rank_worst if is_open else None,
        withheld=not summary.disclosures.of(ratee.code).composite,
    )


def _tier_counts(data: FinalData) -> Iterator[TierCount]:
    """Yield the numbers per tier, 排名组 by 排名组."""
    scheme = data.summary.scheme
    decided = Counter((verdict.ratee.group, verdict.tier) for verdict in data.verdicts)
    standings = [(ratee.group, data.summary.result.standing_of[ratee.code]) for ratee in scheme.ratees]
    proposed = Counter((group, standing.proposed_tier) for group, standing in standings)
    for group in scheme.groups:
        for tier in scheme.tiers_of(group).values():
            quota = scheme.tier_table.most_in(tier, group)
            words = scheme.tier_table.limit_words(tier, group) if quota is None and tier.limited else ""
            yield TierCount(group, tier.name, quota, proposed[group, tier.name], decided[group, tier.name], words)


def with_decision(before: tuple[Recorded, ...], data: FinalData, sources: Mapping[str, str]) -> tuple[Recorded, ...]:
    """The record with this decision in force: appended, unless it equals the last one."""
    if before and before[-1] == (fresh := recorded(data, before[-1].number, sources)):
        released = before[-1].released or ()  # it stays disclosed, whatever this run discloses
        more = (each for each in fresh.released or () if each not in released)
        known = replace(fresh, reviews=before[-1].reviews, unchanged=before[-1].unchanged)
        return (*before[:-1], replace(known, released=(*released, *more)))
    return (*before, recorded(data, len(before) + 1, sources))


def with_outputs(record: tuple[Recorded, ...], outputs: Mapping[str, str]) -> tuple[Recorded, ...]:
    """The record with the digests of the documents of the decision in force; ``outputs``: keyed by path."""
    return (*record[:-1], replace(record[-1], outputs=dict(sorted(outputs.items()))))


def record_object(data: FinalData, campaign: str, record: tuple[Recorded, ...]) -> Json:
    """The object of 审定记录.json, without its signature."""
    return {
        "version": FORMAT,
        "campaign": campaign_object(data.summary.scheme, campaign),
        "decisions": [_decision_object(decision) for decision in record],
    }


def _decision_object(decision: Recorded) -> Json:
    """The object of one decision. Empty values of later versions are omitted, so old decisions keep their bytes."""
    whole = _fields_of(decision)
    found: Json = {
        k: v for k, v in whole.items() if v is not None and (v or k not in ("reviews", "unchanged", "votes"))
    }
    found["ratees"] = [{k: v for k, v in _fields_of(r).items() if v or k not in _LATER} for r in decision.ratees]
    found["tiers"] = [{k: v for k, v in _fields_of(t).items() if v or k not in _LATER} for t in decision.tiers]
    found["accepted"] = [_fields_of(each) for each in decision.accepted]
    if decision.released is not None:
        found["released"] = [{k: v for k, v in _fields_of(r).items() if v is not None} for r in decision.released]
    if decision.reviews:
        found["reviews"] = [_fields_of(each) for each in decision.reviews]
    return found


def _fields_of(part: Any) -> Json:
    """The fields of a part of a decision. ``asdict`` copies each value, which takes ten times as long."""
    return {each.name: getattr(part, each.name) for each in fields(part)}


# ---------------------------------------------------------------- read back


class DamagedError(Exception):
    """The record cannot be continued; the text gives the reason, in Chinese."""


# What was decided is asked for in several places of a command, of the same file.
@lru_cache(maxsize=1)
def read_record(content: bytes, campaign: str | None) -> tuple[Recorded, ...]:
    """The decisions in 审定记录.json. ``campaign``: the id that it must have; None: any.

    Raises DamagedError if any part of it is not as the program writes it: a record is valid as a whole or not at all.
    """
    try:
        found = json.loads(content.decode())
    except (ValueError, RecursionError):  # deeply nested JSON exhausts the stack
        raise DamagedError("文件已损坏，读不出来") from None
    record = as_type(_RecordFile, found)
    if record is None:
        raise DamagedError("不是这个版本的审定记录")
    if campaign is not None and record.campaign.get("id") != campaign:
        raise DamagedError("是另一次考核的审定记录")
    decisions = as_type(list[object], record.decisions)
    if not decisions:
        raise DamagedError("里面没有审定内容")
    return tuple(_read_decision(decision, number) for number, decision in enumerate(decisions, 1))


@dataclass(frozen=True, slots=True)
class _RecordFile:
    """审定记录.json; its decisions are not decoded yet, so that a damaged one can be reported by its number."""

    version: Literal[1]  # FORMAT
    campaign: dict[str, object]
    decisions: object = None


def _read_decision(found: object, number: int) -> Recorded:
    """The decision ``number``. Raises DamagedError if it, or a row of it, has keys that no version writes."""
    decision = as_type(Recorded, found)
    if decision is None or decision.number != number or not _is_known(decision, found):
        raise DamagedError(f"第{number}次审定的内容被改动过")
    return decision


def _is_known(decision: object, found: object) -> bool:
    """Return True if the parsed object ``found`` has exactly the keys of its dataclass, and so have its rows.

    Keys of later versions may be missing. Decoding alone would ignore unknown keys.
    """
    if isinstance(found, list) and isinstance(decision, tuple):
        return all(map(_is_known, decision, found))
    if not (isinstance(found, dict) and is_dataclass(decision)):
        return True
    known = {field.name for field in fields(decision)}
    complete = found.keys() | (_LATER & known) == known
    return complete and all(_is_known(getattr(decision, name), found[name]) for name in found)
