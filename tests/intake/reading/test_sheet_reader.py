"""A form filled in comes back as it was filled in; what cannot be a mark is quoted, never 0 and never blank."""

from __future__ import annotations

import datetime as dt
import re
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from lianping_xlsx.core.cell_address import a1
from lianping_xlsx.core.findings import Finding, Severity
from lianping_xlsx.core.spelling import fit_cell, is_blank, strip_invisible
from lianping_xlsx.forms.layout import FormLayout
from lianping_xlsx.scheme.terms import FormKind
from lianping_xlsx.spreadsheet.book import Content
from lianping_xlsx.spreadsheet.cell_kinds import Choice, Count, Kind, Points
from tests.books import edited
from tests.small import KINDS, TOWN, Entries, Read, address
from tests.spoilt import books

REGISTER, TALLY, VISIT, OPINIONS = (TOWN.form(kind) for kind in KINDS)
BY_KIND = pytest.mark.parametrize("form", [REGISTER, TALLY, VISIT, OPINIONS], ids=lambda form: form.key.kind)

words = (
    st.text(st.characters(exclude_categories=("Cs", "Cc", "Cf")), min_size=1, max_size=12)
    .map(lambda text: fit_cell(strip_invisible(text)))
    .filter(lambda text: not is_blank(text))
)
PART = {FormKind.BALLOTS: 2, FormKind.TALLY: 4, FormKind.RUBRIC: 2, FormKind.OPINION: 2}
"""The part of the zip in which the first form of a kind stands."""


def values_of(kind: Kind) -> st.SearchStrategy[int | str]:
    """What may be entered, in the reader's own unit."""
    if isinstance(kind, Points):
        return st.integers(kind.minimum or 0, 900_000_00 if kind.maximum is None else kind.maximum)
    if isinstance(kind, Count):
        return st.integers(kind.minimum, kind.maximum or 99)
    return st.sampled_from(kind.options) if isinstance(kind, Choice) else words


@st.composite
def fillings(draw: st.DrawFn, form: FormLayout) -> tuple[Entries, dict[tuple[str, str], int | str]]:
    """A form filled in at random, some cells left blank: what is typed, and what should be read."""
    asked: dict[tuple[str, str], Kind] = {(p.field.name, ""): p.field.kind for p in form.placed()}
    for row in form.rows:
        for _, column in form.input_columns():
            if (kind := form.kind_at(row, column)) is not None:
                asked[row.key, column.key] = kind
    typed: Entries = {}
    read: dict[tuple[str, str], int | str] = {}
    for key, kind in asked.items():
        if draw(st.booleans()):
            read[key] = draw(values_of(kind))
            typed[key] = kind.put(read[key])
    return typed, read


@BY_KIND
@settings(max_examples=8)
@given(st.data())
def test_what_was_filled_in_is_read_back(form: FormLayout, data: st.DataObject) -> None:
    typed, expected = data.draw(fillings(form))
    with tempfile.TemporaryDirectory() as folder:
        read = TOWN.read(Path(folder), TOWN.filled(form, typed))
    assert read.codes == []
    assert read.values(form) == expected


@BY_KIND
def test_a_blank_form_says_nothing_and_nothing_is_wrong_with_it(form: FormLayout, tmp_path: Path) -> None:
    read = TOWN.read(tmp_path, TOWN.write(form.key.unit))
    assert read.codes == []
    assert read.of(form).empty
    assert len(read.forms) == len(TOWN.book(form.key.unit).forms)


def with_cell(form: FormLayout, key: tuple[str, str], content: Any, entries: Entries | None = None) -> bytes:
    """The form with one cell typed over by openpyxl."""
    row, column = address(form, *key)

    def type_over(book: Workbook) -> None:
        book[form.sheet].cell(row + 1, column + 1).value = content

    return edited(TOWN.filled(form, entries or {}), type_over)


def cell_of(form: FormLayout, key: tuple[str, str]) -> str:
    return a1(*address(form, *key))


def only(read: Read) -> Finding:
    assert len(read.findings) == 1, read.codes
    return read.findings[0]


# ---------------------------------------------------------------- marks as people write them

MARK = ("001", "mark:T1")


