"""What the papers of the sample campaigns tell, held against the ballots as they came back."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from lianping_xlsx.app.judged_returns import Returns, check_returns, count_returns
from lianping_xlsx.checks.countable import VALID
from lianping_xlsx.core import exact
from lianping_xlsx.decision.disclosure.figures import disclose
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.scheme.terms import Counting
from lianping_xlsx.tally.tally_results import Result
from tests.scenarios.campaigns import in_process
from tests.scenarios.people import SAMPLES

BEFORE = {
    "lean-township": (48, 0, 16, 16),
    "lean-township-problems": (48, 0, 16, 16),
    "lean-village": (72, 24, 12, 12),
    "zhongwei-member": (60, 0, 30, 30),
    "zhongwei-secretary": (8, 8, 4, 4),
}
"""How many class means, poll scores, 测评得分 and 综合得分 the letters of 0.3.0 told."""
LEAN = [name for name in BEFORE if name.startswith("lean")]
ROOM = 10 * exact.POINT


@cache
def returned(sample: str) -> tuple[Returns, Result]:
    """The replies of a sample, read, and the count."""
    with TemporaryDirectory() as folder, in_process():
        copy = Path(folder) / sample
        shutil.copytree(SAMPLES / sample, copy)
        outcome = check_returns(copy)
        assert outcome.value is not None
        return outcome.value, count_returns(outcome.value, outcome.findings).value


def told(sample: str) -> Counter[str]:
    returns, result = returned(sample)
    found: Counter[str] = Counter()
    for ratee in returns.loaded.scheme.ratees:
        shown = disclose(returns.loaded.scheme, result, ratee.code)
        found.update({"classes": len(shown.classes), "polls": len(shown.polls)})
        found.update({"poll scores": shown.poll_score, "composites": shown.composite})
    return found


def ballots(sample: str) -> dict[tuple[str, str, str], list[int]]:
    """The valid marks by ratee, poll and class, of polls counted ballot by ballot."""
    returns, _ = returned(sample)
    counted, scheme = returns.judged.counted, returns.loaded.scheme
    marks = counted.marks[counted.marks["state"] == VALID]
    found: dict[tuple[str, str, str], list[int]] = {}
    for form, ratee, value in marks[["form", "ratee", "value"]].itertuples(index=False):
        key = counted.forms[form]
        found.setdefault((scheme.ratees[ratee].code, key.poll, key.voter_class), []).append(value)
    return found


def readable(marks: Sequence[int], grades: bool) -> Iterator[int]:
    """The own ballots with which a voter of the class knows those of the others from its figures."""
    for own in sorted(set(marks)):
        others = sorted(marks)
        others.remove(own)
        room = min(sum(others), exact.WHOLE * len(others) - sum(others))
        if len(set(others)) < 2 if grades else max(room, 0) < ROOM and others[-1] - others[0] < ROOM:
            yield own


@pytest.mark.parametrize("sample", LEAN)
def test_the_papers_of_the_lean_samples_lose_nothing(sample: str) -> None:
    assert tuple(told(sample).values()) == BEFORE[sample]


@pytest.mark.parametrize("sample", BEFORE)
def test_no_figure_of_a_class_in_a_sample_gives_a_ballot_away(sample: str) -> None:
    returns, result = returned(sample)
    scheme, marks, looked = returns.loaded.scheme, ballots(sample), 0
    for ratee in scheme.ratees:
        for tally in disclose(scheme, result, ratee.code).classes:
            if not _by_ballots(scheme, tally.poll) or (tally.poll, tally.voter_class) in scheme.signed_classes:
                continue
            looked += 1
            assert not list(readable(marks[ratee.code, tally.poll, tally.voter_class], bool(tally.grades))), tally
    assert looked or not sample.startswith("lean")


def _by_ballots(scheme: Scheme, poll: str) -> bool:
    return scheme.poll_of[poll].counting is Counting.BALLOTS


def test_6_the_sample_of_four_committee_members_gave_their_ballots_away() -> None:
    """The letters told the mean of the 支部委员会成员 apart: with it each of these ballots was read."""
    marks = ballots("zhongwei-member")
    few = {key: votes for key, votes in marks.items() if key[2] == "支部委员会成员"}
    outsider = [key for key, votes in few.items() if len(set(votes)) == 1]
    voters = [key for key, votes in few.items() if any(True for _ in readable(votes, grades=True))]
    assert (len(few), len(outsider) > 0, len(voters) > len(outsider)) == (30, True, True)
    assert told("zhongwei-member")["classes"] == 0


@pytest.mark.parametrize("sample", ["zhongwei-member", "zhongwei-secretary"])
def test_a_poll_is_told_just_where_no_secret_class_that_weighs_is_below_the_line(sample: str) -> None:
    """Attack 2: 2 x the poll's score - the own class gave the mean of two voters for 4 of 4 secretaries."""
    returns, result = returned(sample)
    scheme = returns.loaded.scheme
    for ratee in scheme.ratees:
        small = frozenset(
            tally.poll
            for tally in result.classes_of[ratee.code]
            if 0 < tally.counted < scheme.rules.few_ballots
            and tally.weight
            and (tally.poll, tally.voter_class) not in scheme.signed_classes
        )
        shown = disclose(scheme, result, ratee.code)
        assert (shown.withheld, shown.poll_score, shown.composite) == (small, not small, not small)
