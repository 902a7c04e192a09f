"""``import``: the office's own lists, as offices have them, into the scheme."""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import click
import pytest
from docx import Document
from msoffcrypto.format.ooxml import OOXMLFile
from openpyxl import Workbook

from lianping_xlsx.app import office_lists
from lianping_xlsx.app.campaign import Campaign
from lianping_xlsx.app.init import init_campaign
from lianping_xlsx.app.scheme_file import read_scheme_sheets
from lianping_xlsx.intake.workers.child import Failure
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.scheme.scheme_builder import build_scheme
from lianping_xlsx.scheme.scheme_workbook import read_records
from lianping_xlsx.scheme.terms import FormKind
from lianping_xlsx.spreadsheet.editing import Results, with_rows
from tests.books import contents, edited, open_book, saved
from tests.cli.running import Runner, snapshot
from tests.libreoffice import needs_libreoffice, save_as
from tests.small import TOWN

PLACES = ("马头镇", "白沙镇", "高坑乡", "石桥乡", "柳溪镇", "沙河镇", "长坪乡", "九龙乡", "大洲镇", "新田林场")
PEOPLE = ("李  山", "钱二宝", "孙三思", "李四维", "周五常", "吴六合", "郑七星", "欧阳春", "冯九歌", "陈十里")
FLAT = (("乡镇", "党委书记"), *zip(PLACES, PEOPLE, strict=True))


