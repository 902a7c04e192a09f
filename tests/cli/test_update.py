"""``init --update``: the sheets, columns and settings of this version in a scheme of an earlier one."""

from __future__ import annotations

import io
import itertools
import shutil
import warnings
import zipfile
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation

from lianping_xlsx.app.campaign import Campaign
from lianping_xlsx.app.scheme_file import load_scheme
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.scheme.scheme_sheets import SHEETS
from lianping_xlsx.spreadsheet.additions import Extended, add_missing
from lianping_xlsx.spreadsheet.tables import Settings
from tests.books import contents, edited, open_book, saved
from tests.campaigns import campaign
from tests.cli.running import Runner, snapshot
from tests.libreoffice import needs_libreoffice, save_as
from tests.older import NAMES, older
from tests.small import Sheets
from tests.spoilt.locked import with_password

ISSUED = Path(__file__).parents[1] / "issued"
CAMPAIGNS = sorted(path.name for path in ISSUED.iterdir() if path.is_dir())
NOTHING = "“考核方案.xlsx”已有本版本的全部工作表、栏目和设置，没有改动。"


def scheme_in(folder: Path) -> Scheme:
    found = load_scheme(Campaign(folder)).value
    assert found is not None
    return found


def of_0_2_0(folder: Path, name: str = "lean-township") -> Path:
    """A campaign folder with the scheme that 0.2.0 wrote, and nothing else."""
    folder.mkdir()
    shutil.copy(ISSUED / name / "考核方案.xlsx", folder)
    return folder / "考核方案.xlsx"


def typed_in(raw: Sheets) -> bytes:
    """A workbook with nothing but these cells."""
    book = Workbook()
    del book["Sheet"]
    for name, rows in raw.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append([cell if cell != "" else None for cell in row])
    return saved(book)


def lacking(data: bytes) -> list[str]:
    """The names of declared sheets, columns and settings that a workbook lacks, by its texts alone."""
    texts: dict[str, set[str]] = {}
    for (sheet, _), (content, _) in contents(data).items():
        texts.setdefault(sheet, set()).add(str(content))
    texts.setdefault("计分规则", set()).update({"测评得分公布线"} if "少票提醒线" in texts.get("计分规则", ()) else ())
    found = [declared.sheet for declared in SHEETS if declared.sheet not in texts]
    for declared in SHEETS:
        parts = declared.settings if isinstance(declared, Settings) else declared.columns
        found += [f"{declared.sheet}/{part.name}" for part in parts if part.name not in texts.get(declared.sheet, ())]
    return found


@pytest.mark.slow_but_first
@pytest.mark.parametrize("name", CAMPAIGNS)
def test_a_scheme_of_0_2_0_gets_everything_and_stays_the_same_scheme(name: str, run: Runner, tmp_path: Path) -> None:
    scheme = of_0_2_0(tmp_path / "c", name)
    typed, before, checked = scheme.read_bytes(), scheme_in(tmp_path / "c"), run("check", tmp_path / "c")
    assert "考核板块" in lacking(typed)
    ran = run("init", tmp_path / "c", "--update")
    assert ran.code == 0
    assert "工作表“考核板块”（空白）" in ran.out
    assert "工作表“计分规则”的设置“总分封顶”（B" in ran.out
    assert "工作表“测评”的栏目“板块”（" in ran.out
    assert lacking(scheme.read_bytes()) == []
    now = scheme_in(tmp_path / "c")
    assert (now, now.fingerprint) == (before, before.fingerprint)
    assert (run("check", tmp_path / "c").out, checked.code) == (checked.out, 0)
    assert [path.read_bytes() for path in (tmp_path / "c" / "备份").iterdir()] == [typed]


@pytest.mark.slow_but_first
@pytest.mark.parametrize("name", NAMES)
def test_a_scheme_of_which_only_the_cells_are_known(name: str, run: Runner, tmp_path: Path) -> None:
    """A workbook without formats, widths and entry rules, as another program may have saved it."""
    found = Campaign(tmp_path)
    found.scheme.write_bytes(typed_in(older(name).sheets))
    assert run("init", tmp_path, "--update").code == 0
    assert scheme_in(tmp_path).fingerprint == older(name).scheme
    assert lacking(found.scheme.read_bytes()) == []


