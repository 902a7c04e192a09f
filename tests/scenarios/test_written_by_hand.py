"""A scheme written by somebody who knows spreadsheets but not the program: cells, and what ``check`` says of them.

At each step the clerk does what the message asks for, until forms can be issued.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.books import contents, edited, on_sheet, open_book
from tests.cli.running import Runner

_HEADINGS = 3


class Clerk:
    """Types into 考核方案.xlsx of a campaign, which is saved when a command is to read it, and asks ``check``."""

    def __init__(self, run: Runner, folder: Path) -> None:
        self.run = run
        self.folder = folder
        self._typed: list[Callable[[Workbook], None]] = []
        assert run("init", folder, "--preset", "lean-township").code == 0

    def add(self, sheet: str, **cells: str | int) -> None:
        """A row below the last one."""

        def write(page: Worksheet, columns: Mapping[str, int]) -> None:
            row = _HEADINGS + 1
            while any(page.cell(row, column).value not in (None, "") for column in columns.values()):
                row += 1
            for heading, content in cells.items():
                page.cell(row, columns[heading]).value = content

        self._edit(sheet, write)

    def put(self, sheet: str, heading_of_word: str, word: str, **cells: str | int) -> None:
        """Other cells in the first row that has a word under a heading."""

        def write(page: Worksheet, columns: Mapping[str, int]) -> None:
            column = columns[heading_of_word]
            row = next(row for row in range(_HEADINGS + 1, page.max_row + 1) if page.cell(row, column).value == word)
            for heading, content in cells.items():
                page.cell(row, columns[heading]).value = content

        self._edit(sheet, write)

    def reads(self, sheet: str, heading: str, words: str) -> None:
        """What the clerk goes by: words in the note on a heading, or ('') below the title of the sheet."""
        page = open_book(self._scheme.read_bytes())[sheet]
        heads = {str(cell.value): cell for cell in page[_HEADINGS]}
        comment = heads[heading].comment if heading else None
        note = (comment.text if comment else "") if heading else str(page["A2"].value)
        assert words in note, note

    def _edit(self, sheet: str, write: Callable[[Worksheet, Mapping[str, int]], None]) -> None:
        def edit(page: Worksheet) -> None:
            write(page, {str(cell.value): cell.column for cell in page[_HEADINGS] if cell.value})

        self._typed.append(on_sheet(sheet, edit))

    @property
    def _scheme(self) -> Path:
        return self.folder / "考核方案.xlsx"

    def checks(self) -> list[str]:
        """The errors that ``check`` prints, each with its remedy."""
        self._scheme.write_bytes(edited(self._scheme.read_bytes(), *self._typed))
        self._typed.clear()
        ran = self.run("check", self.folder)
        lines = (ran.out + ran.err).splitlines()
        faults = [
            f"{line.strip()}{lines[number + 1].strip()}"
            for number, line in enumerate(lines)
            if line.startswith("[错误]")
        ]
        assert (ran.code == 2) == bool(faults), lines
        return faults


@pytest.fixture
def clerk(run: Runner, tmp_path: Path) -> Clerk:
    return Clerk(run, tmp_path / "青禾2024")


@pytest.mark.slow
def test_three_components_with_ballots_of_two_kinds(clerk: Clerk) -> None:
    """述职测评 40, 民主评议 20 (counted by hand, by grades), 实地考评 40."""
    assert clerk.checks() == []
    for name, weight, source in (("述职测评", "40", "测评"), ("民主评议", "20", "测评"), ("实地考评", "40", "考评")):
        clerk.add("考核板块", 板块=name, 权重=weight, 来源=source)
    (fault,) = clerk.checks()
    assert "“述职大会民主测评”没有写明属于哪个考核板块（述职测评、民主评议）" in fault
    assert "请在“板块”栏写上其中一个" in fault

    clerk.put("测评", "名称", "述职大会民主测评", 板块="述职测评")
    (fault,) = clerk.checks()
    assert "考核板块“民主评议”来源是测评，排名组“乡（镇、场）”却没有属于它的测评" in fault

    clerk.add("测评", 名称="班子评议", 权重="100", 计票方式="计票汇总", 打分方式="等次", 板块="民主评议")
    (fault,) = clerk.checks()
    assert "请在“票类”表中为它至少填一行" in fault

    clerk.add("票类", 测评="班子评议", 票类="乡镇班子成员", 权重="100", 应到人数=9)
    (fault,) = clerk.checks()
    assert "等16人”没有安排“班子评议”的票类“乡镇班子成员”测评" in fault
    assert "请在“填报任务”中" in fault

    task: dict[str, str | int] = {"考核对象范围": "全部", "测评": "班子评议", "票类": "乡镇班子成员", "预计份数": 9}
    clerk.add("填报任务", 填报单位="县委组织部组织科", 表种="计票汇总", **task)
    assert clerk.checks() == []
    assert clerk.run("templates", clerk.folder).code == 0
    assert (clerk.folder / "1发出" / "分发清单.xlsx").exists()


@pytest.mark.slow
def test_some_give_their_account_in_writing(clerk: Clerk) -> None:
    """T15 and T16 only hand in their account: the delegates do not vote on them, the others weigh 60 and 40."""
    rows = (("县委常委会成员", "60", 11), ("县委党建工作领导小组成员", "40", 18))
    for name, weight, number in rows:
        cells: dict[str, str | int] = {"权重": weight, "应到人数": number, "适用对象": "T15、T16"}
        clerk.add("票类", 测评="述职大会民主测评", 票类=name, **cells)
    (fault,) = clerk.checks()
    assert "中适用于望云垦殖场 司徒岚、黄泥岭林场 濮志远的各票类的权重合计为130，应为100" in fault

    clerk.put("票类", "票类", "基层党员干部代表", 适用对象="T01-T14")
    (fault,) = clerk.checks()
    assert "不适用于望云垦殖场 司徒岚、黄泥岭林场 濮志远" in fault

    clerk.put("填报任务", "票类", "基层党员干部代表", 考核对象范围="T01-T14")
    assert clerk.checks() == []


@pytest.mark.slow
def test_departments_score_their_own_items_and_an_office_reports_by_quarters(clerk: Clerk) -> None:
    """述职测评 20, 部门考核 60 (two departments score an item each, a 考核组 the others), 平时考核 20 by quarters."""
    clerk.reads(
        "考核板块", "来源", "得分：由填报单位用“得分表”报现成的得分（平时考核、季度督查等），在“填报任务”中加一行"
    )
    for name, weight, source in (("述职测评", "20", "测评"), ("部门考核", "60", "考评"), ("平时考核", "20", "得分")):
        clerk.add("考核板块", 板块=name, 权重=weight, 来源=source)
    clerk.put("考核板块", "板块", "平时考核", 满分=20)
    (fault,) = clerk.checks()
    assert "没有安排填报“云溪镇 陆明澈、" in fault
    assert "等16人”的“平时考核”得分" in fault
    assert "请在“填报任务”中给某个填报单位安排“得分表”" in fault

    clerk.reads("填报任务", "", "得分表是来源为“得分”的板块的得分，范围内的人在一张表上")
    clerk.add("填报任务", 填报单位="县委督查室", 表种="得分表", 考核对象范围="全部")
    (fault,) = clerk.checks()
    assert "“填报单位”中的“县委督查室”在“填报单位”表里找不到" in fault
    assert "或在该表中补上" in fault
    clerk.add("填报单位", 编号="U90", 名称="县委督查室")
    assert clerk.checks() == []

    clerk.reads("期次", "", "每次一行；同一板块各期次权重之和为100，每次的得分都按板块的满分报")
    quarters = [f"第{quarter}季度" for quarter in "一二三四"]
    for quarter in quarters:
        clerk.add("期次", 板块="平时考核", 期次=quarter, 权重="5")
    (fault,) = clerk.checks()
    assert "板块“平时考核”各期次的权重合计为20，应为100" in fault
    for quarter in quarters:
        clerk.put("期次", "期次", quarter, 权重="25")
    assert clerk.checks() == []

    clerk.reads("考评细则", "评分单位", "填报单位表中的名称：由它用“部门评分表”评分，在“填报任务”中给它加一行")
    clerk.put("考评细则", "编号", "K101", 评分单位="县纪委")
    clerk.put("考评细则", "编号", "K102", 评分单位="县财政局")
    clerk.add("填报单位", 编号="U91", 名称="县纪委")
    clerk.add("填报单位", 编号="U92", 名称="县财政局")
    first, second = clerk.checks()
    assert "考评细则K101由“县纪委”评分，却没有给它安排部门评分表" in first
    assert "考评细则K102由“县财政局”评分，却没有给它安排部门评分表" in second
    assert "请在“填报任务”中给它加一行“部门评分表”" in first

    clerk.add("填报任务", 填报单位="县纪委", 表种="部门评分表", 考核对象范围="T01-T10")
    clerk.add("填报任务", 填报单位="县财政局", 表种="部门评分表", 考核对象范围="全部")
    (fault,) = clerk.checks()
    assert "“县纪委”有评分的项目，它的部门评分表没有把竹坞乡 宗雪樵、" in fault
    clerk.put("填报任务", "填报单位", "县纪委", 考核对象范围="全部")
    assert clerk.checks() == []

    # Somebody writes a 板块 beside an item that is not made of items.
    clerk.put("考评细则", "编号", "K103", 板块="平时考核")
    points, cause = clerk.checks()
    assert "分值合计为96，应为100" in points
    assert "“板块”中的“平时考核”来源不是“考评”" in cause
    assert "请改写成来源为“考评”的板块" in cause
    clerk.put("考评细则", "编号", "K103", 板块="部门考核")
    assert clerk.checks() == []

    assert clerk.run("templates", clerk.folder).code == 0
    forms = {name: _words(clerk.folder / "1发出" / f"{name}.xlsx") for name in ("U90 县委督查室", "U91 县纪委")}
    assert {f"{quarter}\n得分" for quarter in quarters} <= forms["U90 县委督查室"]
    assert any(word.startswith("K101\n") for word in forms["U91 县纪委"])
    assert not any(word.startswith("K102\n") for word in forms["U91 县纪委"])


def _words(book: Path) -> set[str]:
    return {str(value) for value, _ in contents(book.read_bytes(), values=True).values()}
