"""Drafts for sending out the forms, for reminding, and for what goes back to be corrected."""

from __future__ import annotations

import datetime as dt
import shutil
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import click
import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from lianping_xlsx.app import templates
from lianping_xlsx.app.campaign import Campaign
from lianping_xlsx.app.storage import write_recorded
from lianping_xlsx.core import safe_open
from lianping_xlsx.core.findings import Finding
from lianping_xlsx.forms.form_workbook import write_workbook
from lianping_xlsx.forms.issued_forms import issue
from lianping_xlsx.forms.layout import VERSIONS, WorkbookLayout
from lianping_xlsx.publish.mails.post import Attachment, Draft, write_draft
from lianping_xlsx.scheme.model import Scheme
from tests.books import edited, open_book
from tests.campaigns import all_replies, answered, campaign
from tests.cli.running import Ran, Runner, snapshot
from tests.inline import read_in_this_process
from tests.small import SECRET, SHEETS, TOWN, Sheets, Town, scheme_of, sheets
from tests.spoilt.locked import with_password

ADDRESSED = SHEETS["填报单位"].replace("0000-0000112 |", "0000-0000112 | c@example.com；d@example.com")
ADDRESSED = ADDRESSED.replace("0000-0000104 |", "0000-0000104 | e@example.com")
"""The units of the small campaign, each with an address; 第二考核组 has two."""


@pytest.fixture(autouse=True)
def _here(monkeypatch: pytest.MonkeyPatch) -> None:
    read_in_this_process(monkeypatch)
    it_is(monkeypatch, 2024, 12, 20)


def it_is(monkeypatch: pytest.MonkeyPatch, *day: int) -> None:
    """The clock of the machine. The deadline of the small campaign is 2024-12-20."""
    monkeypatch.setattr(safe_open, "today", lambda: dt.date(*day))


def addressed(**changed: str) -> Sheets:
    return sheets(**{"填报单位": ADDRESSED} | changed)


def issued(run: Runner, folder: Path, raw: Sheets | None = None) -> Campaign:
    """A campaign whose forms have been made."""
    found = campaign(folder, raw or addressed())
    assert run("templates", found.folder).code == 0
    return found


def opened(path: Path) -> EmailMessage:
    message = message_from_bytes(path.read_bytes(), policy=policy.default.clone(raise_on_defect=True))
    assert isinstance(message, EmailMessage)
    return message


def text_of(path: Path) -> str:
    body = opened(path).get_body()
    assert body is not None
    content = body.get_content()
    assert isinstance(content, str)
    return content


def attached(path: Path) -> dict[str, bytes]:
    return {str(part.get_filename()): part.get_payload(decode=True) for part in opened(path).iter_attachments()}  # type: ignore[misc]


def change(path: Path, sheet: str, cell: str, content: Any) -> None:
    def edit(book: Workbook) -> None:
        book[sheet][cell] = content

    path.write_bytes(edited(path.read_bytes(), edit))


# ---------------------------------------------------------------- sending out


def test_each_unit_gets_a_draft_with_its_workbook(run: Runner, tmp_path: Path) -> None:
    found = issued(run, tmp_path / "c")
    ran = run("mail", found.folder)
    assert ran.code == 0
    names = [book.file.removesuffix(".xlsx") for book in TOWN.books]
    assert sorted(path.name for path in found.mails.iterdir()) == sorted(f"{name}.eml" for name in names)
    draft = found.mails / "U3 第二考核组.eml"
    message = opened(draft)
    assert message["To"] == "c@example.com, d@example.com"
    assert message["Subject"] == "【请填报】2024年度党委书记述职评议考核（第二考核组）"
    assert attached(draft) == {"U3 第二考核组.xlsx": (found.issued / "U3 第二考核组.xlsx").read_bytes()}
    assert text_of(draft).replace("\r\n", "\n") == (
        "第二考核组：\n\n"
        "    现将2024年度党委书记述职评议考核填报表发给你组（见附件“U3 第二考核组.xlsx”），共1张：实地考评1张。"
        "请按要求填报：\n"
        "    1. 报送截止日期：2024年12月20日。\n"
        "    2. 填写：用 WPS 或 Excel 打开附件，先看“填表说明”，只在浅黄色格内填写。"
        "请不要增删行列，不要改动表上印好的内容和工作表名称，不要用截图、PDF 代替。\n"
        "    3. 报送：填好后保存，把这个文件作为附件直接回复本邮件。\n"
        "    4. 如有疑问，请联系：闻知行 0000-0000000。\n\n"
        "    感谢支持配合！\n\n"
        "中共青禾县委组织部\n"
    )
    assert "| 第二考核组 | c@example.com、d@example.com | 实地考评1张" in ran.out
    assert "用邮件程序" in ran.out


