"""Attack 5: what two releases tell together gives no ballot that came, went or changed between them."""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from lianping_xlsx.app.campaign import Campaign
from lianping_xlsx.decision.disclosure.disclosures import Disclosures
from lianping_xlsx.decision.disclosure.figures import Disclosure
from lianping_xlsx.decision.disclosure.releases import NOTHING_RELEASED, Releases, by_class
from lianping_xlsx.decision.final_data import FinalData, Verdict
from lianping_xlsx.decision.last_decision import last_decision
from lianping_xlsx.decision.record import Recorded, digests_of_votes, read_record, with_decision
from lianping_xlsx.decision.release_history import ReleaseHistory
from lianping_xlsx.decision.release_history import releases_of as releases_of_history
from lianping_xlsx.decision.score_changes import Change
from lianping_xlsx.decision.summary_data import SummaryData
from lianping_xlsx.publish.final.record_book import write_record_book
from lianping_xlsx.scheme.model import Task
from lianping_xlsx.scheme.terms import FormKind
from lianping_xlsx.tally.tally_results import Result
from tests.books import open_book
from tests.campaigns import answered, one_ballot_more
from tests.cli.running import Runner
from tests.deciding import COMPLETE, decide_as_proposed, record, texts, type_in
from tests.decision.disclosure.observers import Class
from tests.decision.disclosure.votes import CODE, Ballots, Vote, data_of
from tests.publish.final.decided import SUMMARY, decide, with_few_ballots
from tests.small import TOWN, with_rule

MARKS = (95, 80, 75, 70, 88, 60)
OTHERS = Class("乙", 50_00, (90, 85, 60, 72, 79, 66))
THIRD = Class("丙", 40_00, (91, 83, 61, 70, 77, 65))


def vote(*marks: int, beside: tuple[Class, ...] = (OTHERS,)) -> SummaryData:
    """A poll of the class 甲 with these marks, and others."""
    return data_of(Vote((Ballots(100_00, (Class("甲", 50_00, marks), *beside)),)))


def releases_of(data: SummaryData, releases: Releases = NOTHING_RELEASED) -> Releases:
    """What leaves with a result."""
    return Releases(by_class(Disclosures(data.scheme, data.result, releases, official=data.official).released()))


def told(data: SummaryData, releases: Releases, *, official: bool = True) -> Disclosure:
    """What may be told after that."""
    return Disclosures(data.scheme, data.result, releases, official=official).of(CODE)


def official(data: SummaryData) -> SummaryData:
    return replace(data, official=True)


def test_two_means_give_the_ballot_between_them() -> None:
    """The attack: n₂·m₂ − n₁·m₁ is the ballot that came later."""
    before, after = (
        next(t for t in vote(*marks).result.classes if t.voter_class == "甲") for marks in (MARKS, (*MARKS, 35))
    )
    assert before.mean is not None
    assert after.mean is not None
    assert -10 < after.counted * after.mean - before.counted * before.mean - 35_00 < 10


@pytest.mark.parametrize("beside", [(), (OTHERS,)])
def test_one_ballot_more_withholds_what_would_give_it(beside: tuple[Class, ...]) -> None:
    """By the score of a poll of two classes it is had as well: whoever typed the other knows its mean."""
    first = releases_of(official(vote(*MARKS, beside=beside)))
    shown = told(vote(*MARKS, 35, beside=beside), first)
    assert (shown.poll_score, shown.composite, shown.classes) == (False, False, ())
    assert any("上次送审或者审定以后只变动了少数几张票或票类权重" in note for note in shown.notes)
    assert shown.withheld


def test_means_that_were_told_and_the_score_give_the_changed_one() -> None:
    """m₂ = (s₂ − w·the others, as they were told) ÷ w, of three classes as of two."""
    first = releases_of(official(vote(*MARKS, beside=(OTHERS, THIRD))))
    assert all(row.apart for rows in first.rows.values() for row in rows)
    shown = told(vote(*MARKS, 35, beside=(OTHERS, THIRD)), first)
    assert (shown.poll_score, shown.classes) == (False, ())


