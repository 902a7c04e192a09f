"""上会材料: the matters of small groups worked out by hand, and the paper of a sample in its order and words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from lianping_xlsx.audit.border_results import Border, BorderKind, Borders
from lianping_xlsx.decision.last_year import LastYear
from lianping_xlsx.decision.meeting_matters import MeetingMatters
from lianping_xlsx.decision.meeting_paper import MeetingPaper, RowEdge, meeting_paper
from lianping_xlsx.decision.summary_data import SummaryData
from lianping_xlsx.scheme.model import Ratee, Task
from lianping_xlsx.scheme.terms import EdgeTies, Effect, FormKind, PlacesFrom
from lianping_xlsx.scheme.tiers_and_events import Adjustment, Tier
from lianping_xlsx.tally.assessments import ItemLoss
from lianping_xlsx.tally.ranks import Candidate, rank_groups
from lianping_xlsx.tally.tally_results import PollScore, Standing
from lianping_xlsx.tally.tiers import propose_tiers
from tests.publish import story
from tests.two_scores import POLLED, VISITED, scores

GOOD, MIDDLE, BAD = (
    Tier("好", 90_00, 40_00, "表扬。另行奖励。"),
    Tier("中", 70_00, None, ""),
    Tier("差", None, None, "约谈"),
)


def data_of(*composites: int, tiers: Sequence[Tier] = (GOOD, MIDDLE, BAD), **given: object) -> SummaryData:
    """A 正式 result of one 排名组, 某甲 in 一镇 and so on; ``given``: rules."""
    codes = "ABCDEFGH"[: len(composites)]
    ratees = tuple(
        Ratee(code, f"某{name}", "党委书记", f"{place}镇", "乡镇", "")
        for code, name, place in zip(codes, "甲乙丙丁戊己庚辛", "一二三四五六七八", strict=False)
    )
    rules = replace(story.RULES, **given)  # type: ignore[arg-type]
    scheme = replace(story.SCHEME, ratees=ratees, rules=rules, tiers=tuple(tiers), adjustments=(), tasks=())
    people = [
        Candidate(ratee.code, ratee.name, "乡镇", scores(points, points), 0, 0, points)
        for ratee, points in zip(ratees, composites, strict=True)
    ]
    ranks = rank_groups(people, rules)
    found = propose_tiers(scheme, people, ranks).value
    standings = tuple(
        Standing(
            code=each.code,
            scores=each.scores,
            bonus=0,
            penalty=0,
            composite=each.composite,
            rank=ranks[each.code],
            group_size=len(people),
            proposed_tier=found[each.code].words(scheme),
            reason=found[each.code].reason,
            rank_best=ranks[each.code],
            rank_worst=ranks[each.code],
        )
        for each in people
    )
    result = replace(story.RESULT, standings=standings, classes=(), polls=(), assessments=(), losses=())
    return replace(story.STORY, scheme=scheme, result=result, official=True, returns=(), findings=())


def paper_of(data: SummaryData) -> MeetingPaper:
    return meeting_paper(MeetingMatters(data))


def matters(data: SummaryData) -> list[str]:
    return list(paper_of(data).matters)


def test_nothing_to_decide() -> None:
    """Two places of five are 40 %: those who reach 90 are just two."""
    assert matters(data_of(95_00, 93_00, 85_00, 80_00, 75_00)) == []


def test_over_the_places_and_the_last_tier() -> None:
    assert matters(data_of(95_00, 93_00, 91_00, 90_00, 60_00)) == [
        "达到“好”的分数线90分而超出名额的：第3名三镇某丙91.00分、第4名四镇某丁90.00分（名额2名）。"
        "可以按名额评定；也可以增加名额，增加的须有办法依据并写明理由。",
        "建议评为“差”的：第5名五镇某戊60.00分。评为“差”的，按第八部分运用结果；调整为其他等次的，须写明理由。",
    ]


def test_the_eighth_part_is_named_only_where_it_says_something_of_the_tier() -> None:
    paper = paper_of(data_of(95_00, 60_00, tiers=(GOOD, MIDDLE, replace(BAD, use=""))))
    assert dict(paper.uses).keys() == {"好"}
    assert paper.matters[-1] == (
        "建议评为“差”的：第2名二镇某乙60.00分。“差”的结果运用，方案没有规定；调整为其他等次的，须写明理由。"
    )


@pytest.mark.parametrize("ties", EdgeTies)
def test_a_tie_across_the_line_is_told_alike_whatever_is_proposed(ties: EdgeTies) -> None:
    """Two places, one of them held: the other two make three or one of it. It is not told again as 超出名额."""
    assert matters(data_of(95_00, 93_00, 93_00, 80_00, 75_00, head_ties=ties)) == [
        "二镇某乙、三镇某丙并列第2名，跨在“好”的名额线上（名额2名）。"
        "同评“好”的，“好”3名；同评“中”的，“好”1名；分别评定的，须写明理由。"
    ]


def test_a_tie_across_the_last_places() -> None:
    last = Tier("差", None, None, "", number=1, end=PlacesFrom.LAST)
    first, *_ = matters(data_of(95_00, 88_00, 75_00, 75_00, tiers=(GOOD, MIDDLE, last)))
    assert first == (
        "三镇某丙、四镇某丁并列第3名，跨在“差”的末位名额线上（名额1名）。"
        "同评“中”的，“差”0名；同评“差”的，“差”2名；分别评定的，须写明理由。"
    )


def test_a_poll_without_ballots_is_not_told_of() -> None:
    """Such as one whose ratees take no part."""
    assert paper_of(data_of(95_00)).course == ()


def near(data: SummaryData, *borders: Border) -> SummaryData:
    return data.with_borders(Borders(found=borders))


def test_who_is_near_a_line_and_what_the_gap_is_worth() -> None:
    """0.12 of the composite are 0.24 of 考评, which is half of it. The composite is not told where it may not be."""
    data = data_of(95_00, 90_71, 90_59, 80_00, 75_00)
    edge = Border("乡镇", BorderKind.PLACES, "B", "C", 12, True, None, tier=0)
    cut = Border("乡镇", BorderKind.CUT, "", "D", 8, True, None, tier=0, line=90_00)
    found = matters(near(data, edge, cut))
    assert found[:2] == [
        "“好”的名额线：第2名二镇某乙90.71分、第3名三镇某丙90.59分，相差0.12分（相当于考评得分0.24分）。"
        "可以按名额评定；也可以调整其中一人的等次，调整的须写明理由，“好”的名额不变。",
        "“好”的分数线90分：第4名四镇某丁80.00分，差0.08分（相当于考评得分0.16分）。"
        "可以按分数线评定；也可以调整其等次，调整的须写明理由。",
    ]
    assert "等次线两侧2处，其中2处相差不超过0.2分。" in paper_of(near(data, edge, cut)).reliability


def test_one_point_of_the_component_is_told_of_neighbours_only() -> None:
    """A gap of 0.49 is 0.98 points of 考评, one of 0.50 a whole point."""
    data = data_of(92_00, 91_51, 91_01)
    pairs = [
        Border("乡镇", BorderKind.RANKS, up, low, gap, True, None) for up, low, gap in (("A", "B", 49), ("B", "C", 50))
    ]
    assert paper_of(near(data, *pairs)).reliability[-1] == "考评得分一分之差就会变的相邻名次1处：第1名与第2名。"


def test_half_an_item_lost() -> None:
    """K1 has 60 points and K2 40: 30 and 19.99 of these are lost. Whoever is in the last tier is told of already."""
    lost = [ItemLoss("A", "U2", "K1", "", "健全组织。", 30_00, "张三举报", VISITED)]
    lost += [ItemLoss("A", "U2", "K2", "", "发展党员", 19_99, "", VISITED)]
    lost += [ItemLoss("C", "U2", "K1", "", "健全组织", 60_00, "", VISITED)]
    data = data_of(88_00, 80_00, 60_00)
    found = matters(replace(data, result=replace(data.result, losses=tuple(lost))))
    assert found[1:] == [
        "第1名一镇某甲88.00分，考评有1项失分达该项分值一半及以上：“健全组织”（60分，失30分）。"
        "建议“中”，可以按得分建议的等次评定；也可以调整等次，调整的须写明理由。"
    ]


def test_events_and_parts_that_others_replace() -> None:
    data = data_of(88_00, 80_00)
    scheme = replace(data.scheme, adjustments=(Adjustment("A", "信访", Effect.DOWNGRADE, 0, "通报"),))
    polls = (PollScore("B", story.POLL, 100_00, 80_00, f"缺{story.CADRES}，按其余票类折算", component=POLLED),)
    found = matters(replace(data, scheme=scheme, result=replace(data.result, polls=polls)))
    assert found == [
        "第1名一镇某甲88.00分，降档：信访（依据：通报），建议“中”。可以按建议评定；也可以不适用该事项，不适用的须说明事实和依据。",
        "测评缺票类、按其余票类折算的：二镇某乙。可以按折算后的得分评定；也可以补齐测评后再研究。",
    ]


def test_lines_of_tiers_and_of_places() -> None:
    """Two places in 好; only the first reaches 90, so that its places end below the second, who is 中."""
    (table,) = paper_of(data_of(95_00, 89_00, 85_00, 80_00, 60_00)).tables
    assert [row.edge for row in table.rows] == [
        RowEdge.TIER, RowEdge.PLACES, RowEdge.NONE, RowEdge.TIER, RowEdge.NONE,
    ]  # fmt: skip
    assert table.columns == ("名次", "单位", "姓名", "测评", "考评", "综合", "建议", "审定")
    assert table.rows[0].cells == ("1", "一镇", "某甲", "95.00", "95.00", "95.00", "好", "")


def test_a_ballot_counts_once_however_many_are_on_it() -> None:
    """The 11 of 县委常委会成员 have all on one register; 20 cadres vote in each of two towns."""
    data = data_of(88_00, 80_00)
    classes = tuple(
        replace(tally, ratee=code, issued=issued, returned=issued, valid=valid, void=0, abstained=issued - valid)
        for tally, issued in zip(story.CLASSES[:2], (11, 20), strict=True)
        for code, valid in (("A", issued), ("B", issued - 1))
    )
    registers = ((story.LEADERS, ("A", "B")), (story.CADRES, ("A",)), (story.CADRES, ("B",)))
    tasks = tuple(Task("县委办公室", FormKind.BALLOTS, codes, story.POLL, voters, 20) for voters, codes in registers)
    scheme = replace(data.scheme, tasks=tasks)
    first, *_ = paper_of(replace(data, scheme=scheme, result=replace(data.result, classes=classes))).course
    assert first == (
        f"{story.POLL}：{story.LEADERS}发出11张、收回11张、有效10至11张；{story.CADRES}发出40张、收回40张、有效39张。"
    )


def test_where_no_rank_of_last_year_is_known_nobody_is_said_to_have_kept_his() -> None:
    """Of a 试算 nothing is carried over but open problems."""
    data = replace(data_of(95_00, 88_00), last_year={"A": LastYear("2023", None, None, "")})
    assert paper_of(data).since_last_year == ""
    ranked = replace(data, last_year={"A": LastYear("2023", None, 1, "")})
    assert "没有升降3名以上的" in paper_of(ranked).since_last_year


def test_last_year_and_uses_in_a_sentence_each() -> None:
    data = replace(data_of(95_00, 88_00, 85_00, 80_00, 60_00), last_year={"A": LastYear("2023", None, 4, "中")})
    paper = paper_of(replace(data, last_year={**data.last_year, "B": LastYear("2023", None, 1, "好")}))
    assert paper.since_last_year == "与2023年度相比，升降3名以上的：一镇某甲由第4名到第1名。"
    assert paper.uses == (("好", "表扬。"), ("差", "约谈。"))
    assert paper.figures == (
        "最高95.00分、最低60.00分、中位85.00分。建议等次：“好”1人、“中”3人、“差”1人。名额：“好”2名（5人×40%，舍去小数）。",
    )
