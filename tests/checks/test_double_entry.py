"""双人录入: two registers of the same ballots are matched by content; equal they count once, else they wait."""

from __future__ import annotations

import random
from collections.abc import Mapping
from pathlib import Path

import pytest

from lianping_xlsx.anomalies.questions import question_conduct
from lianping_xlsx.checks.countable import VALID
from lianping_xlsx.checks.judge import Judged, judge
from lianping_xlsx.core.findings import Finding, Severity
from lianping_xlsx.decision.disclosure.disclosed_findings import HIDDEN, Registers
from lianping_xlsx.forms.layout import FormLayout
from lianping_xlsx.intake.gather import Received
from lianping_xlsx.scheme.terms import FormKind
from lianping_xlsx.spreadsheet.book import Content
from tests.books import open_book
from tests.findings import without_remarks
from tests.scenarios.campaigns import in_process
from tests.small import DELEGATES, SHEETS, Entries, Sheets, Town, scheme_of, sheets

FIRST, SECOND = "测评票第一遍-党员代表", "测评票第二遍-党员代表"
PILE = ((90, 80, 70), (91, 81, 71), (92, 82, 72), (90, 80, 70), (88, None, 77))
"""Five ballots of three ratees; the first and the fourth are the same."""
Pile = tuple[tuple[Content, ...], ...]


def twice(**changed: str) -> Sheets:
    """The small campaign, in which the registers of 党员代表 are typed twice."""
    raw = sheets(**changed)
    raw["填报任务"] = [[*row, word] for row, word in zip(raw["填报任务"], _WORDS, strict=True)]
    return raw


_WORDS = ("双人录入", "", "是", "", "", "", "")
TWICE = Town(scheme_of(twice()))


def typed(pile: Pile, *, issued: int | None = 5, returned: int | None = 5, **others: str) -> tuple[Pile, Entries]:
    """What somebody types: the pile in the order in which it lies, the counts above it, and 票的效力 by 票号."""
    entries: Entries = {("issued", ""): issued, ("returned", ""): returned}
    entries |= {(number.removeprefix("n"), "validity"): word for number, word in others.items()}
    return pile, entries


def register(form: FormLayout, pile: Pile, head: Entries) -> Entries:
    columns = [column.key for column in form.columns if column.field == "mark"]
    marks: Entries = {
        (row.key, column): mark
        for row, ballot in zip(form.rows, pile, strict=False)
        for column, mark in zip(columns, ballot, strict=True)
        if mark is not None
    }
    return marks | head


def received(
    folder: Path, *typings: tuple[Pile, Entries] | None, town: Town = TWICE, files: Mapping[str, bytes] | None = None
) -> Received:
    """What came back of a unit whose two people typed; None: nothing on that sheet."""
    book = town.book("U1")
    forms = [form for form in book.forms if form.key.typing]
    cells: dict[tuple[str, int, int], Content] = {}
    for form, own in zip(forms, typings, strict=True):
        cells |= town.fill(form, register(form, *own)) if own else {}
    with in_process():
        return town.gather(folder, {"回收.xlsx": town.write("U1", cells), **(files or {})})


def judged(came: Received, town: Town = TWICE) -> tuple[Judged, tuple[Finding, ...]]:
    outcome = judge(town.scheme, came)
    return outcome.value, tuple(
        f for f in outcome.findings if f.code.startswith(("form.typing", "ballot.typed", "poll."))
    )


def marks(found: Judged) -> list[int]:
    """The valid marks of the class, sorted."""
    form = next(i for i, key in enumerate(found.counted.forms) if key.voter_class == DELEGATES and key.typing == 1)
    rows = found.counted.marks[(found.counted.marks["form"] == form) & (found.counted.marks["state"] == VALID)]
    return sorted(rows["value"].tolist())


def shuffled(pile: Pile, seed: int) -> Pile:
    return tuple(random.Random(seed).sample(pile, len(pile)))


# ---------------------------------------------------------------- the forms


def test_a_task_that_is_typed_twice_has_two_registers_and_one_paper_ballot() -> None:
    book = open_book(TWICE.write("U1"))
    assert len([name for name in book.sheetnames if name.startswith("测评票样")]) == 3  # one for each class
    assert [name for name in book.sheetnames if "遍" in name] == [FIRST, SECOND]
    assert "测评票登记表（第一遍）" in _texts(book[FIRST])
    assert "不要对照、复制“第一遍”" in _texts(book[SECOND])
    assert "双人录入：同一批票由两人各录一遍（可以各用一份本文件，只填自己的一遍），本表是第二遍" in _texts(
        book["填表说明"]
    )