def test_workbooks_that_are_as_they_were_issued_are_not_written_anew(
    run: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Their stamps say whether they are of the scheme as it is; without the record each is compared."""
    found = issued(run, tmp_path / "c")
    anew: list[str] = []

    def counted(scheme: Scheme, secret: bytes, book: WorkbookLayout) -> bytes:
        anew.append(book.unit)
        return write_workbook(scheme, secret, book)

    monkeypatch.setattr("lianping_xlsx.app.mail.write_workbook", counted)
    assert run("mail", found.folder).code == 0
    first = {path.name: path.read_bytes() for path in found.mails.iterdir()}
    assert anew == []
    found.issued_record.unlink()
    assert run("mail", found.folder).code == 0
    assert {path.name: path.read_bytes() for path in found.mails.iterdir()} == first
    assert anew == [book.unit for book in TOWN.books]


def test_a_unit_without_a_form_gets_no_draft_and_the_same_again_gives_the_same_bytes(
    run: Runner, tmp_path: Path
) -> None:
    units = ADDRESSED + "        U9 | 县直机关 | 某人 | 0000-0000119 | z@example.com\n"
    found = issued(run, tmp_path / "c", addressed(填报单位=units))
    run("mail", found.folder)
    first = snapshot(found.folder)
    assert not [name for name in first if "县直机关" in name]
    assert run("mail", found.folder).code == 0
    assert snapshot(found.folder) == first


def test_the_mark_of_the_scheme_stands_above_and_what_it_leaves_open_is_said_so(run: Runner, tmp_path: Path) -> None:
    raw = addressed()
    for row in raw["基本信息"]:
        row[1] = {"标注": "工作秘密", "报送截止日期": "", "联系人": "", "联系电话": ""}.get(str(row[0]), row[1])
    found = issued(run, tmp_path / "c", raw)
    run("mail", found.folder)
    text = text_of(found.mails / "U3 第二考核组.eml")
    assert text.startswith("（工作秘密）\r\n\r\n第二考核组：")
    assert "报送截止日期：以通知为准。" in text
    assert "如有疑问，请直接回复本邮件。" in text


def test_an_address_that_is_missing_or_wrong_is_said_and_the_draft_is_there(run: Runner, tmp_path: Path) -> None:
    units = SHEETS["填报单位"].replace("a@example.com", "县委办 薛定安").replace("b@example.com", "b@example.com；无")
    found = issued(run, tmp_path / "c", sheets(填报单位=units))
    ran = run("mail", found.folder)
    assert ran.code == 1
    assert "“第二考核组”没有填邮箱，邮件草稿“U3 第二考核组.eml”没有收件人。" in ran.out
    assert "“县委办公室”的邮箱里，“县委办、薛定安”不是邮箱地址" in ran.out
    assert "“第一考核组”的邮箱里，“无”不是邮箱地址" in ran.out
    assert [opened(found.mails / f"{name}.eml")["To"] for name in ("U1 县委办公室", "U2 第一考核组")] == [
        None, "b@example.com",
    ]  # fmt: skip
    ran = run("mail", found.folder, "--json")
    assert ran.code == 1
    assert list(ran.json) == ["version", "mails", "findings"]
    assert _list(ran.json["mails"])[1] == {
        "unit": "第一考核组",
        "to": ["b@example.com"],
        "forms": ["实地考评（云溪镇 陆明澈）", "实地考评（石栏镇 叶尔江·萨迪克）"],
        "file": "1发出/邮件/U2 第一考核组.eml",
    }
    codes = [finding["code"] for finding in _list(ran.json["findings"])]
    assert codes == ["mail.bad-address", "mail.bad-address", "mail.no-address", "mail.no-address"]


def _list(value: object) -> list[dict[str, Any]]:
    assert isinstance(value, list)
    return value


def test_an_address_put_right_needs_no_new_forms(run: Runner, tmp_path: Path) -> None:
    found = issued(run, tmp_path / "c", sheets())
    assert run("mail", found.folder).code == 1
    shutil.copy(campaign(tmp_path / "d", addressed()).scheme, found.scheme)
    assert run("mail", found.folder).code == 0
    assert opened(found.mails / "U4 县委评议组.eml")["To"] == "e@example.com"


@pytest.mark.slow
@pytest.mark.parametrize("words", [["mail"], ["mail", "--remind"]])
def test_forms_that_are_not_fit_to_be_sent_stop_it(words: list[str], run: Runner, tmp_path: Path) -> None:
    found = campaign(tmp_path / "c", addressed())
    nothing = (
        "还没有生成、发出表样"
        if "--remind" in words
        else "“1发出”里没有这些表：U1 县委办公室.xlsx、U2 第一考核组.xlsx、"
    )
    _refused(run, words, found, nothing)
    run("templates", found.folder)
    (found.issued / "U3 第二考核组.xlsx").unlink()
    change(found.issued / "U4 县委评议组.xlsx", "评议意见", "A1", "x")
    out = _refused(run, words, found, "“1发出”里没有这些表：U3 第二考核组.xlsx，没有写出邮件。")
    assert "生成后被改动过：U4 县委评议组.xlsx，没有写出邮件。" in out
    assert "templates --force" in out
    run("templates", found.folder, "--force")
    other = campaign(tmp_path / "d", addressed(考评细则=SHEETS["考评细则"].replace("按期换届", "按时换届")))
    shutil.copy(other.scheme, found.scheme)
    _refused(run, words, found, "不是按现在的考核方案（或现在的程序）生成的：U1 县委办公室.xlsx、")
    run("templates", found.folder)
    assert run(*words, found.folder).code == 0


def _refused(run: Runner, words: list[str], found: Campaign, told: str) -> str:
    before = snapshot(found.folder)
    ran = run(*words, found.folder)
    assert ran.code == 2
    assert told in ran.out
    assert snapshot(found.folder) == before
    assert run(*words, found.folder, "--json").json["status"] is None
    return ran.out


def test_drafts_with_the_forms_of_before_are_withdrawn(run: Runner, tmp_path: Path) -> None:
    found = issued(run, tmp_path / "c")
    run("mail", found.folder)
    run("mail", "--remind", found.folder)
    assert "撤掉" not in run("templates", found.folder).out  # the same forms again
    shutil.copy(campaign(tmp_path / "e", sheets()).scheme, found.scheme)
    assert "撤掉" not in run("templates", found.folder).out  # only addresses are others
    shutil.copy(campaign(tmp_path / "f", addressed()).scheme, found.scheme)
    typed = found.mails / "U3 第二考核组.eml"
    typed.write_bytes(b"X-Unsent: 1\r\n\r\nmine\r\n")
    other = campaign(tmp_path / "d", addressed(考评细则=SHEETS["考评细则"].replace("按期换届", "按时换届")))
    shutil.copy(other.scheme, found.scheme)
    ran = run("templates", found.folder)
    assert ran.code == 0
    assert ran.out.count("附着旧表的4封邮件草稿已经撤掉") == 2
    assert list(found.reminders.iterdir()) == []
    assert [path.name for path in found.mails.iterdir()] == ["备份"]
    assert [path.read_bytes() for path in (found.mails / "备份").iterdir()] == [b"X-Unsent: 1\r\n\r\nmine\r\n"]
    assert "撤掉" not in run("templates", found.folder).out


def test_drafts_with_the_forms_of_before_are_withdrawn_also_after_a_run_that_was_killed(
    run: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the next run would find the new forms on record, and nothing changed."""
    found = issued(run, tmp_path / "c")
    run("mail", found.folder)
    raw = addressed(考评细则=SHEETS["考评细则"].replace("按期换届", "按时换届"))
    shutil.copy(campaign(tmp_path / "d", raw).scheme, found.scheme)

    def die(*_: object) -> tuple[Finding, ...]:
        raise SystemExit(9)

    with monkeypatch.context() as killed:
        killed.setattr(templates, "_withdraw_mails", die)
        assert run("templates", found.folder).code == 9
    assert "附着旧表的4封邮件草稿已经撤掉" in run("templates", found.folder).out
    assert list(found.mails.glob("*.eml")) == []


def test_the_list_of_who_was_sent_what_may_be_written_in(run: Runner, tmp_path: Path) -> None:
    found = issued(run, tmp_path / "c")
    change(found.issued / "分发清单.xlsx", "分发清单", "H4", "已发")
    assert run("mail", found.folder).code == 0


def test_a_draft_that_somebody_changed_is_kept(run: Runner, tmp_path: Path) -> None:
    found = issued(run, tmp_path / "c")
    run("mail", found.folder)
    draft = found.mails / "U3 第二考核组.eml"
    draft.write_bytes(draft.read_bytes() + b"\r\n")
    typed = draft.read_bytes()
    run("mail", found.folder)
    assert draft.read_bytes() == typed.removesuffix(b"\r\n")
    assert [path.read_bytes() for path in (found.mails / "备份").iterdir()] == [typed]


def test_a_scheme_with_faults_and_words_that_do_not_go_together(run: Runner, tmp_path: Path) -> None:
    found = campaign(tmp_path / "c", sheets(填报任务=SHEETS["填报任务"].replace("县委评议组", "没有的")))
    assert "找不到" in _refused(run, ["mail"], found, "没有的")
    ran = run("mail", found.folder, "--prefer", "newest")
    assert (ran.code, ran.out) == (2, "")
    assert "要和 --remind 一起用" in ran.err


# ---------------------------------------------------------------- reminding


def owing(run: Runner, folder: Path) -> Campaign:
    """U1 sent one form blank, U2 those of an older scheme, U3 two that differ, U4 nothing."""
    found = answered(folder, addressed())
    run("templates", found.folder)
    reply = found.received / "U1 县委办公室.xlsx"
    _clear(reply, "测评票-县委领导")
    shutil.copy(found.received / "U3 第二考核组.xlsx", found.received / "王二麻子再报.xlsx")
    change(found.received / "王二麻子再报.xlsx", "考评-莲浦街道游砚秋", "I7", 30)
    old = sheets(考评细则=SHEETS["考评细则"].replace("按期换届", "按时换届"))
    (found.received / "U2 第一考核组.xlsx").write_bytes(all_replies(Town(scheme_of(old)))["U2 第一考核组.xlsx"])
    (found.received / "U4 县委评议组.xlsx").unlink()
    return found


def _clear(path: Path, sheet: str) -> None:
    def edit(book: Workbook) -> None:
        form = next(form for form in TOWN.book("U1").forms if form.sheet == sheet)
        for slot in form.slots():
            book[sheet].cell(slot.row + 1, slot.column + 1).value = None

    path.write_bytes(edited(path.read_bytes(), edit))


def reminder(ran: Ran, found: Campaign, unit: str) -> str:
    assert ran.code == 0
    return text_of(found.reminders / f"{unit}.eml").replace("\r\n", "\n")


def test_who_owes_what_is_told_form_by_form(run: Runner, tmp_path: Path) -> None:
    found = owing(run, tmp_path / "c")
    ran = run("mail", "--remind", found.folder)
    assert sorted(path.name for path in found.reminders.iterdir()) == [
        "U1 县委办公室.eml", "U2 第一考核组.eml", "U3 第二考核组.eml", "U4 县委评议组.eml",
    ]  # fmt: skip
    assert reminder(ran, found, "U4 县委评议组") == (
        "县委评议组：\n\n"
        "    2024年度党委书记述职评议考核需你组填报的表，尚有下列1张未收到，请抓紧报送：\n"
        "    1. 评议意见。\n\n"
        "    报送截止日期：2024年12月20日。\n"
        "    空白表再附上一份（附件“U4 县委评议组.xlsx”，共1张，只需填报上面列出的）；"
        "已经填好的，请报送填好的那一份。\n"
        "    报送：把填好的表作为附件直接回复本邮件。已经报送过的，请告知是什么时候、用什么方式报送的，以便查找。\n"
        "    如有疑问，请联系：闻知行 0000-0000000。\n\n"
        "    感谢支持配合！\n\n"
        "中共青禾县委组织部\n"
    )
    assert "尚有下列1张未收到或未能采用，请抓紧报送：\n    1. 测评票（县委领导）：收到的是空白表。\n\n" in reminder(
        ran, found, "U1 县委办公室"
    )
    assert (
        "    1. 实地考评（云溪镇 陆明澈）：收到的表未能采用。\n"
        "    2. 实地考评（石栏镇 叶尔江·萨迪克）：收到的表未能采用。\n"
        "    未能采用的原因：这张表发出后，考核方案中与它有关的内容改过了，没有采用。\n"
        "    未能采用的，如已收到标题为【请更正】的邮件，请在那封邮件的附件上更正，不用再填空白表。\n\n"
    ) in reminder(ran, found, "U2 第一考核组")
    conflict = reminder(ran, found, "U3 第二考核组")
    assert "1. 实地考评（莲浦街道 游砚秋）：收到内容不一致的多份，请告知以哪一份为准" in conflict
    assert "王二麻子" not in conflict
    assert attached(found.reminders / "U3 第二考核组.eml") == {"U3 第二考核组.xlsx": blank(found, "U3 第二考核组")}
    assert "全部多份不一致，待选定" in ran.out
    assert "全部未采用" in ran.out
    assert "空白：测评票（县委领导）" in ran.out


def test_a_reason_is_quoted_to_nobody_but_whose_form_was_refused(run: Runner, tmp_path: Path) -> None:
    """The first team's file holds the second team's form as well, and both have a fault."""
    found = issued(run, tmp_path / "c")
    replies = all_replies(Town(scheme_of(addressed())))
    book, other = (open_book(replies[name]) for name in ("U2 第一考核组.xlsx", "U3 第二考核组.xlsx"))
    for page in other.worksheets:
        copy = book.create_sheet(page.title)
        for row in page.iter_rows():
            for cell in row:
                copy.cell(cell.row or 1, cell.column or 1).value = cell.value
    book["考评-莲浦街道游砚秋"]["A8"] = "K1"
    own = book["考评-云溪镇陆明澈"]
    own["J7"] = "有人请客"
    own.merge_cells("J7:J8")
    book.save(found.received / "U2 第一考核组.xlsx")
    ran = run("mail", "--remind", found.folder)
    text = reminder(ran, found, "U3 第二考核组")
    assert "未能采用的原因：表里有重复的编号：K1。没有采用。" in text
    assert text.count("未能采用的原因") == 1
    assert "有人请客" not in text


def blank(found: Campaign, unit: str) -> bytes:
    return (found.issued / f"{unit}.xlsx").read_bytes()


def test_who_has_answered_since_is_no_longer_reminded(run: Runner, tmp_path: Path) -> None:
    found = owing(run, tmp_path / "c")
    run("mail", "--remind", found.folder)
    fresh = answered(tmp_path / "d", addressed())
    for name in ("U4 县委评议组.xlsx", "U1 县委办公室.xlsx"):
        shutil.copy(fresh.received / name, found.received / name)
    assert run("mail", "--remind", found.folder, "--prefer", "王二麻子再报.xlsx").code == 0
    assert [path.name for path in found.reminders.iterdir()] == ["U2 第一考核组.eml"]
    shutil.copy(fresh.received / "U2 第一考核组.xlsx", found.received)
    (found.received / "王二麻子再报.xlsx").unlink()
    ran = run("mail", "--remind", found.folder)
    assert (ran.code, "没有需要催报的单位" in ran.out) == (0, True)
    assert list(found.reminders.iterdir()) == []


def test_a_reply_with_a_password_is_no_debt_where_the_password_is_given(run: Runner, tmp_path: Path) -> None:
    found = answered(tmp_path / "c", addressed())
    run("templates", found.folder)
    reply = found.received / "U3 第二考核组.xlsx"
    reply.write_bytes(with_password(reply.read_bytes(), "密码"))
    run("mail", "--remind", found.folder)
    assert [path.name for path in found.reminders.iterdir()] == ["U3 第二考核组.eml"]
    assert "没有需要催报的单位" in run("mail", "--remind", found.folder, "--password", "密码").out


@pytest.mark.slow
def test_reminding_changes_no_result_and_a_merge_no_reminder(run: Runner, tmp_path: Path) -> None:
    found = owing(run, tmp_path / "c")
    run("merge", found.folder)
    run("mail", "--remind", found.folder)
    before = snapshot(found.folder)
    assert run("merge", found.folder).code == 1
    assert run("verify", found.folder).code == 0
    assert snapshot(found.folder) == before


@pytest.mark.slow
def test_status_and_merge_tell_of_reminding(run: Runner, tmp_path: Path) -> None:
    found = owing(run, tmp_path / "c")
    for command in ("status", "merge"):
        assert f"lianping-xlsx mail --remind {found.folder}" in run(command, found.folder).out
    assert "--remind" not in run("status", answered(tmp_path / "d").folder).out


# ---------------------------------------------------------------- going back to be corrected


def test_a_draft_is_written_anew_when_a_deadline_has_passed(
    run: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing else has changed: a merge on the same side of both deadlines leaves the drafts as they are."""
    raw = addressed()
    next(row for row in raw["基本信息"] if row[0] == "补报截止日期")[1] = "2024-12-27"
    found = answered(tmp_path / "c", raw)
    change(found.received / "U2 第一考核组.xlsx", "考评-云溪镇陆明澈", "I7", "约7")
    told, again = [], []
    for day in (18, 20, 21, 27, 28, 30):
        monkeypatch.setattr(safe_open, "today", lambda day=day: dt.date(2024, 12, day))
        again.append("都没有变" in run("merge", found.folder).out)
        text = text_of(found.summary / "退回" / "U2 第一考核组.eml")
        told.append(next(line.strip() for line in text.splitlines() if "截止日期" in line))
    ahead = "报送截止日期：2024年12月20日。"
    late = "原定报送截止日期2024年12月20日已过，请在补报截止日期2024年12月27日以前更正并重新报送。"
    last = "原定报送截止日期2024年12月20日已过，请立即更正并重新报送。"
    assert told == [ahead, ahead, late, late, last, last]
    assert again == [False, True, False, True, False, True]


@pytest.mark.parametrize(("day", "days"), [(19, 0), (20, 0), (21, 1), (28, 8)])
def test_forms_that_are_made_after_the_deadline_say_so(
    day: int, days: int, run: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(safe_open, "today", lambda: dt.date(2024, 12, day))
    found = campaign(tmp_path / "c")
    told = run("templates", found.folder).out
    assert ("报送截止日期2024年12月20日已过" in told) is bool(days)
    assert f"已过{days}天，“填表说明”上印的仍是这一天。" in told or not days
    listed = open_book((found.issued / "分发清单.xlsx").read_bytes()).active
    assert isinstance(listed, Worksheet)
    assert str(listed["A2"].value).endswith(f"报送截止：2024年12月20日{'（生成时已过）' if days else ''}")


def test_forms_of_a_deadline_that_has_passed_are_asked_about_before_the_first_are_made(
    run: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At a terminal, once: later on they are made for whoever is late. They say the same on whichever day.

    A run tells once that the deadline has passed, whether it asks or not.
    """
    asked: list[str] = []
    found = campaign(tmp_path / "c")
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    monkeypatch.setattr(click, "prompt", lambda *_, default, **__: default)

    def confirm(question: str, *, default: bool) -> bool:
        asked.append(question)
        return default if len(asked) == 1 else True

    monkeypatch.setattr(click, "confirm", confirm)

    def forms(day: int, *words: str) -> tuple[int, int, dict[str, bytes]]:
        """The code, how often it has been asked, and the forms."""
        monkeypatch.setattr(safe_open, "today", lambda: dt.date(2024, 12, day))
        ran = run("templates", found.folder, *words)
        assert ran.out.count("“填表说明”上印的仍是这一天") == (day > 20)
        return ran.code, len(asked), {path.name: path.read_bytes() for path in found.issued.glob("U*.xlsx")}

    assert forms(21) == (1, 1, {})
    code, times, late = forms(21)
    assert (code, times, bool(late)) == (0, 2, True)
    assert forms(28) == (0, 2, late)
    shutil.rmtree(found.issued)
    assert forms(20) == (0, 2, late)
    shutil.rmtree(found.issued)
    assert forms(28, "--yes") == (0, 2, late)


def test_what_goes_back_goes_with_a_mail(run: Runner, tmp_path: Path) -> None:
    found = answered(tmp_path / "c", addressed())
    for row in range(7, 10):
        change(found.received / "U2 第一考核组.xlsx", "考评-云溪镇陆明澈", f"I{row}", f"约{row}")
    ran = run("merge", found.folder)
    assert "需要退回更正的表1份" in ran.out
    assert "邮件草稿1封" in ran.out
    draft = found.summary / "退回" / "U2 第一考核组.eml"
    assert opened(draft)["Subject"] == "【请更正】2024年度党委书记述职评议考核（第一考核组）"
    assert attached(draft) == {"U2 第一考核组.xlsx": draft.with_suffix(".xlsx").read_bytes()}
    text = text_of(draft)
    assert (
        "1. 工作表“考评-云溪镇陆明澈” 单元格 I7：K1“按期换届”的“扣分”填的是“约7”，不是数字，没有计入。请填写：" in text
    )
    assert "附件“U2 第一考核组.xlsx”是你组报来的表" in text
    assert run("verify", found.folder).code == 0
    shutil.copy(answered(tmp_path / "d", addressed()).received / "U2 第一考核组.xlsx", found.received)
    run("merge", found.folder)
    assert not draft.exists()  # corrected since


@pytest.mark.slow
def test_of_many_problems_the_first_are_told(run: Runner, tmp_path: Path) -> None:
    found = answered(tmp_path / "c")
    reply = found.received / "U1 县委办公室.xlsx"

    def edit(book: Workbook) -> None:
        for sheet in ("测评票-县委领导", "测评票-党员代表"):
            form = next(form for form in TOWN.book("U1").forms if form.sheet == sheet)
            for slot in form.slots():
                if slot.ratee and slot.ballot in ("1", "2", "3", "001", "002", "003"):
                    book[sheet].cell(slot.row + 1, slot.column + 1).value = "约九十"

    reply.write_bytes(edited(reply.read_bytes(), edit))
    run("merge", found.folder)
    text = text_of(found.summary / "退回" / "U1 县委办公室.eml")
    assert "有下列18处需要更正" in text
    assert "\r\n    10. " in text
    assert "\r\n    11. " not in text
    assert "另有8处，见附件中“需要更正”工作表。" in text


@pytest.mark.slow
def test_a_mail_about_ballots_names_no_file_in_which_they_came(run: Runner, tmp_path: Path) -> None:
    found = answered(tmp_path / "c")
    reply = found.received / "U1 县委办公室.xlsx"
    shutil.copy(reply, found.received / "王二麻子投的票.xlsx")
    reply = reply.rename(found.received / "李四的票.xlsx")
    change(reply, "测评票-县委领导", "D7", 30)
    change(reply, "测评票-党员代表", "D7", "约九十")
    change(found.received / "王二麻子投的票.xlsx", "测评票-党员代表", "D7", "约九十")
    run("merge", found.folder)
    drafts = list((found.summary / "退回").glob("*.eml"))
    assert [draft.name for draft in drafts] == ["U1 县委办公室.eml"]
    text = text_of(drafts[0])
    assert "号票" in text
    assert "测评票（县委领导）：收到内容不一致的多份" in text
    assert "王二麻子" not in text
    assert "李四" not in text
    assert list(attached(drafts[0])) == ["U1 县委办公室.xlsx", "U1 县委办公室（2）.xlsx"]  # one mail for both copies
    assert "没有填邮箱" not in run("merge", found.folder).out  # U1 has one


def test_a_unit_without_an_address_is_told_of_by_merge_but_not_in_the_result(run: Runner, tmp_path: Path) -> None:
    found = answered(tmp_path / "c")
    change(found.received / "U3 第二考核组.xlsx", "考评-莲浦街道游砚秋", "I7", "约2")
    ran = run("merge", found.folder)
    assert "“第二考核组”没有填邮箱，邮件草稿“U3 第二考核组.eml”没有收件人。" in ran.out
    assert "mail." not in (found.summary / "结果.json").read_text(encoding="utf-8")


# ---------------------------------------------------------------- and back again


def test_a_reply_that_comes_as_a_mail_counts_as_if_dropped_singly(run: Runner, tmp_path: Path) -> None:
    """Our own drafts, with the workbooks filled in: what a mail program makes of them reads as the workbooks do."""
    found = answered(tmp_path / "c", addressed())
    alone = run("merge", found.folder, "--json").json
    for path in list(found.received.iterdir()):
        reply = Draft(("a@example.com",), "答复：催报", "请查收。", (Attachment(path.name, path.read_bytes()),))
        path.with_suffix(".eml").write_bytes(write_draft(reply))
        path.unlink()
    mailed = run("merge", found.folder, "--json").json
    assert sorted(path.suffix for path in found.received.iterdir()) == [".eml"] * 4
    assert (mailed["status"], mailed["ratees"]) == ("正式", alone["ratees"])
    assert len(_list(mailed["files"])) == 8  # each mail and what is in it


def test_workbooks_of_an_earlier_layout_go_out_as_they_were_issued(run: Runner, tmp_path: Path) -> None:
    """The forms are those that the scheme asks for: a unit that had its blank workbook gets the same again."""
    found = issued(run, tmp_path / "c")
    scheme = scheme_of(addressed())
    earlier = {book.file: write_workbook(scheme, SECRET, book) for book in issue(scheme, SECRET, VERSIONS[0])}
    assert not write_recorded(found.issued, earlier, found.issued_record)
    name = "U3 第二考核组.xlsx"
    assert earlier[name] != write_workbook(scheme, SECRET, next(b for b in issue(scheme, SECRET) if b.file == name))
    assert run("mail", found.folder).code == 0
    assert attached(found.mails / "U3 第二考核组.eml") == {name: earlier[name]}


def test_workbooks_of_an_earlier_layout_and_another_scheme_are_outdated(run: Runner, tmp_path: Path) -> None:
    found = issued(run, tmp_path / "c")
    before = scheme_of(sheets(填报单位=ADDRESSED, 考核对象=SHEETS["考核对象"].replace("陆明澈", "陆明远")))
    earlier = {book.file: write_workbook(before, SECRET, book) for book in issue(before, SECRET, VERSIONS[0])}
    assert not write_recorded(found.issued, earlier, found.issued_record)
    ran = run("mail", found.folder)
    assert ran.code == 2
    assert "不是按现在的考核方案（或现在的程序）生成的" in ran.out
