"""Several copies of a form: what differs, what speaks for which, who chose; and departments that share a workbook."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from lianping_xlsx.core.findings import Finding, Severity
from lianping_xlsx.forms.layout import FormLayout
from lianping_xlsx.intake.gather import Received
from lianping_xlsx.intake.resolution.versions import Relation
from lianping_xlsx.scheme.terms import FormKind
from lianping_xlsx.spreadsheet.annotate import annotate
from lianping_xlsx.spreadsheet.remarks import Remark
from tests.books import edited
from tests.findings import codes_of
from tests.inline import read_in_this_process
from tests.small import DELEGATES, LEADERS, TOWN, Entries
from tests.spoilt import books

VISIT = TOWN.form(FormKind.RUBRIC, ratee="T3")
LED = TOWN.form(FormKind.BALLOTS, voter_class=LEADERS)
DELEGATED = TOWN.form(FormKind.BALLOTS, voter_class=DELEGATES)
BY_HAND = TOWN.form(FormKind.TALLY)
VISITED: Entries = {("K1", "deduction"): 3, ("K3", "score"): 30}
COUNTED: Entries = {("T1", "returned"): 20, ("T1", "total"): 90, ("T1", "valid"): 1}


@pytest.fixture(autouse=True)
def _in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    read_in_this_process(monkeypatch)


def visit(**changed: float | str) -> bytes:
    """第二考核组's workbook with other entries in some cells, by row."""
    columns = {"K1": "deduction", "K3": "score"}
    return TOWN.write("U3", TOWN.fill(VISIT, VISITED | {(row, columns[row]): mark for row, mark in changed.items()}))


def office(*filled: tuple[FormLayout, Entries]) -> bytes:
    """县委办公室's workbook of three forms, some of them filled in."""
    return TOWN.write("U1", {key: cell for form, entries in filled for key, cell in TOWN.fill(form, entries).items()})


def ballots(*numbers: int, mark: float = 90) -> Entries:
    return {(f"{number:03}", "mark:T1"): mark + number / 100 for number in numbers}


def told(received: Received, code: str) -> Finding:
    (found,) = [finding for finding in received.findings if finding.code == code]
    return found


def codes(received: Received) -> list[str]:
    return sorted(code for code in codes_of(received.findings) if code != "form.missing")


def source(received: Received, form: FormLayout) -> str | None:
    """The file that a form is taken from."""
    place = next(i for i, expected in enumerate(received.expected) if expected.layout.key == form.key)
    return received.sources.get(place)


def fates(received: Received) -> dict[str, tuple[str, str]]:
    return {file.path: (str(file.status), file.reason) for file in received.files}


def aged(folder: Path, ages: Mapping[str, int]) -> None:
    for name, age in ages.items():
        os.utime(folder / name, (age, age))


# ---------------------------------------------------------------- what differs


def test_a_conflict_tells_how_much_differs_and_the_first_of_it(tmp_path: Path) -> None:
    received = TOWN.gather(tmp_path, {"甲.xlsx": visit(), "乙.xlsx": visit(K1=5, K3="")})
    finding = told(received, "form.conflict")
    assert finding.message == (
        "“第二考核组”的实地考评（莲浦街道 游砚秋）收到内容不一致的多份，暂均未采用：乙.xlsx、甲.xlsx。"
        "共2处不同：K1“按期换届”的“扣分”：“乙.xlsx”填的是“5”，“甲.xlsx”填的是“3”；"
        "K3“两新党建”的“得分”：“乙.xlsx”没有填，“甲.xlsx”填的是“30”。"
    )
    assert "合并后对照见“3汇总/版本对照.xlsx”" in finding.remedy
    (contest,) = received.contests
    assert [(found.row, found.cells, found.values) for found in contest.differences] == [
        ("K1 按期换届", ("I7", "I7"), ("5", "3")),
        ("K3 两新党建", ("H8", "H8"), ("", "30")),
    ]
    assert (contest.chosen, contest.files) == ("", ("乙.xlsx", "甲.xlsx"))


