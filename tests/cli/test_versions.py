"""Two versions of a form at the command line: 版本对照.xlsx, the choice, its record, and what finalize makes of it."""

from __future__ import annotations

import json
import os
import shlex
import shutil
from pathlib import Path
from typing import Any

import pytest

from lianping_xlsx.app.campaign import Campaign
from lianping_xlsx.decision.result_json import recorded_picks, recorded_words
from lianping_xlsx.forms.correction_stamp import CORRECTION_SHEET
from tests.books import edited, open_book
from tests.campaigns import answered
from tests.cli.running import Runner, refused
from tests.deciding import COMPLETE, record, type_in
from tests.small import TOWN

SHEET = "考评-莲浦街道游砚秋"
FIRST, AGAIN = "U3 第二考核组.xlsx", "再报.xlsx"


def copy_with(folder: Path, name: str, **cells: Any) -> None:
    """A copy of 第二考核组's reply with other cells, saved a day after it."""

    def edit(book: Any) -> None:
        for cell, content in cells.items():
            book[SHEET][cell] = content

    (folder / name).write_bytes(edited((folder / FIRST).read_bytes(), edit))
    os.utime(folder / FIRST, (86_400, 86_400))
    os.utime(folder / name, (2 * 86_400, 2 * 86_400))


@pytest.fixture
def two(tmp_path: Path) -> Campaign:
    """The small campaign, everything come back, one workbook twice."""
    found = answered(tmp_path / "c")
    copy_with(found.received, AGAIN, I7="约30", J7=None)
    return found


