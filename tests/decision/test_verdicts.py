"""The decisions that people typed, checked against the proposals and the places of the tiers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lianping_xlsx.decision.decision_table import TYPED, Decision, Decisions
from lianping_xlsx.decision.record import recorded
from lianping_xlsx.decision.summary_data import SummaryData
from lianping_xlsx.decision.verdicts import judge_decisions
from lianping_xlsx.publish.decisions.decision_sheet import write_decisions
from lianping_xlsx.scheme.terms import PlacesFrom
from lianping_xlsx.scheme.tiers_and_events import Tier
from tests.books import contents
from tests.decision.test_record import FINAL, SOURCES
from tests.publish.story import STORY

GOOD, MIDDLE, BAD = (tier.name for tier in STORY.scheme.tiers)


def findings(data: SummaryData, **tiers: str) -> list[tuple[str, str]]:
    """Codes and 排名组 or name of what is found about typed tiers, by code of the ratee."""
    listed = tuple(
        Decision(r.code, r.name, (tiers.get(r.code, ""), "", ""), tuple(f"{c}{row}" for c in "IJK"[: len(TYPED)]))
        for row, r in enumerate(data.scheme.ratees, 5)
    )
    found = judge_decisions(data, Decisions(listed=listed), file="等次审定表.xlsx").findings
    asked = ("final.missing-reason", "final.quota", "final.unknown-tier")
    return [(f.code, f.slots.get("group") or f.slots["name"]) for f in found if f.code in asked]


def with_tiers(*tiers: Tier) -> SummaryData:
    return replace(STORY, scheme=replace(STORY.scheme, tiers=tiers))


def test_a_tier_that_a_tie_leaves_to_the_meeting_needs_no_reason_and_any_other_does() -> None:
    first, *rest = STORY.result.standings
    tied = replace(first, proposed_tier=f"{GOOD}或{MIDDLE}", choices=(GOOD, MIDDLE))
    data = replace(STORY, result=replace(STORY.result, standings=(tied, *rest)))
    label = STORY.scheme.ratee_of[tied.code].label
    assert findings(data, **{tied.code: GOOD}) == findings(data, **{tied.code: MIDDLE}) == []
    assert findings(data, **{tied.code: BAD}) == [("final.missing-reason", label)]


def test_places_that_groups_share_are_compared_with_all_their_decisions() -> None:
    """One place in 好 for 乡镇 and 街道 together, and one decided in each; the last places are no limit."""
    shared = Tier(GOOD, 90_00, None, "", number=1, pooled=True)
    last = Tier(BAD, None, None, "", number=1, end=PlacesFrom.LAST)
    data = with_tiers(shared, Tier(MIDDLE, 70_00, None, ""), last)
    one, other = (next(r.code for r in data.scheme.ratees if r.group == group) for group in data.scheme.groups[:2])
    found = findings(data, **{one: GOOD, other: GOOD})
    assert [each for each in found if each[0] == "final.quota"] == [("final.quota", "、".join(data.scheme.groups))]
    assert "final.quota" not in dict(findings(data, **dict.fromkeys((one, other), BAD)))
    cells = {value for (title, _), (value, _) in contents(write_decisions(data, Decisions()), values=True).items()}
    assert {"各组合计1名", "最后1名", "不限"} <= cells


@pytest.mark.parametrize("tier", [GOOD, MIDDLE])
def test_a_tier_that_the_group_does_not_have_is_unknown(tier: str) -> None:
    group = STORY.scheme.groups[0]
    tiers = (Tier(GOOD, 90_00, None, "", groups=(group,)), Tier(MIDDLE, 70_00, None, ""), Tier(BAD, None, None, ""))
    data = with_tiers(*tiers)
    other = next(ratee for ratee in data.scheme.ratees if ratee.group != group)
    codes = [code for code, _ in findings(data, **{other.code: tier})]
    assert ("final.unknown-tier" in codes) == (tier == GOOD)


def test_the_record_keeps_places_that_are_no_limit_in_words() -> None:
    last = Tier(BAD, None, None, "", number=1, end=PlacesFrom.LAST)
    tiers = (*FINAL.summary.scheme.tiers[:-1], last)
    final = replace(FINAL, summary=replace(FINAL.summary, scheme=replace(FINAL.summary.scheme, tiers=tiers)))
    limits = {(count.tier, count.quota, count.limit) for count in recorded(final, 1, SOURCES).tiers}
    assert {(BAD, None, "最后1名"), (MIDDLE, None, "不限")} <= limits
