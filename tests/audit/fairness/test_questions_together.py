"""All questions on fairness, as merge asks them; no figure is changed by one."""

from __future__ import annotations

from dataclasses import replace

from lianping_xlsx.audit.fairness import question_fairness
from lianping_xlsx.scheme.terms import Effect
from lianping_xlsx.scheme.tiers_and_events import Adjustment
from tests.audit.fairness.test_team_levels import FIRST, SECOND, teams
from tests.publish import chance, story
from tests.returns import counted, visit


def test_teams_and_items() -> None:
    """The second team takes off 8 points more; both give everybody 40 for K2 (2 x 0.6^11 = 0.007)."""
    town = teams(ratees=11)
    forms = [
        visit(town, f"T{n}", f"编号|得分|扣分|原因\nK1||{n + extra}|x\nK2|40||", unit=unit)
        for n in range(1, 12)
        for unit, extra in ((FIRST, 0), (SECOND, 8))
    ]
    result = counted(town, *forms)[0]
    codes = [finding.code for finding in question_fairness(town.scheme, result)]
    assert codes == ["conduct.team-level", "conduct.flat-items"]


def test_classes() -> None:
    """With a line of 0 every class below half of the whole that carries anything is asked about."""
    data = chance.campaign(3, replace(story.RULES, spread_line=0), groups=2, size=20)
    unscored = [code for code, standing in data.result.standing_of.items() if standing.composite is None]
    away = tuple(Adjustment(code, "借调", Effect.EXCLUDED, 0, "") for code in unscored)
    data = replace(data, scheme=replace(data.scheme, adjustments=(*data.scheme.adjustments, *away)))
    carry = [part for spread in data.spreads for part in spread.parts if part.share > 0]
    asked = [f for f in question_fairness(data.scheme, data.result) if f.code.startswith("conduct.deciding")]
    assert [f.slots["voter_class"] for f in asked if "voter_class" in f.slots] == [
        part.voter_class for part in carry if part.voter_class and part.weight < 50_00
    ]
    assert asked
