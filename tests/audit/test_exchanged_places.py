"""边界分析 where ballots rank the ratees, and where scores are cited: held against every exchange, and every step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from lianping_xlsx.audit.border_results import Border, BorderKind, Borders, ChangeKind
from lianping_xlsx.audit.border_words import change_words
from lianping_xlsx.audit.borders import borders
from lianping_xlsx.checks.judge import judge
from lianping_xlsx.core.exact import ScoreValue
from lianping_xlsx.scheme.terms import TiedPlaces
from lianping_xlsx.tally.count import count
from lianping_xlsx.tally.tally_results import Result
from tests.audit.enumeration import moves_of
from tests.returns import received
from tests.tally.test_score_ranges import CLASSES, CODES, VALIDITY, Ballots, Replies, town_of

pytestmark = pytest.mark.usefixtures("as_issued")

SETTINGS = {"测评得分公布线": "1", "票类均分单列线": "1", "全部满分的票作废": "否", "全部同分的票作废": "否"}
TRIMMED = {"去最高最低分": "是", "去最高最低分票数线": "2"}


def counted(replies: Replies) -> tuple[Borders, Result]:
    town = replies.town
    forms = [replies.form(name, rows) for name, rows in zip(CLASSES, replies.ballots, strict=True)]
    marks = judge(town.scheme, received(town, forms)).value.counted
    result = count(town.scheme, marks).value
    return borders(town.scheme, marks, result), result


def exchanges(replies: Replies) -> Iterator[tuple[str, int, Replies]]:
    """Yield every exchange of two places on every ballot, from the side of each: who, the points won, what it makes."""
    for voter, rows in enumerate(replies.ballots):
        for number, row in enumerate(rows):
            for one in range(4):
                for other in (n for n in range(4) if n != one):
                    made = list(row)
                    made[one], made[other] = row[other], row[one]
                    again = (*rows[:number], tuple(made), *rows[number + 1 :])
                    ballots = tuple(again if n == voter else each for n, each in enumerate(replies.ballots))
                    gain = points_of(replies, row, row[other]) - points_of(replies, row, row[one])
                    yield CODES[one], gain, replace(replies, ballots=ballots)


def validities(replies: Replies) -> Iterator[Replies]:
    """Yield each ballot void that is valid, and the other way round, as far as its class keeps a ballot."""
    for voter, rows in enumerate(replies.ballots):
        for number, row in enumerate(rows):
            made = (*row[:-1], "" if row[-1] else "废票")
            again = (*rows[:number], made, *rows[number + 1 :])
            ballots = tuple(again if n == voter else each for n, each in enumerate(replies.ballots))
            yield replace(replies, ballots=ballots)


def points_of(replies: Replies, row: Sequence[str], place: str) -> int:
    """4 to 1 points for the places; those who share one have the mean of the places that they take up, or the best."""
    shared = 1 if replies.town.scheme.rules.tied_places is TiedPlaces.HIGH else row.count(place)
    return sum(100 * (5 - int(place) - n) for n in range(shared)) // shared


def turned(names: Sequence[str], border: Border, before: Result, after: Result) -> bool:
    """Whether the border is another one afterwards."""
    if border.kind is BorderKind.CUT:
        code, line = border.upper or border.lower, border.line or 0
        reached = [_score(each, code) >= line for each in (before, after)]
        return reached[0] != reached[1]
    if border.kind is BorderKind.RANKS:
        return _order(before, border) != _order(after, border)
    sides = [[_tier(each, names, code) <= (border.tier or 0) for code in _both(border)] for each in (before, after)]
    return sides[0] != sides[1]


def _both(border: Border) -> tuple[str, str]:
    return border.upper, border.lower


def _tier(result: Result, names: Sequence[str], code: str) -> int:
    return names.index(result.standing_of[code].proposed_tier or "")


def _score(result: Result, code: str) -> ScoreValue:
    return result.standing_of[code].composite or 0


def _order(result: Result, border: Border) -> int:
    gap = _score(result, border.upper) - _score(result, border.lower)
    return (gap > 0) - (gap < 0)


def check(replies: Replies) -> Borders:
    """Of each border the least exchange is that of enumeration, and whether one ballot that counts or not turns it."""
    found, result = counted(replies)
    names = replies.town.scheme.tier_names
    results: dict[tuple[Ballots, ...], Result] = {}
    tried = []
    for code, gain, each in exchanges(replies):
        if each.ballots not in results:
            results[each.ballots] = each.result()
        tried.append((code, gain, results[each.ballots]))
    # Nobody is left without a mark.
    flipped = [each.result() for each in validities(replies)]
    others = [each for each in flipped if all(standing.composite for standing in each.standings)]
    for border in found.found:
        moves = moves_of(border)
        sizes = [
            abs(gain)
            for code, gain, after in tried
            if gain and (code, gain > 0) in moves and turned(names, border, result, after)
        ]
        told = [change.size for change in border.changes or () if change.kind is ChangeKind.MARK]
        assert told == ([min(sizes)] if sizes else []), border
        told = [change.size for change in border.changes or () if change.kind is ChangeKind.VALIDITY]
        assert told == [1] * any(turned(names, border, result, after) for after in others), border
    return found


def replies_of(tiers: str, rules: dict[str, str], *classes: str) -> Replies:
    """Ballots as words of four places: 1234 2143; one that is void ends in x."""
    town = town_of("排名", tiers, tuple((SETTINGS | rules).items()))
    rows = [[(*row[:4], "废票" if row[4:] else "") for row in each.split()] for each in classes]
    return Replies(town, (*CODES, VALIDITY), tuple(map(tuple, rows)))


def test_an_exchange_moves_two() -> None:
    """Points 4 to 1 for the places; 县委领导 counts 60, 党员代表 40.

    T1 has 4, 4, 3 and 4: 3.67 x 0.6 + 4 x 0.4 = 3.80; T2 has 3, 3, 4 and 3: 3.20. Exchanged on one ballot of 县委领导
    they have 3.60 and 3.40, on that of 党员代表 3.40 and 3.60.
    """
    replies = replies_of("places", {}, "1234 1234 2134", "1234")
    found = check(replies)
    pair = next(each for each in found.found if each.kind is BorderKind.RANKS and each.upper == "T1")
    (change,) = (each for each in pair.changes or () if each.kind is ChangeKind.MARK)
    assert change_words(pair, change) == "后者“党员代表”有一张票与前者对调名次，多得1分"


def test_a_void_ballot_counts_only_if_it_is_an_order() -> None:
    """T1 has 4 x 0.6 + 3.5 x 0.4 = 3.80, T2 3.20. With 2134 of 县委领导 both have 3.50; 1444 gives nobody points."""
    of_order = replies_of("places", {}, "1234 2134x", "1234 2134")
    of_none = replies_of("places", {}, "1234 1444x", "1234 2134")
    for replies, turns in ((of_order, True), (of_none, False)):
        pair = next(e for e in check(replies).found if e.kind is BorderKind.RANKS and e.upper == "T1")
        words = [change.detail for change in pair.changes or () if change.kind is ChangeKind.VALIDITY]
        assert ("有一张废票计入" in words) is turns


def test_a_tie_across_the_edge_above_moves_the_edge_below() -> None:
    """好 has two places, 中 one. T1 has 3.40, T2 2.60, T3 2.40, T4 1.60.

    Without 4231 the others have 2.50 both: 好 has one place left for the two, then 中 has one, and both are 差.
    """
    replies = replies_of("places", {}, "1224 1134x", "1224 4231")
    border = next(e for e in check(replies).found if e.kind is BorderKind.PLACES and e.upper == "T3")
    (change,) = (each for each in border.changes or () if each.kind is ChangeKind.VALIDITY)
    assert change_words(border, change) == "“党员代表”有一张有效票作废"


def test_an_exchange_of_few_points_may_tie_two_whom_one_of_more_parts() -> None:
    """T1 has 3.0, T2 2.7, T3 2.5, T4 1.8; 好 has two places, 中 one.

    By one point less T2 is level with T3, and both are 差: 好 has one place left for the two, and so has 中. By two or
    three T3 has the place of T2.
    """
    replies = replies_of("places", {"小数位数": "1"}, "3214 1324 4231", "1243 1224")
    border = next(e for e in counted(replies)[0].found if e.kind is BorderKind.PLACES and e.tier == 1)
    (change,) = (each for each in border.changes or () if each.kind is ChangeKind.MARK)
    assert (border.upper, border.lower, change.size) == ("T3", "T4", 100)


ORDERS = st.permutations("1234").map("".join) | st.sampled_from(["1134", "1224"])
MORE = ORDERS | st.sampled_from(["1344"]) | ORDERS.map(lambda order: f"{order}x")


@pytest.mark.slow
@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
@given(
    st.sampled_from(["places", "cuts", "pooled"]),
    st.sampled_from([{}, {}, TRIMMED, {"小数位数": "1"}, {"排名票并列处理": "取高"}]),
    st.tuples(ORDERS, st.lists(MORE, max_size=2)),
    st.tuples(ORDERS, st.lists(MORE, max_size=1)),
)
def test_any_ballots(
    tiers: str, rules: dict[str, str], one: tuple[str, list[str]], other: tuple[str, list[str]]
) -> None:
    check(replies_of(tiers, rules, *(" ".join([first, *more]) for first, more in (one, other))))
