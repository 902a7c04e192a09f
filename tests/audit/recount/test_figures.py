"""The second count against figures worked out by hand; the working stands in the comments."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from openpyxl import Workbook

from lianping_xlsx.audit.recount.cell_values import Entry, entry, words
from lianping_xlsx.audit.recount.cited_persons import read_results
from lianping_xlsx.audit.recount.class_votes import (
    Votes,
    ballot_void,
    cast_votes,
    count_stands,
    half_up,
    register_void,
    show,
)
from lianping_xlsx.audit.recount.collected_forms import collect
from lianping_xlsx.audit.recount.composites import ClassFigures, compute
from lianping_xlsx.audit.recount.evidence import Ballot, Count, DepartmentSheet, Evidence, Register, Visit
from lianping_xlsx.audit.recount.form_grids import COVERED, FormKey, Grid, find_grid, read_pages
from lianping_xlsx.audit.recount.owed_entries import completed
from lianping_xlsx.audit.recount.ranking import Placing, Standing, place
from lianping_xlsx.audit.recount.rule_settings import Rules
from lianping_xlsx.audit.recount.scheme_parts import Component, Event, Item, Poll, Scheme, Task, Tier, VoterClass
from lianping_xlsx.audit.recount.typed_marks import NO_POINTS, read_mark
from lianping_xlsx.audit.recount.uncounted_figures import uncounted
from tests.books import edited
from tests.reports import RIVER, ratee_rows, report, report_book

F = Fraction
POLL = "述职"
TIERS = (Tier("好", F(90), F(40)), Tier("中", F(70)), Tier("差"))
SCHEME = Scheme(
    rules=Rules(bonus_cap=F(2)),
    groups={"T1": "乡镇", "T2": "乡镇", "T3": "乡镇"},
    polls={POLL: Poll(F(100))},
    classes=(VoterClass(POLL, "A", F(40)), VoterClass(POLL, "B", F(30)), VoterClass(POLL, "C", F(30))),
    items={"K1": Item(F(60), "扣分"), "K2": Item(F(40), "得分"), "K3": Item(F(3), "加分"), "K4": Item(F(5), "减分")},
    tiers=TIERS,
)


def ballot(*marks: object, void: bool = False) -> Ballot:
    given = {f"T{n}": read for n, mark in enumerate(marks, 1) if (read := entry(mark)).given}
    return Ballot(given, void)


def register(name: str, *ballots: Ballot, issued: int | None = None, returned: int | None = None) -> Register:
    return Register(POLL, name, ["T1", "T2", "T3"], list(ballots), issued, returned)


def visit(ratee: str, *marks: object) -> Visit:
    return Visit(ratee, {f"K{n}": entry(mark) for n, mark in enumerate(marks, 1)})


A = register(
    "A",
    ballot(95, 88, 70),
    ballot(96, None, 101),  # T2 abstained; 101 is void
    ballot(100, 100, 100),  # all full: void
    ballot(90, 85, 71, void=True),
    issued=5,
    returned=4,
)
B = register("B", ballot(90, 80, 60), ballot(91, 80, 61), ballot(91, 81, 61), issued=3, returned=3)
C = register("C", ballot(85, 79.5, 50), ballot("86分", "８０", 55.25), issued=4)


def test_what_rests_on_forms_that_are_gone() -> None:
    """With 比第一名 on everybody's ballots; a visit moves the score of its ratee alone, and all places."""
    parts = (Component("述职测评", F(50), "测评", conversion="比第一名"), Component("实地考评", F(50), "考评"))
    scheme = replace(SCHEME, components=parts, tasks=(Task("U1", "测评票", ("T1", "T2"), POLL, "A"),))
    names = ("poll_score", "field_score", "composite", "rank", "adjustment")
    ballots = uncounted(scheme, [FormKey("U1", "测评票", POLL, "A")])
    assert ballots.votes == {("T1", POLL, "A"), ("T2", POLL, "A")}
    assert [ballots.has_component("T3", each.name) for each in parts] == [True, False]
    assert [ballots.has_figure("T3", name) for name in names] == [True, False, True, True, False]
    visits = uncounted(scheme, [FormKey("U2", "实地考评", ratee="T1", component="实地考评")])
    assert [visits.has_figure("T1", name) for name in names] == [False, True, True, True, False]
    assert [visits.has_figure("T2", name) for name in names] == [False, False, False, True, False]


