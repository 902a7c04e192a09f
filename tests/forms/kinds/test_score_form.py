"""得分表: its columns by 期次, its words, and what its locked formulas show while it is filled in."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook

from lianping_xlsx.forms.issued_lists import describe_slots
from lianping_xlsx.forms.layout import FormLayout, Role
from lianping_xlsx.intake.reading.entry_wording import when_none, who
from lianping_xlsx.intake.resolution.choice import form_name
from lianping_xlsx.scheme.terms import FormKind
from lianping_xlsx.spreadsheet.cell_kinds import Points
from tests.books import open_book
from tests.given import CONTENT, DAILY, TASKS, given_town
from tests.libreoffice import needs_libreoffice, recalculate
from tests.small import Entries, Town

TOWN = given_town()


def form_of(town: Town, component: str) -> FormLayout:
    return next(each.layout for each in town.expected if each.layout.key.component == component)


DAILY_FORM, CONTENT_FORM = form_of(TOWN, DAILY), form_of(TOWN, CONTENT)


def test_each_period_has_a_score_and_its_grounds() -> None:
    assert [(column.key, column.heading, column.role) for column in DAILY_FORM.columns[3:]] == [
        ("score:上半年", "上半年\n得分", Role.INPUT),
        ("score:下半年", "下半年\n得分", Role.INPUT),
        ("result", "折合\n得分", Role.COMPUTED),
        ("basis:上半年", "上半年\n依据", Role.INPUT),
        ("basis:下半年", "下半年\n依据", Role.INPUT),
        ("status", "填写检查", Role.STATUS),
    ]
    assert [row.issued for row in DAILY_FORM.rows] == [
        ("T1", "云溪镇", "陆明澈"), ("T2", "石栏镇", "叶尔江·萨迪克"), ("T3", "莲浦街道", "游砚秋"),
    ]  # fmt: skip


def test_a_component_without_periods_has_one_score_up_to_its_full_marks() -> None:
    assert [column.key for column in CONTENT_FORM.columns[3:]] == ["score", "basis", "status"]
    assert CONTENT_FORM.columns[3].kind == Points(0, 10_00)
    assert [row.key for row in CONTENT_FORM.rows] == ["T1", "T2"]


def test_its_words_name_the_component_and_the_weights() -> None:
    assert (DAILY_FORM.sheet, DAILY_FORM.title) == ("得分表-平时考核", "2024年度党委书记述职评议考核“平时考核”得分表")
    assert "“平时考核”的得分（0至100分）" in DAILY_FORM.intro
    assert "权重：上半年占1/3、下半年占2/3；" in DAILY_FORM.intro
    assert "“满意度”的得分（0至10分）" in CONTENT_FORM.intro
    assert "权重" not in CONTENT_FORM.intro
    equal = given_town(期次="板块|期次|权重\n平时考核|上半年|50\n平时考核|下半年|50")
    assert "各期次权重相同；" in form_of(equal, DAILY).intro
    assert form_name(TOWN.scheme, DAILY_FORM.key) == "得分表（平时考核）"
    assert who(DAILY_FORM, 0, 4) == "“云溪镇 陆明澈”的“下半年得分”"
    assert when_none(DAILY_FORM, 0, 4) == "确实得0分的填0；没有这项得分的留空，并报告主办单位"


def test_the_slots_name_the_component_and_the_period() -> None:
    slots = {(slot["sheet"], slot["cell"]): slot for slot in describe_slots(TOWN.books)}
    assert slots["得分表-平时考核", "E8"] == {
        "file": "U1 县委办公室.xlsx", "sheet": "得分表-平时考核", "cell": "E8", "form": "得分表", "component": DAILY,
        "ratee": "T2", "item": "下半年", "field": "score:下半年", "kind": "points", "min": 0, "max": 100,
    }  # fmt: skip
    assert not any("component" in slot for slot in slots.values() if slot["form"] != "得分表")


def test_one_unit_may_report_several_components() -> None:
    town = given_town(填报任务=TASKS.replace("县委评议组 | 得分表", "县委办公室 | 得分表"))
    forms = [form for form in town.book("U1").forms if form.key.kind is FormKind.SCORES]
    assert [form.sheet for form in forms] == ["得分表-平时考核", "得分表-满意度"]
    assert len({form.code for form in forms}) == 2


def test_other_full_marks_and_other_periods_make_another_form() -> None:
    """Other weights do not: what was filled in stays as it is."""
    plain = form_of(given_town(), DAILY).fingerprint
    weights = "板块|期次|权重\n平时考核|上半年|50\n平时考核|下半年|50"
    assert form_of(given_town(期次=weights), DAILY).fingerprint == plain
    assert form_of(given_town(期次=weights.replace("下半年", "全年")), DAILY).fingerprint != plain


def test_after_a_change_of_periods_what_still_has_its_place_is_carried_over(tmp_path: Path) -> None:
    """And what has none is named: the scores of 全年, which was split."""
    former = given_town(期次="板块|期次|权重\n平时考核|上半年|50\n平时考核|全年|50")
    typed: Entries = {("T1", "score:上半年"): 90, ("T1", "basis:上半年"): "通报1", ("T1", "score:全年"): 80}
    found = TOWN.read(tmp_path, former.filled(form_of(former, DAILY), typed))
    assert found.codes == ["form.outdated"]
    assert found.values(DAILY_FORM) == {("T1", "score:上半年"): 90_00, ("T1", "basis:上半年"): "通报1"}
    assert [left.finding.slots.get("raw") for left in found.of(DAILY_FORM).leftovers] == ["80"]


def seen(book: Workbook, form: FormLayout, column: str) -> list[object]:
    """The column of a form with the row of totals."""
    page, place = book[form.sheet], form.column_of(column) + 1
    return [page.cell(number, place).value for number in range(7, 8 + len(form.rows))]


@pytest.mark.slow
@needs_libreoffice
def test_what_a_person_sees_while_filling_it_in(tmp_path: Path) -> None:
    """T1: (90 + 2 x 85.5) / 3 = 87. Means: (90 + 80.25) / 2 = 85.125, that is 85.13, and 85.5 of the one in range."""
    town = given_town(填报任务=TASKS.replace("县委评议组 | 得分表", "县委办公室 | 得分表"))
    daily, content = form_of(town, DAILY), form_of(town, CONTENT)
    scores: Entries = {
        ("T1", "score:上半年"): "９０分",
        ("T1", "basis:上半年"): "通报1",
        ("T1", "score:下半年"): 85.5,
        ("T1", "basis:下半年"): "通报2",
        ("T2", "score:上半年"): 80.25,
        ("T2", "basis:上半年"): "通报1",
        ("T3", "score:下半年"): 101,
    }
    given: Entries = {("T1", "score"): 9.5, ("T2", "score"): "约9"}
    path = tmp_path / "得分.xlsx"
    path.write_bytes(town.write("U1", town.fill(daily, scores) | town.fill(content, given)))
    book = open_book(recalculate(path).read_bytes(), values=True)
    assert seen(book, daily, "status")[:3] == ["完整", "没有填全", "应填0至100的数，最多两位小数"]
    assert seen(book, daily, "result")[0] == 87
    assert [value or "" for value in seen(book, daily, "result")[1:3]] == ["", ""]
    assert seen(book, daily, "score:上半年")[-1] == 85.13
    assert seen(book, daily, "score:下半年")[-1] == 85.5
    assert seen(book, content, "status")[:2] == ["请写依据", "有不是数字的"]
