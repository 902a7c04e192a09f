"""The step of a campaign, in words, and what can be done next: state by state."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from lianping_xlsx.core.findings import Finding, Place
from lianping_xlsx.decision.campaign_steps import (
    CampaignState,
    CampaignStep,
    OpenForms,
    open_forms,
    state_in_words,
)
from lianping_xlsx.decision.next_actions import next_actions
from lianping_xlsx.decision.rectification import Item
from lianping_xlsx.decision.rectification_progress import OverdueItem, RectificationProgress
from lianping_xlsx.decision.review_register import ReviewProgress
from lianping_xlsx.forms.rectification_list import TYPED

TODAY = dt.date(2024, 12, 13)
NEW = CampaignState(TODAY)
WAITING = replace(NEW, issued=True, forms=OpenForms(46, 0, 46, 0, 0), deadlines=(dt.date(2024, 12, 25), None))
GENERATED = replace(WAITING, forms=None)
FAULTY = replace(WAITING, forms=OpenForms(46, 41, 4, 1, 3))
COMPLETE = replace(WAITING, forms=OpenForms(46, 46, 0, 0, 0))
OFFICIAL = replace(COMPLETE, merged=True)
DECIDED = replace(OFFICIAL, filled_in=True, decided="第1次审定（2024年12月30日，县委常委会会议）")
ITEM = Item("T1", "云溪镇", "陆明澈", "问题", "实地考评", ("",) * len(TYPED))
RECTIFYING = RectificationProgress(
    16, 12, 83, 67, 0, ("云溪镇陆明澈",), (OverdueItem(ITEM, dt.date(2024, 12, 3), 10),) * 4
)
REVIEWING = ReviewProgress(3, ("云溪镇 陆明澈", "石栏镇 邱佩兰"), 12, ("青泥镇 钱步升",))
FOR_THE_MEETING = "第5步 送审、定稿：结果为【正式】，可以送审；研究确定后填写“等次审定表.xlsx”，再定稿。"

STATES = {
    "faults in the scheme": (
        replace(NEW, faults=2),
        "第1步 建方案：“考核方案.xlsx”有2处错误，更正以后才能用。",
        ["check"],
    ),
    "a sample": (
        replace(NEW, sample=8),
        "第1步 建方案：方案还有8处是示例的，要换成本单位的。",
        ["import", "check", "templates"],
    ),
    "too few voters": (
        replace(NEW, sample=8, undecided=2),
        "第1步 建方案：无记名投票人数太少的票类有2处，要先定下怎么办，才能生成表样。",
        ["check"],
    ),
    "a sample that was issued": (
        replace(COMPLETE, sample=8, undecided=1),
        "第4步 合并：应交的46张表已经交齐，没有错误，可以合并。",
        ["merge"],
    ),
    "forms made": (
        GENERATED,
        "第3步 收表：表样已经生成，还没有收到表；报送截止2024年12月25日，还有12天。",
        ["mail", "status", "watch"],
    ),
    "mails drafted": (
        replace(GENERATED, drafted=True, deadlines=(None, None)),
        "第3步 收表：表样已经生成，还没有收到表。",
        ["status", "mail --remind", "watch"],
    ),
    "replies that are not read": (
        replace(GENERATED, unread=7, deadlines=(dt.date(2024, 12, 1), None)),
        "第3步 收表：“2收回”里有7个文件，还没有按现在的方案和文件合并；报送截止2024年12月1日，已逾期12天。",
        ["merge", "status", "watch"],
    ),
    "nothing issued": (NEW, "第2步 发表：方案可以使用，还没有生成、发出表样。", ["templates", "check"]),
    "nothing has come": (
        WAITING,
        "第3步 收表：应交46张，已采用0张，未交46张；报送截止2024年12月25日，还有12天。",
        ["mail", "status", "mail --remind", "watch"],
    ),
    "the last day": (
        replace(FAULTY, deadlines=(TODAY, dt.date(2024, 12, 20)), merged=True),
        "第3步 收表：应交46张，已采用41张，未交4张，多份不一致、待选定1张，错误3处；报送截止2024年12月13日，就是今天。",
        ["status", "mail --remind", "watch"],
    ),
    "overdue": (
        replace(FAULTY, deadlines=(dt.date(2024, 12, 1), dt.date(2024, 12, 15)), forms=OpenForms(46, 46, 0, 0, 2)),
        "第3步 收表：应交46张，已采用46张，错误2处；"
        "报送截止2024年12月1日，已逾期12天；补报截止2024年12月15日，还有2天。",
        ["merge", "status", "watch"],
    ),
    "no deadline": (
        replace(WAITING, deadlines=(None, None), forms=OpenForms(2, 1, 1, 0, 0)),
        "第3步 收表：应交2张，已采用1张，未交1张。",
        ["merge", "status", "mail --remind", "watch"],
    ),
    "complete": (COMPLETE, "第4步 合并：应交的46张表已经交齐，没有错误，可以合并。", ["merge"]),
    "merged": (OFFICIAL, FOR_THE_MEETING, ["verify --recompute", "merge --meeting", "finalize"]),
    "recounted": (replace(OFFICIAL, recounted=True), FOR_THE_MEETING, ["merge --meeting", "finalize"]),
    "before the meeting": (replace(OFFICIAL, recounted=True, submitted=True), FOR_THE_MEETING, ["finalize"]),
    "not recounted": (replace(OFFICIAL, submitted=True), FOR_THE_MEETING, ["verify --recompute", "finalize"]),
    "filled in": (
        replace(OFFICIAL, filled_in=True),
        "第5步 送审、定稿：结果为【正式】，“等次审定表.xlsx”已经填齐，可以定稿。",
        ["finalize", "verify --recompute"],
    ),
    "decided": (
        DECIDED,
        "五步都已办完：已定稿：第1次审定（2024年12月30日，县委常委会会议）；现在的结果与定稿时相同。",
        ["verify", "archive", "mail --feedback", "merge"],
    ),
    "destroyed": (
        replace(NEW, destroyed="2025-06-30", decided=DECIDED.decided),
        "五步都已办完：已定稿：第1次审定（2024年12月30日，县委常委会会议）；"
        "收回的票已于2025-06-30销毁，汇总和审定的结果照旧有效。",
        ["verify", "archive"],
    ),
    "archived": (
        replace(DECIDED, archived=True, next_year="青禾2025"),
        "五步都已办完：已定稿：第1次审定（2024年12月30日，县委常委会会议）；现在的结果与定稿时相同。",
        ["verify", "archive", "merge", "destroy", "init"],
    ),
    "lists came back": (
        replace(DECIDED, fed_back=True, rectification=replace(RECTIFYING, uncollected=3)),
        "五步都已办完：已定稿：第1次审定（2024年12月30日，县委常委会会议）；现在的结果与定稿时相同。",
        ["rectify", "verify", "archive", "merge", "mail --rectify"],
    ),
    "lists are out": (
        replace(DECIDED, fed_back=True, rectification=RECTIFYING),
        "五步都已办完：已定稿：第1次审定（2024年12月30日，县委常委会会议）；现在的结果与定稿时相同。",
        ["verify", "archive", "merge", "rectify", "mail --rectify"],
    ),
    "everything is closed": (
        replace(DECIDED, fed_back=True, rectification=replace(RECTIFYING, closed=83, overdue=(), silent=())),
        "五步都已办完：已定稿：第1次审定（2024年12月30日，县委常委会会议）；现在的结果与定稿时相同。",
        ["verify", "archive", "merge"],
    ),
    "destroyed, and lists came back": (
        replace(
            NEW,
            destroyed="2025-06-30",
            decided=DECIDED.decided,
            archived=True,
            rectification=replace(RECTIFYING, uncollected=1),
            next_year="青禾2025",
        ),
        "五步都已办完：已定稿：第1次审定（2024年12月30日，县委常委会会议）；"
        "收回的票已于2025-06-30销毁，汇总和审定的结果照旧有效。",
        ["rectify", "verify", "archive", "mail --rectify", "init"],
    ),
    "changed since": (
        replace(DECIDED, changed=2),
        "第5步 送审、定稿：已定稿：第1次审定（2024年12月30日，县委常委会会议）；"
        "以后得分、名次或建议等次有变动的2人，须重新研究或逐人确认。",
        ["finalize", "verify --recompute"],
    ),
    "decided otherwise": (
        replace(DECIDED, retyped=True),
        "第5步 送审、定稿：已定稿：第1次审定（2024年12月30日，县委常委会会议）；"
        "“等次审定表.xlsx”里填的与定稿时不同，要按现在填的，请重新定稿。",
        ["finalize", "verify --recompute"],
    ),
    "decided as a trial, and official now": (
        replace(DECIDED, firmer=True),
        "第5步 送审、定稿：已定稿：第1次审定（2024年12月30日，县委常委会会议），"
        "“4审定”里的材料注明了试算；现在结果为【正式】，可以重新定稿。",
        ["finalize", "verify --recompute"],
    ),
    "a reply is gone since": (
        replace(DECIDED, merged=False, forms=OpenForms(46, 45, 1, 0, 0)),
        "第3步 收表：应交46张，已采用45张，未交1张；报送截止2024年12月25日，还有12天。",
        ["merge", "status", "mail --remind", "watch"],
    ),
}


@pytest.mark.parametrize(("state", "first", "commands"), STATES.values(), ids=list(STATES))
def test_a_state_in_words_and_its_actions(state: CampaignState, first: str, commands: list[str]) -> None:
    assert state_in_words(state)[0] == first
    assert [action.command for action in next_actions(state)] == commands
    assert all(action.purpose for action in next_actions(state))


@pytest.mark.parametrize(
    ("codes", "open_"),
    [
        (["form.missing", "result.class-missing", "result.class-missing"], (1, 0, 0)),
        (["form.conflict", "result.no-field-score"], (0, 1, 0)),
        (["cell.out-of-range", "result.no-field-score"], (0, 0, 1)),
        (["result.class-empty"], (0, 0, 1)),
    ],
)
def test_what_follows_from_a_form_is_no_error_of_its_own(codes: list[str], open_: tuple[int, int, int]) -> None:
    found = open_forms((), [Finding(code, Place("f")) for code in codes])
    assert (found.missing, found.several, found.errors) == open_


def test_who_has_merged_since_the_decision_is_not_asked_to_do_it_again() -> None:
    assert "merge" in [action.command for action in next_actions(DECIDED)]
    assert "merge" not in [action.command for action in next_actions(replace(DECIDED, summarized=True))]


def test_every_step_occurs() -> None:
    assert {state.step for state, *_ in STATES.values()} == set(CampaignStep)


def test_what_else_has_to_be_known() -> None:
    assert state_in_words(replace(FAULTY, merged=True, returned=True, decided=DECIDED.decided))[1:] == (
        "已定稿：第1次审定（2024年12月30日，县委常委会会议）；“4审定”里的材料没有改动。",
        "错在哪里、怎么改，见“3汇总/汇总表.xlsx”的“问题清单”。",
        "标好要发回更正的表和邮件草稿在“3汇总/退回”。",
        "内容不一致的几份，在“3汇总/版本对照.xlsx”的“采用”栏选定。",
        "收到的表（文件名不限）放进“2收回”。",
    )
    # A file that cannot be read has no copy to go back.
    assert not any("退回" in sentence for sentence in state_in_words(replace(FAULTY, merged=True)))
    assert state_in_words(FAULTY)[1:] == ("收到的表（文件名不限）放进“2收回”。",)
    assert state_in_words(GENERATED)[1:] == (
        "按“1发出/分发清单.xlsx”把表发给各填报单位。",
        "收到的表（文件名不限）放进“2收回”。",
    )
    assert "“填写向导”" in state_in_words(replace(NEW, sample=8))[1]
    assert len(state_in_words(OFFICIAL)) == 2
    assert len(state_in_words(replace(OFFICIAL, filled_in=True))) == 1
    assert state_in_words(replace(DECIDED, changed=2))[1:] == (
        "重新研究过的，在“3汇总/等次审定表.xlsx”中改写审定会议、审定日期和等次；",
        "不需要重新研究的，在“变动确认”栏逐人写明由谁确认、依据什么。",
    )
    assert state_in_words(DECIDED)[1:] == ("“4审定”里的材料打印、签字盖章、上报和反馈；核对、归档以后，票可以销毁。",)
    archived = replace(DECIDED, archived=True)
    assert state_in_words(archived)[1:] == ("已经归档，收回的票可以按规定销毁。",)
    reviewing = replace(archived, reviews=REVIEWING)
    assert state_in_words(reviewing)[1] == "已经归档，复核办完以后，收回的票可以按规定销毁。"
    assert "destroy" not in [action.command for action in next_actions(reviewing)]


def test_what_goes_on_after_the_decision() -> None:
    """复核 and 整改 are told in whatever step the campaign is."""
    told = (
        "复核：登记3件，未答复2件（云溪镇 陆明澈、石栏镇 邱佩兰），最早的已12天。",
        "复核办结的，在“复核/复核登记.xlsx”填复核结果、经办人、答复日期。",
        "复核结果为更正、还没有重新定稿的：青泥镇 钱步升。",
        "整改：16人中12人已报，应销号83项，已销67项，逾期4项。",
        "整改还没有报的：云溪镇陆明澈。",
    )
    for state in (DECIDED, replace(DECIDED, changed=2), replace(NEW, destroyed="2025-06-30")):
        assert state_in_words(replace(state, rectification=RECTIFYING, reviews=REVIEWING))[-5:] == told
    answered = replace(REVIEWING, open_ones=(), days=None, to_decide=())
    assert state_in_words(replace(DECIDED, reviews=answered))[-1] == "复核：登记3件，都已答复。"


def test_the_next_year_is_made_beside_this_one() -> None:
    action = next_actions(replace(DECIDED, next_year="青禾2025"))[-1]
    assert (action.command, action.words) == ("init", ("青禾2025", "--from"))
