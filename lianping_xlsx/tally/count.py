"""The whole count: from the marks that count to the standing of each ratee."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from lianping_xlsx.checks.countable import Counted
from lianping_xlsx.core.findings import Finding, Outcome, Place
from lianping_xlsx.core.light_dataclass import replace
from lianping_xlsx.intake.returns import CitedReturn
from lianping_xlsx.scheme.conversions import converted_words, rate_of
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.scheme.terms import ComponentSource, Effect
from lianping_xlsx.scheme.tier_conditions import Guarded
from lianping_xlsx.scheme.vote_rates import banded_rate
from lianping_xlsx.tally.candidates import composites
from lianping_xlsx.tally.cited_scores import cite, cited_findings
from lianping_xlsx.tally.converted_scores import unconverted
from lianping_xlsx.tally.department_scores import department_findings, missing_departments
from lianping_xlsx.tally.exempt_points import exempt_words, waits_for
from lianping_xlsx.tally.field_scores import assess, far_teams
from lianping_xlsx.tally.given_scores import GivenScore, given_scores
from lianping_xlsx.tally.owed_parts import owed_parts
from lianping_xlsx.tally.poll_scores import class_findings, owed_votes, tally_classes
from lianping_xlsx.tally.ranks import Candidate, rank_groups
from lianping_xlsx.tally.score_ranges import Basis, ScoreRanges, outcome_ranges, score_ranges
from lianping_xlsx.tally.tally_results import (
    OpenRange,
    PollScore,
    Result,
    Standing,
)
from lianping_xlsx.tally.tier_gates import GateOutcome, conditions
from lianping_xlsx.tally.tiers import Proposal, propose_tiers

SENT_BACK = "述职报告退回重写"


def count(scheme: Scheme, counted: Counted, cited: Sequence[CitedReturn] = ()) -> Outcome[Result]:
    """Compute every figure of the summary. A figure that is not known is None; no ratee is left out.

    ``cited``: what came of the campaigns that the scheme cites.

    Findings: those of ``class_findings``, ``result.no-field-score``, ``result.no-department-score``,
    ``report.no-figure``, ``result.edge-tie``, ``conduct.team-gap``.
    """
    classes = tally_classes(scheme, counted)
    assessed = assess(scheme, counted)
    given, from_results = given_scores(scheme, counted), cite(scheme, cited)
    scored = composites(scheme, classes, assessed.assessments, given, from_results)
    polls, conversions, candidates = scored.polls, scored.conversions, scored.candidates
    ranks = rank_groups(candidates, scheme.rules)
    owed = owed_parts(scheme, counted)
    basis = Basis(owed, classes, assessed.assessments, from_results)
    ranges = score_ranges(basis, candidates)
    outcomes = _conditions(basis, candidates, ranges)
    proposals = propose_tiers(scheme, candidates, ranks, outcomes, ranges)
    remarks = _remarks(scheme, polls, given, counted)
    standings = _standings(scheme, candidates, ranks, proposals.value, remarks, ranges)
    findings = (
        *class_findings(scheme, classes, polls, owed_votes(scheme, counted)),
        *_incomplete_assessments(scheme, counted, scheme.excluded),
        *department_findings(scheme, counted),
        *cited_findings(scheme, from_results, cited),
        *far_teams(scheme, assessed.assessments),
        *unconverted(scheme, conversions),
        *proposals.findings,
    )
    departments = assessed.departments
    result = Result(
        standings=standings,
        classes=classes,
        polls=tuple(polls),
        assessments=assessed.assessments,
        losses=assessed.losses,
        conversions=tuple(conversions),
        cited=from_results,
        given=given,
        departments=departments.scores,
        department_items=departments.items,
        exempt=assessed.exempt,
        open_ranges=() if ranges is None else tuple(_open_ranges(scheme, ranges, proposals.value)),
        owed=tuple(owed.ratees.values()),
    )
    return Outcome(result, findings)


def _conditions(
    basis: Basis, candidates: Sequence[Candidate], ranges: ScoreRanges | None
) -> Mapping[str, Sequence[GateOutcome]]:
    """The 等次条件 applied to everybody; to whoever has no composite yet as if it were the greatest."""
    if ranges is None:
        return conditions(basis.scheme, candidates, basis.classes)
    best = ranges.greatest
    listed = [each if each.composite is not None else best.get(each.code, each) for each in candidates]
    return outcome_ranges(basis, ranges, conditions(basis.scheme, listed, basis.classes))


def _open_ranges(scheme: Scheme, ranges: ScoreRanges, proposals: Mapping[str, Proposal]) -> Iterator[OpenRange]:
    """Yield what may come of everybody who takes part."""
    for code in (ratee.code for ratee in scheme.ratees if ratee.code in ranges.places):
        greatest, least = ranges.shown(code)
        yield OpenRange(code, least, greatest, proposals[code].tier, proposals[code].worst)


def _guarded(outcome: GateOutcome) -> Guarded:
    rate = outcome.condition.rate
    poll, classes = (rate.poll, rate.classes) if rate else ("", ())
    return Guarded(outcome.words, outcome.without_figure, poll, classes, outcome.component)


def unscored(scheme: Scheme, result: Result) -> Iterator[Finding]:
    """Yield ``result.unscored`` for each ratee who takes part and has no 综合得分, with the figures that are missing.

    ``result.unplaced`` for each whose rank or tier is open although everybody has a 综合得分. A result is 正式 only if
    there is no such ratee.
    """
    present = [(r, result.standing_of[r.code]) for r in scheme.ratees if r.code not in scheme.excluded]
    without = [(ratee, standing) for ratee, standing in present if standing.composite is None]
    for ratee, standing in without:
        causes = "；".join(missing_scores(scheme, result, standing))
        yield Finding("result.unscored", Place(), {"name": ratee.label, "causes": causes})
    for ratee, standing in () if without else present:
        if standing.rank is None or standing.proposed_tier is None:
            yield Finding("result.unplaced", Place(), {"name": ratee.label, "reason": standing.reason})


def missing_scores(scheme: Scheme, result: Result, standing: Standing) -> Iterator[str]:
    """Yield in words each figure without which a ratee has no 综合得分."""
    for poll in result.polls_of.get(standing.code, ()):
        if poll.score is None and standing.score_of(poll.component) is None:
            classes = result.classes_of.get(standing.code, ())
            empty = "、".join(t.voter_class for t in classes if t.poll == poll.poll and t.mean is None)
            yield f"测评“{poll.poll}”没有得分（没有有效分数的票类：{empty or '无'}）"
    for component in scheme.components_for(scheme.ratee_of[standing.code].group):
        if component.source is ComponentSource.RUBRIC and standing.score_of(component.name) is None:
            causes = "、".join(_open_items(scheme, result, standing.code, component.name))
            yield f"没有{component.score_name}（{causes}）"
        rate = banded_rate(scheme, component)
        if rate and standing.raw_score_of(component.name) is not None and standing.score_of(component.name) is None:
            yield f"没有{component.score_name}（没有{rate.words}）"
    for cited in result.cited_of.get(standing.code, ()):
        if cited.score is None:
            yield f"没有{scheme.score_names[cited.component]}（{'；'.join(cited.causes) or '没有写明引用哪一次考核'}）"
    for given in result.given_of.get(standing.code, ()):
        if given.score is None:
            empty = "、".join(each.period for each in given.periods if each.score is None and each.period)
            cause = f"没有得分的期次：{empty}" if empty else "没有收到他的得分"
            yield f"没有{scheme.score_names[given.component]}（{cause}）"


def _open_items(scheme: Scheme, result: Result, code: str, component: str) -> Iterator[str]:
    """Yield in words the forms of the 考评细则 without which a ratee has no score in a component."""
    if scheme.has_teams(scheme.ratee_of[code].group, component):
        forms = [each for each in result.assessments_of.get(code, ()) if each.component == component]
        if not forms:
            yield "没有采用的实地考评表"
        elif any(each.incomplete for each in forms):
            yield "实地考评表有项目没有得分"
    yield from missing_departments(scheme, result.departments_of.get((code, component), ()))
    yield from waits_for(each for each in result.exempt_of.get(code, ()) if each.component == component)


def _incomplete_assessments(scheme: Scheme, counted: Counted, excluded: frozenset[str]) -> Iterator[Finding]:
    """Yield ``result.no-field-score`` for each ratee with a 考评表 that came back and has no total.

    A form that did not come back has a finding of its own.
    """
    codes = dict.fromkeys(counted.forms[index].ratee for index in sorted(counted.incomplete))
    for code in codes:
        if code not in excluded:
            yield Finding("result.no-field-score", Place(), {"name": scheme.ratee_of[code].label})


def _remarks(
    scheme: Scheme, polls: Sequence[PollScore], given: Sequence[GivenScore], counted: Counted
) -> dict[str, list[str]]:
    """Remarks beside the reason of a proposal, by code.

    They name classes and 期次 left out, items without a task, cells that have to be put right, and a 述职报告 that was
    sent back.

    The remark 退回重写 carries out 乐安 一（一）2② and 中卫 一（一）2②; it changes no score.
    """
    found: dict[str, list[str]] = {}
    for poll in polls:
        if poll.note and poll.ratee not in scheme.excluded:
            words = f"测评“{poll.poll}”{poll.note}" if len(scheme.polls) > 1 else f"测评{poll.note}"
            found.setdefault(poll.ratee, []).append(words)
    for each in given:
        if each.note and each.ratee not in scheme.excluded:
            found.setdefault(each.ratee, []).append(each.note)
    for ratee in scheme.ratees:
        words = exempt_words(scheme, ratee)
        if words and ratee.code not in scheme.excluded:
            found.setdefault(ratee.code, []).append(words)
    for number, cells in sorted(counted.unsettled.cells.items()):
        if scheme.ratees[number].code not in scheme.excluded:
            found.setdefault(scheme.ratees[number].code, []).append(f"未计入{cells}处待更正的分数")
    for code in counted.sent_back:
        found.setdefault(code, []).append(SENT_BACK)
    return found


def _standings(
    scheme: Scheme,
    candidates: Sequence[Candidate],
    ranks: dict[str, int],
    proposals: dict[str, Proposal],
    remarks: Mapping[str, Sequence[str]],
    ranges: ScoreRanges | None,
) -> tuple[Standing, ...]:
    """A Standing for each candidate, in their order. ``remarks``: flags that change neither rank nor tier, by code."""
    sizes = Counter(candidate.group for candidate in candidates if not candidate.excluded)
    standings = []
    for candidate in candidates:
        rank, flags = ranks.get(candidate.code), tuple(remarks.get(candidate.code, ()))
        span = rank, rank
        if ranges is not None and not candidate.excluded:
            span = ranges.places[candidate.code][:2]
        proposal = None if rank is None else proposals[candidate.code]
        standing = _standing(scheme, candidate, span, sizes[candidate.group], proposal)
        gain, loss = (0, 0) if rank is None else (rank - (span[0] or 0), (span[1] or 0) - rank)
        standings.append(replace(standing, flags=(*standing.flags, *flags), gain=gain, loss=loss))
    return tuple(standings)


Span = tuple[int | None, int | None]


def _standing(scheme: Scheme, candidate: Candidate, span: Span, size: int, proposal: Proposal | None) -> Standing:
    """The Standing of one ratee: 不参评, 得分不全 (no proposal), or ranked with a proposal."""
    flags: tuple[str, ...]
    notes: tuple[str, ...]
    if candidate.excluded:
        events = "、".join(
            a.event for a in scheme.adjustments if a.ratee == candidate.code and a.effect is Effect.EXCLUDED
        )
        reason, flags, notes = f"不参评：{events}", ("不参评",), (f"不参评：{events}",)
    elif proposal is None:
        # Under 得票率分档 nobody waits for the others.
        alone = [each for each in candidate.scores if rate_of(scheme, candidate.group, each.component)]
        waits = all(each.score is not None for each in alone)
        waits = waits and all(each.raw.score is not None for each in candidate.scores)
        reason = f"{'组内有人得分不全，尚未折算' if waits else '得分不全'}，暂不排名"
        flags, notes = ("得分不全",), (reason,)
    else:
        reason = "；".join(filter(None, (proposal.reason, converted_words(scheme, candidate.group))))
        flags, notes = tuple(proposal.flags), tuple(proposal.notes)
    best, worst = span
    # A rank is given only if it is certain.
    return Standing(
        code=candidate.code,
        scores=candidate.scores,
        bonus=candidate.bonus,
        penalty=candidate.penalty,
        composite=candidate.composite,
        rank=best if best == worst and proposal else None,
        group_size=size,
        proposed_tier=proposal.words(scheme) if proposal else None,
        reason=reason,
        flags=flags,
        notes=notes,
        rank_best=best,
        rank_worst=worst,
        choices=proposal.choices(scheme, candidate.group) if proposal else (),
        guarded=tuple(map(_guarded, proposal.guarded)) if proposal else (),
    )
