"""Two years of an invented county, from an empty folder to the archive of the second, as README's five steps tell it.

The walk is done once, at a console (tmux) and in LibreOffice (UNO), with nothing but what a clerk has: the screen, the
sheets, the folders. The tests look at what was said and written on the way.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from tests.libreoffice import pages_of
from tests.two_years.console import Console
from tests.two_years.desk import Desk, command_of
from tests.two_years.office import Office, python_with_uno
from tests.two_years.people import answers_of

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not (shutil.which("tmux") and shutil.which("soffice") and python_with_uno()) and not os.environ.get("CI"),
        reason="tmux, LibreOffice or its bridge to Python (python3-uno) is not installed",
    ),
]

YEAR = dt.date.today().year
FIRST, SECOND = f"丰河{YEAR}", f"丰河{YEAR + 1}"
TOWNS = ["临江镇 江永年", "白沙镇 王海涛", "马头乡 郑文斌", "柳溪镇 秦望舒"]
PROFILE, DECISION, RANKING = "基本信息", "等次审定", "综合排序"
LIST, REGISTER, DONE = "整改清单", "复核登记", "已逐村督导，会议记录补齐。"


class Walk:
    """What was said, by the name of the step, and where it was done."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.root = desk, desk.root
        self.said: dict[str, str] = {}

    def path(self, *parts: str) -> Path:
        return self.root.joinpath(*parts)

    def first_year(self) -> None:
        """From nothing to the archive."""
        self.set_up()
        self.issue()
        self.collect()
        self.correct()
        self.decide(FIRST)
        self.afterwards(FIRST)

    def set_up(self) -> None:
        """Step 1: the scheme, with the office's own list of townships."""
        said, desk = self.said, self.desk
        said["init"] = desk.begin(FIRST, "（lean-township）")
        desk.leave()
        _write_list(self.path("乡镇名单.xlsx"))
        said["import"] = desk.run(f"import {FIRST} 乡镇名单.xlsx --instead --yes", 1)
        scheme = self.path(FIRST, "考核方案.xlsx")
        typed = {
            "年度": YEAR,
            "主办单位": "中共丰河县委组织部",
            "报送截止日期": dt.date.today() + dt.timedelta(20),
            "标注": "",
        }
        desk.office.type(scheme, {_cell(desk, scheme, name): value for name, value in typed.items()})
        said["check"] = desk.run(f"check {FIRST}")
        said["update"] = desk.run(f"init {FIRST} --update")

    def issue(self) -> None:
        """Step 2: the forms and their mails."""
        said, desk = self.said, self.desk
        said["scheme ready"] = desk.ask(FIRST)
        said["templates"] = desk.choose("templates")
        desk.leave()
        said["mail"] = desk.run(f"mail {FIRST}")
        desk.run(f"templates {FIRST} --slots slots.json")

    def collect(self) -> None:
        """Step 3: replies of several kinds; one is missing, one has a wrong mark, one came twice."""
        said, desk = self.said, self.desk
        issued, received = self.path(FIRST, "1发出"), self.path(FIRST, "2收回")
        kinds = {"U01": "ods", "U12": "xls"}
        for file, answers in answers_of(self.path("slots.json"), YEAR).items():
            unit, name = file.removesuffix(".xlsx").split(" ", 1)
            if unit == "U34":
                continue
            typed = dict(answers)
            if unit == "U11":
                typed["考评-临江镇江永年", "H8"] = 30
            desk.office.type(issued / file, typed, received / f"{name}报来.{kinds.get(unit, 'xlsx')}")
            if unit == "U31":
                twice = typed | {("自查-临江镇江永年", "C7"): "全年研究党建工作六次。"}
                desk.office.type(issued / file, twice, received / f"{name}（改）.xlsx")
        said["status"] = desk.run(f"status {FIRST}", 1)
        said["watch"] = desk.watch(FIRST)
        said["remind"] = desk.run(f"mail --remind {FIRST}")

    def correct(self) -> None:
        """Step 4: merge, correct the returned copy, tick a version, take in the missing form, merge again."""
        said, desk = self.said, self.desk
        summary, received = self.path(FIRST, "3汇总"), self.path(FIRST, "2收回")
        said["first merge"] = desk.run(f"merge {FIRST}", 1)
        returned = summary / "退回" / "U11 第一考核组.xlsx"
        desk.office.type(returned, {("考评-临江镇江永年", "H8"): 3}, received / "第一考核组更正.xlsx")
        versions = summary / "版本对照.xlsx"
        desk.office.type(versions, {desk.beside(versions, "选定版本", "采用", "（改）"): "√"})
        late = "U34 中共柳溪镇委员会.xlsx"
        desk.office.type(
            self.path(FIRST, "1发出", late), answers_of(self.path("slots.json"), YEAR)[late], received / late
        )
        said["all there"] = desk.ask(FIRST)
        said["second merge"] = desk.choose("merge")
        desk.leave()

    def decide(self, year: str) -> None:
        """Step 5: recounted, for the meeting, decided as proposed, final."""
        said, desk = self.said, self.desk
        said[f"recount {year}"] = desk.run(f"verify --recompute {year}")
        said[f"meeting {year}"] = desk.run(f"merge --meeting {year}")
        table = self.path(year, "3汇总", "等次审定表.xlsx")
        proposed = desk.column(table, DECISION, "建议等次")
        decided = {(DECISION, address.replace("G", "I")): tier for address, tier in proposed.items()}
        desk.office.type(
            table, {(DECISION, "C3"): "县委常委会第30次会议", (DECISION, "I3"): f"{dt.date.today():%Y-%m-%d}"} | decided
        )
        said[f"decided {year}"] = desk.ask(year)
        said[f"finalize {year}"] = desk.choose("finalize")
        desk.leave()

    def afterwards(self, year: str) -> None:
        """What is done with a decision: answers to a person who asks, and the archive."""
        said, desk = self.said, self.desk
        said[f"merge after {year}"] = desk.run(f"merge {year}")
        said[f"feedback {year}"] = desk.run(f"mail --feedback {year}")
        said[f"explain {year}"] = desk.run(f"explain {year} 江永年 --docx")
        self.answer(year)
        said[f"end {year}"] = desk.ask(year)
        said[f"verify {year}"] = desk.choose("verify")
        said[f"archive {year}"] = desk.choose("archive")
        desk.leave()

    def answer(self, year: str) -> None:
        """One person answers his 整改清单, and what he asks for is agreed to; the request for a 复核 is answered."""
        said, desk = self.said, self.desk
        own = next(self.path(year, "4审定", LIST).glob("*江永年.xlsx"))
        answers = {"整改时限": f"{dt.date.today():%Y-%m-%d}", "完成情况": DONE, "是否申请销号": "是"}
        columns = {name: re.sub("[0-9]", "", desk.find(own, LIST, name)) for name in answers}
        below = int(re.sub("[A-Z]", "", desk.find(own, LIST, "完成情况"))) + 1
        typed = {(LIST, f"{columns[name]}{below}"): text for name, text in answers.items()}
        desk.office.type(own, typed, self.path(year, "2收回", "江永年整改情况.ods"))
        said[f"asked to close {year}"] = desk.run(f"rectify {year}", 1)
        ledger = self.path(year, "4审定", "整改清单.xlsx")
        agreed = {"是否同意销号": "同意", "销号日期": f"{dt.date.today():%Y-%m-%d}"}
        desk.office.type(ledger, {desk.beside(ledger, LIST, name, DONE): text for name, text in agreed.items()})
        said[f"closed {year}"] = desk.run(f"rectify {year}")
        said[f"reminded {year}"] = desk.run(f"mail --rectify {year}")
        register = self.path(year, "复核", "复核登记.xlsx")
        settled = {
            "申请日期": f"{dt.date.today():%Y-%m-%d}",
            "复核结果": "维持",
            "答复日期": f"{dt.date.today():%Y-%m-%d}",
        }
        desk.office.type(
            register, {desk.beside(register, REGISTER, name, "江永年"): text for name, text in settled.items()}
        )

    def second_year(self) -> None:
        """The next year from the last one, without a fault."""
        said, desk = self.said, self.desk
        said["next year"] = desk.begin(SECOND, f"照“{FIRST}”办下一年")
        desk.leave()
        scheme = self.path(SECOND, "考核方案.xlsx")
        desk.office.type(scheme, {_cell(desk, scheme, "报送截止日期"): dt.date.today() + dt.timedelta(20)})
        said["check again"] = desk.run(f"check {SECOND}", 0)
        desk.run(f"templates {SECOND} --slots slots.json")
        for file, answers in answers_of(self.path("slots.json"), YEAR + 1).items():
            desk.office.type(self.path(SECOND, "1发出", file), answers, self.path(SECOND, "2收回", file))
        wrong = self.path(SECOND, "2收回", "上年的.xlsx")
        shutil.copy(self.path(FIRST, "1发出", "U31 中共临江镇委员会.xlsx"), wrong)
        said["form of the first year"] = desk.run(f"merge {SECOND}", 1)
        wrong.unlink()
        said["merge of the second year"] = desk.run(f"merge {SECOND}")
        self.decide(SECOND)
        self.afterwards(SECOND)
        archived = next(self.path(SECOND, "归档").glob("*.zip"))
        said["archive opened"] = desk.console.run(
            f"python -m zipfile -e {archived} 打开的归档 && python 打开的归档/核验.py {archived}"
        )
        said["destroy"] = desk.destroy(FIRST, "薛定安")


