"""A place between two scores that are told gives no ballot of somebody whose score is withheld."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lianping_xlsx.core.exact import ScoreValue
from lianping_xlsx.decision.disclosure import disclosures
from lianping_xlsx.decision.disclosure.disclosures import Disclosures
from lianping_xlsx.decision.disclosure.figures import disclose
from lianping_xlsx.decision.disclosure.releases import NOTHING_RELEASED, Releases, by_class
from lianping_xlsx.decision.last_decision import last_decision
from lianping_xlsx.decision.record import DecidedRatee, Recorded
from lianping_xlsx.decision.release_history import ReleaseHistory
from lianping_xlsx.decision.summary_data import SummaryData
from lianping_xlsx.scheme.components import Component
from lianping_xlsx.scheme.model import Task
from lianping_xlsx.scheme.terms import ComponentSource, FormKind, TieRule
from tests.decision.disclosure.groups import OTHER, POLL, SMALL, Person, Rules, data_of
from tests.two_scores import POLLED, VISITED

GRADES = (100, 75, 50)
"""折算分 of the sample of the 中委 members' campaign."""
APART = 10
Window = tuple[ScoreValue, ScoreValue]
"""The lowest and the highest value that a composite may have (hundredths)."""


def disclosures_of(data: SummaryData, releases: Releases = NOTHING_RELEASED) -> Disclosures:
    return Disclosures(data.scheme, data.result, releases, official=True)


def told_alone(data: SummaryData) -> set[str]:
    """Whose composites may leave where nobody looks at the places."""
    codes = (ratee.code for ratee in data.scheme.ratees)
    return {code for code in codes if disclose(data.scheme, data.result, code).composite}


def told_together(data: SummaryData, releases: Releases = NOTHING_RELEASED) -> set[str]:
    shown = disclosures_of(data, releases)
    return {ratee.code for ratee in data.scheme.ratees if shown.of(ratee.code).composite}


def window(data: SummaryData, code: str, told: set[str]) -> tuple[Window, bool]:
    """What the places tell of a composite, and whether anybody's composite is what bounds it on either side."""
    group, mine = data.scheme.ratee_of[code].group, data.result.standing_of[code]
    composite, place = mine.composite or 0, mine.rank or 0
    near = [s for s in data.result.standings if s.code in told and data.scheme.ratee_of[s.code].group == group]
    if any(standing.rank == place for standing in near):
        return (composite, composite), True
    apart = data.scheme.rules.ties is TieRule.SHARED
    beyond = 2 * data.scheme.rules.whole
    above = min(((s.composite or 0) - apart for s in near if (s.rank or 0) < place), default=beyond)
    below = max(((s.composite or 0) + apart for s in near if (s.rank or 0) > place), default=-beyond)
    cuts = [tier.cut for tier in data.scheme.tiers if tier.cut is not None]
    over = min((cut - 1 for cut in cuts if cut > composite), default=beyond)
    under = max((cut for cut in cuts if cut <= composite), default=-beyond)
    return (max(below, under), min(above, over)), above < over or below > under


def marks_within(
    data: SummaryData, person: Person, known: tuple[int, ...], between: Window, scale: Iterable[int] = range(101)
) -> list[int]:
    """Which marks one more ballot of the class may have for one who knows all else: ``known``, the means, 考评得分."""
    low, high = between
    return [mark for mark in scale if low <= (person.composite(data.scheme, (*known, mark)) or 0) <= high]


def known_ballots(people: list[Person], rules: Rules, told: set[str]) -> dict[str, list[list[int]]]:
    """Those of whom a voter of a class of one or two knows the other's ballot, and the marks it may have, by voter.

    A grade is known, or a mark to within less than ``APART`` points.
    """
    data, found = data_of(people, rules), {}
    for code, person in zip(data.scheme.ratee_of, people, strict=True):
        between, _ = window(data, code, told)
        voters = (
            [()] if len(person.marks) == 1 else [(mark,) for mark in person.marks] if len(person.marks) == 2 else []
        )
        left = [marks_within(data, person, own, between, rules.grades or range(101)) for own in voters]
        if any(len(marks) < 2 or (not rules.grades and max(marks) - min(marks) < APART) for marks in left):
            found[code] = left
    return found


# ---------------------------------------------------------------- the attack


def members(few: int, *, seed: int = 2026) -> list[Person]:
    """Thirty members of one 排名组, as in the sample; for the one with this number two of the four have voted."""
    rng = random.Random(seed)
    people = [
        Person(tuple(rng.choice((100, 100, 75, 50)) for _ in range(4)), rng.randint(80, 97), rng.randint(78, 96))
        for _ in range(30)
    ]
    return [replace(p, marks=p.marks[:2]) if n == few else p for n, p in enumerate(people)]