def test_what_came_back_is_what_was_registered() -> None:
    """A rate of the 收回 is taken of the ballots that there are, as 测评统计 prints them."""
    stated = register("A", ballot(95), ballot(90), ballot(85), issued=5, returned=2)
    votes = cast_votes(Evidence(registers=[stated, stated]), SCHEME)
    assert votes[POLL, "A", "T1"].returned == 6


@pytest.mark.parametrize("shown", ["√", 90, "称职"])
def test_what_stands_over_merged_cells_may_be_meant_for_each(shown: object) -> None:
    """Whatever it is: a tick over two grades, a mark over two persons. Under nothing lies nothing."""
    rows: list[list[object]] = [["#键", "tick:好", "tick:差"], ["001", shown, None], ["002", None, None]]
    grid = find_grid(rows, [(1, 1, 2, 2)])
    assert grid is not None
    assert grid.cells == {
        "001": {"tick:好": shown, "tick:差": COVERED},
        "002": {"tick:好": COVERED, "tick:差": COVERED},
    }
    note = find_grid([*rows, ["注：供核对。", None, 90]], [(3, 0, 3, 2)])
    assert note is not None
    assert note.cells["注：供核对。"] == {"tick:好": None, "tick:差": COVERED}
    blank = find_grid([rows[0], ["001", None, None]], [(1, 1, 1, 2)])
    assert blank is not None
    assert blank.cells == {"001": {"tick:好": None, "tick:差": None}}


def test_the_printed_sheet_of_a_result_is_found_by_its_headings() -> None:
    """People rename it, and put a column before the first."""
    each = report(RIVER, ratee_rows("V1 | 村 | 村一 | 91.50\nV2 | 村 | 村二 | 不参评"))
    plain = report_book(each)

    def rename(book: Workbook) -> None:
        page = book.worksheets[0]
        for span in [*page.merged_cells.ranges]:
            page.unmerge_cells(str(span))
        page.title = "结果"
        page.insert_cols(1)

    (before,), (after,) = (read_results([read_pages(data)]) for data in (plain, edited(plain, rename)))
    assert before == after
    assert [score for *_, score in before.rows] == ["91.5", "不参评"]


def test_a_character_is_read_that_a_workbook_writes_by_its_number() -> None:
    """As Excel writes a line that was pasted with its carriage return."""
    assert entry("90_x000D_\n") == entry(90)
    assert words("a_x005F_x000D_") == "a_x000D_"


