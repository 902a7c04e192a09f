"""考核方案.xlsx: written, read back, and built again; and what people can do to it as a file."""

from __future__ import annotations

import datetime as dt
import io
import random
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lianping_xlsx.app.campaign import Campaign
from lianping_xlsx.app.scheme_file import load_scheme
from lianping_xlsx.core.findings import Finding
from lianping_xlsx.formats.workbook_reader import read_xlsx
from lianping_xlsx.scheme.consistency import check_scheme
from lianping_xlsx.scheme.model import Caps, Ratee, Scheme
from lianping_xlsx.scheme.presets import load_preset
from lianping_xlsx.scheme.roster import Meant, Roster, split_list
from lianping_xlsx.scheme.rules import RULE_SETTINGS
from lianping_xlsx.scheme.scheme_builder import build_scheme
from lianping_xlsx.scheme.scheme_sheets import LIMITS, SHEETS
from lianping_xlsx.scheme.scheme_workbook import Records, read_records, write_scheme
from lianping_xlsx.spreadsheet.table_reading import read_settings
from lianping_xlsx.spreadsheet.tables import Record, Setting, Settings, Table
from tests.books import open_book
from tests.findings import codes_of, without_remarks
from tests.small import SCHEME, Sheets, records_of, scheme_of, sheets, with_rule

RECORDS = records_of(sheets())
NEEDED = [declared for declared in SHEETS if not declared.later]
_UNITS = """
编号 | 名称       | 联系人 | 电话 | 邮箱 | 别名 | 打开密码
U1   | 县委办公室 |        |      |      |      |
U2   | 第一考核组 |        |      |      |      |
"""


def reread(data: bytes) -> Sheets:
    return {sheet.name: [list(row) for row in sheet.rows] for sheet in read_xlsx(data)}


@pytest.mark.parametrize("records", [RECORDS, load_preset("lean-township")], ids=["small", "lean-township"])
def test_what_is_written_is_read_back_and_builds_the_same_scheme(records: Records) -> None:
    outcome = read_records(reread(write_scheme(records)))
    assert outcome.findings == ()
    assert build_scheme(outcome.value) == build_scheme(records)
    assert build_scheme(outcome.value).fingerprint == build_scheme(records).fingerprint


def test_a_workbook_made_before_there_were_aliases_and_limits_means_none_and_the_usual_ones() -> None:
    older = sheets()
    assert "收表限额" not in older
    assert "别名" not in older["填报单位"][0]
    scheme = scheme_of(older)
    assert {(unit.aliases, unit.password) for unit in scheme.units} == {((), "")}
    usual = build_scheme(records_of(older | {"收表限额": [["项目", "内容"]]}))
    assert usual.caps == scheme.caps == load_caps("lean-township")


def load_caps(preset: str) -> Caps:
    """What a preset sets, for it says nothing of its own: what every row of the sheet has at first."""
    return build_scheme(load_preset(preset)).caps


def test_limits_are_read_and_neither_they_nor_aliases_nor_passwords_make_another_scheme() -> None:
    raw = sheets(
        填报单位="""
        编号 | 名称       | 联系人 | 电话 | 邮箱 | 别名             | 打开密码
        U1   | 县委办公室 |        |      |      | 县委办、办公室   | 2024@qh
        U2   | 第一考核组 |        |      |      | 一组；考核一组   |
        """,
    ) | {"收表限额": [["项目", "内容"], ["文件大小上限", 5], ["读取时间上限", 3], ["读取内存上限", 512]]}
    plain = sheets(填报单位="\n".join(line.rsplit("|", 2)[0] for line in _UNITS.splitlines()))
    scheme = scheme_of(raw)
    assert [unit.aliases for unit in scheme.units] == [("县委办", "办公室"), ("一组", "考核一组")]
    assert [unit.password for unit in scheme.units] == ["2024@qh", ""]
    assert "2024@qh" not in repr(scheme)
    assert (scheme.caps.limits.file_bytes, scheme.caps.seconds, scheme.caps.memory_bytes) == (5 << 20, 3, 512 << 20)
    assert scheme.caps.limits.rows == 100_000
    assert scheme.fingerprint == scheme_of(plain).fingerprint