def _texts(page: object) -> str:
    return "\n".join(str(cell.value) for row in page for cell in row if cell.value is not None)  # type: ignore[attr-defined]


def test_the_first_register_is_the_one_that_is_typed_once() -> None:
    """So the replies to forms that were issued before 双人录入 was asked for count as the first typing."""
    once = Town(scheme_of(sheets()))
    old = once.form(FormKind.BALLOTS, voter_class=DELEGATES)
    first, second = [form for form in TWICE.book("U1").forms if form.key.typing]
    assert (first.key.text(), first.fingerprint, first.code) == (old.key.text(), old.fingerprint, old.code)
    assert second.key.text() == f"{old.key.text()}|2"
    assert second.code != first.code


def test_nothing_changes_for_tasks_that_are_typed_once() -> None:
    blank = twice()
    blank["填报任务"] = [[*row[:-1], "" if row[-1] == "是" else row[-1]] for row in blank["填报任务"]]
    no = twice()
    no["填报任务"] = [[*row[:-1], "否" if row[-1] == "是" else row[-1]] for row in no["填报任务"]]
    plain = scheme_of(sheets())
    assert scheme_of(blank).fingerprint == scheme_of(no).fingerprint == plain.fingerprint
    assert TWICE.scheme.fingerprint != plain.fingerprint


# ---------------------------------------------------------------- equal


@pytest.mark.parametrize("seed", range(4))
def test_in_any_order_they_count_once(seed: int, tmp_path: Path) -> None:
    found, told = judged(received(tmp_path, typed(PILE), typed(shuffled(PILE, seed))))
    assert [finding.code for finding in told] == ["form.typings-agree"]
    assert told[0].severity is Severity.NOTE
    assert told[0].message == "“党员代表”的票双人录入，两遍5张全部一致，计一次；没有不一致的。"
    assert marks(found) == sorted(mark * 100 for ballot in PILE for mark in ballot if isinstance(mark, int))
    assert found.counted.registers["returned"].tolist() == [5]


def test_the_second_typing_does_not_look_like_copied_ballots(tmp_path: Path) -> None:
    """Fifteen ballots on eight ratees, each unlike any other; typed once more they are all twice there."""
    raw = twice(考核对象=_EIGHT, 等次规则=SHEETS["等次规则"])
    raw["填报任务"][2][5], raw["票类"][2][3] = "15", "15"
    town = Town(scheme_of(raw))
    chance = random.Random(7)
    pile = tuple(tuple(chance.randrange(60, 100) for _ in range(8)) for _ in range(15))
    came = received(tmp_path, typed(pile, issued=15, returned=15), typed(pile[::-1], issued=15, returned=15), town=town)
    found, told = judged(came, town)
    assert [finding.code for finding in told] == ["form.typings-agree"]
    assert not [f for f in question_conduct(town.scheme, came, found) if f.code.startswith("conduct.copies")]


_EIGHT = "编号|姓名|职务|所在单位|排名组|填报单位\n" + "\n".join(f"T{n}|甲{n}||{n}镇|乡镇|" for n in range(1, 9))


def test_what_is_written_otherwise_is_the_same(tmp_path: Path) -> None:
    """Full-width digits, 分 and spaces are read as the number; a ballot marked 有效 is a ballot marked nothing."""
    other: Pile = (("９０", "80分", " 70 "), *PILE[1:])
    _, told = judged(received(tmp_path, typed(PILE), typed(other, n003="有效", n004="有效票")))
    assert [finding.code for finding in told] == ["form.typings-agree"]


def test_counts_above_the_grid_may_be_left_to_one_of_the_two(tmp_path: Path) -> None:
    found, told = judged(received(tmp_path, typed(PILE, issued=None), typed(PILE, returned=None)))
    assert [finding.code for finding in told] == ["form.typings-agree"]
    assert found.counted.registers[["issued", "returned"]].to_numpy().tolist() == [[5, 5]]


# ---------------------------------------------------------------- different


