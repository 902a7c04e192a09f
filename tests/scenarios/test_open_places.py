"""While anybody's score may still change, places are printed as a range, and as the same one wherever they stand."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from lianping_xlsx.app.summary_outputs import Merged
from lianping_xlsx.audit.border_words import ranges_object
from lianping_xlsx.forms.layout import FormLayout, Slot
from lianping_xlsx.spreadsheet.book import Content
from tests.libreoffice import needs_libreoffice
from tests.recalculation import all_differences
from tests.scenarios.campaigns import (
    Made,
    answer,
    assert_figures,
    assert_official,
    foretell,
    in_process,
    make_campaign,
    merge,
    records_of,
    recounted,
    told,
)
from tests.scenarios.rule_cases import IN_USE
from tests.scenarios.rule_cases import TABLES as RULE_TABLES
from tests.scenarios.rule_cases import entry as rule_entry

POLL = "述职测评"
TABLES = {
    "考核对象": """
        编号 | 姓名   | 职务 | 所在单位 | 排名组 | 填报单位
        T1   | 陆明澈 |      | 云溪镇   | 乡镇   |
        T2   | 游砚秋 |      | 石栏镇   | 乡镇   |
        T3   | 闻知行 |      | 莲浦镇   | 乡镇   |
        T4   | 薛定安 |      | 竹坪镇   | 乡镇   |
        """,
    "填报单位": """
        编号 | 名称       | 联系人 | 电话 | 邮箱
        U1   | 县委办公室 |        |      |
        U2   | 第一考核组 |        |      |
        U3   | 县委评议组 |        |      |
        """,
    "测评": f"""
        名称   | 权重 | 计票方式 | 打分方式
        {POLL} | 100  | 逐票     | 百分制
        """,
    "票类": f"""
        测评   | 票类 | 权重 | 应到人数
        {POLL} | 领导 | 60   | 2
        {POLL} | 群众 | 40   | 4
        """,
    "考评细则": """
        编号 | 一级指标 | 考评内容 | 分值 | 评分标准 | 计分方式 | 适用排名组
        K1   | 组织建设 | 按期换届 | 100  |          | 扣分     |
        """,
    "填报任务": f"""
        填报单位   | 表种     | 考核对象范围 | 测评   | 票类 | 预计份数
        县委办公室 | 测评票   | 全部         | {POLL} | 领导 | 2
        县委办公室 | 测评票   | 全部         | {POLL} | 群众 | 2
        县委评议组 | 测评票   | 全部         | {POLL} | 群众 | 2
        第一考核组 | 实地考评 | 全部         |        |      |
        """,
    "等次规则": """
        等次 | 最低分 | 名额比例上限 | 结果运用 | 名额人数
        好   |        |              |          | 1
        中   | 70     |              |          |
        差   |        |              |          |
        """,
    "否决与加减分": "考核对象 | 事项 | 效果 | 分值 | 依据",
}
MARKS = {"领导": {"T1": 95, "T2": 90, "T3": 85, "T4": 60}, "群众": {"T1": 90, "T2": 88, "T3": 86, "T4": 60}}
LOST = {"T1": 2, "T2": 4, "T3": 16, "T4": 40}
PLACES = {"T1": (1, 2), "T2": (1, 3), "T3": (2, 3), "T4": (4, 4)}
"""Without the two ballots of 县委评议组; 50 : 50, each 100.

