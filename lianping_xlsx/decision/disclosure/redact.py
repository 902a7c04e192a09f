"""Wording of findings for readers outside the office, and the notes that explain withheld figures."""

from __future__ import annotations

from collections.abc import Collection

from lianping_xlsx.core.findings import Finding
from lianping_xlsx.core.light_dataclass import replace
from lianping_xlsx.decision.disclosure.disclosures import Disclosures
from lianping_xlsx.decision.disclosure.figures import Disclosure
from lianping_xlsx.scheme.components import score_names
from lianping_xlsx.scheme.conversions import any_compared
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.scheme.terms import ComponentSource
from lianping_xlsx.tally.tally_results import Standing
from lianping_xlsx.tally.tier_reasons import score_words

WITHHELD = "不单列"
"""Printed in place of a score that is withheld."""
_ENTRY = "收回的表中有的格填写有误，没有计入。"
_VOTES = "有的测评票数登记不符，已按计分规则处理。"
_COPIES = "有的表收到内容不一致的多份，均未采用。"
_TYPINGS = "双人录入的票有不一致的，没有计入。"
_REPORTS = "引用的结果报送表收到内容不一致的几份，均未采用。"
_EDITED = "引用的结果报送表写出以后被改动过，没有采用。"
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
    "choice.": _COPIES,
    "report.conflict": _REPORTS,
    "report.ambiguous": _REPORTS,
    "report.shown-differs": _EDITED,
    "carry.": _ENTRY,
    "form.typings-differ": _TYPINGS,
    "ballot.typed-": _TYPINGS,
    "tally.": _VOTES,
    "poll.": _VOTES,
}
"""Beginnings of the codes of findings that quote a mark, a 票号, a file name or a number of ballots, with the words
that replace the message outside the office."""
_FOR_THE_MEETING = {
    "form": {
        "files": "是哪几份，见“3汇总/版本对照.xlsx”",
        "hints": "",
        "differences": "不同之处，本表不列",
        "advice": "也可以",
    },
    "choice": {"files": "是哪几份，见“3汇总/版本对照.xlsx”"},
    "report": {"files": "是哪几份，见汇总表的“报送情况”"},
}
"""Slots that name or quote the files of replies, with the words that replace them, by family of findings."""


def message_outside(code: str, message: str) -> str:
    """The message of a finding for readers outside the office: without file and cell, and without quoting a ballot."""
    return next((words for family, words in _QUOTING.items() if code.startswith(family)), message)


def for_the_meeting(problem: Finding) -> Finding:
    """The finding as 遗留问题 and the record of the decision show it: without file names and without differences.

    The unit and the form remain, which identify it; both stand in 报送情况 as well.
    """
    words = _FOR_THE_MEETING.get(problem.code.partition(".")[0], {})
    return replace(problem, slots={slot: words.get(slot, text) for slot, text in problem.slots.items()})


def without_score(scheme: Scheme, standing: Standing) -> str:
    """The reason of a proposed tier without the 综合得分 at its beginning."""
    return standing.explanation.removeprefix(score_words(scheme, standing.composite or 0))


def without_figures(text: str, standing: Standing, shown: Disclosure) -> str:
    """A reason or a remark on a ratee without rates of votes and scores that may not be disclosed."""
    for guarded in standing.guarded:
        told = discloses_rate(shown, guarded.poll, guarded.classes)
        if not told or guarded.component in shown.components:
            text = text.replace(guarded.words, guarded.instead)
    return text


def discloses_rate(shown: Disclosure, poll: str, classes: Collection[str]) -> bool:
    """Return True if a rate of votes of some classes of a poll (none named: of all) may be disclosed.

    It follows the means of its classes: each of them may be disclosed, and so may the score of the poll.
    """
    merged = {voter for name, voter in shown.merged if name == poll}
    return poll not in shown.withheld and merged.isdisjoint(classes or merged)


def withheld_note(scheme: Scheme, disclosures: Disclosures) -> str:
    """The note below a list that explains 不单列.

    ``disclosures``: they say if scores are withheld to protect those of others, or since earlier papers tell them.
    """
    polled = [each for each in scheme.components if each.source is ComponentSource.POLLS]
    figures = "、".join(score_names(polled).values())
    figures += "和综合得分" if any(each.weight for each in polled) else ""
    reason = f"标“{WITHHELD}”的，有的票类有效票不足{scheme.rules.few_ballots}张（测评得分公布线）"
    reason += "，或上次送审、审定以后只变动了少数几张票或票类权重" if disclosures.changed else ""
    reason += "，或同组名次相邻的有人得分不单列" if disclosures.beside else ""
    if disclosures.compared:
        how = "是和全组比着折算的" if any_compared(scheme) else "按得票率分档"
        reason += f"，或得分{how}而同组有人得分不单列"
    return f"{reason}，为保护投票人，{figures}不单列，名次和等次照列。"