def test_a_difference_on_ballots_names_the_ballot_and_the_files_to_choose_from(tmp_path: Path) -> None:
    files = {"张三填.xlsx": office((LED, ballots(1, 2))), "李四填.xlsx": office((LED, ballots(1, 2, mark=80)))}
    finding = told(TOWN.gather(tmp_path, files), "form.conflict")
    assert "001号票对“云溪镇 陆明澈”的评分：“张三填.xlsx”填的是“90.01”，“李四填.xlsx”填的是“80.01”" in finding.message
    assert finding.place.file == "填报单位“县委办公室”"


def test_of_many_versions_only_the_first_are_compared(tmp_path: Path) -> None:
    received = TOWN.gather(tmp_path, {f"{n:02}.xlsx": visit(K1=n) for n in range(1, 12)})
    (contest,) = received.contests
    assert (len(contest.versions), len(contest.rest), len(contest.files)) == (8, 3, 11)
    assert "另有3份没有对照" in told(received, "form.conflict").message


def test_a_total_written_as_text_is_the_same_total(tmp_path: Path) -> None:
    """Cells that are taken one by one are taken in another order than a whole row."""
    spelled = COUNTED | {("T1", "total"): "90分"}
    received = TOWN.gather(tmp_path, {"a.xlsx": office((BY_HAND, COUNTED)), "b.xlsx": office((BY_HAND, spelled))})
    assert (received.contests, source(received, BY_HAND)) == ((), "a.xlsx")


@pytest.mark.parametrize("names", [("a.xlsx", "b.xlsx"), ("b.xlsx", "a.xlsx")])
def test_of_equal_copies_the_one_with_less_wrong_is_used_whatever_it_is_called(
    names: tuple[str, str], tmp_path: Path
) -> None:
    def lose_a_row(book: Any) -> None:
        book[VISIT.sheet].delete_rows(8)

    whole = visit(K3="")
    received = TOWN.gather(tmp_path, dict(zip(names, (edited(whole, lose_a_row), whole), strict=True)))
    assert "form.missing-rows" not in codes(received)
    assert source(received, VISIT) == names[1]


# ---------------------------------------------------------------- what speaks for which


def test_the_newer_one_is_named_where_that_is_certain(tmp_path: Path) -> None:
    files = {"甲.xlsx": visit(), "乙.xlsx": visit(K1=5)}
    TOWN.gather(tmp_path, files)
    aged(tmp_path, {"甲.xlsx": 1000, "乙.xlsx": 1060})
    finding = told(TOWN.gather(tmp_path, {}), "form.conflict")
    assert "“乙.xlsx”较新（按文件的修改日期，压缩包、邮件里的按外层文件）。" in finding.message
    assert '以“乙.xlsx”为准的，在它旁边打√，或在命令后面加上 --prefer "乙.xlsx"；不是的，' in finding.remedy
    aged(tmp_path, {"乙.xlsx": 1059})  # copied or saved in one go
    assert "较新" not in told(TOWN.gather(tmp_path, {}), "form.conflict").message


def test_the_corrected_copy_of_what_was_sent_back_is_one_step_away(tmp_path: Path) -> None:
    """退回 gives the unit its own file with a list in front; it comes back beside the old one."""
    old = visit(K1="3处")
    returned = annotate(old, "需要更正", "请更正", [Remark(VISIT.sheet, "I7", "不是数字", "请更正", True)])

    def correct(book: Any) -> None:
        book[VISIT.sheet]["I7"] = 3

    TOWN.gather(tmp_path, {"U3.xlsx": old, "U3更正.xlsx": edited(returned, correct)})
    aged(tmp_path, {"U3.xlsx": 1000, "U3更正.xlsx": 90_000})
    received = TOWN.gather(tmp_path, {})
    finding = told(received, "form.conflict")
    assert finding.message.endswith(
        "“U3更正.xlsx”是在退回的表上更正的（带有“需要更正”工作表）。"
        "“U3更正.xlsx”较新（按文件的修改日期，压缩包、邮件里的按外层文件）。"
        "读表时发现的错误：“U3.xlsx”有1处填写有误，“U3更正.xlsx”没有。"
        "共1处不同：K1“按期换届”的“扣分”：“U3.xlsx”填的是“3处（没有计入）”，“U3更正.xlsx”填的是“3”。"
    )
    assert '以“U3更正.xlsx”为准的，在它旁边打√，或在命令后面加上 --prefer "U3更正.xlsx"；' in finding.remedy
    assert received.readings == {}  # a person decides all the same


