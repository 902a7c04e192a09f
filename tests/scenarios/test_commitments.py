"""整改承诺 from ``init`` to ``finalize``: one as it should be, one blank, one in two versions, one with a bad date."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from openpyxl import Workbook

from lianping_xlsx.app.campaign import Campaign
from lianping_xlsx.forms.form_workbook import write_workbook
from lianping_xlsx.forms.layout import FormLayout, Slot
from lianping_xlsx.scheme.terms import Collects, FormKind, ItemMode
from lianping_xlsx.spreadsheet.book import Content
from tests.books import edited, open_book
from tests.cli.running import Runner
from tests.deciding import decide_as_proposed
from tests.scenarios.campaigns import Made, answer, open_campaign, result_of, told

PRESET = "zhongwei-secretary"
BRANCHES = {"S01": "综合支部", "S02": "招商支部", "S03": "项目服务支部", "S04": "园区联络支部"}
BALLOTS = {"支部党建工作领导小组成员": 5, "党支部成员": 9, "上级党委": 2, "局党组": 3}
WORDS: dict[tuple[str, str], dict[str, str]] = {
    ("S01", "1"): {"problem": "党费收缴不及时", "measures": "每月5日前收缴并公示", "deadline": "2025年3月31日"},
    ("S01", "3"): {"problem": "=主题党日形式单一", "measures": "每季度到园区开展一次", "deadline": "2025-06-30"},
    ("S03", "1"): {"problem": "调研少", "measures": "每月走访两家企业", "deadline": "六月底"},
    ("S04", "1"): {"problem": "台账不全", "measures": "补齐台账", "deadline": "2025-05-31"},
}
"""By ratee and row."""


def fill(form: FormLayout, slot: Slot) -> Content:
    """Everybody marks alike; the commitments are as above."""
    if form.key.kind is FormKind.COMMITMENT:
        return WORDS.get((slot.ratee, slot.item), {}).get(slot.field)
    count, points = BALLOTS.get(form.key.voter_class, 0), 95 - int(slot.ratee[1:] or 0) if slot.ratee else 0
    if slot.field == "mark":
        return points if int(slot.ballot) <= count else None
    if form.key.kind.collects is Collects.SCORES:
        rows = {row.item: row for row in form.rows if row.mode == ItemMode.SCORE}
        whole = rows[slot.item].issued[form.column_of("points")] if slot.item in rows else None
        return {"score": whole, "deduction": 0}.get(slot.field)
    votes: dict[str, Content] = dict.fromkeys(("issued", "returned", "valid"), count)
    words = dict.fromkeys(("overall", "practices", "problems", "measures"), "已研究。")
    reviewed = {"submitted": "2024-12-10", "verdict": "通过"}
    return (votes | {"void": 0, "abstained": 0, "total": count * points} | words | reviewed).get(slot.field)


def asking(book: Workbook) -> None:
    """Add the tasks to the scheme as the office would, below those of the preset."""
    page = book["填报任务"]
    heads = {str(cell.value): number for number, cell in enumerate(page[3], 1)}
    free = next(row for row in range(4, page.max_row + 2) if page.cell(row, heads["表种"]).value is None)
    for row, (code, branch) in enumerate(BRANCHES.items(), free):
        for head, text in (("填报单位", branch), ("表种", "整改承诺"), ("考核对象范围", code)):
            page.cell(row, heads[head]).value = text


def started(run: Runner, folder: Path) -> Campaign:
    """A campaign of which the forms have been issued."""
    campaign = Campaign(folder)
    assert run("init", folder, "--preset", PRESET).code == 0
    campaign.scheme.write_bytes(edited(campaign.scheme.read_bytes(), asking))
    assert run("check", folder).code == 0
    assert run("templates", folder).code == 0
    return campaign


def reply(made: Made, code: str, row: str, words: Mapping[str, str]) -> bytes:
    """The workbook of a ratee's branch with other words in a row of his commitments."""
    [book] = [book for book in made.workbooks if book.unit_name == BRANCHES[code]]

    def entry(form: FormLayout, slot: Slot) -> Content:
        other = form.key.kind is FormKind.COMMITMENT and slot.item == row
        return words.get(slot.field) if other else fill(form, slot)

    entries = {(f.sheet, s.row, s.column): entry(f, s) for f in book.forms for s in f.slots()}
    return write_workbook(made.loaded.scheme, made.loaded.secret, book, entries)


