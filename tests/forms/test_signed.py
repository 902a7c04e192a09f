"""Forms of a class that votes by name (记名) say so, and what its voters are told besides (说明) stands on them."""

from __future__ import annotations

from pathlib import Path

import pytest

from lianping_xlsx.forms.layout import FormLayout
from lianping_xlsx.scheme.terms import FormKind
from tests.books import open_book
from tests.small import DELEGATES, LEADERS, PEOPLE, TOWN, Sheets, Town, scheme_of, sheets

NOTE = "请写明本人单位"
SECRET_WORDS = ("不要登记投票人姓名", "不得登记或猜测投票人姓名", "本票无记名", "请勿署名", "请勿在表上署名")


def voting(*classes: str, ballots: int = 4, own: str = "", **words: str) -> Town:
    """The small campaign, in which some classes have these words in columns of 票类."""
    raw: Sheets = sheets()
    raw["票类"] = [
        [*row, *(words if row[1] == "票类" else words.values() if row[1] in classes else [""] * len(words))]
        for row in raw["票类"]
    ]
    raw["测评"] = [[*row, "本人票" if row[0] == "名称" else own] for row in raw["测评"]]
    raw["填报任务"][1][5] = str(ballots)
    return Town(scheme_of(raw))


def words_on(town: Town, sheet: str) -> str:
    """All the words on a sheet of 县委办公室."""
    page = open_book(town.write("U1"))[sheet]
    return "\n".join(str(cell.value) for row in page.iter_rows() for cell in row if cell.value is not None)


def register(town: Town, voter_class: str = LEADERS) -> FormLayout:
    return town.form(FormKind.BALLOTS, voter_class=voter_class)


def test_a_register_of_ballots_with_names_says_so_and_takes_no_names() -> None:
    form = register(voting(LEADERS, 记名="是"))
    assert "本票类记名投票，投票人在测评票上署名，本表不登记姓名，原票妥善保管。监票人认定的废票" in form.intro
    assert SECRET_WORDS[0] not in form.intro
    assert form.columns == register(TOWN).columns


def test_another_class_of_the_same_poll_votes_in_secret_as_ever() -> None:
    town = voting(LEADERS, 记名="是")
    assert register(town, DELEGATES) == register(TOWN, DELEGATES)
    assert town.form(FormKind.TALLY) == TOWN.form(FormKind.TALLY)


def test_a_count_by_hand_says_so() -> None:
    form = voting(PEOPLE, 记名="是").form(FormKind.TALLY)
    assert form.intro == TOWN.form(FormKind.TALLY).intro + "本票类记名投票，投票人在测评票上署名，本表只登记合计。"


@pytest.mark.parametrize(("own", "said"), [("计", "本票类记名投票"), ("不计", "本人给自己的票不计。本票类记名投票")])
def test_the_ballot_of_a_single_voter_says_so(own: str, said: str) -> None:
    form = register(voting(LEADERS, ballots=1, own=own, 记名="是"))
    assert form.by_voter
    assert form.intro.endswith(f"{said}，本表由谁报送就是谁的票。")
    assert "请勿在表上署名" in register(voting(ballots=1, own=own)).intro


@pytest.mark.parametrize(
    ("own", "said"),
    [
        ("", "本票记名，请在票下方署名。"),
        ("不计", "投票人是考核对象的，本人一格请留空。本票记名，请在票下方署名。"),
        ("凭编号不计", "请在票上写明本人编号，只用来剔除给本人打的分。本票记名，请在票下方署名。"),
    ],
)
def test_the_paper_ballot_asks_for_the_name_and_has_room_for_it(own: str, said: str) -> None:
    town = voting(LEADERS, own=own, 记名="是")
    paper = words_on(town, "测评票样")
    assert said in paper
    assert paper.endswith("投票人（签名）：")
    assert "签名" not in words_on(town, "测评票样(2)")  # of the delegates


def test_the_guide_does_not_call_it_secret() -> None:
    guide = words_on(voting(LEADERS, DELEGATES, PEOPLE, 记名="是"), "填表说明")
    assert guide.count("本票类记名投票") == 3
    assert not [words for words in SECRET_WORDS if words in guide]


@pytest.mark.slow
def test_nothing_says_secret_where_all_vote_by_name() -> None:
    town = voting(LEADERS, DELEGATES, PEOPLE, 记名="是")
    for sheet in open_book(town.write("U1")).sheetnames:
        assert not [words for words in SECRET_WORDS if words in words_on(town, sheet)], sheet


def test_what_the_voters_are_told_besides_stands_on_form_paper_and_guide() -> None:
    town = voting(LEADERS, 说明=NOTE)
    form = register(town)
    assert form.intro == f"{register(TOWN).intro}{NOTE}。"
    assert f"请勿署名。{NOTE}。" in words_on(town, "测评票样")
    assert f"不得登记或猜测投票人姓名。{NOTE}。" in words_on(town, "填表说明")
    assert form.fingerprint == register(TOWN).fingerprint


@pytest.mark.parametrize("word", ["", "否"])
def test_a_secret_class_has_the_forms_that_it_had(word: str) -> None:
    assert voting(LEADERS, 记名=word, 票少接受="县委常委会同意", 说明="").books == TOWN.books


# ---------------------------------------------------------------- a secret vote stays one


@pytest.mark.parametrize(("before", "after", "code"), [("", "是", "form.outdated-signed"), ("是", "", "form.outdated")])
def test_forms_issued_for_the_other_way_of_voting_do_not_count(
    before: str, after: str, code: str, tmp_path: Path
) -> None:
    """Who voted in secret is not named afterwards, by a change of the scheme."""
    issued, now = voting(LEADERS, 记名=before), voting(LEADERS, 记名=after)
    form = register(issued)
    assert form.fingerprint != register(now).fingerprint
    data = issued.filled(form, {("001", "mark:T1"): 90, ("issued", ""): 4, ("returned", ""): 1})
    assert now.read(tmp_path, data).codes == [code]