def test_updating_twice_changes_nothing_and_says_so(run: Runner, tmp_path: Path) -> None:
    of_0_2_0(tmp_path / "c")
    run("init", tmp_path / "c", "--update")
    before = snapshot(tmp_path / "c")
    ran = run("init", tmp_path / "c", "--update")
    assert (ran.code, ran.out.splitlines()[0]) == (0, NOTHING)
    assert snapshot(tmp_path / "c") == before


def test_a_scheme_that_is_open_in_a_program_is_left_alone(run: Runner, tmp_path: Path) -> None:
    """WPS on Linux and LibreOffice let others write the file, and then save over it what they have."""
    of_0_2_0(tmp_path / "c")
    (tmp_path / "c" / ".~考核方案.xlsx").touch()
    before = snapshot(tmp_path / "c")
    ran = run("init", tmp_path / "c", "--update")
    assert (ran.code, snapshot(tmp_path / "c")) == (2, before)
    assert "考核方案.xlsx：正在其他程序中打开（有“.~考核方案.xlsx”）" in ran.out


@pytest.mark.slow
def test_a_scheme_of_this_version_lacks_nothing(run: Runner, tmp_path: Path) -> None:
    run("init", tmp_path)
    before = snapshot(tmp_path)
    ran = run("init", tmp_path, "--update")
    assert (ran.code, ran.out.splitlines()[0]) == (0, NOTHING)
    assert snapshot(tmp_path) == before


def test_the_help_of_check_says_how_to_add_what_is_new(run: Runner) -> None:
    for command in ("check", "init"):
        assert "lianping-xlsx init 青禾2024 --update" in run(command, "--help").out


# ---------------------------------------------------------------- what people have made of their workbook


def of_a_person(book: Workbook) -> None:
    """Own formats, widths, comments, drop-downs, columns, notes, sheets and formulas."""
    classes: Any = book["票类"]
    classes["F3"], classes["F4"] = "备注", "会议室二楼"
    classes["A3"].font = Font(name="微软雅黑", size=13, bold=True)
    classes["D3"].fill = PatternFill("solid", start_color="FFC6EFCE")
    classes["D3"].comment = Comment("到会的人数，由会务组核定。" * 5, "会务组")
    classes["D4"] = "=2+COUNTA(我的名单!A1:A6)"
    classes.column_dimensions["A"].width = 41
    classes.column_dimensions["E"].width, classes.column_dimensions["E"].min, classes.column_dimensions["E"].max = (
        7,
        5,
        99,
    )
    rules: Any = book["计分规则"]
    rules[f"A{rules.max_row + 1}"] = "以上经3月5日部务会议研究。"
    rubric: Any = book["考评细则"]
    choice = DataValidation("list", formula1='"是,否"', sqref="J4:J9")
    rubric.add_data_validation(choice)
    own: Any = book.create_sheet("我的名单", 0)
    for row, name in enumerate(("甲", "乙", "丙", "丁", "戊", "己"), 1):
        own.cell(row, 1).value = name
    own["B1"] = '=A1&"同志"'
    own["B2"] = "=LEN(B1)>2"


RESULTS = {("票类", "D4"): "<v>8</v>", ("我的名单", "B1"): "<v>甲同志</v>", ("我的名单", "B2"): "<v>1</v>"}
EXTENSION = """<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"
 xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main">
<x14:dataValidations count="1" xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main">
<x14:dataValidation type="list" allowBlank="1" showErrorMessage="1"><x14:formula1><xm:f>我的名单!$A$1:$A$6</xm:f>
</x14:formula1><xm:sqref>F4:F9</xm:sqref></x14:dataValidation></x14:dataValidations></ext></extLst></worksheet>"""


def as_excel_saves(data: bytes) -> bytes:
    """The workbook with results of its formulas, and with a drop-down over sheets in the notation of Excel 2010."""
    book = open_book(data)
    files = {f"xl/worksheets/sheet{place}.xml": page.title for place, page in enumerate(book.worksheets, 1)}
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(buffer, "w") as target:
        for entry in source.infolist():
            text = source.read(entry)
            for (sheet, address), result in RESULTS.items():
                if files.get(entry.filename) == sheet:
                    text = _with_result(text.decode(), address, result).encode()
            if files.get(entry.filename) == "票类":
                text = text.replace(b"</worksheet>", EXTENSION.encode())
            target.writestr(entry, text)
    return buffer.getvalue()


