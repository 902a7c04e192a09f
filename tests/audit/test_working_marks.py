"""Which marks 核算底稿 tells one by one, and that nobody can tell whose ballot one is."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from lianping_xlsx.audit.working_marks import (
    ABSTAINED,
    NOT_COUNTED,
    VOID,
    BallotKey,
    ClassBallots,
    ClassPool,
    Mark,
    MarkBlock,
    VoteGroup,
)
from lianping_xlsx.checks.countable import VALID
from lianping_xlsx.scheme.terms import OwnVotes
from lianping_xlsx.tally.tally_results import ClassTally
from tests.papers import Papers, papers_of
from tests.scenarios.campaigns import in_process
from tests.scenarios.people import SAMPLES

GOOD = [
    "lean-township",
    "lean-township-problems",
    "lean-village",
    "zhongwei-member",
    "zhongwei-secretary",
    "county-kinds",
    "three-levels",
    "village-yearly",
]


@cache
def papers(sample: str) -> Papers:
    with TemporaryDirectory() as folder, in_process():
        shutil.copytree(SAMPLES / sample, Path(folder) / "c")
        return papers_of(Path(folder) / "c")


def blocks(found: Papers) -> Iterator[tuple[ClassBallots, MarkBlock]]:
    for each in found.marks().ballots:
        for block in each.blocks:
            yield each, block


@pytest.mark.parametrize("sample", GOOD)
def test_marks_stand_whole_or_apart_only_where_there_are_as_many_as_the_line(sample: str) -> None:
    found = papers(sample)
    line = found.scheme.rules.class_line
    for each, block in blocks(found):
        if found.scheme.is_signed(each.poll, each.voter_class):
            continue
        for code, marks in block.columns.items():
            assert sum(mark[-1] != VOID for mark in marks) >= line, (each.voter_class, code)
            counted = sum(mark[-1] not in (ABSTAINED, NOT_COUNTED, VOID) for mark in marks)
            assert block.whole or counted >= line, (each.voter_class, code)
        assert not {*block.columns} & {*each.few}


@pytest.mark.parametrize("sample", GOOD)
def test_no_ballot_stands_whole_that_passes_over_just_one(sample: str) -> None:
    """The only ratee whom a voter passes over may be himself."""
    found = papers(sample)
    for each, block in blocks(found):
        if block.whole and len(block.columns) > 1 and not found.scheme.is_signed(each.poll, each.voter_class):
            for row in zip(*block.columns.values(), strict=True):
                assert [set(mark) for mark in row].count({ABSTAINED}) != 1


@pytest.mark.parametrize("sample", GOOD)
def test_every_ballot_is_there_once(sample: str) -> None:
    """As many as came back, and of a ratee's numbers those that count; or else only sums."""
    found = papers(sample)
    tallies: dict[tuple[str, str, str], ClassTally] = {
        (tally.poll, tally.voter_class, tally.ratee): tally for tally in found.data.result.classes
    }
    for each in found.marks().ballots:
        codes = {code for block in each.blocks for code in block.columns}
        for code in codes:
            marks = [mark for block in each.blocks for mark in block.columns.get(code, ())]
            tally = tallies[each.poll, each.voter_class, code]
            assert len(marks) == tally.returned
            assert sum(set(mark) == {VOID} for mark in marks) <= tally.void
            assert sum(set(mark) == {ABSTAINED} for mark in marks) <= tally.abstained


def test_the_order_is_the_key_s() -> None:
    """Not that of the files: who knows how these were laid down learns nothing from a row."""
    found = papers("lean-township")
    first, again, other = (found.marks(secret) for secret in (b"one", b"one", b"other"))
    assert first == again

    def rows(block: MarkBlock) -> list[tuple[object, ...]]:
        return list(zip(*block.columns.values(), strict=True))

    (whole, _), (shuffled, _) = first.ballots[2].blocks, other.ballots[2].blocks
    assert whole.whole
    assert rows(whole) != rows(shuffled)
    laid_down = found.judged.counted.marks
    values = laid_down[(laid_down["ratee"] == 0) & (laid_down["state"] == VALID)]["value"].tolist()
    assert [mark[0] for mark in whole.columns["T01"]] != values[-whole.height :]


