"""Whether what a voter gave himself counts is said by poll (本人票); where it is left out, it must be known as his."""

from __future__ import annotations

from pathlib import Path

import pytest

from lianping_xlsx.checks.countable import MARK_VOID, VALID
from lianping_xlsx.core.findings import Finding, Severity
from lianping_xlsx.intake.reading.form_reading import FormReading
from lianping_xlsx.intake.resolution.versions import compare
from lianping_xlsx.publish.summary.method_sheet import rules_in_words
from lianping_xlsx.scheme.terms import FormKind
from tests.books import open_book
from tests.returns import counted, judged, register
from tests.small import HAND, LEADERS, POLL, SHEETS, Entries, Sheets, Town, faults_of, scheme_of, sheets

OWN, MUTUAL = "自评", "互评"
HOMES = """
    编号 | 姓名   | 职务 | 所在单位 | 排名组 | 填报单位
    T1   | 陆明澈 | 书记 | 云溪镇   | 乡镇   | 县委办公室
    T2   | 叶尔江 | 书记 | 石栏镇   | 乡镇   | 第一考核组
    T3   | 游砚秋 | 书记 | 莲浦街道 | 乡镇   | 第二考核组
    """
RUBRIC = SHEETS["考评细则"].replace("街道", "乡镇").replace("| 40   | 酌情得分", "| 20   | 酌情得分")


def self_assessed(own: str, switch: str = "是") -> Sheets:
    """Each ratee votes on himself alone (自评, half of the 测评得分), and all are voted on in one register."""
    units = ("县委办公室", "第一考核组", "第二考核组")
    raw = sheets(
        考核对象=HOMES,
        考评细则=RUBRIC,
        测评=f"""
            名称   | 权重 | 计票方式 | 打分方式 | 本人票
            {OWN}  | 50   | 逐票     | 百分制   | {own}
            {POLL} | 50   | 逐票     | 百分制   |
            """,
        票类=f"""
            测评   | 票类      | 权重 | 应到人数
            {OWN}  | 本人      | 100  | 1
            {POLL} | {LEADERS} | 100  | 4
            """,
        填报任务="填报单位|表种|考核对象范围|测评|票类|预计份数\n"
        + "\n".join(f"{unit}|测评票|T{place}|{OWN}|本人|1" for place, unit in enumerate(units, 1))
        + f"\n县委评议组|测评票|全部|{POLL}|{LEADERS}|4\n县委评议组|实地考评|全部|||",
    )
    raw["计分规则"][14][1] = switch
    return raw


def replies(town: Town) -> tuple[FormReading, ...]:
    own = [
        register(town, f"票号|T{place}\n001|9{place}", voter_class="本人", unit=unit, issued=1, returned=1)
        for place, unit in enumerate(("U1", "U2", "U3"), 1)
    ]
    return (
        *own,
        register(town, "票号|T1|T2|T3\n001|80|81|82\n002|70|71|72", voter_class=LEADERS, issued=4, returned=2),
    )


@pytest.mark.parametrize(
    ("own", "switch", "counts"),
    [("计", "是", True), ("", "否", True), ("", "是", False), ("不计", "否", False), ("不计", "是", False)],
)
def test_each_poll_says_for_itself_whether_own_votes_count(own: str, switch: str, counts: bool) -> None:
    """自评 91, 测评 (80 + 70) / 2 = 75; together (91 + 75) / 2 = 83."""
    town = Town(scheme_of(self_assessed(own, switch)))
    result, _ = counted(town, *replies(town))
    assert result.standing_of["T1"].poll_score == (83_00 if counts else None)