@pytest.mark.parametrize(
    ("raw", "value", "shown"),
    [
        ("９５．５", 95_50, "95.5"),
        ("95分", 95_00, "95"),
        ("95\u00a0", 95_00, "95"),
        ("95\u200b", 95_00, "95"),
        ("\u300095", 95_00, "95"),
        ("95", 95_00, "95"),
        ("101", 101_00, "101"),  # out of range is judged by the rules of the scheme
    ],
)
def test_an_odd_spelling_is_counted_and_said(raw: str, value: int, shown: str, tmp_path: Path) -> None:
    read = TOWN.read(tmp_path, TOWN.filled(REGISTER, {MARK: raw}))
    assert read.values(REGISTER) == {MARK: value}
    finding = only(read)
    assert (finding.code, finding.severity) == ("cell.repaired", Severity.NOTE)
    assert finding.message.endswith(f"已按{shown}计入。")
    assert str(finding.place) == f"填报单位“县委办公室” 工作表“测评票-县委领导” 单元格 {cell_of(REGISTER, MARK)}"


@pytest.mark.parametrize(
    ("raw", "written"), [("95", "“95”（文本格式）"), ("95\u200b", "“95□”"), ("９５．５分", "“９５．５分”")]
)
def test_a_repair_says_what_was_odd(raw: str, written: str, tmp_path: Path) -> None:
    finding = only(TOWN.read(tmp_path, TOWN.filled(REGISTER, {MARK: raw})))
    assert finding.message.startswith(f"001号票对“云溪镇 陆明澈”的评分写作{written}，已按95")


BAD: list[tuple[Any, str, str]] = [
    ("约90", "cell.not-number", "约90"),
    ("九十五", "cell.not-number", "九十五"),
    ("90-95", "cell.not-number", "90-95"),
    ("90/100", "cell.not-number", "90/100"),
    ("9²", "cell.not-number", "9²"),
    ("NaN", "cell.not-number", "NaN"),
    ("1e999", "cell.not-number", "1e999"),
    ("√", "cell.not-number", "√"),
    (1e300, "cell.not-number", "1e+300"),
    (True, "cell.boolean", "TRUE"),
    (dt.date(2024, 9, 5), "cell.date", "9-5"),
    (dt.time(9, 5), "cell.date", "09:05:00"),
    (95.555, "cell.too-precise", "95.555"),
    ("#N/A", "cell.error-value", "#N/A"),
    ("#REF!", "cell.error-value", "#REF!"),
    ("=1+1", "cell.formula-blank", "公式“=1+1”，文件里没有它的结果"),  # as openpyxl saves it, without a result
]


CELLS = [(row.key, f"mark:T{number}") for row in REGISTER.rows for number in (1, 2, 3)]


@pytest.fixture(scope="module")
def all_bad(tmp_path_factory: pytest.TempPathFactory) -> Read:
    """A register with every bad entry, one a cell."""

    def type_over(book: Workbook) -> None:
        for key, (raw, _, _) in zip(CELLS, BAD, strict=False):
            row, column = address(REGISTER, *key)
            book[REGISTER.sheet].cell(row + 1, column + 1).value = raw

    return TOWN.read(tmp_path_factory.mktemp("all"), edited(TOWN.write("U1"), type_over))


@pytest.mark.parametrize("number", range(len(BAD)), ids=lambda number: str(BAD[number][0]))
def test_what_is_not_understood_is_an_error_that_quotes_it(number: int, all_bad: Read) -> None:
    _, code, shown = BAD[number]
    finding = all_bad.findings[number]
    assert (finding.code, finding.severity, finding.place.cell) == (
        code,
        Severity.ERROR,
        cell_of(REGISTER, CELLS[number]),
    )
    assert shown in finding.message
    assert CELLS[number] not in all_bad.values(REGISTER)  # never 0
    assert cell_index(REGISTER, CELLS[number]) in all_bad.of(REGISTER).bad_cells  # never blank


def test_one_finding_for_each_of_them(all_bad: Read) -> None:
    assert len(all_bad.findings) == len(BAD)
    assert all_bad.values(REGISTER) == {}
    assert not all_bad.of(REGISTER).empty


@pytest.mark.parametrize(("form", "key"), [(VISIT, ("K1", "deduction")), (TALLY, ("T1", "total"))])
@pytest.mark.parametrize(
    ("raw", "code"), [("约90", "cell.not-number"), ("=1+1", "cell.formula-blank"), (True, "cell.boolean")]
)
def test_so_it_is_in_every_form(form: FormLayout, key: tuple[str, str], raw: object, code: str, tmp_path: Path) -> None:
    read = TOWN.read(tmp_path, with_cell(form, key, raw))
    assert (only(read).code, read.values(form), len(read.of(form).bad_cells)) == (code, {}, 1)