def test_from_marks_to_tiers() -> None:
    visits = [
        visit("T1", 3, 38, 3, None),  # 57 + 38 + min(3, 2) = 97
        visit("T1", 4.5, 37, None, 1),  # 55.5 + 37 - 1 = 91.5; mean of both 94.25
        visit("T2", 20, 30.5, None, None),  # 40 + 30.5 = 70.5
        visit("T3", 60, 2, 0, 5),  # 0 + 2 - 5: not below 0
    ]
    events = (
        Event("T1", "加分", F(4)),
        Event("T1", "加分", F(3)),
        Event("T1", "减分", F("1.5")),
        Event("T3", "减分", F(40)),
    )
    found = compute(replace(SCHEME, events=events), Evidence([A, B, C], [], visits))
    one, two, three = found["T1"], found["T2"], found["T3"]

    # A: (95 + 96) / 2 = 95.5; 88; 70 (each with the two void ballots, T3 with 101 beside them)
    assert one.classes[POLL, "A"] == ClassFigures(5, 4, 2, 2, 0, "95.50")
    assert two.classes[POLL, "A"] == ClassFigures(5, 4, 1, 2, 1, "88.00")
    assert three.classes[POLL, "A"] == ClassFigures(5, 4, 1, 3, 0, "70.00")
    # B: 272 / 3 = 90.667, 241 / 3 = 80.333, 182 / 3 = 60.667
    assert [r.classes[POLL, "B"].mean for r in (one, two, three)] == ["90.67", "80.33", "60.67"]
    # C: 171 / 2, 159.5 / 2, 105.25 / 2 = 52.625 (up); 收回 left blank: the two ballots registered
    assert [r.classes[POLL, "C"].mean for r in (one, two, three)] == ["85.50", "79.75", "52.63"]
    assert (one.classes[POLL, "C"].issued, one.classes[POLL, "C"].returned) == (4, 2)
    # 38.2 + 27.201 + 25.65 = 91.051; 35.2 + 24.099 + 23.925 = 83.224; 28 + 18.201 + 15.789 = 61.99
    assert [r.poll_score for r in (one, two, three)] == ["91.05", "83.22", "61.99"]
    assert [r.field_score for r in (one, two, three)] == ["94.25", "70.50", "0.00"]
    # min(4 + 3, 5) - 1.5
    assert [r.adjustment for r in (one, two, three)] == ["3.50", "0.00", "-40.00"]
    # 45.525 + 47.125 + 3.5 = 96.15; 41.61 + 35.25 = 76.86; 30.995 + 0 - 40 < 0
    assert [r.composite for r in (one, two, three)] == ["96.15", "76.86", "0.00"]
    # 好: floor(40% of 3) = 1
    assert [(r.rank, r.proposed_tier) for r in (one, two, three)] == [(1, "好"), (2, "中"), (3, "差")]

    # no more than 96, which T1 alone exceeds
    capped = replace(SCHEME, rules=replace(SCHEME.rules, total_cap=F(96)), events=events)
    composites = {code: own.composite for code, own in compute(capped, Evidence([A, B, C], [], visits)).items()}
    assert composites == {"T1": "96.00", "T2": "76.86", "T3": "0.00"}


def test_a_class_without_a_valid_mark() -> None:
    rules = Rules()
    scheme = replace(SCHEME, components=(Component("述职测评", F(100), "测评"),))
    over = replace(B, issued=2)  # 3 came back of 2 issued: all void
    stopped = compute(replace(scheme, rules=rules), Evidence([A, over, C]))["T1"]
    assert stopped.classes[POLL, "B"] == ClassFigures(2, 3, 0, 3, 0, None)
    assert (stopped.poll_score, stopped.composite, stopped.rank, stopped.proposed_tier) == (None, None, None, None)

    # (40 x 95.5 + 30 x 85.5) / 70 = 6385 / 70 = 91.2143
    reweighed = compute(replace(scheme, rules=replace(rules, reweigh=True)), Evidence([A, over, C]))["T1"]
    assert (reweighed.poll_score, reweighed.composite) == ("91.21", "91.21")

    # counted by hand: (433 + 180) / (5 + 2) = 87.571; the row with more points than 3 ballots can give is left out
    tally = [
        Count(POLL, "B", "T1", entry(6), entry(6), entry(5), entry(0), entry(1), entry(433)),
        Count(POLL, "B", "T1", entry(2), entry(2), entry(2), entry(0), entry(0), entry(180)),
        Count(POLL, "B", "T1", valid=entry(3), total=entry(301)),
    ]
    counted = compute(replace(scheme, rules=rules), Evidence([A, C], tally))["T1"]
    assert counted.classes[POLL, "B"] == ClassFigures(8, 8, 7, 0, 1, "87.57")
    # 38.2 + 26.271 + 25.65 = 90.121
    assert counted.poll_score == "90.12"


