"""The presets: one whole folder each, found by looking; 乐安县乡(镇、场)党委书记 in the regulation's words."""

from __future__ import annotations

import shutil
import unicodedata
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import pytest

from lianping_xlsx.core import exact
from lianping_xlsx.core.findings import Severity
from lianping_xlsx.scheme import presets
from lianping_xlsx.scheme.consistency import check_scheme
from lianping_xlsx.scheme.presets import (
    OPTIONAL_FILES,
    PRESET_FILES,
    PRESETS,
    Preset,
    find_presets,
    load_preset,
    read_preset,
)
from lianping_xlsx.scheme.rules import RULE_SETTINGS
from lianping_xlsx.scheme.scheme_builder import build_scheme
from tests.findings import without_remarks
from tests.scenarios.people import OPTIONAL_SAMPLE_FILES, ROOT, SAMPLE_FILES, SAMPLES, lacks

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


def test_the_yearly_assessment_of_villages_uses_what_it_is_there_to_show() -> None:
    """Six offices score items of their own, 100 points in all; the ballots rank, and the place gives the points."""
    scheme = build_scheme(load_preset("village-yearly"))
    weights = {each.name: (str(each.source), str(each.conversion)) for each in scheme.component_rows}
    assert weights == {
        "部门评分": ("考评", "原分"),
        "述职排名": ("测评", "名次赋分"),
        "年度重点任务": ("得分", "原分"),
    }
    offices = {item.department for item in scheme.rubric if item.department}
    assert len(offices) == 6
    assert {task.unit for task in scheme.tasks if str(task.kind) == "部门评分表"} == offices
    scored = [item.points for item in scheme.rubric if item.department and item.counts_to_hundred]
    assert sum(scored) == exact.WHOLE
    assert [(each.place, each.points) for each in scheme.ballot_places] == [(1, 4_00), (2, 3_00), (3, 2_00), (4, 1_00)]
    assert [each.points for each in scheme.place_points] == [100_00, 90_00, 80_00, 70_00]
    assert all(each.electorate >= scheme.rules.class_line for each in scheme.classes)
    assert "不是某一办法的原文" in next(each.source for each in PRESETS if each.name == "village-yearly")


def test_the_county_of_three_levels_cites_what_its_townships_decided_on_their_villages() -> None:
    """Streets have no villages: their other components weigh half each."""
    scheme = build_scheme(load_preset("three-levels"))
    weights = {
        group: {each.name: each.weight for each in scheme.components_for(group)}
        for group in dict.fromkeys(ratee.group for ratee in scheme.ratees)
    }
    assert weights == {
        "乡镇": {
            "述职评议": exact.WHOLE * 4 // 10,
            "党建考评": exact.WHOLE * 3 // 10,
            "村级考核": exact.WHOLE * 3 // 10,
        },
        "街道": {"述职评议": 50_00, "党建考评": 50_00},
    }
    cited = {each.ratees: each.campaign for each in scheme.citations}
    towns = {ratee.code: ratee.workplace for ratee in scheme.ratees if ratee.group == "乡镇"}
    assert cited == {(code,): f"中共{town}委员会" for code, town in towns.items()}
    assert "不是某一办法的原文" in next(each.source for each in PRESETS if each.name == "three-levels")


@pytest.mark.parametrize("preset", PRESETS)
def test_the_year_stands_in_no_title_twice(preset: Preset) -> None:
    """Titles begin with 2024年度."""
    assert "年度" not in build_scheme(load_preset(preset.name)).profile.title


# ---------------------------------------------------------------- one folder each

PARENT = Path(str(files(presets)))
WHOLE = PARENT / "lean-township"
POLL = "述职大会民主测评"
FILES = sorted(str(path.relative_to(WHOLE)) for path in WHOLE.rglob("*") if path.is_file())


def folders() -> list[Path]:
    return sorted(path for path in PARENT.iterdir() if path.is_dir() and path.name != "__pycache__")


