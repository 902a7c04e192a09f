"""Campaigns of other shapes, every figure against the oracle: counted by hand, several assessors, events, ties."""

from __future__ import annotations

import random
from collections.abc import Mapping
from pathlib import Path

from lianping_xlsx.app.summary_outputs import Merged
from lianping_xlsx.forms.layout import FormLayout, Slot
from lianping_xlsx.scheme.terms import FormKind
from lianping_xlsx.spreadsheet.book import Content
from tests.books import open_book
from tests.findings import codes_of
from tests.scenarios.campaigns import (
    Fill,
    Oracle,
    answer,
    assert_figures,
    assert_votes,
    foretell,
    in_process,
    make_campaign,
    merge,
    records_of,
    told,
)


def count(
    folder: Path, fill: Fill, *, tables: Mapping[str, str], settings: Mapping[str, str] | None = None
) -> tuple[Merged, Oracle]:
    """A campaign made, answered and merged; what came out has the figures that the oracle expects."""
    made = make_campaign(folder / "考核", records_of(settings=settings, tables=tables))
    replies = answer(made, fill)
    with in_process():
        merged = merge(made)
    oracle = foretell(made, replies)
    assert_figures(merged, oracle)
    return merged, oracle


def codes(merged: Merged) -> set[str]:
    """The codes of what was found, without remarks."""
    return set(codes_of(merged.data.findings))


# ---------------------------------------------------------------- counted by hand

BY_HAND = {
    "测评": """
        名称               | 权重 | 计票方式 | 打分方式
        述职大会民主测评   | 60   | 计票汇总 | 百分制
        党员群众测评       | 40   | 逐票     | 百分制
        """,
    "票类": """
        测评               | 票类             | 权重 | 应到人数
        述职大会民主测评   | 县委常委会成员   | 60   | 11
        述职大会民主测评   | 基层党员干部代表 | 40   | 80
        党员群众测评       | 党员群众         | 100  | 6
        """,
    "填报任务": """
        填报单位               | 表种     | 考核对象范围 | 测评             | 票类             | 预计份数
        县委办公室             | 计票汇总 | 全部         | 述职大会民主测评 | 县委常委会成员   | 11
        县委组织部组织科       | 计票汇总 | 全部         | 述职大会民主测评 | 基层党员干部代表 | 50
        县委组织部组织员办公室 | 计票汇总 | 全部         | 述职大会民主测评 | 基层党员干部代表 | 30
        县委组织部组织员办公室 | 测评票   | 全部         | 党员群众测评     | 党员群众         | 6
        第一考核组             | 实地考评 | 全部         |                  |                  |
        """,
    "考评细则": """
        编号 | 一级指标 | 考评内容         | 分值 | 评分标准 | 计分方式 | 适用排名组
        K1   | 组织建设 | 健全党的基层组织 | 70   |          | 得分     |
        K2   | 队伍建设 | 发展党员工作     | 30   |          | 扣分     |
        """,
}
ISSUED = {("U01", "县委常委会成员"): 11, ("U02", "基层党员干部代表"): 50, ("U03", "基层党员干部代表"): 30}


def by_hand(form: FormLayout, slot: Slot) -> Content:
    """Counts that add up; a tenth of the ballots void, here and there somebody abstained or kept his ballot."""
    draw = random.Random(f"{form.key.text()} {slot.ratee} {slot.ballot} {slot.item}")
    if form.key.kind is FormKind.TALLY:
        issued = ISSUED[form.key.unit, form.key.voter_class]
        void, abstained, returned = issued // 10, draw.randrange(3), issued - draw.randrange(2)
        valid = returned - void - abstained
        total = round(valid * draw.uniform(70, 99), 2)
        row = {"issued": issued, "returned": returned, "valid": valid, "void": void, "abstained": abstained}
        return (row | {"total": total}).get(slot.field)
    if slot.field in ("issued", "returned"):
        return 6
    if slot.field == "mark":
        return draw.randrange(7000, 10000, 25) / 100 if int(slot.ballot) <= 6 else None
    return {"score": draw.randrange(6000, 7000, 25) / 100, "deduction": draw.randrange(5)}.get(slot.field)


def test_polls_counted_by_hand_beside_one_counted_ballot_by_ballot(tmp_path: Path) -> None:
    merged, oracle = count(tmp_path, by_hand, tables=BY_HAND)

    assert_votes(merged, oracle)
    assert merged.data.official
    assert codes(merged) <= {"rubric.no-reason"}