def test_one_wrong_mark_and_nothing_counts(tmp_path: Path) -> None:
    """The third ballot, 92 82 72, is typed as 29 82 72 and lies in front: one of five ballots, 20 %."""
    wrong = ((29, 82, 72), *PILE[:2], *PILE[3:])
    found, told = judged(received(tmp_path, typed(PILE), typed(wrong)))
    assert marks(found) == []
    assert found.counted.registers.empty
    differ = [finding for finding in told if finding.code == "form.typings-differ"]
    assert [finding.place.sheet for finding in differ] == [FIRST, SECOND]
    assert differ[0].message == ("“党员代表”的票双人录入，第一遍5张，第二遍5张，有1张不一致（20%）；这张表的票暂不计。")
    ballots = [finding for finding in told if finding.code == "ballot.typed-otherwise"]
    assert [(finding.place.sheet, finding.place.cell) for finding in ballots] == [(FIRST, "C9"), (SECOND, "C7")]
    assert ballots[0].message == (
        "第一遍“党员代表”003号票在第二遍里没有一样的；第二遍001号票最接近，"
        "不同的是：“云溪镇 陆明澈”这里是“92”，第二遍是“29”。"
    )
    assert all(finding.severity is Severity.ERROR for finding in (*differ, *ballots))


def test_a_ballot_twice_in_one_and_once_in_the_other_differs_by_one(tmp_path: Path) -> None:
    """90 80 70 lies twice in the pile; the second person has left one of them out: four ballots, one of five wants."""
    _, told = judged(received(tmp_path, typed(PILE), typed(PILE[:3] + PILE[4:], returned=4)))
    codes = [finding.code for finding in told]
    assert codes == ["form.typings-differ"] * 2 + ["poll.typed-otherwise"] * 2 + ["ballot.typed-once"]
    assert "第一遍5张，第二遍4张，有1张不一致（20%）" in told[0].message
    assert told[2].message == "“党员代表”的收回票数，第一遍是5，第二遍是4。"
    assert (told[4].place.sheet, told[4].place.cell) == (FIRST, "B10")
    assert told[4].message == "第一遍“党员代表”004号票在第二遍里没有一样的，也没有接近的。"


def test_a_ballot_with_nothing_in_common_has_no_nearest(tmp_path: Path) -> None:
    _, told = judged(received(tmp_path, typed(PILE), typed((*PILE[:4], (11, 12, 13)))))
    assert [finding.code for finding in told] == ["form.typings-differ"] * 2 + ["ballot.typed-once"] * 2


def test_a_void_ballot_in_one_typing_only(tmp_path: Path) -> None:
    _, told = judged(received(tmp_path, typed(PILE), typed(PILE, n002="废票")))
    ballots = [finding for finding in told if finding.code == "ballot.typed-otherwise"]
    assert "“票的效力”这里没有填，第二遍是“废票”" in ballots[0].message


def test_a_mark_that_cannot_be_read_is_compared_as_it_was_typed(tmp_path: Path) -> None:
    bad: Pile = (("九十", 80, 70), *PILE[1:])
    _, told = judged(received(tmp_path / "a", typed(bad), typed(bad)))
    assert [finding.code for finding in told] == ["form.typings-agree"]
    _, told = judged(received(tmp_path / "b", typed(PILE), typed(bad)))
    assert "这里是“90”，第二遍是“九十”" in next(f.message for f in told if f.code == "ballot.typed-otherwise")


def test_of_very_many_only_the_first_are_named(tmp_path: Path) -> None:
    raw = twice()
    raw["填报任务"][2][5], raw["票类"][2][3] = "120", "120"
    town = Town(scheme_of(raw))
    one = tuple((number % 100, number % 90, 50) for number in range(120))
    other = tuple((99 - number % 100, number % 37, 11) for number in range(120))
    heads = {"issued": 120, "returned": 120}
    _, told = judged(received(tmp_path, typed(one, **heads), typed(other, **heads), town=town), town)  # type: ignore[arg-type]
    assert "有120张不一致（100%）" in told[0].message
    assert [
        sum(f.place.sheet == sheet and f.code.startswith("ballot.") for f in told) for sheet in (FIRST, SECOND)
    ] == [
        50,
        50,
    ]


# ---------------------------------------------------------------- missing


@pytest.mark.parametrize(("there", "typing", "other"), [(0, "第一遍", "第二遍"), (1, "第二遍", "第一遍")])
def test_one_typing_alone_does_not_count(there: int, typing: str, other: str, tmp_path: Path) -> None:
    typings = [typed(PILE) if place == there else None for place in range(2)]
    came = received(tmp_path, *typings)
    found, told = judged(came)
    assert marks(found) == []
    assert [finding.code for finding in told] == ["form.typing-missing"]
    assert told[0].message == f"“党员代表”的票双人录入，只有{typing}，没有可以采用的{other}；这张表的票暂不计。"
    empty = [finding for finding in came.findings if finding.code == "form.empty"]
    assert any(f"测评票（党员代表 {other}）" in finding.message for finding in empty)