def cell_index(form: FormLayout, key: tuple[str, str]) -> tuple[int, int]:
    row, column = address(form, *key)
    return row - 6, column


@pytest.mark.parametrize(
    ("xml", "code", "shown"),
    [
        (b"<f>90+5</f><v>95</v>", "cell.formula", "“95”"),
        (b"<f>AVERAGE(C8:C9)</f><v>0</v>", "cell.formula", "“0”"),  # stale, or never calculated
        (b"<f>C8</f>", "cell.formula-blank", "“=C8”"),
    ],
)
def test_a_formula_in_a_score_cell_is_refused_with_what_it_shows(
    xml: bytes, code: str, shown: str, tmp_path: Path
) -> None:
    cell = cell_of(REGISTER, MARK).encode()
    blank = re.compile(b'<c r="' + cell + b'"( s="[0-9]+")?/>')

    def calculate(part: bytes) -> bytes:
        return blank.sub(lambda match: b'<c r="' + cell + b'"' + (match[1] or b"") + b">" + xml + b"</c>", part)

    sheet = f"xl/worksheets/sheet{PART[FormKind.BALLOTS]}.xml"
    read = TOWN.read(tmp_path, books.edited(TOWN.write("U1"), sheet, calculate))
    finding = only(read)
    assert finding.code == code
    assert shown in finding.message
    assert read.values(REGISTER) == {}


def test_text_cells_take_whatever_was_typed(tmp_path: Path) -> None:
    key = ("T1", "overall")
    for raw, text in ((2024, "2024"), (True, "TRUE"), (dt.datetime(2024, 12, 20), "2024-12-20"), (" 好 ", "好")):
        read = TOWN.read(tmp_path, with_cell(OPINIONS, key, raw))
        assert (read.codes, read.values(OPINIONS)) == ([], {key: text})


def test_an_error_value_in_an_opinion_is_no_opinion(tmp_path: Path) -> None:
    read = TOWN.read(tmp_path, with_cell(OPINIONS, ("T1", "overall"), "#NAME?"))
    assert read.codes == ["cell.error-value"]


def test_a_word_that_is_not_on_the_list(tmp_path: Path) -> None:
    read = TOWN.read(tmp_path, with_cell(REGISTER, ("001", "validity"), "作废吧"))
    finding = only(read)
    assert finding.code == "cell.not-choice"
    assert "有效、废票" in finding.remedy
    assert "001号票的“票的效力”" in finding.message


@pytest.mark.parametrize(("raw", "word"), [("作废", "废票"), ("无效", "废票"), (" 废 票 ", "废票"), ("有效票", "有效")])
def test_other_words_for_a_void_ballot_are_taken_and_said(raw: str, word: str, tmp_path: Path) -> None:
    read = TOWN.read(tmp_path, TOWN.filled(REGISTER, {("001", "validity"): raw}))
    assert read.values(REGISTER) == {("001", "validity"): word}
    assert only(read).code == "cell.repaired"
    assert only(read).message.endswith(f"已按{word}计入。")


# ---------------------------------------------------------------- the head


@pytest.mark.parametrize(
    ("raw", "code", "value"),
    [
        (12, None, 12),
        ("１２", "cell.repaired", 12),
        ("12张", "cell.repaired", 12),
        ("12分", "cell.not-number", None),
        (11.5, "cell.not-whole", None),
        (-1, "cell.out-of-range", None),
        ("=COUNTA(A7:A12)", "cell.formula-blank", None),
        ("#N/A", "cell.error-value", None),
        (dt.date(2024, 1, 2), "cell.date", None),
    ],
)
def test_counts_above_the_grid_are_read_as_strictly_as_marks(
    raw: object, code: str | None, value: int | None, tmp_path: Path
) -> None:
    read = TOWN.read(tmp_path, with_cell(REGISTER, ("returned", ""), raw))
    assert read.codes == ([code] if code else [])
    assert read.values(REGISTER).get(("returned", "")) == value
    if code:
        assert "“收回票数”" in read.findings[0].message
        assert read.findings[0].place.cell == cell_of(REGISTER, ("returned", ""))


# ---------------------------------------------------------------- where nothing was asked