@pytest.fixture(autouse=True)
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the child process is good for is told in tests/intake/test_isolation.py."""

    def run(work: Callable[[Path], object], files: Sequence[Path]) -> Iterator[tuple[int, object]]:
        yield from ((number, work(file)) for number, file in enumerate(files))

    monkeypatch.setattr(office_lists, "run_isolated", run)


@pytest.fixture(scope="session")
def fresh_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("fresh") / "c"
    assert init_campaign(folder, "lean-township").value is not None
    return folder


@pytest.fixture
def fresh(fresh_once: Path, tmp_path: Path) -> Path:
    """A campaign with the scheme of a preset, as ``init`` left it."""
    return Path(shutil.copytree(fresh_once, tmp_path / "c"))


def scheme_in(folder: Path) -> Scheme:
    """The scheme, whether or not it is consistent."""
    sheets = read_scheme_sheets(Campaign(folder).scheme).value
    assert sheets is not None
    return build_scheme(read_records(sheets).value)


def book(*rows: Sequence[object], merged: Sequence[str] = (), sheet: str = "Sheet1", **others: Any) -> bytes:
    """A workbook with a sheet of these rows, and of other ones by name."""
    made = Workbook()
    page = made.active
    assert page is not None
    page.title = sheet
    for row in rows:
        page.append(list(row))
    for area in merged:
        page.merge_cells(area)
    for name, more in others.items():
        other = made.create_sheet(name)
        for row in more:
            other.append(list(row))
    return saved(made)


def as_printed() -> bytes:
    """A list as it hangs on the wall: titles, a heading of two rows, serial numbers, a total, and who filled it in."""
    rows = [[n, w, p, f"联{p[0]}", 13800000000 + n, "新任"] for n, (w, p) in enumerate(FLAT[1:], 1)]
    return book(
        ("青禾县2024年乡镇党委书记名单",),
        ("（2024年11月）",),
        ("序号", "单 位\n名称", "党委书记", "党建联络员", None, "备注"),
        (None, None, None, "姓名", "手机（必填）", None),
        *rows,
        ("合计", None, "10人"),
        ("填表人：某某",),
        (None, "审核人：", "老李", "电话：", 13800000099),
        ("制表单位：组织科", None, None, None, "审核时间：11月"),
        merged=("A1:F1", "A3:A4", "B3:B4", "C3:C4", "F3:F4", "D3:E3"),
    )


def put(folder: Path, data: bytes, name: str = "名单.xlsx") -> Path:
    path = folder.parent / name
    path.write_bytes(data)
    return path


def persons(scheme: Scheme) -> list[tuple[str, str, str]]:
    return [(each.code, each.name, each.workplace) for each in scheme.ratees]


def test_one_list_of_townships_gives_persons_units_and_tasks(run: Runner, fresh: Path) -> None:
    was = scheme_in(fresh)
    ran = run("import", fresh, put(fresh, as_printed()), "--instead", "--yes")
    assert ran.code == 1  # who visits whom has to be looked at
    assert "实地考评的任务原来写的是示例的人" in ran.out
    assert "没有用上的列：F列“备注”。" in ran.out
    assert "“考核对象”：新增10行、删去16行。" in ran.out
    now = scheme_in(fresh)
    assert persons(now) == [
        (f"T{n:02d}", name.replace(" ", ""), place)
        for n, (place, name) in enumerate(zip(PLACES, PEOPLE, strict=True), 1)
    ]
    assert {(each.post, each.group) for each in now.ratees} == {("党委书记", "乡（镇、场）")}
    assert now.units[:8] == was.units[:8]
    own = now.units[8:]
    assert [(unit.code, unit.name) for unit in own] == [
        (f"U{n}", f"中共{place}委员会") for n, place in enumerate(PLACES, 31)
    ]
    assert (own[1].contact, own[1].phone) == ("联钱", "13800000002")
    tasks = [(task.unit, task.ratees) for task in now.tasks if task.kind is FormKind.SELF_CHECK]
    assert tasks == [(f"中共{place}委员会", (f"T{n:02d}",)) for n, place in enumerate(PLACES, 1)]
    teams = [len(task.ratees) for task in now.tasks if task.kind is FormKind.RUBRIC]
    assert teams == [3, 3, 2, 2]
    assert (now.rubric, now.classes, now.rules, now.profile) == (was.rubric, was.classes, was.rules, was.profile)
    assert run("check", fresh).code == 0
    before = snapshot(fresh)
    guide = open_book((fresh / "考核方案.xlsx").read_bytes(), values=True)["填写向导"]
    told = {str(row[2]): row[4] for row in guide.iter_rows(min_row=5, values_only=True)}
    assert guide["A3"].value == "还有7处要改，5处请核对。"
    assert told["姓名、职务、所在单位、排名组"] == "已改好"
    assert told["名称、联系人、电话、邮箱"] == "还有8行是示例的"
    for options in (("--yes",), ("--instead", "--yes"), ("--replace", "--yes")):
        again = run("import", fresh, fresh.parent / "名单.xlsx", *options)
        assert (again.code, snapshot(fresh)) == (0, before)
        assert "名单里的内容方案里都有了" in again.out


def test_nothing_is_written_unless_somebody_agrees(run: Runner, fresh: Path) -> None:
    before = snapshot(fresh)
    ran = run("import", fresh, put(fresh, book(*FLAT)), "--instead")
    assert (ran.code, snapshot(fresh)) == (1, before)
    assert "中共马头镇委员会" in ran.out
    assert "没有写入。确定要写入的，加 --yes 再运行一次。" in ran.out


def test_nothing_is_written_into_a_scheme_that_is_open(run: Runner, fresh: Path) -> None:
    """It is said before anybody has answered a question."""
    (fresh / ".~lock.考核方案.xlsx#").touch()
    before = snapshot(fresh)
    ran = run("import", fresh, put(fresh, book(*FLAT)), "--instead", "--yes")
    assert (ran.code, snapshot(fresh)) == (2, before)
    assert "请保存并关闭它，再运行一次；确实没有打开的，请删去“.~lock.考核方案.xlsx#”。" in ran.out
    assert "“考核对象”" not in ran.out


def test_what_was_typed_stays_until_it_is_agreed_to(run: Runner, fresh: Path) -> None:
    """T02's secretary is another one; T03's name is the same; the unit of T01 has a telephone number already."""
    data = book(
        ("单位名称", "姓名", "联系电话", "电子邮箱"),
        ("云溪镇", "陆明澈", "0791-1234567", None),
        ("石栏镇", "新来的", None, None),
        ("白鹭洲镇", "欧阳 牧野", None, None),
        ("新设乡", "丁一", None, "xin@example.com"),
    )
    was = scheme_in(fresh)
    ran = run("import", fresh, put(fresh, data), "--yes")
    assert ran.code == 1
    assert "“考核对象”里另有13行名单里没有" in ran.out
    for old, new in (("0000-0000131", "0791-1234567"), ("邱佩兰", "新来的")):
        assert [each for each in ran.out.splitlines() if old in each and new in each and "保留原来的" in each]
    now = scheme_in(fresh)
    assert now.ratees[:16] == was.ratees
    assert now.units[:24] == was.units
    assert [(each.code, each.name, each.unit) for each in now.ratees[16:]] == [("T17", "丁一", "中共新设乡委员会")]
    assert [(each.code, each.name, each.email) for each in now.units[24:]] == [
        ("U47", "中共新设乡委员会", "xin@example.com")
    ]
    assert (now.tasks[-1].unit, now.tasks[-1].ratees) == ("中共新设乡委员会", ("T17",))
    (kept,) = (fresh / "备份").iterdir()
    assert kept.name.startswith("考核方案-")
    assert "改写1行" in run("import", fresh, fresh.parent / "名单.xlsx", "--replace", "--yes").out
    changed = scheme_in(fresh)
    assert persons(changed)[1] == ("T02", "新来的", "石栏镇")
    assert changed.units[8].phone == "0791-1234567"
    assert persons(changed)[2] == ("T03", "欧阳牧野", "白鹭洲镇")


def test_a_scheme_that_is_no_sample_is_not_replaced_as_a_whole(run: Runner, fresh: Path) -> None:
    path = fresh / "考核方案.xlsx"
    banner = next(at for (_, at), (content, _) in contents(path.read_bytes(), "基本信息").items() if content == "标注")
    path.write_bytes(edited(path.read_bytes(), lambda made: made["基本信息"].__setitem__(f"B{banner[1:]}", None)))
    before = snapshot(fresh)
    ran = run("import", fresh, put(fresh, book(*FLAT)), "--instead", "--yes")
    assert (ran.code, snapshot(fresh)) == (2, before)
    assert "不能用 --instead 整个换掉" in ran.out


@pytest.mark.slow
def test_a_long_list_has_the_look_and_the_rules_of_the_prepared_rows(run: Runner, fresh: Path) -> None:
    rows = [(f"第{n}乡", "甲乙丙丁戊己庚辛壬癸"[n % 10] + "某") for n in range(60)]
    assert run("import", fresh, put(fresh, book(("乡镇", "党委书记"), *rows)), "--instead", "--yes").code == 1
    assert len(scheme_in(fresh).ratees) == 60
    page = open_book((fresh / "考核方案.xlsx").read_bytes())["填报任务"]
    last = max(cell.row for cell in page["A"] if cell.value)
    assert last > 21 + 37  # beyond the rows that the preset had prepared
    assert page.cell(last, 2).border.left.style == page.cell(4, 2).border.left.style == "thin"
    assert any(f"B{last}" in rule.sqref for rule in page.data_validations.dataValidation)


@pytest.mark.slow
def test_units_in_merged_cells_and_two_persons_of_one_unit(run: Runner, fresh: Path) -> None:
    """Each of two in one unit gets forms of his own; whoever has no name is told and left out."""
    data = book(
        ("单位", "姓名", "职务", "类别"),
        ("马头镇", "甲某", "党委书记", "乡（镇、场）"),
        (None, "乙某", "党委副书记", "乡（镇、场）"),
        ("白沙镇", None, "党委书记", "乡（镇、场）"),
        merged=("A2:A3",),
    )
    ran = run("import", fresh, put(fresh, data), "--instead", "--yes")
    assert "“白沙镇 党委书记 乡（镇、场）”这一行没有导入：缺姓名。" in ran.out
    now = scheme_in(fresh)
    assert [(each.name, each.workplace, each.post) for each in now.ratees] == [
        ("甲某", "马头镇", "党委书记"),
        ("乙某", "马头镇", "党委副书记"),
    ]
    assert [each.name for each in now.units[4:]] == ["第一考核组", "第二考核组", "中共马头镇委员会"]
    assert [each.ratees for each in now.tasks if each.kind is FormKind.SELF_CHECK] == [("T01",), ("T02",)]


@pytest.mark.slow
def test_a_township_of_its_own_for_each_is_no_group(run: Runner, fresh: Path) -> None:
    """乡镇 beside 单位名称 may be the 排名组, but only if some persons share it."""
    rows = [(place, f"{place}党委", name) for place, name in FLAT[1:]]
    ran = run("import", fresh, put(fresh, book(("乡镇", "单位名称", "书记"), *rows)), "--instead", "--yes")
    assert "没有用上的列：A列“乡镇”。" in ran.out
    assert {each.group for each in scheme_in(fresh).ratees} == {"乡（镇、场）"}


@pytest.mark.slow
def test_a_list_of_units_fills_in_their_contacts(run: Runner, fresh: Path) -> None:
    data = book(
        ("序号", "部门", "联系人", "手机", "邮箱"),
        (1, "县委办公室", "薛定安", 13900000001, "a@example.com"),
        (2, "县纪委监委", "新人", 13900000002, None),
    )
    ran = run("import", fresh, put(fresh, data), "--replace", "--yes")
    assert ran.code == 0
    now = scheme_in(fresh)
    assert (now.units[0].code, now.units[0].phone, now.units[0].email) == ("U01", "13900000001", "a@example.com")
    assert (now.units[-1].code, now.units[-1].name) == ("U47", "县纪委监委")


@pytest.mark.parametrize(
    ("heads", "options", "told"),
    [
        (("单位", "部门", "姓名"), (), "有几列都像“所在单位”：A列“单位”、B列“部门”"),
        (("单位", "部门", "姓名"), ("--column", "所在单位=B"), "B列“部门”"),
        (("甲", "乙", "丙"), (), "没有认出名单"),
        (("甲", "乙", "丙"), ("--as", "考核对象", "--column", "所在单位=a", "--column", "姓名=C"), "A列“甲”"),
        (("单位", "备注", "姓名"), ("--sheet", "没有"), "文件里没有“没有”这张工作表；有：Sheet1"),
        (("单位", "备注", "姓名"), ("--column", "姓名=3"), "应写成 --column 编号=C"),
        (("单位", "备注", "姓名"), ("--column", "性别=B"), "没有“性别”这个栏目；可以写：编号、"),
        (("单位", "备注", "姓名"), ("--as", "名单"), "--as 后面写方案的一张表"),
        (("考评内容", "分值", "评分标准"), (), "导入“考评细则”还需要一级指标（现有：研究制定"),
    ],
)
def test_columns_may_be_said(heads: Sequence[str], options: Sequence[str], told: str, run: Runner, fresh: Path) -> None:
    before, content = snapshot(fresh), "5" if "分值" in heads else "党政办"
    ran = run("import", fresh, put(fresh, book(heads, ("马头镇", content, "丁一"))), *options)
    assert told in ran.out + ran.err
    assert ran.code in (1, 2)
    assert snapshot(fresh) == before


def test_a_person_at_the_terminal_is_asked(run: Runner, fresh: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Which column it is; whether the sample goes; whether it is to be written."""
    asked: list[str] = []

    def prompt(text: str, **_: object) -> str:
        asked.append(text)
        return "B"

    def confirm(text: str, **_: object) -> bool:
        asked.append(text)
        return True

    monkeypatch.setattr(click, "prompt", prompt)
    monkeypatch.setattr(click, "confirm", confirm)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    run("import", fresh, put(fresh, book(("单位", "部门", "书记"), ("马头镇", "白沙镇", "丁一"))))
    assert [text[:8] for text in asked] == ["“所在单位”用哪", "方案里示例的行整", "写入“考核方案."]
    assert persons(scheme_in(fresh)) == [("T01", "丁一", "白沙镇")]


