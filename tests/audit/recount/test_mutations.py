"""Whatever goes wrong in the first count, the second notices: fifty faults, each put into a function that counts."""

from __future__ import annotations

import importlib
import inspect
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import FunctionType

import pytest

from lianping_xlsx.checks.judge import judge
from lianping_xlsx.decision.result_json import result_object
from lianping_xlsx.decision.summary_data import SummaryData
from lianping_xlsx.scheme.scheme_builder import build_scheme
from lianping_xlsx.tally.count import count
from tests.scenarios.campaigns import assert_foretold, told, votes_foretold, votes_told
from tests.scenarios.rule_cases import VARIANTS, RuleCampaign, Ruled, rule_campaign, with_values

PLAIN = ""
"""The campaign of the law without other tables."""
Drawn = Mapping[str, object]


@dataclass(frozen=True)
class Mutation:
    """A fault: what stood in a function, and what stands there now; the campaign and the rules under which it acts."""

    place: str
    old: str
    new: str
    campaign: str = PLAIN
    rules: Drawn = field(default_factory=dict)

    def function(self) -> FunctionType:
        """The function, found by its dotted name below the package."""
        parts = self.place.split(".")
        for cut in range(len(parts) - 1, 0, -1):
            try:
                found: object = importlib.import_module(".".join(["lianping_xlsx", *parts[:cut]]))
            except ModuleNotFoundError:
                continue
            for part in parts[cut:]:
                found = inspect.getattr_static(found, part)
            assert isinstance(found, FunctionType)
            return found
        raise ModuleNotFoundError(self.place)

    def code(self) -> object:
        """The code of the function with the fault."""
        source = textwrap.dedent(inspect.getsource(self.function()))
        assert source.count(self.old) == 1, f"{self.place}: {source.count(self.old)} times {self.old}"
        space = dict(self.function().__globals__)
        exec(
            compile("from __future__ import annotations\n" + source.replace(self.old, self.new), self.place, "exec"),
            space,
        )
        changed = space[self.function().__name__]
        assert isinstance(changed, FunctionType)
        return changed.__code__