@pytest.mark.parametrize("raw", ["0", "-1", "多一点", "99999"])
def test_a_limit_cannot_be_lifted_altogether(raw: str) -> None:
    outcome = read_settings(LIMITS, [["项目", "内容"], ["文件大小上限", raw]], file="方案.xlsx")
    assert [finding.code for finding in outcome.findings] == ["table.bad-cell"]


@settings(max_examples=8)
@given(st.data())
def test_every_setting_survives_the_workbook(data: st.DataObject) -> None:
    values = {setting.name: data.draw(_values(setting), label=setting.name) for setting in RULE_SETTINGS.settings}
    records = replace(RECORDS, settings={**RECORDS.settings, "计分规则": Record("计分规则", 0, values)})
    outcome = read_records(reread(write_scheme(records)))
    assert {finding.code for finding in outcome.findings} <= {"table.fraction"}  # a share of 1 % or less is asked about
    assert dict(outcome.value.settings["计分规则"].values) == values


def _values(setting: Setting) -> st.SearchStrategy[object]:
    """What may stand there, by the entry rule."""
    rule = setting.kind.rule()
    assert rule is not None
    if rule.choices:
        return st.sampled_from(rule.choices)
    scale = 1 if rule.whole else 100
    top = 10_000 if rule.maximum is None else round(rule.maximum * scale)
    numbers = st.integers(round((rule.minimum or 0) * scale), top)
    return numbers if setting.required else st.none() | numbers


def test_the_same_records_give_the_same_bytes() -> None:
    assert write_scheme(RECORDS) == write_scheme(RECORDS)


def test_sheets_and_columns_in_any_order() -> None:
    raw = sheets()
    chance = random.Random(7)
    for name, rows in raw.items():
        if name not in ("基本信息", "计分规则"):
            order = chance.sample(range(len(rows[0])), len(rows[0]))
            raw[name] = [[row[place] for place in order] for row in rows]
    moved = dict(reversed(raw.items()))
    assert scheme_of(moved) == SCHEME


def test_blank_rows_between_change_nothing() -> None:
    raw = sheets()
    raw["考核对象"].insert(2, [""] * 6)
    moved = scheme_of(raw)
    assert moved == SCHEME
    assert moved.fingerprint == SCHEME.fingerprint
    assert [ratee.row for ratee in moved.ratees] == [2, 4, 5]


def test_any_other_content_is_another_fingerprint() -> None:
    raw = sheets()
    raw["考核对象"][1][2] = "党委副书记"
    prints = {SCHEME.fingerprint, scheme_of(raw).fingerprint, scheme_of(with_rule(高分线="89.99")).fingerprint}
    assert len(prints) == 3


def test_a_scheme_made_before_last_year_could_be_named_is_read_as_ever() -> None:
    raw = sheets()
    raw["基本信息"] = [row for row in raw["基本信息"] if row[0] != "上年考核文件夹"]
    assert read_records(raw).findings == ()
    older = scheme_of(raw)
    assert older == SCHEME
    assert older.profile.last_year_folder == ""


def test_where_last_year_lies_and_when_late_replies_are_due_is_no_content_of_the_scheme() -> None:
    raw = sheets()
    typed = {"上年考核文件夹": "..\\青禾2023", "补报截止日期": "2024-12-27"}
    raw["基本信息"] = [[row[0], typed.get(str(row[0]), row[1])] for row in raw["基本信息"]]
    named = scheme_of(raw)
    assert named.profile.last_year_folder == "..\\青禾2023"
    assert named.profile.late_deadline == dt.date(2024, 12, 27)
    assert named.fingerprint == SCHEME.fingerprint


