"""In which words a problem of a reply may leave the office, and why a figure may not."""

from __future__ import annotations

from dataclasses import replace

from lianping_xlsx.core.findings import Finding
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.scheme.rules import Rules
from lianping_xlsx.tally.tally_results import Standing
from lianping_xlsx.tally.tiers import score_words

NOT_TOLD = "不单列"
"""In the place of a score that may not be told."""
_ENTRY = "收回的表中有的格填写有误，没有计入。"
_VOTES = "有的测评票数登记不符，已按计分规则处理。"
_COPIES = "有的表收到内容不一致的多份，均未采用。"
_ROWS = "收回的表中有的行、栏缺失或重复，没有计入。"
_QUOTING = {
    "cell.": _ENTRY,
    "rubric.": _ENTRY,
    "form.unknown-row": _ENTRY,
    "form.merged": _ENTRY,
    "form.missing-rows": _ROWS,
    "form.missing-columns": _ROWS,
    "form.duplicate-keys": _ROWS,
    "form.keys-mixed": _ROWS,
    "form.conflict": _COPIES,
    "form.same-code-twice": _COPIES,
    "tally.": _VOTES,
    "poll.": _VOTES,
}
"""Families of problems whose messages quote a mark, a 票号, a file's name or a number of ballots, and what is told
outside instead."""
_FOR_THE_MEETING = {
    "files": "是哪几份，见“3汇总/版本对照.xlsx”",
    "hints": "",
    "differences": "不同之处，本表不列",
    "advice": "也可以",
}
"""Slots that name the files of replies or quote them, and what is told instead."""


def outward(code: str, message: str) -> str:
    """A problem in words that may leave the office: without file and cell, and quoting no ballot."""
    return next((words for family, words in _QUOTING.items() if code.startswith(family)), message)


def for_the_meeting(problem: Finding) -> Finding:
    """A problem as 遗留问题 and the record of the decision tell it: neither which files came in, nor where they differ.

    What is left still tells it from every other: the unit and the form, which stand in 报送情况 as well.
    """
    if not problem.code.startswith("form."):
        return problem
    slots = {slot: _FOR_THE_MEETING.get(slot, text) for slot, text in problem.slots.items()}
    return replace(problem, slots=slots)


def without_score(scheme: Scheme, standing: Standing) -> str:
    """Why a tier is proposed, without the 综合得分 with which the reason begins."""
    return standing.explanation.removeprefix(score_words(scheme, standing.composite or 0))


def why_not_told(rules: Rules, *, again: bool, beside: bool) -> str:
    """What 不单列 stands for in a list, said once below it. ``again``: an earlier 审定 has told of these votes.

    ``beside``: of some it would tell the score of somebody next to them.
    """
    figures = "测评得分和综合得分" if rules.poll_weight else "测评得分"
    reason = f"标“{NOT_TOLD}”的，有的票类有效票不足{rules.few_ballots}张（测评得分公布线）"
    reason += "，或上次审定以后只有少数几张票变动" if again else ""
    reason += "，或同组名次相邻的有人得分不单列" if beside else ""
    return f"{reason}，为保护投票人，{figures}不单列，名次和等次照列。"
