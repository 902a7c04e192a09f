"""In which words a problem of a reply may leave the office."""

from __future__ import annotations

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


def outward(code: str, message: str) -> str:
    """A problem in words that may leave the office: without file and cell, and quoting no ballot."""
    return next((words for family, words in _QUOTING.items() if code.startswith(family)), message)