def _with_result(part: str, address: str, result: str) -> str:
    start = part.index(f'<c r="{address}"')
    kind = {"B1": ' t="str"', "B2": ' t="b"'}.get(address, "")
    cell = part[start : part.index("</c>", start)]
    new = cell.replace("<v />", result).replace("<v></v>", result).replace(">", f"{kind}>", 1)
    assert result in new
    return part.replace(cell, new)


@pytest.fixture
def personal(tmp_path: Path) -> Path:
    """The campaign folder of an office that has made the workbook its own."""
    scheme = of_0_2_0(tmp_path / "c")
    scheme.write_bytes(as_excel_saves(edited(scheme.read_bytes(), of_a_person)))
    return tmp_path / "c"


def opened(path: Path) -> Workbook:
    """A workbook of which openpyxl does not read everything."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return open_book(path.read_bytes())


def look(cell: Any) -> str:
    """What a cell holds and how it looks."""
    parts = ("value", "font", "fill", "border", "alignment", "number_format", "protection")
    return "\n".join(repr(getattr(cell, part)) for part in parts)


@pytest.mark.slow
def test_what_people_have_made_of_it_stays(personal: Path, run: Runner) -> None:
    before = scheme_in(personal)
    old = opened(personal / "考核方案.xlsx")
    assert before.classes[0].electorate == 8
    ran = run("init", personal, "--update")
    assert ran.code == 0, ran.out
    assert scheme_in(personal) == before
    data = (personal / "考核方案.xlsx").read_bytes()
    new, results = open_book(data), open_book(data, values=True)
    assert new.sheetnames[: len(old.sheetnames) + 1] == ["填写向导", *old.sheetnames]
    for page in old.worksheets:
        for row in page:
            for cell in row:
                now = new[page.title][cell.coordinate]
                if cell.value is not None:
                    assert look(now) == look(cell), cell
                    assert getattr(now.comment, "text", None) == getattr(cell.comment, "text", None)
    shown = [results[sheet][address].value for sheet, address in RESULTS]
    assert shown == [8, "甲同志", True]


@pytest.mark.slow
def test_a_column_goes_behind_what_people_have_added(personal: Path, run: Runner) -> None:
    ran = run("init", personal, "--update")
    assert "工作表“票类”的栏目“占总分比重”（E3，空白）" in ran.out  # F is taken
    assert "工作表“票类”的栏目“记名”（G3，空白）" in ran.out
    page: Any = open_book((personal / "考核方案.xlsx").read_bytes())["票类"]
    assert [cell.value for cell in page[3]][:9] == [
        *("测评", "票类", "权重", "应到人数", "占总分比重", "备注", "记名", "票少接受", "说明")
    ]
    head, cell = page["E3"], page["E4"]
    assert head.fill.start_color.rgb == "FFC6EFCE"  # as the heading beside it
    assert "一般不填" in head.comment.text
    assert cell.number_format == "@"  # in any other format 1/3 becomes a date
    assert not cell.protection.locked
    rules = {str(rule.sqref): rule.formula1 for rule in page.data_validations.dataValidation}
    last = page.max_row
    assert rules[f"G4:G{last}"] == '"是,否"'
    assert rules["F4:F9"] == "我的名单!$A$1:$A$6"
    widths = {letter: page.column_dimensions[letter].width for letter in "ADEG"}
    assert (widths["A"], round(widths["E"]), round(widths["G"])) == (41, 13, 9)
    spans = sorted((entry.min, entry.max) for entry in page.column_dimensions.values())
    assert all(left[1] < right[0] for left, right in itertools.pairwise(spans))
    assert spans[-1][1] == 99


@pytest.mark.slow
def test_a_setting_goes_below_what_people_have_written(personal: Path, run: Runner) -> None:
    old: Any = opened(personal / "考核方案.xlsx")["计分规则"]
    note = old.max_row
    run("init", personal, "--update")
    page: Any = open_book((personal / "考核方案.xlsx").read_bytes())["计分规则"]
    assert page.cell(note, 1).value == "以上经3月5日部务会议研究。"
    added = [cell.value for cell in page["A"][note:]]
    assert {"总分封顶", "零分须写原因线", "否决者占名额"} <= set(added)
    row = note + 1 + added.index("否决者占名额")
    assert page.cell(row, 2).value == "是"
    assert "名额" in page.cell(row, 3).value
    assert page.cell(row, 1).border.left.style == "thin"
    assert not page.cell(row, 2).protection.locked
    assert page.protection.sheet
    rules = {str(rule.sqref): rule.formula1 for rule in page.data_validations.dataValidation}
    assert rules[f"B{row}"] == '"是,否"'


def test_a_new_sheet_is_as_init_writes_it(personal: Path, run: Runner, tmp_path: Path) -> None:
    run("init", personal, "--update")
    run("init", tmp_path / "新")
    ours: Any = open_book((personal / "考核方案.xlsx").read_bytes())["考核板块"]
    fresh: Any = open_book((tmp_path / "新" / "考核方案.xlsx").read_bytes())["考核板块"]
    for row in fresh:
        for cell in row:
            now = ours[cell.coordinate]
            assert look(now) == look(cell), cell
            assert getattr(now.comment, "text", None) == getattr(cell.comment, "text", None)
    assert ours.merged_cells.ranges == fresh.merged_cells.ranges
    for part in ("freeze_panes", "print_title_rows", "page_margins", "max_row"):
        assert getattr(ours, part) == getattr(fresh, part), part
    printed = [(page.oddHeader.right.text, page.oddFooter.center.text) for page in (ours, fresh)]
    assert printed[0] == printed[1]
    assert "示例数据" in printed[0][0]
    assert (ours.page_setup.paperSize, ours.sheet_properties.pageSetUpPr.fitToPage) == (9, True)
    rules = [sorted(str(rule.sqref) for rule in page.data_validations.dataValidation) for page in (ours, fresh)]
    assert rules[0] == rules[1] != []
    assert ours.row_dimensions[2].height == fresh.row_dimensions[2].height


@pytest.mark.slow
def test_a_blank_sheet_of_that_name_is_filled(run: Runner, tmp_path: Path) -> None:
    scheme = of_0_2_0(tmp_path / "c")
    scheme.write_bytes(edited(scheme.read_bytes(), lambda book: book.create_sheet("考核板块", 0)))
    assert run("init", tmp_path / "c", "--update").code == 0
    book = open_book(scheme.read_bytes())
    assert book.sheetnames[:2] == ["填写向导", "考核板块"]
    assert book["考核板块"]["A3"].value == "板块"


def with_picture(data: bytes) -> bytes:
    """The workbook with a picture on a sheet: without its own library openpyxl does not keep it."""
    buffer = io.BytesIO(data)
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("xl/media/image1.png", b"\x89PNG")
    return buffer.getvalue()


@pytest.mark.slow
def test_what_cannot_be_kept_is_named(run: Runner, tmp_path: Path) -> None:
    scheme = of_0_2_0(tmp_path / "c")
    scheme.write_bytes(with_picture(scheme.read_bytes()))
    ran = run("init", tmp_path / "c", "--update")
    assert ran.code == 1
    assert "“考核方案.xlsx”里的图片没有能保留" in ran.out
    assert "需要的请从原件复制过来" in ran.out


@pytest.mark.slow
@needs_libreoffice
def test_saved_by_another_program_before_and_after(run: Runner, personal: Path, tmp_path: Path) -> None:
    before = scheme_in(personal)
    run("init", personal, "--update")
    old = tmp_path / "old.xlsx"
    shutil.copy(ISSUED / "lean-township" / "考核方案.xlsx", old)
    new = tmp_path / "new.xlsx"
    shutil.copy(personal / "考核方案.xlsx", new)
    first, second = save_as([old, new], "xlsx")
    (tmp_path / "d").mkdir()
    shutil.copy(first, tmp_path / "d" / "考核方案.xlsx")
    shutil.copy(second, personal / "考核方案.xlsx")
    assert scheme_in(personal) == before
    assert run("init", personal, "--update").out.splitlines()[0] == NOTHING
    assert run("init", tmp_path / "d", "--update").code == 0
    assert lacking((tmp_path / "d" / "考核方案.xlsx").read_bytes()) == []
    of_0_2_0(tmp_path / "e")
    assert scheme_in(tmp_path / "d") == scheme_in(tmp_path / "e")


# ---------------------------------------------------------------- refusals


def refused(run: Runner, folder: Path) -> str:
    before = snapshot(folder)
    ran = run("init", folder, "--update")
    assert ran.code == 2
    assert snapshot(folder) == before
    return ran.out


def test_a_folder_without_a_scheme(run: Runner, tmp_path: Path) -> None:
    assert "里没有“考核方案.xlsx”" in refused(run, tmp_path)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"PK\x03\x04", "读不出来（文件不完整或已损坏）"),
        (b"", "读不出来"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "读不出来（它是网页文件）"),
    ],
)
def test_a_file_that_is_no_xlsx(content: bytes, told: str, run: Runner, tmp_path: Path) -> None:
    found = campaign(tmp_path / "c")
    found.scheme.write_bytes(content)
    assert told in refused(run, found.folder)


def test_a_file_with_a_password(run: Runner, tmp_path: Path) -> None:
    found = campaign(tmp_path / "c")
    found.scheme.write_bytes(with_password(found.scheme.read_bytes(), "1234"))
    assert "读不出来（设了打开密码，请先取消密码）" in refused(run, found.folder)


def test_a_scheme_with_a_cell_that_cannot_be_read(run: Runner, tmp_path: Path) -> None:
    scheme = of_0_2_0(tmp_path / "c")

    def spoil(book: Workbook) -> None:
        book["考核对象"]["A3"] = "代号"
        book["等次规则"]["B4"] = "九十"

    scheme.write_bytes(edited(scheme.read_bytes(), spoil))
    out = refused(run, tmp_path / "c")
    assert "缺少“编号”一栏" in out
    assert "九十" in out


@pytest.mark.slow
def test_a_scheme_that_does_not_hold_together_can_be_updated(run: Runner, tmp_path: Path) -> None:
    """Its cells can be read, and what is missing may be what mends it."""
    scheme = of_0_2_0(tmp_path / "c")

    def spoil(book: Workbook) -> None:
        book["票类"]["C4"] = 1

    scheme.write_bytes(edited(scheme.read_bytes(), spoil))
    checked = run("check", tmp_path / "c")
    assert checked.code == 2
    assert run("init", tmp_path / "c", "--update").code == 0
    assert run("check", tmp_path / "c").out == checked.out


def test_a_file_that_openpyxl_does_not_read(run: Runner, tmp_path: Path) -> None:
    scheme = of_0_2_0(tmp_path / "c")
    buffer = io.BytesIO()
    with zipfile.ZipFile(scheme) as source, zipfile.ZipFile(buffer, "w") as target:
        for entry in source.infolist():
            text = source.read(entry)
            if entry.filename == "xl/styles.xml":
                text = text.replace(b'patternType="solid"', b'patternType="nothing"')
            target.writestr(entry, text)
    scheme.write_bytes(buffer.getvalue())
    assert "读不出来" in refused(run, tmp_path / "c")


@pytest.mark.slow
def test_a_file_that_is_being_saved_or_cannot_be_written(
    run: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scheme = of_0_2_0(tmp_path / "c")

    def meanwhile(data: bytes, *args: Any, **named: Any) -> Extended:
        found = add_missing(data, *args, **named)
        scheme.write_bytes(edited(data, lambda book: book.create_sheet("新填的")))
        return found

    monkeypatch.setattr("lianping_xlsx.app.update_scheme.add_missing", meanwhile)
    ran = run("init", tmp_path / "c", "--update")
    assert ran.code == 2
    assert "“考核方案.xlsx”在运行期间被保存过" in ran.out
    assert "新填的" in open_book(scheme.read_bytes()).sheetnames


@pytest.mark.slow
def test_nothing_is_written_that_reads_otherwise(run: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    of_0_2_0(tmp_path / "c")

    def wrong(data: bytes, *args: Any, **named: Any) -> Extended:
        found = add_missing(data, *args, **named)

        def change(book: Workbook) -> None:
            book["票类"]["D4"] = 77

        return Extended(edited(found.data, change), found.additions, ())

    monkeypatch.setattr("lianping_xlsx.app.update_scheme.add_missing", wrong)
    assert "读出来的内容与原来的不同，没有改动任何文件" in refused(run, tmp_path / "c")


@pytest.mark.parametrize("option", [["--force"], ["--preset", "lean-village"]])
def test_updating_makes_no_other_scheme(option: list[str], run: Runner, tmp_path: Path) -> None:
    of_0_2_0(tmp_path / "c")
    before = snapshot(tmp_path / "c")
    ran = run("init", tmp_path / "c", "--update", *option)
    assert ran.code == 2
    assert "--update 只补上新增的内容" in ran.err
    assert snapshot(tmp_path / "c") == before
