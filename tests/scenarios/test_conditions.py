"""等次条件 in a whole campaign: what the votes decide is told only where the votes may be."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from lianping_xlsx.decision.decision_table import Decisions
from lianping_xlsx.decision.summary_data import SummaryData
from lianping_xlsx.publish.decisions.decision_sheet import write_decisions
from lianping_xlsx.publish.summary.summary_workbook import write_submission, write_summary
from tests.books import contents
from tests.scenarios.rule_cases import GATED, RuleCampaign, rule_campaign

HEADINGS = (
    *("“述职”“良”及以上得票率", "“述职”“差”及以下得票率", "“民主”总评“称职”及以上得票率（占收回的票）"),
    *("“票决”“优”及以上得票率", "“评议”总评“优秀”及以上得票率"),
)


@pytest.fixture(scope="module")
def campaign(tmp_path_factory: pytest.TempPathFactory) -> RuleCampaign:
    return rule_campaign(tmp_path_factory.mktemp("等次条件"), **GATED)


def data_of(campaign: RuleCampaign, line: int) -> SummaryData:
    """The result as if it were 正式; with ``line`` as the least number of ballots that may be told."""
    drawn = {"缺票类处理": "按其余票类折算", "测评得分公布线": line, "票类均分单列线": line}
    return replace(campaign.under(**drawn).data, official=True)


def words_on(book: bytes, sheet: str) -> list[str]:
    """The texts on a sheet, in the order of its cells."""
    found = contents(book, values=True)
    return [str(value) for (title, _), (value, _) in found.items() if title == sheet and value is not None]


def test_a_rate_that_may_be_told_stands_on_every_sheet(campaign: RuleCampaign) -> None:
    data = data_of(campaign, 1)
    guarded = [s for s in data.result.standings if s.guarded]
    assert guarded, "somebody lacks a condition"
    reasons = words_on(write_decisions(data, Decisions()), "等次审定")
    told = Counter[str]()
    for standing in guarded:
        shown = data.disclosures.of(standing.code)
        hidden = shown.withheld | {poll for poll, _ in shown.merged}
        told.update({each.words: each.poll not in hidden for each in standing.guarded})
    assert {words: sum(words in reason for reason in reasons) for words in told} == told
    assert any("总评" in words and number for words, number in told.items())
    votes = words_on(write_summary(data), "测评统计")
    assert [word for word in votes if word in HEADINGS] == list(HEADINGS)


def test_of_few_ballots_no_rate_leaves_the_office(campaign: RuleCampaign) -> None:
    """Neither class has fifty ballots: no reason, no remark and no sheet for the meeting has a rate."""
    data = data_of(campaign, 50)
    guarded = [s for s in data.result.standings if s.guarded]
    assert guarded
    reasons = "".join(words_on(write_decisions(data, Decisions()), "等次审定"))
    assert "÷" not in reasons
    assert "一项条件没有达到" in reasons
    book = write_submission(data)
    for each, sheet in ((write_summary(data), "综合排序"), (book, "综合排序"), (book, "测评统计")):
        assert not [word for word in words_on(each, sheet) if "（" in word and "÷" in word and "%" in word]
    submitted = words_on(book, "测评统计")
    assert [word for word in submitted if word in HEADINGS] == list(HEADINGS)
    assert "不单列" in submitted