TIERS, PLACES = "tally.tier_places.", "tally.tier_places.TierPlaces."
WAY, TIES = "无任务项目处理", "并列跨线处理"
REWEIGHED, FIELD_FIRST = {"缺票类处理": "按其余票类折算"}, {"并列名次处理": "考评得分优先"}
HEADS = "等次 | 最低分 | 名额比例上限 | 结果运用 | 名额人数 | 名额至少 | 名额取整 | 名额起算 | 适用排名组 | 总名额"
AT_LEAST_ONE = f"{HEADS}\n好 | | 5 | | | 1 | | | |\n中 | 60 | | | | | | | |\n差 | | | | | | | | |"
A_THIRD = f"{HEADS}\n好 | | 34 | | | | | | |\n中 | | | | | | | | |\n差 | | | | | | | | |"
SIX = f"{HEADS}\n好 | | | | 6 | | | | |\n中 | | | | | | | | |\n差 | | | | | | | | |"
CUTS = f"{HEADS}\n好 | 82 | | | | | | | |\n中 | 75 | | | | | | | |\n差 | | | | | | | | |"
"""等次规则 under which a fault shows."""
TABLE, NO_TASK, PARTS, BANDS, GATES, GROUPS = "等次规则", "无此任务", "考核板块", "得票率分档", "等次条件", "名额"
MUTATIONS = [
    # rounding
    Mutation("core.exact.divide_half_up", "(2 * numerator + denominator)", "(2 * numerator)"),
    Mutation("core.exact.divide_half_up", "(2 * numerator + denominator)", "(2 * numerator + denominator - 1)"),
    Mutation("scheme.rules.weights_and_rounding._carried", "if rules.by_steps", "if not rules.by_steps"),
    Mutation("tally.ranks.composite_of", "return rounded(rules, figure_at", "return (figure_at"),
    # weights
    Mutation("core.exact.weighted", "weight * score for", "score for"),
    Mutation("tally.ranks.composite_of", "denominator * component.full", "denominator * 10_000", PARTS),
    Mutation("tally.ranks.composite_of", "+ bonus - penalty", "+ bonus + penalty"),
    Mutation("tally.ranks.composite_of", "+ bonus - penalty", "- penalty"),
    Mutation("tally.poll_scores._part", "whole * points / counted", "points", "占总分比重", REWEIGHED),
    Mutation("scheme.rules.class_means._without_score", "classes.absent > 0", "classes.absent > 1"),
    Mutation("scheme.rules.class_means._without_periods", "periods.absent > 0", "periods.absent > 1", PARTS),
    Mutation("tally.cited_scores.with_figures", "/ len(points)", "/ (len(points) + 1)", "引用"),
    Mutation("tally.item_scores.mean_of_items", "points * mean for", "mean for", GATES),
    # trimming
    Mutation("scheme.rules.trimming.least_trimmed", "else line + 1", "else line", PLAIN, {"去最高最低分票数线": 7}),
    Mutation("tally.poll_scores._mean", "total - sum(trimmed.marks)", "total"),
    Mutation("tally.poll_scores._mean", "count - len(trimmed.marks)", "count"),
    Mutation("scheme.rules.trimming._team_ends", "rules.team_trim is way", "rules.team_trim is not way"),
    Mutation("tally.team_marks._mean", "[low : len(marks) - high]", "[low:]"),
    # void ballots
    Mutation("scheme.rules.void_ballots.VoidRules.most_high", "self.high_share, ratees", "self.high_share, ratees * 2"),
    Mutation("scheme.rules.void_ballots.VoidRules.below_number", "<", "<=", PLAIN, {"参加测评人数下限": 7}),
    Mutation("scheme.rules.void_ballots.VoidRules.below_share", "<", ">", PLAIN, {"参加测评比例下限": 6000}),
    # items of the rubric
    Mutation("tally.item_points.item_score", "max(0, item.points - entered)", "item.points - entered"),
    Mutation("tally.field_scores._total", "+ bonus - sums.penalty", "+ bonus"),
    Mutation("scheme.rules.score_caps._at_most", "min(figure, cap)", "figure"),
    Mutation("scheme.rules.exempt_items._factor", "(points.whole, points.own)", "(1)", NO_TASK, {WAY: "按其余折算"}),
    Mutation("scheme.rules.exempt_items._points", "MEAN: scores.mean", "MEAN: scores.full", NO_TASK, {WAY: "平均值"}),
    # conversions
    Mutation("tally.converted_scores._convert", "max(scores)", "min(scores)", PARTS),
    Mutation("tally.converted_scores._by_place", "[above : above + tied]", "[above + tied - 1 : above + tied]", PARTS),
    Mutation("tally.converted_scores._by_place", "score > (row.raw or 0)", "score < (row.raw or 0)", PARTS),
    Mutation("tally.converted_scores._balanced", "+ whole - means[team.unit]", "+ whole", PARTS),
    Mutation("tally.converted_scores._by_rate", "share >= b.lower", "share > b.lower", BANDS),
    Mutation("tally.rate_votes.base_of", "VoteBase.VALID: valid", "VoteBase.VALID: tally.returned", BANDS),
    Mutation("tally.rate_votes.classes_of", "not rate.classes or", "True or", BANDS),
    # ranks
    Mutation("tally.ranks.rank_groups", "if before is not None and tied", "if before is not None and not tied"),
    Mutation("tally.ranks.rank_groups", "reverse=True", "reverse=False"),
    Mutation("scheme.rules.ties_and_places._tie_break", "(rules.ties, 0)", "(None, 0)", PLAIN, FIELD_FIRST),
    # conditions
    Mutation("tally.tier_gates.open_tiers", "if not outcome.met", "if outcome.met", GATES),
    Mutation(PLACES + "_steps", "plain.at_least(gates)", "plain", GATES),
    # places of tiers
    Mutation("scheme.tiers_and_events.Tier.places", "max(self.least, ", "max(0, ", GROUPS, {TABLE: AT_LEAST_ONE}),
    Mutation("scheme.tiers_and_events.Tier.places", "quota * base", "quota * (base - 3)", GROUPS, {TABLE: A_THIRD}),
    Mutation("scheme.tiers_and_events.TierTable.pool_of", "if tier.pooled", "if not tier.pooled", GROUPS),
    Mutation(TIERS + "by_cuts", "tier.cut > composite", "tier.cut > composite + 300", PLAIN, {TABLE: CUTS}),
    Mutation(TIERS + "next_tier", "each > index", "each >= index"),
    Mutation(TIERS + "Contender.key", "len(pool) == 1", "len(pool) > 0", GROUPS),
    Mutation(PLACES + "_lowered", "return max(tiers)", "return reached"),
    Mutation(PLACES + "_lowered", "max(reached, self._scheme.capped.get(code, 0))", "reached"),
    Mutation(PLACES + "_lowered", "(self._downgrades[code])", "(0)", PLAIN, {TABLE: SIX}),
    Mutation(
        "tally.tier_places.TierPlaces._after", "best == index and taken > places", "best == index and taken >= places"
    ),
    Mutation(PLACES + "_pressed", "<= places, least <= places", "< places, least < places"),
    Mutation(
        "tally.tier_places._taken", "bisect_left(keys, key) if strict else", "", PLAIN, {TABLE: SIX, TIES: "取高"}
    ),
    Mutation(TIERS + "_taken", "found - himself", "found", GROUPS, {TABLE: A_THIRD}),
    Mutation(
        "tally.tier_places.TierPlaces._steps", "zip(plain, lowered, strict=True)", "zip(plain, plain, strict=True)"
    ),
]


