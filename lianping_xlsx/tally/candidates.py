"""The scores of each ratee by component, before and after 折算, and his composite before ranking."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TypeVar, assert_never

from lianping_xlsx.core.exact import ScoreValue
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.scheme.components import Component
from lianping_xlsx.scheme.model import Ratee, Scheme
from lianping_xlsx.scheme.terms import ComponentSource
from lianping_xlsx.tally.assessments import Assessment
from lianping_xlsx.tally.converted_scores import convert, with_conversions
from lianping_xlsx.tally.field_scores import field_score
from lianping_xlsx.tally.given_scores import GivenScore
from lianping_xlsx.tally.poll_scores import part_of_whole, score_of_polls, score_polls
from lianping_xlsx.tally.ranks import Candidate, adjustments_of, composite_of
from lianping_xlsx.tally.tally_results import CitedScore, ClassTally, ComponentScore, Converted, PollScore

T = TypeVar("T", PollScore, Assessment, CitedScore, GivenScore, Converted)


_NOTHING_KNOWN: Mapping[str, ComponentScore] = {}


@dataclass(frozen=True)
class Composites:
    """The scores of all ratees from the poll scores to the composite, by the stages of the count."""

    polls: Sequence[PollScore]
    conversions: Sequence[Converted]
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class ScoreParts:
    """What the scores of the components of one ratee are made of."""

    polls: Sequence[PollScore]
    assessments: Sequence[Assessment]
    given: Sequence[GivenScore]
    cited: Sequence[CitedScore]


def composites(
    scheme: Scheme,
    classes: Sequence[ClassTally],
    assessments: Sequence[Assessment],
    given: Sequence[GivenScore],
    cited: Sequence[CitedScore],
) -> Composites:
    """The composites that the means of the classes, the totals and the scores of the other components give."""
    polls = score_polls(scheme, classes)
    raw = raw_scores(scheme, polls, assessments, given, cited)
    conversions = convert(scheme, raw, assessments, classes)
    return Composites(polls, conversions, candidates_of(scheme, raw, conversions, polls))


def raw_scores(
    scheme: Scheme,
    polls: Sequence[PollScore],
    assessments: Sequence[Assessment],
    given: Sequence[GivenScore],
    cited: Sequence[CitedScore],
) -> dict[str, tuple[ComponentScore, ...]]:
    """The scores of each ratee before 折算, keyed by code."""
    polls_of, assessments_of = _by_ratee(polls), _by_ratee(assessments)
    given_of, cited_of = _by_ratee(given), _by_ratee(cited)

    def parts(code: str) -> ScoreParts:
        return ScoreParts(
            polls_of.get(code, ()), assessments_of.get(code, ()), given_of.get(code, ()), cited_of.get(code, ())
        )

    return {ratee.code: scores_of(scheme, ratee, parts(ratee.code)) for ratee in scheme.ratees}


def scores_of(
    scheme: Scheme, ratee: Ratee, parts: ScoreParts, known: Mapping[str, ComponentScore] = _NOTHING_KNOWN
) -> tuple[ComponentScore, ...]:
    """The scores of one ratee before 折算. ``known``: those that need not be made again, by component."""
    return tuple(
        known.get(each.name) or ComponentScore(each.name, each.source, *_score(scheme, each, parts))
        for each in scheme.components_for(ratee.group)
    )


def candidates_of(
    scheme: Scheme,
    raw: Mapping[str, Sequence[ComponentScore]],
    conversions: Sequence[Converted],
    polls: Sequence[PollScore],
) -> tuple[Candidate, ...]:
    polls_of, converted_of = _by_ratee(polls), _by_ratee(conversions)
    return tuple(
        candidate_of(
            scheme,
            ratee,
            with_conversions(raw[ratee.code], converted_of.get(ratee.code, ())),
            polls_of.get(ratee.code, ()),
        )
        for ratee in scheme.ratees
    )


def _by_ratee(parts: Sequence[T]) -> Mapping[str, Sequence[T]]:
    found: dict[str, list[T]] = {}
    for part in parts:
        found.setdefault(part.ratee, []).append(part)
    return found


def candidate_of(
    scheme: Scheme, ratee: Ratee, scores: tuple[ComponentScore, ...], polls: Sequence[PollScore]
) -> Candidate:
    """The composite of one ratee from his scores; ``polls``: his, for the shares of their classes in the whole."""
    parts: dict[str, Fraction] = {}
    for each in scores:
        part = part_of_whole([poll for poll in polls if poll.component == each.component])
        if part is not None:
            parts[each.component] = part
    bonus, penalty = adjustments_of(scheme, ratee.code)
    composite = composite_of(scheme, ratee.group, scores, bonus, penalty, parts)
    excluded = ratee.code in scheme.excluded
    return Candidate(ratee.code, ratee.name, ratee.group, scores, bonus, penalty, composite, excluded)


def _score(scheme: Scheme, component: Component, parts: ScoreParts) -> tuple[ScoreValue | None, ScoreValue | None]:
    """The score of one component for one ratee as printed, and the one that the composite uses if that is another."""
    name = component.name
    match component.source:
        case ComponentSource.POLLS:
            return score_of_polls([each for each in parts.polls if each.component == name], component, scheme.rules)
        case ComponentSource.RUBRIC:
            return field_score(scheme, [each for each in parts.assessments if each.component == name])
        case ComponentSource.CITED:
            cited = (each for each in parts.cited if each.component == name)
            return next(((each.score, each.unrounded) for each in cited), (None, None))
        case ComponentSource.SCORES:
            found = (each for each in parts.given if each.component == name)
            return next(((each.score, each.unrounded) for each in found), (None, None))
        case _:
            assert_never(component.source)
