"""The score of a component from 测评: means of classes, weighed in their poll, polls weighed in the component."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from .class_votes import step
from .scheme_parts import Component, Poll, Scheme

Means = dict[tuple[str, str], Fraction | None]
"""By poll and class; None without a valid mark."""


def score_of_polls(scheme: Scheme, component: Component, ratee: str, means: Means) -> Fraction | None:
    """The score of a component from the means by (poll, voter class) of its polls."""
    rules, total, group = scheme.rules, Fraction(0), scheme.groups[ratee]
    rows = scheme.classes_of(ratee)
    polls = {name: poll for name, poll in _polls(scheme, component, group).items() if name in {c.poll for c in rows}}
    part = part_by_shares(scheme, polls, means)
    if part is not None and component.weight:
        return step(part * 100 / component.weight, rules)
    for name, poll in polls.items():
        mean = _mean_of_poll(scheme, means, {c.name: c.weight for c in rows if c.poll == name}, name)
        if mean is None:
            return None
        total += poll.weight * step(mean, rules) / 100
    return step(total, rules)


def _polls(scheme: Scheme, component: Component, group: str) -> dict[str, Poll]:
    return {
        name: poll
        for name, poll in scheme.polls.items()
        if scheme.belongs(poll.component, component, group) and (not poll.groups or group in poll.groups)
    }


def polls_for(scheme: Scheme, group: str) -> set[str]:
    """The polls of the components of a 排名组."""
    polled = [each for each in scheme.components_of(group) if each.source == "测评"]
    return {name for component in polled for name in _polls(scheme, component, group)}


def part_by_shares(scheme: Scheme, polls: Iterable[str], means: Means) -> Fraction | None:
    """The points of the whole that the polls give, where each class has a share of it."""
    if not scheme.by_shares:
        return None
    total = Fraction(0)
    for name in polls:
        shares = {c.name: c.share or Fraction(0) for c in scheme.classes if c.poll == name}
        # A poll without a share adds nothing, but must have a score.
        weights = shares if any(shares.values()) else {c.name: c.weight for c in scheme.classes if c.poll == name}
        mean = _mean_of_poll(scheme, means, weights, name)
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


def parts_of_whole(scheme: Scheme, group: str, means: Means) -> dict[str, Fraction]:
    """What the polls of each component give of the whole, where classes have shares of it."""
    polled = [each for each in scheme.components_of(group) if each.source == "测评"]
    parts = {each.name: part_by_shares(scheme, _polls(scheme, each, group), means) for each in polled}
    return {name: part for name, part in parts.items() if part is not None}
