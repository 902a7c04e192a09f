"""Two components with ballots: what is told of one, and of the composite, gives no ballot of the other away."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace

import pytest

from lianping_xlsx.decision.disclosure.figures import Disclosure, disclose
from lianping_xlsx.decision.summary_data import SummaryData
from lianping_xlsx.scheme.components import Component
from lianping_xlsx.scheme.terms import ComponentSource
from lianping_xlsx.tally.poll_scores import score_polls
from tests.decision.disclosure.observers import Told, pinned
from tests.decision.disclosure.test_observers import polls_of
from tests.decision.disclosure.votes import CODE, Vote, data_of, window
from tests.two_scores import VISITED

SEEDS = range(1000, 1120)


def _parted(seed: int, vote: Vote) -> tuple[Vote, SummaryData]:
    """The vote with a component for each poll; one of them may have no weight, or one beside the visits all."""
    whole = replace(vote, shares=False, polls=tuple(replace(poll, weight=100_00) for poll in vote.polls))
    data = data_of(whole)
    weights = random.Random(seed).choice(((30_00, 30_00), (0, 60_00), (100_00, 0), (50_00, 50_00)))
    polled = [Component(name, weight, ComponentSource.POLLS) for name, weight in zip(whole.names, weights, strict=True)]
    visited = Component(VISITED, 100_00 - sum(weights), ComponentSource.RUBRIC)
    polls = tuple(replace(poll, component=poll.name) for poll in data.scheme.polls)
    scheme = replace(data.scheme, polls=polls, component_rows=(*polled, visited))
    scores = tuple(score for score in score_polls(scheme, data.result.classes) if score.ratee == CODE)
    return whole, replace(data, scheme=scheme, result=replace(data.result, polls=scores))


def _told(vote: Vote, data: SummaryData, shown: Disclosure, number: int) -> Told:
    """Of a poll: the classes told apart; the score of its component, or the composite from which it is computed.

    A reader of the composite is taken to know the other components.
    """
    component = data.scheme.components[number]
    apart = frozenset(tally.voter_class for tally in shown.classes if tally.poll == component.name)
    told = component.name not in shown.components or (shown.composite and component.weight)
    return Told(apart, window(vote, data, number) if told else None)


@pytest.mark.slow
def test_no_component_gives_a_ballot_of_another_away() -> None:
    found: Counter[str] = Counter()
    for seed, drawn, number, _ in polls_of(SEEDS):
        if len(drawn.polls) < 2:
            continue
        vote, data = _parted(seed, drawn)
        poll, score = vote.polls[number], data.result.polls_of[CODE][number]
        if score.score is None:
            continue
        shown = disclose(data.scheme, data.result, CODE)
        told, voted = _told(vote, data, shown, number), [voters for voters in poll.classes if voters.marks]
        found["scores told"] += told.window is not None
        found["withheld beside one that is told"] += told.window is None and len(shown.components) == 1
        found["withheld without weight"] += told.window is None and shown.composite
        known = set(pinned(voted, told, vote.decimals))
        assert known <= set(pinned(voted, Told(frozenset(), told.window), vote.decimals)), seed
        assert all(len(voters.counted) >= vote.lines[0] for _, voters in known), (seed, "below 测评得分公布线")
    assert min(found[each] for each in ("scores told", "withheld beside one that is told")) > 4, found
    assert found["withheld without weight"] > 0, found
