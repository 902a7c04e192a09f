"""``archive`` (归档): what is in it and what is not, and that 核验.py counts from it without the program."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest
from openpyxl import Workbook

from lianping_xlsx.app import archived_files
from lianping_xlsx.app.archive import archive
from lianping_xlsx.app.campaign import Campaign
from lianping_xlsx.audit.recount.class_votes import show
from lianping_xlsx.audit.recount.packed_campaign import examine
from lianping_xlsx.audit.recount.packed_campaign import main as check_packed
from lianping_xlsx.spreadsheet.book import Content
from tests.books import edited, open_book
from tests.campaigns import answer, answered, campaign, copy_of
from tests.cli.running import Runner
from tests.inline import in_this_process, merged
from tests.small import DELEGATES, LEADERS, POLL, Town, scheme_of, sheets, with_rule

NAME = "2024党委书记述职评议考核"


@pytest.fixture(scope="module")
def archived_once(decided_once: Campaign, tmp_path_factory: pytest.TempPathFactory) -> Campaign:
    """Only to be copied, as by ``town``."""
    return merged(copy_of(decided_once, tmp_path_factory.mktemp("archived") / "c"), official=True)


@pytest.fixture
def town(archived_once: Campaign, tmp_path: Path) -> Campaign:
    """The small campaign, 正式, decided on, and the summary written once more."""
    return copy_of(archived_once, tmp_path / "c")


@pytest.fixture(scope="module")
def made(archived_once: Campaign, tmp_path_factory: pytest.TempPathFactory) -> Campaign:
    """The same with its archive, only to be read."""
    found = copy_of(archived_once, tmp_path_factory.mktemp("made") / "c")
    with in_this_process():
        assert archive(found.folder).value is not None
    return found


def archives(found: Campaign) -> list[str]:
    return sorted(path.name for path in (found.folder / "归档").glob("*"))


def opened(found: Campaign, name: str = f"{NAME}.zip") -> dict[str, bytes]:
    with zipfile.ZipFile(found.folder / "归档" / name) as packed:
        return {each: packed.read(each) for each in packed.namelist()}


def catalogue(files: dict[str, bytes]) -> dict[str, tuple[str, str]]:
    """By name of a file: whether it is in the archive, and its SHA-256."""
    rows = open_book(files["目录.xlsx"])["目录"].iter_rows(min_row=5, values_only=True)
    return {str(row[1]): (str(row[5]), str(row[4])) for row in rows if isinstance(row[0], int)}


# ---------------------------------------------------------------- what is in it


def test_what_an_archive_holds(run: Runner, town: Campaign) -> None:
    ran = run("archive", town.folder)
    assert ran.code == 0, ran.out
    assert archives(town) == [f"{NAME}.zip"]
    assert "正式，第1次审定" in ran.out
    assert "结果：正式，3人。" in ran.out
    assert "核对无误" in ran.out
    files = opened(town)
    own = {"目录.xlsx", "归档说明.txt", "核验.py", "考核方案.xlsx", "票.xlsx"}
    assert own <= files.keys()
    assert {"3汇总/汇总表.xlsx", "3汇总/结果.json", "3汇总/运行记录.json", "4审定/审定记录.json"} <= files.keys()
    assert {name for name in files if name.startswith("2收回")} == {
        "2收回/U2 第一考核组.xlsx", "2收回/U3 第二考核组.xlsx", "2收回/U4 县委评议组.xlsx",
    }  # fmt: skip
    listed = catalogue(files)
    assert {name for name, (inside, _) in listed.items() if inside == "是"} == files.keys() - {"目录.xlsx"}
    assert listed["2收回/U1 县委办公室.xlsx"][0] == "否"
    assert len(listed["2收回/U1 县委办公室.xlsx"][1]) == 64


def test_neither_the_key_nor_a_file_of_ballots_is_in_it(made: Campaign) -> None:
    key = made.key.read_text(encoding="utf-8").split()[0]
    ballots = (made.received / "U1 县委办公室.xlsx").read_bytes()
    for name, data in opened(made).items():
        parts = [data]
        if name.endswith((".xlsx", ".docx")):
            with zipfile.ZipFile(io.BytesIO(data)) as packed:
                parts += [packed.read(each) for each in packed.namelist()]
        assert not any(secret in part for part in parts for secret in (key.encode(), bytes.fromhex(key))), name
        assert data != ballots


def test_the_same_campaign_gives_the_same_bytes(run: Runner, town: Campaign, made: Campaign) -> None:
    for path in town.folder.rglob("*"):
        os.utime(path, (1, 1))
    run("archive", town.folder)
    assert (town.folder / "归档" / f"{NAME}.zip").read_bytes() == (made.folder / "归档" / f"{NAME}.zip").read_bytes()
    with zipfile.ZipFile(town.folder / "归档" / f"{NAME}.zip") as packed:
        names = packed.namelist()
        assert names == sorted(names)
        assert {info.date_time for info in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.slow
def test_twice_writes_once_and_a_change_writes_a_second_one(run: Runner, made: Campaign, tmp_path: Path) -> None:
    town = copy_of(made, tmp_path / "c")
    first = (town.folder / "归档" / f"{NAME}.zip").read_bytes()
    ran = run("archive", town.folder)
    assert ran.code == 0
    assert "没有变化，没有重新写" in ran.out
    assert archives(town) == [f"{NAME}.zip"]
    (town.decided / "会议纪要.txt").write_text("第二次常委会", encoding="utf-8")
    assert run("archive", town.folder).code == 0
    assert archives(town) == [f"{NAME}.zip", f"{NAME}（第2次）.zip"]
    assert (town.folder / "归档" / f"{NAME}.zip").read_bytes() == first


def test_passwords_of_units_are_left_out(run: Runner, tmp_path: Path) -> None:
    raw = sheets()
    for row, cell in zip(raw["填报单位"], ("打开密码", "qz71", "qz72", "", "qz73"), strict=True):
        row.append(cell)
    found = merged(answered(tmp_path / "c", raw), official=True)
    ran = run("archive", found.folder)
    assert "去掉密码的副本" in ran.out
    assert "核对无误" in ran.out
    files = opened(found)
    cells = {str(cell) for page in open_book(files["考核方案.xlsx"]) for row in page.values for cell in row}
    assert not cells & {"qz71", "qz72", "qz73"}
    assert "县委办公室" in cells
    assert catalogue(files)["考核方案.xlsx（原件）"][0] == "否"


# ---------------------------------------------------------------- ballots


def test_ballots_below_the_line_are_summed_and_say_nothing_of_their_form(run: Runner, tmp_path: Path) -> None:
    """The register of U1 holds three LEADERS and three DELEGATES."""
    town = answered(tmp_path / "c", with_rule(票类均分单列线="5"))
    reply = town.received / "U1 县委办公室.xlsx"
    reply.write_bytes(edited(reply.read_bytes(), _type_full_width))
    merged(town, official=True)
    assert (town.summary / "退回/仅供核对/U1 县委办公室.xlsx").is_file()
    assert "核对无误" in run("archive", town.folder).out
    _tells_of_no_returned_copy(town)
    book = open_book(opened(town)["票.xlsx"])
    said = {str(cell) for page in book for row in page.values for cell in row if cell is not None}
    assert not any("U1" in text or ".xlsx" in text for text in said)
    joined = open_book(opened(town)["目录.xlsx"])["并入的表"]
    assert [row[1] for row in joined.iter_rows(min_row=5, values_only=True)] == [
        f"测评票（{DELEGATES}）", f"测评票（{LEADERS}）", "计票汇总（群众）",
    ]  # fmt: skip
    sums = [row for row in book["按人合计"].iter_rows(min_row=3, values_only=True) if row[1] == LEADERS]
    # marks 80, 81 and 82 of T1, see ``answer``
    assert [(row[4], row[6], row[7]) for row in sums if row[2] == "T1"] == [
        ("发出", None, 3), ("合计分", 243, 1), ("收回", None, 3), ("有效票数", None, 3),
    ]  # fmt: skip
    assert not any(row[4] == "分数" for row in sums)


def _type_full_width(book: Workbook) -> None:
    book[f"测评票-{LEADERS}"]["C7"] = "８０"


def _tells_of_no_returned_copy(found: Campaign) -> None:
    """Neither by its name nor by the size of the reply: in a class of single registers each is a voter."""
    files = opened(found)
    assert "仅供核对" not in files["3汇总/运行记录.json"].decode()
    assert "仅供核对" in (found.summary / "运行记录.json").read_text(encoding="utf-8")
    assert not any("仅供核对" in name for name in catalogue(files))
    sizes = {row[1]: row[3] for row in open_book(files["目录.xlsx"])["目录"].iter_rows(min_row=5, values_only=True)}
    assert sizes["2收回/U1 县委办公室.xlsx"] is None
    assert sizes["2收回/U2 第一考核组.xlsx"] == len(files["2收回/U2 第一考核组.xlsx"])


def test_ballots_above_the_line_stand_whole(made: Campaign) -> None:
    book = open_book(opened(made)["票.xlsx"])
    groups = [row[:8] for row in book["票组"].iter_rows(min_row=3, values_only=True)]
    assert [(row[2], row[4], row[5], row[6]) for row in groups] == [(DELEGATES, 3, 3, 3), (LEADERS, 3, 3, 3)]
    rows = [row for row in book[str(groups[1][7])].iter_rows(min_row=3, values_only=True) if row[0] == 2]
    assert [row[1] for row in rows] == [1, 2, 3]
    assert sorted(row[3:6] for row in rows) == [(80, 83, 86), (81, 84, 87), (82, 85, 88)]


def test_a_blank_that_tells_the_voter_keeps_ballots_from_standing_whole(run: Runner, tmp_path: Path) -> None:
    """Each DELEGATE passes over one: who knows that own votes are left out knows whose ballot it is."""
    raw = with_rule(测评得分公布线="3", 票类均分单列线="3")
    found, small = answered(tmp_path / "c", raw), Town(scheme_of(raw))
    book = small.book("U1")
    entries: dict[tuple[str, int, int], Content] = {}
    for form in book.forms:
        typed = answer(form)
        if form.key.voter_class == DELEGATES:
            marks = [key for key in typed if key[1]]
            typed = {key: mark for key, mark in typed.items() if key not in marks[::4]}
        entries |= small.fill(form, typed)
    (found.received / book.file).write_bytes(small.write("U1", entries))
    merged(found, official=True)
    assert "核对无误" in run("archive", found.folder).out
    votes = open_book(opened(found)["票.xlsx"])
    assert [row[2] for row in votes["票组"].iter_rows(min_row=3, values_only=True)] == [LEADERS]


# ---------------------------------------------------------------- 核验.py


def checked(archive: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    """核验.py of an archive, in a Python that has openpyxl and nothing else: not this package, no site-packages."""
    alone = folder / "只有 openpyxl"
    alone.mkdir()
    packages = Path(openpyxl.__file__).parents[1]
    for name in ("openpyxl", "et_xmlfile"):
        (alone / name).symlink_to(packages / name)
    with zipfile.ZipFile(archive) as packed:
        (folder / "核验.py").write_bytes(packed.read("核验.py"))
    start = (
        "import runpy, sys; sys.path.insert(0, sys.argv[1]); sys.argv = sys.argv[2:]; "
        "runpy.run_path(sys.argv[0], run_name='__main__')"
    )
    words = [sys.executable, "-I", "-S", "-X", "utf8", "-c", start, str(alone), str(folder / "核验.py"), str(archive)]
    return subprocess.run(words, capture_output=True, encoding="utf-8", cwd=folder, env={}, check=False)


@pytest.mark.slow
def test_the_checker_needs_nothing_but_python_and_openpyxl(made: Campaign, tmp_path: Path) -> None:
    ran = checked(made.folder / "归档" / f"{NAME}.zip", tmp_path)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "结果：正式，3人。" in ran.stdout
    assert re.search(r"核对无误：逐人比对了\d+个数", ran.stdout)
    assert "签名" in ran.stdout


@pytest.mark.slow
def test_the_checker_names_a_figure_that_was_altered(made: Campaign, tmp_path: Path) -> None:
    files = opened(made)
    result = json.loads(files["3汇总/结果.json"])
    person = result["ratees"][0]
    before, person["composite"] = person["composite"], "99.99"
    files["3汇总/结果.json"] = json.dumps(result, ensure_ascii=False).encode()
    other = tmp_path / "改过.zip"
    other.write_bytes(packed(files))
    ran = checked(other, tmp_path)
    assert ran.returncode == 1, ran.stdout + ran.stderr
    assert "“3汇总/结果.json”与目录上的校验值不符" in ran.stdout
    assert f"的综合得分，重新计算是{before}，结果.json上是99.99" in ran.stdout
    assert "核对无误" not in ran.stdout


def packed(files: dict[str, bytes]) -> bytes:
    """An archive of these files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def checked_here(data: bytes, folder: Path) -> tuple[int, str]:
    """The exit code of 核验.py on an archive, and what it says, in this process."""
    (folder / "包.zip").write_bytes(data)
    said = io.StringIO()
    return check_packed([str(folder / "包.zip")], said), said.getvalue()


