"""What a scheme says about the secrecy of ballots: the two lines, 记名 and 票少接受; and what ``check`` says of it."""

from __future__ import annotations

import pytest

from lianping_xlsx.core.findings import Finding, Severity
from lianping_xlsx.formats.workbook_reader import read_xlsx
from lianping_xlsx.scheme.consistency import check_scheme
from lianping_xlsx.scheme.model import VoterClass
from lianping_xlsx.scheme.presets import PRESETS, load_preset
from lianping_xlsx.scheme.rules import RULE_SETTINGS
from lianping_xlsx.scheme.scheme_builder import build_scheme
from lianping_xlsx.scheme.scheme_workbook import read_records, write_scheme
from tests.findings import codes_of
from tests.older import older
from tests.small import (
    DELEGATES,
    LEADERS,
    POLL,
    SCHEME,
    Sheets,
    faults_of,
    records_of,
    scheme_of,
    sheets,
    table,
    with_rule,
)

SCORE_LINE, CLASS_LINE, FORMER = "测评得分公布线", "票类均分单列线", "少票提醒线"


def lines(few: str, by_class: str | None, name: str = SCORE_LINE) -> Sheets:
    """The small campaign with other lines; None: the workbook has no row for it."""
    raw = with_rule(测评得分公布线=few, 票类均分单列线=by_class or "")
    raw["计分规则"] = [
        [name if row[0] == SCORE_LINE else row[0], *row[1:]]
        for row in raw["计分规则"]
        if by_class is not None or row[0] != CLASS_LINE
    ]
    return raw


def marked(**words: str) -> Sheets:
    """The small campaign with columns of 票类 (记名=…, 票少接受=…, 说明=…), blank for all but 县委领导."""
    raw = sheets()
    raw["票类"] = [
        [*row, *(words if row[1] == "票类" else words.values() if row[1] == LEADERS else [""] * len(words))]
        for row in raw["票类"]
    ]
    return raw


def voter(raw: Sheets, name: str = LEADERS) -> VoterClass:
    return next(each for each in scheme_of(raw).classes if each.name == name)


# ---------------------------------------------------------------- the two lines


@pytest.mark.parametrize(
    ("few", "by_class", "read"),
    [
        ("3", "5", (3, 5)),
        ("4", "6", (4, 6)),
        ("3", "", (3, 5)),
        ("8", "", (8, 8)),
        ("3", None, (3, 5)),
        ("1", None, (1, 5)),
        ("8", None, (8, 8)),
    ],
)
def test_what_the_two_lines_are(few: str, by_class: str | None, read: tuple[int, int]) -> None:
    """票类均分单列线 is never below the other where a scheme does not give it."""
    raw = lines(few, by_class)
    rules = scheme_of(raw).rules
    assert (rules.few_ballots, rules.class_line) == read
    assert "scheme.class-line" not in [finding.code for finding in faults_of(raw)]


def test_the_line_is_read_under_its_former_name() -> None:
    older = lines("2", None, FORMER)
    assert read_records(older).findings == ()
    assert (scheme_of(older).rules.few_ballots, scheme_of(older).rules.class_line) == (2, 5)
    assert scheme_of(older).fingerprint == scheme_of(lines("2", "5")).fingerprint


def test_where_both_names_stand_the_present_one_is_read() -> None:
    raw = lines("4", "5")
    raw["计分规则"].insert(1, [FORMER, "2"])
    assert scheme_of(raw).rules.few_ballots == 4


def test_a_sheet_of_another_name_is_known_by_former_names_of_its_settings_too() -> None:
    """Of 20 settings just more than half are there, and the one that decides has its former name."""
    raw = lines("2", None, FORMER)
    kept = [setting.name for setting in RULE_SETTINGS.settings if not setting.later and setting.name != SCORE_LINE]
    half = sum(not setting.later for setting in RULE_SETTINGS.settings) // 2
    raw["另存"] = [row for row in raw.pop("计分规则") if row[0] in {"项目", FORMER, *kept[:half]}]
    assert "另存" in {finding.place.sheet for finding in read_records(raw).findings}


def test_a_setting_that_is_missing_is_asked_for_by_its_present_name() -> None:
    raw = lines("3", None)
    raw["计分规则"] = [row for row in raw["计分规则"] if row[0] != SCORE_LINE]
    (finding,) = read_records(raw).findings
    assert (finding.code, finding.slots["setting"]) == ("table.missing-setting", SCORE_LINE)


def test_where_a_class_may_stand_alone_changes_no_fingerprint() -> None:
    """Nothing that is issued or counted depends on it; on the other line 0.2.0 let the fingerprint depend."""
    assert scheme_of(lines("3", "9")).fingerprint == SCHEME.fingerprint
    assert scheme_of(lines("4", "5")).fingerprint != SCHEME.fingerprint