def test_every_sheet_is_there_in_the_order_of_the_work() -> None:
    book = open_book(write_scheme(RECORDS))
    assert book.sheetnames == [declared.sheet for declared in SHEETS]
    for declared in SHEETS:
        page = book[declared.sheet]
        if isinstance(declared, Settings):
            assert page.protection.sheet  # 项目 and 说明 are not for editing
            assert not page["B4"].protection.locked
        else:
            assert [cell.value for cell in page[3]] == [column.name for column in declared.columns]


@pytest.mark.parametrize("name", [declared.sheet for declared in NEEDED])
def test_a_sheet_that_was_deleted(name: str) -> None:
    raw = sheets()
    del raw[name]
    (finding,) = read_records(raw).findings
    assert (finding.code, dict(finding.slots)) == ("scheme.missing-sheet", {"sheet": name, "written": ""})


def test_a_sheet_or_a_setting_by_nearly_its_name_is_asked_about() -> None:
    raw = sheets()
    raw["考核对像"] = raw.pop("考核对象")
    raw["计分规则"][3][0] = "保留小数位数"
    remedies = [finding.remedy for finding in read_records(raw).findings]
    assert remedies == [
        "是不是写成了“考核对像”？请恢复这张工作表，名称须为“考核对象”。",
        "是不是写成了“保留小数位数”？请恢复这一行（项目、内容、说明）。",
    ]


@pytest.mark.parametrize("declared", NEEDED, ids=lambda declared: declared.sheet)
def test_a_sheet_under_another_name_hides_no_other_fault(declared: Settings | Table, tmp_path: Path) -> None:
    """Named as nothing near; its own cells are still read, and the scheme is checked."""
    raw = sheets()
    raw["计分规则"][1][1] = "60"  # with 50 it is not 100
    raw["填报任务"][6][2] = "全体"
    raw["另存"] = raw.pop(declared.sheet)
    records = read_records(raw)
    assert records.value.usable
    assert [finding.code for finding in records.findings] == ["scheme.missing-sheet"]
    assert records.findings[0].remedy == f"是不是写成了“另存”？请恢复这张工作表，名称须为“{declared.sheet}”。"
    found = without_remarks(check_scheme(build_scheme(records.value), records.value))
    assert [finding.code for finding in found] == ["scheme.sum", "scheme.unknown"]
    renamed = {"计分规则": 0, "填报任务": 1}.get(declared.sheet)
    assert [finding.place.sheet for finding in found] == [
        "另存" if place == renamed else sheet for place, sheet in enumerate(("计分规则", "填报任务"))
    ]
    (tmp_path / "考核方案.xlsx").write_bytes(_book_of(raw))
    outcome = load_scheme(Campaign(tmp_path))
    assert outcome.value is None  # the name has to be put right
    assert codes_of(outcome.findings) == ["scheme.missing-sheet", "scheme.sum", "scheme.unknown"]


def _book_of(raw: Sheets) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in raw.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_of_two_sheets_that_hold_what_is_missing_none_is_taken() -> None:
    raw = sheets()
    raw["名单一"] = raw["名单二"] = raw.pop("考核对象")
    records = read_records(raw)
    assert not records.value.usable
    assert [finding.remedy for finding in records.findings] == ["请恢复这张工作表，名称须为“考核对象”。"]


@pytest.mark.parametrize("declared", NEEDED, ids=lambda declared: declared.sheet)
def test_a_sheet_that_was_emptied(declared: object) -> None:
    raw = sheets()
    name = getattr(declared, "sheet", "")
    raw[name] = []
    findings = read_records(raw).findings
    expected = "table.missing-setting" if isinstance(declared, Settings) else "table.no-heading"
    assert {finding.code for finding in findings} == {expected}
    assert {finding.place.sheet for finding in findings} == {name}


LATER = [declared for declared in SHEETS if isinstance(declared, Table) and declared.later]
each_later_table = pytest.mark.parametrize("table", LATER, ids=lambda declared: declared.sheet)


