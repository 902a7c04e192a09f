"""Small votes with their ballots, and the figures that the package makes of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from lianping_xlsx.checks.mark_ends import MarkEnds
from lianping_xlsx.core import exact
from lianping_xlsx.decision.disclosure.figures import disclose
from lianping_xlsx.decision.summary_data import SummaryData
from lianping_xlsx.scheme.ballot_contents import Grade
from lianping_xlsx.scheme.model import Poll, Scheme, VoterClass
from lianping_xlsx.scheme.terms import Counting, MissingClass, Scoring
from lianping_xlsx.tally.assessments import Assessment
from lianping_xlsx.tally.poll_scores import combine_polls, part_of_whole, score_polls
from lianping_xlsx.tally.ranks import composite_of
from lianping_xlsx.tally.tally_results import ClassTally, Result, Standing
from tests.decision.disclosure.observers import Class, Told, Window
from tests.publish import story
from tests.two_scores import POLLED, VISITED
from tests.two_scores import scores as two_scores

CODE = "T1"
FIELD = 80_00


@dataclass(frozen=True)
class Ballots:
    """One poll: its weight, and the classes with their ballots. ``by_hand``: only sums were handed in."""

    weight: int
    classes: tuple[Class, ...]
    by_hand: bool = False

    @property
    def grades(self) -> tuple[int, ...]:
        return next((voters.grades for voters in self.classes), ())


@dataclass(frozen=True)
class Vote:
    """The polls on one ratee; ``lines``: 测评得分公布线 and 票类均分单列线."""

    polls: tuple[Ballots, ...]
    lines: tuple[int, int] = (3, 5)
    poll_weight: int = 50_00
    decimals: int = 2
    shares: bool = False
    missing: MissingClass = MissingClass.REWEIGH

    @property
    def names(self) -> list[str]:
        return [f"第{number}次测评" for number in range(1, len(self.polls) + 1)]


def data_of(vote: Vote) -> SummaryData:
    """The vote as the summary has it."""
    scheme = _scheme(vote)
    tallies = tuple(
        _tally(scheme, poll.name, voter, voters, by_hand=ballots.by_hand)
        for poll, ballots in zip(scheme.polls, vote.polls, strict=True)
        for voter, voters in zip(scheme.classes_of(poll.name), ballots.classes, strict=True)
    )
    scores = tuple(score for score in score_polls(scheme, tallies) if score.ratee == CODE)
    combined, part = combine_polls(scores, scheme.rules)[0], part_of_whole(scores)
    if part is not None and scheme.rules.poll_weight:
        combined = exact.ratio(part * exact.WHOLE, scheme.rules.poll_weight, vote.decimals)
    found, parts = two_scores(combined, FIELD), {} if part is None else {POLLED: part}
    composite = composite_of(scheme, scheme.ratee_of[CODE].group, found, 0, 0, parts)
    standing = Standing(CODE, found, 0, 0, composite, 1, 5, "好", "")
    visit = Assessment(CODE, "U2", (), 0, 0, 0, FIELD, component=VISITED)
    return replace(story.STORY, scheme=scheme, result=Result((standing,), tallies, scores, (visit,), ()))


def _scheme(vote: Vote) -> Scheme:
    few, line = vote.lines
    rules = replace(
        story.RULES,
        few_ballots=few,
        class_line=line,
        decimals=vote.decimals,
        poll_weight=vote.poll_weight,
        field_weight=100_00 - vote.poll_weight,
        missing_class=vote.missing,
    )
    polls, classes = [], []
    for name, ballots in zip(vote.names, vote.polls, strict=True):
        counting = Counting.TALLY if ballots.by_hand else Counting.BALLOTS
        polls.append(Poll(name, ballots.weight, counting, Scoring.GRADES if ballots.grades else Scoring.POINTS))
        for voters in ballots.classes:
            whole = Fraction(vote.poll_weight) * ballots.weight * voters.weight / 100_00**2
            share = exact.weight(whole) if vote.shares else None
            made = VoterClass(name, voters.name, voters.weight, 9, share=share, signed=voters.signed)
            classes.append(made)
    grades = sorted({grade for ballots in vote.polls for grade in ballots.grades}, reverse=True)
    listed = tuple(Grade(f"等{points}", points * exact.POINT) for points in grades)
    return replace(story.SCHEME, rules=rules, polls=tuple(polls), classes=tuple(classes), grades=listed)


def _tally(scheme: Scheme, poll: str, voter: VoterClass, voters: Class, *, by_hand: bool) -> ClassTally:
    valid, marks = len(voters.marks), sorted(mark * exact.POINT for mark in voters.marks)
    count, total = len(voters.counted), sum(voters.counted) * exact.POINT
    extremes = (marks[0], marks[-1]) if marks else None
    return ClassTally(
        ratee=CODE,
        poll=poll,
        voter_class=voters.name,
        weight=voter.weight,
        electorate=9,
        issued=valid,
        returned=valid,
        valid=valid,
        void=0,
        abstained=0,
        counted=count,
        total=total,
        trimmed=MarkEnds(tuple(marks[: voters.trims[0]]), tuple(marks[::-1][: voters.trims[1]]))
        if any(voters.trims)
        else None,
        mean=exact.ratio(total, count, scheme.rules.decimals) if count else None,
        grades=tuple(marks.count(grade.points) for grade in scheme.grades) if voters.grades else (),
        extremes=None if by_hand else extremes,
    )


def told_of(vote: Vote, data: SummaryData, number: int) -> Told:
    """What the documents tell of one poll, as this package decides."""
    shown, score = disclose(data.scheme, data.result, CODE), data.result.polls_of[CODE][number]
    apart = frozenset(tally.voter_class for tally in shown.classes if tally.poll == score.poll)
    counts = score.weight or len(vote.polls) == 1
    from_above = counts and (shown.poll_score or (shown.composite and vote.poll_weight))
    told = score.score is not None and (score in shown.polls or from_above)
    return Told(apart, window(vote, data, number) if told else None)


def window(vote: Vote, data: SummaryData, number: int) -> Window:
    """Between which values Σ weight x mean of a poll lies, by its score and, where classes have shares, the composite.

    A reader of the composite is taken to know the other polls: he knows more than anybody does.
    """
    score, standing = data.result.polls_of[CODE][number], data.result.standing_of[CODE]
    whole = sum(voters.weight for voters in vote.polls[number].classes if voters.counted)
    low, high = _unrounded(score.score or 0, vote.decimals)
    if score.part and standing.composite is not None and vote.poll_weight:
        others = sum((s.part for s in data.result.polls if s.part is not None and s != score), Fraction(0))
        beside = (others + Fraction(FIELD * data.scheme.rules.field_weight, exact.WHOLE)) / exact.POINT
        factor = Fraction(exact.WHOLE) / sum(
            (Fraction(data.scheme.share_of[score.poll, voters.name]) for voters in vote.polls[number].classes),
            Fraction(0),
        )
        least, most = _unrounded(standing.composite, vote.decimals)
        low, high = max(low, (least - beside) * factor), min(high, (most - beside) * factor)
    return low * whole, high * whole


def _unrounded(figure: exact.ScoreValue, decimals: int) -> Window:
    """What may have been rounded to a figure (hundredths), in points."""
    half, value = Fraction(1, 2 * 10**decimals), Fraction(figure) / exact.POINT
    return value - half, value + half