def test_the_cells_say_what_they_guard_and_what_they_cannot_hide() -> None:
    notes = {setting.name: setting.note for setting in RULE_SETTINGS.settings}
    assert "测评得分、综合得分能不能对外公布" in notes[SCORE_LINE]
    assert "票类平均分能不能对外单独列出" in notes[CLASS_LINE]
    assert all("定多少都遮不住" in notes[name] for name in (SCORE_LINE, CLASS_LINE))


# ---------------------------------------------------------------- 记名 and 票少接受


def test_a_class_is_secret_unless_it_says_that_it_is_not() -> None:
    assert (voter(sheets()).signed, voter(sheets()).few_accepted) == (False, "")
    raw = marked(记名="是", 票少接受="县委常委会同意")
    assert (voter(raw).signed, voter(raw).few_accepted) == (True, "县委常委会同意")
    assert voter(marked(票少接受="无")).few_accepted == voter(marked(票少接受=" —— ")).few_accepted == ""
    assert (voter(raw, DELEGATES).signed, voter(raw, DELEGATES).few_accepted) == (False, "")


@pytest.mark.parametrize("word", ["", "否"])
def test_the_columns_left_as_they_come_change_no_fingerprint(word: str) -> None:
    assert scheme_of(marked(记名=word, 票少接受="", 说明="")) == SCHEME
    assert scheme_of(marked(记名=word, 票少接受="", 说明="")).fingerprint == SCHEME.fingerprint


def test_ballots_that_bear_names_are_another_scheme_and_an_agreement_is_none() -> None:
    assert scheme_of(marked(记名="是")).fingerprint != SCHEME.fingerprint
    assert scheme_of(marked(票少接受="县委常委会同意")).fingerprint == SCHEME.fingerprint


def test_the_columns_survive_the_workbook() -> None:
    words = {"记名": "是", "票少接受": "县委常委会同意", "说明": "请写明本人单位"}
    records = records_of(marked(**words))
    raw: Sheets = {sheet.name: [list(row) for row in sheet.rows] for sheet in read_xlsx(write_scheme(records))}
    assert scheme_of(raw) == scheme_of(marked(**words))
    assert voter(raw).note == "请写明本人单位"


@pytest.mark.parametrize("preset", [preset.name for preset in PRESETS])
def test_a_preset_has_the_usual_lines(preset: str) -> None:
    rules = build_scheme(load_preset(preset)).rules
    assert (rules.few_ballots, rules.class_line) == (3, 5)


# ---------------------------------------------------------------- too few voters

UNITS = ("县委办公室", "第一考核组", "第二考核组", "县委评议组")
HOMES = """
    编号 | 姓名          | 职务       | 所在单位 | 排名组 | 填报单位
    T1   | 陆明澈        | 党委书记   | 云溪镇   | 乡镇   | 县委办公室
    T2   | 叶尔江·萨迪克 | 党委书记   | 石栏镇   | 乡镇   | 第一考核组
    T3   | 游砚秋        | 党工委书记 | 莲浦街道 | 街道   | 第二考核组
    """


def leaders(voters: int, *tasks: tuple[str, str, int], own: str = "", **words: str) -> Sheets:
    """县委领导 are so many voters, by tasks of (unit, ratees, ballots); the ratees are at home in the first units."""
    raw = marked(**words)
    raw["考核对象"] = table(HOMES)
    raw["票类"][1][3] = str(voters)
    raw["测评"] = [[*row, "本人票" if row[0] == "名称" else own if row[0] == POLL else "计"] for row in raw["测评"]]
    tasks = tasks or (("县委评议组", "全部", voters),)
    raw["填报任务"][1:2] = [[unit, "测评票", ratees, POLL, LEADERS, str(count)] for unit, ratees, count in tasks]
    return raw


def asked(raw: Sheets, code: str = "scheme.few-voters") -> list[Finding]:
    return [finding for finding in faults_of(raw, code) if finding.code == code]


def test_a_secret_vote_of_two_is_asked_about_with_three_ways_out() -> None:
    (finding,) = asked(leaders(2))
    assert finding.severity is Severity.WARNING
    assert str(finding.place) == "考核方案.xlsx 工作表“票类” 单元格 D2"
    assert finding.message == (
        "票类“县委领导”是无记名投票，给云溪镇 陆明澈（2人）、石栏镇 叶尔江·萨迪克（2人）、莲浦街道 游砚秋（2人）"
        "打分的人少于测评得分公布线3人，从得分、等次可能推算出各人怎么投的票。"
    )
    ways = ("并入别的票类", "在“票类”表的“记名”栏填“是”", "在“票少接受”栏写明由谁、为什么同意", "名次和等次")
    assert all(way in finding.remedy for way in ways)


@pytest.mark.parametrize(
    "raw",
    [leaders(3), leaders(2, 记名="是"), leaders(2, 票少接受="县委常委会同意")],
    ids=["on the line", "by name", "agreed to"],
)
def test_nothing_is_asked_of_enough_voters_or_of_what_is_settled(raw: Sheets) -> None:
    assert asked(raw) == []