@each_later_table
def test_a_sheet_that_was_added_later_may_be_missing_or_blank(table: Table) -> None:
    raw = sheets()
    raw.pop(table.sheet, None)
    blank: list[list[list[object]]] = [[], [[None, None], ["", " "]]]
    for content in blank:
        found = read_records(raw | {table.sheet: content})
        assert (found.findings, found.value.tables[table.sheet], found.value.usable) == ((), [], True)
    assert read_records(raw) == read_records(raw | {table.sheet: []})


@each_later_table
def test_a_sheet_that_was_added_later_is_not_overlooked_under_another_name(table: Table) -> None:
    raw = sheets()
    raw.pop(table.sheet, None)
    raw["另外的名称"] = [[column.name for column in table.columns], ["一", *("" for _ in table.columns[1:])]]
    (finding, *_) = read_records(raw).findings
    assert finding.code == "scheme.missing-sheet"
    assert finding.remedy == f"是不是写成了“另外的名称”？请恢复这张工作表，名称须为“{table.sheet}”。"


def test_faults_of_several_sheets_in_one_pass() -> None:
    raw = sheets()
    raw["计分规则"][3][1] = "三"
    raw["测评"][1][1] = "六成"
    raw["考核对象"][2][1] = ""
    raw["考评细则"][1][5] = "扣"
    assert [str(finding.place) for finding in _errors(raw)] == [
        "考核方案.xlsx 工作表“计分规则” 单元格 B4",
        "考核方案.xlsx 工作表“考核对象” 单元格 B3",
        "考核方案.xlsx 工作表“测评” 单元格 B2",
        "考核方案.xlsx 工作表“考评细则” 单元格 F2",
    ]


def _errors(raw: Sheets) -> tuple[Finding, ...]:
    return read_records(raw).findings


# ---------------------------------------------------------------- words become things

PEOPLE = SCHEME.ratees


@pytest.mark.parametrize(
    ("text", "codes", "unknown"),
    [
        ("全部", ("T1", "T2", "T3"), ()),
        ("乡镇", ("T1", "T2"), ()),
        ("T3、T1", ("T3", "T1"), ()),
        ("Ｔ１,街道", ("T1", "T3"), ()),
        ("叶尔江．萨迪克；莲浦 街道", ("T2", "T3"), ()),
        ("T1、乡镇", ("T1", "T2"), ()),
        ("T1、张三", ("T1",), ("张三",)),
        ("、", (), ()),
    ],
)
def test_whom_a_range_means(text: str, codes: tuple[str, ...], unknown: tuple[str, ...]) -> None:
    assert Roster(PEOPLE).ratees(text) == Meant(codes, unknown)


def test_a_group_may_have_a_list_mark_in_its_name() -> None:
    people = [Ratee("T1", "甲", "", "A镇", "乡（镇、场）", ""), Ratee("T2", "乙", "", "B村", "村", "")]
    assert Roster(people).ratees("乡（镇、场）") == Meant(("T1",))
    assert Roster(people).groups("乡(镇、场)") == ("乡（镇、场）",)
    assert Roster(people).groups("村、园区") == ("村", "园区")
    assert split_list("a、b,c，d;e；") == ["a", "b", "c", "d", "e"]


def test_the_scheme_built_has_the_clerks_figures_in_hundredths() -> None:
    assert SCHEME.rules.poll_weight == 50_00
    assert (SCHEME.rules.high_share, SCHEME.rules.bonus_cap) == (None, 2_00)
    assert SCHEME.profile.deadline == dt.date(2024, 12, 20)
    assert [(tier.name, tier.cut, tier.quota) for tier in SCHEME.tiers] == [
        ("好", 90_00, 50_00),
        ("中", 70_00, None),
        ("差", None, None),
    ]
    assert [item.code for item in SCHEME.rubric_for("街道", "实地考评")] == ["K1", "K3", "K4", "K5"]
    assert SCHEME.heads == ("组织建设", "队伍建设", "附加项")
    assert _by_row(SCHEME)["第一考核组"] == ("T1", "T2")


def _by_row(scheme: Scheme) -> Mapping[str, tuple[str, ...]]:
    return {task.unit: task.ratees for task in scheme.tasks}
