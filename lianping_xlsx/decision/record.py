"""审定记录.json: every decision that was ever made final, the last one in force; none is ever taken out.

Without clock and machine: the same decision gives the same bytes. An equal decision made again changes nothing.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields, is_dataclass, replace
from typing import Literal

from lianping_xlsx.core import exact
from lianping_xlsx.core.typed_json import as_type
from lianping_xlsx.decision.decision_table import result_fingerprint
from lianping_xlsx.decision.disclosure.releases import Released
from lianping_xlsx.decision.final_data import FinalData, Verdict
from lianping_xlsx.decision.result_json import FORMAT, Json, campaign_object, status_word
from lianping_xlsx.decision.summary_data import SummaryData
from lianping_xlsx.tally.tally_results import rank_cell

_LATER = {"confirmed", "rank_best", "rank_worst", "withheld", "released"}
"""Entries that a decision or a row need not have: earlier versions did not know them."""


@dataclass(frozen=True, slots=True)
class DecidedRatee:
    """What was decided on one ratee, from which proposal. ``composite`` as printed.

    ``confirmed``: what was typed under 变动确认; '' also in records that have no such entry. ``rank_best`` and
    ``rank_worst``: what the rank might come to, where it was decided while others of the 排名组 were open.
    ``withheld``: the composite was told to nobody outside the office.
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
        """The rank as printed; '' where there was none."""
        return rank_cell(self.rank, self.rank_best, self.rank_worst)


@dataclass(frozen=True, slots=True)
class TierCount:
    """How far the quota of a tier was used in a 排名组; ``quota`` None: no limit."""

    group: str
    tier: str
    quota: int | None
    proposed: int
    decided: int


@dataclass(frozen=True, slots=True)
class Accepted:
    """An open problem of a 试算 result, and who answers for it."""

    finding: str
    who: str
    reason: str


@dataclass(frozen=True, slots=True)
class Recorded:
    """One decision: who (``meeting`` of ``decider``), when, on which result; ``sources`` and ``outputs`` by digest.

    ``released``: the votes of which its papers tell; None in records of earlier versions, which do not say.
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


def recorded(data: FinalData, number: int, sources: Mapping[str, str]) -> Recorded:
    """A decision as it goes on record."""
    summary, scheme = data.summary, data.summary.scheme
    return Recorded(
        number=number,
        date=data.date.isoformat(),
        meeting=data.meeting,
        decider=scheme.profile.decider,
        status=status_word(summary.official),
        fingerprint=result_fingerprint(scheme, summary.result, summary.official),
        ratees=tuple(_ratee(summary, verdict) for verdict in data.verdicts),
        tiers=tuple(_tier_counts(data)),
        accepted=tuple(
            Accepted(f"{a.place}：{a.message}" if a.place else a.message, a.who, a.reason) for a in data.accepted
        ),
        sources=dict(sources),
        released=tuple(summary.disclosures.released()),
    )


def _ratee(summary: SummaryData, verdict: Verdict) -> DecidedRatee:
    decimals = summary.scheme.rules.decimals
    ratee, standing = verdict.ratee, verdict.standing
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
    scheme = data.summary.scheme
    decided = Counter((verdict.ratee.group, verdict.tier) for verdict in data.verdicts)
    standings = [(ratee.group, data.summary.result.standing_of[ratee.code]) for ratee in scheme.ratees]
    proposed = Counter((group, standing.proposed_tier) for group, standing in standings)
    sizes = {group: standing.group_size for group, standing in standings}
    for group in scheme.groups:
        for tier in scheme.tiers:
            quota = tier.places(sizes[group])
            yield TierCount(group, tier.name, quota, proposed[group, tier.name], decided[group, tier.name])


def with_decision(before: tuple[Recorded, ...], data: FinalData, sources: Mapping[str, str]) -> tuple[Recorded, ...]:
    """The record with this decision in force: appended, unless it is just the one that already is."""
    if before and before[-1] == (fresh := recorded(data, before[-1].number, sources)):
        told = before[-1].released or ()  # and stays told, whatever is made now
        more = (each for each in fresh.released or () if each not in told)
        return (*before[:-1], replace(fresh, released=(*told, *more)))
    return (*before, recorded(data, len(before) + 1, sources))


def with_outputs(record: tuple[Recorded, ...], outputs: Mapping[str, str]) -> tuple[Recorded, ...]:
    """The record with the digests of what the decision in force led to."""
    return (*record[:-1], replace(record[-1], outputs=dict(sorted(outputs.items()))))


def record_object(data: FinalData, campaign: str, record: tuple[Recorded, ...]) -> Json:
    """The object of 审定记录.json, to be signed."""
    return {
        "version": FORMAT,
        "campaign": campaign_object(data.summary.scheme, campaign),
        "decisions": [_decision_object(decision) for decision in record],
    }


def _decision_object(decision: Recorded) -> Json:
    """Leaves out what later versions added and nobody used, as it was not in the records of earlier versions."""
    found: Json = {name: value for name, value in asdict(decision).items() if value is not None}
    found["ratees"] = [{k: v for k, v in asdict(r).items() if v or k not in _LATER} for r in decision.ratees]
    return found


# ---------------------------------------------------------------- read back


class DamagedError(Exception):
    """A record that cannot be gone on with; the text says why, in Chinese."""


def read_record(content: bytes, campaign: str | None) -> tuple[Recorded, ...]:
    """The decisions on record of a campaign (None: of any). Raises DamagedError: it is believed as a whole or not."""
    try:
        found = json.loads(content.decode())
    except (ValueError, RecursionError):
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
    """审定记录.json, the decisions as they were parsed."""

    version: Literal[1]  # FORMAT
    campaign: dict[str, object]
    decisions: object = None


def _read_decision(found: object, number: int) -> Recorded:
    """A decision. Raises DamagedError, also for entries of it or of its rows that no version has written."""
    decision = as_type(Recorded, found)
    if decision is None or decision.number != number or not _is_known(decision, found):
        raise DamagedError(f"第{number}次审定的内容被改动过")
    return decision


def _is_known(decision: object, found: object) -> bool:
    """Whether a parsed object has every entry of the dataclass that it was taken as, but for later ones, and no other.

    So for its rows.
    """
    if isinstance(found, list) and isinstance(decision, tuple):
        return all(map(_is_known, decision, found))
    if not (isinstance(found, dict) and is_dataclass(decision)):
        return True
    known = {field.name for field in fields(decision)}
    complete = found.keys() | (_LATER & known) == known
    return complete and all(_is_known(getattr(decision, name), found[name]) for name in found)