def _cell(desk: Desk, scheme: Path, name: str) -> tuple[str, str]:
    return desk.beside(scheme, PROFILE, "内容", name)


def _write_list(path: Path) -> None:
    """The office's own list, as such lists look."""
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.append(["丰河县乡镇党委书记名单"])
    page.append(["序号", "乡镇", "党委书记", "职务", "联系人", "电话", "邮箱"])
    for number, (town, name) in enumerate((words.split() for words in TOWNS), 1):
        page.append([number, town, name, "党委书记", "严思齐", f"0000-000030{number}", f"town{number}@example.com"])
    book.save(path)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A desk; all that its console showed is kept in screens.txt, for people."""
    root = tmp_path_factory.mktemp("two-years")
    with Console(root) as console, Office() as office:
        yield Desk(root, console, office)
        (root / "screens.txt").write_text("\n\n".join(console.screens), encoding="utf-8")


@pytest.fixture(scope="module")
def first(desk: Desk) -> Walk:
    """The first year, done."""
    walk = Walk(desk)
    walk.first_year()
    return walk


@pytest.fixture(scope="module")
def second(first: Walk) -> Walk:
    """Both years, done."""
    first.second_year()
    return first


def test_the_steps_are_told_one_after_the_other(first: Walk) -> None:
    """The forms are made while a telephone number and some names are still the sample's, which is step 1."""
    told = ("scheme ready", "status", "first merge", "all there", "second merge", f"decided {FIRST}", f"end {FIRST}")
    found = [re.findall("(?m)^(第[1-5]步|五步都已办完)", first.said[name])[-1] for name in told]
    assert found == ["第1步", "第3步", "第3步", "第4步", "第5步", "第5步", "五步都已办完"]