def test_a_poll_of_nobody_but_oneself_is_asked_about_before_it_is_wiped_out() -> None:
    assert faults_of(self_assessed("计")) == ()
    (finding,) = faults_of(self_assessed(""))
    assert (finding.code, finding.severity, str(finding.place)) == (
        "scheme.own-only",
        Severity.WARNING,
        "考核方案.xlsx 工作表“票类” 单元格 B2",
    )
    assert finding.message == (
        "票类“本人”中，云溪镇 陆明澈、石栏镇 叶尔江、莲浦街道 游砚秋的票只有本人给自己打的分，"
        "按“本人票不计”一个也不计入，测评得分无法计算。"
    )
    assert "在“测评”表的“本人票”（没有这一栏的，在最后加上）选“计”" in finding.remedy


def test_the_fingerprint_goes_by_what_is_said_and_a_blank_says_nothing() -> None:
    without = sheets()
    blank = sheets()
    blank["测评"] = [[*row, "本人票" if place == 0 else ""] for place, row in enumerate(blank["测评"])]
    said = [[*row[:4], "计" if place else "本人票"] for place, row in enumerate(blank["测评"])]
    assert scheme_of(blank).fingerprint == scheme_of(without).fingerprint
    assert scheme_of(blank | {"测评": said}).fingerprint != scheme_of(without).fingerprint


# ---------------------------------------------------------------- one register for all


def mutual(own: str) -> Sheets:
    """The ratees vote on one another; 县委评议组 registers all their ballots."""
    return sheets(
        测评=f"名称|权重|计票方式|打分方式|本人票\n{MUTUAL}|60|逐票|百分制|{own}\n{HAND}|40|计票汇总|百分制|计",
        票类=SHEETS["票类"].replace(POLL, MUTUAL),
        填报任务=SHEETS["填报任务"].replace(POLL, MUTUAL),
    )


def test_where_own_votes_cannot_be_known_it_is_asked() -> None:
    for own in ("", "不计"):
        findings = faults_of(mutual(own))
        assert [(finding.code, finding.severity) for finding in findings] == [
            ("scheme.own-unknown", Severity.WARNING)
        ] * 2  # 县委领导 and 党员代表
        assert findings[0].message.startswith("票类“县委领导”一张表登记几个人的票，认不出哪张票是谁投的")
    for own in ("计", "凭编号不计"):
        assert faults_of(mutual(own)) == ()


def test_a_count_made_by_hand_has_no_room_for_a_code() -> None:
    raw = mutual("计")
    raw["测评"][2][4] = "凭编号不计"
    assert [(f.code, f.slots["voter_class"]) for f in faults_of(raw)] == [("scheme.own-unknown", "群众")]


def coded() -> Town:
    return Town(scheme_of(mutual("凭编号不计")))


def asked(text: str) -> tuple[dict[tuple[int, str], int], list[Finding]]:
    """States by ballot and ratee, and the findings on ballots."""
    town = coded()
    found, findings = judged(town, register(town, text, voter_class=LEADERS, issued=4, returned=text.count("\n")))
    marks = found.counted.marks[["ballot", "ratee", "state"]].itertuples(index=False, name=None)
    states = {(ballot + 1, town.scheme.ratees[ratee].code): state for ballot, ratee, state in marks}
    return states, [finding for finding in findings if finding.code.startswith("ballot.")]


def test_a_register_by_code_has_a_column_for_the_voter_and_says_what_it_is_for() -> None:
    form = coded().form(FormKind.BALLOTS, voter_class=LEADERS)
    assert [column.heading for column in form.columns[:3]] == ["票号", "票的\n效力", "投票人\n编号"]
    assert "只用来剔除给本人打的分" in form.intro
    plain = Town(scheme_of(mutual("不计"))).form(FormKind.BALLOTS, voter_class=LEADERS)
    assert "投票人编号" not in plain.intro
    assert "voter" not in [column.key for column in plain.columns]


