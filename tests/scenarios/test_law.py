"""The law above all others: whatever the scheme and whatever is written on the forms, the figures are the oracle's."""

from __future__ import annotations

import random
from dataclasses import dataclass
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lianping_xlsx.core import exact
from lianping_xlsx.forms.layout import FormLayout, Slot
from lianping_xlsx.scheme.terms import FormKind
from lianping_xlsx.spreadsheet.book import Content
from lianping_xlsx.spreadsheet.cell_kinds import Points
from tests.scenarios.campaigns import (
    answer,
    assert_figures,
    assert_official,
    assert_votes,
    in_process,
    make_campaign,
    merge,
    records_of,
    recounted,
)

YES_OR_NO = st.sampled_from(["是", "否"])
LIMIT = st.sampled_from(["", "1", "5"])
SETTINGS = {
    "小数位数": st.sampled_from(["0", "1", "2"]),
    "去最高最低分": YES_OR_NO,
    "去最高最低分票数线": st.sampled_from(["2", "4"]),
    "缺票类处理": st.sampled_from(["停止计算", "按其余票类折算"]),
    "并列名次处理": st.sampled_from(["并列", "考评得分优先", "测评得分优先"]),
    "超范围分数处理": st.sampled_from(["该分作废", "退回更正"]),
    "全部满分的票作废": YES_OR_NO,
    "全部同分的票作废": YES_OR_NO,
    "同分满分作废起算人数": st.sampled_from(["2", "3"]),
    "高分线": st.sampled_from(["80", "95"]),
    "高分人数比例上限": st.sampled_from(["", "50", "70"]),
    "本人票不计": YES_OR_NO,
    "收回多于发出即作废": YES_OR_NO,
    "参加测评比例下限": st.sampled_from(["", "50"]),
    "附加分上限": LIMIT,
    "加分上限": LIMIT,
    "否决者占名额": YES_OR_NO,
}
EFFECTS = ("否决", "降档", "加分", "减分", "不参评")
MARKS = (60, 80, 89.5, 90, 90, 95.25, 95.25, 100, 100)
ODD_MARKS = (101, 985, -1, "约90", "九十", "９５．５", "95 分", "\u200b88\xa0", 0.95, "90-95")
ODD_ITEMS = (-1, 61, 0.5, "满分", "３０", "20分", "1/2")
TICKS = ("√", "√", "✓", "☑", "v", 1, "１", "对", "○", "R")
ODD_TICKS = ("×", 2, "√√", "好", 0, "弃权")
WORDS: dict[str, tuple[Content, ...]] = {
    "self": (None, 0, 20, 101, "约20"),
    "practices": (None, "建强支部。"),
    "submitted": (None, "2024-12-05", "上周五"),
    "verdict": (None, "通过", "退回重写", "待定"),
}
ODD_ENTRIES = (None, "缺", -1, 101, "扣2", 2.345)
ODD_COUNTS = (None, -1, 1.5, "三", 0, 7)
GRADES = {"好": 100, "较好": 82.5, "差": 40}


