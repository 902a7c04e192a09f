"""核算底稿 that may be shown tells what the disclosures let out, and nothing more, formulas included."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

import pytest

from lianping_xlsx.core.cell_address import a1, from_a1
from lianping_xlsx.decision.disclosure.opinions import RateeOpinions
from lianping_xlsx.decision.summary_data import SummaryData
from lianping_xlsx.publish.summary import polls_sheet
from lianping_xlsx.publish.summary.cell_map import CellMap, PapersKind
from lianping_xlsx.publish.summary.summary_frame import ENTERED_ITEMS
from lianping_xlsx.publish.summary.summary_workbook import write_public_papers
from lianping_xlsx.publish.summary.withheld_cells import LEFT_OUT, WITHHELD_CELL
from tests.books import contents
from tests.decision.disclosure.observers import Told, pinned
from tests.decision.disclosure.test_observers import votes
from tests.decision.disclosure.test_samples import BEFORE, returned
from tests.decision.disclosure.votes import CODE, Vote, data_of, told_of, window
from tests.leaves import Leaves
from tests.publish import story

SEEDS = range(0, 400, 6)
Cells = Mapping[tuple[str, int, int], object]


def alone(data: SummaryData) -> SummaryData:
    """The same with the only ratee of whom there is a result."""
    ratees = tuple(ratee for ratee in data.scheme.ratees if ratee.code == CODE)
    return replace(data, scheme=replace(data.scheme, ratees=ratees, adjustments=()))


def shown(data: SummaryData) -> tuple[CellMap, Cells]:
    """What stands in the cells, by sheet, row and column from 0: of formulas the result."""
    found = contents(write_public_papers(data), values=True)
    return CellMap(data, PapersKind.PUBLIC), {_place(*place): value for place, (value, _) in found.items()}


def _place(sheet: str, address: str) -> tuple[str, int, int]:
    return (sheet, *from_a1(address))


def told_by(vote: Vote, data: SummaryData, plan: CellMap, cells: Cells, number: int) -> Told:
    """What the workbook tells of a poll: the classes with a figure, and whether its score is told."""
    (poll,) = (each for each in plan.polls[CODE] if each.score.poll == vote.names[number])
    apart, votes_column = set(), [*polls_sheet.OF_VOTES, polls_sheet.MEAN, *polls_sheet.grade_columns(data)]
    for row, tally in enumerate(poll.tallies, poll.rows.first):
        told = {isinstance(cells.get(("测评统计", row, column)), float | int) for column in votes_column}
        assert len(told - {False}) < 2
        if True in told and tally.counted:
            apart.add(tally.voter_class)
    score = cells.get(("测评统计", poll.rows.first, polls_sheet.POLL_SCORE))
    own = data.result.polls_of[CODE][number]
    return Told(frozenset(apart), window(vote, data, number) if isinstance(score, float | int) and own else None)


@pytest.mark.parametrize("quick", [range(0, 400, 40), pytest.param(SEEDS, marks=pytest.mark.slow)], ids=["few", "many"])
def test_no_more_is_told_than_what_may_be(quick: range) -> None:
    """Of a poll with one class its mean is told beside its score: no reader learns a ballot by that."""
    found: Counter[str] = Counter()
    for seed in quick:
        vote = votes(seed)
        data = alone(data_of(vote))
        plan, cells = shown(data)
        composite = cells.get(("综合排序", plan.ranking_rows[CODE], plan.columns.composite))
        assert isinstance(composite, float | int) == data.disclosures.of(CODE).composite, seed
        for number, poll in enumerate(vote.polls):
            if not any(each.score.poll == vote.names[number] for each in plan.polls[CODE]):
                continue
            may, told = told_of(vote, data, number), told_by(vote, data, plan, cells, number)
            voted = [voters for voters in poll.classes if voters.marks]
            only = frozenset(voters.name for voters in voted) if len(voted) == 1 else frozenset()
            found.update({"polls": 1, "apart": len(told.apart), "scores": told.window is not None})
            assert told.apart - only == may.apart, (seed, number)
            assert may.window is not None or told.window is None, (seed, number)
            if told.apart & only:
                by_the_score = set(pinned(voted, Told(frozenset(), told.window), vote.decimals))
                assert set(pinned(voted, told, vote.decimals)) <= by_the_score, (seed, number)
    assert min(found.values()) > 0


def of_sample(sample: str) -> SummaryData:
    returns, result = returned(sample)
    empty: dict[str, RateeOpinions] = {}
    return SummaryData(returns.loaded.scheme, result, True, (), (), empty, (), ())


@pytest.mark.parametrize("sample", BEFORE)
def test_no_formula_of_a_sample_reads_what_is_withheld(sample: str) -> None:
    """Nor anything on a sheet that is not there."""
    data = of_sample(sample)
    book = write_public_papers(data)
    walk = Leaves(book)
    withheld = {place for place, value in walk.constants.items() if value == WITHHELD_CELL}
    sheets = {sheet for sheet, _ in walk.constants}
    read = {place for sheet_and_cell in walk.formulas for place in walk.read_by(sheet_and_cell)}
    assert not read & withheld
    assert {sheet for sheet, _ in read} <= sheets
    assert not any(sheet.startswith(("票面", *LEFT_OUT, ENTERED_ITEMS)) for sheet in sheets)
    assert bool(withheld) == any(data.disclosures.of(ratee.code).merged for ratee in data.scheme.ratees)


@pytest.mark.parametrize("sample", [name for name in BEFORE if not name.endswith("problems")])
def test_a_sample_tells_just_the_scores_that_may_be_told(sample: str) -> None:
    data = of_sample(sample)
    plan, cells = shown(data)
    for ratee in plan.ratees:
        may, row = data.disclosures.of(ratee.code), plan.ranking_rows[ratee.code]
        told = {name: cells["综合排序", row, plan.columns.score(name)] for name in plan.columns.components}
        assert {name for name, value in told.items() if value == WITHHELD_CELL} == may.components
        assert (cells["综合排序", row, plan.columns.composite] == WITHHELD_CELL) == (not may.composite)
        standing = data.result.standing_of[ratee.code]
        assert cells["综合排序", row, plan.columns.rank] == standing.rank
        assert cells["综合排序", row, plan.columns.tier] == standing.proposed_tier


def test_a_neighbour_s_score_is_withheld_with_the_formulas_of_his_rank() -> None:
    """The rank of whoever stands beside a withheld composite is a number, since its formula would read that."""
    data = of_sample("zhongwei-secretary")
    strict = replace(data, scheme=replace(data.scheme, rules=replace(data.scheme.rules, few_ballots=6, class_line=6)))
    walk, plan = Leaves(write_public_papers(strict)), CellMap(strict, PapersKind.PUBLIC)
    ranks = [a1(row, plan.columns.rank) for row in plan.ranking_rows.values()]
    composites = [a1(row, plan.columns.composite) for row in plan.ranking_rows.values()]
    assert {walk.constants.get(("综合排序", cell)) for cell in composites} == {WITHHELD_CELL}
    assert sorted(str(walk.constants["综合排序", rank]) for rank in ranks) == ["1.0", "2.0", "3.0", "4.0"]


def test_what_stands_in_texts_is_not_told() -> None:
    """Reasons, 依据 and marks that were trimmed: nobody looked through them for names."""
    data = story.STORY
    book = write_public_papers(replace(data, official=True))
    text = "\n".join(str(value) for value, _ in contents(book, values=True).values())
    reasons = [loss.reason for loss in data.result.losses if loss.reason]
    assert reasons
    assert not any(reason in text for reason in reasons)
    assert "已去掉最高分、最低分各一个" in text
    assert not re.search(r"已去掉最[高低]分\d", text)
