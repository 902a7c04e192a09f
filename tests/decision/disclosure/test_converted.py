"""折算 compares the scores of a 排名组: what is told of others gives no ballot of somebody whose score is withheld.

The reader tries out every ballot there can be, counts the group anew, and keeps those by which everything that he was
told comes out the same. He took part in the small class, and knows all that was told, the means of the other class of
the person, and 考评得分. Of the others he knows the ballots only as far as their scores are told.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import product

import pytest

from lianping_xlsx.decision.disclosure.disclosures import Disclosures
from lianping_xlsx.decision.disclosure.releases import NOTHING_RELEASED
from lianping_xlsx.decision.summary_data import SummaryData
from lianping_xlsx.scheme.terms import Conversion
from tests.decision.disclosure.groups import Person, Rules, data_of
from tests.two_scores import POLLED

APART = 10
OWN, HIS = 80, 95
"""The two ballots of the small class: the reader's, and that of somebody else."""
MARKS = range(0, 101, 5)
MEANS = (40, 60, 78, 84, 90, 96)
"""Of the other class, fifty ballots; the readers know that there are no others."""
VOTES = (60, 70, 80, 90, 100)
"""Of the small class of the others: enough of them, and not alike."""
CASES = {
    # The best of the group: 100 for him, and every other one tells what he had.
    Conversion.BEST: [Person((OWN, HIS), 96, 90), Person(VOTES, 84, 60), Person(VOTES, 78, 30)],
    # As good as another one: his 95 points tell that he shares the first place, so both had 92.6.
    Conversion.PLACES: [Person((OWN, HIS), 96, 60), Person((*VOTES, 100, 100, 100), 96, 95), Person(VOTES, 96, 20)],
}
Told = tuple[tuple[object, ...], ...]


def disclosed(data: SummaryData) -> Disclosures:
    return Disclosures(data.scheme, data.result, NOTHING_RELEASED, official=True)


def told(data: SummaryData, shown: Disclosures) -> Told:
    """What everybody may read: for each person the rank, the composite, and 测评得分 before and after 折算."""
    return tuple(_of(data, code, shown) for code in data.scheme.ratee_of)


def _of(data: SummaryData, code: str, shown: Disclosures) -> tuple[object, ...]:
    standing, may = data.result.standing_of[code], shown.of(code)
    scores = (standing.raw_score_of(POLLED), standing.score_of(POLLED)) if POLLED not in may.components else ()
    return standing.rank, standing.composite if may.composite else None, *scores


@cache
def worlds(conversion: Conversion) -> Sequence[tuple[int, SummaryData]]:
    """Every group there can be for the reader, with the ballot of somebody else in it."""
    return tuple(_worlds(conversion))


def _worlds(conversion: Conversion) -> Iterator[tuple[int, SummaryData]]:
    first, *others = CASES[conversion]
    for mark in MARKS:
        for means in product(MEANS, repeat=len(others)):
            rest = [replace(other, mean=mean) for other, mean in zip(others, means, strict=True)]
            yield mark, data_of([replace(first, marks=(OWN, mark)), *rest], Rules(conversion=conversion))


def left(conversion: Conversion) -> list[int]:
    """The ballots that are possible still."""
    data = data_of(CASES[conversion], Rules(conversion=conversion))
    shown = disclosed(data)
    known = told(data, shown)
    return sorted({mark for mark, world in worlds(conversion) if told(world, shown) == known})


@pytest.mark.parametrize("conversion", CASES)
def test_no_ballot_is_known_from_what_the_others_were_converted_to(
    conversion: Conversion, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = left(conversion)
    assert HIS in found
    assert max(found) - min(found) >= APART
    with monkeypatch.context() as patch:
        patch.setattr(Disclosures, "_compared", lambda *_: frozenset())
        careless = left(conversion)
    assert HIS in careless
    assert max(careless) - min(careless) < APART, "the attack of this test finds nothing any more"


@pytest.mark.parametrize("conversion", CASES)
def test_it_is_said_why_somebody_with_many_ballots_is_silent(conversion: Conversion) -> None:
    shown = disclosed(data_of(CASES[conversion], Rules(conversion=conversion)))
    assert shown.compared
    assert not shown.of("P2").composite
    assert shown.of("P2").notes == (
        "得分是和全组比着折算的，同组有人得分不单列，为保护投票人，述职测评得分和综合得分不单列，名次和等次照列。",
    )


def test_scores_that_nobody_withholds_are_told_before_and_after() -> None:
    people = [Person(VOTES, mean, mean) for mean in MEANS[:3]]
    data = data_of(people, Rules(conversion=Conversion.BEST))
    shown = disclosed(data)
    assert not shown.compared
    assert all(shown.of(code).composite and shown.of(code).poll_score for code in data.scheme.ratee_of)


def test_another_group_is_not_silent() -> None:
    best = CASES[Conversion.BEST]
    people = [*best, *(replace(person, marks=VOTES, group="乙组") for person in best)]
    data = data_of(people, Rules(conversion=Conversion.BEST))
    shown = disclosed(data)
    assert [shown.of(code).composite for code in data.scheme.ratee_of] == [False] * 3 + [True] * 3