def test_every_fault_can_be_put_in() -> None:
    """What stood in the function stands there still: who changes a function changes its fault."""
    for mutation in MUTATIONS:
        mutation.code()


@pytest.fixture(scope="module")
def campaigns(tmp_path_factory: pytest.TempPathFactory) -> dict[str, RuleCampaign]:
    folder = tmp_path_factory.mktemp("faults")
    used = dict.fromkeys(mutation.campaign for mutation in MUTATIONS)
    return {name: rule_campaign(folder / (name or "考核"), **VARIANTS.get(name, {})) for name in used}


@pytest.fixture(scope="module")
def counted(campaigns: dict[str, RuleCampaign]) -> dict[tuple[str, str], Ruled]:
    """What the campaigns come to, by campaign and rules; in them the two counts agree."""
    found = {}
    for each in MUTATIONS:
        key = each.campaign, repr(each.rules)
        if key not in found:
            found[key] = campaigns[each.campaign].under(**each.rules)
            _assert_same(found[key].data, found[key])
    return found


def _assert_same(data: SummaryData, ruled: Ruled) -> None:
    assert_foretold(told(result_object(data, "")), ruled.oracle, data)
    assert votes_told(data) == votes_foretold(ruled.oracle)


def _first_count(campaign: RuleCampaign, rules: Drawn, before: SummaryData) -> SummaryData:
    """The first count again, as it stands now."""
    scheme = build_scheme(with_values(campaign.records, rules))
    judged = judge(scheme, campaign.received)
    result = count(scheme, judged.value.counted, campaign.received.cited).value
    return replace(before, scheme=scheme, result=result)


@pytest.mark.slow
@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda each: f"{each.place}: {each.new}")
def test_a_fault_of_the_first_count_is_noticed(
    mutation: Mutation,
    campaigns: dict[str, RuleCampaign],
    counted: dict[tuple[str, str], Ruled],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    right = counted[mutation.campaign, repr(mutation.rules)]
    monkeypatch.setattr(mutation.function(), "__code__", mutation.code())
    try:
        data = _first_count(campaigns[mutation.campaign], mutation.rules, right.data)
    except (ArithmeticError, LookupError, ValueError):
        return  # it could not even count
    with pytest.raises(AssertionError):
        _assert_same(data, right)
