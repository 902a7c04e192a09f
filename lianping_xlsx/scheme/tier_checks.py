"""Checks of 等次规则, and of the tiers that 否决与加减分 names: what gives somebody no tier, or has no effect."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise

from lianping_xlsx.core import exact
from lianping_xlsx.core.abbreviate import NAMED_IN_LIST, some
from lianping_xlsx.core.findings import Finding, Place
from lianping_xlsx.core.spelling import name_key
from lianping_xlsx.scheme.check_case import CheckCase
from lianping_xlsx.scheme.terms import Effect
from lianping_xlsx.scheme.tier_sheets import TIERS
from lianping_xlsx.scheme.tiers_and_events import Tier
from lianping_xlsx.spreadsheet.cell_kinds import fits_list

SHEET = TIERS.sheet


def tiers(case: CheckCase) -> Iterable[Finding]:
    """Check the rows one by one, then the tiers of each 排名组: order of the 最低分, limits, overlapping rows."""
    yield from _scale(case)
    for tier in case.scheme.tiers:
        if not fits_list([tier.name]):
            yield Finding("scheme.tier-name", case.at(SHEET, tier.row, "等次"), {"tier": tier.name})
    for record, tier in zip(case.table(SHEET), case.scheme.tiers, strict=True):
        for group in tier.groups:
            if group not in case.scheme.groups:
                yield case.unknown(record, "适用排名组", group, "考核对象", case.scheme.groups)
        yield from _places(case, tier)
        yield from _no_place(case, tier)
    yield from _twice(case)
    found: list[Finding] = []
    for group in case.scheme.groups:
        # A row for several 排名组 is reported once.
        found += [each for each in _of_group(case, group, case.scheme.tiers_of(group)) if each not in found]
    yield from found


def _places(case: CheckCase, tier: Tier) -> Iterator[Finding]:
    """Check the places of one row."""
    slots = {"tier": tier.name}
    if tier.quota is not None and tier.number is not None:
        yield Finding("scheme.quota-twice", case.at(SHEET, tier.row, "名额人数"), slots)
    elif tier.least and tier.quota is None:
        yield Finding("scheme.quota-least", case.at(SHEET, tier.row, "名额至少"), slots)
    if not tier.limited and tier.pooled:
        yield Finding("scheme.quota-pool", case.at(SHEET, tier.row, "总名额"), slots)
    if not tier.limited and case.by_row[SHEET][tier.row].text("名额起算"):
        yield Finding("scheme.quota-end", case.at(SHEET, tier.row, "名额起算"), slots)
    if tier.from_last and tier.name == case.scheme.tier_names[0]:
        yield Finding("scheme.quota-best", case.at(SHEET, tier.row, "名额起算"), slots)


def _no_place(case: CheckCase, tier: Tier) -> Iterator[Finding]:
    """Yield ``scheme.quota-none`` for a share that comes to no place in a 排名组, or in all that share its places."""
    table = case.scheme.tier_table
    groups = [group for group in case.scheme.groups if tier.applies_to(group)]
    pools = dict.fromkeys(table.pool_of(tier, group) for group in groups if table.places(tier, group) == 0)
    empty = {pool: sum(table.bases[group] for group in pool) for pool in pools}
    listed = [f"“{'”“'.join(pool)}”{base}人" for pool, base in empty.items() if base]
    if listed:
        slots = {
            "tier": tier.name,
            "quota": exact.show_short(tier.quota or 0),
            "groups": some(listed, NAMED_IN_LIST, "个排名组"),
            "effect": "没有人因此定为" if tier.from_last else "谁也评不上",
        }
        yield Finding("scheme.quota-none", case.at(SHEET, tier.row, "名额比例上限"), slots)


def _twice(case: CheckCase) -> Iterator[Finding]:
    """Yield ``scheme.duplicate`` for a tier that has two rows for one 排名组."""
    seen: dict[tuple[str, str], int] = {}
    for tier in case.scheme.tiers:
        keys = [(name_key(tier.name), group) for group in case.scheme.groups if tier.applies_to(group)]
        row = next((seen[key] for key in keys if key in seen), None)
        if row is not None and tier.name:
            slots = {"what": "等次", "value": tier.name, "row": str(row)}
            yield Finding("scheme.duplicate", case.at(SHEET, tier.row, "等次"), slots)
        seen |= {key: tier.row for key in keys if key not in seen}


def _of_group(case: CheckCase, group: str, listed: Mapping[int, Tier]) -> Iterator[Finding]:
    """Check the tiers of one 排名组 together."""
    if not listed:
        if case.scheme.tiers:
            yield Finding("scheme.no-tiers", Place(case.file, SHEET), {"group": group})
        return
    rows = list(listed.values())
    conditioned = {condition.tier for condition in case.scheme.conditions_of(group)}
    for better, worse in pairwise(rows):
        below = rows[rows.index(worse) :]
        limited = better.cut is not None or better.from_first or better.name in conditioned
        if not limited and not any(tier.from_last for tier in below):
            slots = {"tier": better.name, "below": worse.name}
            yield Finding("scheme.tier-cut", case.at(SHEET, better.row, "最低分"), slots)
    for better, worse in pairwise(tier for tier in rows if tier.cut is not None):
        if (worse.cut or 0) >= (better.cut or 0):
            slots = {"tier": worse.name, "better": better.name}
            yield Finding("scheme.tier-order", case.at(SHEET, worse.row, "最低分"), slots)
    # A 最低分 of 0 excludes nobody, so it is allowed.
    if rows[-1].cut or rows[-1].from_first:
        yield Finding("scheme.tier-last", case.at(SHEET, rows[-1].row, "最低分"), {"tier": rows[-1].name})
    yield from _from_last(case, group, rows)


def _from_last(case: CheckCase, group: str, rows: list[Tier]) -> Iterator[Finding]:
    """Check the places counted from the last rank: at most one tier has them, and they leave room for the others."""
    last = [tier for tier in rows if tier.from_last]
    for tier in last[1:]:
        slots = {"tier": tier.name, "other": last[0].name}
        yield Finding("scheme.quota-last-twice", case.at(SHEET, tier.row, "名额起算"), slots)
    table = case.scheme.tier_table
    if len(last) == 1 and not last[0].pooled:
        firsts = [table.places(tier, group) or 0 for tier in rows if tier.from_first and not tier.pooled]
        needed, size = (table.places(last[0], group) or 0) + sum(firsts[:1]), len(case.scheme.participants_of[group])
        if needed > size:
            slots = {"group": group, "count": str(size), "needed": str(needed), "tier": last[0].name}
            yield Finding("scheme.quota-overlap", case.at(SHEET, last[0].row, "名额起算"), slots)


def _scale(case: CheckCase) -> Iterable[Finding]:
    """Hold each 最低分 against the 总分.

    Findings: ``scheme.tier-beyond`` above it, ``scheme.tier-capped`` above 总分封顶, ``scheme.tier-scale`` if all seem
    to be of 100.
    """
    cap = case.scheme.rules.total_cap
    whole, cuts = case.scheme.rules.whole, [tier for tier in case.scheme.tiers if tier.cut is not None]
    for tier in cuts:
        place = case.at("等次规则", tier.row, "最低分")
        slots = {"tier": tier.name, "cut": exact.show_short(tier.cut or 0), "whole": exact.show_short(whole)}
        if (tier.cut or 0) > whole:
            yield Finding("scheme.tier-beyond", place, slots)
        elif cap is not None and (tier.cut or 0) > cap:
            yield Finding("scheme.tier-capped", place, slots | {"cap": exact.show_short(cap)})
        elif tier is cuts[0] and whole > exact.WHOLE >= (tier.cut or 0):
            yield Finding("scheme.tier-scale", place, slots)


def caps(case: CheckCase) -> Iterable[Finding]:
    """Check 最高等次: a 限评 names a tier below the best one, and no other effect names a tier.

    Findings: ``scheme.cap-tier``, ``scheme.unknown``, ``scheme.cap-best``, ``scheme.cap-effect``.
    """
    names = case.scheme.tier_names
    for record, event in zip(case.table("否决与加减分"), case.scheme.adjustments, strict=True):
        place = record.place(case.file, "最高等次")
        if event.effect is not Effect.CAP:
            if event.highest:
                yield Finding("scheme.cap-effect", place, {"effect": str(event.effect), "tier": event.highest})
        elif not event.highest:
            # A scheme of an earlier version has no such column: then the cell of the effect is the place.
            column = "最高等次" if "最高等次" in record.letters else "效果"
            yield Finding("scheme.cap-tier", record.place(case.file, column))
        elif event.highest == names[0]:
            yield Finding("scheme.cap-best", place, {"tier": event.highest})
        else:
            yield from case.resolve(record, "最高等次", event.highest, names, SHEET)