@pytest.mark.parametrize("whole", [100_00, 1000_00])
def test_the_place_gave_the_ballots_and_gives_them_no_more(whole: int) -> None:
    rules, found = Rules(GRADES, whole=whole), Counter[str]()
    for few in range(30):
        people = members(few)
        data = data_of(people, rules)
        alone, together = told_alone(data), told_together(data)
        code = f"P{few + 1}"
        assert alone == set(data.scheme.ratee_of) - {code}
        assert together < alone or code not in known_ballots(people, rules, alone)
        found["attacked"] += code in known_ballots(people, rules, alone)
        found["still"] += code in known_ballots(people, rules, together)
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
    shown = disclosures_of(data).of("P2")
    assert disclose(data.scheme, data.result, "P2").classes, "alone he would be told all"
    assert (shown.classes, shown.polls, shown.poll_score, shown.composite) == ((), (), False, False)
    assert {name for _, name in shown.merged} == {SMALL, OTHER}
    assert shown.notes == ("同组名次相邻的有人得分不单列，为保护投票人，测评得分和综合得分不单列，名次和等次照列。",)
    assert disclosures_of(data).beside


def test_what_is_silent_has_not_left() -> None:
    people = [Person((80, 90), 85, 85), Person((85,) * 5, 85, 85), Person((50,) * 5, 50, 50)]
    released = {row.id for row in disclosures_of(data_of(people, Rules())).released()}
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
    assert "P1" in known_ballots(people, Rules(), told_alone(data))
    assert told_together(data) == {"P3", "P4"}


def test_silence_for_one_may_spare_that_for_another() -> None:
    """P4 was silent for P1 until P5, who is level with P3, had to be: that leaves P1 room enough below."""
    people = [Person((80, 70), 85, 84), Person((80,) * 5, 85, 80), Person((80, 80), 85, 81)]
    people += [Person((80,) * 5, 85, 83), Person((80,) * 5, 85, 81)]
    assert told_together(data_of(people, Rules())) == {"P2", "P4"}


@pytest.mark.parametrize("ballot", [0, 45, 100])
def test_a_ballot_that_came_later_is_not_given_by_the_place(ballot: int) -> None:
    """P1 was told with five ballots and is withheld with six: his place does not give the sixth."""
    before = [Person((80, 85, 90, 70, 75), 85, 85), *(Person((50 + n,) * 5, 85, 85) for n in range(50))]
    after = [replace(before[0], marks=(*before[0].marks, ballot)), *before[1:]]
    data, first = data_of(after, Rules()), disclosures_of(data_of(before, Rules()))
    releases = Releases(by_class(first.released()))
    alone = {c for c in data.scheme.ratee_of if disclose(data.scheme, data.result, c, releases).composite}
    assert alone == set(data.scheme.ratee_of) - {"P1"}
    narrow, wide = (
        marks_within(data, after[0], before[0].marks, window(data, "P1", told)[0])
        for told in (alone, told_together(data, releases))
    )
    assert max(narrow) - min(narrow) < 10 <= max(wide) - min(wide)


@pytest.mark.slow
@given(st.integers(0, 29), st.integers(0, 9))
def test_shares_of_the_whole_do_as_weights(few: int, seed: int) -> None:
    people = members(few, seed=seed)
    by_weights, by_shares = (data_of(people, replace(Rules(GRADES), shares=shares)) for shares in (False, True))
    if [s.composite for s in by_weights.result.standings] == [s.composite for s in by_shares.result.standings]:
        assert told_together(by_weights) == told_together(by_shares)
    assert not known_ballots(people, replace(Rules(GRADES), shares=True), told_together(by_shares))


def test_who_typed_most_of_a_class_knows_no_more() -> None:
    """Of nine ballots one unit typed seven: two are left to guess, as with a class of two."""
    people = [Person((80, 82, 84, 86, 88, 90, 92, 94, 96), 85, 85), *(Person((60 + n,) * 9, 85, 85) for n in range(40))]
    data = data_of(people, Rules())
    tasks = tuple(Task(f"单位{n}", FormKind.BALLOTS, ("P1",), POLL, SMALL, n) for n in (7, 2))
    split = replace(data, scheme=replace(data.scheme, tasks=tasks))
    assert told_together(data) == set(data.scheme.ratee_of)
    assert len(told_together(split)) < len(told_alone(split)) == 40


def test_a_change_of_a_silent_neighbour_names_no_score() -> None:
    """变动情况, which goes before the meeting, asks as every output does."""
    people = [Person((80, 90), 85, 85), Person((85,) * 5, 85, 85), Person((50,) * 5, 50, 50)]
    data = data_of(people, Rules())
    rows = [
        DecidedRatee(r.code, r.name, r.workplace, r.group, "60.00", 1, "好", "", "好", "", "")
        for r in data.scheme.ratees
    ]
    record = Recorded(
        1,
        "2024-12-30",
        "第1次会议",
        "县委常委会",
        "正式",
        "",
        tuple(rows),
        (),
        (),
        released=tuple(disclosures_of(data).released()),
    )
    decided = last_decision(data.scheme, data.result, ReleaseHistory((record,)), data.seal)
    assert decided is not None
    scores = {change.id: "60.00→" in change.words for change in decided.changes}
    assert scores == {"P1": False, "P2": False, "P3": True}


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


