"""The second count from workbooks: a small campaign made with openpyxl, its scheme, replies in which all was moved."""

from __future__ import annotations

import hashlib
import io
import zipfile
from pathlib import Path

import openpyxl
import pytest

from lianping_xlsx.audit.recount.composites import ClassFigures
from lianping_xlsx.audit.recount.counted_again import expect
from lianping_xlsx.audit.recount.form_grids import read_pages
from lianping_xlsx.audit.recount.reply_files import workbooks_in
from lianping_xlsx.audit.recount.scheme_rows import read_scheme
from lianping_xlsx.audit.recount.scheme_tables import load_tables
from lianping_xlsx.audit.recount.unknown_parts import unknown_in
from lianping_xlsx.scheme.guide_sheet import GUIDE_SHEET, guided_scheme
from lianping_xlsx.scheme.presets import load_preset
from lianping_xlsx.scheme.scheme_workbook import write_scheme
from tests.spoilt.books import with_rows

POLL = "述职"
SETTINGS = {
    "述职测评权重": 50, "实地考评权重": 50, "小数位数": 2, "去最高最低分": "否", "去最高最低分票数线": 5,
    "缺票类处理": "停止计算", "并列名次处理": "并列", "超范围分数处理": "该分作废", "全部满分的票作废": "是",
    "全部同分的票作废": "是", "同分满分作废起算人数": 3, "高分线": 90, "高分人数比例上限": None,
    "本人票不计": "是", "收回多于发出即作废": "是", "参加测评比例下限": 50, "附加分上限": 5, "加分上限": None,
}  # fmt: skip
SHEETS: dict[str, list[list[object]]] = {
    "计分规则": [["项目", "内容", "说明"], *([name, value, ""] for name, value in SETTINGS.items())],
    "考核对象": [
        ["编号", "姓名", "所在单位", "排名组", "填报单位"],
        ["T1", "张 三", "甲镇", "乡（镇、场）", None],
        ["T2", "李四", "丙镇", "乡（镇、场）", "丙镇"],
    ],
    "填报单位": [["编号", "名称"], ["U1", "甲办"], ["U2", "乙组"], ["U3", "丙镇"]],
    "测评": [["名称", "权重", "计票方式", "打分方式"], [POLL, 100, "逐票", "百分制"]],
    "票类": [["测评", "票类", "权重"], [POLL, "A", 100]],
    "测评内容": [["编号", "分值", "测评"]],
    "评价等级": [["等级", "折算分"]],
    "考评细则": [["编号", "分值", "计分方式"], ["K1", 100, "扣分"], ["K2", 3, "加分"]],
    "填报任务": [
        ["填报单位", "表种", "测评", "票类", "预计份数"],
        ["甲办", "测评票", POLL, "A", 3],
        ["乙组", "实地考评", None, None, None],
    ],
    "等次规则": [["等次", "最低分", "名额比例上限"], ["好", 80, 50], ["差", None, None]],
    "否决与加减分": [["考核对象", "效果", "分值"], ["张三", "加分", 1.5]],
}  # fmt: skip


def _save(path: Path, sheets: dict[str, list[list[object]]]) -> bytes:
    book = openpyxl.Workbook()
    for name, lines in sheets.items():
        page = book.create_sheet(name)
        for line in lines:
            page.append(line)
    book.save(path)
    return path.read_bytes()


def _stamp(*forms: tuple[str, str, str]) -> list[list[object]]:
    head: list[list[object]] = [["LIANPING-XLSX-STAMP"], ["campaign", "c1"]]
    for code, key, name in forms:
        head.append(["form", code, key, "0", name])
    return head


