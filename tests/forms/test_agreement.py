"""What a form shows its teller is what the program makes of it: which entries are good, and the means at its foot.

LibreOffice calculates the forms, the program reads them.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

import pytest

from lianping_xlsx.core import exact
from lianping_xlsx.core.cell_address import a1
from lianping_xlsx.core.findings import Finding, Severity
from lianping_xlsx.forms.kinds.ballots.ballot_formulas import ratees_on
from lianping_xlsx.forms.kinds.ballots.ballot_register import MARK, TICK, VOTER
from lianping_xlsx.forms.kinds.tally_form import TALLY_FORM
from lianping_xlsx.forms.layout import FormLayout, GridColumn
from lianping_xlsx.scheme.terms import FormKind
from lianping_xlsx.spreadsheet.book import Content
from lianping_xlsx.spreadsheet.cell_kinds import Points
from lianping_xlsx.spreadsheet.grade_kinds import GradeChoice
from tests.given import DAILY, given_town
from tests.libreoffice import Place, needs_libreoffice
from tests.recalculation import cells_of
from tests.returns import counted, judged
from tests.small import HAND, LEADERS, PEOPLE, POLL, Entries, Town, scheme_of, sheets, table, with_rule

pytestmark = needs_libreoffice

NBSP, IDEOGRAPHIC = "\u00a0", "\u3000"
NUMBERS: tuple[Content, ...] = (
    *("35", "３５", "35．5", "３５．５", "35分", "35.5 分", "35 ", f"35{NBSP}", f"{IDEOGRAPHIC}35"),
    *("10.0", "35.50", "035", "+35", "0", 35, 35.5, 0.1 + 0.2, 0),
    *("-5", "101", -5, 101, "35.555", 35.555, "35%", "３５％", "35人", "35分分", "约30", "三十五"),
    *(
        "30-35",
        "35/100",
        "3²",
        "1e1",
        "35-",
        "--5",
        "(5)",
        "（5）",
        "−5",
        "1,000",
        "35,5",
        "35。5",
        "35.",
        "3 5",
        "√",
        "#N/A",
    ),
    *("无", "3分5", "2024-12-20", "9:05", "12月20日", "1 1/2", "TRUE", "Jan 5", "9.5.1", "++5", 45_646),
)
COUNTS: tuple[Content, ...] = (
    *("20", "２０", "20张", "20 票", "20人", f"20{NBSP}", "020", "20.0", 20),
    *("20分", "20%", "二十", "20余", "20.5", 20.5, "约20"),
)
TICKS: tuple[Content, ...] = (
    *("√", "✓", "✔", "✔\ufe0f", "☑", "v", "V", "Ｖ", "1", "１", 1, "对", "○", "R", "ü", f"√{NBSP}"),
    *("×", "✗", "X", "x", "叉", "O", "0", 0, 2, "√√", "好", "-"),
)
CHOICES: tuple[Content, ...] = (
    *("好", "不了解", "差", "多选", "1", "２", 3, f"好{NBSP}", f"{IDEOGRAPHIC}差", "不 了解"),
    *("√", "4", 0, 1.5, "优", "好差", "很好"),
)
RANKS: tuple[Content, ...] = (*("1", "２", "3名", 3, 2.0, f"1{NBSP}"), *("√", 1.5, "一", "1%", "1分", "前3", "-1", 0))
WORDS: tuple[Content, ...] = ("有效", "有 效", "有效票", "废票", "废", "作废", " 无效票", "无", "√", 1)


GRADES = """
    等级   | 折算分 | 等级表
    好     | 100    |
    差     | 40     |
    好     | 95     | 三档
    不了解 | 不计   | 三档
    差     | 30     | 三档
    """


def town_with(ballots: int, scoring: str = "百分制", *, own: str = "", scale: str = "", **rules: str) -> Town:
    """The small campaign with so many 县委领导, whose 本人票 is ``own``, and no void rule but those named.

    ``scale``: the 等级表 by which they vote.
    """
    none = {"全部满分的票作废": "否", "全部同分的票作废": "否"}
    raw = with_rule(**(none | rules))
    raw["测评"][1][3] = scoring
    raw["评价等级"] = table(GRADES)
    for row, *words in zip(raw["测评"], ("本人票", own, ""), ("等级表", scale, ""), strict=True):
        row += words
    raw["填报任务"][1][5] = str(ballots)
    return Town(scheme_of(raw))


def shown_in(cells: Mapping[Place, object]) -> Callable[[FormLayout, int, str], object]:
    """What a recalculated workbook shows in a row of the grid (or below it) and a column."""
    return lambda form, place, column: cells.get((form.sheet, a1(6 + place, form.column_of(column)))) or ""


def refused(town: Town, folder: Path, data: bytes, form: FormLayout) -> set[int]:
    """The rows of a form in which the program does not take an entry as it stands."""
    reading = town.read(folder, data).of(form)
    findings = (*reading.findings, *judged(town, reading)[1])
    return {place for finding in findings if _counts_not(finding) if (place := _row_of(finding, form)) is not None}


def _counts_not(finding: Finding) -> bool:
    return finding.severity is Severity.ERROR or finding.code in _LOST


_LOST = ("ballot.mark-void", "ballot.items-missing", "ballot.several-ticks")
"""Of a mark on paper that does not count: nothing that could be put right."""


def _row_of(finding: Finding, form: FormLayout) -> int | None:
    number = "".join(filter(str.isdigit, finding.place.cell or ""))
    place = int(number) - 7 if number else -1
    return place if 0 <= place < len(form.rows) else None


def ballots_with(form: FormLayout, values: Sequence[Content], key: str, **others: Content) -> Entries:
    """A ballot for each value, in the column ``key``; the other columns are the same on all."""
    rest = {(row.key, column): content for row in form.rows[: len(values)] for column, content in others.items()}
    return rest | {(row.key, key): value for row, value in zip(form.rows, values, strict=False)}


Case = tuple[Town, FormLayout, Entries]


def points_case() -> Case:
    town = town_with(len(NUMBERS))
    form = town.form(FormKind.BALLOTS, voter_class=LEADERS)
    return town, form, ballots_with(form, NUMBERS, "mark:T1", **{"mark:T2": 90, "mark:T3": 80})


def items_case() -> Case:
    town = town_with(len(NUMBERS), "分项")
    form = town.form(FormKind.BALLOTS, voter_class=LEADERS)
    values = [value for value in NUMBERS if not isinstance(value, str)]
    return town, form, ballots_with(form, values, "mark:T1:N2", **{"mark:T1:N1": 30})


def ticks_case() -> Case:
    town = town_with(len(TICKS), "等次")
    form = town.form(FormKind.BALLOTS, voter_class=LEADERS)
    return town, form, ballots_with(form, TICKS, "tick:T1:差", **{"tick:T2:好": "√", "tick:T3:差": "√"})


def grades_case() -> Case:
    town = town_with(len(CHOICES), "分项等次", scale="三档")
    form = town.form(FormKind.BALLOTS, voter_class=LEADERS)
    beside: dict[str, Content] = {"grade:T1:N1": "好", "grade:T3:N1": 3}
    return town, form, ballots_with(form, CHOICES, "grade:T1:N2", **beside)


def places_case() -> Case:
    town = town_with(len(RANKS), "排名")
    form = town.form(FormKind.BALLOTS, voter_class=LEADERS)
    return town, form, ballots_with(form, RANKS, "place:T1", **{"place:T2": "", "place:T3": ""})


def validity_case() -> Case:
    town = town_with(len(WORDS))
    form = town.form(FormKind.BALLOTS, voter_class=LEADERS)
    return town, form, ballots_with(form, WORDS, "validity", **{"mark:T1": 90, "mark:T2": 91, "mark:T3": 92})


def people(count: int) -> str:
    rows = "\n".join(f"T{n}|某{n}|书记|第{n}镇|乡镇|" for n in range(1, count + 1))
    return f"编号|姓名|职务|所在单位|排名组|填报单位\n{rows}"


def single_case(scoring: str, key: str, values: Sequence[Content]) -> Case:
    """The ballot of a single voter: the values for one ratee each."""
    raw = with_rule(本人票不计="否", 全部同分的票作废="否", 全部满分的票作废="否")
    raw["考核对象"] = table(people(len(values)))
    raw["测评"][1][3] = scoring
    raw["填报任务"][1][5], raw["填报任务"][5][2] = "1", "T1"
    town = Town(scheme_of(raw))
    form = town.form(FormKind.BALLOTS, voter_class=LEADERS)
    return town, form, {(row.key, key): value for row, value in zip(form.rows, values, strict=True)}


def counts_case() -> Case:
    raw = sheets(考核对象=people(len(COUNTS)))
    raw["填报任务"][5][2] = "T1"
    town = Town(scheme_of(raw))
    form = town.form(FormKind.TALLY)
    keys = ("issued", "returned", "valid", "void", "abstained", "total")
    right = {(row.key, key): n for row in form.rows for key, n in zip(keys, (30, 20, 20, 0, 0, 1000), strict=True)}
    return town, form, right | {(row.key, "valid"): value for row, value in zip(form.rows, COUNTS, strict=True)}


def sums_case() -> Case:
    """合计分, of 20 votes."""
    values = [value for value in NUMBERS if value not in ("101", 101, 45_646)]
    raw = sheets(考核对象=people(len(values)))
    raw["填报任务"][5][2] = "T1"
    town = Town(scheme_of(raw))
    form = town.form(FormKind.TALLY)
    keys = ("issued", "returned", "valid", "void", "abstained")
    right = {(row.key, key): n for row in form.rows for key, n in zip(keys, (30, 20, 20, 0, 0), strict=True)}
    return town, form, right | {(row.key, "total"): value for row, value in zip(form.rows, values, strict=True)}


def ends_case() -> Case:
    """The highest, second highest and lowest mark of 20 votes of 1000 points, and of fewer votes."""
    rows: list[tuple[Content, ...]] = [
        *((20, 1000, value, 35, 5) for value in NUMBERS),
        *((20, 1000, 90, value, 5) for value in NUMBERS if value not in ("0", 0)),
        *((20, 1000, 90, 80, value) for value in NUMBERS),
        *((20, 1000, 50, 50, 50), (20, 1000, 51, 50, 50), (20, 1000, 100, 100, 47.06), (20, 1000, 100, 100, 47.05)),
        *((20, 1000, 80, 90, 10), (3, 210.5, 90, 80, 40.5), (3, 210.5, 90, 80, 41), (20, 1000, None, 50, 40)),
    ]
    raw = sheets(考核对象=people(len(rows)))
    raw["填报任务"][5][2] = "T1"
    for setting, value in (("去最高最低分", "是"), ("去最高分个数", "2")):
        raw["计分规则"] = [[*row] for row in raw["计分规则"] if row[0] != setting] + [[setting, value]]
    town = Town(scheme_of(raw))
    form = town.form(FormKind.TALLY)
    keys = ("issued", "returned", "void", "abstained", "valid", "total", "high1", "high2", "low1")
    entries: Entries = {}
    for row, cells in zip(form.rows, rows, strict=True):
        whole = (30, cells[0], 0, 0, *cells)
        entries |= {(row.key, key): cell for key, cell in zip(keys, whole, strict=True) if cell is not None}
    return town, form, entries


def rubric_case(mode: str, column: str, **rules: str) -> Case:
    """A rubric of so many items that are scored in this way; their numbers are tried in ``column``."""
    lines = [f"K{n}|指标|内容|40|标准|{mode}|" for n in range(len(NUMBERS))]
    raw = sheets(考评细则="编号|一级指标|考评内容|分值|评分标准|计分方式|适用排名组\n" + "\n".join(lines))
    town = Town(scheme_of(raw | {"计分规则": with_rule(**rules)["计分规则"]}))
    form = town.form(FormKind.RUBRIC, ratee="T1")
    entry = "score" if mode in ("得分", "加分") else "deduction"
    entries: Entries = {(row.key, key): value for row in form.rows for key, value in ((entry, 1), ("reason", "有"))}
    return town, form, entries | {(row.key, column): value for row, value in zip(form.rows, NUMBERS, strict=True)}


def scores_case() -> Case:
    """The ready-made scores of 下半年; those of 上半年 are right."""
    task = "填报单位|表种|考核对象范围|测评|票类|预计份数|板块\n县委办公室|得分表|全部||||"
    component = f"板块|权重|来源|满分|适用排名组\n{DAILY}|100|得分||"
    town = given_town(考核对象=people(len(NUMBERS)), 考核板块=component, 填报任务=task)
    form = town.form(FormKind.SCORES)
    right: Entries = {(row.key, f"{name}:{period}"): 35 for row in form.rows for name, period in _SCORED}
    return town, form, right | {(row.key, "score:下半年"): v for row, v in zip(form.rows, NUMBERS, strict=True)}


_SCORED = (("score", "上半年"), ("basis", "上半年"), ("basis", "下半年"))

CASES: Mapping[str, Callable[[], Case]] = {
    "百分制": points_case,
    "分项": items_case,
    "等次": ticks_case,
    "分项等次": grades_case,
    "排名": places_case,
    "票的效力": validity_case,
    "单人百分制": partial(single_case, "百分制", "mark", NUMBERS),
    "单人等次": partial(single_case, "等次", "tick:好", TICKS),
    "单人分项等次": partial(single_case, "分项等次", "grade:N1", [word for word in CHOICES if word != "不了解"]),
    "票数": counts_case,
    "合计分": sums_case,
    "最高分、最低分": ends_case,
    **{mode: partial(rubric_case, mode, "score") for mode in ("得分", "加分")},
    **{mode: partial(rubric_case, mode, "deduction") for mode in ("扣分", "减分")},
    "扣分不得超过分值": partial(rubric_case, "扣分", "deduction", 扣分超过分值处理="错误"),
    "得分表": scores_case,
    "自评": partial(rubric_case, "得分", "self"),
}


@pytest.mark.slow
def test_a_form_is_content_with_what_the_program_takes_and_with_nothing_else(tmp_path: Path) -> None:
    """Each spelling in a row of its own."""
    cases = {name: make() for name, make in CASES.items()}
    books = [town.filled(form, entries) for town, form, entries in cases.values()]
    wrong = []
    for (name, (town, form, entries)), book, cells in zip(cases.items(), books, cells_of(books, tmp_path), strict=True):
        shown, lost = shown_in(cells), refused(town, tmp_path / "读", book, form)
        for place in range(len({row for row, _ in entries})):
            said = str(shown(form, place, "status"))
            if (place in lost) == (said in CONTENT or said.startswith("弃权")):
                tried = [value for (row, _), value in entries.items() if row == form.rows[place].key]
                wrong.append((name, tried, said, place in lost))
    assert wrong == [], wrong


CONTENT = ("完整", "废票", "超过分值，按扣完计")


# ---------------------------------------------------------------- the means at the foot


MARKS: tuple[Content, ...] = (*("92分", "８８", "76.5 ", "85.5", f"{NBSP}81"), 105, "101", -1, "")
"""Beside whole and half marks: other spellings, marks that do not count, a blank."""


def random_register(form: FormLayout, dice: random.Random, *, ticks: Sequence[int]) -> Entries:
    """Marks of every sort (what is no number is an error, to be put right), ballots all alike, ballots marked as void.

    ``ticks``: how many a ratee may have.
    """
    entries: Entries = {}
    for place, row in enumerate(form.rows[:-2]):
        alike = dice.choice((100, 88)) if place % 5 == 0 else None
        for _, column in form.input_columns():
            if column.field == MARK:
                entries[row.key, column.key] = _mark(column, dice) if alike is None else _part(column, alike)
            elif isinstance(column.kind, GradeChoice):
                entries[row.key, column.key] = dice.choice([*column.kind.words, "1", "２", "3", "", "多选"])
            elif column.key == VOTER and place < len(ratees_on(form)):
                entries[row.key, column.key] = ratees_on(form)[place].lower()
        for ratee in ratees_on(form):
            grades = [column.key for column in form.columns if column.ratee == ratee and column.field == TICK]
            for key in dice.sample(grades, min(len(grades), dice.choice(ticks))):
                entries[row.key, key] = dice.choice(("√", "1", "v", "○", 1))
        entries[row.key, "validity"] = dice.choice(("", "", "", "有效", "废票", "作废", "废"))
    return {key: content for key, content in entries.items() if content != ""}


def _mark(column: GridColumn, dice: random.Random) -> Content:
    if column.item and dice.random() < 0.9:
        return dice.randrange(0, 80) / 2
    return dice.choice((dice.randrange(120, 200) / 2, dice.randrange(9000, 9999) / 100, dice.choice(MARKS)))


def _part(column: GridColumn, whole: int) -> Content:
    """An item's part of a whole of 100 points."""
    most = column.kind.maximum if isinstance(column.kind, Points) else None
    return whole * (most or 0) / exact.WHOLE


