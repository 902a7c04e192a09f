"""The same form twice in one workbook (表, 表 (2)), and the sheets of several units gathered in one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell.cell import MergedCell
from openpyxl.worksheet.worksheet import Worksheet

from lianping_xlsx.core.findings import Severity
from lianping_xlsx.forms.stamp import STAMP_SHEET
from lianping_xlsx.scheme.terms import FormKind
from tests.books import edited, open_book, saved
from tests.small import TOWN, Entries, Read, Town, scheme_of, sheets

FORM = TOWN.form(FormKind.RUBRIC, ratee="T1")
FILLED: Entries = {("K1", "deduction"): 3, ("K1", "reason"): "未换届", ("K2", "score"): 38}
DATA = TOWN.write("U2", TOWN.fill(FORM, FILLED))
VALUES = {("K1", "deduction"): 3_00, ("K1", "reason"): "未换届", ("K2", "score"): 38_00}
COPY = f"{FORM.sheet} (2)"


def page_of(book: Workbook, name: str) -> Worksheet:
    page = book[name]
    assert isinstance(page, Worksheet)
    return page


def with_copy(*changes: Callable[[Worksheet], object]) -> Callable[[Workbook], object]:
    """A copy of the sheet, changed."""

    def edit(book: Workbook) -> None:
        copy = book.copy_worksheet(page_of(book, FORM.sheet))
        copy.title = COPY
        for change in changes:
            change(copy)

    return edit


def read(folder: Path, *edits: Callable[[Workbook], object], data: bytes = DATA) -> Read:
    return TOWN.read(folder, edited(data, *edits))


def blanked(page: Worksheet) -> None:
    for cell in ("I7", "J7", "H8"):
        page[cell] = None


def test_an_equal_copy_is_no_more_than_mentioned(tmp_path: Path) -> None:
    found = read(tmp_path, with_copy())
    assert [(f.code, f.severity, f.place.sheet) for f in found.findings] == [("form.copied-sheet", Severity.NOTE, COPY)]
    assert found.findings[0].message == f"工作表“{COPY}”是“{FORM.sheet}”的副本，内容相同，采用了“{FORM.sheet}”。"
    assert found.values(FORM) == VALUES


def test_of_a_blank_copy_and_a_filled_one_the_filled_one_is_used(tmp_path: Path) -> None:
    """Whichever of the two it is."""
    found = read(tmp_path, with_copy(blanked))
    assert (found.codes, found.of(FORM).sheet, found.values(FORM)) == (["form.copied-sheet"], FORM.sheet, VALUES)
    found = read(tmp_path, with_copy(), lambda book: blanked(page_of(book, FORM.sheet)))
    assert (found.codes, found.of(FORM).sheet, found.values(FORM)) == (["form.copied-sheet"], COPY, VALUES)
    assert "空白" in found.findings[0].message


def test_copies_that_differ_are_refused_with_what_they_say(tmp_path: Path) -> None:
    def other(page: Worksheet) -> None:
        page["I7"], page["J7"], page["I11"] = 5, None, 1

    found = read(tmp_path, with_copy(other))
    form = found.of(FORM)
    assert (form.refused, found.codes) == (True, ["form.same-code-twice"])
    message = found.findings[0].message
    assert f"K1“按期换届”的“扣分”：“{FORM.sheet}”填的是“3”，“{COPY}”填的是“5”；" in message
    assert f"的“失分、扣分（加分）原因”：“{FORM.sheet}”填的是“未换届”，“{COPY}”没有填" in message
    assert FORM.code in message


def test_the_list_of_what_to_put_right_is_no_form_though_it_quotes_the_code_of_one(tmp_path: Path) -> None:
    """It comes back along with the form, whatever has become of the name of its sheet."""

    def with_list(book: Workbook) -> None:
        page = book.create_sheet("需要更正 (2)", 0)
        page["E4"] = f"同一个文件里有几张工作表是同一张表（表码“{FORM.code}”），内容不一样。"
        page["E5"] = f"表码“{FORM.code}”不是本次考核的表码，没有采用。"

    found = read(tmp_path, with_list)
    assert (found.codes, found.values(FORM)) == ([], VALUES)


def test_what_differing_copies_agree_on_can_be_carried_over(tmp_path: Path) -> None:
    found = read(tmp_path, with_copy(lambda page: page.__setitem__("I7", 5)))
    form = found.of(FORM)
    assert form.carried
    assert found.values(FORM) == {key: VALUES[key] for key in (("K1", "reason"), ("K2", "score"))}
    (left,) = form.leftovers
    assert (left.finding.code, left.text) == ("carry.differs", "3 或 5")
    assert f"“{FORM.sheet}”I7是“3”，“{COPY}”I7是“5”" in left.finding.message


def test_a_copy_that_cannot_be_used_costs_the_other_one_nothing(tmp_path: Path) -> None:
    found = read(tmp_path, with_copy(lambda page: page.__setitem__("A8", "K1")))
    assert (found.codes, found.values(FORM)) == (["form.spare-copy"], VALUES)
    assert "重复的编号：K1" in found.findings[0].message


# ---------------------------------------------------------------- several units in one workbook


def joined(*parts: bytes) -> bytes:
    """All sheets of several workbooks in the first, as by 移动或复制工作表; those of the same name get a number."""
    first, *others = map(open_book, parts)
    for book in others:
        for page in book.worksheets:
            taken = page.title in first.sheetnames
            copy = first.create_sheet(f"{page.title} (2)" if taken else page.title)
            copy.sheet_state = page.sheet_state
            for row in page.iter_rows():
                for cell in row:
                    copy.cell(cell.row or 1, cell.column or 1).value = cell.value
    return saved(first)


STREET = TOWN.form(FormKind.RUBRIC, ratee="T3")
OTHERS = TOWN.write("U3", TOWN.fill(STREET, {("K3", "score"): 36}))


def test_two_units_in_one_workbook_are_each_judged_by_their_own_stamp(tmp_path: Path) -> None:
    found = TOWN.read(tmp_path, joined(DATA, OTHERS))
    assert found.codes == []
    assert found.values(FORM) == VALUES
    assert found.values(STREET) == {("K3", "score"): 36_00}


def test_a_stamp_that_was_edited_costs_its_own_forms_alone(tmp_path: Path) -> None:
    forged = edited(OTHERS, lambda book: book[STAMP_SHEET].__setitem__("B3", "U9"))
    found = TOWN.read(tmp_path, joined(DATA, forged))
    assert found.codes == ["form.stamp-edited"]
    assert found.values(FORM) == VALUES
    street = found.of(STREET)
    assert (street.refused, street.carried, street.empty) == (True, False, True)


def test_last_years_sheets_in_this_years_workbook_are_named(tmp_path: Path) -> None:
    last_year = Town(secret=bytes(32)).write("U3")
    found = TOWN.read(tmp_path, joined(DATA, last_year))
    assert found.codes == ["form.other-campaign"]
    assert found.values(FORM) == VALUES


def test_an_older_and_the_current_form_of_a_unit_in_one_workbook(tmp_path: Path) -> None:
    """Two stamps that do not agree on a form: it is not guessed which of them the sheet belongs to."""
    raw = sheets()
    raw["考评细则"][2][3], raw["考评细则"][4][3] = "35", "8"
    old = Town(scheme_of(raw)).write("U2")
    found = TOWN.read(tmp_path, joined(DATA, old))
    assert set(found.codes) == {"form.outdated"}


# ---------------------------------------------------------------- without any stamp


def copied(data: bytes, *changes: Callable[[Worksheet], object]) -> bytes:
    """The visible cells of the form's sheet in a new workbook: results in place of formulas, no hidden key row."""
    source = page_of(open_book(data), FORM.sheet)
    book = Workbook()
    page = book.active
    assert isinstance(page, Worksheet)
    for row in source.iter_rows():
        for cell in row:
            formula = isinstance(cell.value, str) and cell.value.startswith("=")
            page.cell(cell.row or 1, cell.column or 1).value = "" if formula else cell.value
    page.delete_rows(6)
    for change in changes:
        change(page)
    return saved(book)