def test_what_is_newer_but_worse_is_not_suggested(tmp_path: Path) -> None:
    TOWN.gather(tmp_path, {"甲.xlsx": visit(), "乙.xlsx": visit(K1="约3")})
    aged(tmp_path, {"甲.xlsx": 1000, "乙.xlsx": 9000})
    remedy = told(TOWN.gather(tmp_path, {}), "form.conflict").remedy
    assert "为准的" not in remedy
    assert "把不要的移出收回文件夹" in remedy


def test_a_fuller_version_is_said_to_be_fuller(tmp_path: Path) -> None:
    received = TOWN.gather(tmp_path, {"甲.xlsx": visit(K3=""), "乙.xlsx": visit()})
    assert received.contests[0].relation is Relation.WHOLE
    assert "“乙.xlsx”内容最全，且包含其余各份。" in told(received, "form.conflict").message


# ---------------------------------------------------------------- departments


def test_two_departments_fill_in_different_sheets_of_one_workbook(tmp_path: Path) -> None:
    received = TOWN.gather(
        tmp_path, {"办公室.xlsx": office((LED, ballots(1))), "机关党委.xlsx": office((DELEGATED, ballots(1)))}
    )
    assert [source(received, form) for form in (LED, DELEGATED)] == ["办公室.xlsx", "机关党委.xlsx"]
    assert codes(received) == ["form.empty"]  # nobody has filled in the third
    assert {path: status for path, (status, _) in fates(received).items()} == {
        "办公室.xlsx": "已采用",
        "机关党委.xlsx": "已采用",
    }


def test_three_departments_and_an_empty_copy(tmp_path: Path) -> None:
    files = {
        "一.xlsx": office((LED, ballots(1))),
        "二.xlsx": office((DELEGATED, ballots(1))),
        "三.xlsx": office((BY_HAND, COUNTED)),
        "发来的.xlsx": office(),
    }
    received = TOWN.gather(tmp_path, files)
    assert [source(received, form) for form in (LED, DELEGATED, BY_HAND)] == ["一.xlsx", "二.xlsx", "三.xlsx"]
    assert codes(received) == []
    assert fates(received)["发来的.xlsx"] == ("重复", "空白的一份")


HALVES = {
    "办公室.xlsx": office((LED, ballots(1, 2, 3)), (DELEGATED, ballots(1))),
    "机关党委.xlsx": office((LED, ballots(1)), (DELEGATED, ballots(1, 2, 3))),
}
"""Each has its own sheet whole, and the other's half."""


def test_where_each_has_begun_the_others_sheet_a_person_decides_each_sheet(tmp_path: Path) -> None:
    received = TOWN.gather(tmp_path, HALVES)
    assert codes(received) == ["form.conflict", "form.conflict", "form.empty"]
    fullest = [max(contest.versions, key=lambda version: version.filled).files[0] for contest in received.contests]
    assert fullest == ["办公室.xlsx", "机关党委.xlsx"]
    assert [contest.relation for contest in received.contests] == [Relation.WHOLE] * 2

    chosen = TOWN.gather(tmp_path, {}, prefer=[f"办公室.xlsx#{LED.sheet}", f"机关党委.xlsx#{DELEGATED.sheet}"])
    assert [source(chosen, form) for form in (LED, DELEGATED)] == ["办公室.xlsx", "机关党委.xlsx"]
    assert codes(chosen) == ["form.empty", "form.preferred", "form.preferred"]


def test_one_sheet_may_be_an_exception_to_the_file(tmp_path: Path) -> None:
    chosen = TOWN.gather(tmp_path, HALVES, prefer=["办公室.xlsx", f"机关党委.xlsx#{DELEGATED.sheet}"])
    assert [source(chosen, form) for form in (LED, DELEGATED)] == ["办公室.xlsx", "机关党委.xlsx"]


def test_parts_of_one_register_are_told_to_be_parts_and_never_put_together(tmp_path: Path) -> None:
    files = {"甲.xlsx": office((LED, ballots(1, 2))), "乙.xlsx": office((LED, ballots(3, 4)))}
    received = TOWN.gather(tmp_path, files)
    finding = told(received, "form.conflict")
    assert "各份填的格没有重叠，可能是几个人分头填写的。" in finding.message
    assert "分头填写的，请把各份的内容合填到一张表上，只留这一张在收回文件夹；" in finding.remedy
    assert source(received, LED) is None