def test_a_total_that_cannot_be_is_left_out(tmp_path: Path) -> None:
    def fill(form: FormLayout, slot: Slot) -> Content:
        """50 ballots never give 5,000.01 points; the other form of the class still counts."""
        wrong = (form.key.unit, slot.ratee, slot.field) == ("U02", "T05", "total")
        return 5000.01 if wrong else by_hand(form, slot)

    merged, _ = count(tmp_path, fill, tables=BY_HAND, settings={"小数位数": "1"})

    assert not merged.data.official
    assert "tally.total-too-large" in codes(merged)
    assert told(merged.result)["T05"]["composite"] is not None


# ---------------------------------------------------------------- several assessors, trimming, events, ties

MANY_WAYS = {
    "考核对象": """
        编号 | 姓名   | 职务 | 所在单位 | 排名组 | 填报单位
        T01  | 陆明澈 | 书记 | 云溪镇   | 乡镇   |
        T02  | 邱佩兰 | 书记 | 石栏镇   | 乡镇   |
        T03  | 童岳   | 书记 | 桐荫镇   | 乡镇   |
        T04  | 蒲建衡 | 书记 | 松涛镇   | 乡镇   |
        T05  | 褚晓棠 | 书记 | 枫渡镇   | 乡镇   |
        T06  | 游砚秋 | 书记 | 莲浦镇   | 乡镇   |
        T07  | 钱步升 | 书记 | 青泥镇   | 乡镇   |
        T08  | 卞凤仪 | 书记 | 鹤坪乡   | 乡镇   |
        T09  | 宗雪樵 | 书记 | 竹坞乡   | 乡镇   |
        T10  | 晏平   | 书记 | 雁回乡   | 乡镇   |
        S01  | 麻国柱 | 书记 | 东街道   | 街道   |
        S02  | 郝有田 | 书记 | 西街道   | 街道   |
        """,
    "票类": """
        测评             | 票类           | 权重 | 应到人数
        述职大会民主测评 | 县委常委会成员 | 55   | 5
        述职大会民主测评 | 党员干部代表   | 45   | 7
        """,
    "考评细则": """
        编号 | 一级指标 | 考评内容   | 分值 | 评分标准 | 计分方式 | 适用排名组
        K1   | 组织建设 | 组织覆盖   | 60   |          | 扣分     |
        K2   | 队伍建设 | 发展党员   | 40   |          | 得分     | 乡镇
        K3   | 队伍建设 | 两新组织   | 40   |          | 得分     | 街道
        K4   | 附加     | 经验推广   | 6    |          | 加分     |
        K5   | 附加     | 通报批评   | 5    |          | 减分     |
        """,
    "填报任务": """
        填报单位         | 表种     | 考核对象范围 | 测评             | 票类           | 预计份数
        县委办公室       | 测评票   | 全部         | 述职大会民主测评 | 县委常委会成员 | 5
        县委组织部组织科 | 测评票   | 乡镇         | 述职大会民主测评 | 党员干部代表   | 7
        县委评议组       | 测评票   | 街道         | 述职大会民主测评 | 党员干部代表   | 7
        第一考核组       | 实地考评 | 全部         |                  |                |
        第二考核组       | 实地考评 | T01、S02     |                  |                |
        第三考核组       | 实地考评 | T01          |                  |                |
        """,
    "等次规则": """
        等次 | 最低分 | 名额比例上限 | 结果运用
        好   | 90     | 45           |
        中   | 70     | 45           |
        差   |        |              |
        """,
    "否决与加减分": """
        考核对象 | 事项       | 效果   | 分值 | 依据
        T03      | 任职不足   | 不参评 |      | 任免文件
        T07      | 换届拉票   | 否决   |      | 县纪委通报
        T08      | 信访突出   | 降档   |      | 县信访局通报
        T09      | 省级表彰   | 加分   | 2    | 省委文件
        T09      | 经验推广   | 加分   | 4    | 市委文件
        T10      | 材料迟报   | 减分   | 1.5  | 通知
        S01      | 信访突出   | 降档   |      | 县信访局通报
        S01      | 数据造假   | 降档   |      | 县统计局通报
        """,
}
MERITS = {"T01": 97, "T02": 96, "T03": 95, "T04": 93, "T05": 93, "T06": 93, "T07": 92, "T08": 88, "T09": 85}
MOODS = (-1.5, 0, 0.25, 0.5, 1.25, -20, 20)
"""What a ballot adds for everybody: the last two of the seven are what trimming is for."""