@pytest.mark.slow
@given(groups)
@example(
    (
        [
            *(Person((100,), 92, 90), Person((100, 100, 75, 50, 50), 95, 97), Person((100, 100), 76, 99)),
            *(Person((75,), 99, 74), Person((50,), 88, 76, "乙组"), Person((50,), 97, 95, "乙组")),
        ],
        Rules(GRADES, (92,), 40_00, TieRule.SHARED),
    )
)
def test_no_ballot_is_known_but_where_nobody_is_left_to_silence(case: tuple[list[Person], Rules]) -> None:
    people, rules = case
    data = data_of(people, rules)
    together = told_together(data)
    by_cuts = known_ballots(people, rules, set())
    for code, marks in known_ballots(people, rules, together).items():
        _, by_somebody = window(data, code, together)
        # Whoever is told at a 分数线 may narrow a composite by a hundredth, and leave the same marks as the line does.
        assert not by_somebody or marks == by_cuts.get(code), code


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
    """Whether there is not ten points of room on either side, or a grade's step, for each ballot of a small class.

    A point on both sides is no whole one perhaps, and the last hundredths may be those of roundings.
    """
    person = dict(zip(data.scheme.ratee_of, people, strict=True))[code]
    (low, high), composite = window(data, code, told)[0], data.result.standing_of[code].composite or 0
    of_one = rules.weight / 100_00 / 2 / len(person.marks)
    room = (25 if rules.grades else APART + 2) * 100 * of_one + 3
    return min(high - composite, composite - low) <= room


@given(st.lists(st.builds(Person, large, high, high, st.sampled_from(("甲组", "乙组"))), min_size=1, max_size=8))
def test_without_a_small_class_nothing_is_silent(people: list[Person]) -> None:
    data = data_of(people, Rules())
    assert told_together(data) == set(data.scheme.ratee_of)
    assert not disclosures_of(data).beside


def test_groups_that_share_places_are_silent_together() -> None:
    """P1 of 甲组 has two ballots, and as many points as P3 of 乙组, with whom he is tied for the shared places."""
    people = [Person((80, 90), 83, 83), Person((50,) * 5, 50, 50), Person((85,) * 5, 83, 83, "乙组")]
    people.append(Person((99,) * 5, 99, 99, "乙组"))
    data = data_of(people, Rules())
    assert told_together(data) == {"P2", "P3", "P4"}
    best, *others = data.scheme.tiers
    tiers = (replace(best, name="首档", number=2, pooled=True), replace(best, name="末档"), *others[1:])
    pooled = replace(data, scheme=replace(data.scheme, tiers=tiers))
    assert "P3" not in told_together(pooled)
    assert "P4" in told_together(pooled)


def test_a_composite_without_ballots_bounds_as_a_cut_does() -> None:
    """P2 of 乙组 has visits alone, so his composite cannot be withheld to protect P1; that of P3 can."""
    people = [Person((80, 90), 83, 83), Person((85,) * 5, 83, 84, "乙组"), Person((83,) * 5, 83, 83)]
    people += [Person((50,) * 5, 50, 50), Person((99,) * 5, 99, 99)]
    data = data_of(people, Rules())
    best, *others = data.scheme.tiers
    tiers = (replace(best, name="首档", number=2, pooled=True), replace(best, name="末档"), *others[1:])
    half = 50_00
    rows = (
        Component(POLLED, half, ComponentSource.POLLS, groups=("甲组",)),
        Component(VISITED, half, ComponentSource.RUBRIC, groups=("甲组",)),
        Component(VISITED, 2 * half, ComponentSource.RUBRIC, groups=("乙组",)),
    )
    result = data.result
    result = replace(
        result,
        classes=tuple(tally for tally in result.classes if tally.ratee != "P2"),
        polls=tuple(score for score in result.polls if score.ratee != "P2"),
    )
    pooled = replace(data, scheme=replace(data.scheme, tiers=tiers, component_rows=rows), result=result)
    assert told_together(pooled) == {"P2", "P4", "P5"}


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

    monkeypatch.setattr(disclosures, "disclose", counting)
    people = [Person((60 + n % 40,) * 5, 85, 85) for n in range(50)]
    data = data_of(people, Rules())
    shown = disclosures_of(data)
    for code in (*data.scheme.ratee_of, *data.scheme.ratee_of):
        assert shown.of(code).composite
    assert set(asked.values()) == {1}
