"""From the scheme to the forms: every task gets its form, every form its place, name, code and fingerprint."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lianping_xlsx.forms.issued_forms import issue
from lianping_xlsx.forms.issued_lists import describe_slots
from lianping_xlsx.forms.layout import FIRST_ROW, HEAD_ROW, FormKey, FormLayout, Role
from lianping_xlsx.forms.stamp import read_code
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.scheme.terms import FormKind
from tests.small import DELEGATES, LEADERS, POLL, SCHEME, SECRET, TOWN, Sheets, Town, scheme_of, sheets

ALL = [form for book in TOWN.books for form in book.forms]
names = pytest.mark.parametrize("form", ALL, ids=lambda form: form.sheet)


def test_each_unit_with_a_task_gets_one_workbook_with_its_forms() -> None:
    assert [(book.file, [form.sheet for form in book.forms]) for book in TOWN.books] == [
        ("U1 县委办公室.xlsx", ["测评票-县委领导", "测评票-党员代表", "计票汇总-群众"]),
        ("U2 第一考核组.xlsx", ["考评-云溪镇陆明澈", "考评-石栏镇叶尔江·萨迪克"]),
        ("U3 第二考核组.xlsx", ["考评-莲浦街道游砚秋"]),
        ("U4 县委评议组.xlsx", ["评议意见"]),
    ]


def test_the_same_scheme_and_key_give_the_same_forms() -> None:
    assert issue(scheme_of(sheets()), SECRET) == TOWN.books


def test_what_forms_have_in_common_is_there_once() -> None:
    """A county has ten thousand forms of the same few kinds."""
    rubrics = [form for form in ALL if form.key.kind is FormKind.RUBRIC]
    assert len(rubrics) == 3
    assert len({form.intro for form in rubrics}) == 3
    assert all(form.intro == f"{form.subject}。{form.instructions}" for form in rubrics)
    for name in ("title", "instructions"):
        assert len({id(getattr(form, name)) for form in rubrics}) == 1


# ---------------------------------------------------------------- slots


@names
def test_slots_are_unique_and_lie_inside_the_form(form: FormLayout) -> None:
    slots = list(form.slots())
    places = [(slot.row, slot.column) for slot in slots]
    assert len(set(places)) == len(places)
    for slot in slots:
        assert 0 <= slot.column < form.width
        in_grid = FIRST_ROW <= slot.row < form.totals_row
        assert in_grid or slot.row in (HEAD_ROW, form.foot_row, form.foot_row + 1)
        assert not in_grid or form.columns[slot.column].role is Role.INPUT


@names
def test_fields_do_not_overlap(form: FormLayout) -> None:
    taken: set[tuple[int, int]] = set()
    for placed in form.placed():
        assert placed.label[1] < placed.entry[0] <= placed.entry[1] < form.width
        cells = {(placed.row, column) for column in range(placed.label[0], placed.entry[1] + 1)}
        assert not cells & taken
        taken |= cells


def test_a_slot_for_every_mark_that_the_scheme_asks_for() -> None:
    found = Counter((slot["form"], slot["field"]) for slot in describe_slots(TOWN.books))
    # 县委领导 4 + 2, 党员代表 5 + 2 rows of three ratees; K1 deductions, K2 or K3 scores, K4 bonus, K5 penalty a person
    assert found["测评票", "mark"] == (6 + 7) * 3
    assert found["测评票", "validity"] == 6 + 7
    assert found["计票汇总", "total"] == 3
    assert (found["实地考评", "score"], found["实地考评", "deduction"], found["实地考评", "reason"]) == (6, 6, 12)
    assert found["评议意见", "overall"] == 3
    assert {found[form, "filled_by"] for form in ("测评票", "计票汇总", "实地考评", "评议意见")} == {1, 2, 3}


def test_slots_say_what_they_are_and_leave_out_what_does_not_apply() -> None:
    slots = {(slot["sheet"], slot["cell"]): slot for slot in describe_slots(TOWN.books)}
    assert slots["测评票-县委领导", "C7"] == {
        "file": "U1 县委办公室.xlsx",
        "sheet": "测评票-县委领导",
        "cell": "C7",
        "form": "测评票",
        "ratee": "T1",
        "poll": POLL,
        "voter_class": LEADERS,
        "ballot_no": "001",
        "field": "mark",
        "kind": "points",
        "min": 0,
        "max": 100,
    }
    assert slots["考评-莲浦街道游砚秋", "I7"] == {
        "file": "U3 第二考核组.xlsx",
        "sheet": "考评-莲浦街道游砚秋",
        "cell": "I7",
        "form": "实地考评",
        "ratee": "T3",
        "item": "K1",
        "field": "deduction",
        "kind": "points",
        "min": 0,
        "max": 60,
    }
    total = next(slot for slot in slots.values() if slot["field"] == "total")
    assert (total["min"], "max" in total) == (0, False)
    assert {slot["kind"] for slot in slots.values()} == {"points", "count", "choice", "text"}
    allowed = {"file", "sheet", "cell", "form", "ratee", "item", "poll", "voter_class", "ballot_no", "field", "kind"}
    assert all(slot.keys() <= allowed | {"min", "max"} for slot in slots.values())


@pytest.mark.parametrize(("expected", "rows"), [(2, 4), (4, 6), (20, 22), (21, 24), (80, 88)])
def test_rows_for_the_ballots_expected_and_a_tenth_more(expected: int, rows: int) -> None:
    raw = sheets()
    raw["填报任务"][1][5] = str(expected)
    form = Town(scheme_of(raw)).form(FormKind.BALLOTS)
    assert [row.ballot for row in form.rows] == [f"{number:03d}" for number in range(1, rows + 1)]


# ---------------------------------------------------------------- codes, names, fingerprints


def test_codes_are_unique_and_readable() -> None:
    codes = [form.code for form in ALL]
    assert len(set(codes)) == len(codes)
    assert [read_code(form.code_text) for form in ALL] == codes


def rename(words: dict[str, str]) -> Scheme:
    """The small campaign with other words everywhere."""
    raw = sheets()
    for rows in raw.values():
        rows[:] = [[words.get(str(cell), cell) for cell in row] for row in rows]
    return scheme_of(raw)


@settings(max_examples=15)
@given(st.text(min_size=1, max_size=60), st.text(min_size=1, max_size=60))
def test_sheet_and_file_names_are_legal_and_unique_whatever_people_are_called(one: str, other: str) -> None:
    units = {"县委办公室": f"单位{other}", "第一考核组": f"组{other}"}
    scheme = rename({LEADERS: f"票{one}", DELEGATES: f"票{one}级", **units})
    workbooks = issue(scheme, SECRET)
    files = [book.file.casefold() for book in workbooks]
    assert len(set(files)) == len(files) == 4
    for book in workbooks:
        assert not set(book.file) & set('<>:"/\\|?*')
        titles = [form.sheet for form in book.forms]
        assert len({title.casefold() for title in titles}) == len(titles)
        for title in titles:
            assert 0 < len(title.encode("utf-16-le")) <= 2 * 31
            assert not set(title) & set("[]:*?/\\'")


def test_units_whose_code_and_name_run_together_still_get_a_file_each() -> None:
    raw = sheets()
    raw["填报单位"][1][:2], raw["填报单位"][2][:2] = ["U1", "2 甲"], ["U1 2", "甲"]
    for row in raw["填报任务"][1:]:
        row[0] = {"县委办公室": "2 甲", "第一考核组": "甲"}.get(str(row[0]), row[0])
    files = [book.file for book in issue(scheme_of(raw), SECRET)]
    assert files == ["U1 2 甲.xlsx", "U1 2 甲(2).xlsx", "U3 第二考核组.xlsx", "U4 县委评议组.xlsx"]


def cell(sheet: str, row: int, column: int, word: str) -> Callable[[Sheets], None]:
    def edit(raw: Sheets) -> None:
        raw[sheet][row][column] = word

    return edit


TEAMS = {"考评-云溪镇陆明澈", "考评-石栏镇叶尔江·萨迪克"}
LISTS = {"测评票-县委领导", "测评票-党员代表", "计票汇总-群众", "评议意见"}
CHANGES: dict[str, tuple[Callable[[Sheets], None], set[str]]] = {
    "the title": (cell("基本信息", 1, 1, "别的考核"), set()),
    "a rule of counting": (cell("计分规则", 12, 1, "80"), set()),
    "a telephone number": (cell("填报单位", 1, 3, "0"), set()),
    "a weight": (cell("票类", 1, 2, "50"), set()),
    "a tier": (cell("等次规则", 1, 1, "85"), set()),
    "the wording of an item for both groups": (cell("考评细则", 1, 2, "按时换届"), TEAMS | {"考评-莲浦街道游砚秋"}),
    "the points of an item for one group": (cell("考评细则", 3, 3, "39"), {"考评-莲浦街道游砚秋"}),
    "the way an item is scored": (cell("考评细则", 2, 5, "扣分"), TEAMS),
    "the name of a ratee": (cell("考核对象", 1, 1, "陆明彻"), LISTS),
    "the number of ballots of a class": (cell("填报任务", 2, 5, "6"), {"测评票-党员代表"}),
    "whom a class votes on": (cell("填报任务", 1, 2, "乡镇"), {"测评票-县委领导"}),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_fingerprint_changes_with_the_content_of_its_form_and_with_nothing_else(name: str) -> None:
    edit, touched = CHANGES[name]
    raw = sheets()
    edit(raw)
    after = {form.code: form.fingerprint for book in issue(scheme_of(raw), SECRET) for form in book.forms}
    assert {form.sheet for form in ALL if after[form.code] != form.fingerprint} == touched


def test_another_ratee_changes_only_the_forms_that_he_stands_on() -> None:
    raw = sheets()
    raw["考核对象"].append(["T4", "童岳", "党委书记", "桐荫镇", "乡镇", ""])
    before = {form.code: form for form in ALL}
    after = [form for book in issue(scheme_of(raw), SECRET) for form in book.forms]
    assert [form.sheet for form in after if form.code not in before] == ["考评-桐荫镇童岳"]
    known = [form for form in after if form.code in before]
    assert {form.sheet for form in known if before[form.code].fingerprint != form.fingerprint} == LISTS


marks = st.text("甲|\\", max_size=4)


@given(st.tuples(marks, marks), st.tuples(marks, marks))
def test_marks_in_names_never_make_two_forms_one(one: tuple[str, str], other: tuple[str, str]) -> None:
    keys = [FormKey("U1", FormKind.BALLOTS, *names) for names in (one, other)]
    assert (keys[0].text() == keys[1].text()) is (one == other)


def test_a_key_in_plain_text() -> None:
    assert FormKey("U1", FormKind.BALLOTS, POLL, LEADERS).text() == f"U1|测评票|{POLL}|{LEADERS}|"


def test_rare_characters_count_twice_in_a_sheet_name() -> None:
    long = issue(rename({LEADERS: "𠮷" * 30, DELEGATES: "𠮷" * 31}), SECRET)[0]
    assert [form.sheet for form in long.forms[:2]] == ["测评票-" + "𠮷" * 13, "测评票-" + "𠮷" * 12 + "(2)"]


def test_the_scheme_is_not_touched_by_issuing() -> None:
    assert scheme_of(sheets()) == SCHEME