@dataclass(frozen=True)
class Case:
    """A scheme: settings and tables; and the seed of what is written on its forms.

    ``alike``: the same is written for most ratees, so that they tie.
    """

    settings: dict[str, str]
    tables: dict[str, str]
    seed: int
    alike: bool


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Two to eight ratees in one or two groups, one or two polls and voter classes, four items of the rubric."""
    weight = draw(st.sampled_from([30, 50, 65]))
    rules = {name: draw(values) for name, values in SETTINGS.items()}
    rules |= {"述职测评权重": str(weight), "实地考评权重": str(100 - weight)}
    ratees, others = draw(st.sampled_from([2, 3, 3, 5, 8])), draw(st.integers(1, 8))
    homes = {0: UNITS[0], 1: draw(st.sampled_from(UNITS))}  # one at home in a unit that votes, or both in the same
    people = [f"T{n}|姓名{n}||单位{n}|{'甲' if n < others else '乙'}组|{homes.get(n, '')}" for n in range(ratees)]
    persons, effects = st.integers(0, ratees - 1), st.sampled_from(EFFECTS)
    events = [
        f"T{draw(persons)}|事项{n}|{draw(effects)}|{draw(st.integers(1, 4))}|文件"
        for n in range(draw(st.integers(0, 3)))
    ]
    tables = {
        "考核对象": _table("编号|姓名|职务|所在单位|排名组|填报单位", people),
        "评价等级": _table("等级|折算分", [f"{grade}|{points}" for grade, points in GRADES.items()]),
        "考评细则": _rubric(draw),
        "等次规则": _tiers(draw),
        "否决与加减分": _table("考核对象|事项|效果|分值|依据", events),
    }
    tables |= _polls(draw)
    if draw(st.booleans()) and "33.33" not in tables["票类"] and not ("/" in tables["票类"] and "35" in tables["测评"]):
        tables |= _by_shares(tables, weight)  # where these are no longer fractions than people type
    if "计票汇总" in tables["测评"]:
        rules["去最高最低分"] = "否"  # a scheme that wants both has an error
    return Case(rules, tables, draw(st.integers(0, 10**6)), draw(st.booleans()))


def _table(head: str, lines: list[str]) -> str:
    return "\n".join([head, *lines])


def _rubric(draw: st.DrawFn) -> str:
    points = draw(st.sampled_from([20, 40, 62.5]))
    modes = [draw(st.sampled_from(["得分", "扣分"])) for _ in range(2)]
    lines = [f"K1|指标|内容|{points}||{modes[0]}|", f"K2|指标|内容|{100 - points}||{modes[1]}|"]
    return _table(
        "编号|一级指标|考评内容|分值|评分标准|计分方式|适用排名组",
        [*lines, "K3|附|内容|6||加分|", "K4|附|内容|5||减分|"],
    )


def _tiers(draw: st.DrawFn) -> str:
    quotas = [draw(st.sampled_from(["", "20", "40", "50"])) for _ in range(2)]
    return _table(
        "等次|最低分|名额比例上限|结果运用",
        [f"好|{draw(st.integers(75, 92))}|{quotas[0]}|", f"中|{draw(st.integers(50, 74))}|{quotas[1]}|", "差|||"],
    )


UNITS = ("县委办公室", "县委组织部组织科")


def _polls(draw: st.DrawFn) -> dict[str, str]:
    """Each class has a form at one unit or at two; the second team looks at one ratee."""
    polls = draw(
        st.sampled_from([{"甲测评": "100"}, {"甲测评": "35", "乙测评": "65"}, {"甲测评": "1/3", "乙测评": "2/3"}])
    )
    counting = {poll: draw(st.sampled_from(["测评票", "测评票", "计票汇总"])) for poll in polls}
    heads = [
        f"{poll}|{share}|{counting[poll].replace('测评票', '逐票')}|{draw(st.sampled_from(['百分制', '分项', '等次']))}"
        for poll, share in polls.items()
    ]
    classes = [(poll, name, share) for poll in polls for name, share in draw(st.sampled_from(SHARES)).items()]
    tasks = ["第一考核组|实地考评|全部|||", "第二考核组|实地考评|T1|||"][: draw(st.integers(1, 2))]
    tasks += draw(st.sampled_from([(), ("第一考核组|述职自查|全部|||", "第二考核组|述职报告审核|全部|||")]))
    for poll, name, _ in classes:
        for unit in UNITS[: draw(st.integers(1, 2))]:
            tasks.append(f"{unit}|{counting[poll]}|全部|{poll}|{name}|{draw(st.sampled_from([1, 1, 2, 4, 6]))}")
    return {
        "测评": _table("名称|权重|计票方式|打分方式", heads),
        "票类": _table("测评|票类|权重|应到人数", [f"{poll}|{name}|{share}|6" for poll, name, share in classes]),
        "测评内容": _contents(draw, list(polls)),
        "填报任务": _table("填报单位|表种|考核对象范围|测评|票类|预计份数", tasks),
    }


SHARES: tuple[dict[str, str], ...] = (
    {"领导": "100"},
    {"领导": "40", "群众": "60"},
    {"领导": "33.33", "群众": "66.67"},
    {"领导": "1/3", "群众": "2/3"},
)


def _by_shares(tables: dict[str, str], whole: int) -> dict[str, str]:
    """The same weights as 占总分比重 of a whole of which the polls have so many per cent; 权重 is left blank."""
    polls, classes = ([line.split("|") for line in tables[name].splitlines()] for name in ("测评", "票类"))
    part_of = {name: _part(weight) for name, weight, *_ in polls[1:]}
    shares = [exact.weight(part_of[poll] * _part(weight) * whole * 100) for poll, _, weight, _ in classes[1:]]
    lines = [f"{poll}|{name}||{electorate}" for poll, name, _, electorate in classes[1:]]
    return {
        "测评": _table("|".join(polls[0]), ["|".join([name, "", *rest]) for name, _, *rest in polls[1:]]),
        "票类": _table(
            "测评|票类|权重|应到人数|占总分比重",
            [f"{line}|{exact.show_weight(share)}" for line, share in zip(lines, shares, strict=True)],
        ),
    }


def _part(weight: str) -> Fraction:
    return Fraction(weight) if "/" in weight else Fraction(weight) / 100


def _contents(draw: st.DrawFn, polls: list[str]) -> str:
    """Two or three items for all polls, or for each poll its own."""
    lines: list[str] = []
    for poll in draw(st.sampled_from([[""], polls])):
        for points in draw(st.sampled_from([(60, 40), (50, 37.5, 12.5)])):
            lines.append(f"N{len(lines)}|内容{len(lines)}|{points}|{poll}")
    return _table("编号|内容|分值|测评", lines)


def entry(case: Case, form: FormLayout, slot: Slot) -> Content:
    """What somebody wrote into a cell: mostly sense, often the same as others wrote."""
    ratee = "most" if case.alike and slot.ratee and int(slot.ratee[1:]) % 3 else slot.ratee
    person = f"{case.seed} {form.key.poll} {form.key.voter_class} {ratee} {slot.ballot}"
    draw = random.Random(f"{person} {slot.field} {slot.item}")
    if form.key.kind is FormKind.BALLOTS:
        return _on_register(case, form, slot, draw, random.Random(person))
    if form.key.kind is FormKind.TALLY:
        return _on_tally(slot, draw, random.Random(f"{person} {form.key.unit}"))
    if slot.field in WORDS:  # whatever is written there, no figure moves
        return draw.choice(WORDS[slot.field])
    if slot.field not in ("score", "deduction"):
        return None
    if slot.item in ("K3", "K4"):
        return draw.choice((None, None, 0, 1, 2.5, 5))
    lost = draw.choice((0, 0, 0.5, 3, 7.25))
    assessed_twice = slot.ratee == "T1"  # the mean of what is whole is the oracle's answer, none is the program's
    if draw.random() < 0.03 and not assessed_twice:
        return draw.choice(ODD_ENTRIES)
    points = next(row for row in form.rows if row.item == slot.item).issued[form.column_of("points")]
    return float(points) - lost if slot.field == "score" else lost


def _on_register(case: Case, form: FormLayout, slot: Slot, draw: random.Random, about_person: random.Random) -> Content:
    """Some registers are empty; on one ballot in four everybody gets the same."""
    whole_form = random.Random(f"{case.seed} {form.key.text()}")
    registered = whole_form.randint(0 if whole_form.random() < 0.1 else 1, len(form.rows))
    if slot.field in ("issued", "returned"):
        return draw.choice((None, registered, registered, registered + 1))
    if not slot.ballot or int(slot.ballot) > registered:
        return None
    if slot.field == "validity":
        return draw.choice((None, None, None, None, "有效", "废票"))
    abstains, share = about_person.random() < 0.1, about_person.choice((0.6, 0.8, 0.9, 0.975, 1))
    if random.Random(f"{case.seed} {form.key.text()} {slot.ballot}").random() < 0.25:
        abstains, share = False, 1 if int(slot.ballot) % 2 else 0.8
    elif slot.field == "mark" and not slot.item and not abstains:
        return draw.choice(ODD_MARKS if draw.random() < 0.05 else MARKS)
    if abstains:
        return None
    return _tick(slot, share, draw) if slot.field == "tick" else _item(slot, share, draw)


def _item(slot: Slot, share: float, draw: random.Random) -> Content:
    """A part of the 分值; now and then too much, nothing, or words."""
    assert isinstance(slot.kind, Points)
    chance = draw.random() if slot.item else 1
    if chance < 0.04:
        return None if chance < 0.02 else draw.choice(ODD_ITEMS)
    return round((slot.kind.maximum or 0) * share / exact.POINT, 2)


def _tick(slot: Slot, share: float, draw: random.Random) -> Content:
    """A tick under the grade that the voter chose; now and then under another, or no tick."""
    chosen = "好" if share > 0.95 else "较好" if share > 0.7 else "差"
    if draw.random() < 0.03:
        return draw.choice(ODD_TICKS + TICKS)
    return draw.choice(TICKS) if slot.item == chosen else None


def _on_tally(slot: Slot, draw: random.Random, about_person: random.Random) -> Content:
    """Counts that mostly add up; some are of nobody's valid vote."""
    valid = [about_person.randint(0, 3) for _ in GRADES]
    void, abstained, kept = (about_person.choice((0, 0, 1)) for _ in range(3))
    mean = about_person.choice((0, 61.25, 88, 88, 93.5, 100, 100))
    if draw.random() < 0.02:
        return draw.choice(ODD_COUNTS)
    returned = sum(valid) + void + abstained
    counts: dict[str, float] = {"issued": returned + kept, "returned": returned, "valid": sum(valid), "void": void}
    counts |= {"abstained": abstained, "total": sum(valid) * mean}
    return dict(zip(GRADES, valid, strict=True))[slot.item] if slot.field == "count" else counts.get(slot.field)


@pytest.mark.slow
@settings(max_examples=15, derandomize=True)
@given(case=cases())
def test_the_figures_are_the_oracles(case: Case, tmp_path_factory: pytest.TempPathFactory) -> None:
    records = records_of(settings=case.settings, tables=case.tables)
    made = make_campaign(tmp_path_factory.mktemp("law") / "考核", records)
    answer(made, lambda form, slot: entry(case, form, slot))

    with in_process():
        merged = merge(made)

    assert_official(merged)
    oracle = recounted(made)
    assert_figures(merged, oracle)
    assert_votes(merged, oracle)