def many_ways(form: FormLayout, slot: Slot) -> Content:
    """Everybody marks by merit, so that equal merits are equal composites; teams differ on T01 and S02."""
    merit = MERITS.get(slot.ratee, 65)
    if slot.field in ("issued", "returned"):
        return 5 if form.key.unit == "U01" else 7
    if slot.field == "mark":
        ballot = int(slot.ballot) - 1
        return None if ballot >= (5 if form.key.unit == "U01" else 7) else min(100, merit + MOODS[ballot])
    if slot.item in ("K4", "K5"):
        return {("K4", "T02"): 6, ("K5", "T08"): 0.5}.get((slot.item, slot.ratee))
    loss = 100 - merit + {"U12": 1.37, "U13": 2.86}.get(form.key.unit, 0)
    return {"deduction": loss, "score": 40}.get(slot.field)


def test_assessors_trimming_events_and_ties(tmp_path: Path) -> None:
    merged, oracle = count(tmp_path, many_ways, tables=MANY_WAYS, settings={"去最高最低分": "是"})

    assert_votes(merged, oracle)
    assert merged.data.official
    assert codes(merged) == {"rubric.no-reason", "result.edge-tie"}
    placed = {code: (own["rank"], own["proposed_tier"]) for code, own in told(merged.result).items()}
    # 好 has floor(45 % of 9) = 4 places; T03 takes no part; T04, T05 and T06 are three for the two that are left
    assert placed == {
        "T02": (1, "好"),
        "T01": (2, "好"),
        "T04": (3, "中"),
        "T05": (3, "中"),
        "T06": (3, "中"),
        "T07": (6, "差"),
        "T09": (7, "差"),
        "T08": (8, "差"),
        "T10": (9, "差"),
        "T03": (None, None),
        "S01": (1, "差"),
        "S02": (2, "差"),
    }


def test_ties_are_parted_by_the_second_score(tmp_path: Path) -> None:
    def fill(form: FormLayout, slot: Slot) -> Content:
        """T05 gets a point less in the poll and a point more on the spot than T04 and T06: the sum is the same."""
        content = many_ways(form, slot)
        moved = slot.ratee == "T05" and slot.field in ("mark", "deduction")
        return content - 1 if moved and isinstance(content, float | int) else content

    merged, _ = count(tmp_path, fill, tables=MANY_WAYS, settings={"去最高最低分": "是", "并列名次处理": "考评得分优先"})

    placed = {code: (own["rank"], own["proposed_tier"]) for code, own in told(merged.result).items()}
    assert [placed[code] for code in ("T05", "T04", "T06")] == [(3, "好"), (4, "中"), (4, "中")]
    assert told(merged.result)["T05"]["composite"] == told(merged.result)["T04"]["composite"]


# ---------------------------------------------------------------- what is said of a faulty entry


def mistype(reply: Path, sheet_begins: str, cells: Mapping[str, str | None]) -> None:
    """Types into cells of the first sheet whose name begins so."""
    book = open_book(reply.read_bytes())
    page = next(page for page in book.worksheets if page.title.startswith(sheet_begins))
    for cell, content in cells.items():
        page[cell].value = content
    book.save(reply)


def test_a_blank_item_is_named_although_its_reason_is_an_error(tmp_path: Path) -> None:
    made = make_campaign(tmp_path / "考核", records_of(tables=BY_HAND))
    replies = answer(made, by_hand)
    mistype(replies["U11 第一考核组.xlsx"], "考评-", {"H7": None, "J7": "#N/A"})

    with in_process():
        merged = merge(made)

    said = {(finding.code, finding.place.cell) for finding in merged.data.findings}
    assert ("cell.error-value", "J7") in said
    assert ("cell.blank", "H7") in said


def test_a_count_that_is_no_number_is_not_called_blank(tmp_path: Path) -> None:
    made = make_campaign(tmp_path / "考核", records_of(tables=BY_HAND))
    replies = answer(made, by_hand)
    slot = next(s for s in made.slots if s.get("form") == "测评票" and s["field"] == "returned")
    mistype(replies["U03 县委组织部组织员办公室.xlsx"], "测评票-", {str(slot["cell"]): "约6"})

    with in_process():
        merged = merge(made)

    assert "cell.not-number" in codes(merged)
    assert "poll.count-blank" not in codes(merged)
