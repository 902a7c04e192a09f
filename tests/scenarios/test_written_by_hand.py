"""A scheme written by somebody who knows spreadsheets but not the program: cells, and what ``check`` says of them.

At each step the clerk does what the message asks for, until forms can be issued.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from tests.books import edited, on_sheet
from tests.cli.running import Runner

_HEADINGS = 3


class Clerk:
    """Types into 考核方案.xlsx of a campaign, and asks ``check``."""

    def __init__(self, run: Runner, folder: Path) -> None:
        self.run = run
        self.folder = folder
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

    def _edit(self, sheet: str, write: Callable[[Worksheet, Mapping[str, int]], None]) -> None:
        scheme = self.folder / "考核方案.xlsx"

        def edit(page: Worksheet) -> None:
            write(page, {str(cell.value): cell.column for cell in page[_HEADINGS] if cell.value})

        scheme.write_bytes(edited(scheme.read_bytes(), on_sheet(sheet, edit)))

    def checks(self) -> list[str]:
        """The errors that ``check`` prints, each with its remedy."""
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