def test_a_score_that_was_told_and_the_means_give_what_it_was_made_of() -> None:
    """Four ballots, of three classes the score alone; with the fifth no mean, though there are enough now."""
    first = releases_of(official(vote(*MARKS[:4], beside=(OTHERS, THIRD))))
    assert first
    assert not any(row.apart for rows in first.rows.values() for row in rows)
    shown = told(vote(*MARKS[:4], 35, beside=(OTHERS, THIRD)), first)
    assert (shown.poll_score, shown.classes) == (True, ())


def test_decisions_that_do_not_say_what_they_told() -> None:
    """As 0.2.0 and 0.3.0 recorded them: no means, and no score where something has changed."""
    data = vote(*MARKS, beside=(OTHERS, THIRD))
    unknown = Releases({}, frozenset({CODE}))
    assert (told(data, unknown).poll_score, told(data, unknown).classes) == (True, ())
    changed = replace(unknown, scores_unknown=frozenset({CODE}))
    assert not told(data, changed).poll_score


def test_the_same_votes_are_told_again() -> None:
    data = official(vote(*MARKS))
    assert told(data, releases_of(data)) == told(data, NOTHING_RELEASED)
    assert told(data, NOTHING_RELEASED).classes


def test_as_many_more_as_the_line_are_told() -> None:
    first = releases_of(official(vote(*MARKS)))
    assert told(vote(*MARKS, 35, 62, 77, 81, 90), first).classes


def test_a_step_at_a_time_is_compared_with_all_that_left() -> None:
    first = releases_of(official(vote(*MARKS)))
    assert not told(vote(*MARKS, 35), first).poll_score
    assert not told(vote(*MARKS, 35, 62), first).poll_score


def test_what_was_withheld_before_has_not_left() -> None:
    few = releases_of(official(vote(95, 80)))
    assert few == NOTHING_RELEASED
    assert told(vote(95, 80, 70, 66, 72), few).poll_score


def test_a_mark_put_right_is_told_unless_it_is_known_whose() -> None:
    data, corrected = official(vote(*MARKS)), vote(*MARKS[:-1], 50)
    assert told(corrected, releases_of(data)).classes
    poll = data.scheme.polls[0].name
    tasks = tuple(Task(f"委员{n}", FormKind.BALLOTS, (CODE,), poll, "甲", 1) for n in range(6))
    alone = replace(corrected, scheme=replace(corrected.scheme, tasks=tasks))
    assert not told(alone, releases_of(data)).poll_score


def test_a_mark_changed_from_nothing_to_all_gives_both() -> None:
    data, corrected = official(vote(*MARKS[:-1], 0)), vote(*MARKS[:-1], 100)
    assert not told(corrected, releases_of(data)).poll_score


def test_a_count_that_is_not_official_tells_no_class() -> None:
    shown = told(vote(*MARKS), NOTHING_RELEASED, official=False)
    assert (shown.poll_score, shown.composite, shown.classes) == (True, True, ())
    assert any("结果是试算" in note for note in shown.notes)


# ---------------------------------------------------------------- a campaign


@pytest.fixture
def decided(tmp_path: Path, run: Runner) -> Campaign:
    """Decided once, with 3 + 3 ballots and lines that let that many be told."""
    found = answered(tmp_path / "c", with_rule(测评得分公布线="3", 票类均分单列线="3"))
    run("merge", found.folder)
    type_in(found, COMPLETE)
    assert run("finalize", found.folder).code == 0
    return found


def letters(found: Campaign) -> str:
    folder = found.decided / "反馈意见书"
    books = (open_book(path.read_bytes()) for path in sorted(folder.glob("*.xlsx")))
    return "\n".join(str(cell.value) for book in books for page in book for row in page.iter_rows() for cell in row)


