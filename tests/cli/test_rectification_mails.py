"""``mail --rectify``: who has not answered, or has something overdue, is reminded, and of nobody else's problems."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path

import pytest

from lianping_xlsx.app.campaign import Campaign
from lianping_xlsx.core import safe_open
from lianping_xlsx.decision.feedback import BLANK_TO_SUM_UP
from tests.campaigns import answered, copy_of
from tests.cli.running import Runner, snapshot
from tests.cli.test_feedback_mails import with_words
from tests.cli.test_mail import attached, opened, text_of
from tests.cli.test_rectify import PROBLEM, ledger, type_in_ledger
from tests.deciding import COMPLETE, decide_as_proposed, type_in
from tests.inline import merged
from tests.lists import answered_list, list_of
from tests.small import sheets

TODAY = dt.date(2025, 7, 10)
LU = "整改清单 T1 云溪镇 陆明澈"


@pytest.fixture
def decided(decided_once: Campaign, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Campaign:
    """The small campaign, decided as proposed."""
    monkeypatch.setattr(safe_open, "today", lambda: TODAY)
    return copy_of(decided_once, tmp_path / "c")


def drafts(found: Campaign) -> list[str]:
    return sorted(path.stem for path in found.rectification_reminders.glob("*.eml"))


def letter(found: Campaign, name: str = LU) -> str:
    return text_of(found.rectification_reminders / f"{name}.eml").replace("\r\n", "\n")


def test_who_has_not_answered_or_is_late_gets_his_own_list_again(run: Runner, decided: Campaign) -> None:
    type_in_ledger(decided, "T1", 整改时限="2025-06-30")
    type_in_ledger(decided, "T3", 整改时限="9月底前")
    (decided.received / "a.xlsx").write_bytes(answered_list(decided, "T2", apply="否", 整改时限="2025年8月"))
    before = snapshot(decided.folder)
    ran = run("mail", "--rectify", decided.folder)
    assert "| 云溪镇 陆明澈" in ran.out
    assert "没有报回，逾期1项" in ran.out
    assert drafts(decided) == [LU, "整改清单 T3 莲浦街道 游砚秋"]
    path = decided.rectification_reminders / f"{LU}.eml"
    assert attached(path) == {f"{LU}.xlsx": list_of(decided, "T1").read_bytes()}
    assert opened(path)["Subject"] == "【整改催报】2024年度党委书记述职评议考核（云溪镇 陆明澈）"
    words = letter(decided)
    assert "1. 发给你的整改清单，尚未收到你报回的。\n    2. 整改时限2025年6月30日的1项，已逾期10天" in words
    assert PROBLEM not in words
    assert "整改时限2025年9月30日的1项，还有82天。" in letter(decided, "整改清单 T3 莲浦街道 游砚秋")
    changed = {name for name, content in snapshot(decided.folder).items() if before.get(name) != content}
    assert {name for name in changed if not name.startswith((".lianping", "4审定/催报"))} == set()
    noted = json.loads(decided.draft_record.read_text())["made"][-1]
    assert noted == {"day": "2025-07-10", "kind": "整改催报", "units": ["云溪镇 陆明澈", "莲浦街道 游砚秋"]}


@pytest.mark.parametrize("day", [30, 31])
def test_a_day_that_has_passed_is_never_named_as_if_it_lay_ahead(
    day: int, run: Runner, decided: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    for code in ("T1", "T2", "T3"):
        type_in_ledger(decided, code, 整改时限="2025-07-30")
    monkeypatch.setattr(safe_open, "today", lambda: dt.date(2025, 7, day))
    run("mail", "--rectify", decided.folder)
    words = [letter(decided, name) for name in drafts(decided)]
    expected = "整改时限2025年7月30日的1项，" + ("就是今天。" if day == 30 else "已逾期1天，没有销号，也没有申请销号。")
    assert len(words) == 3
    assert all(re.findall(r"\d{4}年\d+月\d+日", each) == ["2025年7月30日"] and expected in each for each in words)


def test_who_owes_nothing_any_more_is_not_reminded(run: Runner, decided: Campaign) -> None:
    run("mail", "--rectify", decided.folder)
    assert len(drafts(decided)) == 3
    (decided.received / "a.xlsx").write_bytes(answered_list(decided, "T1"))
    type_in_ledger(decided, "T2", 是否同意销号="同意")
    type_in_ledger(decided, "T3", 是否申请销号="是")
    assert "没有需要催报的人" in run("mail", "--rectify", decided.folder).out
    assert drafts(decided) == []


def test_a_list_that_is_no_answer_is_named_as_what_it_is(run: Runner, decided: Campaign) -> None:
    (decided.received / "a.xlsx").write_bytes(list_of(decided, "T1").read_bytes())
    run("mail", "--rectify", decided.folder)
    assert "1. 收到的整改清单没有填写。\n" in letter(decided)


@pytest.mark.slow
def test_of_two_with_one_name_each_gets_his_own_mail(run: Runner, tmp_path: Path) -> None:
    """The letter of one is not finished, and he has sent his list back blank; nothing of that holds for the other."""
    raw = sheets()
    raw["考核对象"][2][1:4] = raw["考核对象"][1][1:4]
    found = merged(answered(tmp_path / "c", raw), official=True)
    decide_as_proposed(found)
    assert run("finalize", found.folder).code == 0
    unfinished = found.decided / f"反馈意见书/{LU.removeprefix('整改清单 ')}.docx"
    unfinished.write_bytes(with_words(unfinished.read_bytes(), BLANK_TO_SUM_UP))
    (found.received / "a.xlsx").write_bytes(list_of(found, "T1").read_bytes())
    run("mail", "--feedback", found.folder)
    other = LU.replace("T1", "T2")
    handed_out = {path.stem.removeprefix("反馈意见书 ") for path in found.feedback_mails.glob("*.eml")}
    assert other.removeprefix("整改清单 ") in handed_out
    assert LU.removeprefix("整改清单 ") not in handed_out
    run("mail", "--rectify", found.folder)
    assert "收到的整改清单没有填写。" in letter(found)
    assert "发给你的整改清单，尚未收到你报回的。" in letter(found, other)


def test_the_next_steps_and_the_progress_tell_of_reminding(run: Runner, decided: Campaign) -> None:
    assert "mail --rectify" not in run("next", decided.folder).out
    (decided.received / "a.xlsx").write_bytes(answered_list(decided, "T2"))
    out = run("rectify", decided.folder).out
    assert f"mail --rectify {decided.folder}" in out
    run("mail", "--rectify", decided.folder)
    type_in_ledger(decided, "T1", 整改时限="2025-06-30")
    out = run("rectify", decided.folder).out
    assert "整改还没有报的：云溪镇 陆明澈（已写催报1次，最近2025年7月10日）、莲浦街道 游砚秋（已写催报1次" in out
    assert re.search(r"10天 \| 已写催报1次", out)
    assert run("verify", decided.folder).code == 0


def test_after_the_ballots_are_destroyed_and_without_the_list(run: Runner, decided: Campaign) -> None:
    list_of(decided, "T1").unlink()
    assert run("destroy", decided.folder, "--yes", "--by", "甲、乙").code == 0
    ran = run("mail", "--rectify", decided.folder)
    assert ran.code == 1
    assert f"没有“云溪镇 陆明澈”的整改清单（没有发过、打不开，或者是别人的），邮件草稿“{LU}.eml”没有附件" in ran.out
    assert attached(decided.rectification_reminders / f"{LU}.eml") == {}
    assert len(drafts(decided)) == 3


def test_a_new_decision_takes_the_reminders_away(run: Runner, decided: Campaign) -> None:
    run("mail", "--rectify", decided.folder)
    type_in(decided, COMPLETE | {"I6": "差", "J6": "信访问题查实", "C3": "县委常委会第13次会议", "I3": "2025-01-06"})
    assert "重新定稿以前写的3封邮件草稿" in run("finalize", decided.folder).out
    assert drafts(decided) == []


def test_where_nothing_can_be_read_nothing_is_written(
    run: Runner, decided: Campaign, town_once: Campaign, tmp_path: Path
) -> None:
    assert "还没有定稿" in run("mail", "--rectify", copy_of(town_once, tmp_path / "t").folder).out
    ledger(decided).write_bytes(b"x")
    ran = run("mail", "--rectify", decided.folder)
    assert (ran.code, drafts(decided)) == (2, [])
    assert "“整改清单.xlsx”读不出来" in ran.out