def run_record(campaign: Campaign) -> dict[str, Any]:
    found = json.loads((campaign.summary / "运行记录.json").read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found


def compared(campaign: Campaign) -> list[list[Any]]:
    """The rows of 版本对照.xlsx, without what is empty."""
    page = open_book((campaign.summary / "版本对照.xlsx").read_bytes())["版本对照"]
    rows: list[list[Any]] = [
        [cell for cell in row if cell not in (None, "")] for row in page.iter_rows(values_only=True)
    ]
    return [row for row in rows if row]


def test_every_difference_stands_in_a_workbook(run: Runner, two: Campaign) -> None:
    ran = run("merge", two.folder)
    assert "有的表交了内容不同的几份，逐处对照、选定采用哪一份，见" in ran.out
    (title,), (note,), *rows = compared(two)[1:]  # after 试算
    assert title == "2024年度党委书记述职评议考核收回的表版本对照【试算】"
    assert "请勿外传" in str(note)
    assert rows == [
        ["1．第二考核组　实地考评（莲浦街道 游砚秋）：2处不同；还没有决定，都没有采用"],
        [f"版本一：“{FIRST}”，填了5格"],
        [f"版本二：“{AGAIN}”，填了4格，读表时发现错误1处"],
        [
            f"“{AGAIN}”较新（按文件的修改日期，压缩包、邮件里的按外层文件）。"
            f"读表时发现的错误：“{FIRST}”没有，“{AGAIN}”有1处填写有误。"
        ],
        ["序号", "票号、编号", "栏", f"版本一\n{FIRST}", f"版本二\n{AGAIN}"],
        ["单元格", "内容", "单元格", "内容"],
        [1, "K1 按期换届", "扣分", "I7", "1.5", "I7", "约30（没有计入）"],
        [2, "K1 按期换届", "失分、扣分（加分）原因", "J7", "资料不全", "J7", "（没有填）"],
        ["采用哪一份：　　　　　　　　　　决定人：　　　　　　　　日期："],
    ]


def test_long_texts_stand_there_whole(run: Runner, two: Campaign) -> None:
    text = "资料不全，需要补充。" * 60
    copy_with(two.received, AGAIN, J7=text)
    run("merge", two.folder)
    rows = [row for row in compared(two) if "失分、扣分（加分）原因" in row]
    assert len(rows) > 1
    assert str(rows[1][0]) == "1（续）"
    assert "".join(str(row[-1]) for row in rows) == text


def test_the_workbook_is_gone_with_what_it_told_of(run: Runner, two: Campaign) -> None:
    run("merge", two.folder)
    (two.received / AGAIN).unlink()
    run("merge", two.folder)
    assert not (two.summary / "版本对照.xlsx").exists()
    assert run_record(two)["choices"] == []


def test_the_choice_is_in_the_record_and_in_the_workbook(run: Runner, two: Campaign) -> None:
    copy_with(two.received, AGAIN, I7=30)
    ran = run("merge", two.folder, "--prefer", f"2收回\\{AGAIN}")
    assert ran.code == 0
    assert "有的表交了内容不同的几份，采用了哪一份、逐处对照，见" in ran.out
    found = run_record(two)
    digests = {entry["path"]: entry["sha256"] for entry in found["inputs"]}
    assert found["prefer"] == [AGAIN]
    assert found["choices"] == [
        {
            "code": next(form.layout.code for form in TOWN.expected if form.layout.sheet == SHEET),
            "unit": "第二考核组",
            "form": "实地考评（莲浦街道 游砚秋）",
            "file": AGAIN,
            "sheet": SHEET,
            "sha256": digests[f"2收回/{AGAIN}"],
            "others": [{"file": FIRST, "sha256": digests[f"2收回/{FIRST}"]}],
        }
    ]
    rows = compared(two)
    assert rows[2] == [f"1．第二考核组　实地考评（莲浦街道 游砚秋）：1处不同；采用了“{AGAIN}”"]
    assert [f"版本一\n{FIRST}", f"版本二（采用）\n{AGAIN}"] == rows[6][3:]
    assert not any("决定人" in str(cell) for row in rows for cell in row)


def test_several_files_may_be_preferred(run: Runner, two: Campaign) -> None:
    copy_with(two.received, AGAIN, I7=30)
    opinions = two.received / "U4 县委评议组.xlsx"
    shutil.copy(opinions, two.received / "意见二.xlsx")

    def edit(book: Any) -> None:
        book["评议意见"]["D7"] = "一般。"

    (two.received / "意见二.xlsx").write_bytes(edited(opinions.read_bytes(), edit))
    assert run("merge", two.folder, "--prefer", FIRST).code == 1
    assert run("merge", two.folder, "--prefer", FIRST, "--prefer", "意见二.xlsx").code == 0
    assert [choice["file"] for choice in run_record(two)["choices"]] == [FIRST, "意见二.xlsx"]


def test_finalize_keeps_to_the_file_that_was_the_newest_when_merging(run: Runner, two: Campaign) -> None:
    """The folder was copied meanwhile, and the other file is the newer one now."""
    copy_with(two.received, AGAIN, I7=30)
    assert run("merge", two.folder, "--prefer", "newest").code == 0
    assert [choice["file"] for choice in run_record(two)["choices"]] == [AGAIN]
    type_in(two, COMPLETE)
    os.utime(two.received / FIRST, (9 * 86_400, 9 * 86_400))
    assert run("finalize", two.folder).code == 0
    assert record(two)[0]["ratees"][2]["composite"] == "78.89"  # 60 - 30 + 40 for 考评


@pytest.mark.parametrize("gone", [True, False])
def test_finalize_refuses_where_the_chosen_file_is_not_what_it_was(gone: bool, run: Runner, two: Campaign) -> None:
    copy_with(two.received, AGAIN, I7=30)
    run("merge", two.folder, "--prefer", AGAIN)
    type_in(two, COMPLETE)
    if gone:
        (two.received / AGAIN).unlink()
    else:
        copy_with(two.received, AGAIN, I7=29)
    words = "在汇总之后不见了" if gone else "在汇总之后被改动过"
    assert f"“2收回/{AGAIN}”{words}" in refused(run, two.folder)


def test_what_records_say_of_choices() -> None:
    assert recorded_words({}) == ()
    assert recorded_picks({}) == ()
    assert recorded_words({"prefer": "newest"}) == ("newest",)  # as it was recorded once
    assert recorded_words({"prefer": ["newest"], "choices": []}) == ()
    entry = {
        "unit": "二组",
        "form": "实地考评",
        "file": "甲.xlsx",
        "sheet": "表",
        "sha256": "a",
        "others": [{"sha256": "b"}, 3],
    }
    (pick,) = recorded_picks({"choices": [entry, 3, {"file": "甲.xlsx"}]})
    assert (pick.code, pick.unit, pick.form) == ("", "二组", "实地考评")
    assert pick.known == {"a", "b"}
    assert [row.spots for row in pick.chosen] == [{("a", "表")}]


def test_a_wish_that_decided_nothing_is_told_of(run: Runner, two: Campaign) -> None:
    ran = run("status", two.folder, "--prefer", "再抱.xlsx")
    assert "--prefer 写的“再抱.xlsx”没有用上：收回文件夹里没有这个文件，是不是“再报.xlsx”" in " ".join(ran.out.split())


@pytest.mark.parametrize("given", ["2收回/{}", "./2收回/{}", "c/2收回/{}", "c\\2收回\\{}", "{received}/{}"])
def test_the_file_may_be_given_as_the_shell_completes_it(
    given: str, run: Runner, two: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(two.folder.parent)
    assert run("merge", "c", "--prefer", given.format(FIRST, received=two.received)).code == 0
    assert [choice["file"] for choice in run_record(two)["choices"]] == [FIRST]
    assert str(two.folder.parent) not in json.dumps(run_record(two), ensure_ascii=False)


@pytest.mark.parametrize("given", [f"/home/wen/{AGAIN}", f"C:\\Users\\wen\\{AGAIN}"])
def test_a_file_elsewhere_is_no_choice_and_its_path_is_nobody_s_business(
    given: str, run: Runner, two: Campaign
) -> None:
    assert run("merge", two.folder, "--prefer", given).code == 1
    outputs = [(two.summary / name).read_text(encoding="utf-8") for name in ("结果.json", "运行记录.json")]
    assert all(f"……/{AGAIN}" in text and "wen" not in text for text in outputs)


@pytest.mark.slow
def test_what_goes_back_of_ballots_names_no_reply(run: Runner, two: Campaign) -> None:
    """The office must know the files to choose between them; a unit that gets its copy back must not be shown them."""
    issued = two.received / "U1 县委办公室.xlsx"

    def change(book: Any, mark: object = 81) -> None:
        book["测评票-县委领导"]["C7"] = mark
        book["测评票-党员代表"]["C7"] = "约59"

    (two.received / "章三填.xlsx").write_bytes(edited(issued.read_bytes(), change))
    (two.received / "李四填.xlsx").write_bytes(edited(issued.read_bytes(), lambda book: change(book, 82)))
    issued.unlink()
    run("merge", two.folder)
    told = (two.summary / "结果.json").read_text(encoding="utf-8")
    assert "李四填.xlsx、章三填.xlsx" in told
    assert "共1处不同：001号票对“云溪镇 陆明澈”的评分" in told
    assert "“82”" not in told
    copies = sorted(path for path in (two.summary / "退回").glob("U1*.xlsx"))
    assert copies
    for copy in copies:
        book = open_book(copy.read_bytes())
        said = [str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row]
        assert any("约59" in words for words in said)
        assert not any("章三" in words or "李四" in words for words in said)


def test_what_goes_back_tells_the_unit_what_it_can_do_and_nothing_that_only_the_office_can(
    run: Runner, two: Campaign
) -> None:
    """No command, no folder of the office."""
    ran = run("merge", two.folder)
    assert "--prefer" in ran.out
    copies = sorted((two.summary / "退回").glob("U3*.xlsx"))
    assert copies
    for copy in copies:
        page = open_book(copy.read_bytes())["需要更正"]
        said = "".join(str(cell) for row in page.iter_rows(values_only=True) for cell in row)
        assert "请核对以哪一份为准：把这份表改成应报的内容后报回，并写明其余的作废。" in said
        assert not [word for word in ("--prefer", "merge", "收回文件夹", "3汇总") if word in said]


@pytest.mark.slow
def test_a_correction_beside_what_it_corrects_is_offered_as_a_whole_command(run: Runner, tmp_path: Path) -> None:
    """One that earlier versions sent back, which does not say what it corrects. Copied and run, it does what it says;
    also where the folder's name has a space.
    """
    campaign = answered(tmp_path / "青禾 2024")
    copy_with(campaign.received, FIRST, I7="约30")
    run("merge", campaign.folder)
    returned = (campaign.summary / "退回" / FIRST).read_bytes()
    (campaign.received / "回复 第二考核组.xlsx").write_bytes(edited(returned, lambda book: put(book, 30), unsigned))
    ran = run("merge", campaign.folder)
    offered = [line.strip() for line in ran.out.splitlines() if "--prefer" in line and "lianping-xlsx" in line]
    assert offered == [f'lianping-xlsx merge "{campaign.folder}" --prefer "回复 第二考核组.xlsx"']
    again = run(*shlex.split(offered[0])[1:])
    assert again.code == 0
    assert f'lianping-xlsx finalize "{campaign.folder}"   ' in again.out


def put(book: Any, mark: object) -> None:
    book[SHEET]["I7"] = mark


def unsigned(book: Any) -> None:
    del book[CORRECTION_SHEET]
