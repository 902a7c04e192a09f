"""The commands that are offered next, by the step that a campaign is at."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from lianping_xlsx.core.campaign_names import RECEIVED
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.decision.campaign_steps import CampaignState, CampaignStep


@dataclass(frozen=True, slots=True)
class NextAction:
    """A command with its options (without the folder), its purpose, and what else stands before the folder."""

    command: str
    purpose: str
    words: tuple[str, ...] = ()


def next_actions(state: CampaignState) -> tuple[NextAction, ...]:
    """What can be done now, the most likely first."""
    return tuple(_actions(state))


def _actions(state: CampaignState) -> Iterator[NextAction]:
    match state.step:
        case CampaignStep.SET_UP:
            yield from _actions_of_scheme(state)
        case CampaignStep.ISSUE:
            yield NextAction("templates", "生成发给各填报单位的表")
            yield NextAction("check", "再检查一遍考核方案")
        case CampaignStep.COLLECT:
            yield from _actions_of_replies(state)
        case CampaignStep.MERGE:
            yield NextAction("merge", "合并，计分排序，写出汇总表")
        case CampaignStep.DECIDE:
            ready = state.filled_in or bool(state.decided)
            finalize = NextAction("finalize", f"{'' if ready else '填好审定等次以后，'}定稿，写出对外材料和审定记录")
            recount = NextAction("verify --recompute", "送审以前另算一遍，核对结果")
            paper = NextAction("merge --meeting", "写出给会议看的上会材料（两页）和送审件")
            if ready:
                yield finalize
            if not state.recounted:
                yield recount
            if not ready:
                yield from (finalize,) if state.submitted else (paper, finalize)
        case CampaignStep.FILE:
            yield from _actions_afterwards(state)
        case _:
            assert_never(state.step)


def _actions_afterwards(state: CampaignState) -> Iterator[NextAction]:
    collect = NextAction("rectify", "汇总收回的整改清单，看谁没报、哪些逾期")
    found = state.rectification
    if found is not None and found.uncollected:
        yield collect
    yield NextAction("verify", "核对文件有没有变过")
    yield NextAction("archive", "归档成一个压缩包，内附核验程序")
    if not (state.fed_back or state.archived or state.destroyed):
        yield NextAction("mail --feedback", "给每个考核对象写好反馈的邮件草稿，附上反馈意见书和整改清单")
    if not (state.summarized or state.destroyed):
        yield NextAction("merge", "重新合并，在汇总表里填上审定等次")
    reviewed = state.reviews is None or state.reviews.is_over
    if state.archived and reviewed and not state.destroyed:
        yield NextAction("destroy", "列出要销毁的票，问过才销毁")
    if found is not None and not found.uncollected and not found.is_over:
        yield collect
    if found is not None and found.lags:
        yield NextAction("mail --rectify", "给没有报回整改清单、整改逾期的考核对象写好催报的邮件草稿")
    if state.next_year:
        yield NextAction("init", "办下一年：名单、细则、规则照搬", (state.next_year, "--from"))


def _actions_of_scheme(state: CampaignState) -> Iterator[NextAction]:
    if state.faults or state.undecided:
        yield NextAction("check", "列出错在哪一格、怎么改")
        return
    yield NextAction("import", "已有名单、细则的，从那里导入，换掉示例的")
    yield NextAction("check", "列出还有哪几处是示例的，检查考核方案")
    yield NextAction("templates", "生成发给各填报单位的表")


def _actions_of_replies(state: CampaignState) -> Iterator[NextAction]:
    forms = state.forms
    nothing_in = not ((forms.used or forms.several or forms.errors) if forms else state.unread)
    if nothing_in and not state.drafted:
        yield NextAction("mail", "写好发表的邮件草稿，附件已经带好")
    elif not nothing_in and not state.merged:
        yield NextAction("merge", "合并，标好要退回更正的表，写出汇总表")
    yield NextAction("status", "看哪些单位没交、哪里有问题")
    if forms.missing if forms else nothing_in and state.drafted:
        yield NextAction("mail --remind", "给没交齐的单位写好催报的邮件草稿")
    yield NextAction("watch", f"自动监视“{RECEIVED}”，来了新表就合并")
