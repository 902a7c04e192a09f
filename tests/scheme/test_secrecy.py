"""What a scheme says about the secrecy of ballots: the two lines, 记名 and 票少接受."""

from __future__ import annotations

import pytest

from lianping_xlsx.scheme.build import build_scheme
from lianping_xlsx.scheme.declared import RULES
from lianping_xlsx.scheme.model import VoterClass
from lianping_xlsx.scheme.presets import PRESETS, load_preset
from lianping_xlsx.scheme.workbook import read_records, write_scheme
from lianping_xlsx.sheets.reading import read_xlsx
from tests.small import DELEGATES, LEADERS, SCHEME, Sheets, faults_of, records_of, scheme_of, sheets, with_rule

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
    """The small campaign with the columns 记名 and 票少接受 (记名=…, 票少接受=…) for 县委领导, blank for the others."""
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
    assert faults_of(raw) == ()


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
    kept = [setting.name for setting in RULES.settings if not setting.later and setting.name != SCORE_LINE]
    half = sum(not setting.later for setting in RULES.settings) // 2
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
    notes = {setting.name: setting.note for setting in RULES.settings}
    assert "测评得分、综合得分能不能对外公布" in notes[SCORE_LINE]
    assert "票类平均分能不能对外单独列出" in notes[CLASS_LINE]
    assert all("定多少都遮不住" in notes[name] for name in (SCORE_LINE, CLASS_LINE))


# ---------------------------------------------------------------- 记名 and 票少接受


def test_a_class_is_secret_unless_it_says_that_it_is_not() -> None:
    assert (voter(sheets()).signed, voter(sheets()).few_accepted) == (False, "")
    raw = marked(记名="是", 票少接受="县委常委会同意")
    assert (voter(raw).signed, voter(raw).few_accepted) == (True, "县委常委会同意")
    assert (voter(raw, DELEGATES).signed, voter(raw, DELEGATES).few_accepted) == (False, "")


@pytest.mark.parametrize("word", ["", "否"])
def test_the_two_columns_left_as_they_come_change_no_fingerprint(word: str) -> None:
    assert scheme_of(marked(记名=word, 票少接受="")) == SCHEME
    assert scheme_of(marked(记名=word, 票少接受="")).fingerprint == SCHEME.fingerprint


def test_ballots_that_bear_names_are_another_scheme_and_an_agreement_is_none() -> None:
    assert scheme_of(marked(记名="是")).fingerprint != SCHEME.fingerprint
    assert scheme_of(marked(票少接受="县委常委会同意")).fingerprint == SCHEME.fingerprint


def test_both_columns_survive_the_workbook() -> None:
    records = records_of(marked(记名="是", 票少接受="县委常委会同意"))
    raw: Sheets = {sheet.name: [list(row) for row in sheet.rows] for sheet in read_xlsx(write_scheme(records))}
    assert scheme_of(raw) == scheme_of(marked(记名="是", 票少接受="县委常委会同意"))


@pytest.mark.parametrize("preset", [preset.name for preset in PRESETS])
def test_a_preset_has_the_usual_lines(preset: str) -> None:
    rules = build_scheme(load_preset(preset)).rules
    assert (rules.few_ballots, rules.class_line) == (3, 5)
