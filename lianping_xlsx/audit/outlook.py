"""The ranges of everybody while anything is open, and the number of open forms that may still change the first tier."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lianping_xlsx.audit.border_results import NO_OUTLOOK, Outlook, OutlookOfRatee
from lianping_xlsx.scheme.conversions import any_compared
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.tally.tally_results import OpenRange, Result


def outlook(scheme: Scheme, result: Result) -> Outlook:
    """What may still come of everybody; nothing if nothing is open."""
    if not result.open_ranges:
        return NO_OUTLOOK
    found = tuple(_of_ratee(scheme, result, each) for each in result.open_ranges)
    concerned = frozenset().union(*result.owed, (each.ratee for each in result.cited if each.score is None))
    groups = {scheme.ratee_of[code].group for code in concerned - scheme.excluded}
    open_groups = frozenset(each for group in groups for each in scheme.tier_table.linked[group])
    return Outlook(found, open_groups, len(result.owed), sum(_deciding(scheme, result, found)))


def is_settled(scheme: Scheme, result: Result, outlook_: Outlook, group: str) -> bool:
    """Return True if nothing is owed in a 排名组, and each of its ratees who takes part has a rank that is certain."""
    if group in outlook_.open_groups:
        return False
    return all(result.standing_of[each.code].rank is not None for each in scheme.participants_of[group])


def _of_ratee(scheme: Scheme, result: Result, each: OpenRange) -> OutlookOfRatee:
    standing, group = result.standing_of[each.ratee], scheme.ratee_of[each.ratee].group
    ranks = standing.rank_best or 0, standing.rank_worst or 0
    first = min(scheme.tiers_of(group))
    return OutlookOfRatee(each.ratee, group, each.least, each.greatest, *ranks, each.best_tier, each.worst_tier, first)


def _deciding(scheme: Scheme, result: Result, found: Sequence[OutlookOfRatee]) -> Iterator[bool]:
    """Yield of each open form whether it may still change who is in the first tier.

    It may if somebody on it may or may not be; whoever is in or out for certain neither takes a place nor frees one.
    Where a 折算 compares the ratees, anybody on it may move the others.
    """
    undecided = {each.code for each in found if each.may_be_first and not each.is_first}
    if any_compared(scheme):
        groups = {scheme.ratee_of[code].group for code in undecided}
        undecided = {each.code for each in found if each.group in groups}
    for codes in result.owed:
        yield bool(codes & undecided)
