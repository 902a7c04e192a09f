"""A table is declared once; what it writes it reads back, and what people did to it is named with its cell."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest

from lianping_xlsx.core.findings import Finding, Severity
from lianping_xlsx.formats.workbook_reader import read_xlsx
from lianping_xlsx.spreadsheet.book import Book
from lianping_xlsx.spreadsheet.cell_kinds import Choice, Count, Date, Points, Taken, Text, percent
from lianping_xlsx.spreadsheet.table_reading import read_settings, read_table, setting_place
from lianping_xlsx.spreadsheet.tables import Column, Record, Setting, Settings, Table, write_settings, write_table
from tests.books import open_book
from tests.small import table

ROSTER = Table(
    "名单",
    "考核对象名单",
    "每人一行。",
    (
        Column("编号", Text(), True, note="不重复"),
        Column("姓名", Text(), True),
        Column("得分", Points(), False),
        Column("级别", Choice(("正", "副"))),
        Column("任职日期", Date()),
    ),
    spare=3,
)
RULES = Settings(
    "规则",
    "计分规则",
    "填“内容”。",
    (
        Setting("小数位数", Count(0, 2), 2, required=True, note="四舍五入。"),
        Setting("上限", Points(), None, note="空白表示不限。"),
        Setting("处理", Choice(("停止", "折算")), "停止", required=True),
    ),
)
PEOPLE: list[dict[str, object]] = [
    {"编号": "T01", "姓名": "张三", "得分": 95_50, "级别": "正", "任职日期": dt.date(2021, 7, 1)},
    {"编号": "T02", "姓名": "=HYPERLINK(\"http://x\")", "得分": 0, "级别": "副", "任职日期": None},
    {"编号": "003", "姓名": "王·买买提", "得分": None, "级别": None, "任职日期": None},
]  # fmt: skip


def roster_book() -> bytes:
    book = Book("名单", banner="示例数据")
    write_table(book, ROSTER, PEOPLE)
    return book.save()


def read(text: str) -> tuple[list[Record], tuple[Finding, ...]]:
    outcome = read_table(ROSTER, table(text), file="方案.xlsx")
    return outcome.value, outcome.findings


def told(findings: tuple[Finding, ...]) -> list[tuple[str, str | None]]:
    return [(finding.code, finding.place.cell) for finding in findings]


# ---------------------------------------------------------------- there and back


def test_what_is_written_is_read_back() -> None:
    outcome = read_table(ROSTER, read_xlsx(roster_book())[0].rows, file="方案.xlsx")
    assert outcome.findings == ()
    assert [dict(record.values) for record in outcome.value] == PEOPLE
    assert [record.row for record in outcome.value] == [4, 5, 6]  # title, note, headings above; blank rows left out


def test_a_clerk_finds_headings_notes_drop_downs_and_room_for_more() -> None:
    page = open_book(roster_book()).worksheets[0]
    assert page["A1"].value == "考核对象名单"
    assert str(page["A2"].value).startswith("示例数据")
    assert [cell.value for cell in page[3]] == ["编号", "姓名", "得分", "级别", "任职日期"]
    comment = page["A3"].comment
    assert comment is not None
    assert comment.text == "不重复"
    assert page["B5"].data_type == "s"  # =HYPERLINK stays text
    rules = {str(rule.sqref): (rule.type, rule.formula1) for rule in page.data_validations.dataValidation}
    assert rules == {"C4:C9": ("decimal", "0.0"), "D4:D9": ("list", '"正,副"')}  # three rows to spare


def test_settings_are_written_with_their_defaults_and_read_back() -> None:
    book = Book("规则")
    write_settings(book, RULES, {"上限": 4_50, "处理": "折算"})
    outcome = read_settings(RULES, read_xlsx(book.save())[0].rows, file="方案.xlsx")
    assert outcome.findings == ()
    assert dict(outcome.value.values) == {"小数位数": 2, "上限": 4_50, "处理": "折算"}
    assert setting_place(outcome.value, "方案.xlsx", "上限").cell == "B5"


# ---------------------------------------------------------------- what people do to tables


def test_columns_in_another_order_with_others_between_and_titles_above() -> None:
    records, findings = read(
        """
        某县某年考核对象名单
        制表：办公室
        备注 | 姓 名 | 级别 | 序号 | 编号 | 任职日期  | 得分
        新任 | 张三  | 正   | 1    | T01  | 2021.7.1  | 95.5
             |       |      |      |      |           |
        留任 | 李四  | 副   | 2    | T02  |           |
        """
    )
    assert findings == ()
    assert [(record.text("编号"), record.text("姓名"), record.optional("得分"), record.row) for record in records] == [
        ("T01", "张三", 95_50, 4),
        ("T02", "李四", None, 6),
    ]
    assert records[0].date("任职日期") == dt.date(2021, 7, 1)
    assert str(records[1].place("方案.xlsx", "姓名")) == "方案.xlsx 工作表“名单” 单元格 B6"


def test_every_bad_cell_is_named_in_one_pass_and_the_rest_is_read() -> None:
    records, findings = read(
        """
        编号 | 姓名 | 得分  | 级别 | 任职日期
        T01  |      | 101   | 正   | 2021-7-1
             | 李四 | 约90  | 正副 | 去年
        T03  | 王五 | 88.5  | 副   | 2020-1-1
        """
    )
    assert told(findings) == [
        ("table.blank", "B2"),
        ("table.bad-cell", "C2"),
        ("table.blank", "A3"),
        ("table.bad-cell", "C3"),
        ("table.bad-cell", "D3"),
        ("table.bad-cell", "E3"),
    ]
    assert findings[1].message == "“得分”填的是“101”，无法识别。"
    assert "0至100" in findings[1].remedy
    assert records[2].number("得分") == 88_50
    assert len(records) == 3


def test_what_a_text_means_is_asked_once_for_a_column(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: Counter[object] = Counter()
    take = Date.take

    def counted(kind: Date, raw: object) -> Taken[dt.date]:
        asked[raw] += 1
        return take(kind, raw)

    monkeypatch.setattr(Date, "take", counted)
    days = Table("日程", "日程", "", (Column("日期", Date()), Column("截止", Date())))
    good, bad = "2024-12-20", "过几天"
    rows: list[list[object]] = [["日期", "截止"], [good, bad], [good, good], [bad, bad], ["", good], [45646.0, ""]]
    outcome = read_table(days, rows, file="日程.xlsx")
    day = dt.date(2024, 12, 20)
    assert [(each["日期"], each["截止"]) for each in (record.values for record in outcome.value)] == [
        (day, None),
        (day, day),
        (None, None),
        (None, day),
        (day, None),
    ]
    assert [finding.place.cell for finding in outcome.findings if finding.code == "table.bad-cell"] == [
        "B2",
        "A4",
        "B4",
    ]
    assert asked == {"": 2, good: 2, bad: 2, 45646.0: 1}


def test_a_column_that_was_deleted() -> None:
    records, findings = read(
        """
        编号 | 姓名 | 级别
        T01  | 张三 | 正
        """
    )
    assert [(finding.code, dict(finding.slots)) for finding in findings] == [
        ("table.missing-column", {"column": "得分", "written": ""}),
        ("table.missing-column", {"column": "任职日期", "written": ""}),
    ]
    assert records[0].text("姓名") == "张三"
    assert records[0].optional("得分") is None


def test_a_column_whose_heading_is_nearly_the_one_that_is_missing() -> None:
    _, findings = read("编号 | 姓名 | 级别 | 任职日期（年月日） | 得 分\nT01 | 张三 | 正 | |")
    (finding,) = findings
    assert finding.remedy == "是不是写成了“任职日期（年月日）”？请在表头行补上“任职日期”。"


@pytest.mark.parametrize("text", ["", "名单", "编号 | 备注\nT01 | x"])
def test_headings_that_are_gone(text: str) -> None:
    records, findings = read(text)
    assert records == []
    assert told(findings) == [("table.no-heading", None)]
    assert "编号、姓名、得分、级别、任职日期" in findings[0].remedy


def test_of_two_columns_with_one_heading_the_first_counts() -> None:
    records, _ = read(
        """
        编号 | 姓名 | 得分 | 级别 | 任职日期 | 姓名
        T01  | 张三 |      |      |          | 李四
        """
    )
    assert records[0].text("姓名") == "张三"


def test_settings_moved_renamed_and_lost() -> None:
    rows = table(
        """
        规则
             | 项目      | 内容 | 说明
             | 处 理     | 平均 | 改过
             | 小数位数  |      |
        """
    )
    outcome = read_settings(RULES, rows, file="方案.xlsx")
    assert [(finding.code, finding.place.cell) for finding in outcome.findings] == [
        ("table.blank", "C4"),
        ("table.missing-setting", None),
        ("table.bad-cell", "C3"),
    ]
    assert outcome.value.values["上限"] is None


def test_a_column_put_between_settings_and_their_contents_changes_nothing() -> None:
    rows = table(
        """
        计分规则
        项目     | 备注     | 内容
        小数位数 | 原为2    | 1
        上限     |          | 4.5
        处理     | 会上定的 | 折算
        """
    )
    outcome = read_settings(RULES, rows, file="方案.xlsx")
    assert outcome.findings == ()
    assert dict(outcome.value.values) == {"小数位数": 1, "上限": 4_50, "处理": "折算"}
    assert setting_place(outcome.value, "方案.xlsx", "上限").cell == "C4"


def test_a_setting_that_stands_twice_is_reported_unless_both_say_the_same() -> None:
    rows = table(
        """
        计分规则
        项目     | 内容
        小数位数 | 1
        上限     | 4.5
        处理     | 折算
        小数位数 | 1
        上 限    | 5
        处理     |
        """
    )
    outcome = read_settings(RULES, rows, file="方案.xlsx")
    assert [(finding.code, finding.place.cell, finding.slots["row"]) for finding in outcome.findings] == [
        ("table.setting-twice", "B7", "4"),
        ("table.setting-twice", "B8", "5"),
    ]
    assert dict(outcome.value.values) == {"小数位数": 1, "上限": 4_50, "处理": "折算"}


def test_an_empty_sheet_lacks_every_setting() -> None:
    outcome = read_settings(RULES, [], file="方案.xlsx")
    assert {finding.code for finding in outcome.findings} == {"table.missing-setting"}
    assert len(outcome.findings) == 3


def test_a_workbook_older_than_a_setting_means_its_default() -> None:
    declared = Settings(
        "规则", "规则", "", (Setting("小数位数", Count(0, 2)), Setting("页脚", Text(), "无", later=True))
    )
    older = table(
        """
        项目     | 内容
        小数位数 | 1
        """
    )
    outcome = read_settings(declared, older, file="方案.xlsx")
    assert (outcome.findings, dict(outcome.value.values)) == ((), {"小数位数": 1, "页脚": "无"})
    lacking = read_settings(declared, older[:1], file="方案.xlsx")
    assert [finding.slots["setting"] for finding in lacking.findings] == ["小数位数"]


def test_pages_are_a4_and_repeat_their_headings() -> None:
    page = open_book(roster_book()).worksheets[0]
    assert (page.page_setup.paperSize, page.page_setup.fitToHeight) == (9, 0)
    assert page.print_title_rows == "$3:$3"


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (0.3, "“比例”填的是0.3，不超过1，按0.3%读取；可能本来是30%。"),  # what a spreadsheet makes of 30%
        (1.0, "“比例”填的是1，不超过1，按1%读取；可能本来是100%。"),
        ("０.５％", "“比例”填的是0.5，不超过1，按0.5%读取；可能本来是50%。"),
        (1.01, None),
        (0.0, None),
        ("30%", None),
    ],
)
def test_a_percentage_that_the_spreadsheet_divided_by_a_hundred_is_asked_about(raw: object, told: str | None) -> None:
    shares = Table("等次", "等次", "", (Column("等次", Text()), Column("比例", percent())))
    outcome = read_table(shares, [["等次", "比例"], ["好", raw]], file="方案.xlsx")
    assert [finding.message for finding in outcome.findings] == ([told] if told else [])
    assert all(finding.severity is Severity.WARNING for finding in outcome.findings)
    assert outcome.value[0].optional("比例") is not None
