"""Which ballots may stand whole in an archive, and which only add to the votes on each ratee."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from lianping_xlsx.audit.ballot_pools import PooledBallots, pool_ballots
from lianping_xlsx.audit.recount.cell_values import Entry
from lianping_xlsx.audit.recount.evidence import Ballot, Evidence, Register
from lianping_xlsx.audit.recount.rule_settings import Rules
from lianping_xlsx.audit.recount.scheme_parts import Poll, Scheme, VoterClass

POLL, VOTERS = "述职", "群众"
SCHEME = Scheme(
    rules=Rules(trim=False),
    groups={"T1": "镇", "T2": "镇", "T3": "镇"},
    polls={POLL: Poll(Fraction(100))},
    classes=(VoterClass(POLL, VOTERS, Fraction(100)),),
    items={},
    tiers=(),
)


def ballot(*marks: int | None) -> Ballot:
    return Ballot({f"T{n}": Entry(True, Fraction(mark)) for n, mark in enumerate(marks, 1) if mark is not None})


def register(*ballots: Ballot, issued: int | None = None) -> Register:
    return Register(POLL, VOTERS, ["T1", "T2", "T3"], list(ballots), issued)


def pooled(*registers: Register, scheme: Scheme = SCHEME, secret: bytes = b"key") -> PooledBallots:
    return pool_ballots(scheme, Evidence(list(registers)), [], line=3, secret=secret)


def whole(found: PooledBallots) -> list[tuple[str, ...]]:
    return [tuple(cells.values()) for pool in found.pools for _, cells in pool.ballots]


def votes(found: PooledBallots, ratee: str) -> tuple[int, int, int]:
    """Of the votes without ballots: how many are valid, their sum, and how many are 弃权."""
    valid = total = abstained = 0
    for row in (row for row in found.rows if row.ratee == ratee):
        number = int(row.number)
        valid += number if row.kind in ("分数", "有效票数") else 0
        total += number * int(row.content) if row.kind in ("分数", "合计分") else 0
        abstained += number if row.kind == "弃权" else 0
    return valid, total, abstained


MANY = [ballot(90 - n, 80 - n, 70 - n) for n in range(8)]


def test_forms_are_mixed_and_numbered_by_the_key() -> None:
    one, other = register(*MANY[:3], issued=3), register(*MANY[3:], issued=6)
    found = pooled(one, other)
    as_they_came = [(str(90 - n), str(80 - n), str(70 - n)) for n in range(8)]
    assert sorted(whole(found)) == sorted(as_they_came)
    assert whole(found) not in (as_they_came, whole(pooled(one, other, secret=b"other")))
    assert whole(found) == whole(pooled(one, other))
    assert [(pool.issued, pool.returned) for pool in found.pools] == [(9, 8)]


def test_fewer_than_the_line_are_only_summed() -> None:
    found = pooled(register(*MANY[:2]))
    assert whole(found) == []
    assert votes(found, "T1") == (2, 90 + 89, 0)
    assert not any(row.kind == "分数" for row in found.rows)


def test_a_ballot_that_passes_over_one_is_kept_apart_with_others() -> None:
    """Alone, its sums would be its marks: as many more go with it as make the line, 3."""
    found = pooled(register(*MANY, ballot(None, 55, 44)))
    assert len(whole(found)) == 6
    assert ("55", "44") not in whole(found)
    left_out = {tuple(str(mark - n) for mark in (90, 80, 70)) for n in range(8)} - {*whole(found)}
    assert votes(found, "T2") == (3, 55 + sum(int(marks[1]) for marks in left_out), 0)
    assert votes(found, "T1") == (2, sum(int(marks[0]) for marks in left_out), 1)


def test_equal_ballots_are_all_there() -> None:
    found = pooled(register(*[ballot(90, 80, 70)] * 6, ballot(None, 80, 70)))
    assert whole(found) == [("90", "80", "70")] * 4
    assert votes(found, "T2") == (3, 240, 0)


def test_where_own_votes_are_left_out_none_stand_whole() -> None:
    mutual = replace(SCHEME, polls={POLL: Poll(Fraction(100), own="不计")})
    assert whole(pooled(register(*MANY), scheme=mutual)) == []
    assert whole(pooled(replace(register(*MANY), own="T2"))) == []


def test_void_ballots_are_only_counted() -> None:
    """Of a register of which more came back than was issued, and of a ballot that was declared void."""
    found = pooled(register(*MANY), replace(register(ballot(1, 2, 3), ballot(4, 5, 6), issued=1), returned=2))
    assert sorted(void for pool in found.pools for void, _ in pool.ballots) == [False] * 8 + [True] * 2
    assert sorted(filter(None, whole(found))) == sorted((str(90 - n), str(80 - n), str(70 - n)) for n in range(8))
