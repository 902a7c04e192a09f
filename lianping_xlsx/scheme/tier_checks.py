"""Checks of 等次规则, and of the tiers that 否决与加减分 names: what gives somebody no tier, or has no effect."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from lianping_xlsx.core.findings import Finding
from lianping_xlsx.scheme.check_case import CheckCase
from lianping_xlsx.scheme.terms import Effect
from lianping_xlsx.spreadsheet.cell_kinds import fits_list


def tiers(case: CheckCase) -> Iterable[Finding]:
    """Check the order of the 最低分, the names, and that the last tier has no limits."""
    listed = case.scheme.tiers
    for better, worse in pairwise(listed):
        if better.cut is None:
            yield Finding("scheme.tier-cut", case.at("等次规则", better.row, "最低分"), {"tier": better.name})
        elif worse.cut is not None and worse.cut >= better.cut:
            slots = {"tier": worse.name, "better": better.name}
            yield Finding("scheme.tier-order", case.at("等次规则", worse.row, "最低分"), slots)
    for tier in listed:
        if not fits_list([tier.name]):
            yield Finding("scheme.tier-name", case.at("等次规则", tier.row, "等次"), {"tier": tier.name})
    # A 最低分 of 0 excludes nobody, so it is allowed.
    if listed and (listed[-1].cut or listed[-1].quota is not None):
        yield Finding("scheme.tier-last", case.at("等次规则", listed[-1].row, "最低分"), {"tier": listed[-1].name})


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
            yield from case.resolve(record, "最高等次", event.highest, names, "等次规则")
