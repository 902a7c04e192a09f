"""折算明细: before and after side by side, as formulas; figures as in tests/tally/test_converted_scores.py."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from lianping_xlsx.decision.result_json import result_object
from lianping_xlsx.decision.summary_data import SummaryData
from lianping_xlsx.publish.summary.summary_workbook import write_summary
from tests.books import open_book
from tests.libreoffice import needs_libreoffice
from tests.publish.story import STORY
from tests.recalculation import all_differences
from tests.small import HAND
from tests.tally.test_converted_scores import TOTALS, converted_by, counted_of
from tests.tally.test_rate_bands import BY_HAND, counted_by_hand

WAYS = ("考核组平衡", "比第一名", "名次赋分")


def data_of(conversion: str, totals: dict[tuple[str, str], int | None], **rules: str) -> SummaryData:
    raw = converted_by(conversion, **rules)
    raw["否决与加减分"].append(["T5", "新任职", "不参评", "", "文件"])
    scheme, result, _ = counted_of(raw, totals)
    return replace(STORY, scheme=scheme, result=result, returns=(), files=(), opinions={}, findings=())


def sheet_of(data: SummaryData, name: str, *, values: bool = True) -> Worksheet:
    found = open_book(write_summary(data), values=values)[name]
    assert isinstance(found, Worksheet)
    return found


def lines(page: Worksheet) -> list[tuple[object, ...]]:
    return [row for row in page.iter_rows(min_row=4, values_only=True) if any(row)]


def test_the_two_means_and_what_becomes_of_each_total() -> None:
    page = sheet_of(data_of("考核组平衡", {**TOTALS}), "折算明细")
    heads, block, *rows = lines(page)
    assert heads[3:] == (
        "考核组", "考核组合计", "考核组平均分", "全组平均分", "平衡后合计", "原得分", "折算得分",
    )  # fmt: skip
    assert block[0] == "乡镇　实地考评得分　考核组平衡（满分100分）"
    assert [(row[0], *row[3:]) for row in rows] == [
        ("T1", "第一考核组", 90, 88, 79.75, 81.75, 90, 81.75),
        ("T2", "第一考核组", 86, 88, 79.75, 77.75, 83, 81.09),
        ("T2", "第二考核组", 80, 75.33, 79.75, 84.42, None, None),
        ("T3", "第二考核组", 76, 75.33, 79.75, 80.42, 76, 80.42),
        ("T4", "第二考核组", 70, 75.33, 79.75, 74.42, 70, 74.42),
    ]


@pytest.mark.parametrize(
    ("conversion", "column", "figures"), [("比第一名", "组内最高分", [90] * 4), ("名次赋分", "组内名次", [1, 2, 3, 4])]
)
def test_what_a_score_is_compared_to(conversion: str, column: str, figures: list[int]) -> None:
    heads, _, *rows = lines(sheet_of(data_of(conversion, {**TOTALS}), "折算明细"))
    assert heads[3:] == (column, "原得分", "折算得分")
    assert [row[3] for row in rows] == figures
    assert [row[4] for row in rows] == [90, 83, 76, 70]


def test_a_rate_stands_as_votes_and_denominator() -> None:
    """The figures of tests/tally/test_rate_bands.py."""
    town, result, _ = counted_by_hand(BY_HAND)
    data = replace(STORY, scheme=town.scheme, result=result, returns=(), files=(), opinions={}, findings=())
    page = sheet_of(data, "折算明细")
    heads, block, *rows = lines(page)
    assert heads[3:] == ("得票数", "得票率分母", "得票率", "原得分", "折算得分")
    rate = f"“{HAND}”“好”及以上得票率"
    assert block[0] == f"乡镇　群众测评得分　得票率分档（满分200分）　{rate}"
    assert [(row[0], *row[3:5], row[7]) for row in rows] == [
        ("T1", 18, 20, 200), ("T2", 9, 10, 200), ("T3", 17, 19, 190),
        ("T4", 16, 20, 190), ("T5", 2, 3, 175.5), ("T6", 13, 20, 150),
    ]  # fmt: skip
    assert (rows[0][5], rows[0][6]) == (0.9, 94)
    assert "在排名组内" not in str(page["A3"].value)
    method = [row for row in sheet_of(data, "计算说明").iter_rows(values_only=True) if any(row)]
    lower = ((200, "90%", 9, 10), (190, "80%", 4, 5), (175.5, "2/3", 2, 3), (150, "0%", 0, 1))
    listed = [row for row in method if row[0] == "群众测评" and row[2] == rate]
    assert listed == [("群众测评", points, rate, *line) for points, *line in lower]
    (words,) = [str(row[1]) for row in method if str(row[0]).endswith("群众测评得分折算")]
    assert words == (
        f"得票率分档：按{rate}给分，不低于90%的200分、不低于80%的190分、不低于2/3的175.5分、其余的150分；"
        "得票率＝票数÷有效票数（弃权、作废、不计分的票不算有效票），各票类合在一起，按分数比较，不先舍入。"
        "原得分不再计入，但原得分不全的、没有票可算得票率的，没有折算得分；不参评的不参加折算。"
    )


def test_what_counts_is_the_converted_score() -> None:
    """综合排序 takes it from 折算明细; 计算说明 has the points of the places, which the formulas refer to."""
    data = data_of("名次赋分", {**TOTALS})
    formulas = sheet_of(data, "综合排序", values=False)
    heads = [cell.value for cell in formulas[4]]
    column = heads.index("实地考评得分")
    assert [formulas.cell(row, column + 1).value for row in range(6, 10)] == [f"='折算明细'!F{n}" for n in range(6, 10)]
    method = [row for row in sheet_of(data, "计算说明").iter_rows(values_only=True) if any(row)]
    assert [row[:3] for row in method if row[0] == "实地考评" and row[1] in (1, 2, 3, 4)] == [
        ("实地考评", place, points) for place, points in enumerate((100, 80, 60, 50), 1)
    ]
    (words,) = [str(row[1]) for row in method if str(row[0]).endswith("实地考评得分折算")]
    assert words == (
        "排名组“乡镇”名次赋分：本排名组内按原得分由高到低排名次，第1名100分、第2名80分、第3名60分、第4名50分；"
        "并列的，平分所占各名次的得分。组内有人原得分不全的，全组暂不折算；不参评的不参加折算。"
    )


def test_other_programs_get_both_scores() -> None:
    ratees = result_object(data_of("比第一名", {**TOTALS}), "")["ratees"]
    assert isinstance(ratees, list)
    assert ratees[1]["components"] == {"实地考评": "92.22"}
    assert ratees[1]["before_conversion"] == {"实地考评": "83.00"}
    assert "before_conversion" not in ratees[4]


def test_a_summary_without_conversions_has_no_such_sheet() -> None:
    data = data_of("", {**TOTALS})
    assert "折算明细" not in open_book(write_summary(data)).sheetnames


@pytest.mark.slow
@needs_libreoffice
def test_libreoffice_comes_to_the_same(tmp_path: Path) -> None:
    """Whole, tied, with an open total, with one that did not come back; of a thousand points and whole ones."""
    less: dict[tuple[str, str], int | None] = {key: total for key, total in TOTALS.items() if key != ("U3", "T2")}
    cases = [
        *(data_of(way, {**TOTALS}) for way in WAYS),
        *(data_of(way, {**TOTALS, ("U3", "T3"): 83}) for way in WAYS),
        *(data_of(way, {**TOTALS, ("U3", "T4"): None}) for way in WAYS),
        *(data_of(way, less) for way in WAYS),
        *(data_of(way, {**TOTALS}, 总分="1000") for way in WAYS),
    ]
    assert all_differences(cases, tmp_path) == [[] for _ in cases]