@pytest.mark.parametrize("name", ["3汇总/结果.json", "3汇总/汇总表.xlsx", "考核方案.xlsx", "票.xlsx"])
def test_the_checker_names_a_damaged_file_though_it_cannot_count(made: Campaign, tmp_path: Path, name: str) -> None:
    files = opened(made)
    half = files[name][: len(files[name]) // 2]
    code, said = checked_here(packed({**files, name: half}), tmp_path)
    assert (code, "核对无误" in said) == (1, False)
    assert f"不符：“{name}”与目录上的校验值不符。" in said
    assert "没有能够重新计算" in said


def test_the_checker_names_a_file_that_cannot_be_unpacked(made: Campaign, tmp_path: Path) -> None:
    """A byte of the compressed content of 汇总表.xlsx; another one of a file that nothing is counted from."""
    whole = (made.folder / "归档" / f"{NAME}.zip").read_bytes()
    for name, counted in (("3汇总/汇总表.xlsx", False), ("4审定/通报.docx", True)):
        with zipfile.ZipFile(io.BytesIO(whole)) as archive:
            at = archive.getinfo(name).header_offset + 300
        code, said = checked_here(whole[:at] + bytes([whole[at] ^ 64]) + whole[at + 1 :], tmp_path)
        assert (code, f"不符：“{name}”已经损坏，或者加了密码，解不开。" in said) == (1, True)
        assert ("逐人比对了75个数" in said) is counted


def test_the_checker_says_what_is_the_matter_with_the_archive_itself(made: Campaign, tmp_path: Path) -> None:
    files = opened(made)
    whole = packed(files)
    code, said = checked_here(whole[: len(whole) // 2], tmp_path)
    assert (code, "不是完整的归档包" in said) == (2, True)
    code, said = checked_here(packed({**files, "目录.xlsx": b""}), tmp_path)
    assert (code, "“目录.xlsx”不在包里，或者读不出来" in said) == (1, True)
    code, said = checked_here(packed({**files, "3汇总/运行记录.json": b"{"}), tmp_path)
    assert (code, "“3汇总/运行记录.json”与目录上的校验值不符" in said, "逐人比对了75个数" in said) == (1, True, True)
    twice = io.BytesIO(whole)
    with zipfile.ZipFile(twice, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("4审定/通报.docx", files["4审定/通报.docx"])
    code, said = checked_here(twice.getvalue(), tmp_path)
    assert (code, "“4审定/通报.docx”在包里不止一份" in said) == (1, True)


_SPOTS = re.compile(
    r"^(?P<what>.+?)：(?P<file>[^：“]+\.xlsx)“(?P<sheet>[^”]+)”(?:票组[0-9]+)?：(?P<cells>[A-Z]+[0-9]+＝.*)$"
)


def spots(walked: Iterable[str]) -> dict[str, list[tuple[str, str, str, str]]]:
    """By what the cells are: file, sheet, address and content of each."""
    found: dict[str, list[tuple[str, str, str, str]]] = {}
    for line in walked:
        if match := _SPOTS.match(line.strip()):
            cells = (each.split("＝", 1) for each in match["cells"].split("、"))
            found[match["what"]] = [(match["file"], match["sheet"], at, content) for at, content in cells]
    return found


def test_from_the_figures_of_a_person_to_the_cells(made: Campaign) -> None:
    """What a stranger does who has the archive alone, from 综合得分 down to what somebody typed."""
    path = made.folder / "归档" / f"{NAME}.zip"
    walked = examine(path, "T1").walked
    assert examine(path, "叶尔江•萨迪克").walked == examine(path, "t2").walked != walked
    text, files = "\n".join(walked), opened(made)
    typed = spots(walked)
    for listed in typed.values():
        for file, sheet, at, content in listed:
            assert str(open_book(files[file])[sheet][at].value) == content
    marks = [Fraction(content) for *_, content in typed[f"{POLL}，{DELEGATES}"]]
    mean = re.search(rf"{DELEGATES}（权重.*?）：有效(\d+)、.*平均分([0-9.]+)", text)
    assert mean is not None
    assert (len(marks), show(sum(marks, Fraction(0)) / len(marks), 2)) == (int(mean[1]), mean[2])
    assert any(what.startswith("实地考评") for what in typed)
    assert examine(path, "无此人").walked == ("考核对象里没有“无此人”。",)


# ---------------------------------------------------------------- when something is the matter


def test_without_a_merge_there_is_nothing_to_archive(run: Runner, tmp_path: Path) -> None:
    found = campaign(tmp_path / "c")
    ran = run("archive", found.folder)
    assert ran.code == 2
    assert "还没有汇总" in ran.out
    assert not (found.folder / "归档").exists()


def test_before_a_decision_it_says_so(run: Runner, tmp_path: Path) -> None:
    found = answered(tmp_path / "c")
    (found.received / "U3 第二考核组.xlsx").unlink()
    merged(found, official=False)
    ran = run("archive", found.folder)
    assert ran.code == 0, ran.out
    assert "试算，未审定" in ran.out
    head = open_book(opened(found)["目录.xlsx"])["目录"].iter_rows(max_row=3, values_only=True)
    assert "试算" in [cell for row in head for cell in row]


def test_outputs_altered_since_the_record_are_named_and_archived(run: Runner, town: Campaign) -> None:
    path = town.summary / "汇总表.xlsx"
    path.write_bytes(edited(path.read_bytes(), lambda book: book.worksheets[0].cell(60, 1, "改过")))
    ran = run("archive", town.folder)
    assert ran.code == 1
    assert "“3汇总/汇总表.xlsx”" in ran.out
    assert archives(town) == [f"{NAME}.zip"]
    note = str(open_book(opened(town)["目录.xlsx"])["目录"]["A3"].value)
    assert "有文件与记录不一致" in note


def test_after_the_ballots_are_destroyed(run: Runner, town: Campaign) -> None:
    assert run("destroy", town.folder, "--by", "薛定安", "--yes").code == 0
    ran = run("archive", town.folder)
    assert ran.code == 1
    assert "归档包里没有这些票" in ran.out
    assert "票.xlsx" not in opened(town)
    # what cannot be counted is no difference
    assert "没有全部对上：0个数不同，3张表没有" in ran.out
    assert re.search(r"依据这些表的\d+个数没有核对。", ran.out)
    assert "不同：" not in ran.out


# ---------------------------------------------------------------- with all replies


def test_an_archive_with_the_replies_says_so_and_is_destroyed_with_them(
    run: Runner, made: Campaign, tmp_path: Path
) -> None:
    town = copy_of(made, tmp_path / "c")
    ran = run("archive", town.folder, "--with-replies")
    assert ran.code == 0, ran.out
    assert "按收回的票保管" in ran.out
    name = f"{NAME}（含收回的表）.zip"
    assert archives(town) == [f"{NAME}.zip", name]
    files = opened(town, name)
    assert {"2收回/U1 县委办公室.xlsx", "含有收回的原表.txt"} <= files.keys()
    assert "票.xlsx" not in files
    assert "打开就能知道" in str(open_book(files["目录.xlsx"])["目录"]["A3"].value)
    (town.folder / "归档" / name).rename(town.folder / "归档" / "改了名.zip")
    gone = run("destroy", town.folder, "--by", "薛定安", "--yes")
    assert gone.code == 0, gone.out
    assert archives(town) == [f"{NAME}.zip"]
    listed = json.loads((town.decided / "销毁清单.json").read_text(encoding="utf-8"))["destructions"][0]["files"]
    assert "归档/改了名.zip" in [each["path"] for each in listed]


def test_ballots_that_cannot_be_put_together_keep_nothing_else_back(
    run: Runner, town: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreadable(path: Path) -> object:
        raise KeyError(path.name)

    monkeypatch.setattr(archived_files, "load_tables", unreadable)
    ran = run("archive", town.folder)
    assert ran.code == 1
    assert "没有能够把无记名的票合并" in ran.out
    assert "票.xlsx" not in opened(town)
    assert "3汇总/汇总表.xlsx" in opened(town)