@pytest.mark.parametrize("folder", folders(), ids=lambda folder: folder.name)
def test_a_preset_is_whole(folder: Path) -> None:
    """What a new preset lacks, file by file: this is the list to work through."""
    assert lacks(folder) == []
    found = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    assert found - OPTIONAL_FILES - OPTIONAL_SAMPLE_FILES.keys() == set(FILES)
    assert folder in [preset.folder for preset in PRESETS]


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.name)
def test_a_preset_has_its_sample_and_its_templates(preset: Preset) -> None:
    made = [folder / preset.name / "考核方案.xlsx" for folder in (SAMPLES, ROOT / "templates")]
    assert [str(path) for path in made if not path.exists()] == [], f"run python samples/make.py {preset.name}"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of a whole preset under another name."""
    return Path(shutil.copytree(WHOLE, tmp_path / "copy"))


def test_every_file_of_a_preset_is_a_declared_one() -> None:
    assert sorted({**PRESET_FILES, **SAMPLE_FILES}) == FILES


@pytest.mark.parametrize("file", FILES)
def test_a_file_that_is_missing_is_named_and_what_it_holds(file: str, copy: Path) -> None:
    assert lacks(copy) == []
    (copy / file).unlink()
    [line] = lacks(copy)
    name, _, holds = line.partition(": ")
    assert (name, holds) == (file, {**PRESET_FILES, **SAMPLE_FILES}[file])
    if file in PRESET_FILES:
        with pytest.raises(FileNotFoundError, match=f"the preset copy lacks .*{file}: "):
            read_preset(copy)


def test_all_files_that_are_missing_are_named_at_once(copy: Path) -> None:
    shutil.rmtree(copy / "sample")
    (copy / "tiers.tsv").unlink()
    assert [line.partition(":")[0] for line in lacks(copy)] == ["tiers.tsv", *SAMPLE_FILES]


def without(beginning: str) -> Callable[[str], str]:
    """The lines that begin otherwise."""
    return lambda text: "".join(line for line in text.splitlines(True) if not line.startswith(beginning))


def with_line(*cells: str) -> Callable[[str], str]:
    return lambda text: text + "\t".join(cells) + "\n"


@pytest.mark.parametrize(
    ("file", "change", "lack"),
    [
        ("opinions", without("T05"), "not yet 1 for “T05”"),
        ("reasons", without("K202"), "not yet 1 for “K202”"),
        ("signers", without("U04"), "not yet 1 for “U04”"),
        ("selfchecks", lambda text: with_line("N6", "甲", "乙", "丙")(without("N6")(text)), "not yet 2 for “N6”"),
        ("reviews", without("通过"), "not yet 1 for “通过”"),
        ("cast", without("审定会议"), "no 审定会议"),
        ("cast", with_line("水平", "T99", "3"), "“T99” is no 编号 of a 考核对象"),
        ("cast", with_line("报告重写", "T98", ""), "“T98” is no 编号 of a 考核对象"),
        ("cast", with_line("投票人", "基层党员干部代表", "T01、T97"), "“T97” is no 编号 of a 考核对象"),
        ("cast", with_line("宽严", "群众", "1"), "“群众” is no 票类"),
        ("cast", with_line("文件名", "U99.xlsx", "甲.xlsx"), "“U99.xlsx” is no file of 1发出"),
        ("cast", with_line("调整等次", "T01", "优", "事由"), "“优” is no 等次"),
        ("ways_of_voting", without("2\t"), "逐票·等次 is not tried"),
        (
            "ways_of_voting",
            with_line("6", "述职", "逐票", "分项"),
            f"no. 6 has to name {POLL}, and nothing else",
        ),
    ],
)
def test_words_that_are_missing_are_named(file: str, change: Callable[[str], str], lack: str, copy: Path) -> None:
    path = copy / f"sample/{file}.tsv"
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")
    assert lacks(copy) == [f"sample/{file}.tsv: {lack}"]


def test_a_report_that_was_sent_back_wants_its_remark(copy: Path) -> None:
    for file, change in (("reviews", without("退回重写")), ("cast", with_line("报告重写", "T01", ""))):
        path = copy / f"sample/{file}.tsv"
        path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")
    assert lacks(copy) == ["sample/reviews.tsv: not yet 1 for “退回重写”"]


@pytest.mark.parametrize("key", ["K302", "得分表"])
def test_what_a_department_scores_and_a_unit_reports_wants_its_words(key: str, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(PARENT / "village-yearly", tmp_path / "copy"))
    path = copy / "sample/reasons.tsv"
    path.write_text(without(key)(path.read_text(encoding="utf-8")), encoding="utf-8")
    assert lacks(copy) == [f"sample/reasons.tsv: not yet 1 for “{key}”"]


def test_presets_are_found_by_looking(tmp_path: Path) -> None:
    """In the order that they say; a folder without preset.tsv is none."""
    for name in ("b", "a", "c", "none"):
        shutil.copytree(WHOLE, tmp_path / name)
    (tmp_path / "none/preset.tsv").unlink()
    file = tmp_path / "a/preset.tsv"
    file.write_text(file.read_text(encoding="utf-8").replace("次序\t1", "次序\t12"), encoding="utf-8")
    assert [preset.name for preset in find_presets(tmp_path)] == ["b", "c", "a"]
    first = ["lean-township", "lean-village", "zhongwei-secretary", "zhongwei-member", "village-yearly"]
    assert [preset.name for preset in PRESETS if preset.name in first] == first


def test_a_preset_says_all_of_what_it_is(copy: Path) -> None:
    file = copy / "preset.tsv"
    file.write_text(without("依据")(file.read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(ValueError, match=r"copy/preset\.tsv has to say 用于、依据、次序, and nothing else"):
        find_presets(copy.parent)
