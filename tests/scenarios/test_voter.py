"""Who brings in a single ballot fills it in as on paper, a row a ratee; it counts as a register of one row does."""

from __future__ import annotations

from pathlib import Path

import pytest

from lianping_xlsx.forms.layout import FormLayout
from lianping_xlsx.scheme.terms import FormKind
from tests.books import edited, on_sheet, open_book
from tests.returns import counted, judged
from tests.small import LEADERS, POLL, Entries, Town, scheme_of, with_rule


def town_of(scoring: str, ballots: int = 1, own: str = "计") -> Town:
    """The small campaign, whose 县委领导 are ``ballots``; T1 is at home in the unit that collects theirs."""
    raw = with_rule(本人票不计="是" if own == "不计" else "否")
    raw["测评"][1][3] = scoring
    raw["填报任务"][1][5] = str(ballots)
    raw["考核对象"][1][5] = "县委办公室"
    return Town(scheme_of(raw))


def ballot(town: Town) -> FormLayout:
    return town.form(FormKind.BALLOTS, voter_class=LEADERS)


ON_ITS_OWN: dict[str, Entries] = {
    "百分制": {("T1", "mark"): 91, ("T2", "mark"): "８２分", ("T3", "mark"): 73.5},
    "分项": {
        ("T1", "mark:N1"): 55,
        ("T1", "mark:N2"): 36,
        ("T2", "mark:N1"): 50,
        ("T2", "mark:N2"): 32,
        ("T3", "mark:N1"): 40,
        ("T3", "mark:N2"): 33.5,
    },
    "等次": {("T1", "tick:好"): "√", ("T2", "tick:差"): 1, ("T3", "tick:好"): "v"},
}


def in_a_register(entries: Entries) -> Entries:
    """The same on the first ballot of a register."""
    found: Entries = {("issued", ""): 1, ("returned", ""): 1}
    for (ratee, key), content in entries.items():
        field, _, item = key.partition(":")
        found["001", f"{field}:{ratee}:{item}" if item else f"{field}:{ratee}"] = content
    return found


@pytest.mark.parametrize("scoring", ON_ITS_OWN)
def test_it_counts_as_a_register_of_one_ballot_does(scoring: str, tmp_path: Path) -> None:
    one, several = town_of(scoring), town_of(scoring, 2)
    assert (ballot(one).by_voter, ballot(several).by_voter) == (True, False)
    tallies = []
    for town, entries in ((one, ON_ITS_OWN[scoring]), (several, in_a_register(ON_ITS_OWN[scoring]))):
        read = town.read(tmp_path, town.filled(ballot(town), entries))
        assert set(read.codes) <= {"cell.repaired"}
        reading = read.of(ballot(town))
        assert [finding.code for finding in judged(town, reading)[1] if finding.code.startswith("poll")] == []
        result, _ = counted(town, reading)
        tallies.append(
            [t for ratee in ("T1", "T2", "T3") for t in result.classes_of[ratee] if t.voter_class == LEADERS]
        )
    assert tallies[0] == tallies[1]
    assert [tally.returned for tally in tallies[0]] == [1, 1, 1]


def test_it_is_a_paper_ballot_without_counts_seal_or_register(tmp_path: Path) -> None:
    town = town_of("等次", own="不计")
    form, data = ballot(town), town.write("U1")
    page = open_book(data)[form.sheet]
    words = [str(cell.value) for row in page.iter_rows() for cell in row if cell.value is not None]
    assert form.title == "2024年度党委书记述职评议考核测评票"
    assert not [word for word in words if "盖章" in word or "票数" in word or "填报人" in word]
    assert any("本人给自己的票不计，凭本表由谁报送认出" in word for word in words)
    assert [page.cell(7, column).value for column in range(1, 5)] == ["T1", "云溪镇", "陆明澈", "党委书记"]
    assert open_book(data).sheetnames.count("测评票样") == 1  # of the other voter class
    assert "测评票样(3)" not in open_book(data).sheetnames
    assert POLL in form.intro
    counted_out = town.read(tmp_path, town.filled(form, ON_ITS_OWN["等次"])).of(form)
    own = [finding for finding in judged(town, counted_out)[1] if finding.code == "ballot.own-mark"]
    assert [finding.place.cell for finding in own] == ["E7"]
    assert "云溪镇 陆明澈" in own[0].message