def test_a_second_decision_withholds_what_differs_by_one_ballot(decided: Campaign, run: Runner) -> None:
    first = letters(decided)
    assert "综合得分" in first
    assert "不单列" not in first
    released = record(decided)[0]["released"]
    assert {(row["poll"], row["counted"]) for row in released} >= {("述职大会测评", 3)}
    one_ballot_more(decided)
    run("merge", decided.folder)
    decide_as_proposed(decided)
    type_in(decided, {"C3": "县委常委会第13次会议", "I3": "2025-01-06"})
    ran = run("finalize", decided.folder)
    assert ran.code == 1, ran.out + ran.err
    second = letters(decided)
    assert "上次送审或者审定以后只变动了少数几张票或票类权重" in second
    assert "综合得分" not in [line for line in second.splitlines() if len(line) < 10]


def test_the_same_decision_again_changes_nothing(decided: Campaign, run: Runner) -> None:
    before, rows = letters(decided), record(decided)[0]["released"]
    assert run("finalize", decided.folder).code == 0
    assert letters(decided) == before
    assert [decision["released"] for decision in record(decided)] == [rows]


def test_what_was_told_stays_on_record_when_the_decision_is_written_anew() -> None:
    """Rounded to whole points a ballot more can leave every score as it was: the same decision, on other votes."""
    summary = replace(SUMMARY, official=True)
    first = with_decision((), decide(summary), {})
    classes = (replace(tally, counted=tally.counted - 1) for tally in summary.result.classes)
    again = with_decision(first, decide(replace(summary, result=replace(summary.result, classes=tuple(classes)))), {})
    assert len(again) == 1
    assert set(first[0].released or ()) < set(again[0].released or ())


def test_a_score_withheld_at_the_decision_is_not_told_beside_a_later_one() -> None:
    few = with_few_ballots()
    record = with_decision((), few, {})
    assert {ratee.id for ratee in record[0].ratees if ratee.withheld} == {"T4"}
    fuller = tuple(replace(s, composite=s.composite and s.composite - 1_00) for s in SUMMARY.result.standings)
    result = replace(few.summary.result, standings=fuller)
    last = last_decision(few.summary.scheme, result, ReleaseHistory(record), few.summary.seal)
    assert last is not None
    (words,) = (change.words for change in last.changes if change.id == "T4")
    assert words.startswith("综合得分有变动（不单列）")


def decided_on(data: SummaryData, number: int) -> FinalData:
    """The only ratee of a vote, decided on."""
    (ratee,) = data.scheme.ratees
    verdict = Verdict(ratee, data.result.standing_of[ratee.code], "好", "", "")
    return FinalData(data, (verdict,), f"第{number}次会议", dt.date(2025, 1, number))


def alone(*marks: int) -> SummaryData:
    """A vote with these marks of the class 甲 on one ratee, and nobody else assessed."""
    data = vote(*marks)
    ratees = tuple(ratee for ratee in data.scheme.ratees if ratee.code == CODE)
    scheme = replace(data.scheme, ratees=ratees, adjustments=())
    return replace(data, official=True, scheme=scheme, seal=b"key of the campaign")


def since(record: tuple[Recorded, ...], *marks: int) -> SummaryData:
    """The same after these decisions."""
    data = alone(*marks)
    return replace(data, releases=releases_of_history(data.scheme, data.result, ReleaseHistory(record)))


def in_book(record: tuple[Recorded, ...]) -> str:
    """The words of 审定记录.xlsx, without the digests at the end."""
    return "\n".join(texts(write_record_book(SUMMARY.scheme.profile, record))).partition("技术附记")[0]


def assert_only_said_to_have_changed(found: set[tuple[tuple[Change, ...], str]]) -> None:
    """Assert that all late ballots lead to the same words: that votes have changed, and not whether the score has.

    ``found``: what status and 审定记录 say after each ballot.
    """
    ((changes, words),) = found
    assert [change.words.partition("（")[0] for change in changes] == ["计分的票、可以单列的得分有变动"]
    assert changes[0].words in words