def test_what_was_wrong_is_named_and_put_right(first: Walk) -> None:
    said = first.said["first merge"]
    assert "“得分”填的是“30”，超出范围" in said
    assert "中共临江镇委员会（改）.xlsx" in said
    assert "未交1张，多份不一致、待选定1张" in said
    assert "结果为【试算】" in said
    said = first.said["second merge"]
    assert "“第一考核组更正.xlsx”是在退回的表上更正的，已替换“第一考核组报来.xlsx”" in said
    assert "采用了“中共临江镇委员会（改）.xlsx”" in said
    assert "结果为【正式】" in said


def test_figures_are_the_same_on_every_way(second: Walk) -> None:
    """结果.json, the second count, and the formulas of the sheet as LibreOffice shows them."""
    for year in (FIRST, SECOND):
        assert "重新计算核对无误" in second.said[f"recount {year}"]
        summary = second.path(year, "3汇总", "汇总表.xlsx")
        printed = {ratee["name"]: ratee["composite"] for ratee in _result(second, year)}
        assert _shown(second.desk, summary, "综合得分") == printed


def test_the_second_year_knows_the_first(second: Walk) -> None:
    assert "往年" in second.said["form of the first year"]
    summary = second.path(SECOND, "3汇总", "汇总表.xlsx")
    assert _shown(second.desk, summary, "上年名次") == {
        ratee["name"]: str(ratee["rank"]) for ratee in _result(second, FIRST)
    }