MEANS = {
    "百分制": {},
    "百分制，全部同分作废": {"全部满分的票作废": "是", "全部同分的票作废": "是"},
    "百分制，高分过多作废": {"高分人数比例上限": "50", "高分线": "90"},
    "百分制，高分超过人数作废": {"高分人数上限": "1", "高分人数比例上限": "67", "高分线": "90"},
    "百分制，凭编号不计": {"own": "凭编号不计"},
    "百分制，一位小数，去最高最低分": {"小数位数": "1", "去最高最低分": "是", "全部满分的票作废": "是"},
    "分项，整数，全部同分作废": {"小数位数": "0", "全部同分的票作废": "是"},
    "百分制，去3个最高分和2个最低分": {
        "去最高最低分": "是",
        "去最高最低分起点": "达到",
        "去最高分个数": "3",
        "去最低分个数": "2",
    },
    "分项，只去2个最低分": {"去最高最低分": "是", "去最高分个数": "0", "去最低分个数": "2"},
    "分项，去最高最低分": {"去最高最低分": "是", "高分人数比例上限": "50", "高分线": "60"},
    "等次": {},
    "等次，高分过多作废": {"高分人数比例上限": "50"},
    "分项等次，凭编号不计": {"own": "凭编号不计", "scale": "三档"},
    "等次，不了解不计，高分过多作废": {"高分人数比例上限": "50", "scale": "三档"},
}


