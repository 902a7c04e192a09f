"""From marks to tiers, with fractions throughout; no workbook is needed here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from .placing import Standing, place
from .replies import Evidence, Visit
from .scheme import Entry, Item, Rules, Scheme
from .votes import Votes, cast_votes, half_up, show


@dataclass(frozen=True)
class ClassFigures:
    """One voter class's figures for one ratee. ``issued``, ``returned``: None where no form states or shows it.

    ``grades``: of a poll by 等次, the votes of each grade; those of a grade that is 不计 are among ``abstained``.
    """

    issued: int | None
    returned: int | None
    valid: int
    void: int
    abstained: int
    mean: str | None
    grades: tuple[int, ...] = ()


@dataclass(frozen=True)
class Expected:
    """What is expected of one ratee; ``classes`` by (poll, voter class)."""

    poll_score: str | None
    field_score: str | None
    adjustment: str
    composite: str | None
    rank: int | None
    rank_best: int | None
    rank_worst: int | None
    proposed_tier: str | None
    across_edge: bool
    classes: dict[tuple[str, str], ClassFigures]


Means = dict[tuple[str, str], Fraction | None]


def poll_score(scheme: Scheme, means: Means) -> Fraction | None:
    """测评得分 from the rounded means by (poll, voter class)."""
    rules, total = scheme.rules, Fraction(0)
    if (part := part_by_shares(scheme, means)) is not None:
        return half_up(part * 100 / rules.poll_weight, rules.decimals)
    for name, poll in scheme.polls.items():
        mean = _mean_of_poll(scheme, means, {c.name: c.weight for c in scheme.classes if c.poll == name}, name)
        if mean is None:
            return None
        total += poll.weight * half_up(mean, rules.decimals) / 100
    return half_up(total, rules.decimals) if not scheme.by_shares else None


def part_by_shares(scheme: Scheme, means: Means) -> Fraction | None:
    """The points of the whole that the polls give, where each class has a share of it."""
    if not scheme.by_shares:
        return None
    total = Fraction(0)
    for name in scheme.polls:
        shares = {c.name: c.share or Fraction(0) for c in scheme.classes if c.poll == name}
        mean = _mean_of_poll(scheme, means, shares, name)
        if mean is None:
            return None
        total += sum(shares.values()) * mean / 100
    return total


def _mean_of_poll(scheme: Scheme, means: Means, weights: dict[str, Fraction], poll: str) -> Fraction | None:
    """The weighted mean of the classes of a poll, unrounded; without those who gave no mark only by 折算."""
    there = [(weight, mean) for name, weight in weights.items() if (mean := means[poll, name]) is not None]
    base = sum((weight for weight, _ in there), Fraction(0))
    if not base or (len(there) < len(weights) and not scheme.rules.reweigh):
        return None
    return sum((weight * mean for weight, mean in there), Fraction(0)) / base


def class_figures(scheme: Scheme, poll: str, got: Votes, mean: str | None) -> ClassFigures:
    """What a class says of one ratee."""
    graded = scheme.polls[poll].scoring == "等次"
    grades = tuple(got.grades[grade] for grade in scheme.polls[poll].grades) if graded else ()
    return ClassFigures(got.issued, got.returned, got.valid, got.void, got.abstained, mean, grades)


def visit_total(visit: Visit, scheme: Scheme) -> Fraction | None:
    """One assessor's total, rounded; None where an entry is missing, no number, or beyond what the item allows."""
    sums = {"得分": Fraction(0), "扣分": Fraction(0), "加分": Fraction(0), "减分": Fraction(0)}
    for code, given in visit.entries.items():
        item = scheme.items[code]
        points = _item_points(item, given)
        if points is None:
            return None
        sums[item.mode] += points
    total = sums["得分"] + sums["扣分"] + _capped(sums["加分"], scheme.rules.bonus_cap) - sums["减分"]
    return half_up(max(total, Fraction(0)), scheme.rules.decimals)


def _item_points(item: Item, given: Entry) -> Fraction | None:
    if not given.given:
        return Fraction(0) if item.mode in ("加分", "减分") else None
    if given.value is None or given.value < 0:
        return None
    if item.mode == "扣分":
        return max(Fraction(0), item.points - given.value)
    return given.value if given.value <= item.points else None


def _capped(value: Fraction, cap: Fraction | None) -> Fraction:
    return value if cap is None else min(value, cap)


def field_score(visits: Sequence[Visit], ratee: str, scheme: Scheme) -> Fraction | None:
    """考评得分: the mean of the assessors' totals."""
    totals = [t for visit in visits if visit.ratee == ratee and (t := visit_total(visit, scheme)) is not None]
    return half_up(sum(totals, Fraction(0)) / len(totals), scheme.rules.decimals) if totals else None


def adjustment(scheme: Scheme, ratee: str) -> Fraction:
    """加分 (capped) less 减分 of 否决与加减分."""
    by_effect = {
        effect: sum((e.points for e in scheme.events if (e.ratee, e.effect) == (ratee, effect)), Fraction(0))
        for effect in ("加分", "减分")
    }
    return _capped(by_effect["加分"], scheme.rules.adjustment_cap) - by_effect["减分"]


def composite(
    rules: Rules, poll: Fraction | None, field: Fraction | None, extra: Fraction, part: Fraction | None = None
) -> Fraction | None:
    """综合得分; a part of weight 0 may be wanting. ``part``: what the polls give by shares of the whole."""
    total = extra
    for weight, score in ((rules.poll_weight, poll), (rules.field_weight, field)):
        if weight and score is None:
            return None
    total += rules.poll_weight * (poll or 0) / 100 if part is None else part
    total = max(total + rules.field_weight * (field or 0) / 100, Fraction(0))
    return half_up(_capped(total, rules.total_cap), rules.decimals)


def compute(scheme: Scheme, evidence: Evidence) -> dict[str, Expected]:
    """What is expected of each ratee, by code."""
    rules = scheme.rules

    def text(value: Fraction | None) -> str | None:
        return None if value is None else show(value, rules.decimals)

    found: dict[str, Expected] = {}
    standings: list[Standing] = []
    cast = cast_votes(evidence, rules)
    for ratee, group in scheme.groups.items():
        own = {(c.poll, c.name): cast.get((c.poll, c.name, ratee), Votes()) for c in scheme.classes}
        means = {key: got.mean(rules) for key, got in own.items()}
        poll, visited = poll_score(scheme, means), field_score(evidence.visits, ratee, scheme)
        extra = adjustment(scheme, ratee)
        total = composite(rules, poll, visited, extra, part_by_shares(scheme, means))
        standings.append(Standing(ratee, group, total, poll, visited))
        classes = {key: class_figures(scheme, key[0], got, text(means[key])) for key, got in own.items()}
        extra_text = show(extra, rules.decimals)
        found[ratee] = Expected(
            text(poll), text(visited), extra_text, text(total), None, None, None, None, False, classes
        )
    for placing in place(scheme, standings):
        found[placing.ratee] = replace(
            found[placing.ratee],
            rank=placing.best if placing.best == placing.worst and found[placing.ratee].composite else None,
            rank_best=placing.best,
            rank_worst=placing.worst,
            proposed_tier=placing.tier,
            across_edge=placing.across_edge,
        )
    return found