# ---------------------------------------------------------------- the choice


def test_several_conflicts_need_several_choices(tmp_path: Path) -> None:
    files = {
        "甲.xlsx": visit(),
        "乙.xlsx": visit(K1=5),
        "票1.xlsx": office((LED, ballots(1))),
        "票2.xlsx": office((LED, ballots(2))),
    }
    TOWN.gather(tmp_path, files)
    aged(tmp_path, {"甲.xlsx": 9000, "乙.xlsx": 1000, "票1.xlsx": 1000, "票2.xlsx": 9000})
    named = TOWN.gather(tmp_path, {}, prefer=["乙.xlsx", "票1.xlsx"])
    assert (source(named, VISIT), source(named, LED)) == ("乙.xlsx", "票1.xlsx")
    rest = TOWN.gather(tmp_path, {}, prefer=["newest", "乙.xlsx"])
    assert (source(rest, VISIT), source(rest, LED)) == ("乙.xlsx", "票2.xlsx")  # a name goes before newest


def test_two_names_for_one_form_decide_nothing(tmp_path: Path) -> None:
    received = TOWN.gather(tmp_path, {"甲.xlsx": visit(), "乙.xlsx": visit(K1=5)}, prefer=["甲.xlsx", "乙.xlsx"])
    assert codes(received) == ["form.conflict"]
    assert (
        "--prefer 写了这张表的不同版本（“甲.xlsx”、“乙.xlsx”），没有采用。" in told(received, "form.conflict").message
    )


def test_what_was_saved_at_the_same_time_has_no_newest(tmp_path: Path) -> None:
    """Members are as old as their archive: the names decide nothing."""
    archive = books.zipped({"甲.xlsx": visit(), "乙.xlsx": visit(K1=5)})
    received = TOWN.gather(tmp_path, {"回收.zip": archive}, prefer=["newest"])
    assert codes(received) == ["form.conflict"]
    assert "按 --prefer newest 分不出哪一份最新" in told(received, "form.conflict").message
    chosen = TOWN.gather(tmp_path, {}, prefer=["回收.zip/甲.xlsx"])
    assert source(chosen, VISIT) == "回收.zip/甲.xlsx"


def test_the_newest_by_a_hair_is_said_to_be_so(tmp_path: Path) -> None:
    TOWN.gather(tmp_path, {"甲.xlsx": visit(), "乙.xlsx": visit(K1=5)})
    aged(tmp_path, {"甲.xlsx": 1000, "乙.xlsx": 1002})
    received = TOWN.gather(tmp_path, {}, prefer=["newest"])
    assert source(received, VISIT) == "乙.xlsx"
    assert "只差不到1分钟" in told(received, "form.preferred").message


@pytest.mark.parametrize(
    ("prefer", "why"),
    [
        ("甲乙.xlsx", "收回文件夹里没有这个文件，是不是“甲.xlsx”"),
        ("没有.xls", "收回文件夹里没有这个文件"),
        ("意见.xlsx", "这个文件里的表没有内容不同的另一份，不需要选择"),
        ("回收.zip", "这是压缩包或邮件，要写明里面的哪个文件"),
        (f"甲.xlsx#{LED.sheet}", "收回文件夹里没有这个文件"),
    ],
)
def test_a_wish_that_decides_nothing_is_answered(prefer: str, why: str, tmp_path: Path) -> None:
    opinion = TOWN.write("U4", TOWN.fill(TOWN.form(FormKind.OPINION), {("T1", "overall"): "好"}))
    files = {
        "甲.xlsx": visit(),
        "乙.xlsx": visit(K1=5),
        "意见.xlsx": opinion,
        "回收.zip": books.zipped({"a.txt": b"a"}),
    }
    received = TOWN.gather(tmp_path, files, prefer=[prefer])
    finding = told(received, "form.prefer-unused")
    assert finding.severity is Severity.WARNING
    assert finding.message.startswith(f"--prefer 写的“{prefer}”没有用上：{why}")
    assert "form.conflict" in codes(received)


def test_newest_where_there_is_nothing_to_choose_is_no_mistake(tmp_path: Path) -> None:
    assert codes(TOWN.gather(tmp_path, {"甲.xlsx": visit()}, prefer=["newest"])) == []
