"""Campaigns by chance, with as many halves as can be: what binary numbers round wrong if anything does."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from lianping_xlsx.core import exact
from lianping_xlsx.decision.summary_data import SummaryData
from lianping_xlsx.scheme.model import Poll, Ratee, Scheme, VoterClass
from lianping_xlsx.scheme.rules import Rules
from lianping_xlsx.scheme.terms import Counting, Effect, Scoring
from lianping_xlsx.scheme.tiers_and_events import Adjustment, Tier
from lianping_xlsx.tally.assessments import Assessment
from lianping_xlsx.tally.poll_scores import combine_polls, part_of_whole, score_polls
from lianping_xlsx.tally.ranks import Candidate, PlaceRange, adjustments_of, composite_of, rank_groups
from lianping_xlsx.tally.tally_results import ClassTally, OpenRange, PollScore, Result, Standing
from lianping_xlsx.tally.tiers import Proposal, propose_tiers
from tests.open_composites import ranges_of
from tests.publish import story
from tests.two_scores import POLLED, VISITED
from tests.two_scores import scores as two_scores

HEADS = tuple(dict.fromkeys(item.head for item in story.SCHEME.rubric if item.counts_to_hundred))
TIERS = (
    Tier("好", 90_00, 33_33, ""),
    Tier("较好", 80_00, 40_00, ""),
    Tier("一般", 60_00, None, ""),
    Tier("差", None, None, ""),
)
WEIGHTS = ((40_00, 30_00, 30_00), (33_33, 33_33, 33_34), (17_50, 41_25, 41_25), (12_34, 43_21, 44_45))


def campaign(
    seed: int, rules: Rules, *, groups: int = 6, size: int = 20, polls: int = 1, weighing: str = ""
) -> SummaryData:
    """A campaign of ``groups`` x ``size`` ratees; the same seed gives the same.

    ``weighing``: ``thirds``, weights that no decimal says; ``shares``, the same as shares of the whole.
    """
    chance = random.Random(seed)
    scheme = _scheme(chance, rules, groups, size, polls)
    if weighing:
        scheme = _weighed(scheme, shares=weighing == "shares")
    classes = tuple(_class(chance, scheme, ratee, voter) for ratee in scheme.ratees for voter in scheme.classes)
    scores = score_polls(scheme, classes)
    assessments = tuple(a for ratee in scheme.ratees for a in _assessments(chance, scheme, ratee))
    standings, open_ranges = _standings(scheme, scores, assessments)
    result = Result(standings, classes, scores, assessments, (), open_ranges=open_ranges)
    return replace(story.STORY, scheme=scheme, result=result, returns=(), files=(), opinions={}, findings=())


def _scheme(chance: random.Random, rules: Rules, groups: int, size: int, polls: int) -> Scheme:
    ratees = tuple(
        Ratee(f"R{number:04}", f"姓名{number}", "书记", f"单位{number}", f"第{number % groups + 1}组", "")
        for number in range(groups * size)
    )
    names = ("述职大会测评", "向下述职测评")[:polls]
    shares = (100_00,) if polls == 1 else (35_35, 64_65)
    classes = tuple(
        VoterClass(name, f"票类{place}", weight, 50)
        for name in names
        for place, weight in enumerate(chance.choice(WEIGHTS), 1)
    )
    listed = tuple(Poll(name, share, Counting.TALLY, Scoring.POINTS) for name, share in zip(names, shares, strict=True))
    events = tuple(_events(chance, ratees))
    return replace(
        story.SCHEME, rules=rules, ratees=ratees, polls=listed, classes=classes, tiers=TIERS, adjustments=events
    )


def _weighed(scheme: Scheme, *, shares: bool) -> Scheme:
    """Each class a third of its poll; the polls in thirds too, or the only one whole."""
    third = Fraction(exact.WHOLE, 3)
    parts: tuple[exact.Weight, ...] = (exact.WHOLE,) if len(scheme.polls) == 1 else (third, 2 * third)
    polls = tuple(replace(poll, weight=part) for poll, part in zip(scheme.polls, parts, strict=True))
    of_poll = {poll.name: Fraction(poll.weight) * scheme.rules.poll_weight / exact.WHOLE / 3 for poll in polls}
    classes = (replace(c, weight=third, share=of_poll[c.poll] if shares else None) for c in scheme.classes)
    return replace(scheme, polls=polls, classes=tuple(classes))


def _events(chance: random.Random, ratees: Sequence[Ratee]) -> Iterator[Adjustment]:
    effects = [*Effect, Effect.BONUS, Effect.PENALTY]
    for ratee in ratees:
        if chance.random() < 0.3:
            for _ in range(chance.randint(1, 2)):
                effect = chance.choice(effects)
                points = chance.randint(1, 400) if effect in (Effect.BONUS, Effect.PENALTY) else 0
                highest = chance.choice(TIERS).name if effect is Effect.CAP else ""
                yield Adjustment(ratee.code, "事项", effect, points, "", highest=highest)


def _class(chance: random.Random, scheme: Scheme, ratee: Ratee, voter: VoterClass) -> ClassTally:
    """Every second time the mean of the marks is a half of the smallest printed step."""
    rules = scheme.rules
    counted = 0 if chance.random() < 0.02 else chance.randint(1, 60)
    step = int(exact.unit_of(rules.decimals))
    mean = chance.randint(55_00, 99_00) // step * step
    total = mean * counted + chance.choice((step * counted // 2, chance.randint(0, 99)))
    total = min(total, counted * 100_00)
    return ClassTally(
        ratee.code, voter.poll, voter.name, voter.weight, 50, 60, counted, counted, 0, 0, counted, total, None,
        exact.ratio(total, counted, rules.decimals) if counted else None,
    )  # fmt: skip


def _assessments(chance: random.Random, scheme: Scheme, ratee: Ratee) -> Iterator[Assessment]:
    rules = scheme.rules
    for unit in ("U2", "U3")[: chance.choice((1, 1, 2))]:
        heads = (chance.randint(30_00, 60_00), chance.randint(20_00, 40_00))
        bonus, penalty = chance.choice((0, 0, chance.randint(1, 500))), chance.choice((0, 0, chance.randint(1, 500)))
        counted = bonus if rules.bonus_cap is None else min(bonus, rules.bonus_cap)
        total = exact.ratio(max(0, sum(heads) + counted - penalty), 1, rules.decimals)
        known = None if chance.random() < 0.02 else total
        yield Assessment(
            ratee.code, unit, tuple(zip(HEADS, heads, strict=True)), bonus, counted, penalty, known, component=VISITED
        )


def _candidate(
    scheme: Scheme, ratee: Ratee, scores: Sequence[PollScore], assessments: Sequence[Assessment]
) -> Candidate:
    part, poll = part_of_whole(scores), combine_polls(scores, scheme.rules)[0]
    if part is not None:
        poll = exact.ratio(part * exact.WHOLE, scheme.rules.poll_weight, scheme.rules.decimals)
    totals = [visit.total for visit in assessments if visit.total is not None]
    field = exact.ratio(sum(totals), len(totals), scheme.rules.decimals) if len(totals) == len(assessments) else None
    bonus, penalty = adjustments_of(scheme, ratee.code)
    excluded = any(a.ratee == ratee.code and a.effect is Effect.EXCLUDED for a in scheme.adjustments)
    found, parts = two_scores(poll, field), {} if part is None else {POLLED: part}
    composite = composite_of(scheme, ratee.group, found, bonus, penalty, parts)
    return Candidate(ratee.code, ratee.name, ratee.group, found, bonus, penalty, composite, excluded)


def _standings(
    scheme: Scheme, scores: Sequence[PollScore], assessments: Sequence[Assessment]
) -> tuple[tuple[Standing, ...], tuple[OpenRange, ...]]:
    candidates = [
        _candidate(
            scheme,
            ratee,
            [score for score in scores if score.ratee == ratee.code],
            [visit for visit in assessments if visit.ratee == ratee.code],
        )
        for ratee in scheme.ratees
    ]
    ranks = rank_groups(candidates, scheme.rules)
    ranges = ranges_of(scheme, candidates)
    proposals = propose_tiers(scheme, candidates, ranks, ranges=ranges).value
    sizes = {group: sum(c.group == group and not c.excluded for c in candidates) for group in scheme.groups}
    places = {} if ranges is None else ranges.places
    standings = tuple(_standing(scheme, c, ranks.get(c.code), sizes, places.get(c.code), proposals) for c in candidates)
    return standings, tuple(OpenRange(code, None, None, proposals[code].tier, proposals[code].worst) for code in places)


def _standing(
    scheme: Scheme,
    found: Candidate,
    rank: int | None,
    sizes: Mapping[str, int],
    places: PlaceRange | None,
    proposals: Mapping[str, Proposal],
) -> Standing:
    proposal = None if rank is None else proposals[found.code]
    tier = scheme.tiers[proposal.tier].name if proposal and proposal.certain else None
    best, worst = (rank, rank) if places is None else (places.first, places.last)
    gain, loss = (0, 0) if rank is None else (rank - (best or 0), (worst or 0) - rank)
    return Standing(
        found.code, found.scores, found.bonus, found.penalty, found.composite,
        rank if best == worst else None, sizes[found.group], tier, "", (), best, worst, gain=gain, loss=loss,
    )  # fmt: skip
