"""``mail --feedback``: after the decision each person gets his own letter and his own list, and nobody else's."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook

from lianping_xlsx.app import finalize
from lianping_xlsx.app.campaign import Campaign
from lianping_xlsx.core import safe_open
from lianping_xlsx.core.findings import Finding
from lianping_xlsx.decision.feedback import BLANK_TO_SUM_UP
from tests.books import edited
from tests.campaigns import copy_of
from tests.cli.running import Runner
from tests.cli.test_mail import attached, opened, text_of
from tests.deciding import COMPLETE, type_in
from tests.lists import answered_list

LUO = "T1 云溪镇 陆明澈"


@pytest.fixture
def decided(decided_once: Campaign, tmp_path: Path) -> Campaign:
    return copy_of(decided_once, tmp_path / "d")


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(safe_open, "today", lambda: dt.date(2025, 1, 8))


def test_before_the_decision_there_is_nothing_to_hand_out(run: Runner, town: Campaign) -> None:
    ran = run("mail", town.folder, "--feedback")
    assert ran.code == 2
    assert "还没有定稿" in ran.out
    assert "--remind、--feedback、--rectify 是不同的邮件" in run("mail", town.folder, "--feedback", "--remind").err


def test_each_person_gets_what_is_his_own(run: Runner, decided: Campaign) -> None:
    letters = sorted(path.stem for path in (decided.decided / "反馈意见书").glob("*.docx"))
    lists = {path.stem for path in (decided.decided / "整改清单").glob("*.xlsx")}
    assert "mail --feedback" in run("next", decided.folder).out
    out = run("mail", decided.folder, "--feedback").out
    assert "mail --feedback" not in out
    drafts = sorted(decided.feedback_mails.iterdir())
    assert [path.name for path in drafts] == [f"反馈意见书 {name}.eml" for name in letters]
    for path, name in zip(drafts, letters, strict=True):
        expected = {f"反馈意见书 {name}.docx": (decided.decided / f"反馈意见书/{name}.docx").read_bytes()}
        if name in lists:
            expected[f"整改清单 {name}.xlsx"] = (decided.decided / f"整改清单/{name}.xlsx").read_bytes()
        assert attached(path) == expected
    assert lists
    assert "| 考核对象" in out
    assert "| 云溪镇 陆明澈" in out
    assert "邮件草稿已写到" in out


def test_the_mail_itself_tells_nothing_of_the_result(run: Runner, decided: Campaign) -> None:
    run("mail", decided.folder, "--feedback")
    path = decided.feedback_mails / f"反馈意见书 {LUO}.eml"
    assert opened(path)["Subject"] == "【反馈】2024年度党委书记述职评议考核（云溪镇 陆明澈）"
    words = text_of(path)
    assert f"反馈意见书见附件“反馈意见书 {LUO}.docx”，请查收。" in words
    assert "不要转发给其他人" in words
    assert not any(f"“{tier}”" in words for tier in ("好", "中", "差"))
    assert "分" not in words


def test_it_goes_to_the_address_of_his_unit_unless_another_has_his_number(run: Runner, decided: Campaign) -> None:
    path = decided.feedback_mails / f"反馈意见书 {LUO}.eml"
    fill_in(decided, "考核对象", {"填报单位": "第一考核组"})
    fill_in(decided, "填报单位", {"邮箱": ""})
    assert "“第一考核组”没有填邮箱" in run("mail", decided.folder, "--feedback").out
    fill_in(decided, "填报单位", {"邮箱": "unit@example.com"})
    assert "没有填邮箱" not in run("mail", decided.folder, "--feedback").out
    assert opened(path)["To"] == "unit@example.com"
    fill_in(decided, "考核对象", {"姓名": "别人"})
    out = run("mail", decided.folder, "--feedback").out
    assert f"不知道“云溪镇 陆明澈”在哪个填报单位，邮件草稿“反馈意见书 {LUO}.eml”没有收件人" in out
    assert "没有填邮箱" not in out
    assert opened(path)["To"] is None


def fill_in(decided: Campaign, sheet: str, typed: dict[str, str]) -> None:
    """Type into columns of the scheme; of 考核对象 into the name of T1 alone."""

    def edit(book: Workbook) -> None:
        rows = list(book[sheet].iter_rows())
        number = next(n for n, row in enumerate(rows) if "编号" in [cell.value for cell in row])
        heads = [str(cell.value) for cell in rows[number]]
        for row in rows[number + 1 :]:
            code = row[heads.index("编号")].value
            for head, text in typed.items():
                if code and (head != "姓名" or code == "T1"):
                    row[heads.index(head)].value = text

    decided.scheme.write_bytes(edited(decided.scheme.read_bytes(), edit))


@pytest.mark.parametrize("between", ["", "</w:t></w:r><w:proofErr w:type='spellEnd'/><w:r><w:t>"])
def test_a_letter_that_the_office_has_to_finish_is_not_sent_as_it_is(
    between: str, run: Runner, decided: Campaign
) -> None:
    """Opinions of fewer than three authors are summed up by the office in a blank of the letter.

    Word parts the blank from the words before it when it saves the letter.
    """
    letter = decided.decided / f"反馈意见书/{LUO}.docx"
    letter.write_bytes(with_words(letter.read_bytes(), BLANK_TO_SUM_UP.replace("：", f"：{between}")))
    ran = run("mail", decided.folder, "--feedback")
    assert ran.code == 1
    assert "由主办单位归纳的一栏还空着：云溪镇 陆明澈，这些人的邮件没有写" in ran.out
    written = {path.stem.removeprefix("反馈意见书 ") for path in decided.feedback_mails.iterdir()}
    assert written
    assert LUO not in written


@pytest.mark.parametrize(
    ("words", "more"),
    [
        ('陆明澈</w:t></w:r><w:del w:id="1" w:author="经办人"><w:r><w:delText>不宜提拔</w:delText></w:r></w:del>', {}),
        ("陆明澈", {"word/comments.xml": b'<w:comments><w:comment w:id="0"/></w:comments>'}),
    ],
)
def test_a_letter_with_revisions_or_comments_is_not_sent(
    words: str, more: dict[str, bytes], run: Runner, decided: Campaign
) -> None:
    """What was deleted, and who deleted it, is still in the file."""
    letter = decided.decided / f"反馈意见书/{LUO}.docx"
    open_run = "<w:r><w:t>" if "<w:del" in words else ""
    letter.write_bytes(with_words(letter.read_bytes(), words + open_run, more))
    ran = run("mail", decided.folder, "--feedback")
    assert ran.code == 1
    assert "留有修订或者批注：云溪镇 陆明澈，这些人的邮件没有写" in ran.out
    assert LUO not in {path.stem.removeprefix("反馈意见书 ") for path in decided.feedback_mails.iterdir()}


def with_words(letter: bytes, words: str, more: Mapping[str, bytes] | None = None) -> bytes:
    """A letter in which the words stand in place of the name of its reader, with ``more`` parts."""
    packed = BytesIO()
    with zipfile.ZipFile(BytesIO(letter)) as old, zipfile.ZipFile(packed, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "word/document.xml":
                content = content.replace("陆明澈".encode(), words.encode())
            new.writestr(name, content)
        for name, content in (more or {}).items():
            new.writestr(name, content)
    return packed.getvalue()


def test_drafts_with_the_letters_of_before_are_taken_away(run: Runner, decided: Campaign) -> None:
    run("mail", decided.folder, "--feedback")
    count = len(list(decided.feedback_mails.iterdir()))
    assert count
    assert "撤掉" not in run("finalize", decided.folder).out
    type_in(decided, COMPLETE | {"I6": "差", "J6": "信访问题查实", "C3": "县委常委会第13次会议", "I3": "2025-01-06"})
    out = run("finalize", decided.folder).out
    assert f"重新定稿以前写的{count}封邮件草稿" in out
    assert not list(decided.feedback_mails.glob("*.eml"))
    (decided.received / "a.xlsx").write_bytes(answered_list(decided, "T1"))
    assert "mail --feedback" in run("rectify", decided.folder).out  # the letters of the new decision


def test_drafts_with_the_letters_of_before_are_taken_away_also_after_a_run_that_was_killed(
    run: Runner, decided: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the same decision again would find it on record, and the drafts still there."""
    run("mail", decided.folder, "--feedback")
    type_in(decided, {**COMPLETE, "C3": "县委常委会第13次会议"})

    def die(*_: object) -> tuple[Finding, ...]:
        raise SystemExit(9)

    with monkeypatch.context() as killed:
        killed.setattr(finalize, "withdraw_drafts", die)
        assert run("finalize", decided.folder).code == 9
    assert "重新定稿以前写的3封邮件草稿" in run("finalize", decided.folder).out
    assert list(decided.feedback_mails.glob("*.eml")) == []


