"""测评得分: ballots give class means, class means give poll scores, poll scores give the 测评得分.

民主测评 by voter classes: 乐安 一（一）2③④ and 一（二）2②③, 中卫 一（一）2③ and 一（二）2②③. Both regulations leave
open the weights of the classes, trimming, and the meaning of a missing class: they are settings of the scheme.
Votes are owed if their form has not come back, is in conflict, or has a row that does not add up: owed votes must be
collected before any rule on a class without a valid mark is changed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field
from fractions import Fraction
from typing import TYPE_CHECKING

from lianping_xlsx.checks.countable import MARK_VOID, VALID, Counted, rows_in
from lianping_xlsx.checks.mark_ends import MarkEnds, ends_of_ballots, left_out
from lianping_xlsx.checks.mark_shares import in_shares
from lianping_xlsx.core import exact
from lianping_xlsx.core.abbreviate import NAMED_IN_LIST, some
from lianping_xlsx.core.exact import ScoreValue
from lianping_xlsx.core.findings import Finding, Place
from lianping_xlsx.core.light_dataclass import dataclass, replace
from lianping_xlsx.forms.layout import SECOND_TYPING
from lianping_xlsx.scheme.components import Component
from lianping_xlsx.scheme.electorate import electorates
from lianping_xlsx.scheme.model import Poll, Ratee, Scheme, VoterClass
from lianping_xlsx.scheme.rules import Rules, answers_at, printed
from lianping_xlsx.scheme.rules.count_steps import CLASS_ENDS, EMPTY_CLASSES, ClassesThere
from lianping_xlsx.scheme.terms import ComponentSource, MissingClass, Scoring
from lianping_xlsx.tally.item_scores import ItemTally, fewest_votes, mean_of_items, tally_items, votes_by_item
from lianping_xlsx.tally.tally_results import ClassTally, PollScore

if TYPE_CHECKING:
    import pandas as pd


Owed = frozenset[tuple[str, str, str]]
"""Triples of poll, voter class and code of the ratee."""


def owed_votes(scheme: Scheme, counted: Counted) -> Owed:
    """Classes and ratees for which at least one 填报任务 has no votes among the marks that count."""
    ratees = {ratee.code: number for number, ratee in enumerate(scheme.ratees)}
    forms = {
        (key.unit, key.kind, key.poll, key.voter_class): index
        for index, key in enumerate(counted.forms)
        if key.typing != SECOND_TYPING  # where two registers agree, the first counts
    }
    # A 测评票 form is used whole or not at all; of a 计票汇总 form each row is used by itself.
    registers = set(counted.registers["form"].tolist())
    rows = set(zip(counted.tallies["form"].tolist(), counted.tallies["ratee"].tolist(), strict=True))
    owed = set()
    for task in scheme.tasks:
        if not task.kind.polled:
            continue
        # -1 is the index of no form.
        form = forms.get((scheme.unit_of[task.unit].code, task.kind, task.poll, task.voter_class), -1)
        for code in task.ratees:
            received = form in registers if task.kind.by_ballot else (form, ratees[code]) in rows
            if not received:
                owed.add((task.poll, task.voter_class, code))
    return frozenset(owed)


@dataclass(slots=True)
class _PollVotes:
    """Sums over the forms of one voter class for one ratee.

    ``total``: the sum of the valid marks (hundredths). ``extremes``: the lowest and the highest valid mark of each
    form. ``ends``: of each form, the marks that the scheme may leave out. ``whole_void``: the ballots that are void as
    a whole (on registers). ``grades``: votes by index of the grade.
    """

    issued: int = 0
    returned: int = 0
    valid: int = 0
    void: int = 0
    whole_void: int = 0
    abstained: int = 0
    total: int = 0
    extremes: list[int] = field(default_factory=list)
    ends: list[MarkEnds] = field(default_factory=list)
    grades: Counter[int] = field(default_factory=Counter)

    def add(self, *, issued: int, returned: int, valid: int, void: int, abstained: int, total: int) -> None:
        """Add the votes of one form."""
        self.issued += issued
        self.returned += returned
        self.valid += valid
        self.void += void
        self.abstained += abstained
        self.total += total


_Key = tuple[str, str, int]
"""Poll, voter class and index of the ratee in the scheme."""


def tally_classes(scheme: Scheme, counted: Counted) -> tuple[ClassTally, ...]:
    """A ClassTally for each ratee and voter class of each poll, in the order of the scheme."""
    votes: defaultdict[_Key, _PollVotes] = defaultdict(_PollVotes)
    _add_ballots(counted, votes)
    _add_tallies(counted, votes)
    _add_ends(scheme, counted, votes)
    _add_grades(counted, votes)
    by_item, electorate = votes_by_item(counted), electorates(scheme)
    found = []
    for index, ratee in enumerate(scheme.ratees):
        for voter in scheme.classes_for(ratee.code):
            key = voter.poll, voter.name, index
            own = votes[key]
            tally = _class_tally(scheme, ratee, voter, own, electorate[voter.poll, voter.name, ratee.code])
            items = tally_items(scheme, voter, by_item.get(key, {}), own.returned, own.whole_void)
            found.append(with_items(scheme, tally, items) if items else tally)
    return tuple(found)


def with_items(scheme: Scheme, tally: ClassTally, items: tuple[ItemTally, ...]) -> ClassTally:
    """The tally of a class by 分项等次: its mean is that of its items."""
    exact_mean, counted = mean_of_items(items), fewest_votes(items)
    mean, unrounded = (None, None) if exact_mean is None else printed(scheme.rules, exact_mean)
    total = int((mean or 0) * counted)
    return replace(tally, items=items, mean=mean, counted=counted, total=total, trimmed=None, unrounded=unrounded)


def _add_ballots(counted: Counted, votes: defaultdict[_Key, _PollVotes]) -> None:
    marks = _sums_of(counted.marks)
    for form, issued, returned, void in rows_in(counted.registers, ["form", "issued", "returned", "void"]):
        key = counted.forms[form]
        for ratee in counted.ratees_of[form]:
            valid, void_marks, total, low, high = marks.get((form, ratee), (0, 0, 0, None, None))
            found = votes[key.poll, key.voter_class, ratee]
            # A blank mark is an abstention: on each valid ballot a ratee has a valid mark, a void mark or a blank.
            blank = returned - void - valid - void_marks
            found.add(
                issued=issued, returned=returned, valid=valid, void=void + void_marks, abstained=blank, total=total
            )
            found.whole_void += void
            if low is not None and high is not None:
                found.extremes += (low, high)


_Sums = tuple[int, int, int, int | None, int | None]
"""Number of valid marks, number of void marks on valid ballots; sum, lowest and highest of the valid ones."""


def _sums_of(marks: pd.DataFrame) -> dict[tuple[int, int], _Sums]:
    """Sums by (form, ratee), both as indexes. The marks of a void ballot (BALLOT_VOID) are in none of them."""
    from lianping_xlsx.checks.ballot_entries import MarkGroups  # it imports pandas

    found: dict[tuple[int, int], _Sums] = {}
    state = marks["state"].to_numpy()
    voided = state == MARK_VOID
    void = Counter(zip(marks.loc[voided, "form"], marks.loc[voided, "ratee"], strict=True) if voided.any() else ())
    for valid in _valid_in_shares(marks):
        groups, values = MarkGroups.of(valid, "form", "ratee"), valid["value"]
        sums = groups.size, groups.total(values), groups.least(values), groups.greatest(values)
        for form, ratee, size, total, low, high in groups.rows(groups.size > 0, *sums):
            found[form, ratee] = (size, void[form, ratee], total, low, high)
    for key, count in void.items():
        found.setdefault(key, (0, count, 0, None, None))
    return found


def _valid_in_shares(marks: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """The valid marks, those of a form in one share."""
    return (share[share["state"].to_numpy() == VALID] for share in in_shares(marks))


def _add_tallies(counted: Counted, votes: defaultdict[_Key, _PollVotes]) -> None:
    columns = ["form", "ratee", "issued", "returned", "valid", "void", "abstained", "total"]
    for form, ratee, issued, returned, valid, void, abstained, total in rows_in(counted.tallies, columns):
        key = counted.forms[form]
        found = votes[key.poll, key.voter_class, ratee]
        found.add(issued=issued, returned=returned, valid=valid, void=void, abstained=abstained, total=total)


def _add_ends(scheme: Scheme, counted: Counted, votes: dict[_Key, _PollVotes]) -> None:
    """Add the marks that the scheme may leave out; the entries of their forms exist. Of a 计票汇总 they were typed."""
    for (form, ratee), ends in counted.ends.items():
        key = counted.forms[form]
        found = votes[key.poll, key.voter_class, ratee]
        found.ends.append(ends)
        if ends.lowest and ends.highest:
            found.extremes += [ends.lowest[0], ends.highest[0]]
    for valid in _valid_in_shares(counted.marks) if sum(scheme.rules.class_ends) else ():
        for (form, ratee), ends in ends_of_ballots(valid, scheme.rules.class_ends).items():
            key = counted.forms[form]
            votes[key.poll, key.voter_class, ratee].ends.append(ends)


def _add_grades(counted: Counted, votes: dict[_Key, _PollVotes]) -> None:
    for form, ratee, grade, count in rows_in(counted.grades, ["form", "ratee", "grade", "count"]):
        key = counted.forms[form]
        # The entry exists: the votes of these forms were added before.
        votes[key.poll, key.voter_class, ratee].grades[grade] += count


def _class_tally(scheme: Scheme, ratee: Ratee, voter: VoterClass, votes: _PollVotes, electorate: int) -> ClassTally:
    """The tally of one class on one ratee; the lowest and the highest marks are left out where a rule says so.

    ``electorate``: 应到, the number of voters of the class for this ratee.
    """
    poll = scheme.poll_of[voter.poll]
    extremes = (min(votes.extremes), max(votes.extremes)) if votes.extremes else None
    counted, total, trimmed, mean, unrounded = _mean(scheme, poll, votes.valid, votes.total, votes.ends)
    return ClassTally(
        ratee=ratee.code,
        poll=voter.poll,
        voter_class=voter.name,
        weight=voter.weight,
        electorate=electorate,
        issued=votes.issued,
        returned=votes.returned,
        valid=votes.valid,
        void=votes.void,
        abstained=votes.abstained,
        counted=counted,
        total=total,
        trimmed=trimmed,
        mean=mean,
        grades=_votes_by_grade(scheme, poll, votes.grades) if poll.scoring is Scoring.GRADES else (),
        extremes=extremes,
        unrounded=unrounded,
    )


def with_mean(scheme: Scheme, tally: ClassTally, valid: int, total: int, ends: Sequence[MarkEnds]) -> ClassTally:
    """The tally with the mean of so many ``valid`` marks with the sum ``total``, trimmed where a rule says so.

    ``ends``: the lowest and highest marks of each of its forms.
    """
    poll = scheme.poll_of[tally.poll]
    counted, total, trimmed, mean, unrounded = _mean(scheme, poll, valid, total, ends)
    return replace(tally, valid=valid, counted=counted, total=total, trimmed=trimmed, mean=mean, unrounded=unrounded)


def _mean(
    scheme: Scheme, poll: Poll, valid: int, total: int, ends: Sequence[MarkEnds]
) -> tuple[int, int, MarkEnds | None, ScoreValue | None, ScoreValue | None]:
    """Number and sum of the marks of a class that are not trimmed, the trimmed ones, the mean as printed and as used.

    The last is None if it is the one before.
    """
    count, rules = valid, scheme.rules
    trimmed = left_out(ends, answers_at(CLASS_ENDS, rules, count))
    if trimmed is not None:
        count, total = count - len(trimmed.marks), total - sum(trimmed.marks)
    mean, unrounded = printed(rules, Fraction(total, 1 if poll.sums_places else count)) if count else (None, None)
    return count, total, trimmed, mean, unrounded


def _votes_by_grade(scheme: Scheme, poll: Poll, votes: Counter[int]) -> tuple[int, ...]:
    """The votes for the grades of a poll; ``votes``: by index of the grade in the scheme."""
    return tuple(votes[number] for number, grade in enumerate(scheme.grades) if grade.scale == poll.scale)


def score_polls(scheme: Scheme, classes: Sequence[ClassTally]) -> tuple[PollScore, ...]:
    """A PollScore for each ratee and poll, in the order of the scheme."""
    by_poll: dict[tuple[str, str], list[ClassTally]] = {}
    for tally in classes:
        by_poll.setdefault((tally.ratee, tally.poll), []).append(tally)
    scores = []
    for ratee in scheme.ratees:
        for poll in scheme.polls_for(ratee.group):
            tallies = by_poll.get((ratee.code, poll.name), [])
            if not tallies:  # no class votes on him
                continue
            (score, unrounded), note = _poll_score(tallies, scheme.rules)
            part = _part(scheme, tallies) if scheme.by_shares and score is not None else None
            component = scheme.component_in(ratee.group, ComponentSource.POLLS, poll.component)
            scores.append(PollScore(ratee.code, poll.name, poll.weight, score, note, part, component, unrounded))
    return tuple(scores)


def class_findings(
    scheme: Scheme, classes: Iterable[ClassTally], polls: Sequence[PollScore], owed: Owed
) -> Iterator[Finding]:
    """Findings on voter classes that gave a ratee no valid mark, or few; one finding per class names all its ratees.

    ``result.class-missing``: its votes are still ``owed``. ``result.class-empty``: they came back, and none is valid.
    ``result.class-reweighed``: the other classes were reweighed. ``result.poll-empty``: no class was left to be
    reweighed. ``result.few-ballots``: fewer valid marks in a secret ballot than the line of the scheme.
    """
    # One missing form leaves a class without marks for all its ratees: they are collected into one finding.
    absent: dict[tuple[str, str, str], list[str]] = {}
    few: dict[tuple[str, str], list[str]] = {}
    scored = {(poll.ratee, poll.poll) for poll in polls if poll.score is not None}
    for tally in classes:
        if tally.ratee in scheme.excluded:
            continue
        name = scheme.ratee_of[tally.ratee].label
        if tally.mean is None:
            code = _absence(scheme.rules, tally, owed, scored=(tally.ratee, tally.poll) in scored)
            absent.setdefault((tally.poll, tally.voter_class, code), []).append(name)
        elif tally.valid < scheme.rules.few_ballots and not scheme.is_signed(tally.poll, tally.voter_class):
            few.setdefault((tally.poll, tally.voter_class), []).append(f"{name}（{tally.valid}个）")
    for (_, voter_class, code), names in absent.items():
        if code:
            yield Finding(code, Place(), {"names": some(names, NAMED_IN_LIST, "人"), "voter_class": voter_class})
    yield from _polls_without_a_class(scheme, polls, owed)
    for (_, voter_class), names in few.items():
        slots = {
            "names": some(names, NAMED_IN_LIST, "人"),
            "voter_class": voter_class,
            "line": str(scheme.rules.few_ballots),
        }
        yield Finding("result.few-ballots", Place(), slots)


def _absence(rules: Rules, tally: ClassTally, owed: Owed, *, scored: bool) -> str:
    """The code of the finding on a class without a valid mark.

    '' if the class weighs nothing, or if ``result.poll-empty`` reports the whole poll.
    """
    reweigh = rules.missing_class is MissingClass.REWEIGH
    if reweigh and scored:
        return "result.class-reweighed" if tally.weight else ""
    if (tally.poll, tally.voter_class, tally.ratee) in owed:
        return "result.class-missing"
    return "" if reweigh else "result.class-empty"


def _polls_without_a_class(scheme: Scheme, polls: Iterable[PollScore], owed: Owed) -> Iterator[Finding]:
    """Yield ``result.poll-empty``: no class of the poll is left to be reweighed, though all its votes came back."""
    if scheme.rules.missing_class is not MissingClass.REWEIGH:
        return
    due, found = {(poll, ratee) for poll, _, ratee in owed}, dict[str, list[str]]()
    for poll in polls:
        if poll.score is None and poll.ratee not in scheme.excluded and (poll.poll, poll.ratee) not in due:
            found.setdefault(poll.poll, []).append(scheme.ratee_of[poll.ratee].label)
    for name, ratees in found.items():
        yield Finding("result.poll-empty", Place(), {"names": some(ratees, NAMED_IN_LIST, "人"), "poll": name})


_Printed = tuple[ScoreValue | None, ScoreValue | None]
"""A score as printed (hundredths; None if there is none), and the one that the next step uses if that is another."""
_NO_SCORE: _Printed = (None, None)


def _poll_score(tallies: Sequence[ClassTally], rules: Rules) -> tuple[_Printed, str]:
    """The score of one poll for one ratee, and the note on classes left out."""
    # A class without weight is printed, but adds nothing to the score.
    present = [(tally.weight, tally.used) for tally in tallies if tally.used is not None and tally.weight]
    absent = [tally for tally in tallies if tally.mean is None]
    without_score = answers_at(EMPTY_CLASSES, rules, ClassesThere(len(present), len(absent)))
    if any(without_score):
        return _NO_SCORE, ""
    left_out = "、".join(tally.voter_class for tally in absent if tally.weight)
    note = f"缺{left_out}，按其余票类折算" if left_out else ""
    return printed(rules, exact.weighted(present)), note


def _part(scheme: Scheme, tallies: Sequence[ClassTally]) -> Fraction:
    """The points (hundredths) that one poll adds to the composite: Σ share x mean, unrounded.

    The share of a class without a valid mark goes to the other classes of its poll, in proportion to their shares.
    """
    shares = [(Fraction(scheme.share_of[tally.poll, tally.voter_class]), tally.used) for tally in tallies]
    present = [(share, mean) for share, mean in shares if mean is not None and share]
    if not present:
        return Fraction(0)
    points = sum((share * mean for share, mean in present), Fraction(0))
    whole, counted = (sum((share for share, _ in listed), Fraction(0)) for listed in (shares, present))
    return whole * points / counted / exact.WHOLE


def part_of_whole(scores: Sequence[PollScore]) -> Fraction | None:
    """The points (hundredths, unrounded) that the polls of one ratee and component add to the composite.

    None if a poll has no score, or if the scheme gives no shares of the whole (占总分比重).
    """
    parts = [poll.part for poll in scores if poll.part is not None]
    return sum(parts, Fraction(0)) if parts and len(parts) == len(scores) else None


def score_of_polls(scores: Sequence[PollScore], component: Component, rules: Rules) -> _Printed:
    """The score of a component for one ratee from its polls; none if a poll has no score.

    It is the weighted mean of the poll scores. With 占总分比重 it is derived from the points that the polls add to the
    composite, only to be printed.
    """
    part = part_of_whole(scores)
    # Without a weight of the component there is nothing to divide by.
    if part is not None and component.weight:
        return printed(rules, part * exact.WHOLE / component.weight)
    return combine_polls(scores, rules)


def combine_polls(scores: Sequence[PollScore], rules: Rules) -> _Printed:
    """The weighted mean of the poll scores of one ratee and component; none if a poll has no score."""
    parts = [(poll.weight, poll.used) for poll in scores if poll.used is not None]
    return printed(rules, exact.weighted(parts)) if parts and len(parts) == len(scores) else _NO_SCORE