def test_columns_that_do_not_stand_whole_are_sorted_by_themselves() -> None:
    for _, block in blocks(papers("lean-township")):
        if not block.whole:
            for marks in block.columns.values():
                numbers = [mark[0] for mark in marks if isinstance(mark[0], int)]
                assert numbers == sorted(numbers, reverse=True)
                assert [mark[0] for mark in marks[: len(numbers)]] == numbers


def test_of_a_class_below_the_line_no_mark_is_told() -> None:
    found = papers("zhongwei-member")
    few = next(each for each in found.marks().ballots if each.voter_class == "支部委员会成员")
    assert few.blocks == ()
    assert len(few.few) == 30
    rules = replace(found.scheme.rules, class_line=99)
    strict = replace(found, data=replace(found.data, scheme=replace(found.scheme, rules=rules)))
    assert all(each.blocks == () for each in strict.marks().ballots)


@dataclass
class Written:
    """Ballots that say 90 of each ratee of their group, all valid."""

    groups: Sequence[VoteGroup]
    void: Mapping[BallotKey, str] = field(default_factory=dict)

    @property
    def answered(self) -> Mapping[BallotKey, int]:
        return {ballot: len(group.names[2]) for group in self.groups for ballot in group.ballots}

    def leaves_out_own(self, ballot: BallotKey) -> bool:
        return ballot in self.void

    def counts(self, ballot: BallotKey, code: str) -> bool:
        return code in self.groups[ballot[0]].names[2]

    def on(self, ballot: BallotKey, code: str) -> Mark:
        return (90_00 if self.counts(ballot, code) else ABSTAINED,)


@pytest.mark.parametrize(
    ("few", "stands"),
    [(0, [(True, 20), (True, 10)]), (2, [(True, 20), (False, 12)]), (5, [(True, 20), (True, 10), (True, 5)])],
)
def test_a_few_ballots_beside_whole_ones_would_be_the_rest_of_the_sum(few: int, stands: list[tuple[bool, int]]) -> None:
    """20 ballots on T01 to T03 and 10 on T01 and T02 stand whole. With 2 more on T01 alone, below the line of 5, the
    sum of these would be the sum of the class less that of the others: so the 10 are taken apart too, which makes 12.
    """
    scheme = papers("lean-township").scheme
    poll, voters = scheme.polls[0].name, scheme.classes[2].name
    sizes = ((20, ("T01", "T02", "T03")), (10, ("T01", "T02")), (few, ("T01",)))
    groups = [
        VoteGroup((poll, voters, codes), [(number, row) for row in range(size)])
        for number, (size, codes) in enumerate(sizes)
        if size
    ]
    found = ClassPool(scheme, Written(groups), groups).result((poll, voters))
    assert [(block.whole, block.height) for block in found.blocks] == stands
    assert found.few == ()


def test_own_votes_that_do_not_count_leave_no_ballot_whole() -> None:
    """The ballot without a mark on one of the ratees would be his."""
    found = papers("lean-village")
    polls = tuple(replace(poll, own_votes=OwnVotes.LEFT_OUT) for poll in found.scheme.polls)
    strict = replace(found, data=replace(found.data, scheme=replace(found.scheme, polls=polls)))
    assert not any(block.whole and len(block.columns) > 1 for _, block in blocks(strict))


def test_what_was_entered_for_items_is_what_the_teams_wrote() -> None:
    """扣分 as 扣分: 考评逐项 computes the points."""
    found = papers("lean-township")
    items = {item.code: item for item in found.scheme.rubric}
    entered = found.marks().entered
    points = {(a.ratee, a.unit, code): value for a in found.data.result.assessments for code, value in a.items}
    deducted = {key: value for key, value in entered.items() if str(items[key[2]].mode) == "扣分"}
    assert deducted
    for key, value in deducted.items():
        assert points[key] == max(0, items[key[2]].points - value)