def test_two_people_may_use_two_copies_of_the_workbook(tmp_path: Path) -> None:
    """Each fills in one sheet and leaves the other blank: the blank ones are passed over."""
    town, book = TWICE, TWICE.book("U1")
    first, second = [form for form in book.forms if form.key.typing]
    one = town.write("U1", town.fill(first, register(first, *typed(PILE))))
    two = town.write("U1", town.fill(second, register(second, *typed(PILE[::-1]))))
    with in_process():
        came = town.gather(tmp_path, {"甲.xlsx": one, "乙.xlsx": two})
    _, told = judged(came)
    assert [finding.code for finding in told] == ["form.typings-agree"]
    assert {entry.status for entry in came.returns if entry.key.typing} == {"已采用"}


# ---------------------------------------------------------------- secrecy


def disclosed(came: Received, town: Town = TWICE) -> list[Finding]:
    findings = judge(town.scheme, came).findings
    return list(Registers(town.scheme, came).disclosed(findings).findings)


def test_outside_of_the_returned_copies_no_entry_is_quoted(tmp_path: Path) -> None:
    wrong = ((29, 82, 72), *PILE[:2], *PILE[3:])
    told = disclosed(received(tmp_path, typed(PILE), typed(wrong)))
    ballots = [finding for finding in told if finding.code == "ballot.typed-otherwise"]
    assert ballots[0].message.endswith("最接近，不同的是：“云溪镇 陆明澈”。")
    assert not any("29" in finding.message or "92" in finding.message for finding in told)
    assert HIDDEN not in ballots[0].message


def test_of_a_small_register_only_the_number_is_told(tmp_path: Path) -> None:
    """Two ballots are less than 票类均分单列线 (3): their findings are pooled, the fact that they differ is not."""
    one: Pile = PILE[:2]
    heads = {"issued": 2, "returned": 2}
    came = received(tmp_path, typed(one, **heads), typed(((19, 80, 70), PILE[1]), **heads))  # type: ignore[arg-type]
    told = without_remarks(disclosed(came))
    codes = sorted(finding.code for finding in told if "党员代表" in finding.message)
    assert "ballot.typed-otherwise" not in codes
    assert codes.count("form.typings-differ") == 2
    assert "ballot.few-errors" in codes


def test_ticks_name_no_cell(tmp_path: Path) -> None:
    raw = twice()
    raw["测评"][1][3] = "等次"
    town = Town(scheme_of(raw))
    one: Pile = (("√", None, "√", None, None, "√"),) * 3
    other: Pile = (*one[:2], ("√", None, None, "√", None, "√"))
    first, second = [form for form in town.book("U1").forms if form.key.typing]
    cells: dict[tuple[str, int, int], Content] = {}
    for form, pile in ((first, one), (second, other)):
        columns = [column.key for column in form.columns if column.field == "tick"]
        entries = {
            (row.key, column): mark
            for row, ballot in zip(form.rows, pile, strict=False)
            for column, mark in zip(columns, ballot, strict=True)
            if mark
        }
        cells |= town.fill(form, {**entries, ("issued", ""): 3, ("returned", ""): 3})
    with in_process():
        came = town.gather(tmp_path, {"回收.xlsx": town.write("U1", cells)})
    ballots = [finding for finding in disclosed(came, town) if finding.code == "ballot.typed-otherwise"]
    assert [finding.place.cell for finding in ballots] == [None, None]
    assert "不同之处不列" in ballots[0].message
    assert "好" not in ballots[0].message


def test_whose_ballot_it_is_is_never_quoted(tmp_path: Path) -> None:
    """凭编号不计: a wrong code differs, but not even the copy that is sent back says which codes they are."""
    raw = twice()
    raw["测评"] = [[*row, word] for row, word in zip(raw["测评"], ("本人票", "凭编号不计", ""), strict=True)]
    town = Town(scheme_of(raw))
    codes: Entries = {("001", "voter"): "T1", ("002", "voter"): "T2"}
    other: Entries = {("001", "voter"): "t1", ("002", "voter"): "T3"}
    typings = [(pile, head | own) for (pile, head), own in ((typed(PILE), codes), (typed(PILE), other))]
    _, told = judged(received(tmp_path, *typings, town=town), town)
    ballots = [finding for finding in told if finding.code == "ballot.typed-otherwise"]
    assert len(ballots) == 2
    assert "“投票人编号”这里填有编号，第二遍填有编号" in ballots[0].message
    assert not any("T2" in finding.message or "T3" in finding.message for finding in ballots)