def test_a_row_of_counts_stands_or_falls_as_a_whole() -> None:
    row = Count(POLL, "B", "T1", entry(6), entry(6), entry(4), entry(1), entry(1), entry(380), expected=8)
    assert count_stands(row, Rules(least_turnout=F(75)))
    assert not count_stands(row, Rules(least_turnout=F("75.01")))
    assert not count_stands(replace(row, returned=entry(5)), Rules())  # 4 + 1 + 1
    assert not count_stands(replace(row, abstained=entry("一")), Rules())
    assert not count_stands(replace(row, issued=entry(5)), Rules())
    assert count_stands(replace(row, issued=entry(5)), Rules(void_excess=False))
    assert not count_stands(replace(row, total=entry("400.01")), Rules())
    none_valid = replace(row, valid=entry(0), void=entry(5), total=entry(None))
    assert count_stands(none_valid, Rules())
    assert not count_stands(replace(none_valid, total=entry("无")), Rules())


ITEMS = Poll(F(100), "分项", {"N1": F(60), "N2": F("40")})
GRADED = Poll(F(100), "等次", grades={"好": F(100), "中": F(75), "差": F(40), "不了解": None})


@pytest.mark.parametrize(
    ("cells", "value"),
    [
        ({"N1": 55.5, "N2": "３８分"}, "93.5"),
        ({"N1": 0, "N2": 0}, "0"),
        ({"N1": 55.5}, None),  # an item missing
        ({"N1": 61, "N2": 30}, None),  # more than its 分值
        ({"N1": 60, "N2": "满分"}, None),
        ({"N1": 60, "N2": -1}, None),
    ],
)
def test_a_mark_of_several_items(cells: dict[str, object], value: str | None) -> None:
    assert read_mark(ITEMS, cells) == Entry(True, None if value is None else F(value))


@pytest.mark.parametrize(
    ("cells", "value"),
    [({"好": "√"}, 100), ({"中": 1}, 75), ({"差": " ｖ "}, 40), ({"中": "○"}, 75), ({"好": "√", "差": "√"}, None),
     ({"好": "√", "差": "不"}, None), ({"中": "×"}, None), ({"中": 2}, None), ({"中": True}, None),
     ({"差": "√√"}, None)],
)  # fmt: skip
def test_a_mark_that_is_a_tick(cells: dict[str, object], value: int | None) -> None:
    assert read_mark(GRADED, cells) == Entry(True, None if value is None else F(value))


def test_a_tick_without_points_is_like_no_mark() -> None:
    assert read_mark(GRADED, {"不了解": "√"}) == NO_POINTS
    assert read_mark(GRADED, {"不了解": "√", "好": "√"}) == Entry(True, None)
    unsure = [Ballot({"T1": NO_POINTS}, ticks={"T1": "不了解"}), Ballot({"T1": entry(75)}, ticks={"T1": "中"})]
    found = compute(replace(SCHEME, polls={POLL: GRADED}), Evidence([register("A", *unsure)]))
    assert found["T1"].classes[POLL, "A"] == ClassFigures(None, 2, 1, 0, 1, "75.00", (0, 1, 0, 1))


def test_ticks_are_counted_by_grade_and_never_uniform() -> None:
    alike = [Ballot({f"T{n}": entry(100) for n in (1, 2, 3)}, ticks=dict.fromkeys(("T1", "T2", "T3"), "好"))] * 2
    two_ticks = Ballot({"T1": Entry(True, None), "T2": entry(75)}, ticks={"T2": "中"})
    evidence = Evidence([register("A", *alike, two_ticks), B, C])
    scheme = replace(SCHEME, polls={POLL: GRADED})
    found = compute(scheme, evidence)
    assert found["T1"].classes[POLL, "A"] == ClassFigures(None, 3, 2, 1, 0, "100.00", (2, 0, 0, 0))
    # 275 / 3
    assert found["T2"].classes[POLL, "A"] == ClassFigures(None, 3, 3, 0, 0, "91.67", (2, 1, 0, 0))
    assert found["T3"].classes[POLL, "A"] == ClassFigures(None, 3, 2, 0, 1, "100.00", (2, 0, 0, 0))
    # for at most floor(70% of 3) = 2 may the 折算分 be high
    share = compute(replace(scheme, rules=Rules(high_share=F(70))), evidence)["T1"]
    assert share.classes[POLL, "A"] == ClassFigures(None, 3, 0, 3, 0, None, (0, 0, 0, 0))