def test_nothing_is_asked_of_a_class_that_weighs_nothing() -> None:
    raw = leaders(2)
    for row, weight in zip(raw["票类"][1:3], ("0", "100"), strict=True):
        row[2] = weight
    assert asked(raw) == []


@pytest.mark.parametrize(("classes", "count"), [(LEADERS, 1), ("", 0)], ids=["alone", "with others"])
def test_a_class_that_weighs_nothing_is_asked_about_if_a_tier_tells_its_votes(classes: str, count: int) -> None:
    """Two leaders, and 好 for more than two thirds of their votes: who has it has both."""
    raw = leaders(2)
    raw["测评"][1][3] = "等次"
    for row, weight in zip(raw["票类"][1:3], ("0", "100"), strict=True):
        row[2] = weight
    heads = "等次|适用排名组|比较内容|测评|等级|得票范围|票类|分母|比较|线"
    raw["等次条件"] = table(f"{heads}\n好||得票率|{POLL}|好||{classes}||≥|2/3")
    assert len(asked(raw)) == count


def test_the_line_of_the_scheme_is_the_line() -> None:
    raw = leaders(2)
    next(row for row in raw["计分规则"] if row[0] == SCORE_LINE)[1] = "2"
    assert asked(raw) == []


def test_only_those_who_have_too_few_voters_of_their_own_and_take_part_are_named() -> None:
    raw = leaders(4, ("县委评议组", "T1、T2", 2), ("县委办公室", "T3", 4))
    assert "给云溪镇 陆明澈（2人）、石栏镇 叶尔江·萨迪克（2人）打分" in asked(raw)[0].message
    raw["否决与加减分"].append(["T1", "退休", "不参评", "", "文件"])
    assert "给石栏镇 叶尔江·萨迪克（2人）打分" in asked(raw)[0].message


SINGLES = tuple((unit, "全部", 1) for unit in UNITS)


@pytest.mark.parametrize(
    ("raw", "named"),
    [
        (leaders(4, *SINGLES), ""),
        (leaders(3, *SINGLES[:3]), "云溪镇 陆明澈（除本人外2人）、石栏镇"),
        (leaders(3, *SINGLES[1:]), "给石栏镇 叶尔江·萨迪克（除本人外2人）、莲浦街道 游砚秋（除本人外2人）打分"),
        (leaders(3, *SINGLES[:3], own="计"), ""),
        (leaders(3, own="不计"), "云溪镇 陆明澈（除本人外2人）、石栏镇"),
        (leaders(3, own="计"), ""),
        (leaders(3, ("第一考核组", "全部", 3)), "给石栏镇 叶尔江·萨迪克（除本人外2人）打分"),
    ],
    ids=["four singles", "three singles", "one is no ratee", "own count", "one register", "it counts", "his unit"],
)
def test_the_ratee_s_own_vote_is_none_of_them_where_it_does_not_count(raw: Sheets, named: str) -> None:
    assert [named in finding.message for finding in asked(raw)] == ([True] if named else [])


def test_ballots_that_come_in_one_by_one_are_told_of_once() -> None:
    (finding,) = asked(leaders(4, *SINGLES), "scheme.single-ballots")
    assert finding.severity is Severity.NOTE
    assert "由4个填报单位各报一张票：一个文件就是一个人的票" in finding.message
    assert "本人一栏留空" in finding.remedy
    assert asked(leaders(4, *SINGLES, 记名="是"), "scheme.single-ballots") == []
    assert asked(leaders(4), "scheme.single-ballots") == []


@pytest.mark.parametrize(
    ("name", "code"),
    [("zhongwei-secretary", "scheme.few-voters"), ("zhongwei-member", "scheme.single-ballots")],
)
def test_the_presets_of_0_2_0_are_asked_about_and_those_of_now_are_not(name: str, code: str) -> None:
    assert len(asked(older(name).sheets, code)) == 1
    records = load_preset(name)
    assert codes_of(check_scheme(build_scheme(records), records), code) == []


def test_two_leaders_of_the_higher_committee_vote_by_name_and_it_is_said_why() -> None:
    scheme = build_scheme(load_preset("zhongwei-secretary"))
    (committee,) = [each for each in scheme.classes if each.signed]
    assert (committee.name, committee.electorate) == ("上级党委", 2)
    assert "因此记名" in committee.note


def test_the_members_of_the_committee_vote_by_one_register_and_nobody_on_himself() -> None:
    scheme = build_scheme(load_preset("zhongwei-member"))
    (task,) = [each for each in scheme.tasks if each.voter_class == "支部委员会成员"]
    assert (task.unit, task.ballots) == ("局机关党务干事", 4)
    assert scheme.class_of[task.poll, task.voter_class].note.startswith("投票人不给自己打分，本人一栏留空")
