"""Questions on how replies were filled in: what makes one wonder, what is harmless, and that nothing counts less."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lianping_xlsx.anomalies.questions import question_conduct
from lianping_xlsx.checks.judge import judge
from lianping_xlsx.core.findings import Finding, Severity
from lianping_xlsx.forms.layout import FIRST_ROW
from lianping_xlsx.intake.gather import Received
from lianping_xlsx.intake.reading.form_reading import FormReading
from lianping_xlsx.tally.count import count
from tests.returns import judged, received, register, tally, visit
from tests.small import DELEGATES, HAND, LEADERS, PEOPLE, POLL, TOWN, Town, scheme_of, scored, sheets, table, with_rule

NOT_VOID = {"全部满分的票作废": "否", "全部同分的票作废": "否"}


def asked(town: Town, *readings: FormReading) -> list[Finding]:
    """The questions."""
    return [finding for finding in judged(town, *readings)[1] if finding.code.startswith("conduct.")]


def messages(findings: Iterable[Finding]) -> list[str]:
    return [finding.message for finding in findings]


def town_of(**rules: str) -> Town:
    return Town(scheme_of(with_rule(**rules)))


def led(town: Town, text: str, voter_class: str = LEADERS) -> FormReading:
    return register(town, text, voter_class=voter_class, issued=4, returned=4)


# ---------------------------------------------------------------- the same for everybody

UNIFORM = """
    票号 | T1  | T2  | T3
    001  | 100 | 100 | 100
    002  | 85  | 85  | 85
    003  | 90  | 90  | 90
    004  | 90  | 91  | 90
    """


def test_ballots_that_say_the_same_of_everybody_where_no_rule_voids_them() -> None:
    town = town_of(**NOT_VOID)
    found = asked(town, led(town, UNIFORM))
    assert messages(found) == [
        "“县委领导”登记的4张票中，有1张给打了分的人全部打了满分：001。",
        "“县委领导”登记的4张票中，有2张给打了分的人全部打了同一个分数：002（85分）、003（90分）。",
    ]
    assert {finding.severity for finding in found} == {Severity.WARNING}
    assert {str(finding.place) for finding in found} == {"填报单位“县委办公室” 工作表“测评票-县委领导”"}


def test_what_the_rules_void_is_no_question_on_top() -> None:
    assert asked(TOWN, led(TOWN, UNIFORM)) == []


def test_below_the_number_from_which_they_are_void() -> None:
    town = town_of(同分满分作废起算人数="4")
    assert len(asked(town, led(town, UNIFORM))) == 2


@pytest.mark.parametrize(
    "ballot", ["001 | 85 | 85 | ", "001 | 85 | 85 | 约85", "001 | 101 | 101 | 101", "001 | 85 | 85 | 84"]
)
def test_two_equal_marks_and_marks_that_do_not_count_are_nothing(ballot: str) -> None:
    town = town_of(**NOT_VOID)
    assert asked(town, led(town, f"票号 | T1 | T2 | T3\n{ballot}")) == []


def test_a_ballot_void_by_hand_is_not_asked_about() -> None:
    town = town_of(**NOT_VOID)
    assert asked(town, led(town, "票号 | T1 | T2 | T3 | 效力\n001 | 85 | 85 | 85 | 废票\n002 | 1 | 2 | 3 |")) == []


def test_the_same_sum_of_items_for_everybody() -> None:
    town = scored("分项", **NOT_VOID)
    heads = [f"{ratee}:{item}" for ratee in ("T1", "T2", "T3") for item in ("N1", "N2")]
    lines = " | ".join(["票号", *heads]), "001 | 60 | 40 | 60 | 40 | 60 | 40", "002 | 50 | 40 | 55 | 35 | 60 | 30"
    text = "\n".join(lines)
    assert [finding.code for finding in asked(town, led(town, text))] == ["conduct.all-full", "conduct.all-same"]


# ---------------------------------------------------------------- many ratees

RATEES = 12
TWO_OFFICES = f"""
    填报单位   | 表种     | 考核对象范围 | 测评   | 票类        | 预计份数
    县委办公室 | 测评票   | 全部         | {POLL} | {LEADERS}   | 40
    县委评议组 | 测评票   | 全部         | {POLL} | {DELEGATES} | 40
    县委办公室 | 计票汇总 | 全部         | {HAND} | {PEOPLE}    | 20
    第一考核组 | 实地考评 | 全部         |        |             |
    """
CODES = [f"T{number:02}" for number in range(1, RATEES + 1)]


@cache
def wide(scoring: str = "百分制") -> Town:
    """Twelve ratees, two registers on them in different units."""
    names = "陆叶游邱童蒲褚钱卞宗闻乔"
    lines = (f"{code} | {name}明 | 书记 | {name}家镇 | 乡镇 |" for code, name in zip(CODES, names, strict=True))
    people = "\n".join(["编号 | 姓名 | 职务 | 所在单位 | 排名组 | 填报单位", *lines])
    raw = sheets(考核对象=people, 填报任务=TWO_OFFICES)
    raw["测评"][1][3] = scoring
    raw["评价等级"] = table("等级 | 折算分\n好 | 100\n较好 | 80\n一般 | 60\n差 | 40")
    return Town(scheme_of(raw))


Marks = Sequence[float]


def honest(seed: int, ballots: int = 30, *, merit: float = 2) -> list[list[float]]:
    """Voters with a level of their own, in whole points; ``merit``: how much the ratees differ."""
    draw = random.Random(seed)
    merits = [draw.gauss(0, merit) for _ in range(RATEES)]
    levels = [draw.gauss(90, 4) for _ in range(ballots)]
    return [[min(100, round(level + merit + draw.gauss(0, 1.5))) for merit in merits] for level in levels]


def text_of(ballots: Sequence[Marks]) -> str:
    lines = [" | ".join([f"{number:03}", *map(str, marks)]) for number, marks in enumerate(ballots, 1)]
    return "\n".join([" | ".join(["票号", *CODES]), *lines])


def registered(ballots: Sequence[Marks], voter_class: str = LEADERS) -> FormReading:
    return register(wide(), text_of(ballots), voter_class=voter_class, issued=40, returned=len(ballots))


@pytest.mark.parametrize("seed", range(10))
def test_honest_ballots_raise_no_question(seed: int) -> None:
    assert asked(wide(), registered(honest(seed)), registered(honest(seed + 100), DELEGATES)) == []


def test_a_ballot_that_was_entered_again() -> None:
    ballots = honest(1)
    ballots[20] = ballots[11] = ballots[4]
    (found,) = asked(wide(), registered(ballots))
    assert found.message == (
        "“县委领导”有3张票与同类的别的票雷同（对12人的打分一个不差），难以用巧合解释：005、012、021。"
    )
    assert found.severity is Severity.WARNING
    assert str(found.place) == "填报单位“县委办公室” 工作表“测评票-县委领导”"


def test_a_register_of_copies_is_one_question() -> None:
    ballots = honest(2)
    for place in range(20):
        ballots[place + 10] = ballots[place % 2]
    (found,) = asked(wide(), registered(ballots))
    assert found.code == "conduct.copies"
    assert found.slots["count"] == "22"
    groups = found.slots["groups"].split("；")
    assert [group.split("、")[:2] for group in groups] == [["001", "011"], ["002", "012"]]


def test_all_ballots_of_a_register_alike() -> None:
    (found,) = asked(wide(), registered([honest(3)[0]] * 30))
    assert found.slots["groups"].endswith("等30张")


@pytest.mark.parametrize(
    "marks",
    [
        [95] * 12,  # void, and no copy of anything
        [95] * 10 + [90, 90],  # two marks differ from the usual one
    ],
)
def test_ballots_that_hardly_vary_are_no_copies(marks: list[float]) -> None:
    ballots = honest(4)
    ballots[3] = ballots[9] = ballots[20] = marks
    assert asked(wide(), registered(ballots)) == []


def test_few_ratees_may_well_get_the_same() -> None:
    marks = "91 | 83 | 77"
    assert asked(TOWN, led(TOWN, f"票号 | T1 | T2 | T3\n001 | {marks}\n002 | {marks}\n003 | {marks}")) == []


def test_where_voters_mark_in_steps_of_five_equal_ballots_come_about_by_themselves() -> None:
    equal = 0
    for seed in range(20):
        ballots = [[5 * round(mark / 5) for mark in marks] for marks in honest(seed, 42, merit=0.8)]
        varied = [tuple(marks) for marks in ballots if len(set(marks)) > 1]
        equal += len(varied) - len(set(varied))
        assert [f.message for f in asked(wide(), registered(ballots)) if "copies" in f.code] == []
    assert equal >= 10


def test_a_ballot_with_a_mark_that_does_not_count_is_no_copy() -> None:
    ballots = honest(6)
    ballots[7] = ballots[3] = [101, *ballots[3][1:]]
    assert [f.code for f in asked(wide(), registered(ballots))] == []


def test_the_same_ballots_in_two_registers() -> None:
    ballots, others = honest(7), honest(8)
    others[4:7] = ballots[1:4]
    (found,) = asked(wide(), registered(ballots), registered(others, DELEGATES))
    assert found.message == (
        "“县委办公室”登记的“县委领导”、“县委评议组”登记的“党员代表”里有6张票雷同（对12人的打分一个不差），"
        "难以用巧合解释：002与005；003与006；004与007。"
    )


def test_a_whole_register_entered_by_two_offices() -> None:
    ballots = honest(9)
    (found,) = asked(wide(), registered(ballots), registered(ballots, DELEGATES))
    assert (found.code, found.slots["count"]) == ("conduct.copies-across", "60")
    assert found.slots["groups"].endswith("020与020等30组")


def test_a_few_copies_of_ticks_may_be_chance_and_many_may_not() -> None:
    town = wide("等次")
    draw = random.Random(1)

    def text(copies: int) -> str:
        ballots = [[draw.choice("好好较一差") for _ in CODES] for _ in range(30)]
        ballots[1 : 1 + copies] = [ballots[0]] * copies
        heads = [f"{code}:{grade}" for code in CODES for grade in ("好", "较好", "一般", "差")]
        lines = [" | ".join(["票号", *heads])]
        for number, marks in enumerate(ballots, 1):
            ticks = ("√" if grade == mark else "" for mark in marks for grade in "好较一差")
            lines.append(" | ".join([f"{number:03}", *ticks]))
        return "\n".join(lines)

    assert asked(town, register(town, text(0), voter_class=LEADERS)) == []
    (found,) = asked(town, register(town, text(9), voter_class=LEADERS))
    assert (found.code, found.slots["count"]) == ("conduct.copies", "10")


def test_the_same_grade_for_everybody() -> None:
    town = wide("等次")
    heads = " | ".join(["票号", *(f"{code}:好" for code in CODES), "T01:差"])
    text = f"{heads}\n001 | {'√ | ' * 12}\n002 | {' | ' * 8}√ | √ | √ | √ | √"
    (found,) = asked(town, register(town, text, voter_class=LEADERS))
    assert found.message == "“县委领导”登记的2张票中，有1张给所有人选了同一个等级：001。"


@pytest.mark.parametrize(("ticks", "asks"), [(5, True), (4, False)])
def test_the_same_tick_for_a_few_persons_is_soon_an_honest_one(ticks: int, asks: bool) -> None:
    heads = " | ".join(["票号", *(f"{code}:好" for code in CODES[:ticks])])
    marks = " | ".join(["001", *["√"] * ticks])
    found = asked(wide("等次"), register(wide("等次"), f"{heads}\n{marks}", voter_class=LEADERS))
    assert [finding.code for finding in found] == (["conduct.same-grade"] if asks else [])


# ---------------------------------------------------------------- a class far from the others

FAR = "票号 | T1 | T2 | T3\n001 | 70 | 80 | 75\n002 | 70 | 81 | 74"
NEAR = "票号 | T1 | T2 | T3\n001 | 90 | 88 | \n002 | 90 | 92 |"


def test_a_class_whose_mean_lies_far_from_the_other_on_the_same_ratees() -> None:
    """T3 was marked by one class alone, and is left out: (70 + 80.5) / 2 beside (90 + 90) / 2."""
    (found,) = asked(TOWN, led(TOWN, FAR), led(TOWN, NEAR, DELEGATES))
    assert found.message == (
        "“述职大会测评”中，“县委领导”对2人平均打75.25分，“党员代表”对同样的人平均打90分，相差14.75分。"
    )
    assert "“票类差距提醒线”" in found.remedy


@pytest.mark.parametrize(("line", "asks"), [("14.75", True), ("14.76", False), ("", False), ("100", False)])
def test_the_line_is_a_rule(line: str, asks: bool) -> None:
    town = town_of(票类差距提醒线=line)
    assert bool(asked(town, led(town, FAR), led(town, NEAR, DELEGATES))) is asks


def test_the_line_is_no_part_of_what_was_issued() -> None:
    """Forms that are out, and the result, do not depend on it."""
    other = town_of(票类差距提醒线="3")
    assert other.scheme.fingerprint == TOWN.scheme.fingerprint
    assert [form.layout.fingerprint for form in other.expected] == [form.layout.fingerprint for form in TOWN.expected]
    raw = sheets()
    raw["计分规则"] = [row for row in raw["计分规则"] if row[0] != "票类差距提醒线"]
    assert scheme_of(raw).rules.class_gap == 10_00  # a scheme made before


def test_of_three_classes_the_one_that_is_far() -> None:
    raw = sheets()
    raw["票类"] = table(f"""
        测评   | 票类        | 权重 | 应到人数
        {POLL} | {LEADERS}   | 40   | 4
        {POLL} | {DELEGATES} | 30   | 5
        {POLL} | 群众代表    | 30   | 5
        {HAND} | {PEOPLE}    | 100  | 20
        """)
    raw["填报任务"].append(["第一考核组", "测评票", "全部", POLL, "群众代表", "5"])
    town = Town(scheme_of(raw))
    marks = {LEADERS: ("95 | 93", "94 | 94"), DELEGATES: ("94 | 96", "95 | 95"), "群众代表": ("70 | 72", "71 | 71")}
    readings = [led(town, f"票号 | T1 | T2\n001 | {a}\n002 | {b}", voter) for voter, (a, b) in marks.items()]
    (found,) = asked(town, *readings)
    assert "“群众代表”对2人平均打71分，其余票类对同样的人平均打94.5分，相差23.5分。" in found.message


@pytest.mark.parametrize(
    ("leaders", "delegates"),
    [
        ("001 | 70 | 80", "001 | 90 | 88"),  # a single ballot is a person, not a class
        ("001 | 70 | 80\n002 | 95 | 93", "001 | 95 | 97\n002 | 96 | 96"),  # one of them marks lower: so he does
    ],
)
def test_a_gap_that_a_ballot_more_or_less_would_close_is_nothing(leaders: str, delegates: str) -> None:
    head = "票号 | T1 | T2\n"
    assert asked(TOWN, led(TOWN, head + leaders), led(TOWN, head + delegates, DELEGATES)) == []


@pytest.mark.slow
def test_few_honest_ticks_seldom_raise_the_question() -> None:
    """好 is 100 and 差 is 40: of five ballots, one 差 makes twelve points."""
    town, draw, told = scored("等次"), random.Random(4), 0
    for _ in range(60):
        both = []
        for voter, many in ((LEADERS, 2), (DELEGATES, 5)):
            lines = [
                " | ".join([f"{n:03}", *("√ | " if draw.random() < 0.9 else " | √" for _ in range(3))])
                for n in range(1, many + 1)
            ]
            both.append(led(town, "\n".join(["票号 | T1:好 | T1:差 | T2:好 | T2:差 | T3:好 | T3:差", *lines]), voter))
        told += any(found.code == "conduct.class-gap" for found in asked(town, *both))
    assert told <= 3


def test_a_class_counted_by_hand_stands_beside_one_counted_ballot_by_ballot() -> None:
    raw = sheets()
    raw["票类"][2][0] = HAND
    raw["票类"][1][2] = raw["票类"][2][2] = "50"
    raw["票类"][3][2] = "50"
    raw["票类"][1][2] = "100"
    raw["填报任务"][2] = ["县委办公室", "计票汇总", "全部", HAND, DELEGATES, "5"]
    town = Town(scheme_of(raw))
    head = "编号 | 发出 | 收回 | 有效 | 无效 | 弃权 | 合计分\nT1 | 5 | 5 | 5 | 0 | 0"
    readings = [tally(town, f"{head} | {total}", voter_class=v) for v, total in ((DELEGATES, 450), (PEOPLE, 350))]
    (found,) = asked(town, *readings)
    assert (found.slots["mean"], found.slots["other_mean"], found.slots["gap"]) == ("90", "70", "20")


# ---------------------------------------------------------------- the same user name


def saved(*names: tuple[str, str]) -> list[Finding]:
    """What is asked of replies of U1, U2, U3, U4, each saved last under a (sealed) name."""
    readings = [
        led(TOWN, "票号 | T1\n001 | 90"),
        visit(TOWN, "T1", "编号 | 扣分\nK1 | 3"),
        visit(TOWN, "T3", "编号 | 扣分\nK1 | 3"),
    ]
    came = received(TOWN, readings)
    units = {came.expected[index].layout.key.unit: path for index, path in came.sources.items()}
    return shared(TOWN, replace(came, saved_by={units[unit]: name for unit, name in names}))


def shared(town: Town, came: Received) -> list[Finding]:
    """What is asked of replies that were saved under one name."""
    asked = question_conduct(town.scheme, came, judge(town.scheme, came).value)
    return [finding for finding in asked if finding.code == "conduct.same-machine"]


def test_most_replies_saved_under_one_name_are_the_offices_own_doing() -> None:
    assert saved(("U1", "a"), ("U2", "a"), ("U3", "a")) == []
    assert saved(("U1", "a"), ("U2", "a"), ("U3", "b")) == []  # two of three
    assert saved(("U1", "a"), ("U2", "b"), ("U3", "c")) == []
    assert saved() == []


def test_two_units_of_many_saved_under_one_name() -> None:
    raw = sheets()
    names = {f"U{n}": f"第{n}评议组" for n in range(5, 9)}
    for code, name in names.items():
        raw["填报单位"].append([code, name, "薛定安", "", ""])
        raw["填报任务"].append([name, "评议意见", "全部", "", "", ""])
    town = Town(scheme_of(raw))
    expected = [index for index, entry in enumerate(town.expected) if entry.layout.key.unit in names]
    rows = tuple(range(FIRST_ROW, FIRST_ROW + len(town.expected[expected[0]].layout.rows)))
    readings = [FormReading(index, "评议意见", rows=rows, texts={(0, "overall"): "好"}) for index in expected]
    came = received(town, readings)
    paths = [came.sources[index] for index in expected]
    (found,) = shared(town, replace(came, saved_by=dict(zip(paths, "abac", strict=True))))
    assert found.message == "“第5评议组”、“第7评议组”这2个单位交来的表，最后是用同一个用户名保存的。"
    assert not str(found.place)  # of no file


# ---------------------------------------------------------------- laws


@pytest.mark.slow
@settings(max_examples=15)
@given(
    st.lists(st.lists(st.sampled_from(["", "85", "90", "100", "101", "约90"]), min_size=12, max_size=12), max_size=6),
    st.lists(st.lists(st.sampled_from(["85", "90", "100"]), min_size=12, max_size=12), max_size=6),
)
def test_questions_change_no_figure(one: list[list[str]], other: list[list[str]]) -> None:
    def lines(ballots: list[list[str]]) -> str:
        rows = (f"{number:03} | {' | '.join(marks)}" for number, marks in enumerate(ballots, 1))
        return "\n".join([" | ".join(["票号", *CODES]), *rows])

    def figures() -> tuple[object, ...]:
        readings = [
            register(wide(), lines(ballots), voter_class=voter, issued=6, returned=len(ballots))
            for ballots, voter in ((one, LEADERS), (other, DELEGATES))
        ]
        found, findings = judged(wide(), *readings)
        outcome = count(wide().scheme, found.counted)
        others = [f for f in findings if not f.code.startswith("conduct.")]
        assert {f.severity for f in findings if f.code.startswith("conduct.")} <= {Severity.WARNING}
        return outcome.value, outcome.findings, others

    with_questions = figures()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tests.returns.question_conduct", lambda *_: ())
        assert figures() == with_questions


@settings(max_examples=10)
@given(st.randoms(use_true_random=False))
def test_neither_the_order_of_ballots_nor_their_cells_decides_what_is_asked(draw: random.Random) -> None:
    """Sorted otherwise, a register raises the same questions of the same marks."""
    ballots = honest(11)
    ballots[20] = ballots[12] = ballots[4]
    shuffled = draw.sample(ballots, len(ballots))
    (found,) = asked(wide(), registered(shuffled))
    copied = [f"{place:03}" for place, marks in enumerate(shuffled, 1) if marks == ballots[4]]
    assert found.slots["groups"] == "、".join(copied)
