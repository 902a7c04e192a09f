"""The preset 乐安县乡(镇、场)党委书记: in the regulation's words, and usable as it comes."""

from __future__ import annotations

import unicodedata

import pytest

from lianping_xlsx.core import exact
from lianping_xlsx.core.findings import Severity
from lianping_xlsx.scheme.consistency import check_scheme
from lianping_xlsx.scheme.presets import PRESETS, Preset, load_preset
from lianping_xlsx.scheme.rules import RULE_SETTINGS
from lianping_xlsx.scheme.scheme_builder import build_scheme
from tests.findings import without_remarks

# 乐安县基层党组织书记“联述联评联考”实施办法 一(一)1 述职评议内容, as published.
REGULATION = """
研究制定基层党建总体规划和年度计划情况。贯彻执行党的基层组织建设各项政策及上级党委决议、决定,全面把握本乡(镇、场)基层党建工作整体情况,立足实际,研究制定本乡(镇、场)基层党建工作规划、计划、制度和具体措施。
加强基层党组织建设情况。探索建立与本乡(镇、场)经济社会发展相适应的党的基层组织格局,优化党组织设置,健全党的基层组织,创新活动方式,领导和指导基层党组织开展工作情况。
加强基层党组织领导班子建设情况。制定落实激励关心乡镇及村组干部的办法和措施,强化以乡镇党委书记为重点的乡镇党委班子建设;拓宽选任渠道,研究制定、督促落实提高村干部经济待遇和政治待遇的措施和办法,落实大学生“村官”培养管理和村级后备干部队伍建设措施,强化以村党组织书记为重点的村级班子建设;重视做好社区、机关、企业等各个领域党组织负责人的选配、教育和管理。
加强党员队伍建设情况。主力做好发展党员工作,优化党员队伍结构。加强党员教育、管理、监督和服务,建立健全“双推双培双审”发展外出务工青年入党机制,加强流动党员管理,表彰奖励优秀党员,及时处置不合格党员。健全党内激励关怀帮扶机制,落实党内帮扶措施。加强党员教育培训,创新党员活动载体,引导党员加强党性修养,发挥先锋模范作用。推进基层党内民主建设,落实党务公开,保障党员对党内事务的广泛参与和有效监督;完善党代表大会的程序和形式,细化和规范党代表大会议事规则,建立党代会代表参与重大决策、列席党委有关会议等制度和办法。
加强基层党建投入和工作力量配备情况。落实乡村干部教育培训、村级组织活动场所建设、党建示范点建设、党建项目等资金。为基层党组织开展工作提供条件,保证必要的人员和经费。抓好党务干部的选配和培养,落实乡镇党委组织专职干事,关心爱护基层党务干部。
加强对基层党建工作的协调指导情况。强化乡(镇、场)党委抓农村党建工作责任制,党委会、基层党建工作领导小组定期研究农村基层组织建设,党委会每年听取乡镇各党支部书记抓党建工作专项述职;制定党支部书记抓基层党建工作考核评估办法和村党组织书记考核管理办法,抓好基层党建领导联系点建设,定期召开推进会、现场会,及时总结经验,发现解决存在问题,加强对基层党建工作具体指导。
"""

RECORDS = load_preset("lean-township")
SCHEME = build_scheme(RECORDS)


def plain(text: str) -> str:
    """Without differences that only printers make: full-width or half-width marks."""
    return unicodedata.normalize("NFKC", text).strip()


def test_the_preset_holds_together() -> None:
    (finding,) = without_remarks(check_scheme(SCHEME, RECORDS), "scheme.sample")
    assert finding.code == "scheme.sample"
    assert finding.severity is Severity.NOTE  # the roster is invented, and says so


def test_the_six_heads_of_the_account_are_the_regulations_words() -> None:
    assert [plain(item.text) for item in SCHEME.items] == [plain(line) for line in REGULATION.strip().splitlines()]


def test_test_and_visit_count_half_each_as_the_regulation_says() -> None:
    assert (SCHEME.rules.poll_weight, SCHEME.rules.field_weight) == (50_00, 50_00)
    assert [tier.name for tier in SCHEME.tiers] == ["好", "中", "差"]


def test_the_rubric_gives_a_hundred_points_under_the_six_heads_of_the_regulation() -> None:
    counting = [item for item in SCHEME.rubric if item.counts_to_hundred]
    assert sum(item.points for item in counting) == exact.WHOLE
    heads = list(dict.fromkeys(item.head for item in counting))
    assert [f"{head}情况" for head in heads] == [item.text.split("。")[0] for item in SCHEME.items]
    by_head = {head: sum(item.points for item in counting if item.head == head) for head in heads}
    assert list(by_head.values()) == [item.points for item in SCHEME.items]


def test_what_stands_beside_the_hundred_points_is_a_bonus_or_a_penalty() -> None:
    beside = [(item.head, str(item.mode)) for item in SCHEME.rubric if not item.counts_to_hundred]
    assert beside == [("附加项", "加分"), ("附加项", "减分")]


def test_a_deduction_says_until_when_it_goes_on() -> None:
    for item in SCHEME.rubric:
        if str(item.mode) == "扣分":
            assert item.standard.endswith("扣完为止"), item.code


def test_what_the_regulation_leaves_open_is_said_to_be_open() -> None:
    settled = {
        "述职测评权重",
        "实地考评权重",
        "测评得分公布线",
        "票类均分单列线",
        "票类差距提醒线",
        "零分须写原因线",
        "考核组差距提醒线",
    }
    for setting in RULE_SETTINGS.settings:
        assert ("原办法未规定" in setting.note) is (setting.name not in settled), setting.name


@pytest.mark.parametrize("preset", PRESETS)
def test_a_nought_on_an_item_of_five_points_wants_its_reason(preset: Preset) -> None:
    assert build_scheme(load_preset(preset.name)).rules.zero_line == 5_00


@pytest.mark.parametrize("preset", PRESETS)
def test_every_preset_can_be_loaded_and_says_where_it_comes_from(preset: Preset) -> None:
    assert build_scheme(load_preset(preset.name)).ratees
    assert "办法" in preset.source


def test_there_is_no_other_preset() -> None:
    with pytest.raises(KeyError):
        load_preset("../lean-township")


@pytest.mark.parametrize("preset", PRESETS)
def test_the_year_stands_in_no_title_twice(preset: Preset) -> None:
    """Titles begin with 2024年度."""
    assert "年度" not in build_scheme(load_preset(preset.name)).profile.title
