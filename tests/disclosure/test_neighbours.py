"""A place between two scores that are told gives no ballot of somebody whose score is withheld."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lianping_xlsx.disclosure import everybody
from lianping_xlsx.disclosure.everybody import Disclosures
from lianping_xlsx.disclosure.figures import disclose
from lianping_xlsx.disclosure.releases import NOTHING_RELEASED
from lianping_xlsx.report.data import SummaryData
from lianping_xlsx.scheme.model import TieRule
from tests.disclosure.groups import OTHER, SMALL, Person, Rules, data_of

GRADES = (100, 75, 50)
"""折算分 of the sample of the 中委 members' campaign."""
APART = 10_00
Window = tuple[int, int]
"""The lowest and the highest value that a composite may have (hundredths)."""


def disclosures(data: SummaryData) -> Disclosures:
    return Disclosures(data.scheme, data.result, NOTHING_RELEASED, official=True)


def told_alone(data: SummaryData) -> set[str]:
    """Whose composites may leave where nobody looks at the places."""
    codes = (ratee.code for ratee in data.scheme.ratees)
    return {code for code in codes if disclose(data.scheme, data.result, code).composite}


def told_together(data: SummaryData) -> set[str]:
    shown = disclosures(data)
    return {ratee.code for ratee in data.scheme.ratees if shown.of(ratee.code).composite}


def window(data: SummaryData, code: str, told: set[str]) -> tuple[Window, bool]:
    """What the places tell of a composite, and whether anybody's composite is what bounds it on either side."""
    group, mine = data.scheme.ratee_of[code].group, data.result.standing_of[code]
    composite, place = mine.composite or 0, mine.rank or 0
    near = [s for s in data.result.standings if s.code in told and data.scheme.ratee_of[s.code].group == group]
    if any(standing.rank == place for standing in near):
        return (composite, composite), True
    above = min(((s.composite or 0) - 1 for s in near if (s.rank or 0) < place), default=200_00)
    below = max(((s.composite or 0) + 1 for s in near if (s.rank or 0) > place), default=-100_00)
    cuts = [tier.cut for tier in data.scheme.tiers if tier.cut is not None]
    over = min((cut - 1 for cut in cuts if cut > composite), default=200_00)
    under = max((cut for cut in cuts if cut <= composite), default=-100_00)
    return (max(below, under), min(above, over)), above < over or below > under


def candidates(
    data: SummaryData, person: Person, own: int | None, between: Window, scale: range | tuple[int, ...]
) -> set[int]:
    """Which marks the ballot of the other voter may have for one who knows all else: ``own``, the means, 考评得分."""
    known = () if own is None else (own,)
    low, high = between
    found = ((mark, person.composite(data.scheme, (*known, mark))) for mark in scale)
    return {mark for mark, composite in found if composite is not None and low <= composite <= high}


def known_ballots(people: list[Person], rules: Rules, told: set[str]) -> Iterator[str]:
    """The codes of those of whom a voter of a class of one or two knows the other's ballot."""
    data, scale = data_of(people, rules), rules.grades or range(101)
    for code, person in zip(data.scheme.ratee_of, people, strict=True):
        between, _ = window(data, code, told)
        for own in person.marks if len(person.marks) == 2 else (None,) if len(person.marks) == 1 else ():
            left = candidates(data, person, own, between, scale)
            if len(left) < 2 or (not rules.grades and (max(left) - min(left)) * 100 < APART):
                yield code
                break


# ---------------------------------------------------------------- the attack


def members(few: int, *, seed: int = 2026) -> list[Person]:
    """Thirty members of one 排名组, as in the sample; for the one with this number two of the four have voted."""
    rng = random.Random(seed)
    people = [
        Person(tuple(rng.choice((100, 100, 75, 50)) for _ in range(4)), rng.randint(80, 97), rng.randint(78, 96))
        for _ in range(30)
    ]
    return [replace(p, marks=p.marks[:2]) if n == few else p for n, p in enumerate(people)]


def test_the_place_gave_the_ballots_and_gives_them_no_more() -> None:
    rules, found = Rules(GRADES), Counter[str]()
    for few in range(30):
        people = members(few)
        data = data_of(people, rules)
        alone, together = told_alone(data), told_together(data)
        code = f"P{few + 1}"
        assert alone == set(data.scheme.ratee_of) - {code}
        assert together < alone or code not in set(known_ballots(people, rules, alone))
        found["attacked"] += code in set(known_ballots(people, rules, alone))
        found["still"] += code in set(known_ballots(people, rules, together))
        found["silent beside"] += len(alone - together)
    assert found["attacked"] >= 20
    assert found["still"] == 0
    assert found["silent beside"] < 30 * 10, "most of a group is told all the same"


def test_a_tie_with_one_who_is_told_is_silent_too() -> None:
    people = [Person((80, 90), 85, 85), Person((85,) * 5, 85, 85), Person((90,) * 5, 99, 99), Person((50,) * 5, 50, 50)]
    data = data_of(people, Rules())
    assert data.result.standing_of["P1"].rank == data.result.standing_of["P2"].rank
    assert told_together(data) == {"P3", "P4"}


def test_a_neighbour_keeps_what_does_not_give_his_composite() -> None:
    people = [Person((80, 90), 85, 85), Person((60, 70, 85, 90, 95, 99), 85, 85), Person((50,) * 5, 50, 50)]
    people.append(Person((60, 90, 90, 85, 95, 99), 85, 85))
    data = data_of(people, Rules())
    shown = disclosures(data).of("P2")
    assert disclose(data.scheme, data.result, "P2").classes, "alone he would be told all"
    assert (shown.classes, shown.polls, shown.poll_score, shown.composite) == ((), (), False, False)
    assert {name for _, name in shown.merged} == {SMALL, OTHER}
    assert shown.notes == ("同组名次相邻的有人得分不单列，为保护投票人，测评得分和综合得分不单列，名次和等次照列。",)
    assert disclosures(data).beside


