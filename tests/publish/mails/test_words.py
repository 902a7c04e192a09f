"""What goes back to a unit, in words: its own file to be corrected, or the current form in its place."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from lianping_xlsx.intake.returns import FormStatus
from lianping_xlsx.publish.mails.mail_words import (
    Occasion,
    Owed,
    Sent,
    issue_letter,
    occasion,
    reminder_letter,
    return_letter,
)
from lianping_xlsx.spreadsheet.remarks import Remark
from tests.small import SCHEME, TOWN

BLANK = Remark("考评-云溪镇陆明澈", "I7", "K1“按期换届”的“扣分”没有填。", "请填写：0至60之间的数。", True)
WHOLE = Remark("考评-云溪镇陆明澈", "", "这张表缺少第3行。", "请对方重新报送。", True)


def to(name: str, *, today: dt.date = dt.date(2024, 12, 20), contact: str = "邢知微") -> Occasion:
    """A unit of the small campaign, whose deadline is 2024-12-20."""
    return occasion(SCHEME, replace(SCHEME.units[0], name=name, contact=contact), today)


def told(copies: list[Sent], problems: list[Remark], conflicts: list[Owed]) -> list[str]:
    """The lines between salutation and thanks."""
    letter = return_letter(to("第一考核组"), copies, problems, conflicts)
    assert letter.subject == "【请更正】2024年度党委书记述职评议考核（第一考核组）"
    head, *lines = letter.text.splitlines()
    assert head == "第一考核组："
    return [line.strip() for line in lines if line][:-2]


def test_its_own_file_to_be_corrected() -> None:
    conflict = Owed("评议意见", FormStatus.CONFLICT)
    assert told([Sent("U2 第一考核组.xlsx", False)], [BLANK, WHOLE], [conflict]) == [
        "你组报送的2024年度党委书记述职评议考核填报表已收到。经核对，有下列3处需要更正：",
        "1. 评议意见：收到内容不一致的多份，请告知以哪一份为准，或重新报送正确的一份。",
        "2. 工作表“考评-云溪镇陆明澈” 单元格 I7：K1“按期换届”的“扣分”没有填。请填写：0至60之间的数。",
        "3. 工作表“考评-云溪镇陆明澈”：这张表缺少第3行。",  # the remedy is the office's
        "附件“U2 第一考核组.xlsx”是你组报来的表，需要更正的单元格已经标红并加了批注；"
        "第一张工作表“需要更正”是问题清单。",
        "报送：在附件上更正后保存，作为附件直接回复本邮件；没有问题的内容请不要改动。",
        "报送截止日期：2024年12月20日。",
        "如有疑问，请联系：闻知行 0000-0000000。",
    ]


def test_the_current_form_in_its_place() -> None:
    lines = told([Sent("U2 第一考核组.xlsx", True)], [], [])
    assert lines[0].endswith("填报表已收到。经核对，需要换成附件中的表重新报送。")
    assert lines[1].startswith("附件“U2 第一考核组.xlsx”是现在使用的表，你组原来报送的内容能带过来的都已填好；")


@pytest.mark.parametrize(
    ("name", "you"), [("第一考核组", "你组"), ("县委办公室", "你单位"), ("支部书记闻溯", "你"), ("组织科", "你单位")]
)
def test_a_group_and_a_person_are_not_addressed_as_a_unit(name: str, you: str) -> None:
    letter = issue_letter(to(name, contact="闻溯"), TOWN.books[0])
    assert f"填报表发给{you}（见附件" in letter.text


@pytest.mark.parametrize(
    ("day", "issued", "reminded", "returned"),
    [
        (20, "报送截止日期：2024年12月20日。", "报送截止日期：2024年12月20日。", "报送截止日期：2024年12月20日。"),
        (
            25,
            "原定报送截止日期2024年12月20日已过，请收到后尽快填报并报送。",
            "报送截止日期为2024年12月20日，现已逾期5天，请尽快报送。",
            "原定报送截止日期2024年12月20日已过，请尽快更正并重新报送。",
        ),
    ],
)
def test_a_deadline_that_has_passed_is_not_told_as_one_to_come(
    day: int, issued: str, reminded: str, returned: str
) -> None:
    unit, owed = to("第一考核组", today=dt.date(2024, 12, day)), [Owed("评议意见", FormStatus.MISSING)]
    letters = (
        issue_letter(unit, TOWN.books[0]),
        reminder_letter(unit, TOWN.books[0], owed, []),
        return_letter(unit, [Sent("U2 第一考核组.xlsx", False)], [BLANK], []),
    )
    for letter, told_of in zip(letters, (issued, reminded, returned), strict=True):
        assert told_of in letter.text
        assert letter.text.count("2024年12月20日") == 1


@pytest.mark.parametrize(
    ("day", "by"), [(21, "在补报截止日期2024年12月27日以前"), (27, "在补报截止日期2024年12月27日以前"), (28, "立即")]
)
def test_late_replies_are_wanted_by_their_own_deadline(day: int, by: str) -> None:
    profile = replace(SCHEME.profile, late_deadline=dt.date(2024, 12, 27))
    unit = replace(to("第一考核组", today=dt.date(2024, 12, day)), profile=profile)
    owed = [Owed("评议意见", FormStatus.MISSING)]
    assert f"现已逾期{day - 20}天，请{by}报送。" in reminder_letter(unit, TOWN.books[0], owed, []).text
    assert f"已过，请{by}更正并重新报送。" in return_letter(unit, [Sent("U2.xlsx", False)], [BLANK], []).text


def test_a_reminder_tells_what_is_owed() -> None:
    missing, refused = Owed("评议意见", FormStatus.MISSING), Owed("实地考评", FormStatus.REFUSED)
    unit, book = to("县委办公室"), TOWN.books[0]
    assert "需你单位填报的表，尚有下列1张未收到，请抓紧报送：" in reminder_letter(unit, book, [missing], []).text
    assert "    1. 评议意见。\n" in reminder_letter(unit, book, [missing], []).text
    text = reminder_letter(unit, book, [missing, refused], ["表头被改动。"]).text
    assert "尚有下列2张未收到或未能采用，请抓紧报送：" in text
    assert "1. 评议意见：尚未收到。" in text
    assert "未能采用的原因：表头被改动。" in text


def test_a_remark_on_the_office_is_no_part_of_the_signature() -> None:
    named = replace(SCHEME, profile=replace(SCHEME.profile, host="中共青禾县委组织部（各乡镇党委具体实施）"))
    unit = occasion(named, SCHEME.units[0], dt.date(2024, 12, 1))
    assert issue_letter(unit, TOWN.books[0]).text.endswith("感谢支持配合！\n\n中共青禾县委组织部\n")
