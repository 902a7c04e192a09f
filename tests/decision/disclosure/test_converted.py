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
from lianping_xlsx.publish.summary.submission import Submission
from lianping_xlsx.publish.summary.summary_frame import CHARTS, CONVERSIONS
from lianping_xlsx.scheme.terms import Conversion
from tests.decision.disclosure.groups import BANDS, OTHER, SMALL, Person, Rules, data_of
from tests.two_scores import POLLED

APART = 10
OWN, HIS = 80, 95
"""The two ballots of the small class: the reader's, and that of somebody else."""
MARKS = range(0, 101, 5)
MEANS = (40, 60, 78, 84, 90, 96)
"""Of the other class, fifty ballots; the readers know that there are no others."""
VOTES = (60, 70, 80, 90, 100)
"""Of the small class of the others: enough of them, and not alike."""
HIGH = (80, 95, 95, 100, 100)
CASES = {
    # The best of the group: 100 for him, and every other one tells what he had.
    Conversion.BEST: [Person((OWN, HIS), 96, 90), Person(VOTES, 84, 60), Person(VOTES, 78, 30)],
    # As good as another one: his 95 points tell that he shares the first place, so both had 92.6.
    Conversion.PLACES: [Person((OWN, HIS), 96, 60), Person((*VOTES, 100, 100, 100), 96, 95), Person(VOTES, 96, 20)],
    # 40 points if his ballot says less than 95, 70 if not: between two with 80 and 60 it can only be 70.
    Conversion.BANDS: [Person((OWN, HIS), 84, 80), Person(HIGH, 84, 100), Person(HIGH, 84, 60)],
}
WHY = {Conversion.BANDS: "得分按得票率分档"}
GRADES = {Conversion.BANDS: tuple(range(100, -1, -5))}
"""The points of the grades, for each mark one; only rates need them."""
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
        for rest in product(*(_possible(conversion, other) for other in others)):
            yield mark, data_of([replace(first, marks=(OWN, mark)), *rest], rules(conversion))


def rules(conversion: Conversion) -> Rules:
    return Rules(conversion=conversion, grades=GRADES.get(conversion, ()))


def _possible(conversion: Conversion, other: Person) -> list[Person]:
    """Somebody else as the reader may think of him: a rate moves with the ballots, any other score with the mean."""
    if conversion is Conversion.BANDS:
        return [replace(other, marks=marks) for marks in (VOTES, HIGH)]
    return [replace(other, mean=mean) for mean in MEANS]


def left(conversion: Conversion) -> list[int]:
    """The ballots that are possible still."""
    data = data_of(CASES[conversion], rules(conversion))
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
    shown = disclosed(data_of(CASES[conversion], rules(conversion)))
    assert shown.compared
    assert not shown.of("P2").composite
    assert shown.of("P2").notes == (
        f"{WHY.get(conversion, '得分是和全组比着折算的')}，同组有人得分不单列，"
        "为保护投票人，述职测评得分和综合得分不单列，名次和等次照列。",
    )


@pytest.mark.parametrize(
    ("classes", "small", "told"),
    [
        ((), VOTES[:4], True),  # the means are not told, the points for the rate of both classes are
        ((SMALL,), VOTES[:4], False),
        ((SMALL,), (*VOTES, 100, 70, 85), True),
        ((SMALL,), (100, 100, 100, 100, 100, 95), False),  # nearly all the same
        ((SMALL, OTHER), VOTES[:4], True),
    ],
)
def test_points_for_the_rate_of_one_class_are_told_where_its_mean_is(
    classes: tuple[str, ...], small: tuple[int, ...], told: bool
) -> None:
    data = data_of([Person(small, 84, 80)], rules(Conversion.BANDS))
    bands = tuple(replace(band, rate=replace(band.rate, classes=classes)) for band in BANDS)
    data = replace(data, scheme=replace(data.scheme, rate_bands=bands))
    shown = disclosed(data).of("P1")
    assert (shown.poll_score, shown.composite) == (told, told)
    assert told or shown.notes[0].startswith("得分按一部分票类的得票率分档")


def test_the_votes_of_a_rate_stay_in_the_office_with_the_means() -> None:
    """Four ballots of the small class: the scores may be told, but 折算明细 tells the votes for a grade as well."""
    four, many = ([Person(marks, 84, 80), Person(marks, 84, 60)] for marks in (VOTES[:4], (*VOTES, 100, 70, 85)))
    for conversion, people, submitted in (
        (Conversion.BANDS, four, False),
        (Conversion.BANDS, many, True),
        (Conversion.BEST, four, True),
    ):
        data = replace(data_of(people, rules(conversion)), official=True)
        found = Submission(data)
        assert CHARTS in found.submitted
        assert CONVERSIONS not in found.submitted
        assert (CONVERSIONS in found.office_only) is not submitted


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