def test_whether_a_late_ballot_has_moved_a_withheld_score_is_not_told() -> None:
    """78 is the mean: who knows that nothing has changed knows the ballot. Of 200 voters it would be 78 ± 3."""
    before = alone(*MARKS)
    record = with_decision((), decided_on(before, 1), {})
    found = set[tuple[tuple[Change, ...], str]]()
    for late in (78, 35, 79):
        after, history = since(record, *MARKS, late), ReleaseHistory(record)
        same = after.result.standing_of[CODE].composite == before.result.standing_of[CODE].composite
        assert (same, after.disclosures.of(CODE).composite) == (late == 78, False)
        last = last_decision(after.scheme, after.result, history, after.seal)
        assert last is not None
        found.add((last.changes, in_book(with_decision(record, decided_on(after, 2), {}))))
    assert_only_said_to_have_changed(found)


def test_whether_another_late_ballot_has_moved_it_is_not_told_either() -> None:
    """The decision between the two has withheld the score, so that it does not say which votes there were."""
    first = with_decision((), decided_on(alone(*MARKS), 1), {})
    second = since(first, *MARKS, 78)
    record = with_decision(first, decided_on(second, 2), {})
    assert (record[1].ratees[0].withheld, len(record[1].votes)) == (True, 1)
    assert not {each.voter_class for each in record[1].released or ()} & {"甲"}
    found = set[tuple[tuple[Change, ...], str]]()
    for late in ((), (78,), (35,), (79,)):
        after = since(record, *MARKS, 78, *late)
        same = after.result.standing_of[CODE].composite == second.result.standing_of[CODE].composite
        assert (same, after.disclosures.of(CODE).composite) == (late in ((), (78,)), False)
        last = last_decision(after.scheme, after.result, ReleaseHistory(record), after.seal)
        assert last is not None
        if not late:
            assert last.changes == ()
            continue
        found.add((last.changes, in_book(with_decision(record, decided_on(after, 3), {}))))
    assert_only_said_to_have_changed(found)


def test_whether_a_withheld_score_is_the_one_that_is_told_at_last_is_not_told_either() -> None:
    """After one late ballot the score is withheld, after ten more it may be told: the one between stays unknown."""
    first = with_decision((), decided_on(alone(*MARKS), 1), {})
    found = set()
    for late in (78, 35):
        between = with_decision(first, decided_on(since(first, *MARKS, late), 2), {})
        after = since(between, *MARKS, late, *[78] * 10)
        record = with_decision(between, decided_on(after, 3), {})
        assert [each.ratees[0].withheld for each in record] == [False, True, False]
        same = record[1].ratees[0].composite == record[2].ratees[0].composite
        assert same == (late == 78)
        found.add(in_book(record))
    told = [re.findall("计分的票、可以单列的得分有变动", words) for words in found]
    assert [len(each) for each in told] == [2] * len(found)


def test_a_digest_of_votes_says_nothing_without_the_key() -> None:
    few = with_few_ballots()
    result, keys = few.summary.result, (b"one", b"other")
    one, other = (digests_of_votes(result, key) for key in keys)
    assert one.keys() == other.keys()
    assert not {*one.values()} & {*other.values()}
    assert len({*one.values()}) == len(one)  # nobody has the digest of another with the same votes
    (decision,) = with_decision((), few, {})
    assert {*decision.votes} == {each.id for each in decision.ratees if each.withheld} == {"T4"}


def test_a_record_without_releases_is_read(decided: Campaign) -> None:
    """As 0.2.0 and 0.3.0 wrote it: then nothing is known to have left."""
    content = (decided.decided / "审定记录.json").read_bytes()
    (decision,) = read_record(content, None)
    assert decision.released
    said = json.loads(content)
    del said["decisions"][0]["released"]
    (old,) = read_record(json.dumps(said).encode(), None)
    assert old.released is None
    assert old == decision
    scheme, result = TOWN.scheme, Result((), (), (), (), ())
    known = releases_of_history(scheme, result, ReleaseHistory((old,)))
    assert known.means_unknown == known.scores_unknown == {"T1", "T2", "T3"}
    assert releases_of_history(scheme, result, ReleaseHistory((decision,))).means_unknown == frozenset()