def test_workbooks(tmp_path: Path) -> None:
    """Rows and columns stand elsewhere than they were issued; the sheets have other names.

    T1: 181 / 2 = 90.5; 100 - 10; 45.25 + 45 + 1.5. T2: 80; 94.5 + 2; 40 + 48.25; 好 holds one.
    """
    scheme = tmp_path / "考核方案.xlsx"
    _save(scheme, {name: [[], [], *rows] for name, rows in SHEETS.items()})
    ballots = _save(
        tmp_path / "改了名.xlsx",
        {
            "登记": [
                ["表码：AAAA-AAAA-A"],
                ["收回票数：", None, 2, "发出票数：", 3],
                [],
                ["x", "mark:T2", "#键", "validity", "mark:T1"],
                [None, None, "002", None, 91],
                [None, 80, "001", "有效", 90],
                [None, None, "003", None, None],
            ],
            "印": _stamp(("AAAA-AAAA-A", f"U1|测评票|{POLL}|A|", "票")),
        },
    )
    visits = _save(
        tmp_path / "x.xlsx",
        {
            "甲": [["表码：BBBB-BBBB-B"], ["#键", "score", "deduction"], ["K2", None, None], ["K1", None, 10]],
            "乙": [["表码：CCCC-CCCC-C"], ["#键", "score", "deduction"], ["K1", None, 5.5], ["K2", 2, "=1+1"]],
            "表身份": _stamp(("BBBB-BBBB-B", "U2|实地考评|||T1", "1"), ("CCCC-CCCC-C", "U2|实地考评|||T2", "2")),
        },
    )

    found = expect(read_scheme(scheme), [read_pages(ballots), read_pages(visits)])

    one, two = found["T1"], found["T2"]
    assert (one.poll_score, one.field_score, one.adjustment, one.composite) == ("90.50", "90.00", "1.50", "91.75")
    assert (two.poll_score, two.field_score, two.adjustment, two.composite) == ("80.00", "96.50", "0.00", "88.25")
    assert [(r.rank, r.proposed_tier) for r in (one, two)] == [(1, "好"), (2, "差")]
    assert two.classes[POLL, "A"] == ClassFigures(3, 2, 1, 0, 1, "80.00")
    # without the register there is no 测评得分, and nothing to rank
    assert expect(read_scheme(scheme), [read_pages(visits)])["T1"].composite is None


_ROWS = (
    b'<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row>',
    b'<row r="3"><c r="A3"><v>5</v></c></row>',
    b'<row r="2"><c r="B2"><v>4</v></c><c r="A2"><v>3</v></c></row>',
)


@pytest.mark.parametrize("rows", [(0, 1, 2), (2, 0, 1), (0, 2, 1)])
def test_rows_and_cells_are_read_in_whatever_order_they_stand(rows: tuple[int, ...]) -> None:
    """A program may write them so; openpyxl leaves out those that come late when it reads in a stream."""
    book, data = openpyxl.Workbook(), io.BytesIO()
    book["Sheet"]["A1"] = 0
    book.save(data)
    (page,) = read_pages(with_rows(data.getvalue(), b"".join(_ROWS[number] for number in rows)))
    assert [list(row)[:2] for row in page.rows] == [[1, 2], [3, 4], [5, None]]


def test_files_are_found_by_their_content(tmp_path: Path) -> None:
    """Only listed files are opened, in folders and in an archive; an archive in an archive is not."""
    book = _save(tmp_path / "表.xlsx", {"甲": [["1"]]})
    folder = tmp_path / "2收回"
    (folder / "里").mkdir(parents=True)
    (folder / "里/改名.xlsx").write_bytes(book)
    (folder / "别的.xlsx").write_bytes(book + b" ")
    (folder / "不是.txt").write_bytes(b"text")
    inner, outer = io.BytesIO(), io.BytesIO()
    for stream, name, content in ((inner, "表.xlsx", book), (outer, "包.zip", b"")):
        with zipfile.ZipFile(stream, "w") as archive:
            archive.writestr(name, content or inner.getvalue())
            archive.writestr("也有.xlsx", book)
    (folder / "包.zip").write_bytes(outer.getvalue())
    digests = {hashlib.sha256(data).hexdigest() for data in (book, inner.getvalue(), outer.getvalue())}

    found = list(workbooks_in(folder, {*digests, hashlib.sha256(b"text").hexdigest()}))

    assert [each.file for each in found] == ["不是.txt", "包.zip/也有.xlsx", "里/改名.xlsx"]
    assert [each.pages and each.pages[0].name for each in found] == [None, "Sheet", "Sheet"]
    assert list(workbooks_in(folder, ())) == []


@pytest.mark.parametrize("name", [GUIDE_SHEET, "Sheet1"])
def test_what_tells_how_to_fill_the_scheme_in_is_no_part_of_it(name: str, tmp_path: Path) -> None:
    """填写向导, which every new scheme has: nothing on it is counted, also under another name."""
    records = load_preset("lean-township")
    plain, guided = tmp_path / "plain.xlsx", tmp_path / "guided.xlsx"
    plain.write_bytes(write_scheme(records))
    book = openpyxl.load_workbook(io.BytesIO(guided_scheme(records)))
    book[GUIDE_SHEET].title = name
    book.save(guided)
    assert load_tables(guided) == load_tables(plain)
    assert list(unknown_in(load_tables(guided))) == []
