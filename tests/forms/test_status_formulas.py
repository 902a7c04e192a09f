"""The formulas for the eye, calculated by another program: what a person sees while filling a form in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from lianping_xlsx.core.cell_address import a1
from lianping_xlsx.forms.layout import FormLayout
from lianping_xlsx.scheme.terms import FormKind
from tests.libreoffice import needs_libreoffice
from tests.recalculation import cells_of
from tests.small import (
    KINDS,
    LEADERS,
    SHEETS,
    Entries,
    Rows,
    Town,
    scheme_of,
    scored,
    sheets,
    with_abstained,
    with_rule,
)

pytestmark = needs_libreoffice


def one_unit() -> Town:
    """The small campaign with all forms in one workbook."""
    raw = sheets(填报任务=SHEETS["填报任务"].replace("第一考核组", "县委办公室").replace("县委评议组", "县委办公室"))
    return Town(scheme_of(raw))


def calculated(path: Path) -> Callable[..., list[object]]:
    """How to look at a column of a form in the workbook, recalculated, with so many rows below the grid."""
    (cells,) = cells_of([path.read_bytes()], path.parent)

    def seen(form: FormLayout, column: str, *, below: int = 0) -> list[object]:
        place = form.column_of(column)
        return [cells.get((form.sheet, a1(row, place))) or "" for row in range(6, 6 + len(form.rows) + below)]

    return seen


@pytest.mark.slow
def test_what_a_person_sees_while_filling_a_form_in(tmp_path: Path) -> None:
    town = one_unit()
    register, tally, visit, opinions = (town.form(kind) for kind in KINDS)
    ballots: Entries = {
        **{("001", f"mark:T{n}"): mark for n, mark in ((1, 90), (2, 80.5), (3, 70))},
        ("002", "mark:T1"): 95,  # two abstentions
        ("003", "mark:T1"): "约90",
        ("004", "mark:T2"): 101,
        ("005", "validity"): "废票",
    }
    counts: Entries = {
        **{("T1", key): n for key, n in zip(KEYS, (20, 20, 18, 1, 1, 1600.5), strict=True)},
        **{("T2", key): n for key, n in zip(KEYS, (20, 20, 18, 1, 0, 1600), strict=True)},
        **{("T3", key): n for key, n in zip(KEYS, (18, 20, 18, 1, 1, 1600), strict=True)},
    }
    points: Entries = {
        ("K1", "deduction"): 2.5,
        ("K1", "reason"): "未按期换届",
        ("K2", "score"): 38,
        ("K4", "score"): 4,
    }
    words: Entries = {("T1", "overall"): "好", **{("T2", key): "有" for key in ("overall", "problems", "improvements")}}
    filled = [(register, ballots), (tally, counts), (visit, points), (opinions, words)]
    path = tmp_path / "填好.xlsx"
    path.write_bytes(town.write("U1", {k: v for form, entries in filled for k, v in town.fill(form, entries).items()}))
    seen = calculated(path)

    assert seen(register, "status") == ["完整", "弃权2人", "有不是0至100的数的", "有超出0至100的", "废票", ""]
    assert seen(register, "mark:T1", below=1)[-1] == 92.5  # (90 + 95) / 2: without 约90
    assert seen(register, "mark:T2", below=1)[-1] == 80.5  # without 101
    assert seen(tally, "status") == ["完整", "收回应等于有效+无效+弃权", "收回多于发出"]
    assert seen(tally, "mean")[:1] == [88.92]  # 1600.5 / 18 = 88.9166…
    assert seen(visit, "status", below=1) == ["完整", "请写原因", "应填0至3的数", "", ""]
    assert seen(visit, "result", below=1) == [57.5, 38, 4, "", ""]  # no sum where an entry cannot stand
    assert seen(visit, "points", below=1)[-1] == 100
    assert seen(opinions, "status") == ["部分填写", "完整", "未填"]


KEYS = ("issued", "returned", "valid", "void", "abstained", "total")


@pytest.mark.slow
def test_what_a_person_sees_who_enters_items(tmp_path: Path) -> None:
    """With them a 计票汇总 on which 弃权 is among 有效: 1600.5 / (19 - 1) = 88.9166…"""
    town = with_abstained(scored("分项"))
    form, tally = town.form(FormKind.BALLOTS, voter_class=LEADERS), town.form(FormKind.TALLY)
    whole = {(f"mark:T{n}:N1", f"mark:T{n}:N2"): marks for n, marks in ((1, (55.5, 38)), (2, (60, 40)), (3, (0, 0)))}
    complete = {key: mark for keys, marks in whole.items() for key, mark in zip(keys, marks, strict=True)}
    entries: Entries = {
        **{("001", key): mark for key, mark in complete.items()},
        **{("002", key): mark for key, mark in complete.items() if "T3" not in key},
        **{("003", key): mark for key, mark in complete.items() if key != "mark:T2:N2"},
        **{("004", key): mark for key, mark in (complete | {"mark:T2:N2": 41}).items()},
        **{("005", key): mark for key, mark in (complete | {"mark:T2:N2": "满分"}).items()},
        ("006", "validity"): "废票",
    }
    path = tmp_path / "分项.xlsx"
    keys = ("issued", "returned", "all_valid", "void", "abstained", "total")
    rows = {"T1": (20, 20, 19, 1, 1, 1600.5), "T2": (20, 20, 18, 1, 1, 1600), "T3": (20, 2, 1, 1, 2, 0)}
    counts: Entries = {(code, key): n for code, row in rows.items() for key, n in zip(keys, row, strict=True)}
    path.write_bytes(town.write("U1", town.fill(form, entries) | town.fill(tally, counts)))
    seen = calculated(path)

    assert seen(tally, "status") == ["完整", "收回应等于有效+无效", "弃权多于有效"]
    assert seen(tally, "mean")[0] == 88.92
    assert seen(form, "status") == [*("完整", "弃权1人", "有缺项的", "有超出分值的", "有文字，请改填数字", "废票")]
    assert seen(form, "sum:T1") == [93.5, 93.5, 93.5, 93.5, 93.5, ""]
    assert seen(form, "sum:T2", below=1) == [100, 100, "缺项", "有误", "缺项", "", 100]
    assert seen(form, "mark:T1:N1", below=1)[-1] == 55.5


@pytest.mark.slow
def test_what_a_person_sees_who_enters_ticks_and_counts_them(tmp_path: Path) -> None:
    town = scored("等次", "等次")
    form, tally = town.form(FormKind.BALLOTS, voter_class=LEADERS), town.form(FormKind.TALLY)
    ticks: Entries = {
        **{("001", f"tick:T{n}:{grade}"): "√" for n, grade in ((1, "好"), (2, "差"), (3, "好"))},
        ("002", "tick:T1:好"): 1,
        ("003", "tick:T1:好"): "√",
        ("003", "tick:T1:差"): "√",
        ("004", "tick:T1:差"): "√",
        ("004", "validity"): "废票",
        ("005", "validity"): "有效",
    }
    keys = ("issued", "returned", "count:好", "count:差", "void", "abstained")
    rows = {"T1": (20, 20, 15, 3, 1, 1), "T2": (20, 19, 15, 3, 1, 1), "T3": (19, 20, 15, 3, 1, 1)}
    counts: Entries = {(code, key): n for code, row in rows.items() for key, n in zip(keys, row, strict=True)}
    path = tmp_path / "等次.xlsx"
    path.write_bytes(town.write("U1", town.fill(form, ticks) | town.fill(tally, counts)))
    seen = calculated(path)

    assert seen(form, "status") == ["完整", "弃权2人", "有重复打√的", "废票", "弃权3人", ""]
    assert seen(form, "tick:T1:好", below=1)[-1] == 2  # not the one with a second tick beside it
    assert seen(form, "tick:T1:差", below=1)[-1] == ""  # that is 0: nor one on a void ballot
    assert seen(tally, "status") == ["完整", "收回应等于各等级+无效+弃权", "收回多于发出"]
    assert seen(tally, "mean") == [90, 90, 90]  # (15 x 100 + 3 x 40) / 18


SUMS = {
    "T1": ((20, 20, 18, 1, 1, 1600, 95, 70), "完整"),
    "T2": ((20, 20, 18, 1, 1, None, 95, 70), "没有填全"),
    "T3": ((20, 2, 0, 1, 1, None, None, None), "完整"),  # nothing to add up
    "T4": ((20, 20, 18, 1, 1, "见附表", 95, 70), "有不是数字的"),
    "T5": ((20, 20, 18, 1, 1, 1800.01, 95, 70), "合计分应在0至有效×100之间"),
    "T6": ((20, 20, 18, 1, 1, 1600.125, 95, 70), "有超过两位小数的"),
    "T7": ((20, 20, 18, 1, 1, 1600, None, 70), "没有填全"),
    "T8": ((20, 20, 18, 1, 1, 1600, 85, 70), "最高分、最低分与合计分不符"),
    "T9": ((20, 1, 1, 0, 0, 85, 85, 85), "完整"),
}


@pytest.mark.slow
def test_what_a_person_sees_who_enters_sums_with_their_ends(tmp_path: Path) -> None:
    raw = with_rule(去最高最低分="是")
    ratees: Rows = [[code, f"甲{code}", "书记", f"{code}镇", "乡镇", ""] for code in SUMS]
    raw["考核对象"][1:] = ratees
    raw["填报任务"] = [raw["填报任务"][0], raw["填报任务"][3]]
    town = Town(scheme_of(raw))
    form = town.form(FormKind.TALLY)
    keys = (*KEYS, "high1", "low1")
    counts: Entries = {(code, key): n for code, (row, _) in SUMS.items() for key, n in zip(keys, row, strict=True)}
    path = tmp_path / "合计.xlsx"
    path.write_bytes(town.write("U1", town.fill(form, counts)))
    seen = calculated(path)

    assert seen(form, "status") == [status for _, status in SUMS.values()]
    assert seen(form, "mean")[:3] == [89.69, "", ""]  # (1600 - 95 - 70) / 16 = 89.6875