def test_a_letter_that_is_gone_stops_all(run: Runner, decided: Campaign) -> None:
    (decided.decided / f"反馈意见书/{LUO}.docx").unlink()
    ran = run("mail", decided.folder, "--feedback")
    assert ran.code == 2
    assert "没有这些人的反馈意见书（.docx），或者打不开：云溪镇 陆明澈" in ran.out
    assert not decided.feedback_mails.exists()


@pytest.mark.parametrize("what", ["反馈意见书/{}.docx", "整改清单/{}.xlsx"])
def test_what_somebody_saved_under_another_name_goes_to_nobody(what: str, run: Runner, decided: Campaign) -> None:
    other = "T2 石栏镇 叶尔江·萨迪克"
    (decided.decided / what.format(other)).write_bytes((decided.decided / what.format(LUO)).read_bytes())
    ran = run("mail", "--feedback", decided.folder)
    assert ran.code == 1
    assert "里面是别人的：石栏镇 叶尔江·萨迪克，这些人的邮件没有写。" in ran.out
    written = {path.stem.removeprefix("反馈意见书 ") for path in decided.feedback_mails.iterdir()}
    assert LUO in written
    assert other not in written
    run("mail", "--rectify", decided.folder)
    draft = decided.rectification_reminders / f"整改清单 {other}.eml"
    assert list(attached(draft)) == ([f"整改清单 {other}.xlsx"] if what.endswith("docx") else [])