def rows_of(path: Path, sheet: str, first: int) -> list[tuple[object, ...]]:
    return list(open_book(path.read_bytes(), values=True)[sheet].iter_rows(min_row=first, values_only=True))


@pytest.mark.slow
@pytest.mark.slow_but_first
def test_commitments_from_init_to_finalize(run: Runner, tmp_path: Path) -> None:
    campaign = started(run, tmp_path / "考核")
    made = open_campaign(campaign.folder)
    replies = answer(made, fill)
    again = campaign.received / "园区联络支部（又报）.xlsx"
    again.write_bytes(reply(made, "S04", "1", WORDS["S04", "1"] | {"measures": "重新建账"}))

    assert run("merge", campaign.folder).code == 1
    result = result_of(campaign.folder)
    codes = [(each["code"], each["severity"]) for each in result["findings"] if each["severity"] != "说明"]
    assert sorted(codes) == [("account.blank", "提醒"), ("cell.not-date", "错误"), ("form.conflict", "错误")]
    messages = "".join(each["message"] for each in result["findings"])
    assert "“招商支部 赫连雪”的整改承诺一项也没有填。" in messages
    assert "第1项的“整改时限”" in messages
    assert "重新建账" in messages
    back = {path.name for path in (campaign.summary / "退回").glob("*.xlsx")}
    assert back == {"U13 项目服务支部.xlsx", "U14 园区联络支部.xlsx", "U14 园区联络支部（2）.xlsx"}
    before = told(result)

    again.unlink()
    right = WORDS["S03", "1"] | {"deadline": "2025-06-30"}
    replies["U13 项目服务支部.xlsx"].write_bytes(reply(made, "S03", "1", right))
    assert run("merge", campaign.folder).code == 0
    result = result_of(campaign.folder)
    assert [each["code"] for each in result["findings"] if each["severity"] != "说明"] == ["account.blank"]
    assert told(result) == before  # no figure depends on a word of it
    assert rows_of(campaign.summary / "汇总表.xlsx", "整改承诺", 5) == [
        ("S01", "综合支部", "马鸣谦", "1", "党费收缴不及时", "每月5日前收缴并公示", "2025-03-31"),
        ("S01", "综合支部", "马鸣谦", "3", "=主题党日形式单一", "每季度到园区开展一次", "2025-06-30"),
        ("S02", "招商支部", "赫连雪", "—", "没有收到整改承诺", "—", "—"),
        ("S03", "项目服务支部", "者向东", "1", "调研少", "每月走访两家企业", "2025-06-30"),
        ("S04", "园区联络支部", "古丽娜尔·托合提", "1", "台账不全", "补齐台账", "2025-05-31"),
    ]

    decide_as_proposed(campaign)
    assert run("finalize", campaign.folder).code == 0
    listed = [row for row in rows_of(campaign.decided / "整改清单.xlsx", "整改清单", 5) if row[5] == "本人承诺"]
    assert [(row[1], row[4], *row[6:10]) for row in listed] == [
        ("S01", "党费收缴不及时", None, "每月5日前收缴并公示", None, "2025-03-31"),
        ("S01", "=主题党日形式单一", None, "每季度到园区开展一次", None, "2025-06-30"),
        ("S03", "调研少", None, "每月走访两家企业", None, "2025-06-30"),
        ("S04", "台账不全", None, "补齐台账", None, "2025-05-31"),
    ]
    [own] = (campaign.decided / "整改清单").glob("S03*.xlsx")
    assert ("调研少", "本人承诺") in {row[1:3] for row in rows_of(own, "整改清单", 5)}
    assert run("verify", campaign.folder).code == 0
