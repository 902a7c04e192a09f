"""The least and the greatest composite of everybody while anything is open, and the ranks that follow.

Each owed ballot (预计份数 of them) gives anything between the lowest and the highest mark, each owed 考评项目 between 0
and its 分值; a form that comes is taken to bring at least one valid mark for everybody on it. A cell that has to be put
right may be anything, or blank. The count is done twice more, with every class mean, total and ready-made score at its
least, and at its greatest: each later step grows with them. What compares the ratees of a 排名组 (折算) grows with a
ratee's own score and falls with the others', so he is counted against theirs at the other end. A cited score that has
not come is taken to be at most its 满分; of 加分 beyond the 总分 of the other campaign nothing is known here. Save for
such a score a range is never narrower than the truth; without 折算 that compares ratees, and for ballots that are not
trimmed, it is no wider either.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from fractions import Fraction

import pandas as pd

from lianping_xlsx.checks.countable import Counted, UnsettledMark, frame_of
from lianping_xlsx.core import exact
from lianping_xlsx.core.exact import ScoreValue
from lianping_xlsx.core.light_dataclass import dataclass, replace
from lianping_xlsx.scheme.ballot_contents import Grade
from lianping_xlsx.scheme.components import Component
from lianping_xlsx.scheme.conversions import converted_components
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.scheme.rules import printed
from lianping_xlsx.scheme.terms import ComponentSource, Conversion, MissingClass
from lianping_xlsx.scheme.vote_rates import (
    VoteBase,
    VoteRate,
    banded_rate,
    bands_of,
    counted_grades,
    overall_item,
    rated_grades,
)
from lianping_xlsx.tally.assessments import Assessment
from lianping_xlsx.tally.candidates import candidates_of, raw_scores
from lianping_xlsx.tally.converted_scores import convert, convert_group
from lianping_xlsx.tally.field_scores import assess
from lianping_xlsx.tally.given_scores import given_scores
from lianping_xlsx.tally.mean_ranges import ClassKey, MeanRange, mean_ranges
from lianping_xlsx.tally.owed_parts import OwedParts
from lianping_xlsx.tally.poll_scores import score_polls
from lianping_xlsx.tally.ranks import Candidate, PlaceRange, place_ranges
from lianping_xlsx.tally.rate_votes import classes_of, votes_of
from lianping_xlsx.tally.tally_results import CitedScore, ClassTally, ComponentScore, Converted
from lianping_xlsx.tally.tier_gates import GateOutcome, outcomes_of

UNLIMITED: tuple[ScoreValue, ScoreValue] = (-1, 10**12)
"""The ends of a composite of which nothing is known."""
_ANY = 10**9
"""A cited score that has not come may be so many times its 满分: 加分 of a campaign without 总分封顶 has no limit."""
_NO_LIMIT = 10**8
"""No composite (hundredths) of marks and 加分 reaches it; one that does contains a score that has no greatest."""
_Raw = dict[str, tuple[ComponentScore, ...]]
_Share = tuple[Fraction, Fraction]


@dataclass(frozen=True)
class Basis:
    """What the composites are made of: the classes, the 实地考评表 and the cited results, as they are counted.

    ``owed``: what is not there.
    """

    owed: OwedParts
    classes: Sequence[ClassTally]
    assessments: Sequence[Assessment]
    cited: Sequence[CitedScore]

    @property
    def scheme(self) -> Scheme:
        """The scheme."""
        return self.owed.scheme

    @property
    def counted(self) -> Counted:
        """The marks that count, with what is owed among what may still change."""
        return self.owed.unsettled

    @property
    def owing(self) -> bool:
        """True if votes are owed: the ballots that come back may then be more."""
        return bool(self.owed.votes)


@dataclass(frozen=True)
class ScoreRanges:
    """Each candidate who takes part, with his scores at the least and at the greatest, by code.

    ``places``: the ranks that they may get. ``unlimited``: those who may come to have no composite, or any. ``means``:
    the classes that are not settled. ``causes``: what is open, in words, by 排名组; '' if nothing is.
    """

    least: Mapping[str, Candidate]
    greatest: Mapping[str, Candidate]
    places: Mapping[str, PlaceRange]
    unlimited: frozenset[str]
    means: Mapping[ClassKey, MeanRange]
    causes: Mapping[str, str] = field(default_factory=dict)

    def composites(self, code: str) -> tuple[ScoreValue, ScoreValue]:
        """The greatest and the least composite of a ratee."""
        return self.greatest[code].composite or 0, self.least[code].composite or 0

    def shown(self, code: str) -> tuple[ScoreValue | None, ScoreValue | None]:
        """The same to be shown: None for what is not known, and for a greatest that there is not."""
        if code in self.unlimited:
            return None, None
        greatest, least = self.composites(code)
        return greatest if greatest < _NO_LIMIT else None, least


def score_ranges(basis: Basis, candidates: Sequence[Candidate]) -> ScoreRanges | None:
    """The ranges of all composites; None if nothing is open. ``candidates``: as they are counted."""
    unscored = any(each.composite is None and not each.excluded for each in candidates)
    if not (basis.owed or basis.counted.unsettled or unscored):
        return None
    scheme, owed, means = basis.scheme, basis.owed, dict(_means(basis))
    assessed = basis.assessments, basis.assessments
    if owed.items:
        least, greatest = (assess(scheme, owed.assessed(least=each)).assessments for each in (True, False))
        assessed = least, greatest
    cited = tuple(_cited_ends(basis, least=True)), tuple(_cited_ends(basis, least=False))
    unlimited = set(codes_without_score(scheme, basis.classes, means))
    both = ends_of_candidates(scheme, ScoreEnds(basis, means, assessed, cited), unlimited)
    for code in list(both[0]):
        if code in scheme.excluded:
            del both[0][code], both[1][code]
        elif code in unlimited or both[0][code].composite is None or both[1][code].composite is None:
            unlimited.add(code)
            for end, composite in zip(both, UNLIMITED, strict=True):
                end[code] = replace(end[code], composite=composite)
    places = place_ranges(both[0], both[1], scheme.rules)
    causes = {group: "，".join(_causes(basis, candidates, group)) for group in scheme.groups}
    return ScoreRanges(both[0], both[1], places, frozenset(unlimited), means, causes)


def _causes(basis: Basis, candidates: Sequence[Candidate], group: str) -> Iterator[str]:
    """Yield in words what is open in a 排名组."""
    members = [each for each in candidates if each.group == group and not each.excluded]
    scored = {each.code for each in members if each.composite is not None}
    if len(scored) < len(members):
        yield f"尚有{len(members) - len(scored)}人得分未定"
    if any(codes & scored for codes in basis.owed.ratees.values()):
        yield "还有表没有收齐"
    marked = basis.owed.counted.unsettled
    numbers = {each.ratee for each in marked.marks} | {each[1] for each in (*marked.rows, *marked.scores)}
    if any(basis.scheme.ratees[number].code in scored for number in numbers):
        yield "有待更正的分数"


def _means(basis: Basis) -> Iterator[tuple[ClassKey, MeanRange]]:
    """Yield the classes that are open; one whose votes are owed will have a mean."""
    for key, found in mean_ranges(basis.scheme, basis.counted, basis.classes).items():
        yield key, replace(found, empty=False) if key in basis.owed.classes else found


def _cited_ends(basis: Basis, *, least: bool) -> Iterator[CitedScore]:
    """Yield the scores from other campaigns; one that has not come is at least 0 and has no greatest."""
    for each in basis.cited:
        listed = basis.scheme.components_for(basis.scheme.ratee_of[each.ratee].group)
        full = next(component.full for component in listed if component.name == each.component)
        yield each if each.score is not None else replace(each, score=0 if least else full * _ANY, unrounded=None)


def ends_of_candidates(
    scheme: Scheme, ends: ScoreEnds, unlimited: set[str]
) -> tuple[dict[str, Candidate], dict[str, Candidate]]:
    """All candidates at the least and at the greatest, by code. ``unlimited``: gets those who may have no score."""
    low, high = ends.raw(least=True), ends.raw(least=False)
    both: list[dict[str, Candidate]] = []
    for least, own, others in ((True, low, high), (False, high, low)):
        conversions, lost = ends.converted(own, others, unlimited, least=least)
        unlimited |= lost
        found = candidates_of(scheme, own, conversions, ends.polls[not least])
        both.append({each.code: each for each in found})
    return both[0], both[1]


def codes_without_score(
    scheme: Scheme, classes: Sequence[ClassTally], means: Mapping[ClassKey, MeanRange]
) -> Iterator[str]:
    """Yield the codes of those of whom nothing is known: a poll may come to have no score."""
    reweigh = scheme.rules.missing_class is MissingClass.REWEIGH
    there: dict[tuple[str, str], int] = {}
    for tally in classes:
        found = means.get((tally.ratee, tally.poll, tally.voter_class))
        sure = tally.mean is not None if found is None else not found.empty
        at = tally.ratee, tally.poll
        there[at] = there.get(at, 0) + bool(sure and tally.weight)
        if found and (found.unlimited or (found.empty and not reweigh)):
            yield tally.ratee
    for (code, poll), number in there.items():
        if not number and any(key[:2] == (code, poll) for key in means):
            yield code


class ScoreEnds:
    """The scores at their least and at their greatest. ``polls``: the scores of the polls, at each end.

    ``assessments``, ``cited``: those at each end.
    """

    def __init__(
        self,
        basis: Basis,
        means: Mapping[ClassKey, MeanRange],
        assessments: tuple[Sequence[Assessment], Sequence[Assessment]],
        cited: tuple[Sequence[CitedScore], Sequence[CitedScore]],
    ) -> None:
        self._basis = basis
        self._means = means
        self._assessments = assessments
        self._cited = cited
        self._classes = tuple(tuple(self._tallies(least=least)) for least in (True, False))
        self.polls = tuple(score_polls(basis.scheme, classes) for classes in self._classes)

    def _tallies(self, *, least: bool) -> Iterator[ClassTally]:
        """Yield the classes at one end.

        Where it is not certain which classes of a poll are reweighed, the score lies between the least and the
        greatest of their means.
        """
        found: list[ClassTally] = []
        for tally in self._basis.classes:
            own = self._means.get((tally.ratee, tally.poll, tally.voter_class))
            found.append(tally if own is None else own.least if least else own.greatest)
        vague = {key[:2] for key, each in self._means.items() if each.empty}
        outer: dict[tuple[str, str], ClassTally] = {}
        for tally in (t for t in found if (t.ratee, t.poll) in vague and t.used is not None):
            other = outer.setdefault((tally.ratee, tally.poll), tally)
            if (tally.used or 0) < (other.used or 0) if least else (tally.used or 0) > (other.used or 0):
                outer[tally.ratee, tally.poll] = tally
        for tally in found:
            end = outer.get((tally.ratee, tally.poll))
            yield tally if end is None else replace(tally, mean=end.mean, unrounded=end.unrounded)

    def raw(self, *, least: bool) -> _Raw:
        """The scores before 折算 at one end."""
        basis = self._basis
        given = given_scores(basis.scheme, self._given(least=least))
        return raw_scores(
            basis.scheme, self.polls[not least], self._assessments[not least], given, self._cited[not least]
        )

    def _given(self, *, least: bool) -> Counted:
        """The marks that count, with the ready-made scores that are not settled at one end."""
        counted, scheme = self._basis.counted, self._basis.scheme
        rows = []
        for form, ratee, period in sorted(counted.unsettled.scores):
            group = scheme.ratees[ratee].group
            name = scheme.component_in(group, ComponentSource.SCORES, counted.forms[form].component)
            full = next(each.full for each in scheme.components_for(group) if each.name == name)
            rows.append((form, ratee, period, 0 if least else full))
        if not rows:
            return counted
        more = frame_of(rows, ["form", "ratee", "period", "value"])
        return replace(counted, given=pd.concat([counted.given, more], ignore_index=True))

    def converted(
        self, own: _Raw, others: _Raw, unlimited: set[str], *, least: bool
    ) -> tuple[list[Converted], set[str]]:
        """The conversions of each ratee at one end, and those who may come to have none."""
        found, lost = dict[tuple[str, str], Converted](), set[str]()
        scheme, tallies = self._basis.scheme, self._classes[not least]
        for each in convert(scheme, own, self._assessments[not least], tallies):
            found[each.ratee, each.component] = each
        for group in scheme.groups:
            listed = converted_components(scheme, group)
            alike = [component for component in listed if banded_rate(scheme, component) is None]
            members = scheme.participants_of[group]
            codes = [ratee.code for ratee in members]
            if alike and any(code in unlimited for code in codes):
                lost.update(codes)
            elif any(_is_balanced(each, codes, own, others) for each in alike):
                # The total of another one raises a score by the mean of all, or lowers it by that of his 考核组.
                lost.update(codes)
            elif alike and any(own[code] != others[code] for code in codes):
                for code in codes:
                    mixed = others | {code: own[code]}
                    made = convert_group(scheme, group, mixed, self._mixed(code, least=least), tallies)
                    found |= {(c.ratee, c.component): c for c in made if c.ratee == code}
            for component in listed:
                rate = banded_rate(scheme, component)
                for row in [found[code, component.name] for code in codes] if rate else ():
                    points = self._points(row, rate) if rate else []
                    if points:
                        shown, unrounded = printed(scheme.rules, min(points) if least else max(points))
                        found[row.ratee, row.component] = replace(row, score=shown, unrounded=unrounded)
                    elif row.score is not None:
                        lost.add(row.ratee)
        return list(found.values()), lost

    def _mixed(self, code: str, *, least: bool) -> Sequence[Assessment]:
        """The totals of one ratee at one end, with those of the others at the other end."""
        own, others = self._assessments[not least], self._assessments[least]
        if own is others:
            return own
        return [each for each in own if each.ratee == code] + [each for each in others if each.ratee != code]

    def _points(self, row: Converted, rate: VoteRate) -> list[int]:
        """The points of all bands that a rate can reach; none if it may come to be in no band."""
        bands, share = bands_of(self._basis.scheme, row.component), None
        if row.raw is not None:
            share = rate_range(self._basis, self._means, row.ratee, rate)
        if share is None or share[0] < bands[-1].lower:
            return []
        first, last = (next(n for n, band in enumerate(bands) if end >= band.lower) for end in reversed(share))
        return [band.points for band in bands[first : last + 1]]


def _is_balanced(component: Component, codes: Sequence[str], own: _Raw, others: _Raw) -> bool:
    """Return True if 考核组平衡 compares totals of which one is open."""
    pairs = (pair for code in codes for pair in zip(own[code], others[code], strict=True))
    moved = any(one.component == component.name and one != other for one, other in pairs)
    return moved and component.conversion is Conversion.BALANCED


def rate_range(basis: Basis, means: Mapping[ClassKey, MeanRange], code: str, rate: VoteRate) -> _Share | None:
    """The ends of a rate of votes (hundredths of a per cent) of a ratee; None if there may be no such rate."""
    scheme = basis.scheme
    tallies = classes_of(rate, [tally for tally in basis.classes if tally.ratee == code])
    votes = votes_of(scheme, rate, tallies)
    if votes.share is None:
        return None
    ranges = [means[key] for t in tallies if (key := (t.ratee, t.poll, t.voter_class)) in means]
    if not ranges:
        return votes.share, votes.share
    # Counted by hand: any number of votes. Owed ballots are not among those that came back.
    if any(not each.marks for each in ranges) or (basis.owing and rate.base is VoteBase.RETURNED):
        return Fraction(0), Fraction(exact.WHOLE)
    overall = overall_item(scheme, rate.poll)
    at = -1 if overall is None else next(n for n, each in enumerate(scheme.items) if each.code == overall.code)
    open_ = [mark for each in ranges for mark in each.marks if mark.item == at]
    names, grades = counted_grades(scheme, rate), rated_grades(scheme, rate.poll)
    others = [mark for mark in open_ if not any(_may_be(mark, grade) for grade in grades if grade.name in names)]
    sure = [mark for mark in open_ if not any(_may_be(mark, grade) for grade in grades if grade.name not in names)]
    settled = votes.votes - sum(mark.now is not None for mark in open_ if mark not in others)
    base, may = votes.base, len(open_) - len(others)
    if rate.base is VoteBase.VALID:
        base -= sum(mark.now is not None for mark in open_)
        if not base:
            return None
        least, most = Fraction(settled, base + len(open_) - len(sure)), Fraction(settled + may, base + may)
    else:
        # A row with nothing but such a cell may prove to be no ballot at all.
        least, most = Fraction(settled, base), min(Fraction(1), Fraction(settled + may, max(1, base - len(open_))))
    return exact.WHOLE * least, exact.WHOLE * most


def _may_be(mark: UnsettledMark, grade: Grade) -> bool:
    """Return whether a mark that is not settled can be a vote for a grade."""
    return grade.counted and mark.least <= grade.points <= mark.greatest


def outcome_ranges(
    basis: Basis, ranges: ScoreRanges, outcomes: Mapping[str, Sequence[GateOutcome]]
) -> dict[str, Sequence[GateOutcome]]:
    """The 等次条件 applied to each candidate; what may still turn is not decided (``met`` is None)."""
    found: dict[str, Sequence[GateOutcome]] = dict(outcomes)
    for code in ranges.least if outcomes else ():
        group = basis.scheme.ratee_of[code].group
        ends = [outcomes_of(basis.scheme, group, end[code].scores, ()) for end in (ranges.least, ranges.greatest)]
        found[code] = tuple(
            outcome if _certain(basis, ranges, code, outcome, [low, high]) else replace(outcome, met=None)
            for outcome, low, high in zip(outcomes[code], *ends, strict=True)
        )
    return found


def _certain(basis: Basis, ranges: ScoreRanges, code: str, outcome: GateOutcome, ends: Sequence[GateOutcome]) -> bool:
    """Return whether a condition turns out the same at both ends."""
    if outcome.met is None or code in ranges.unlimited:
        return outcome.met is None
    condition = outcome.condition
    if condition.rate is None:
        return all(each.met is outcome.met for each in ends)
    share = rate_range(basis, ranges.means, code, condition.rate)
    return share is not None and all(condition.comparison.holds(s, condition.line) is outcome.met for s in share)
