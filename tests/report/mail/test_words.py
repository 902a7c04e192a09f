"""What goes back to a unit, in words: its own file to be corrected, or the current form in its place."""

from __future__ import annotations

from lianping_xlsx.intake.returns import FormStatus
from lianping_xlsx.report.mail.words import Owed, Sent, return_letter
from lianping_xlsx.sheets.remarks import Remark
from tests.small import SCHEME

BLANK = Remark("考评-云溪镇陆明澈", "I7", "K1“按期换届”的“扣分”没有填。", "请填写：0至60之间的数。", True)
WHOLE = Remark("考评-云溪镇陆明澈", "", "这张表缺少第3行。", "请对方重新报送。", True)


def told(copies: list[Sent], problems: list[Remark], conflicts: list[Owed]) -> list[str]:
    """The lines between salutation and thanks."""
    letter = return_letter(SCHEME.profile, "第一考核组", copies, problems, conflicts)
    assert letter.subject == "【请更正】2024年度党委书记述职评议考核（第一考核组）"
    head, *lines = letter.text.splitlines()
    assert head == "第一考核组："
    return [line.strip() for line in lines if line][:-2]


def test_its_own_file_to_be_corrected() -> None:
    conflict = Owed("评议意见", FormStatus.CONFLICT)
    assert told([Sent("U2 第一考核组.xlsx", False)], [BLANK, WHOLE], [conflict]) == [
        "你单位报送的2024年度党委书记述职评议考核的表已经收到。经核对，有下列3处需要更正：",
        "1. 评议意见：收到了内容不一样的几份，请告知以哪一份为准，或重新报送正确的一份。",
        "2. 工作表“考评-云溪镇陆明澈” 单元格 I7：K1“按期换届”的“扣分”没有填。请填写：0至60之间的数。",
        "3. 工作表“考评-云溪镇陆明澈”：这张表缺少第3行。",  # the remedy is the office's
        "附件“U2 第一考核组.xlsx”是你单位报来的表，需要更正的单元格已经标红并加了批注；"
        "第一张工作表“需要更正”是问题清单。",
        "报送：在附件上更正后保存，作为附件直接回复本邮件；没有问题的内容请不要改动。",
        "报送截止日期：2024年12月20日。",
        "有不清楚的，请联系：闻知行 0000-0000000。",
    ]


def test_the_current_form_in_its_place() -> None:
    lines = told([Sent("U2 第一考核组.xlsx", True)], [], [])
    assert lines[0].endswith("的表已经收到。经核对，需要换成附件中的表重新报送。")
    assert lines[1].startswith("附件“U2 第一考核组.xlsx”是现在使用的表，你单位原来报送的内容能带过来的都已填好；")