def test_a_closed_cell_filled_in_is_named_and_not_counted(tmp_path: Path) -> None:
    read = TOWN.read(tmp_path, with_cell(VISIT, ("K1", "score"), "满分", {("K1", "deduction"): 3}))
    finding = only(read)
    assert (finding.code, finding.place.cell) == ("cell.closed", "H7")
    assert finding.message == "K1“按期换届”的“得分”不需要填这一栏，却填了“满分”，没有计入。"
    assert read.values(VISIT) == {("K1", "deduction"): 3_00}


@pytest.mark.parametrize(
    ("form", "cell", "content", "expected"),
    [
        (VISIT, "C7", "按时换届", "按期换届"),
        (VISIT, "E8", 45, "40"),
        (VISIT, "I5", "加分", "扣分"),
        (TALLY, "C7", "陆明彻", "陆明澈"),
        (OPINIONS, "B8", "石兰镇", "石栏镇"),
        (REGISTER, "C5", "云溪镇\n陆明彻", "云溪镇 陆明澈"),
    ],
)
def test_what_was_issued_is_compared_and_never_taken(
    form: FormLayout, cell: str, content: Content, expected: str, tmp_path: Path
) -> None:
    def change(book: Workbook) -> None:
        book[form.sheet][cell] = content

    read = TOWN.read(tmp_path, edited(TOWN.write(form.key.unit), change))
    finding = only(read)
    assert (finding.code, finding.place.cell, finding.severity) == ("form.content-changed", cell, Severity.WARNING)
    assert finding.slots["expected"] == expected


@pytest.mark.parametrize(
    ("form", "cell", "content"),
    [
        (TALLY, "C7", "邱佩兰"),
        (OPINIONS, "C9", "王五"),
        (REGISTER, "C5", "云溪镇\n邱佩兰"),
        (REGISTER, "C5", "邱佩兰"),
    ],
)
def test_another_persons_name_is_told_from_another_spelling(
    form: FormLayout, cell: str, content: str, tmp_path: Path
) -> None:
    def change(book: Workbook) -> None:
        book[form.sheet][cell] = content

    finding = only(TOWN.read(tmp_path, edited(TOWN.write(form.key.unit), change)))
    assert (finding.code, finding.place.cell, finding.severity) == ("form.other-name", cell, Severity.WARNING)
    assert "不像是同一个人" in finding.message


@pytest.mark.parametrize(
    ("cell", "content"),
    [
        ("B7", lambda head: f"{head[0]} {head[1:]}"),
        ("E7", lambda _: "60"),
        ("E7", lambda _: "60.0"),
        ("C7", lambda text: f"{text}\u200b"),
    ],
    ids=["blank", "text", "decimals", "unseen"],
)
def test_the_same_content_in_another_spelling_is_no_change(
    cell: str, content: Callable[[str], str], tmp_path: Path
) -> None:
    def change(book: Workbook) -> None:
        book[VISIT.sheet][cell] = content(str(book[VISIT.sheet][cell].value))

    assert TOWN.read(tmp_path, edited(TOWN.write("U2"), change)).codes == []


@pytest.mark.parametrize(
    ("form", "cell", "content"),
    [
        (REGISTER, "H7", "补"),  # right of the grid
        (REGISTER, "C20", 95),  # below it, under a ratee
        (VISIT, "M9", "另扣2分"),
        (OPINIONS, "D16", "还有一点意见"),
        (TALLY, "D16", 20),
    ],
)
def test_what_is_written_outside_the_grid_is_shown_and_not_counted(
    form: FormLayout, cell: str, content: Content, tmp_path: Path
) -> None:
    def scribble(book: Workbook) -> None:
        book[form.sheet][cell] = content

    read = TOWN.read(tmp_path, edited(TOWN.write(form.key.unit), scribble))
    finding = only(read)
    assert (finding.code, finding.place.cell, finding.slots["raw"]) == ("form.outside", cell, str(content))
    assert read.values(form) == {}


def test_ballots_are_never_named_by_the_file_they_came_in(tmp_path: Path) -> None:
    spoilt = with_cell(REGISTER, MARK, "约90")
    read = TOWN.read(tmp_path, spoilt, "张三交的.xlsx")
    assert "张三" not in str(only(read))
    rubric = TOWN.read(tmp_path, with_cell(VISIT, ("K1", "deduction"), "约90"), "一组.xlsx")
    assert only(rubric).place.file == "一组.xlsx"  # 考核组 sign their forms