@pytest.mark.parametrize(
    ("own", "said", "unsaid"),
    [
        ("", "本票无记名，请勿署名。", "本人"),
        ("计", "本票无记名，请勿署名。", "本人"),
        ("不计", "投票人是考核对象的，本人一格请留空。本票无记名，请勿署名。", "编号"),
        ("凭编号不计", "请在票上写明本人编号，只用来剔除给本人打的分；请勿署名。", "无记名"),
    ],
)
def test_the_paper_ballot_tells_a_ratee_what_to_do(own: str, said: str, unsaid: str) -> None:
    town = Town(scheme_of(mutual(own)))
    page = open_book(town.write("U1"))["测评票样"]
    assert page["A4"].value.endswith(said)
    assert unsaid not in page["A4"].value


def test_own_marks_are_left_out_by_the_voters_code_and_nobody_learns_which_row_is_whose() -> None:
    states, (note,) = asked("票号|投票人|T1|T2|T3\n001|T1|100|80|70\n002|t2|60|99|71\n003||50|51|52")
    void = {key for key, state in states.items() if state == MARK_VOID}
    assert void == {(1, "T1"), (2, "T2")}
    assert {state for key, state in states.items() if key not in void} == {VALID}
    assert (note.code, note.severity) == ("ballot.own-marks", Severity.NOTE)
    assert note.message == "“县委领导”按登记的投票人编号，剔除了给本人打的分2个，按规则不计。"
    assert note.place.cell is None


def test_a_register_by_code_is_filled_in_and_read_like_any_other(tmp_path: Path) -> None:
    town = coded()
    form = town.form(FormKind.BALLOTS, voter_class=LEADERS)
    typed: Entries = {("001", "voter"): "T1", ("001", "mark:T1"): 100, ("001", "mark:T2"): 80, ("002", "mark:T1"): 70}
    found = town.read(tmp_path, town.filled(form, {**typed, ("issued", ""): 4, ("returned", ""): 2}))
    assert found.codes == []
    reading = found.of(form)
    assert reading.texts[0, "voter"] == "T1"
    counts, _ = judged(town, reading)
    marks = counts.counted.marks
    assert marks.loc[marks["state"] == VALID, "value"].tolist() == [80_00, 70_00]


@pytest.mark.parametrize(
    ("voters", "code", "void"),
    [
        (("T9", "T2"), "ballot.voter-unknown", {(2, "T2")}),
        (("陆明澈", ""), "ballot.voter-unknown", set()),
        (("T1", "T1"), "ballot.voter-twice", {(1, "T1"), (2, "T1")}),
    ],
)
def test_a_code_that_says_nothing_is_an_error_that_names_only_the_row(
    voters: tuple[str, str], code: str, void: set[tuple[int, str]]
) -> None:
    states, findings = asked(f"票号|投票人|T1|T2|T3\n001|{voters[0]}|90|80|70\n002|{voters[1]}|91|81|71")
    assert {key for key, state in states.items() if state == MARK_VOID} == void
    (error,) = [finding for finding in findings if finding.severity is Severity.ERROR]
    assert error.code == code
    assert not [name for name in voters if name and name in error.message + error.remedy]


def test_versions_of_a_register_do_not_tell_whose_ballot_a_row_is() -> None:
    town = coded()
    form = town.form(FormKind.BALLOTS, voter_class=LEADERS)
    versions = [register(town, f"票号|投票人|T1\n001|{voter}|90", voter_class=LEADERS) for voter in ("T1", "T2", "")]
    (difference,), _ = compare(form, versions)
    assert (difference.who, difference.values) == ("001号票的“投票人编号”", ("（填有编号）", "（填有编号）", ""))


def test_what_is_decided_is_said_on_the_page_of_rules() -> None:
    def said(raw: Sheets) -> str:
        return dict(rules_in_words(scheme_of(raw)))["4．作废"]

    own = said(self_assessed("计"))
    assert f"“{OWN}”中，给本人打的分照常计入" in own
    assert f"“{POLL}”中，本人所在填报单位预计份数为1、也只登记了一张票的，那张票给本人打的分不计" in own
    assert f"“{MUTUAL}”中，按登记的投票人编号，给本人打的分不计" in said(mutual("凭编号不计"))
