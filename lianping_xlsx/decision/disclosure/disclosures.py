"""The disclosures of all ratees of a campaign, decided once and shared by all outputs.

They are decided together for a 排名组: a score is also withheld to protect a neighbour, because the rank between two
disclosed scores narrows down a withheld one.

名次 and 等次 are always disclosed. So a reader knows that a withheld 综合得分 lies between the disclosed scores of the
next better and the next worse ratee of its 排名组 (or equals a disclosed one of the same 名次), and on its side of each
分数线. He may know everything else that it is computed from: 考评得分, the other classes, his own ballot. The interval
that remains must leave every other ballot of the small class ten points of room, or another grade. Until it does, the
nearest disclosed scores are withheld as well. (Statistical offices call this secondary cell suppression.) After that
only a 分数线 can still make the interval narrower.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from types import MappingProxyType

from lianping_xlsx.core import exact
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.decision.disclosure.figures import Disclosure, disclose, in_score, too_few
from lianping_xlsx.decision.disclosure.releases import NOTHING_RELEASED, Released, Releases
from lianping_xlsx.decision.disclosure.unanimity import ends_by_items, place_worths, room_of, told_overall
from lianping_xlsx.scheme.components import Component
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.scheme.rules import figure_at
from lianping_xlsx.scheme.rules.count_steps import WEIGHTED_SUM
from lianping_xlsx.tally.tally_results import ClassTally, PollScore, Result, Standing


class Disclosures:
    """The disclosures of one result, computed when first asked for, one 排名组 (or several with 总名额) at a time.

    ``releases``: the votes disclosed so far. ``official``: the count is 正式.
    """

    def __init__(self, scheme: Scheme, result: Result, releases: Releases, *, official: bool) -> None:
        self._scheme = scheme
        self._result = result
        self._releases = releases
        self._official = official
        self._found: dict[str, Disclosure] = {}
        self._any_beside = self._any_compared = False

    def of(self, code: str) -> Disclosure:
        """The disclosure of the ratee with this code."""
        if code not in self._found:
            # A place of a 总名额 compares the scores of several 排名组.
            together = self._scheme.tier_table.linked[self._scheme.ratee_of[code].group]
            self._decide([each.code for group in together for each in self._scheme.ratees_of[group]])
        return self._found[code]

    @cached_property
    def beside(self) -> bool:
        """True if a score is withheld because it would pin the withheld score of a neighbour in the 排名组."""
        for ratee in self._scheme.ratees:
            self.of(ratee.code)
        return self._any_beside

    @cached_property
    def compared(self) -> bool:
        """True if a score is withheld because it is converted, and another one of the 排名组 is withheld."""
        for ratee in self._scheme.ratees:
            self.of(ratee.code)
        return self._any_compared

    @cached_property
    def held_back(self) -> tuple[str, ...]:
        """The codes of the ratees of whom less is disclosed because earlier papers tell nearly the same votes."""
        return tuple(code for code, alone in self._without_releases() if not _as_much(self.of(code), alone))

    @cached_property
    def changed(self) -> bool:
        """True if a score is withheld because earlier papers tell nearly the same votes."""
        return any(not self.of(code).withheld <= alone.withheld for code, alone in self._without_releases())

    def _without_releases(self) -> Iterator[tuple[str, Disclosure]]:
        """Yield the code of each ratee, and what might be disclosed of him if nothing had been released."""
        if self._releases:
            alone = Disclosures(self._scheme, self._result, NOTHING_RELEASED, official=self._official)
            yield from ((ratee.code, alone.of(ratee.code)) for ratee in self._scheme.ratees)

    def _decide(self, codes: Sequence[str]) -> None:
        """Decide for all ratees that are ranked together: the scores of neighbours depend on each other."""
        alone = {code: self._disclose(code) for code in codes}
        compared = self._compared(alone)
        if compared:
            self._any_compared = True
            alone = {code: self._disclose(code, compared=compared) for code in codes}
        if all(shown.composite for shown in alone.values()):
            beside: frozenset[str] = frozenset()
        else:
            # A composite without ballots follows from what is always disclosed: it cannot be withheld.
            fixed = {code for code in codes if self._disclose(code, beside=True).composite}
            beside = _beside_withheld(self._scheme, self._result, alone, fixed)
        self._any_beside = self._any_beside or bool(beside)
        self._found |= alone | {code: self._disclose(code, beside=True, compared=compared) for code in beside}

    def _compared(self, alone: Mapping[str, Disclosure]) -> Mapping[str, Set[str]]:
        """The converted components of which a score is withheld, keyed by 排名组; only of those with one.

        A score and what it is converted to give the best score, or the places of the others, and with that the
        withheld score. Under 得票率分档 few points are possible, so a composite between two that are known gives the
        band of the rate. So no score of such a component is disclosed, of nobody of the 排名组 and neither before nor
        after 折算, and no composite of which it is part.
        """
        found: dict[str, set[str]] = {}
        for each in self._result.conversions:
            if each.ratee in alone and each.component in alone[each.ratee].components:
                found.setdefault(self._scheme.ratee_of[each.ratee].group, set()).add(each.component)
        return found

    def _disclose(
        self, code: str, *, beside: bool = False, compared: Mapping[str, Set[str]] = MappingProxyType({})
    ) -> Disclosure:
        given = self._scheme, self._result, code, self._releases
        of_group = compared.get(self._scheme.ratee_of[code].group, frozenset())
        return disclose(*given, official=self._official, beside=beside, compared=of_group)

    def released(self) -> Iterator[Released]:
        """Yield the votes that this result discloses, by the means of their classes or the scores of their polls."""
        for code, tallies in self._result.classes_of.items():
            shown = self.of(code)
            for score in self._result.polls_of.get(code, ()):
                if score.poll not in shown.withheld and score.score is not None:
                    yield from self._of_poll([tally for tally in tallies if tally.poll == score.poll], shown)

    def _of_poll(self, tallies: Sequence[ClassTally], shown: Disclosure) -> Iterator[Released]:
        """Yield the votes of one poll on one ratee; ``apart``: the mean of the class is disclosed."""
        voted = [tally for tally in tallies if tally.counted]
        made_of = in_score(self._scheme, tallies)
        for tally in voted:
            # The score of a poll with a single class is the mean of that class.
            apart = tally in shown.classes or len(voted) == 1
            if apart or tally in made_of:
                names = tally.ratee, tally.poll, tally.voter_class
                overall = told_overall(self._scheme, tally)
                total = None if overall is None else overall.total
                grades = tally.grades or None if apart else None
                weight = None if apart else str(tally.weight)
                yield Released(*names, tally.counted, tally.total, apart, total, grades, weight)


def _as_much(shown: Disclosure, alone: Disclosure) -> bool:
    """Return True if ``shown`` withholds nothing that ``alone`` does not withhold."""
    return shown.withheld <= alone.withheld and shown.merged <= alone.merged


def _beside_withheld(
    scheme: Scheme, result: Result, alone: Mapping[str, Disclosure], fixed: Set[str]
) -> frozenset[str]:
    """The codes of those in one 排名组 whose 综合得分 must be withheld to protect others.

    ``alone``: the disclosure of each member of the group, keyed by code, decided without regard to the others.
    ``fixed``: the codes of those whose 综合得分 cannot be withheld.
    """
    placed = [standing for code in alone if (standing := result.standing_of.get(code)) and standing.place is not None]
    needs = {
        standing.code: tuple(_needs(scheme, result, standing.code, alone[standing.code].withheld))
        for standing in placed
        if not alone[standing.code].composite
    }
    return _Places(scheme, placed, fixed).to_withhold(needs)


# ---------------------------------------------------------------- what ballots need


@dataclass(frozen=True, slots=True)
class _Need:
    """The width of the interval that the ballots of one class need around a composite.

    ``share``: the part of one ballot in the composite. ``slack``: for each possible reader, by how much the sum of the
    ballots that he does not know can be higher and lower (hundredths). ``step``: the largest distance between
    neighbouring grades (hundredths); None if the class gives points. ``room``: the least range of possible
    marks at which none is known (hundredths).
    """

    share: Fraction
    slack: tuple[tuple[Fraction, Fraction], ...]
    step: int | None
    room: Fraction

    def met(self, up: exact.ScoreValue, down: exact.ScoreValue) -> Fraction:
        """The part of the need that is met: 1 or more if all of it.

        ``up``, ``down``: a reader knows that the composite is at most so much higher or lower (hundredths). Rounded
        down to whole points of a ballot: marks are whole points as a rule.
        """
        higher, lower = (Fraction(open_ // self.share // exact.POINT * exact.POINT) for open_ in (up, down))
        if self.step is None:
            return min(min(higher, most) + min(lower, least) for most, least in self.slack) / self.room
        return min(max(higher if most else 0, lower if least else 0) for most, least in self.slack) / Fraction(
            self.step
        )


def _needs(scheme: Scheme, result: Result, code: str, withheld: Set[str]) -> Iterator[_Need]:
    """Yield one need for each class that a withheld poll of the ratee protects; only polls with weight."""
    components = {each.name: each for each in scheme.components_for(scheme.ratee_of[code].group)}
    for score in result.polls_of[code]:
        if score.weight and score.poll in withheld:
            tallies = [tally for tally in result.classes_of[code] if tally.poll == score.poll]
            voted = [tally for tally in tallies if tally.counted and tally.weight]
            few = [tally for tally in voted if too_few(scheme, tally)]
            # Without a small class, few ballots have changed: then every secret class needs room.
            for tally in few or [tally for tally in voted if not scheme.is_signed(tally.poll, tally.voter_class)]:
                part = Fraction(tally.weight) / sum(other.weight for other in voted)
                poll = _of_shares(scheme, tallies) or _of_component(result, score, components[score.component])
                share = Fraction(figure_at(WEIGHTED_SUM, scheme.rules, part * poll / exact.WHOLE))
                yield _need(scheme, tally, share, small=bool(few))


def _of_component(result: Result, score: PollScore, component: Component) -> Fraction:
    """The part of a poll in the composite: its weight among the polls of the component, times that of the component."""
    polls = [other.weight for other in result.polls_of[score.ratee] if other.component == score.component]
    return Fraction(score.weight) * component.weight / sum(polls) * exact.WHOLE / component.full


def _of_shares(scheme: Scheme, tallies: Iterable[ClassTally]) -> Fraction | None:
    """The part of a poll in the composite as the sum of the shares of its classes; None if there are no shares."""
    if not scheme.by_shares:
        return None
    return sum((Fraction(scheme.share_of[tally.poll, tally.voter_class]) for tally in tallies), Fraction(0))


def _need(scheme: Scheme, tally: ClassTally, part: Fraction, *, small: bool) -> _Need:
    """The need of one class; ``part``: its part in the composite.

    ``small``: the class has few ballots. Otherwise few ballots have changed since a release: these may have gone
    up or down, so each direction must be open alone.
    """
    grades = scheme.grades_of(tally.poll) if tally.grades else ()
    points = sorted({grade.points for grade in grades if grade.counted}) or place_worths(scheme, tally.poll)
    full = scheme.full_marks(tally.poll)
    step = max((high - low for low, high in pairwise(points)), default=full) if points else None
    ends = (points[0], points[-1]) if points else (0, full)
    ends = ends_by_items(scheme, tally.poll) if tally.items else ends
    slack = tuple(_slack(scheme, tally, ends)) if small else ((0, full), (full, 0))
    ballots = 1 if scheme.poll_of[tally.poll].sums_places else tally.counted
    both_ways = tuple((Fraction(most), Fraction(least)) for most, least in slack)
    return _Need(part / ballots, both_ways, step, room_of(scheme, tally.poll))


def _slack(scheme: Scheme, tally: ClassTally, ends: tuple[int, int]) -> Iterator[tuple[int, int]]:
    """Yield the slack for two readers: each knows as many ballots of the class as anybody can.

    These are the lowest marks for the first reader, the highest for the second. ``ends``: the lowest and the highest
    possible mark (hundredths).
    """
    low, high = ends
    typed = scheme.typed_by_one.get((tally.poll, tally.voter_class, tally.ratee), 0)
    # A reader knows the ballots that he typed, else his own ballot.
    known = typed if 0 < typed < tally.counted else min(1, tally.counted - 1)
    others = tally.counted - known
    for mark in _marks(scheme, tally, ends):
        left = min(max(tally.total - known * mark, others * low), others * high)
        yield others * high - left, left - others * low


def _marks(scheme: Scheme, tally: ClassTally, ends: tuple[int, int]) -> tuple[int, int]:
    """The lowest and the highest mark of a class (hundredths), or bounds of them if only the sum is known."""
    if tally.grades:
        listed = zip(scheme.grades_of(tally.poll), tally.grades, strict=True)
        chosen = [grade.points for grade, votes in listed if votes and grade.counted]
        return min(chosen), max(chosen)
    low, high = ends
    others = tally.counted - 1
    return tally.extremes or (max(low, tally.total - others * high), min(high, tally.total - others * low))


# ---------------------------------------------------------------- what ranks reveal


@dataclass(frozen=True, slots=True)
class _ScoreBound:
    """One side of the interval: the composite is at most ``distance`` (hundredths) away on this side.

    ``codes``: the ratees whose disclosed scores give this bound; empty if a 分数线 gives it, or a score that cannot be
    withheld.
    """

    distance: exact.ScoreValue
    codes: frozenset[str] = frozenset()


class _Places:
    """The ratees with a rank, best first: of one 排名组, or of all 排名组 that share places, by 综合得分."""

    def __init__(self, scheme: Scheme, placed: Sequence[Standing], fixed: Set[str]) -> None:
        self._fixed = fixed
        groups = {standing.code: scheme.ratee_of[standing.code].group for standing in placed}
        several = len(set(groups.values())) > 1
        self._place = {s.code: -(s.composite or 0) if several else s.place or 0 for s in placed}
        self._ranked = sorted(placed, key=lambda standing: self._place[standing.code])
        self._index = {standing.code: index for index, standing in enumerate(self._ranked)}
        self._cuts = {
            code: [tier.cut for tier in scheme.tiers_of(group).values() if tier.cut is not None]
            for code, group in groups.items()
        }
        self._unit = exact.unit_of(scheme.rules.decimals)
        # The distance that stands for no bound: ballots move a composite by at most the 总分.
        self._open = scheme.rules.whole

    def to_withhold(self, needs: Mapping[str, Sequence[_Need]]) -> frozenset[str]:
        """The codes to withhold as well, as few as possible; ``needs``: keyed by the codes withheld already."""
        shown = {standing.code for standing in self._ranked if standing.code not in needs}
        added: list[str] = []
        for code in sorted(needs, key=self._index.__getitem__):
            while not self._is_open_enough(code, needs[code], shown):
                nearest = self._nearest_to_hide(code, needs[code], shown)
                shown -= nearest
                added += sorted(nearest)
        # A score withheld early may be unnecessary now that others are withheld: disclose it again if all needs allow.
        for code in reversed(added):
            if all(self._is_open_enough(each, needs[each], shown | {code}) for each in needs):
                shown.add(code)
        return frozenset(added) - shown

    def _is_open_enough(self, code: str, needs: Sequence[_Need], shown: Set[str]) -> bool:
        """Return True if a withheld composite is open enough, or only 分数线 bound it, which no withholding changes."""
        bounds = self._bounds(code, shown)
        return not any(bound.codes for bound in bounds) or _met(needs, bounds) >= 1

    def _nearest_to_hide(self, code: str, needs: Sequence[_Need], shown: Set[str]) -> frozenset[str]:
        """The codes that bound the composite from above or from below, on the side where withholding gains more."""

        def gain(codes: frozenset[str]) -> tuple[Fraction, exact.ScoreValue]:
            bounds = self._bounds(code, shown - codes)
            return _met(needs, bounds), sum(bound.distance for bound in bounds)

        return max((bound.codes for bound in self._bounds(code, shown) if bound.codes), key=gain)

    def _bounds(self, code: str, shown: Set[str]) -> tuple[_ScoreBound, _ScoreBound]:
        """The bounds of a composite above and below, given by the disclosed scores and the 分数线."""
        index = self._index[code]
        mine = self._ranked[index]
        composite = mine.composite or 0
        above = self._next(reversed(range(index)), shown)
        below = self._next(range(index + 1, len(self._ranked)), shown)
        tied = [found for found in (above, below) if found and self._place[found[0].code] == self._place[code]]
        # A disclosed score of the same rank equals the withheld one.
        if tied:
            codes = self._to_hide([standing for found in tied for standing in found])
            return _ScoreBound(0, codes), _ScoreBound(0, codes)
        over = min((cut - composite for cut in self._cuts[code] if cut > composite), default=self._open)
        under = min((composite - cut for cut in self._cuts[code] if cut <= composite), default=self._open)
        return self._bound(composite, above, self._sure(over)), self._bound(composite, below, self._sure(under))

    def _sure(self, distance: exact.ScoreValue) -> exact.ScoreValue:
        """A distance less two steps of rounding: the bound itself is excluded, and intermediate rounding takes one."""
        return max(0, distance - 2 * self._unit)

    def _bound(self, composite: exact.ScoreValue, found: Sequence[Standing], by_cut: exact.ScoreValue) -> _ScoreBound:
        if not found:
            return _ScoreBound(by_cut)
        distance = self._sure(abs(Fraction(found[0].composite or 0) - composite))
        return _ScoreBound(distance, self._to_hide(found)) if distance < by_cut else _ScoreBound(by_cut)

    def _to_hide(self, found: Iterable[Standing]) -> frozenset[str]:
        """The codes of those who give a bound; none if one of them cannot be withheld."""
        codes = frozenset(each.code for each in found)
        return frozenset() if codes & self._fixed else codes

    def _next(self, indexes: Iterable[int], shown: Set[str]) -> list[Standing]:
        """The first ratee whose score is disclosed, and those after him with the same composite; [] if none is."""
        found: list[Standing] = []
        for standing in (self._ranked[index] for index in indexes):
            if found and standing.composite != found[0].composite:
                break
            if standing.code in shown:
                found.append(standing)
        return found


def _met(needs: Sequence[_Need], bounds: tuple[_ScoreBound, _ScoreBound]) -> Fraction:
    up, down = bounds
    return min(need.met(up.distance, down.distance) for need in needs)