def test_nobody_counts_for_himself() -> None:
    own = replace(register("A", ballot(100, 80, 70)), expected=1, own="T1")
    found = compute(SCHEME, Evidence([own]))
    assert found["T1"].classes[POLL, "A"] == ClassFigures(None, 1, 0, 1, 0, None)
    assert found["T2"].classes[POLL, "A"].mean == "80.00"
    counted = compute(SCHEME, Evidence([replace(own, own=None)]))  # where own votes count
    assert counted["T1"].classes[POLL, "A"].mean == "100.00"
    coded = [replace(ballot(100, 80, 70), own="T1"), replace(ballot(90, 99, 70), own="T2"), ballot(50, 51, 52)]
    by_code = compute(SCHEME, Evidence([register("A", *coded)]))
    assert [by_code[ratee].classes[POLL, "A"].mean for ratee in ("T1", "T2", "T3")] == ["70.00", "65.50", "64.00"]
    silent = replace(own, ballots=[ballot(None, 80, 70)])
    assert compute(SCHEME, Evidence([silent]))["T1"].classes[POLL, "A"] == ClassFigures(None, 1, 0, 0, 1, None)


def test_void_ballots_and_trimming() -> None:
    rules = Rules(high_share=F(50), least_turnout=F(65), trim=True)
    assert not ballot_void(ballot(80, 80), 5, rules)  # two marks are too few to be judged
    assert ballot_void(ballot(80, None, 80, 80), 5, rules)
    assert not ballot_void(ballot(80, 80, 80), 5, replace(rules, void_all_same=False))
    assert ballot_void(ballot(100, 100, 100), 5, replace(rules, void_all_same=False, high_share=None))
    assert not ballot_void(ballot(100, 100, "约90"), 5, rules)  # what is no number is not the same either
    # only valid marks are looked at: neither one out of range nor one's own is one of three
    assert ballot_void(ballot(100, 100, 100, "约90"), 5, rules)
    assert ballot_void(ballot(80, 80, 105, 80), 5, rules)
    assert not ballot_void(ballot(80, 80, 105), 5, rules)
    assert not ballot_void(ballot(80, 80, 80), 5, rules, "T1")
    assert not ballot_void(ballot(105, 99.5, 90, 70), 5, rules)
    # 90 and more for at most floor(50% of 5) = 2
    assert not ballot_void(ballot(90, 99.5, 89.99, 70), 5, rules)
    assert ballot_void(ballot(90, 99.5, 90, 70), 5, rules)
    # 7 of 11 are 63.6%, 8 are 72.7%; where 收回 is blank, the ballots registered
    assert register_void(replace(A, returned=7, issued=11, expected=11), rules)
    assert not register_void(replace(A, returned=8, issued=11, expected=11), rules)
    assert register_void(replace(A, returned=None, expected=11), rules)
    # six marks are more than five: (90 + 91 + 92 + 94) / 4 = 91.75; five are not: 427 / 5 = 85.4
    assert Votes([F(n) for n in (99, 60, 90, 91, 94, 92)]).mean(rules) == F("91.75")
    assert Votes([F(n) for n in (60, 90, 91, 94, 92)]).mean(rules) == F("85.4")


