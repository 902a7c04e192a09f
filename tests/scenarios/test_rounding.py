"""最后舍入 with every number of decimals, beside the rules that meet it: oracle and LibreOffice say the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from lianping_xlsx.decision.result_json import result_object
from lianping_xlsx.publish.summary.summary_workbook import write_summary
from tests.libreoffice import needs_libreoffice
from tests.recalculation import differences_in
from tests.scenarios.campaigns import assert_foretold, told, votes_foretold, votes_told
from tests.scenarios.rule_cases import BY_SHARES, PARTED, rule_campaign

LAST = {"舍入方式": "最后舍入"}
PLACES: list[dict[str, object]] = [{"小数位数": places} for places in range(5)]
CASES: list[dict[str, object]] = [
    *PLACES,
    {"小数位数": 0, "考核组去最高最低分": "按项"},
    {"小数位数": 1, "考核组去最高最低分": "不去"},
    {"小数位数": 4, "缺票类处理": "按其余票类折算", "去最高分个数": 2},
]


@pytest.mark.slow
@needs_libreoffice
def test_the_exact_figures_are_those_of_the_oracle_and_of_the_formulas(tmp_path: Path) -> None:
    campaigns = [rule_campaign(tmp_path / "权重"), rule_campaign(tmp_path / "比重", 票类=BY_SHARES)]
    cases = [campaign.under(**LAST, **case) for campaign in campaigns for case in CASES]
    parted = rule_campaign(tmp_path / "板块", **PARTED)
    cases += [parted.under(**LAST, **case, 缺期次处理="按其余期次折算") for case in CASES[-2:]]
    for case in cases:
        assert_foretold(told(result_object(case.data, "")), case.oracle, case.data)
        assert votes_told(case.data) == votes_foretold(case.oracle)
    assert differences_in([write_summary(case.data) for case in cases], tmp_path) == [[] for _ in cases]
