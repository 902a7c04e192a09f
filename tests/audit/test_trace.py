"""The trace of small campaigns, worked out by hand: which file, which cells, how many, what sum, what was left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from lianping_xlsx.app.judged_returns import check_returns, count_returns
from lianping_xlsx.audit.source_blocks import (
    RETURNED,
    TOTAL,
    TRIMMED,
    VALID,
    LeafSource,
    SourceBlock,
    Trace,
    cell_ranges,
)
from lianping_xlsx.audit.trace import trace
from lianping_xlsx.forms.layout import FormLayout, Slot
from lianping_xlsx.publish.summary.summary_workbook import write_summary
from lianping_xlsx.spreadsheet.book import Content
from tests.leaves import shown, unanswered
from tests.scenarios.campaigns import Made, answer, in_process, make_campaign, merge, records_of

POLL, PEOPLE, CADRES = "述职大会测评", "群众", "干部"
LINE = "票类均分单列线"
Ballots = Mapping[tuple[str, str], Sequence[tuple[Content, Content]]]
"""The marks of each ballot on T1 and T2, by 填报单位 and voter class."""
TABLES = {
    "考核对象": """
        编号 | 姓名   | 职务     | 所在单位 | 排名组 | 填报单位
        T1   | 陆明澈 | 党委书记 | 云溪镇   | 乡镇   |
        T2   | 游砚秋 | 党委书记 | 石栏镇   | 乡镇   |
        """,
    "填报单位": """
        编号 | 名称       | 联系人 | 电话         | 邮箱
        U1   | 县委办公室 | 薛定安 | 0000-0000101 |
        U2   | 甲村       | 滕海波 | 0000-0000102 |
        U3   | 乙村       | 乔若水 | 0000-0000103 |
        U4   | 考核组     | 康砺之 | 0000-0000104 |
        """,
    "测评": f"""
        名称   | 权重 | 计票方式 | 打分方式
        {POLL} | 100  | 逐票     | 百分制
        """,
    "票类": f"""
        测评   | 票类     | 权重 | 应到人数
        {POLL} | {PEOPLE} | 60   | 7
        {POLL} | {CADRES} | 40   | 6
        """,
    "测评内容": "编号 | 内容 | 分值 | 测评\n",
    "评价等级": "等级 | 折算分\n好 | 100\n差 | 40",
    "考评细则": """
        编号 | 一级指标 | 考评内容 | 分值 | 评分标准 | 计分方式 | 适用排名组
        K1   | 组织建设 | 按期换届 | 60   | 扣完为止 | 扣分     |
        K2   | 队伍建设 | 发展党员 | 40   | 酌情得分 | 得分     |
        K3   | 附加项   | 经验推广 | 3    | 加分     | 加分     |
        """,
    "填报任务": f"""
        填报单位   | 表种     | 考核对象范围 | 测评   | 票类     | 预计份数
        县委办公室 | 测评票   | 全部         | {POLL} | {PEOPLE} | 5
        甲村       | 测评票   | 全部         | {POLL} | {PEOPLE} | 1
        乙村       | 测评票   | 全部         | {POLL} | {PEOPLE} | 1
        县委办公室 | 测评票   | 全部         | {POLL} | {CADRES} | 6
        考核组     | 实地考评 | 全部         |        |          |
        """,
    "否决与加减分": "考核对象 | 事项 | 效果 | 分值 | 依据\nT2 | 经验推广 | 加分 | 1.5 | 省委通报",
}
BALLOTS: Ballots = {
    ("县委办公室", PEOPLE): [(90, 80), (91, 81), (92, 82), (93, 83), (94, 84)],
    ("甲村", PEOPLE): [(61.25, 73)],
    ("乙村", PEOPLE): [(62.75, 74)],
    ("县委办公室", CADRES): [(85, 70), (86, 71), (87, 72), (88, 73), (99, 60), (100, 100)],
}
"""The marks of each ballot on T1 and T2; the last of the 干部 is void: 100 for everybody."""
RUBRIC = {"T1": {"K1": 5, "K2": 38}, "T2": {"K1": 10, "K2": 36, "K3": 2}}


def made_in(folder: Path, ballots: Ballots | None = None, /, **settings: str) -> Made:
    """The campaign with its replies."""
    rules = {
        "全部满分的票作废": "是",
        "同分满分作废起算人数": "2",
        "去最高最低分": "否",
        LINE: "5",
        "测评得分公布线": "1",
    }
    made = make_campaign(folder, records_of(settings=rules | settings, tables=TABLES))
    units = {unit.code: unit.name for unit in made.loaded.scheme.units}

    def fill(form: FormLayout, slot: Slot) -> Content:
        if form.key.kind.by_ballot:
            given = (ballots or BALLOTS)[units[form.key.unit], form.key.voter_class]
            number = int(slot.ballot or 0) - 1
            if slot.field in ("issued", "returned"):
                return len(given)
            return given[number][int(slot.ratee == "T2")] if slot.ratee and 0 <= number < len(given) else None
        entered = RUBRIC[form.key.ratee].get(slot.item)
        return "台账不全" if slot.field == "reason" and entered else entered

    answer(made, fill)
    return made


def trace_of(made: Made) -> Trace:
    """The trace of what came back."""
    with in_process():
        returns = check_returns(made.folder).value
    assert returns is not None
    result = count_returns(returns, ()).value
    return trace(returns.loaded.scheme, returns.received, returns.judged, result, returns.found)


def sheet_of(made: Made) -> tuple[bytes, list[object]]:
    """The summary, and everything that 出处 shows."""
    with in_process():
        merged = merge(made)
    content = write_summary(merged.data)
    return content, list(shown(content, "出处").values())


def block_of(found: Trace, voter_class: str) -> SourceBlock:
    (block,) = [each for each in found.blocks if each.owner == (POLL, voter_class)]
    return block


def numbers(source: LeafSource, what: str) -> object:
    """The numbers of a source under a name: one for all ratees, or one for each."""
    lines = {line.what: line.values for line in source.lines}
    return lines.get(what, dict(source.counts).get(what))


def test_a_register_of_the_line_is_named_with_its_cells_its_numbers_and_what_is_void(tmp_path: Path) -> None:
    """干部: 85 + 86 + 87 + 88 + 99 = 445 and 70 + 71 + 72 + 73 + 60 = 346; the sixth ballot has 100 for everybody."""
    (source,) = block_of(trace_of(made_in(tmp_path)), CADRES).sources
    assert (source.origin.file, source.origin.sheet, source.origin.cells) == (
        "U1 县委办公室.xlsx",
        "测评票-干部",
        "C7:D12",
    )
    assert numbers(source, TOTAL) == (445_00, 346_00)
    assert (numbers(source, RETURNED), numbers(source, VALID)) == (6, 5)
    assert source.left_out == "整票作废1张（全部满分1张）"


def test_registers_below_the_line_are_one_row_without_a_name(tmp_path: Path) -> None:
    """With a line of two 甲村 and 乙村 are pooled: 61.25 + 62.75 = 124 and 73 + 74 = 147, two ballots."""
    named, pooled = block_of(trace_of(made_in(tmp_path, None, **{LINE: "2"})), PEOPLE).sources
    assert named.origin.file == "U1 县委办公室.xlsx"
    assert numbers(named, TOTAL) == (460_00, 410_00)
    assert (pooled.origin.file, pooled.origin.sheet, pooled.origin.cells) == ("2份，各不足2张，不列明", "", "")
    assert (numbers(pooled, TOTAL), numbers(pooled, VALID), pooled.unit) == ((124_00, 147_00), 2, "")


def test_where_the_pool_alone_is_below_the_line_the_next_register_goes_into_it(tmp_path: Path) -> None:
    """With a line of five the two ballots of the villages would stand apart: 460 + 124 = 584, 410 + 147 = 557."""
    (pooled,) = block_of(trace_of(made_in(tmp_path)), PEOPLE).sources
    assert pooled.origin.file == "3份，其中有的有效票不足5张，不列明"
    assert (numbers(pooled, TOTAL), numbers(pooled, VALID)) == ((584_00, 557_00), 7)


def test_of_a_register_with_a_single_mark_on_somebody_his_share_is_pooled(tmp_path: Path) -> None:
    """One of six 干部 marks T2: the register is named for T1 alone, 85 + 86 + 87 + 88 + 99 + 84 = 529."""
    marks = [(85, 70), *((mark, None) for mark in (86, 87, 88, 99, 84))]
    named, pooled = block_of(
        trace_of(made_in(tmp_path, dict(BALLOTS) | {("县委办公室", CADRES): marks})), CADRES
    ).sources
    assert (named.origin.file, numbers(named, TOTAL)) == ("U1 县委办公室.xlsx", (529_00, None))
    assert (pooled.origin.file, numbers(pooled, TOTAL)) == ("1份，其中有的有效票不足5张，不列明", (None, 70_00))


def test_trimmed_marks_are_a_row_below_nought(tmp_path: Path) -> None:
    """干部: 99 and 85, 73 and 60 are left out; three marks are counted."""
    made = made_in(tmp_path, 去最高最低分="是", 去最高最低分票数线="4")
    *_, trimmed = block_of(trace_of(made), CADRES).sources
    assert trimmed.origin.file == "去掉的最高分、最低分"
    assert (numbers(trimmed, TRIMMED), numbers(trimmed, TOTAL)) == ((-2, -2), (-184_00, -133_00))


def test_the_entries_of_a_team_are_summed_by_their_kind(tmp_path: Path) -> None:
    """T1: 60 - 5 + 38 = 93 of two items; T2: 60 - 10 + 36 = 86 and a bonus of 2, of three."""
    found = trace_of(made_in(tmp_path)).assessments
    assert [(a.ratee, a.entries, a.points, a.bonus, a.penalty) for a in found] == [
        ("T1", 2, 93_00, 0, 0),
        ("T2", 3, 86_00, 2_00, 0),
    ]
    assert {a.origin.file for a in found} == {"U4 考核组.xlsx"}


def test_every_leaf_is_answered_and_no_small_register_is_told(tmp_path: Path) -> None:
    """Neither file, sheet, unit nor mark of a register of one ballot is on 出处, whatever the line."""
    for line, pooled in (("5", 584.0), ("2", 124.0)):
        content, cells = sheet_of(made_in(tmp_path / line, None, **{LINE: line}))
        assert unanswered(content) == []
        assert pooled in cells
        assert not {61.25, 62.75, 73.0, 74.0} & {cell for cell in cells if isinstance(cell, float)}
        assert not [cell for cell in cells if "甲村" in str(cell) or "乙村" in str(cell)]
        assert "经验推广" in cells


def test_columns_and_rows_side_by_side_are_one_range() -> None:
    assert cell_ranges((6, 11), [2, 3, 5]) == "C7:D12、F7:F12"
    assert cell_ranges((6, 6), [2]) == "C7"
