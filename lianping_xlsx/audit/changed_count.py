"""The count of some 排名组, asked again with other parts: votes, totals, weights, events.

Each stage is that of the tally, so that rounding, trimming, 折算, ties, conditions and places are as in the count.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property

from lianping_xlsx.core.exact import ScoreValue
from lianping_xlsx.core.light_dataclass import dataclass, replace
from lianping_xlsx.scheme.conversions import any_compared, any_converted
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.scheme.terms import ComponentSource
from lianping_xlsx.scheme.tiers_and_events import Adjustment
from lianping_xlsx.tally.assessments import Assessment
from lianping_xlsx.tally.candidates import ScoreParts, candidate_of, candidates_of, composites, scores_of
from lianping_xlsx.tally.converted_scores import convert, with_conversions
from lianping_xlsx.tally.given_scores import GivenScore
from lianping_xlsx.tally.poll_scores import score_polls
from lianping_xlsx.tally.ranks import Candidate, order_key, rank_groups
from lianping_xlsx.tally.tally_results import CitedScore, ClassTally, ComponentScore, PollScore, Result
from lianping_xlsx.tally.tier_gates import conditions, open_tiers
from lianping_xlsx.tally.tier_places import Contender, Span, TierPlaces
from lianping_xlsx.tally.tiers import contender_of


@dataclass(frozen=True, slots=True)
class RateeParts:
    """The parts of the composite of one ratee."""

    classes: tuple[ClassTally, ...]
    assessments: tuple[Assessment, ...]
    given: tuple[GivenScore, ...]
    cited: tuple[CitedScore, ...]


def _same(scheme: Scheme) -> Scheme:
    return scheme


def _as_they_are(parts: RateeParts) -> RateeParts:
    return parts


@dataclass(frozen=True)
class Variant:
    """Another scheme, and other parts that come with it. ``name`` identifies it."""

    name: tuple[object, ...]
    scheme: Callable[[Scheme], Scheme] = _same
    parts: Callable[[RateeParts], RateeParts] = _as_they_are


AS_IT_IS = Variant(())
Changed = Mapping[str, Candidate]
"""The candidates that a change concerns, by code."""


class ChangedCount:
    """The count of the 排名组 whose tiers depend on each other.

    ``scheme``: with their ratees alone. ``made``: how many composites were made, which is what the time goes by.
    """

    def __init__(self, scheme: Scheme, result: Result, groups: Sequence[str]) -> None:
        self.scheme = replace(scheme, ratees=tuple(each for each in scheme.ratees if each.group in groups))
        self.parts = {
            ratee.code: RateeParts(
                result.classes_of.get(ratee.code, ()),
                result.assessments_of.get(ratee.code, ()),
                result.given_of.get(ratee.code, ()),
                result.cited_of.get(ratee.code, ()),
            )
            for ratee in self.scheme.ratees
        }
        self.exempt_of = result.exempt_of
        self._polls_of, self._standing_of = result.polls_of, result.standing_of
        self.made = 0
        self.by_ballot: dict[tuple[object, ...], Candidate] = {}
        self.by_whole_ballot: dict[tuple[object, ...], Changed] = {}
        self._schemes: dict[tuple[object, ...], Scheme] = {}
        self._places: dict[tuple[object, ...], Mapping[str, Span]] = {}
        self._others: dict[str, tuple[list[tuple[ScoreValue, ...]], list[ScoreValue]]] = {}
        self._varied: dict[tuple[object, ...], Candidate] = {}

    @cached_property
    def joint(self) -> bool:
        """True if a 折算 compares the scores of a 排名组: then the parts of one ratee move the composites of others."""
        return any_compared(self.scheme)

    @cached_property
    def base(self) -> Changed:
        """The candidates as they are counted, those who take part."""
        return {code: each for code, each in self._everybody.items() if not each.excluded}

    @cached_property
    def _everybody(self) -> Changed:
        found = {}
        for ratee in self.scheme.ratees:
            own = self._standing_of[ratee.code]
            excluded = ratee.code in self.scheme.excluded
            found[ratee.code] = Candidate(
                ratee.code, ratee.name, ratee.group, own.scores, own.bonus, own.penalty, own.composite, excluded
            )
        return found

    @cached_property
    def keys(self) -> Mapping[str, tuple[ScoreValue, ...]]:
        """The sort keys of the candidates as they are counted."""
        return {code: self.key(each) for code, each in self.base.items()}

    def composite(self, code: str) -> ScoreValue:
        """The composite of a ratee as it is counted."""
        return self.base[code].composite or 0

    def key(self, candidate: Candidate) -> tuple[ScoreValue, ...]:
        """The sort key of a candidate; the highest ranks first."""
        return order_key(candidate, self.scheme.rules)

    def changed(self, parts: Mapping[str, RateeParts]) -> Changed:
        """The candidates with other parts of some ratees: these, or all if a 折算 compares them."""
        if self.joint:
            return {each.code: each for each in self._jointly(parts) if not each.excluded}
        return {code: self._one(code, own, AS_IT_IS) for code, own in parts.items()}

    def varied(self, variant: Variant, codes: Sequence[str]) -> Changed:
        """The candidates under another scheme; ``codes``: those who are asked for."""
        missing = [code for code in codes if (variant.name, code) not in self._varied]
        if missing and self.joint:
            parts = {code: variant.parts(own) for code, own in self.parts.items()}
            for each in self._counted(self._scheme(variant), parts):
                self._varied[variant.name, each.code] = each
        elif missing:
            for code in missing:
                self._varied[variant.name, code] = self._one(code, variant.parts(self.parts[code]), variant)
        return {code: self._varied[variant.name, code] for code in codes}

    def with_event(self, event: Adjustment) -> Candidate:
        """The candidate of a ratee with one event more; no score and no 折算 depends on it."""
        code = event.ratee
        alone = replace(self._scheme(AS_IT_IS, code), adjustments=(*self.scheme.adjustments, event))
        return candidate_of(alone, alone.ratees[0], self.base[code].scores, self._polls_of.get(code, ()))

    def _one(self, code: str, parts: RateeParts, variant: Variant) -> Candidate:
        """The candidate with other parts; no 折算 compares him with others."""
        scheme, ratee = self._scheme(variant), self.scheme.ratee_of[code]
        polls, scores = self._scores(variant, code, parts)
        if self._converts:
            raw, alone = {code: scores}, self._scheme(variant, code)
            scores = with_conversions(scores, convert(alone, raw, parts.assessments, parts.classes))
        self.made += 1
        return candidate_of(scheme, ratee, scores, polls)

    def _scores(
        self, variant: Variant, code: str, parts: RateeParts
    ) -> tuple[Sequence[PollScore], tuple[ComponentScore, ...]]:
        """The poll scores, and the scores before 折算; those whose parts are the same are not made again."""
        scheme, before = self._scheme(variant), self.parts[code]
        same_polls = scheme.polls is self.scheme.polls and scheme.classes is self.scheme.classes
        votes_kept = parts.classes is before.classes and same_polls
        kept = {
            ComponentSource.POLLS: votes_kept,
            ComponentSource.RUBRIC: parts.assessments is before.assessments,
            ComponentSource.SCORES: parts.given is before.given,
            ComponentSource.CITED: parts.cited is before.cited,
        }
        known = {each.component: each.raw for each in self._everybody[code].scores if kept[each.source]}
        kept_polls = self._polls_of.get(code, ())
        polls = kept_polls if votes_kept else score_polls(self._scheme(variant, code), parts.classes)
        made = ScoreParts(polls, parts.assessments, parts.given, parts.cited)
        return polls, scores_of(scheme, self.scheme.ratee_of[code], made, known)

    def _jointly(self, parts: Mapping[str, RateeParts]) -> tuple[Candidate, ...]:
        """All candidates with other parts of some: a 折算 compares them."""
        owned, polls_of = {**self.parts, **parts}, dict(self._polls_of)
        raw = {code: tuple(score.raw for score in each.scores) for code, each in self._everybody.items()}
        for code, own in parts.items():
            found, raw[code] = self._scores(AS_IT_IS, code, own)
            polls_of[code] = tuple(found)
        assessments = [each for own in owned.values() for each in own.assessments]
        conversions = convert(self.scheme, raw, assessments, [each for own in owned.values() for each in own.classes])
        self.made += len(owned)
        return candidates_of(self.scheme, raw, conversions, [each for code in owned for each in polls_of.get(code, ())])

    @cached_property
    def _converts(self) -> bool:
        return any_converted(self.scheme)

    def _scheme(self, variant: Variant, code: str = "") -> Scheme:
        """The scheme of a variant, with all ratees or with one alone."""
        if not code and variant.scheme is AS_IT_IS.scheme:
            return self.scheme
        # A variant that changes no more than parts needs no scheme of its own.
        key = code, () if variant.scheme is AS_IT_IS.scheme else variant.name
        if key not in self._schemes:
            own = (self.scheme.ratee_of[code],) if code else self.scheme.ratees
            self._schemes[key] = variant.scheme(replace(self.scheme, ratees=own))
        return self._schemes[key]

    def _counted(self, scheme: Scheme, parts: Mapping[str, RateeParts]) -> tuple[Candidate, ...]:
        owned = [parts[ratee.code] for ratee in scheme.ratees]
        self.made += len(owned)
        return composites(
            scheme,
            [each for own in owned for each in own.classes],
            [each for own in owned for each in own.assessments],
            [each for own in owned for each in own.given],
            [each for own in owned for each in own.cited],
        ).candidates

    # ------------------------------------------------------------ tiers

    def tiers(
        self, changed: Changed, parts: Mapping[str, RateeParts] | None = None, variant: Variant = AS_IT_IS
    ) -> Mapping[str, Span]:
        """The tier of each ratee in the best and the worst case, with the changed candidates and their ``parts``."""
        if len(changed) == 1 and variant is AS_IT_IS:
            code, candidate = next(iter(changed.items()))
            key = self._place_among_others(candidate, (parts or {}).get(code, self.parts[code]))
            if key not in self._places:
                self._places[key] = self._given_places(changed, parts or {}, variant)
            return self._places[key]
        if variant is AS_IT_IS:
            return self._given_places(changed, parts or {}, variant)
        if variant.name not in self._places:  # all candidates are changed, and for everybody who asks alike
            self._places[variant.name] = self._given_places(changed, parts or {}, variant)
        return self._places[variant.name]

    @cached_property
    def places(self) -> TierPlaces:
        """The places as they are counted."""
        return TierPlaces(self.scheme, self._contenders({}, {}, AS_IT_IS), {})

    def _given_places(self, changed: Changed, parts: Mapping[str, RateeParts], variant: Variant) -> Mapping[str, Span]:
        scheme, contenders = self._scheme(variant), self._contenders(changed, parts, variant)
        key = (variant.name, *(_place_of(scheme, contender) for contender in contenders), *_order(contenders))
        if key not in self._places:
            steps = TierPlaces(scheme, contenders, {}).steps
            self._places[key] = {code: each.tiers for code, each in steps.items()}
        return self._places[key]

    def _contenders(self, changed: Changed, parts: Mapping[str, RateeParts], variant: Variant) -> Sequence[Contender]:
        scheme = self._scheme(variant)
        listed = {**self._everybody, **changed}.values()
        taking_part = [each for each in listed if each.code not in scheme.excluded and each.composite is not None]
        # A variant may take back a 不参评.
        candidates = [replace(each, excluded=False) if each.excluded else each for each in taking_part]
        ranks = rank_groups(candidates, scheme.rules)
        owned = {**self.parts, **parts}
        tallies = [tally for own in owned.values() for tally in own.classes] if scheme.conditions else []
        outcomes = conditions(scheme, candidates, tallies)
        return [contender_of(scheme, c, ranks[c.code], outcomes.get(c.code, ())) for c in candidates]

    def _place_among_others(self, candidate: Candidate, parts: RateeParts) -> tuple[object, ...]:
        """All that the tiers depend on if one ratee changes: where he stands among the others, cuts, conditions."""
        code, scheme = candidate.code, self.scheme
        if code not in self._others:
            rest = [each for each in self.base.values() if each.code != code]
            self._others[code] = (
                sorted(self.keys[each.code] for each in rest if each.group == candidate.group),
                sorted(each.composite or 0 for each in rest) if len(scheme.groups) > 1 else [],
            )
        keys, composites_ = self._others[code]
        own, score = self.key(candidate), candidate.composite or 0
        gates = conditions(scheme, [candidate], parts.classes).get(code, ())
        return (
            code,
            (bisect_left(keys, own), bisect_right(keys, own)),
            (bisect_left(composites_, score), bisect_right(composites_, score)),
            open_tiers(scheme, candidate.group, gates),
            *(score >= tier.cut for tier in scheme.tiers_of(candidate.group).values() if tier.cut is not None),
        )


def _place_of(scheme: Scheme, contender: Contender) -> tuple[object, ...]:
    """What the tier of a contender depends on beside the order of all: his rank, the cuts, the conditions."""
    cuts = (tier.cut for tier in scheme.tiers_of(contender.group).values() if tier.cut is not None)
    return contender.rank, contender.gates, *(contender.composite >= cut for cut in cuts)


def _order(contenders: Sequence[Contender]) -> tuple[int, ...]:
    """The places of the composites across 排名组, which share places by them; () for a single one."""
    if len({each.group for each in contenders}) == 1:
        return ()
    places = {score: place for place, score in enumerate(sorted({each.composite for each in contenders}))}
    return tuple(places[each.composite] for each in contenders)