def test_what_is_silent_has_not_left() -> None:
    people = [Person((80, 90), 85, 85), Person((85,) * 5, 85, 85), Person((50,) * 5, 50, 50)]
    released = {row.id for row in disclosures(data_of(people, Rules())).released()}
    assert released == {"P3"}


def test_a_cut_that_pins_a_composite_silences_nobody_in_vain() -> None:
    """Between two cuts a hair apart nothing can be won; those beyond them are told."""
    people = [Person((80, 90), 85, 85), Person((90,) * 5, 90, 90), Person((70,) * 5, 70, 70)]
    data = data_of(people, replace(Rules(), cuts=(86, 85)))
    assert told_together(data) == {"P2", "P3"}


def test_full_marks_need_room_below() -> None:
    """There is nothing above 100: far as the next better may be, the one below would give both ballots."""
    people = [Person((100, 100), 60, 60), Person((99, 99, 99, 99, 99), 60, 60), Person((90,) * 5, 99, 99)]
    people.append(Person((10,) * 5, 40, 40))
    data = data_of(people, Rules())
    assert set(known_ballots(people, Rules(), told_alone(data))) >= {"P1"}
    assert told_together(data) == {"P3", "P4"}


# ---------------------------------------------------------------- the law

small = st.lists(st.integers(0, 100), min_size=1, max_size=2).map(tuple)
large = st.lists(st.integers(60, 100), min_size=5, max_size=6).map(tuple)
high = st.integers(70, 99)
persons = st.builds(Person, st.one_of(large, large, small), high, high, st.sampled_from(("甲组", "乙组")))
graded = st.builds(
    Person,
    st.one_of(*(st.lists(st.sampled_from(GRADES), min_size=n, max_size=n).map(tuple) for n in (6, 5, 2, 1))),
    high,
    high,
    st.sampled_from(("甲组", "乙组")),
)
cuts = st.lists(st.integers(60, 98), max_size=2, unique=True).map(tuple)
ties = st.sampled_from(TieRule)
groups = st.one_of(
    st.tuples(st.lists(persons, min_size=1, max_size=12), st.builds(Rules, st.just(()), cuts, st.just(40_00), ties)),
    st.tuples(st.lists(graded, min_size=1, max_size=12), st.builds(Rules, st.just(GRADES), cuts, st.just(40_00), ties)),
)


@settings(deadline=None)
@given(groups)
def test_no_ballot_is_known_but_where_nobody_is_left_to_silence(case: tuple[list[Person], Rules]) -> None:
    people, rules = case
    data = data_of(people, rules)
    together = told_together(data)
    for code in known_ballots(people, rules, together):
        _, by_somebody = window(data, code, together)
        assert not by_somebody, code


@settings(deadline=None)
@given(groups)
def test_nobody_is_silenced_needlessly(case: tuple[list[Person], Rules]) -> None:
    """With one more told, somebody's composite would lie in less than what his class needs."""
    people, rules = case
    data = data_of(people, rules)
    alone, together = told_alone(data), told_together(data)
    assert together <= alone
    for code in alone - together:
        others = [other for other in data.scheme.ratee_of if other not in alone]
        narrower = [o for o in others if window(data, o, together | {code}) != window(data, o, together)]
        assert narrower, code
        assert any(_narrow(data, people, other, rules, together | {code}) for other in narrower), code


def _narrow(data: SummaryData, people: list[Person], code: str, rules: Rules, told: set[str]) -> bool:
    """Whether there is not ten points of room on either side, or a grade's step, for each ballot of a small class."""
    person = dict(zip(data.scheme.ratee_of, people, strict=True))[code]
    (low, high), composite = window(data, code, told)[0], data.result.standing_of[code].composite or 0
    of_one = rules.weight / 100_00 / 2 / len(person.marks)
    room = (25_00 if rules.grades else APART) * of_one
    return min(high - composite, composite - low) < room


@given(st.lists(st.builds(Person, large, high, high, st.sampled_from(("甲组", "乙组"))), min_size=1, max_size=8))
def test_without_a_small_class_nothing_is_silent(people: list[Person]) -> None:
    data = data_of(people, Rules())
    assert told_together(data) == set(data.scheme.ratee_of)
    assert not disclosures(data).beside


@settings(deadline=None)
@given(groups)
def test_two_groups_do_not_touch_each_other(case: tuple[list[Person], Rules]) -> None:
    people, rules = case
    data = data_of(people, rules)
    together = told_together(data)
    for group in data.scheme.groups:
        codes = [code for code, ratee in data.scheme.ratee_of.items() if ratee.group == group]
        alone = data_of([person for person in people if person.group == group], rules)
        told = told_together(alone)
        assert [code in together for code in codes] == [code in told for code in alone.scheme.ratee_of]


def test_where_nothing_is_withheld_everybody_is_asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: Counter[str] = Counter()

    def counting(*args: object, **named: object) -> object:
        asked[str(args[2])] += 1
        return disclose(*args, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(everybody, "disclose", counting)
    people = [Person((60 + n % 40,) * 5, 85, 85) for n in range(50)]
    data = data_of(people, Rules())
    shown = disclosures(data)
    for code in (*data.scheme.ratee_of, *data.scheme.ratee_of):
        assert shown.of(code).composite
    assert set(asked.values()) == {1}