def test_ties_quotas_and_events() -> None:
    # 好: floor(30% of 10) = 3, 中: floor(50% of 10) = 5; k takes no part
    tiers = (Tier("好", F(90), F(30)), Tier("中", F(70), F(50)), Tier("差"))
    composites = {"a": 97, "b": 95, "c": 94, "d": 94, "e": 93, "f": 80, "g": 79, "h": 78, "i": 50, "j": 65, "k": 99}
    fields = {"c": 95, "d": 93}
    standings = [
        Standing(r, "组", None if c is None else F(c), F(80), F(fields.get(r, 90))) for r, c in composites.items()
    ]
    events = (Event("k", "不参评"), Event("b", "降档"), Event("e", "否决"), Event("f", "降档"), Event("f", "降档"))
    scheme = replace(SCHEME, tiers=tiers, events=events)
    assert {p.ratee: (p.best, p.tier, p.across_edge) for p in place(scheme, standings)} == {
        "a": (1, "好", False),
        "b": (2, "中", False),  # 好, a tier down
        "c": (3, "中", True),  # two for the one place left in 好: both fall
        "d": (3, "中", True),
        "e": (5, "差", False),  # 否决; does not take the place in 好 that is left
        "f": (6, "差", False),  # 中, two tiers down, but not below the last
        "g": (7, "中", False),  # the fifth in 中 after c, d, e, f
        "h": (8, "差", False),  # above 70, but 中 is full
        "j": (9, "差", False),
        "i": (10, "差", False),
    }
    parted = list(place(replace(scheme, rules=Rules(ties="考评得分优先")), standings))
    assert Placing("c", 3, 3, "好") in parted
    assert Placing("d", 4, 4, "中") in parted
    assert Placing("h", 8, 8, "中") in parted  # now d, e, f, g, h are five

    # i has no composite as yet: everybody's rank may grow by one
    waiting = [replace(s, composite=None) if s.ratee == "i" else s for s in standings]
    assert {p.ratee: (p.best, p.worst, p.tier) for p in place(scheme, waiting)} == {
        "a": (1, 2, "好"),
        "b": (2, 3, "中"),  # 好 has room for a, b and i
        "c": (3, 4, "中"),
        "d": (3, 4, "中"),
        "e": (5, 6, "差"),
        "f": (6, 7, "差"),
        "g": (7, 8, None),  # c, d, e, f, g are five without i
        "h": (8, 9, "差"),
        "j": (9, 10, "差"),
        "i": (1, 10, None),
    }
    assert not any(p.across_edge for p in place(scheme, waiting))

    # 否决 without a place: c and d are tied for one place still, but h is the fifth in 中 now
    freed = {p.ratee: p.tier for p in place(replace(scheme, rules=Rules(vetoed_hold=False)), standings)}
    assert (freed["c"], freed["e"], freed["h"], freed["j"]) == ("中", "差", "中", "差")


def test_who_has_no_composite_takes_no_place_that_he_may_not_have() -> None:
    """One place in 好, and b has no composite: he may come before a, unless he holds no place or leaves first."""
    tiers = (Tier("好", number=1), Tier("中", F(70)), Tier("差"))
    standings = [Standing("a", "组", F(95), None, None), Standing("b", "组", None, None, None)]

    def tier_of_a(effect: str, rules: Rules) -> str | None:
        scheme = replace(SCHEME, tiers=tiers, rules=rules, events=(Event("b", effect, highest="中"),))
        return {each.ratee: each.tier for each in place(scheme, standings)}["a"]

    refill = Rules(refill=True)
    assert [tier_of_a(effect, Rules()) for effect in ("降档", "限评", "否决")] == [None, None, None]
    assert [tier_of_a(effect, refill) for effect in ("加分", "降档", "限评", "否决")] == [None, "好", "好", "好"]
    assert tier_of_a("否决", Rules(vetoed_hold=False)) == "好"
    # The other way round: the last place is for 差, and a may only come to be the last before who holds one.
    last = replace(SCHEME, tiers=(Tier("中", F(70)), Tier("差", number=1, end="后")), rules=Rules(vetoed_hold=False))
    tiers_of_a = [
        {each.ratee: each.tier for each in place(replace(last, events=events), standings)}["a"]
        for events in ((), (Event("b", "否决"),))
    ]
    assert tiers_of_a == [None, "差"]


