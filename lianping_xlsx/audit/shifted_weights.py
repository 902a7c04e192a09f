"""The least shift of one weight that turns a border.

A weight is shifted by whole percentage points; the others of its whole keep their proportion. Where classes have shares
of the composite (占总分比重), the whole is what is typed: these shares and the weights of the other components.
Figures are rounded, so that a greater shift can turn a border back: they are tried one by one, the smallest first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import partial
from typing import Literal, assert_never

from lianping_xlsx.audit.border_results import MOST_SHIFT, ChangeKind, LeastChange
from lianping_xlsx.audit.border_search import Search
from lianping_xlsx.audit.changed_count import ChangedCount, RateeParts, Variant
from lianping_xlsx.core import exact
from lianping_xlsx.core.exact import ScoreValue, Weight
from lianping_xlsx.core.light_dataclass import replace
from lianping_xlsx.scheme.components import Component
from lianping_xlsx.scheme.model import Scheme, VoterClass
from lianping_xlsx.scheme.shares import share_of_poll
from lianping_xlsx.scheme.terms import ComponentSource, Conversion
from lianping_xlsx.tally.tally_results import ClassTally

_ROUNDED_AT = 6
"""Composites of two ratees stray from a straight line by rounding, at most by so many printed units.

Three stages are rounded between the weight of a class and the composite, by half a unit each, for either ratee; the
line is drawn through printed figures, which stray themselves.
"""


def other_weight(search: Search) -> LeastChange | None:
    """The least shift of one weight, in whole percentage points; the others give way in proportion."""
    slack, weights = _slack(search), list(_weights_of(search.count, search.groups))
    tried = [(weight, sign, _first(search, weight, sign, slack)) for weight in weights for sign in (1, -1)]
    for points in range(1, MOST_SHIFT + 1):
        for weight, sign, first in tried:
            variant = weight.shifted(sign * points) if points >= first else None
            if variant and search.turned(search.count.varied(variant, search.concerned), {}, variant):
                size = points * exact.POINT
                both = weight.value, weight.value + sign * size
                return LeastChange(ChangeKind.WEIGHT, "", weight.name, size, sign > 0, weight.term, weights=both)
    return None


def _slack(search: Search) -> ScoreValue | None:
    """By how much composites may stray from a straight line between two shifts; None if they may lie on no line.

    They do unless a score is converted or capped, or other classes stand in for one without a mean.
    """
    scheme, parts = search.count.scheme, search.count.parts
    straight = all(each.conversion is Conversion.NONE for each in scheme.components)
    if not straight or not search.ordered or scheme.rules.total_cap is not None:
        return None
    if any(tally.mean is None and tally.weight for code in search.codes for tally in parts[code].classes):
        return None
    # A score of few points weighs more, and so does its rounding.
    enlarged = max([Fraction(1), *(Fraction(exact.WHOLE, each.full) for each in scheme.components)])
    unit = exact.unit_of(scheme.rules.decimals) * Fraction(scheme.rules.whole, exact.WHOLE)
    return exact.weight(Fraction(_ROUNDED_AT * unit * enlarged))


def _first(search: Search, weight: _ShiftedWeight, sign: int, slack: ScoreValue | None) -> int:
    """The least shift in one direction at which a border may turn: below it the sides are far apart on their lines."""
    if slack is None:
        return 1
    known = ((n, variant) for n in range(MOST_SHIFT, 0, -1) if (variant := weight.shifted(sign * n)))
    number, variant = next(known, (0, None))
    if variant is None:
        return MOST_SHIFT + 1
    base, end = search.count.base, search.count.varied(variant, search.codes)
    ends = {code: (base[code].composite or 0, end[code].composite or 0) for code in search.codes}
    for points in range(1, number + 1):
        # In whole numbers: so many times the composites on the lines.
        at = {code: now * (number - points) + then * points for code, (now, then) in ends.items()}
        if not search.far(at, at, slack, number):
            return points
    return MOST_SHIFT + 1


# ---------------------------------------------------------------- the weights of a scheme

_Key = tuple[str, ...]
_Kind = Literal["component", "poll", "class", "share"]


class _ShiftedWeight:
    """A weight that may be shifted: of a component, of a poll, of a class in its poll, or a share of the whole.

    ``term``: what it is called in words.
    """

    def __init__(self, name: str, value: Weight, kind: _Kind, key: _Key, term: str = "的权重") -> None:
        self.name, self.value, self.term, self._key = name, value, term, key
        self._kind: _Kind = kind

    def named(self, whole: object) -> tuple[object, ...]:
        """What identifies it among the weights of several 排名组; ``whole``: the components and polls of its own."""
        of_group = self._kind in ("component", "share")
        return (self._kind, *self._key[1:], whole) if of_group else (self._kind, *self._key)

    def shifted(self, points: int) -> Variant | None:
        """The variant with a weight that is greater by so many percentage points; None if there is no such weight."""
        after = Fraction(self.value + points * exact.POINT)
        if not 0 < after < exact.WHOLE:
            return None
        name = (self._kind, *self._key, points)
        match self._kind:
            case "component":
                return Variant(name, scheme=partial(_with_component, self._key, exact.weight(after)))
            case "poll":
                return Variant(name, scheme=partial(_with_poll, self._key[0], points))
            case "class":
                return Variant(name, parts=partial(_with_class_weight, self._key, points))
            case "share":
                return Variant(name, scheme=partial(_with_share, self._key, self.value, exact.weight(after)))
            case _:
                assert_never(self._kind)


def _weights_of(count: ChangedCount, groups: Sequence[str]) -> Iterator[_ShiftedWeight]:
    """Yield the weights of some 排名组 that are shifted; those that several have in common once."""
    scheme, seen = count.scheme, set[tuple[object, ...]]()
    for group in groups:
        whole = tuple(scheme.components_for(group)), tuple(scheme.polls_for(group))
        for weight in _shares_of(scheme, group) if scheme.by_shares else _own_weights(count, group):
            moved = weight.named(whole)
            if moved not in seen:
                seen.add(moved)
                yield weight


def _own_weights(count: ChangedCount, group: str) -> Iterator[_ShiftedWeight]:
    """Yield the weights of a 排名组: of components, of several polls, of several classes of a poll."""
    scheme = count.scheme
    for component in scheme.components_for(group):
        if 0 < component.weight < exact.WHOLE:
            yield _ShiftedWeight(component.name, component.weight, "component", (group, component.name))
    for poll in scheme.polls_for(group):
        if 0 < poll.weight < exact.WHOLE:
            yield _ShiftedWeight(poll.name, poll.weight, "poll", (poll.name,))
    members = [count.parts[ratee.code].classes for ratee in scheme.ratees_of[group]]
    for voter in {(tally.poll, tally.voter_class): tally for own in members for tally in own}.values():
        if 0 < voter.weight < exact.WHOLE:
            key = voter.poll, voter.voter_class
            yield _ShiftedWeight(voter.voter_class, voter.weight, "class", key)


def _in_place_of(weight: Weight, points: int) -> Weight:
    """The weight that is ``points`` per cent more of a whole in which the others keep their proportion."""
    share = Fraction(weight + points * exact.POINT)
    return exact.weight(share * (exact.WHOLE - weight) / (exact.WHOLE - share))


def _with_component(key: _Key, after: Weight, scheme: Scheme) -> Scheme:
    """The scheme with another weight of a component of a 排名组; the others of the 排名组 keep their proportion."""
    group, name = key
    before = next(each.weight for each in scheme.components if each.name == name and each.applies_to(group))
    factor = Fraction(exact.WHOLE - after) / (exact.WHOLE - before)

    def weighed(each: Component) -> Component:
        if not each.applies_to(group):
            return each
        return replace(each, weight=after if each.name == name else exact.weight(each.weight * factor))

    return replace(scheme, component_rows=tuple(map(weighed, scheme.components)))


def _with_poll(name: str, points: int, scheme: Scheme) -> Scheme:
    polls = (replace(p, weight=_in_place_of(p.weight, points)) if p.name == name else p for p in scheme.polls)
    return replace(scheme, polls=tuple(polls))


def _with_class_weight(key: _Key, points: int, parts: RateeParts) -> RateeParts:
    def weighed(tally: ClassTally) -> ClassTally:
        same = (tally.poll, tally.voter_class) == key and 0 < tally.weight < exact.WHOLE
        fits = same and 0 < tally.weight + points * exact.POINT < exact.WHOLE
        return replace(tally, weight=_in_place_of(tally.weight, points)) if fits else tally

    return replace(parts, classes=tuple(map(weighed, parts.classes)))


# ---------------------------------------------------------------- shares of the whole

_SHARE = "占总分比重"


def _shares_of(scheme: Scheme, group: str) -> Iterator[_ShiftedWeight]:
    """Yield what a composite of a 排名组 is shared among: the classes, and the components that are not voted on."""
    for voter in scheme.classes:
        share = voter.share or 0
        if scheme.poll_of[voter.poll] in scheme.polls_for(group) and 0 < share < exact.WHOLE:
            yield _ShiftedWeight(voter.name, share, "share", (group, voter.poll, voter.name), _SHARE)
    for component in scheme.components_for(group):
        if component.source is not ComponentSource.POLLS and 0 < component.weight < exact.WHOLE:
            yield _ShiftedWeight(component.name, component.weight, "share", (group, component.name))


def _with_share(key: _Key, before: Weight, after: Weight, scheme: Scheme) -> Scheme:
    """The scheme with another share of the whole; the weights of components with ballots follow from the shares."""
    group, *own = key
    polls = {poll.name: poll for poll in scheme.polls_for(group)}
    factor = Fraction(exact.WHOLE - after) / (exact.WHOLE - before)

    def shared(value: Weight, *name: str) -> Weight:
        return after if list(name) == own else exact.weight(value * factor)

    def of_class(voter: VoterClass) -> VoterClass:
        if voter.poll not in polls:
            return voter
        return replace(voter, share=shared(voter.share or 0, voter.poll, voter.name))

    classes = tuple(map(of_class, scheme.classes))

    def of_component(each: Component) -> Component:
        if not each.applies_to(group):
            return each
        if each.source is not ComponentSource.POLLS:
            return replace(each, weight=shared(each.weight, each.name))
        mine = (p for p in polls if scheme.component_in(group, each.source, polls[p].component) == each.name)
        parts = (Fraction(share_of_poll(classes, name)) for name in mine)
        return replace(each, weight=exact.weight(sum(parts, Fraction(0))))

    return replace(scheme, classes=classes, component_rows=tuple(map(of_component, scheme.components)))