群众 on T1: (180 + 0) / 4 = 45 to (180 + 200) / 4 = 95; 57 + 0.4 of that is 75 to 95; with 考评 98 he has 86.5 to 96.5.
T2: 44 to 94, 71.6 to 91.6, with 96 he has 83.8 to 93.8. T3: 43 to 93, 68.2 to 88.2, with 84 he has 76.1 to 86.1: he
cannot pass T1. T4: 48 to 68, with 60 he has 54 to 64.
"""


def fill(form: FormLayout, slot: Slot) -> Content:
    if slot.field in ("issued", "returned"):
        return 2
    if slot.field == "mark":
        return MARKS[form.key.voter_class][slot.ratee] if int(slot.ballot) <= 2 else None
    return LOST[form.key.ratee] if slot.field == "deduction" else None


def merged_without(folder: Path, *missing: str) -> tuple[Made, Merged]:
    """With the replies of all units but some."""
    rules = {"全部满分的票作废": "否", "全部同分的票作废": "否", "去最高最低分": "否"}
    made = make_campaign(folder / "考核", records_of(settings=rules, tables=TABLES))
    replies = answer(made, fill)
    for unit in missing:
        replies.pop(next(name for name in replies if unit in name)).unlink()
    with in_process():
        merged = merge(made)
    assert_figures(merged, foretell(made, replies))
    assert_official(merged)
    return made, merged


def printed(made: Made, book: str, sheet: str, heading: str, persons: str) -> dict[str, object]:
    """A column of a printed table, by the code of the person."""
    page = openpyxl.load_workbook(made.loaded.campaign.summary / book, data_only=True)[sheet]
    rows = [list(row) for row in page.iter_rows(values_only=True)]
    head = next(n for n, row in enumerate(rows) if heading in row and persons in row)
    found, column = dict[str, object](), rows[head].index(heading)
    for row in rows[head + 1 :]:
        for ratee in made.loaded.scheme.ratees:
            if row[rows[head].index(persons)] in (ratee.code, ratee.name, ratee.label):
                found[ratee.code] = row[column]
    return found


def test_one_range_stands_wherever_a_place_is_printed(tmp_path: Path) -> None:
    made, merged = merged_without(tmp_path, "县委评议组")
    cells = {code: first if first == last else f"{first}–{last}" for code, (first, last) in PLACES.items()}
    figures = told(merged.result)
    assert {code: (own["rank_best"], own["rank_worst"]) for code, own in figures.items()} == PLACES
    assert [figures[code]["rank"] for code in PLACES] == [None, None, None, 4]
    assert [figures[code]["proposed_tier"] for code in PLACES] == [None, None, "中", "差"]
    assert printed(made, "汇总表.xlsx", "综合排序", "名次", "编号") == cells
    assert printed(made, "汇总表.xlsx", "综合排序", "建议等次", "编号") == {
        "T1": "—",
        "T2": "—",
        "T3": "中",
        "T4": "差",
    }
    assert printed(made, "等次审定表.xlsx", "等次审定", "名次", "姓名") == cells
    of_borders = printed(made, "汇总表.xlsx", "边界分析", "可能的名次", "考核对象")
    assert of_borders == {code: str(cell) for code, cell in cells.items()}
    ranges = ranges_object(merged.data.scheme, merged.data.borders.outlook)
    assert {each["ratee"]: (each["rank_best"], each["rank_worst"]) for each in ranges} == PLACES
    again = recounted(made)
    assert {code: (own.rank_best, own.rank_worst) for code, own in again.items()} == PLACES
    first = merged.data.result.standing_of["T1"]
    assert first.reason == "综合得分95.50分，组内第1–2名（还有表没有收齐），可能是“好”或“中”，暂不提出建议"


def test_what_has_come_is_settled(tmp_path: Path) -> None:
    _, merged = merged_without(tmp_path)
    assert [standing.rank for standing in merged.data.result.standings] == [1, 2, 3, 4]
    assert [standing.proposed_tier for standing in merged.data.result.standings] == ["好", "中", "中", "差"]


def test_who_has_no_score_has_the_range_that_he_may_get(tmp_path: Path) -> None:
    """Without any visit: 46.5 (93 / 2) to 96.5, 44.6 to 94.6, 42.7 to 92.7, and T4 30 to 80: anybody may be first."""
    made, merged = merged_without(tmp_path, "第一考核组")
    figures = told(merged.result)
    assert [(own["rank_best"], own["rank_worst"]) for own in figures.values()] == [(1, 4)] * 4
    assert set(printed(made, "汇总表.xlsx", "综合排序", "名次", "编号").values()) == {"—"}


@pytest.mark.slow
@needs_libreoffice
def test_the_formulas_give_the_same(tmp_path: Path) -> None:
    cases = [merged_without(tmp_path / unit, unit)[1].data for unit in ("县委评议组", "第一考核组", "县委办公室")]
    assert all_differences(cases, tmp_path) == [[] for _ in cases]


def test_what_cannot_be_read_and_is_left_out_at_either_end_leaves_no_place_open(tmp_path: Path) -> None:
    """T1 is seen by four 考核组, the best and the worst of which are left out: 减分 of the worst moves nothing.

    The second count took him for one of whom nothing is known.
    """

    def unreadable(form: FormLayout, slot: Slot) -> Content:
        here = (form.key.unit, slot.ratee, slot.item, slot.field)
        return "约2" if here == ("U7", "T1", "K4", "deduction") else rule_entry(form, slot)

    made = make_campaign(tmp_path / "c", records_of(settings=IN_USE, tables=RULE_TABLES))
    answer(made, unreadable)
    with in_process():
        found = told(merge(made).result)["T1"]
    assert (found["composite"], found["rank_best"], found["rank_worst"]) == (None, 7, 7)
    recounted(made)