def test_nothing_is_balanced_while_the_sheet_of_a_team_is_owed() -> None:
    """As in the count: the mean of T1, and with it that of all, may still become another one."""
    part = Component("实地考评", F(100), "考评", conversion="考核组平衡")
    tasks = tuple(Task(unit, "实地考评", whom) for unit, whom in (("U1", ("T1", "T2", "T3")), ("U2", ("T1",))))
    scheme = replace(SCHEME, components=(part,), tasks=tasks)
    came = [replace(visit(code, lost, 40), unit="U1") for code, lost in (("T1", 5), ("T2", 10), ("T3", 8))]
    late = replace(visit("T1", 3, 40), unit="U2")
    assert {own.components["实地考评"] for own in compute(scheme, Evidence(visits=came)).values()} == {None}
    assert None not in {own.components["实地考评"] for own in compute(scheme, Evidence(visits=[*came, late])).values()}


def test_what_departments_scored_is_no_mean_while_somebody_has_no_total() -> None:
    """As in the count: T3 has no task in K2, and nobody has visited T2 yet."""
    items = {"K1": Item(F(60), "扣分"), "K2": Item(F(40), "得分", department="U9", exempt=("T3",))}
    scheme = replace(SCHEME, items=items, rules=Rules(exempt="平均值"))
    scored = DepartmentSheet({code: {"K2": entry(points)} for code, points in (("T1", 30), ("T2", 40))})
    came = [Visit(code, {"K1": entry(5)}, "U1") for code in ("T1", "T3", "T2")]
    without, whole = (
        compute(scheme, Evidence(visits=visits, departments=[scored]))["T3"].field_score for visits in (came[:2], came)
    )
    assert (without, whole) == (None, "90.00")  # 55 and the mean of 30 and 40


@pytest.mark.parametrize(("reason", "most"), [("无", 0), (None, 3)])
def test_a_form_with_nothing_but_a_reason_has_come(reason: str | None, most: int) -> None:
    """The 考核组 is asked for the bonus alone and writes 无: it is none. Where nothing stands, the form is owed."""
    scheme = replace(SCHEME, items={"K3": Item(F(3), "加分")}, tasks=(Task("U2", "实地考评", ("T1",)),))
    grid = Grid(("score", "deduction", "reason"), {"K3": {"score": None, "deduction": None, "reason": reason}})
    evidence = collect(scheme, [(FormKey("U2", "实地考评", ratee="T1"), grid)])
    (visit,) = completed(scheme, evidence, most=True).visits
    assert (visit.entries["K3"].value or 0) == most


def test_a_component_without_weight_must_have_a_score() -> None:
    """As in the count: what the scheme asks for is wanting, whatever it weighs."""
    parts = (Component("述职测评", F(100), "测评"), Component("平时考核", F(0), "得分"))
    wanting = compute(replace(SCHEME, components=parts), Evidence([A, B, C]))["T1"]
    assert (wanting.poll_score, wanting.composite) == ("91.05", None)


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        (95, 95),
        ("９５．５", F("95.5")),
        ("95 分", 95),
        ("\u200b95\xa0", 95),
        (0.1 + 0.2, F("0.3")),
        ("-1", -1),
        ("95.500", F("95.5")),
    ],
)
def test_numbers(raw: object, value: F | int) -> None:
    assert entry(raw) == Entry(True, F(value))


@pytest.mark.parametrize(
    "raw", ["约90", "九十五", "90/100", "1e2", "9²", "#N/A", True, 95.555, float("nan"), 10**12, "1" * 13]
)
def test_what_is_no_number(raw: object) -> None:
    assert entry(raw) == Entry(True, None)


def test_halves_go_away_from_zero() -> None:
    assert [show(half_up(F(v), 1), 1) for v in ("0.25", "-0.25", "0.24", "99.95")] == ["0.3", "-0.3", "0.2", "100.0"]
    assert (show(F("2.5"), 0), show(F("-0.004"), 2)) == ("3", "0.00")
