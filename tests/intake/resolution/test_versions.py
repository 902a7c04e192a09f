"""What differs between versions of one form, told by the keys of its layout; forms stand here as text tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from lianping_xlsx.forms.layout import FormLayout
from lianping_xlsx.intake.reading.form_reading import FormReading
from lianping_xlsx.intake.reading.grid_entries import GridEntries
from lianping_xlsx.intake.resolution.versions import Difference, Relation, compare
from lianping_xlsx.scheme.terms import FormKind
from tests.returns import opinions, register, tally, visit
from tests.small import LEADERS, PEOPLE, TOWN, scored

BALLOTS = TOWN.form(FormKind.BALLOTS, voter_class=LEADERS)


def told(layout: FormLayout, *readings: FormReading) -> list[tuple[str, Sequence[str], Sequence[str]]]:
    return [(found.who, found.cells, found.values) for found in compare(layout, readings)[0]]


def ballots(text: str, *, issued: int | None = None) -> FormReading:
    return register(TOWN, text, voter_class=LEADERS, issued=issued)


def test_every_kind_of_entry_as_a_person_sees_it() -> None:
    one = ballots("票号 | 效力 | T1 | T2\n001 | 有效 | 95 | 约90\n002 | | 80 | ", issued=4)
    other = ballots("票号 | 效力 | T1 | T2\n001 | 废票 | 95 | 90\n002 | | 80.5 | 70", issued=5)
    one, other = (replace(reading, field_cells={"issued": (3, 2)}) for reading in (one, other))

    assert told(BALLOTS, one, other) == [
        ("“发出票数”", ("C4", "C4"), ("4", "5")),
        ("001号票的“票的效力”", ("B7", "B7"), ("有效", "废票")),
        ("001号票对“石栏镇 叶尔江·萨迪克”的评分", ("D7", "D7"), ("约90（没有计入）", "90")),
        ("002号票对“云溪镇 陆明澈”的评分", ("C8", "C8"), ("80", "80.5")),
        ("002号票对“石栏镇 叶尔江·萨迪克”的评分", ("D8", "D8"), ("", "70")),
    ]


def test_where_in_the_table_an_entry_stands() -> None:
    def found(layout: FormLayout, *readings: FormReading) -> list[tuple[str, str]]:
        return [(difference.row, difference.column) for difference in compare(layout, readings)[0]]

    assert found(BALLOTS, ballots("票号 | T1\n003 | 9"), ballots("票号 | T1\n003 | 8")) == [
        ("003号票", "云溪镇 陆明澈")
    ]
    rubric = TOWN.form(FormKind.RUBRIC, ratee="T1")
    one, other = (visit(TOWN, "T1", f"编号 | 扣分 | 原因\nK1 | 3 | {reason}") for reason in ("迟到", "缺席"))
    assert found(rubric, one, other) == [("K1 按期换届", "失分、扣分（加分）原因")]
    by_hand = TOWN.form(FormKind.TALLY, voter_class=PEOPLE)
    assert found(by_hand, tally(TOWN, "编号 | 有效\nT2 | 9"), tally(TOWN, "编号 | 有效\nT2 | 8")) == [
        ("T2 石栏镇 叶尔江·萨迪克", "有效")
    ]
    words = TOWN.form(FormKind.OPINION)
    assert found(words, opinions(TOWN, "编号 | 评价\nT2 | 好"), opinions(TOWN, "编号 | 评价\nT2 | 差")) == [
        ("T2 石栏镇 叶尔江·萨迪克", "总体评价")
    ]


def test_a_tick_and_a_count_are_no_points() -> None:
    town = scored("等次")
    layout = town.form(FormKind.BALLOTS, voter_class=LEADERS)
    one, other = (
        register(town, f"票号 | T1:好 | T1:差\n001 | {ticks}", voter_class=LEADERS) for ticks in ("√ |", "| √")
    )
    assert [values for _, _, values in told(layout, one, other)] == [("√", ""), ("", "√")]
    by_hand = TOWN.form(FormKind.TALLY)
    one, other = (tally(TOWN, f"编号 | 收回 | 合计分\nT1 | {text}") for text in ("20 | 1800.5", "19 | 1700"))
    assert [values for _, _, values in told(by_hand, one, other)] == [("20", "19"), ("1800.5", "1700")]


def test_a_table_that_was_sorted_and_moved_differs_in_nothing_but_its_addresses() -> None:
    text = "票号 | T1 | T2\n001 | 95 | 90\n002 | 80 | 70"
    plain = ballots(text)
    rows, columns = tuple(row + 2 for row in reversed(plain.rows)), tuple(column + 1 for column in plain.columns)
    moved = replace(plain, rows=rows, columns=columns)
    assert compare(BALLOTS, [plain, moved])[0] == ()

    changed = replace(ballots(text.replace("70", "71")), rows=rows, columns=columns)
    last = 6 + len(BALLOTS.rows) - 1
    assert told(BALLOTS, plain, changed) == [
        ("002号票对“石栏镇 叶尔江·萨迪克”的评分", ("D8", f"E{last + 2}"), ("70", "71"))
    ]


def test_a_row_that_is_gone_has_no_address() -> None:
    one, other = ballots("票号 | T1\n001 | 95\n002 | 80"), ballots("票号 | T1\n001 | 95")
    other = replace(other, rows=(other.rows[0], -1, *other.rows[2:]))
    assert told(BALLOTS, one, other) == [("002号票对“云溪镇 陆明澈”的评分", ("C8", ""), ("80", ""))]


def test_three_versions_side_by_side() -> None:
    readings = [ballots(f"票号 | T1\n001 | {mark}") for mark in (95, 90, 95)]
    assert [values for _, _, values in told(BALLOTS, *readings)] == [("95", "90", "95")]


FIRST_HALF = "票号 | T1 | T2\n001 | 95 | 90\n002 | 80 | 70"
SECOND_HALF = "票号 | T1 | T2\n003 | 91 | 92"


@pytest.mark.parametrize(
    ("texts", "relation"),
    [
        ([FIRST_HALF, SECOND_HALF], Relation.PARTS),
        ([FIRST_HALF, SECOND_HALF, "票号 | T3\n001 | 60"], Relation.PARTS),
        ([FIRST_HALF, FIRST_HALF.replace("70", "")], Relation.WHOLE),
        ([SECOND_HALF, FIRST_HALF.replace("70", "71")], Relation.PARTS),
        ([FIRST_HALF, FIRST_HALF.replace("70", "71")], None),
        ([FIRST_HALF, SECOND_HALF + "\n002 | 80 |"], None),  # one cell in both, even though alike
        ([FIRST_HALF, FIRST_HALF.replace("70", ""), FIRST_HALF.replace("70", "71")], None),
    ],
)
def test_how_versions_go_together(texts: list[str], relation: Relation | None) -> None:
    assert compare(BALLOTS, [ballots(text) for text in texts])[1] is relation


def test_versions_that_differ_in_their_head_alone_are_no_parts() -> None:
    one, other = ballots(FIRST_HALF, issued=4), ballots(FIRST_HALF, issued=5)
    assert compare(BALLOTS, [one, other])[1] is None


def test_content_is_the_same_in_whatever_order_it_was_taken() -> None:
    """A whole row of points is taken at once, before the other cells of the row."""
    one = tally(TOWN, "编号 | 收回 | 合计分\nT1 | 20 | 90")
    other = replace(one, entries=GridEntries.of(one.entries.width, [*one.entries][::-1]))
    assert one.entries != other.entries
    assert one.content() == other.content()
    assert compare(TOWN.form(FormKind.TALLY), [one, other])[0] == ()


def test_a_difference_is_plain_data() -> None:
    (found,), _ = compare(BALLOTS, [ballots("票号 | T1\n001 | 95"), ballots("票号 | T1\n001 | 59")])
    assert found == Difference(
        "001号票对“云溪镇 陆明澈”的评分", "001号票", "云溪镇 陆明澈", ("C7", "C7"), ("95", "59"), (0, 2)
    )