ANY_LIST = book(*FLAT)


def zip_of_lists() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as made:
        made.writestr("名单.xlsx", ANY_LIST)
    return packed.getvalue()


def encrypted() -> bytes:
    locked = io.BytesIO()
    OOXMLFile(io.BytesIO(ANY_LIST)).encrypt("密码", locked)
    return locked.getvalue()


def word() -> bytes:
    made = io.BytesIO()
    Document().save(made)
    return made.getvalue()


_NEW_TABLE = "新建一个 WPS 表格，把名单录进去"


@pytest.mark.parametrize(
    ("data", "told", "remedy"),
    [
        pytest.param(b"", "这是空文件（0字节）", "请重新下载、复制", id="empty"),
        pytest.param(ANY_LIST[:900], "不完整或者已损坏", "请提供名单的人重新发来", id="cut off"),
        pytest.param(
            "单位,姓名\n马头镇,丁一\n".encode(), "这是CSV 文本表格", "用 WPS 打开，核对内容以后另存为", id="csv"
        ),
        pytest.param(b"\x09\x04\x06\0" + b"\0" * 20, "这是早期 Excel 格式", "另存为 .xlsx", id="old"),
        pytest.param(b"%PDF-1.4", "这是PDF 文件，不是电子表格", _NEW_TABLE, id="pdf"),
        pytest.param(word, "这是Word 文档（.docx），不是电子表格", _NEW_TABLE, id="docx"),
        pytest.param(b"\x89PNG\r\n\x1a\n", "这是图片，不是电子表格", _NEW_TABLE, id="picture"),
        pytest.param(b"\x7f\x80\xff\0\1", "这是无法识别的文件，不是电子表格", _NEW_TABLE, id="unknown"),
        pytest.param(b"L\0\0\0\x01\x14\x02\0", "这是快捷方式", "请写它指向的那个文件", id="shortcut"),
        pytest.param(zip_of_lists, "这是压缩包", "请先解压", id="zip"),
        pytest.param(encrypted, "设了密码", "取消密码", id="encrypted"),
    ],
)
def test_what_is_no_workbook_is_refused(
    data: bytes | Callable[[], bytes], told: str, remedy: str, run: Runner, fresh: Path
) -> None:
    before = snapshot(fresh)
    ran = run("import", fresh, put(fresh, data() if callable(data) else data), "--yes")
    assert (ran.code, snapshot(fresh)) == (2, before)
    assert ran.out.startswith("[错误] 名单.xlsx：")
    assert (told in ran.out, remedy in ran.out) == (True, True), ran.out