@pytest.mark.slow
def test_the_mean_of_counts_by_hand_is_that_of_the_summary(tmp_path: Path) -> None:
    """Trimmed above the line of five: (1343.5) / 15 = 89.57, and 450 / 5 = 90; on one of two forms not trimmed."""
    raw = with_rule(去最高最低分="是", 去最高分个数="2")
    one = Town(scheme_of(raw))
    raw["填报任务"].append(["县委评议组", "计票汇总", "T1", HAND, PEOPLE, "20"])
    towns = {"一张表": one, "两张表": Town(scheme_of(raw))}
    keys = ("issued", "returned", "valid", "void", "abstained", "total", "high1", "high2", "low1")
    rows = {"T1": (20, 20, 18, 1, 1, 1600.5, 99, 98, 60), "T2": (20, 5, 5, 0, 0, 450, 95, 92, 80)}
    entries: Entries = {(code, key): cell for code, row in rows.items() for key, cell in zip(keys, row, strict=True)}
    books = [town.filled(town.form(FormKind.TALLY, voter_class=PEOPLE), entries) for town in towns.values()]
    shown = {}
    for (name, town), cells in zip(towns.items(), cells_of(books, tmp_path), strict=True):
        form, look = town.form(FormKind.TALLY, voter_class=PEOPLE), shown_in(cells)
        shown[name] = [look(form, place, "mean") for place in range(2)], TALLY_FORM.totals(town.scheme, form).remark
    assert shown["一张表"][0] == [89.57, 90]
    assert shown["两张表"][0] == [88.92, 90]  # 1600.5 / 18 = 88.91666…
    assert "有效多于5张的去掉2个最高分和一个最低分" in shown["一张表"][1]
    assert "没有去掉最高分和最低分" in shown["两张表"][1]