def test_only_visible_cells_in_a_new_workbook_are_taken_with_a_warning(tmp_path: Path) -> None:
    found = TOWN.read(tmp_path, copied(DATA))
    assert [(f.code, f.severity) for f in found.findings] == [("form.stamp-missing", Severity.WARNING)]
    assert found.values(FORM) == VALUES


def test_without_stamp_every_key_and_heading_must_stand_in_its_place(tmp_path: Path) -> None:
    changes: dict[str, Callable[[Worksheet], object]] = {
        "points": lambda page: page.__setitem__("E7", 55),  # as of an older scheme
        "name": lambda page: page.__setitem__("C7", "换届情况"),
        "row": lambda page: page.delete_rows(9),
        "between": lambda page: page.insert_rows(8),
        "column": lambda page: page.delete_cols(4),
    }
    for what, change in changes.items():
        found = TOWN.read(tmp_path, copied(DATA, change))
        assert found.codes == ["form.no-grid" if what == "column" else "form.stamp-lost"]
        assert found.of(FORM).carried


def test_the_sheet_of_one_ratee_copied_over_another_ones(tmp_path: Path) -> None:
    """All but the code: the keys are the same, the introduction is not."""
    other = TOWN.form(FormKind.RUBRIC, ratee="T2")

    def paste(book: Workbook) -> None:
        for row in page_of(book, FORM.sheet).iter_rows(min_row=2):
            for cell in row:
                target = page_of(book, other.sheet).cell(cell.row or 1, cell.column or 1)
                if not isinstance(target, MergedCell):
                    target.value = cell.value

    found = read(tmp_path, paste)
    assert [finding.code for finding in found.of(other).findings] == ["form.other-person"]
    assert "陆明澈" in found.findings[0].message
    assert found.values(FORM) == VALUES