def test_what_is_no_file_or_not_one_file_is_refused(run: Runner, fresh: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(fresh, ANY_LIST)
    monkeypatch.chdir(fresh.parent)
    before = snapshot(fresh)
    (fresh / "1发出").mkdir()
    shutil.copy("名单.xlsx", "c/1发出/分发清单.xlsx")
    Path("发出的.xlsx").write_bytes(TOWN.filled(TOWN.form(FormKind.RUBRIC, ratee="T1"), {}))
    for words, told, remedy in (
        (("名单",), "没有这个文件", "是不是“名单.xlsx”？"),
        (("别处/名单.xlsx",), "没有这个文件", "核对文件在哪个文件夹"),
        (("c/2收回",), "这是文件夹", "写明里面的哪一个文件"),
        (("c/考核方案.xlsx",), "考核用的文件（考核方案.xlsx）", "直接用 WPS 在“考核方案.xlsx”里改"),
        (("c/1发出/分发清单.xlsx",), "考核用的文件（1发出/分发清单.xlsx）", "请写本单位的名单"),
        (("发出的.xlsx",), "考核用的文件（发给填报单位的表）", "请写本单位的名单"),
        (("名单.xlsx", "发出的.xlsx"), "一次只导入一个文件，这里写了2个", "请分2次运行"),
        (("乡镇", "名单.xlsx"), "多写了“名单.xlsx”", '请用引号括起来："乡镇 名单.xlsx"'),
    ):
        ran = run("import", "c", *words, "--yes")
        assert (ran.code, told in ran.out + ran.err, remedy in ran.out + ran.err) == (2, True, True), ran
    shutil.rmtree(fresh / "1发出")
    assert snapshot(fresh) == before


@pytest.mark.parametrize(
    ("typed", "code", "told"),
    [
        ("", 1, "没有导入。"),
        ("'名单 1.xlsx'", 1, "“考核对象”：新增10行"),
        ("名单 1.xlsx", 1, "“考核对象”：新增10行"),
        ('"名单 1.xlsx" a.xlsx', 2, "一次只导入一个文件，这里写了2个"),
        ("没有.xlsx", 2, "没有.xlsx：没有这个文件"),
    ],
)
def test_the_file_may_be_typed_or_dragged_and_enter_leaves(
    typed: str, code: int, told: str, run: Runner, fresh: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(fresh, ANY_LIST, "名单 1.xlsx")
    put(fresh, ANY_LIST, "a.xlsx")
    monkeypatch.chdir(fresh.parent)
    monkeypatch.setattr(click, "prompt", lambda _, default, **__: typed or default)
    monkeypatch.setattr(click, "confirm", lambda text, **_: "写入" not in text)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    before = snapshot(fresh)
    ran = run("import", "c")
    assert (ran.code, told in ran.out + ran.err) == (code, True), ran
    assert snapshot(fresh) == before


@pytest.mark.slow
def test_events_of_persons_who_go_are_told(run: Runner, fresh: Path) -> None:
    """T02 is somebody else's 编号 then; an event of all of a 排名组 is not meant."""

    def type_in(made: Any) -> None:
        for row, who in ((4, "T02"), (5, "乡（镇、场）")):
            for column, content in enumerate((who, "受表彰", "加分", 1, "青委〔2024〕3号"), 1):
                made["否决与加减分"].cell(row, column).value = content

    path = fresh / "考核方案.xlsx"
    path.write_bytes(edited(path.read_bytes(), type_in))
    ran = run("import", fresh, put(fresh, book(*FLAT)), "--instead")
    assert "工作表“否决与加减分”：第4行的“考核对象”写的是换掉的示例的人" in ran.out
    assert "写的是换掉的示例的人" not in run("import", fresh, fresh.parent / "名单.xlsx").out


def test_hidden_rows_are_told_and_equal_ones_taken_once(run: Runner, fresh: Path) -> None:
    data = book(*FLAT[:3], ("马头镇", "李山"))
    data = edited(data, lambda made: setattr(made["Sheet1"].row_dimensions[3], "hidden", True))
    ran = run("import", fresh, put(fresh, data), "--instead")
    assert "名单里有1行隐藏着" in ran.out
    assert "单元格 A4：这一行与工作表“Sheet1”第2行是同一个" in ran.out
    assert "“考核对象”：新增2行" in ran.out


@pytest.mark.parametrize(
    ("heads", "told"),
    [
        (("单位", "姓名", "备注"), "名单.xlsx 工作表“Sheet1” 单元格 B2：“姓名”用的B列有2格是公式，文件里没有计算结果"),
        (("甲", "乙", "丙"), "名单.xlsx 工作表“Sheet1” 单元格 B2：这张工作表有3格是公式，文件里没有计算结果"),
    ],
)
def test_formulas_without_results_are_told(heads: Sequence[str], told: str, run: Runner, fresh: Path) -> None:
    """As a program writes them that does not calculate; a column that is not used does not matter."""
    rows = (("马头镇", '="丁"&"一"', "=1+1"), ("白沙镇", '="丁"&"二"', None), ("高坑乡", "丁三", None))
    ran = run("import", fresh, put(fresh, book(heads, *rows)), "--instead")
    assert told in ran.out
    assert "请用 WPS 打开名单，保存、关闭" in ran.out
    assert "“备注”用的" not in ran.out


def test_a_formula_of_the_scheme_without_a_result_is_told_before_a_list_fills_it(run: Runner, fresh: Path) -> None:
    scheme = fresh / "考核方案.xlsx"
    scheme.write_bytes(edited(scheme.read_bytes(), lambda made: made["填报单位"].__setitem__("D4", "=1+1")))
    ran = run("import", fresh, put(fresh, book(("部门", "电话"), ("县委办公室", "0791-1234567"))))
    assert "“填报单位”：补全1行" in ran.out
    assert "考核方案.xlsx 工作表“填报单位” 单元格 D4：这一格是没有计算结果的公式" in ran.out


@pytest.mark.slow
def test_another_scheme_is_a_list_too(run: Runner, fresh: Path) -> None:
    """Its sheets are known by their names; 测评内容 looks like 考评细则 and is not."""
    ran = run("import", fresh, put(fresh, (fresh / "考核方案.xlsx").read_bytes()))
    assert ran.code == 0
    titles = [line.split("，")[1].strip() for line in ran.out.splitlines() if line.startswith("工作表")]
    assert titles == ["导入“考核对象”", "导入“填报单位”", "导入“票类”", "导入“考评细则”"]
    assert "名单里的内容方案里都有了" in ran.out


@pytest.mark.slow
def test_what_people_put_beside_a_table_goes_with_its_row(run: Runner, fresh: Path) -> None:
    """A column 备注 of the office's own: of rows that move, that stay, and that are taken away."""
    scheme = fresh / "考核方案.xlsx"

    def notes(made: Workbook) -> None:
        page = made["考核对象"]
        page["H3"] = "备注"
        for row in (4, 7, 19):
            page[f"H{row}"] = f"关于{page[f'B{row}'].value}"

    scheme.write_bytes(edited(scheme.read_bytes(), notes))
    page = open_book(scheme.read_bytes())["考核对象"]
    kept = [(page[f"D{row}"].value, page[f"B{row}"].value) for row in (7, 19)]
    run("import", fresh, put(fresh, book(("乡镇", "党委书记"), *kept)), "--instead", "--yes")
    page = open_book(scheme.read_bytes())["考核对象"]
    now = {page[f"B{row}"].value: page[f"H{row}"].value for row in range(4, 20) if page[f"B{row}"].value}
    assert now == {name: f"关于{name}" for _, name in kept}
    assert [page[f"H{row}"].value for row in range(6, 20)] == [None] * 14


FIRST_TEAM = "T01、T02、T03、T04"


@pytest.mark.slow
def test_before_it_asks_it_says_which_issued_forms_are_outdated(run: Runner, fresh: Path) -> None:
    scheme = fresh / "考核方案.xlsx"
    run("templates", fresh)
    one_more = put(fresh, book(("编号", "乡镇", "党委书记"), ("T17", "马头镇", "李山")))
    ran = run("import", fresh, one_more)
    assert "表已经生成、发出；这样写入以后，方案还有1处错误要改。" in ran.out  # no team visits him
    assert "没有写入" in ran.out
    run("import", fresh, one_more, "--yes")

    def assigned(made: Workbook) -> None:
        cells = (cell for row in made["填报任务"].iter_rows() for cell in row if cell.value == FIRST_TEAM)
        next(cells).value = f"{FIRST_TEAM}、T17"

    scheme.write_bytes(edited(scheme.read_bytes(), assigned))
    told = run("check", fresh).out
    assert "要另发新表的：县委办公室（1张）、县委组织部组织科（2张）、县委组织部组织员办公室（1张）、" in told
    assert "第一考核组（1张）；要补发的新单位：中共马头镇委员会；其余19份照旧有效。" in told
    assert run("templates", fresh).code == 0
    assert "要另发新表的" not in run("check", fresh).out


@pytest.mark.slow
def test_a_list_that_touches_no_form_says_nothing_of_them(run: Runner, fresh: Path) -> None:
    run("templates", fresh)
    contacts = book(("部门", "联系人", "手机", "邮箱"), ("县委办公室", "新人", 13900000001, "own@example.com"))
    assert "表已经生成" not in run("import", fresh, put(fresh, contacts), "--replace", "--yes").out
    assert scheme_in(fresh).units[0].email == "own@example.com"
    (fresh / "1发出" / "U01 县委办公室.xlsx").write_bytes(b"no workbook")
    assert "要补发的新单位：县委办公室；其余23份照旧有效。" in run("check", fresh).out


@pytest.mark.slow
def test_what_goes_wrong_leaves_the_scheme_as_it_is(run: Runner, fresh: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The parser dies; the list has no end; the writer does something else; somebody saves the scheme meanwhile."""
    before = snapshot(fresh)
    lines = put(fresh, book(*FLAT))
    endless = put(fresh, book(("单位", "姓名"), *([("甲乡", "丁一")] * 5_000)), "长.xlsx")
    assert "这张工作表有5001行，超过名单的上限5000行" in run("import", fresh, endless, "--yes").out

    def other(data: bytes, _: object, **__: object) -> tuple[bytes, tuple[str, ...]]:
        return data, ()

    with monkeypatch.context() as patch:
        patch.setattr(office_lists, "run_isolated", lambda *_: iter([(0, Failure("file.killed-parser"))]))
        ran = run("import", fresh, lines, "--yes")
        assert ran.code == 2
        assert "这个文件读不出来" in ran.out
    with monkeypatch.context() as patch:
        patch.setattr(office_lists, "with_rows", other)
        ran = run("import", fresh, lines, "--yes")
        assert ran.code == 2
        assert "读出来的内容与应有的不同" in ran.out
    assert snapshot(fresh) == before
    scheme = fresh / "考核方案.xlsx"
    typed = edited(scheme.read_bytes(), lambda made: made["基本信息"].__setitem__("B4", "刚改的"))

    def saves(
        data: bytes, cells: Mapping[tuple[str, int, int], object], *, results: Results
    ) -> tuple[bytes, tuple[str, ...]]:
        scheme.write_bytes(typed)
        return with_rows(data, cells, results=results)

    monkeypatch.setattr(office_lists, "with_rows", saves)
    ran = run("import", fresh, lines, "--yes")
    assert (ran.code, scheme.read_bytes()) == (2, typed)
    assert "在运行期间被保存过" in ran.out


def test_a_bad_cell_stops_it_and_formulas_stay_text(run: Runner, fresh: Path) -> None:
    bad = book(("一级指标", "考评内容", "分值"), ("责任", "专题研究", "5"), ("责任", "调研", "7、8"))
    before = snapshot(fresh)
    ran = run("import", fresh, put(fresh, bad), "--yes")
    assert (ran.code, snapshot(fresh)) == (2, before)
    assert "单元格 C3：“7、8”不能用作“分值”" in ran.out
    odd = book(("单位", "姓名"), ("'=HYPERLINK(1)", "=丁+一"))
    odd = edited(odd, lambda made: setattr(made["Sheet1"]["B2"], "data_type", "s"))
    run("import", fresh, put(fresh, odd), "--instead", "--yes")
    assert contents((fresh / "考核方案.xlsx").read_bytes(), "考核对象")["考核对象", "B4"] == ("=丁+一", False)


@pytest.mark.slow
def test_a_rubric_takes_the_place_of_the_sample_s(run: Runner, fresh: Path) -> None:
    data = book(
        ("青禾县党建考评细则",),
        ("序号", "考核项目", "考核内容", "标准分（分）", "评分办法"),
        (1, "责任落实", "专题研究党建不少于4次", 40, "少1次扣2分"),
        (2, None, "带头讲党课", 30, None),
        (3, "组织建设", "按期换届", "30分", "未换届不得分"),
        (None, "合计", None, 100, None),
        merged=("A1:E1", "B3:B4"),
    )
    ran = run("import", fresh, put(fresh, data), "--instead", "--yes")
    assert ran.code == 0
    now = scheme_in(fresh)
    assert [(each.code, each.head, each.text, each.points, each.standard) for each in now.rubric] == [
        ("K101", "责任落实", "专题研究党建不少于4次", 4000, "少1次扣2分"),
        ("K102", "责任落实", "带头讲党课", 3000, ""),
        ("K201", "组织建设", "按期换届", 3000, "未换届不得分"),
    ]
    assert run("check", fresh).code == 0


@pytest.mark.slow
def test_classes_of_voters_are_filled_in(run: Runner, fresh: Path) -> None:
    """The classes of the preset with the numbers of the office: their tasks expect as many ballots."""
    data = book(
        ("测评主体", "人数", "比重"),
        ("县委常委会成员", 9, "40%"),
        ("县委党建工作领导小组成员", 21, "30%"),
        ("基层党员干部代表", 120, "30%"),
        sheet="参会",
    )
    ran = run("import", fresh, put(fresh, data), "--replace", "--yes")
    assert ran.code == 0
    now = scheme_in(fresh)
    assert [each.electorate for each in now.classes] == [9, 21, 120]
    assert [each.ballots for each in now.tasks if each.kind is FormKind.BALLOTS] == [9, 21, 120]


@pytest.mark.slow
def test_villages_of_other_townships_bring_the_tasks_of_these(run: Runner, tmp_path: Path) -> None:
    """Villages of a township that stays, and of one that takes the place of the others, with units of like names."""
    folder = tmp_path / "c"
    assert init_campaign(folder, "lean-village").value is not None
    rows = (("马头镇", "上湾村", "丁一"), (None, "下湾村", "丁二"), ("松涛镇", "松林村", "丁三"))
    data = book(("所属乡镇", "村名", "党支部书记"), *rows, merged=("A2:A3",))
    ran = run("import", folder, put(folder, data), "--instead", "--yes")
    assert "新增的10项任务（测评票）的预计份数照抄了方案里原有的" in ran.out
    now = scheme_in(folder)
    assert [(each.workplace, each.group, each.unit) for each in now.ratees] == [
        ("上湾村", "马头镇", "上湾村党支部"),
        ("下湾村", "马头镇", "下湾村党支部"),
        ("松林村", "松涛镇", "松林村党支部"),
    ]
    towns = {each.unit for each in now.tasks if each.kind is FormKind.RUBRIC or each.kind is FormKind.OPINION}
    assert towns == {"马头镇考核组", "松涛镇考核组", "中共马头镇委员会", "中共松涛镇委员会"}
    assert not [unit for unit in now.units if "鹤坪" in unit.name or "云溪" in unit.name]
    assert {each.groups for each in now.rubric} == {(), ("马头镇",), ("松涛镇",)}
    assert "只用于示例排名组（云溪镇、鹤坪乡）的项目：第一组的给了新的排名组（马头镇）" in ran.out
    assert run("check", folder).code == 0


@pytest.mark.slow
@needs_libreoffice
@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_other_kinds_of_workbook(kind: str, run: Runner, fresh: Path) -> None:
    list_file = put(fresh, as_printed())
    run("import", fresh, save_as([list_file], kind)[0], "--instead", "--yes")
    other = persons(scheme_in(fresh))
    assert run("import", fresh, list_file, "--instead", "--yes").code == 0  # nothing is left to do
    assert [place for _, _, place in other] == list(PLACES)
