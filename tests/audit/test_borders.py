"""边界分析: the gaps, and the least changes, held against enumeration on small campaigns."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from lianping_xlsx.audit.border_results import BorderKind, ChangeKind
from lianping_xlsx.audit.border_words import change_words
from tests.audit.enumeration import CODES, FULL, ITEMS, Campaign, least_sizes, sizes_of

pytestmark = pytest.mark.usefixtures("as_issued")

PLAIN = Campaign(
    ballots=(
        ((190, 185, 180, 120), (195, 190, 182, 164), (188, 191, 179, 170), (190, 187, 180, None)),
        ((180, 186, 181, 152), (184, 188, 180, 166), (186, 185, 183, 161)),
    ),
    items=((110, 76), (114, 72), (112, 74), (90, 60)),
    daily=(190, 188, 187, 150),
)


def check(made: Campaign) -> None:
    """Every border of a campaign is as enumeration says, and no figure is another one."""
    found, result = made.result()
    composites = [result.standing_of[code].composite for code in CODES]
    assert composites == [key[0] for key in made.keys]
    firsts = [result.standing_of[code].proposed_tier == "好" for code in CODES]
    assert firsts == list(made.first_tier)
    for border in found.found:
        assert border.changes is not None
        # By shares the marks have more steps than can be tried.
        changes = tuple(each for each in border.changes if not (made.shares and each.kind is ChangeKind.MARK))
        assert sizes_of(changes) == least_sizes(made, border), border


def test_a_plain_campaign() -> None:
    """Ranks T1, T2, T3, T4; two places: the edge lies between T2 and T3."""
    found, _ = PLAIN.result()
    assert [(each.kind, each.upper, each.lower) for each in found.found] == [
        (BorderKind.PLACES, "T2", "T3"),
        (BorderKind.RANKS, "T1", "T2"),
        (BorderKind.RANKS, "T2", "T3"),
        (BorderKind.RANKS, "T3", "T4"),
    ]
    check(PLAIN)


def test_shares_of_the_whole_are_shifted() -> None:
    """Shares 30 and 20 of the classes, 30 of 考评, 20 of 得分. T1 has 95 and 80, T2 90 and 87, and the same beside.

    T1 is ahead by 0.3 x 5 - 0.2 x 7 = 0.10. With p points less for 县委领导 the others have (70 + p) / 70 of what they
    had: 0.10 - 0.05 p - 0.02 p, which is below 0 from 2 points on.
    """
    made = replace(
        PLAIN,
        ballots=(((190, 180, 100, 90),) * 2, ((160, 174, 100, 90),) * 2),
        items=((110, 76), (110, 76), (100, 60), (90, 60)),
        daily=(190, 190, 150, 150),
        shares=True,
    )
    found, _ = made.result()
    pair = next(each for each in found.found if each.kind is BorderKind.RANKS and each.upper == "T1")
    (weight,) = (each for each in pair.changes or () if each.kind is ChangeKind.WEIGHT)
    assert change_words(pair, weight) == "“县委领导”占总分比重由30%改为28%"
    check(made)


@pytest.mark.slow
def test_an_event_of_somebody_else_frees_the_place() -> None:
    """T1 takes no part, so that T2 and T3 have the two places; if he does, the last of them goes to T2."""
    made = replace(PLAIN, events=(("T1", "不参评", 0),))
    found, _ = made.result()
    edge = next(each for each in found.found if each.kind is BorderKind.PLACES)
    assert (edge.upper, edge.lower) == ("T3", "T4")
    (event,) = (each for each in edge.changes or () if each.kind is ChangeKind.EVENT)
    assert (event.code, event.detail) == ("T1", "撤销T1镇 甲T1的不参评")
    check(made)


def test_who_holds_a_place_that_he_may_not_have_is_the_last_inside() -> None:
    """T2 is vetoed and holds the second place: T3 need not reach T1, only pass T2."""
    found, result = replace(PLAIN, events=(("T2", "否决", 0),)).result()
    (edge,) = (each for each in found.found if each.kind is BorderKind.PLACES)
    two, three = (result.standing_of[code].composite or 0 for code in ("T2", "T3"))
    assert (edge.upper, edge.lower, edge.gap) == ("T2", "T3", two - three)


@pytest.mark.slow
def test_a_vetoed_ratee_who_holds_a_place_can_be_passed() -> None:
    """T3 is vetoed and second, and holds the second place: T2 need not reach T1, only pass T3."""
    made = replace(
        PLAIN,
        ballots=(
            ((194, 169, 170, 197), (196, 189, 174, 180), (196, 166, None, 186)),
            ((188, 192, 170, 196), (196, 199, 198, 162), (171, 167, None, None), (189, None, None, None)),
        ),
        items=((113, 70), (107, 73), (114, 68), (100, 78)),
        daily=(186, 190, 176, 162),
        events=(("T3", "否决", 0), ("T4", "减分", 55)),
        parts=(Fraction(8), Fraction(90), Fraction(2)),
        cut=9000,
        decimals=3,
    )
    found, _ = made.result()
    edge = next(each for each in found.found if each.kind is BorderKind.PLACES)
    assert sizes_of(edge.changes or ())[ChangeKind.WEIGHT] == 9
    check(made)


MARK = st.integers(160, FULL)
ROW = st.tuples(*[MARK | st.none() if n else MARK for n in range(4)])


@st.composite
def campaigns(draw: st.DrawFn) -> Campaign:
    """Marks near each other, so that borders are near; the first ballots of a class leave nobody blank."""
    whole = st.tuples(MARK, MARK, MARK, MARK)
    ballots = tuple((*(draw(whole) for _ in range(2)), *draw(st.lists(ROW, min_size=1, max_size=3))) for _ in range(2))
    void = draw(st.frozensets(st.tuples(st.integers(0, 1), st.just(2)), max_size=2))
    events = draw(
        st.lists(
            st.one_of(
                st.tuples(st.sampled_from(CODES), st.sampled_from(["加分", "减分"]), st.integers(1, 60)),
                st.tuples(st.sampled_from(CODES), st.sampled_from(["否决", "不参评"]), st.just(0)),
            ),
            max_size=2,
            unique_by=lambda event: event[0],
        )
    )
    return Campaign(
        ballots=ballots,  # type: ignore[arg-type]
        items=tuple((draw(st.integers(100, ITEMS[0])), draw(st.integers(60, ITEMS[1]))) for _ in CODES),
        daily=tuple(draw(st.integers(160, FULL)) for _ in CODES),
        void=void,
        events=tuple(events),
        parts=draw(
            st.sampled_from([(Fraction(50), Fraction(30), Fraction(20)), (Fraction(8), Fraction(90), Fraction(2))])
        ),
        cut=draw(st.sampled_from([None, 8500, 9000])),
        places=draw(st.sampled_from([None, 1, 2])),
        trim=draw(st.booleans()),
        by_field=draw(st.booleans()),
        decimals=draw(st.sampled_from([1, 2, 2, 3])),
        shares=draw(st.sampled_from([False, False, True])),
    )


@pytest.mark.slow
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
@given(campaigns())
def test_any_campaign(made: Campaign) -> None:
    check(made)
