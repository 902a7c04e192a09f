"""From marks to tiers, with fractions throughout; no workbook is needed here."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from .cited_persons import Cited, taken
from .class_votes import Votes, cast_votes, half_up, show, step
from .comparable_scores import by_rates, converted
from .evidence import Evidence, Given
from .items_without_task import lacking
from .open_tiers import ClassVotes, open_tiers, rate_of
from .poll_component import Means, parts_of_whole, polls_for, score_of_polls
from .ranking import Placing, Standing, place
from .rule_settings import Rules
from .scheme_parts import Component, Scheme
from .visited_component import capped, field_score, mean_of_totals, total_of, visit_points, visits_of


@dataclass(frozen=True)
class ClassFigures:
    """One voter class's figures for one ratee. ``issued``, ``returned``: None where no form states or shows it.

    ``grades``: of a poll by 等次, the votes of each grade; those of a grade that is 不计 are among ``abstained``.
    """

    issued: int | None
    returned: int | None
    valid: int
    void: int
    abstained: int
    mean: str | None
    grades: tuple[int, ...] = ()


@dataclass(frozen=True)
class Expected:
    """The figures of one ratee; ``classes`` by (poll, voter class), scores by component."""

    poll_score: str | None
    field_score: str | None
    adjustment: str
    composite: str | None
    classes: dict[tuple[str, str], ClassFigures]
    components: dict[str, str | None]
    rank: int | None = None
    rank_best: int | None = None
    rank_worst: int | None = None
    proposed_tier: str | None = None
    across_edge: bool = False

    def between(self, best: int, worst: int, tiers: Collection[str | None], *, across_edge: bool) -> Expected:
        """The same figures with a range of places; rank and tier stand only if they are one in every case."""
        return replace(
            self,
            rank=best if best == worst and self.composite else None,
            rank_best=best,
            rank_worst=worst,
            proposed_tier=next(iter(tiers)) if len(tiers) == 1 and self.composite else None,
            across_edge=across_edge,
        )


def class_figures(scheme: Scheme, poll: str, got: Votes, mean: str | None) -> ClassFigures:
    """What a class says of one ratee."""
    graded = scheme.polls[poll].scoring == "等次"
    grades = tuple(got.grades[grade] for grade in scheme.polls[poll].grades) if graded else ()
    return ClassFigures(got.issued, got.returned, got.valid, got.void, got.abstained, mean, grades)


def cited_score(results: Sequence[Cited], ratee: str, scheme: Scheme, component: Component) -> Fraction | None:
    """The mean of the persons taken, on the scale of the component; None if anything is missing."""
    found: list[Fraction] = []
    for citation in scheme.citations:
        if citation.component == component.name and ratee in citation.whom:
            scores = taken(results, citation, scheme.names[ratee])
            withheld = any(score == "不单列" for score, _ in scores)
            if not scores or withheld or (citation.own and len(scores) > 1):
                return None
            found += [Fraction(score) / full for score, full in scores]
    if not found:
        return None
    return step(sum(found, Fraction(0)) / len(found) * component.full, scheme.rules)


def given_score(given: Sequence[Given], ratee: str, scheme: Scheme, component: Component) -> Fraction | None:
    """The score of a component from 得分: its 期次 by their weights; what is no score is missing."""
    group = scheme.groups[ratee]
    own = [row for row in given if row.ratee == ratee and scheme.belongs(row.component, component, group)]
    weights = {period.name: period.weight for period in scheme.periods if period.component == component.name}
    total = base = Fraction(0)
    for name, weight in (weights or {"": Fraction(100)}).items():
        values = [value for row in own if (value := row.scores[name].value) is not None]
        valid = [value for value in values if 0 <= value <= component.full]
        if valid:
            total, base = total + weight * valid[0], base + weight
        elif not scheme.rules.reweigh_periods:
            return None
    return step(total / base, scheme.rules) if base else None


def adjustment(scheme: Scheme, ratee: str) -> Fraction:
    """加分 (capped) less 减分 of 否决与加减分."""
    by_effect = {
        effect: sum((e.points for e in scheme.events if (e.ratee, e.effect) == (ratee, effect)), Fraction(0))
        for effect in ("加分", "减分")
    }
    return capped(by_effect["加分"], scheme.rules.adjustment_cap) - by_effect["减分"]


Scores = list[tuple[Component, Fraction | None]]


def composite(rules: Rules, scores: Scores, extra: Fraction, parts: Mapping[str, Fraction]) -> Fraction | None:
    """综合得分. ``parts``: what polls give by shares of the whole."""
    total = Fraction(0)
    for component, score in scores:
        if score is None:
            return None
        weighed = component.weight * (score or 0) / component.full
        total += parts.get(component.name, weighed)
    total = total * rules.whole / 100 + extra
    return half_up(capped(max(total, Fraction(0)), rules.total_cap), rules.decimals)


def _scores(scheme: Scheme, ratee: str, means: Means, evidence: Evidence) -> Scores:
    found: Scores = []
    group = scheme.groups[ratee]
    for component in scheme.components_of(group):
        if component.source == "测评":
            found.append((component, score_of_polls(scheme, component, ratee, means)))
        elif component.source == "引用":
            score = cited_score(evidence.results, ratee, scheme, component)
            missing = None if evidence.cited_at is None else evidence.cited_at * component.full
            found.append((component, missing if score is None else score))
        elif component.source == "考评":
            found.append((component, field_score(evidence, ratee, scheme, component)))
        else:
            found.append((component, given_score(evidence.given, ratee, scheme, component)))
    return found


def _first(scores: Scores, source: str, decimals: int) -> Fraction | None:
    """The score of the first component of a source as printed: ties are broken by that."""
    return next((None if s is None else half_up(s, decimals) for c, s in scores if c.source == source), None)


def _printed(score: Fraction | None, rules: Rules) -> Fraction | None:
    return None if score is None else half_up(score, rules.decimals)


def _converted(
    scheme: Scheme, raw: dict[str, Scores], evidence: Evidence, votes: Mapping[str, ClassVotes]
) -> dict[str, Scores]:
    """The scores that count, by ratee."""
    found = {ratee: dict(scores) for ratee, scores in raw.items()}
    out = {event.ratee for event in scheme.events if event.effect == "不参评"}
    for group in dict.fromkeys(scheme.groups.values()):
        taking = [ratee for ratee in scheme.groups if scheme.groups[ratee] == group and ratee not in out]
        for component in (each for each in scheme.components_of(group) if each.conversion != "原分"):
            scores = {ratee: _printed(found[ratee][component], scheme.rules) for ratee in taking}
            for ratee, score in _made_comparable(scheme, component, scores, evidence, votes).items():
                found[ratee][component] = score
    return {ratee: list(scores.items()) for ratee, scores in found.items()}


def _made_comparable(
    scheme: Scheme,
    component: Component,
    scores: Mapping[str, Fraction | None],
    evidence: Evidence,
    votes: Mapping[str, ClassVotes],
) -> dict[str, Fraction | None]:
    """The scores of one component, of the ratees of one 排名组, by its 折算."""
    if component.conversion == "得票率分档":
        return by_rates(scheme, component, scores, lambda band, ratee: rate_of(scheme, band, ratee, votes[ratee]))
    totals = {ratee: _totals_by_team(scheme, component, ratee, evidence) for ratee in scores}
    wanting = any(_teams_of(scheme, component, ratee) - totals[ratee].keys() for ratee in scores)
    if component.conversion == "考核组平衡" and wanting:
        return dict.fromkeys(scores)
    return converted(scheme, component, scores, totals, lambda each: mean_of_totals(each, scheme.rules))


def _totals_by_team(scheme: Scheme, component: Component, ratee: str, evidence: Evidence) -> dict[str, Fraction]:
    """What each 考核组 gave a ratee in all, as printed."""
    lacks = lacking(evidence, ratee, scheme, component)
    return {
        unit: half_up(total_of(points, scheme, lacks), scheme.rules.decimals)
        for unit, entries in visits_of(evidence, ratee, scheme, component)
        if lacks.extra is not None and (points := visit_points(entries, scheme))
    }


def _teams_of(scheme: Scheme, component: Component, ratee: str) -> set[str]:
    """The 考核组 that are asked for the sheet of a ratee."""
    tasks = (task for task in scheme.tasks if task.form == "实地考评" and ratee in task.whom)
    return {task.unit for task in tasks if scheme.belongs(task.component, component, scheme.groups[ratee])}


@dataclass(frozen=True)
class Counting:
    """The basis of the composites: the evidence; the votes and the scores before 折算, each by ratee."""

    evidence: Evidence
    votes: dict[str, ClassVotes]
    raw: dict[str, Scores]

    def beside(self, others: Counting, ratee: str) -> Counting:
        """One ratee as he is here, everybody else as there."""
        votes, raw = others.votes | {ratee: self.votes[ratee]}, others.raw | {ratee: self.raw[ratee]}
        return Counting(others.evidence, votes, raw)


def counting(scheme: Scheme, evidence: Evidence) -> Counting:
    """The votes and the scores before 折算."""
    cast = cast_votes(evidence, scheme)
    votes, raw = dict[str, ClassVotes](), dict[str, Scores]()
    for ratee, group in scheme.groups.items():
        classes = [c for c in scheme.classes_of(ratee) if c.poll in polls_for(scheme, group)]
        votes[ratee] = {(c.poll, c.name): cast.get((c.poll, c.name, ratee), Votes()) for c in classes}
        means = {key: got.mean(scheme.rules) for key, got in votes[ratee].items()}
        raw[ratee] = _scores(scheme, ratee, means, evidence)
    return Counting(evidence, votes, raw)


def standings_of(scheme: Scheme, counted: Counting) -> dict[str, Standing]:
    """The standings by ratee; each holds the values that decide a place."""
    return {ratee: standing for ratee, (_, standing) in _all_figures(scheme, counted).items()}


def compute(scheme: Scheme, evidence: Evidence) -> dict[str, Expected]:
    """The figures of each ratee, by code."""
    every = _all_figures(scheme, counting(scheme, evidence))
    found = {ratee: figures for ratee, (figures, _) in every.items()}
    for placing in place(scheme, [standing for _, standing in every.values()]):
        found[placing.ratee] = _with_place(found[placing.ratee], placing)
    return found


def _all_figures(scheme: Scheme, counted: Counting) -> dict[str, tuple[Expected, Standing]]:
    scores = _converted(scheme, counted.raw, counted.evidence, counted.votes)
    return {ratee: _figures(scheme, ratee, own, counted.votes[ratee]) for ratee, own in scores.items()}


def _figures(scheme: Scheme, ratee: str, scores: Scores, votes: ClassVotes) -> tuple[Expected, Standing]:
    """The figures of a ratee without his place, and what decides it."""
    rules, group = scheme.rules, scheme.groups[ratee]
    means = {key: got.mean(rules) for key, got in votes.items()}
    poll, visited = (_first(scores, source, rules.decimals) for source in ("测评", "考评"))
    extra = adjustment(scheme, ratee)
    total = composite(rules, scores, extra, parts_of_whole(scheme, group, means))
    standing = Standing(ratee, group, total, poll, visited, open_tiers(scheme, ratee, scores, votes))

    def text(value: Fraction | None) -> str | None:
        return None if value is None else show(value, rules.decimals)

    found = Expected(
        poll_score=text(poll),
        field_score=text(visited),
        adjustment=show(extra, rules.decimals),
        composite=text(total),
        classes={key: class_figures(scheme, key[0], got, text(means[key])) for key, got in votes.items()},
        components={component.name: text(score) for component, score in scores},
    )
    return found, standing


def _with_place(found: Expected, placing: Placing) -> Expected:
    return replace(
        found,
        rank=placing.best if placing.best == placing.worst and found.composite else None,
        rank_best=placing.best,
        rank_worst=placing.worst,
        proposed_tier=placing.tier,
        across_edge=placing.across_edge,
    )
