"""``init --from``: the campaign of the year before, carried over into the next one."""

from __future__ import annotations

import datetime as dt
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.comments import Comment

from lianping_xlsx.app.campaign import Campaign, read_key
from lianping_xlsx.app.scheme_file import load_scheme
from lianping_xlsx.scheme.model import Scheme
from tests.books import contents, edited, on_sheet
from tests.cli.running import Runner, snapshot

SAMPLES = Path(__file__).parents[2] / "samples"
ISSUED = Path(__file__).parents[1] / "issued"


def scheme_in(folder: Path) -> Scheme:
    found = load_scheme(Campaign(folder)).value
    assert found is not None
    return found


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A decided campaign of 2024 with events, a template of the office's own, and its year in other places too."""
    folder = tmp_path / "青禾2024"
    shutil.copytree(SAMPLES / "lean-township", folder)
    scheme = folder / "考核方案.xlsx"

    def type_in(book: object) -> None:
        profile, events, classes = (book[name] for name in ("基本信息", "否决与加减分", "票类"))  # type: ignore[index]
        profile["B4"] = "青禾县2024年度抓党建考核"
        profile["B9"] = "《考核办法》（青组发〔2024〕18号）"
        profile["B10"] = dt.date(2024, 12, 20)
        row = next(cell.row for cell in events["A"] if cell.value == "考核对象") + 1
        for column, content in enumerate(("T03", "2024年受表彰", "加分", 1, "青委〔2024〕3号"), 1):
            events.cell(row, column).value = content
        events.cell(row, 2).comment = Comment("本人口头说明过", "经办人")
        profile["B8"].comment = Comment("市委的", "经办人")
        head = next(cell for row in classes.iter_rows() for cell in row if cell.value == "票少接受")
        classes.cell(head.row + 1, head.column).value = "部务会同意"

    scheme.write_bytes(edited(scheme.read_bytes(), type_in))
    (folder / "文书模板" / "通报.docx").write_bytes(b"the office's own")
    (folder / "文书模板" / "上会材料（旧）.docx").write_bytes(b"of no use any more")
    return folder


def test_lists_and_rules_stay_and_what_was_of_the_year_goes(run: Runner, old: Path, tmp_path: Path) -> None:
    new = tmp_path / "青禾2025"
    before, was = snapshot(old), scheme_in(old)
    ran = run("init", new, "--from", old)
    assert ran.code == 0
    assert "没有用" not in ran.out
    assert "基本信息 B10 报送截止日期：“2024-12-20” → 空白" in ran.out
    assert snapshot(old) == before
    now = scheme_in(new)
    profile = now.profile
    assert (profile.year, profile.title) == ("2025", "青禾县2025年度抓党建考核")
    assert (profile.deadline, profile.banner, profile.last_year_folder) == (None, "", "../青禾2024")
    assert was.adjustments
    assert any(each.few_accepted for each in was.classes)
    classes = tuple(replace(each, few_accepted="") for each in was.classes)
    assert now == replace(was, profile=profile, adjustments=(), classes=classes, fingerprint=now.fingerprint)
    assert now.fingerprint != was.fingerprint
    assert read_key(Campaign(new)) not in (None, read_key(Campaign(old)))
    assert (new / "文书模板/通报.docx").read_bytes() == b"the office's own"
    assert [path.name for path in (new / "2收回").iterdir()] == []
    assert "基本信息 B5 年度：“2024” → “2025”" in ran.out
    assert "请看一看要不要改：\n  基本信息 B9 依据文件：“《考核办法》（青组发〔2024〕18号）”\n" in ran.out
    assert "2024年受表彰" in ran.out.partition("请看一看")[0]
    book = load_workbook(new / "考核方案.xlsx")
    said = [cell.comment.text for page in book for row in page.iter_rows() for cell in row if cell.comment]
    assert "市委的" in said
    assert "本人口头说明过" not in said, "a comment on what is gone is none on who comes in its place"


@pytest.mark.slow
def test_the_next_year_goes_all_the_way_with_last_year_s_results(run: Runner, old: Path, tmp_path: Path) -> None:
    shutil.copy(SAMPLES / "lean-township/考核方案.xlsx", old)
    new = tmp_path / "青禾2025"
    assert run("init", new, "--from", old).code == 0
    assert run("check", new).code == 0
    assert run("templates", new).code == 0
    for form in (new / "1发出").glob("*.xlsx"):
        if form.name != "分发清单.xlsx":
            shutil.copy(form, new / "2收回")
    for form in (old / "2收回").glob("U*.xlsx"):
        shutil.copy(form, new / "2收回" / f"上年 {form.name}")
    ran = run("merge", new)
    assert "这是另一次考核（或往年）发出的表，没有采用" in ran.out
    cells = contents((new / "3汇总/汇总表.xlsx").read_bytes(), "综合排序", values=True)
    shown = {str(content) for content, _ in cells.values()}
    assert {"上年得分", "上年名次", "上年等次"} <= shown


@pytest.mark.slow
def test_a_scheme_of_an_earlier_version_gets_what_is_new(run: Runner, tmp_path: Path) -> None:
    """Its year is written so that nobody can count on: that is told, and it stays."""
    old = tmp_path / "old"
    old.mkdir()
    issued = (ISSUED / "lean-village/考核方案.xlsx").read_bytes()
    (old / "考核方案.xlsx").write_bytes(
        edited(issued, on_sheet("基本信息", lambda page: page.__setitem__("B5", "二〇二四年")))
    )
    ran = run("init", tmp_path / "new", "--from", old)
    assert ran.code == 1
    assert "上年的年度“二〇二四年”不像一个年份，没有加一" in ran.out
    assert scheme_in(tmp_path / "new").profile.year == "二〇二四年"
    assert "补上了本版本新增的" in ran.out
    assert "上年考核文件夹：空白 → “../old”" in ran.out
    was, now = scheme_in(old), scheme_in(tmp_path / "new")
    assert (now.ratees, now.rules, now.tasks, now.rubric) == (was.ratees, was.rules, was.tasks, was.rubric)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("{new}", "--from", "{old}", "--preset", "lean-village"), "不能与 --preset 一起用"),
        (("{new}", "--from", "{old}", "--update"), "不能与 --preset、--from、--force 一起用"),
        (("{old}", "--from", "{old}", "--force"), "不能就是上年的那一个"),
        (("--from", "{old}"), "请写新建的考核文件夹叫什么"),
        (("{new}", "--from", "{empty}"), "里没有“考核方案.xlsx”"),
        (("{made}", "--from", "{old}"), "“考核方案.xlsx”"),
    ],
)
def test_what_is_refused_writes_nothing(words: tuple[str, ...], told: str, run: Runner, tmp_path: Path) -> None:
    for name in ("old", "made"):
        (tmp_path / name).mkdir()
        shutil.copy(SAMPLES / "lean-village/考核方案.xlsx", tmp_path / name)
    (tmp_path / "empty").mkdir()
    before = snapshot(tmp_path)
    ran = run("init", *(word.format(**{n: tmp_path / n for n in ("old", "new", "made", "empty")}) for word in words))
    assert ran.code == 2
    assert told in ran.out + ran.err
    assert snapshot(tmp_path) == before
