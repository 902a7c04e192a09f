"""计算说明 says in words what the program does, whatever the 打分方式."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lianping_xlsx.report.summary.rules import rules_in_words
from lianping_xlsx.scheme.model import Scoring
from tests.small import scheme_of, sheets

SMALL = scheme_of(sheets())
UNIFORM, EXCEPT, RANGE = "全部打同一分数的票，整票作废", "（按等级投票的除外）", "超出0至100"


@pytest.mark.parametrize(
    ("scorings", "said", "unsaid", "blank"),
    [
        (("百分制", "百分制"), (UNIFORM, RANGE), (EXCEPT,), "没有打分的为弃权"),
        (("分项", "分项"), (UNIFORM, RANGE), (EXCEPT,), "没有打分的为弃权"),
        (("百分制", "等次"), (UNIFORM + EXCEPT, RANGE), (), "没有打分或没有选择等级的为弃权"),
        (("等次", "等次"), (), (UNIFORM, RANGE), "没有选择等级的为弃权"),
    ],
)
def test_what_is_void_is_said_of_the_ballots_that_it_can_befall(
    scorings: tuple[str, ...], said: tuple[str, ...], unsaid: tuple[str, ...], blank: str
) -> None:
    polls = tuple(replace(poll, scoring=Scoring(way)) for poll, way in zip(SMALL.polls, scorings, strict=True))
    lines = {line.split("．")[1]: text for line, text in rules_in_words(replace(SMALL, polls=polls))}
    assert all(words in lines["作废"] for words in said)
    assert not any(words in lines["作废"] for words in unsaid)
    assert lines["弃权"].startswith(blank)