def test_what_follows_a_decision_is_told_until_it_is_done(second: Walk) -> None:
    """The answer of one of four persons; what was closed is not asked for in the second year."""
    for year in (FIRST, SECOND):
        assert "复核：登记1件，未答复1件（临江镇 江永年）。" in second.said[f"explain {year}"]
        assert re.search(
            "整改：4人中1人已报，应销号[0-9]+项，已销0项，申请销号待审核1项", second.said[f"asked to close {year}"]
        )
        assert re.search("整改：4人中1人已报，应销号[0-9]+项，已销1项。", second.said[f"closed {year}"])
        assert second.said[f"reminded {year}"].count("没有报回") == 3 + 1  # the persons, and the menu
        assert "复核：登记1件，都已答复。" in second.said[f"end {year}"]
    before, after = (
        json.loads(second.path(SECOND, "3汇总", "上年情况.json").read_text(encoding="utf-8"))["ratees"],
        re.search("应销号([0-9]+)项，已销1项", second.said[f"closed {FIRST}"]),
    )
    assert after
    assert sum(len(ratee["open_items"]) for ratee in before) == int(after[1]) - 1


def test_papers_have_the_pages_that_they_should(second: Walk) -> None:
    meeting = second.path(SECOND, "3汇总", "上会材料.docx")
    assert pages_of([meeting]) == [2]
    review = sorted(second.path(SECOND, "复核").glob("*.docx"))
    assert pages_of(review) == [1]


def test_every_command_that_was_offered_was_run(second: Walk) -> None:
    """Also those of README's five steps; but for the one that opens a browser."""
    readme = Path(__file__).parents[2].joinpath("README.md").read_text(encoding="utf-8")
    steps = readme[readme.index("1. **建方案**") : readme.index("\n\n", readme.index("5. **"))]
    written = {command_of(found) for found in re.findall("`lianping-xlsx ([a-z]+[^`]*)`", steps)}
    assert {"init --preset", "finalize"} <= written
    done = second.desk.done
    wanted = (written | second.desk.offered) - {"help --open"}
    assert [words for words in wanted if not any(each.startswith(words) for each in done)] == []


def _shown(desk: Desk, path: Path, heading: str) -> dict[str, str]:
    """What 综合排序 shows below a heading, by the name of the person."""
    names = [words.split()[1] for words in TOWNS]
    shown = desk.office.shown(path, [desk.beside(path, RANKING, heading, name) for name in names])
    return dict(zip(names, shown, strict=True))


def _result(walk: Walk, year: str) -> list[dict[str, object]]:
    found = json.loads(walk.path(year, "3汇总", "结果.json").read_text(encoding="utf-8"))["ratees"]
    assert isinstance(found, list)
    return found