@pytest.mark.slow
def test_the_figures_at_the_foot_are_those_of_the_summary(tmp_path: Path) -> None:
    """Of registers of random marks: class means, and of grades the numbers of votes."""
    dice = random.Random(13)
    towns = {name: town_with(40, name.split("，")[0], **rules) for name, rules in MEANS.items()}
    forms = {name: town.form(FormKind.BALLOTS, voter_class=LEADERS) for name, town in towns.items()}
    books = []
    for name, town in towns.items():
        ticks = (0, 1, 1) if "作废" in name else (0, 1, 1, 2)
        books.append(town.filled(forms[name], random_register(forms[name], dice, ticks=ticks)))
    for (name, town), book, cells in zip(
        towns.items(), books, cells_of(books, tmp_path, as_workbooks=True), strict=True
    ):
        form, shown = forms[name], shown_in(cells)
        result, _ = counted(town, town.read(tmp_path / "读", book).of(form))
        for ratee in town.scheme.ratees:
            found = next(tally for tally in result.classes_of[ratee.code] if tally.voter_class == LEADERS)
            assert found.mean is not None
            assert found.void > 0, name
            if found.items:
                means = [shown(form, len(form.rows), f"grade:{ratee.code}:{item.item}") for item in found.items]
                assert means == [(item.mean or 0) / exact.POINT for item in found.items], name
            elif found.grades:
                grades = [grade.name for grade in town.scheme.grades_of(POLL)]
                votes = [shown(form, len(form.rows), f"tick:{ratee.code}:{grade}") for grade in grades]
                assert votes == list(found.grades), name
            else:
                key = f"sum:{ratee.code}" if "分项" in name else f"mark:{ratee.code}"
                assert shown(form, len(form.rows), key) == found.mean / exact.POINT, name
