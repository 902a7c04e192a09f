"""A campaign with 述职自查, 述职报告审核 and 自评得分: the figures are the oracle's, the words stand beside them."""

from __future__ import annotations

from pathlib import Path

from lianping_xlsx.forms.layout import FormLayout, Slot
from lianping_xlsx.scheme.terms import FormKind
from lianping_xlsx.spreadsheet.book import Content
from tests.books import open_book
from tests.findings import codes_of
from tests.scenarios.campaigns import (
    answer,
    assert_figures,
    assert_votes,
    foretell,
    in_process,
    make_campaign,
    merge,
    records_of,
)

SENT_BACK = "述职报告退回重写"
TABLES = {
    "考核对象": """
        编号|姓名  |职务    |所在单位|排名组|填报单位
        T1  |陆明澈|党委书记|云溪镇  |乡镇  |
        T2  |邱佩兰|党委书记|石栏镇  |乡镇  |
        T3  |游砚秋|党委书记|莲浦镇  |乡镇  |
        """,
    "测评": "名称|权重|计票方式|打分方式\n述职测评|100|逐票|百分制",
    "票类": "测评|票类|权重|应到人数\n述职测评|领导|100|6",
    "测评内容": "编号|内容|分值|测评\nN1|组织建设。|60|\nN2|队伍建设。|40|",
    "填报任务": """
        填报单位        |表种        |考核对象范围|测评    |票类|预计份数
        县委办公室      |测评票      |全部        |述职测评|领导|6
        第一考核组      |实地考评    |全部        |        |    |
        第一考核组      |述职自查    |T1、T2      |        |    |
        县委评议组      |评议意见    |全部        |        |    |
        县委组织部组织科|述职报告审核|全部        |        |    |
        """,
    "考评细则": """
        编号|一级指标|考评内容|分值|评分标准|计分方式|适用排名组
        K1  |组织建设|健全组织|70  |        |得分    |
        K2  |队伍建设|发展党员|30  |        |扣分    |
        """,
    "否决与加减分": "考核对象|事项|效果|分值|依据",
}
MARKS, SCORES = {"T1": 92, "T2": 88, "T3": 81}, {"T1": 68, "T2": 65, "T3": 60}


def fill(form: FormLayout, slot: Slot) -> Content:
    """Everybody gives himself full marks; T2's report has to be written again, and T2 says nothing on N2."""
    if form.key.kind is FormKind.BALLOTS:
        if slot.field == "mark" and int(slot.ballot) <= 6:
            return MARKS[slot.ratee] + int(slot.ballot) % 3
        return 6 if slot.field in ("issued", "returned") else None
    if form.key.kind is FormKind.SELF_CHECK and slot.item:
        return None if (slot.ratee, slot.item) == ("T2", "N2") else f"{slot.item}的{slot.field}。"
    return {
        "self": {"K1": 70, "K2": 30}.get(slot.item),
        "score": SCORES.get(slot.ratee),
        "deduction": 1,
        "reason": "资料不全",
        "overall": "工作扎实。",
        "submitted": "2024年12月5日",
        "verdict": "退回重写" if slot.ratee == "T2" else "通过",
        "remark": "数据不实" if slot.ratee == "T2" else None,
    }.get(slot.field)


def test_accounts_beside_the_figures(tmp_path: Path) -> None:
    made = make_campaign(tmp_path / "考核", records_of(tables=TABLES))
    replies = answer(made, fill)

    with in_process():
        merged = merge(made)

    oracle = foretell(made, replies)
    assert_figures(merged, oracle)
    assert_votes(merged, oracle)
    assert merged.data.official  # none of it is an error
    assert sorted(codes_of(merged.data.findings)) == ["account.item-blank", "account.sent-back"]
    written = {kind: [row for row in merged.data.written if row.kind is kind] for kind in FormKind}
    checks = [(row.ratee, row.item) for row in written[FormKind.SELF_CHECK]]
    assert checks == [("T1", "N1"), ("T1", "N2"), ("T2", "N1")]
    assert [(row.ratee, row.text("submitted"), row.text("verdict")) for row in written[FormKind.REVIEW]] == [
        ("T1", "2024-12-05", "通过"),
        ("T2", "2024-12-05", "退回重写"),
        ("T3", "2024-12-05", "通过"),
    ]
    assert written[FormKind.OPINION] == []  # they are shown without their authors
    totals = [(found.total, found.own) for found in merged.data.result.assessments]
    assert totals == [(97_00, 100_00), (94_00, 100_00), (89_00, 100_00)]  # 68 + 29, 65 + 29, 60 + 29


def test_a_report_sent_back_shows_wherever_the_result_does(tmp_path: Path) -> None:
    made = make_campaign(tmp_path / "考核", records_of(tables=TABLES))
    answer(made, fill)

    with in_process():
        merged = merge(made)

    ratees = merged.result["ratees"]
    assert isinstance(ratees, list)
    assert {ratee["id"]: ratee["reason"].count(SENT_BACK) for ratee in ratees} == {"T1": 0, "T2": 1, "T3": 0}
    assert shown(made.folder / "3汇总/汇总表.xlsx", "综合排序", 4, "备注") == {"T1": 0, "T2": 1, "T3": 0}
    assert shown(made.folder / "3汇总/等次审定表.xlsx", "等次审定", 4, "建议理由") == {"T1": 0, "T2": 1, "T3": 0}


def shown(path: Path, sheet: str, heading: int, column: str) -> dict[str, int]:
    """How often a column speaks of a report sent back, by 编号."""
    page = open_book(path.read_bytes(), values=True)[sheet]
    headings = [cell.value for cell in page[heading]]
    code, words = headings.index("编号"), headings.index(column)
    rows = page.iter_rows(min_row=heading + 1, values_only=True)
    return {str(row[code]): str(row[words]).count(SENT_BACK) for row in rows if row[code] in MARKS}