def test_two_tables_on_one_sheet_are_not_mixed(tmp_path: Path) -> None:
    """The second ratee's table was pasted below the first one's, and its sheet deleted: whose marks are whose?"""
    other = TOWN.form(FormKind.RUBRIC, ratee="T2")
    data = TOWN.write("U2", TOWN.fill(FORM, FILLED) | TOWN.fill(other, {("K2", "score"): 11, ("K5", "deduction"): 2}))

    def join(book: Workbook) -> None:
        page = page_of(book, FORM.sheet)
        for row in page_of(book, other.sheet).iter_rows():
            for cell in row:
                page.cell((cell.row or 1) + 20, cell.column or 1).value = cell.value
        del book[other.sheet]

    found = read(tmp_path, join, data=data)
    assert found.codes == ["form.duplicate-keys"]
    assert (found.of(FORM).refused, found.values(FORM), found.of(FORM).leftovers) == (True, {}, ())


def test_a_sheet_introduced_by_a_name_that_nobody_bears_is_taken_with_a_warning(tmp_path: Path) -> None:
    """As after a correction of the name in the scheme: the 编号 is the same, and so is what was asked."""

    def misspell(book: Workbook) -> None:
        cell = page_of(book, FORM.sheet)["A3"]
        cell.value = str(cell.value).replace("陆明澈", "陆明彻")

    found = read(tmp_path, misspell)
    (finding,) = found.findings
    assert (finding.code, finding.place.cell, finding.severity) == ("form.content-changed", "A3", Severity.WARNING)
    assert (finding.slots["expected"], found.values(FORM)) == ("陆明澈", VALUES)


def test_a_copy_beside_the_sheet_whose_code_was_deleted(tmp_path: Path) -> None:
    """The copy is used; that the other one is there is said."""
    found = read(tmp_path, with_copy(lambda page: page.__setitem__("I7", 5)), lambda book: drop_code(book))
    assert (found.codes, found.of(FORM).sheet) == (["form.spare-copy"], COPY)
    assert found.findings[0].place.sheet == FORM.sheet
    assert "表码不见了" in found.findings[0].message


def drop_code(book: Workbook) -> None:
    book[FORM.sheet]["A1"] = None