def test_where_each_ballot_bears_a_code_a_single_one_is_a_register_all_the_same() -> None:
    raw = with_rule()
    for row, word in zip(raw["测评"], ("本人票", "凭编号不计", ""), strict=True):
        row.append(word)
    raw["填报任务"][1][5] = "1"
    assert not ballot(Town(scheme_of(raw))).by_voter


def test_a_wrong_mark_is_named_by_ratee_and_cell(tmp_path: Path) -> None:
    town = town_of("百分制")
    form = ballot(town)
    entries: Entries = {("T1", "mark"): 91, ("T2", "mark"): "约90", ("T3", "mark"): 173}
    read = town.read(tmp_path, town.filled(form, entries))
    findings = [*read.findings, *judged(town, read.of(form))[1]]
    told = {finding.code: (finding.place.cell, finding.message) for finding in findings}
    assert told["cell.not-number"][0] == "E8"
    assert "对“石栏镇 叶尔江·萨迪克”的评分" in told["cell.not-number"][1]
    assert told["ballot.mark-void"][0] == "E9"
    assert "001号票对“莲浦街道 游砚秋”的评分" in told["ballot.mark-void"][1]


def test_it_is_read_by_its_keys_and_misses_no_row(tmp_path: Path) -> None:
    town = town_of("百分制")
    form = ballot(town)
    data = town.filled(form, ON_ITS_OWN["百分制"])
    upside_down = town.read(tmp_path, edited(data, on_sheet(form.sheet, _reverse)))
    assert upside_down.values(form) == town.read(tmp_path, data).values(form)
    assert (
        "form.missing-rows" in town.read(tmp_path, edited(data, on_sheet(form.sheet, lambda p: p.delete_rows(8)))).codes
    )


@pytest.mark.parametrize("scoring", ON_ITS_OWN)
def test_a_row_that_is_gone_is_a_mark_that_nobody_can_read(scoring: str, tmp_path: Path) -> None:
    """It is no 弃权: what the voter thought of T2 is not known, and so his place stays open."""
    town = town_of(scoring)
    form = ballot(town)
    data = edited(town.filled(form, ON_ITS_OWN[scoring]), on_sheet(form.sheet, lambda page: page.delete_rows(8)))
    reading = town.read(tmp_path, data).of(form)
    result, _ = counted(town, reading)
    own = next(each for each in result.classes_of["T2"] if each.voter_class == LEADERS)
    assert (own.returned, own.valid, own.void, own.abstained) == (1, 0, 1, 0)
    assert {mark.ratee for mark in judged(town, reading)[0].counted.unsettled.marks} == {1}


def test_a_blank_form_with_a_row_gone_is_no_ballot(tmp_path: Path) -> None:
    """As a blank one with all rows: nobody has voted on it."""
    town = town_of("百分制")
    form = ballot(town)
    data = edited(town.filled(form, {}), on_sheet(form.sheet, lambda page: page.delete_rows(8)))
    reading = town.read(tmp_path, data).of(form)
    found, findings = judged(town, reading)
    assert "poll.count-differs" not in {finding.code for finding in findings}
    assert found.counted.unsettled.marks == ()
    assert LEADERS not in {each.voter_class for each in counted(town, reading)[0].classes if each.returned}


def _reverse(page: object) -> None:
    rows = [[cell.value for cell in row] for row in page.iter_rows(7, 9)]  # type: ignore[attr-defined]
    for number, values in zip(range(7, 10), reversed(rows), strict=True):
        for column, value in enumerate(values, 1):
            page.cell(number, column).value = value  # type: ignore[attr-defined]
