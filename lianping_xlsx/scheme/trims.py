"""The checks of the rules on 去最高最低分: numbers that leave nothing out, or leave nothing to be averaged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from lianping_xlsx.core.findings import Finding
from lianping_xlsx.scheme.check_case import CheckCase
from lianping_xlsx.scheme.electorate import expected_of
from lianping_xlsx.scheme.rules.count_steps import Ends
from lianping_xlsx.scheme.rules.trimming import enough_words, least_trimmed
from lianping_xlsx.scheme.terms import Collects, Counting, TeamTrim


def trims(case: CheckCase) -> Iterable[Finding]:
    """Check both kinds of trimming, each where it is switched on."""
    rules = case.scheme.rules
    if rules.trim:
        yield from _numbers(case, rules.class_ends, rules.trim_above, "去最高最低分", "有效分数")
        yield from _tallied(case)
        yield from _few_marks(case)
    if rules.team_trim is not TeamTrim.NONE:
        yield from _numbers(case, rules.team_ends, rules.team_trim_above, "考核组去最高最低分", "考核组")
        yield from _teams(case)


def _numbers(case: CheckCase, ends: Ends, line: int, name: str, what: str) -> Iterator[Finding]:
    """Yield ``scheme.trim-none`` or ``scheme.trim-all``. ``name``: the rule that switches the trimming on."""
    rules, place, both = case.scheme.rules, case.setting("计分规则", name), sum(ends)
    if not both:
        yield Finding("scheme.trim-none", place, {"rule": name})
    elif least_trimmed(rules, line) <= both:
        slots = {"what": what, "enough": enough_words(rules, line), "both": str(both), "least": str(both + 1)}
        yield Finding("scheme.trim-all", place, slots)


def _tallied(case: CheckCase) -> Iterator[Finding]:
    """Yield ``scheme.trim-tally``: forms of these polls ask for the highest and lowest marks."""
    polls = [poll.name for poll in case.scheme.polls if poll.counting is Counting.TALLY and not poll.scoring.by_grades]
    if polls and sum(case.scheme.rules.class_ends):
        slots = {"polls": "、".join(polls)}
        yield Finding("scheme.trim-tally", case.setting("计分规则", "去最高最低分"), slots)


def _few_marks(case: CheckCase) -> Iterator[Finding]:
    """Yield ``scheme.trim-classes`` if no class expects ballots enough to be trimmed."""
    scheme = case.scheme
    least = least_trimmed(scheme.rules, scheme.rules.trim_above)
    most = max((count for voter in scheme.class_rows for count in expected_of(scheme, voter).values()), default=0)
    if 0 < most < least:
        place = case.setting("计分规则", "去最高最低分票数线")
        yield Finding("scheme.trim-classes", place, {"most": str(most), "least": str(least)})


def _teams(case: CheckCase) -> Iterator[Finding]:
    """Yield ``scheme.trim-teams`` if no ratee has 考核组 enough to be trimmed."""
    scheme = case.scheme
    least = least_trimmed(scheme.rules, scheme.rules.team_trim_above)
    teams = Counter(code for task in scheme.tasks if task.kind.collects is Collects.SCORES for code in task.ratees)
    most = max(teams.values(), default=0)
    if most < least:
        place = case.setting("计分规则", "考核组去最高最低分组数线")
        yield Finding("scheme.trim-teams", place, {"most": str(most), "least": str(least)})
