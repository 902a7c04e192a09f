"""From marks to tiers, with fractions throughout; no workbook is needed here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from .cited_persons import Cited, taken
from .comparable_scores import by_rates, converted
from .items_without_task import Lacking, item_points, items_of, lacking
from .open_tiers import Means as ClassVotes
from .open_tiers import open_tiers, rate_of
from .ranking import Standing, place
from .evidence import Evidence, Given
from .scheme_in_cells import Component, Entry, Poll, Rules, Scheme
from .class_votes import Votes, cast_votes, enough, half_up, show, step


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
    """What is expected of one ratee; ``classes`` by (poll, voter class), scores by component."""

    poll_score: str | None
    field_score: str | None
    adjustment: str
    composite: str | None
    rank: int | None
    rank_best: int | None
    rank_worst: int | None
    proposed_tier: str | None
    across_edge: bool
    classes: dict[tuple[str, str], ClassFigures]
    components: dict[str, str | None]


Means = dict[tuple[str, str], Fraction | None]


def score_of_polls(scheme: Scheme, component: Component, ratee: str, means: Means) -> Fraction | None:
    """The score of a component from the means by (poll, voter class) of its polls."""
    rules, total, group = scheme.rules, Fraction(0), scheme.groups[ratee]
    rows = scheme.classes_of(ratee)
    polls = {name: poll for name, poll in _polls(scheme, component, group).items() if name in {c.poll for c in rows}}
    part = part_by_shares(scheme, polls, means)
    if part is not None and component.weight:
        return step(part * 100 / component.weight, rules)
    for name, poll in polls.items():
        mean = _mean_of_poll(scheme, means, {c.name: c.weight for c in rows if c.poll == name}, name)
        if mean is None:
            return None
        total += poll.weight * step(mean, rules) / 100
    return step(total, rules)


def _polls(scheme: Scheme, component: Component, group: str) -> dict[str, Poll]:
    return {
        name: poll
        for name, poll in scheme.polls.items()
        if scheme.belongs(poll.component, component, group) and (not poll.groups or group in poll.groups)
    }


def _polls_for(scheme: Scheme, group: str) -> set[str]:
    """The polls of the components of a 排名组."""
    polled = [each for each in scheme.components_of(group) if each.source == "测评"]
    return {name for component in polled for name in _polls(scheme, component, group)}


def part_by_shares(scheme: Scheme, polls: Iterable[str], means: Means) -> Fraction | None:
    """The points of the whole that the polls give, where each class has a share of it."""
    if not scheme.by_shares:
        return None
    total = Fraction(0)
    for name in polls:
        shares = {c.name: c.share or Fraction(0) for c in scheme.classes if c.poll == name}
        # A poll without a share adds nothing, but must have a score.
        weights = shares if any(shares.values()) else {c.name: c.weight for c in scheme.classes if c.poll == name}
        mean = _mean_of_poll(scheme, means, weights, name)
        if mean is None:
            return None
        total += sum(shares.values()) * mean / 100
    return total


def _mean_of_poll(scheme: Scheme, means: Means, weights: dict[str, Fraction], poll: str) -> Fraction | None:
    """The weighted mean of the classes of a poll, unrounded; without those who gave no mark only by 折算."""
    there = [(weight, mean) for name, weight in weights.items() if (mean := means[poll, name]) is not None]
    base = sum((weight for weight, _ in there), Fraction(0))
    if not base or (len(there) < len(weights) and not scheme.rules.reweigh):
        return None
    return sum((weight * mean for weight, mean in there), Fraction(0)) / base


def class_figures(scheme: Scheme, poll: str, got: Votes, mean: str | None) -> ClassFigures:
    """What a class says of one ratee."""
    graded = scheme.polls[poll].scoring == "等次"
    grades = tuple(got.grades[grade] for grade in scheme.polls[poll].grades) if graded else ()
    return ClassFigures(got.issued, got.returned, got.valid, got.void, got.abstained, mean, grades)


def visit_points(entries: Mapping[str, Entry], scheme: Scheme) -> dict[str, Fraction] | None:
    """The points of each item; None where an entry is missing, no number, or beyond what the item allows.

    ``entries``: those of an assessor and of all departments, by item.
    """
    points = {code: item_points(scheme.items[code], given, scheme.rules) for code, given in entries.items()}
    known = {code: value for code, value in points.items() if value is not None}
    return known if len(known) == len(points) else None


def total_of(points: Mapping[str, Fraction], scheme: Scheme, lacks: Lacking) -> Fraction:
    """What the points of the items come to, unrounded."""
    sums = {"得分": Fraction(0), "扣分": Fraction(0), "加分": Fraction(0), "减分": Fraction(0)}
    for code, value in points.items():
        sums[scheme.items[code].mode] += value
    counting = (sums["得分"] + sums["扣分"]) * lacks.factor + (lacks.extra or 0)
    total = counting + _capped(sums["加分"], scheme.rules.bonus_cap) - sums["减分"]
    return max(total, Fraction(0))


def trimmed_mean(values: Sequence[Fraction], rules: Rules) -> Fraction:
    """The mean of what the assessors gave without the ends, if there are enough of them."""
    low, high = rules.team_trim_low, rules.team_trim_high
    left = sorted(values)
    if enough(rules, len(values), rules.team_trim_above) and len(values) > low + high:
        left = left[low : len(left) - high]
    return sum(left, Fraction(0)) / len(left)


def _capped(value: Fraction, cap: Fraction | None) -> Fraction:
    return value if cap is None else min(value, cap)


def field_score(evidence: Evidence, ratee: str, scheme: Scheme, component: Component) -> Fraction | None:
    """The score of a component from 考评: the mean of the totals, or the total of the means of the items."""
    rules = scheme.rules
    own = [entries for _, entries in visits_of(evidence, ratee, scheme, component)]
    begun = [entries for entries in own if any(each.given for each in entries.values())]
    visited = [points for entries in begun if (points := visit_points(entries, scheme))]
    # A form that lacks an entry is to be completed: until then nothing is said of the others' mean.
    lacks = lacking(evidence, ratee, scheme, component)
    if not visited or len(visited) < len(begun) or lacks.extra is None:
        return None
    by_item = rules.team_trim == "按项" and enough(rules, len(visited), rules.team_trim_above)
    if by_item and 0 < rules.team_trim_low + rules.team_trim_high < len(visited):
        means = {code: trimmed_mean([points[code] for points in visited], rules) for code in visited[0]}
        return step(total_of(means, scheme, lacks), rules)
    totals = [step(total_of(points, scheme, lacks), rules) for points in visited]
    return step(mean_of_totals(totals, rules), rules)


def mean_of_totals(totals: Sequence[Fraction], rules: Rules) -> Fraction:
    """The mean of the totals of one ratee, trimmed where it is by sheets."""
    return trimmed_mean(totals, rules) if rules.team_trim == "按表" else sum(totals, Fraction(0)) / len(totals)


def cited_score(results: Sequence[Cited], ratee: str, scheme: Scheme, component: Component) -> Fraction | None:
    """The mean of the persons taken, on the scale of the component; None if anything is missing."""
    found: list[Fraction] = []
    for citation in scheme.citations:
        if citation.component == component.name and ratee in citation.whom:
            scores = taken(results, citation, scheme.names[ratee])
            if not scores or "不单列" in scores or (citation.own and len(scores) > 1):
                return None
            found += map(Fraction, scores)
    if not found:
        return None
    return step(sum(found, Fraction(0)) / len(found) * component.full / 100, scheme.rules)


def visits_of(
    evidence: Evidence, ratee: str, scheme: Scheme, component: Component
) -> list[tuple[str, dict[str, Entry]]]:
    """What each assessor (by unit) and all departments entered; nothing while the sheet of a department is missing."""
    items = [code for code, item in items_of(scheme, ratee, component).items() if ratee not in item.exempt]
    by_departments = {code for code in items if scheme.items[code].department}
    came = {code: given for sheet in evidence.departments for code, given in sheet.entries.get(ratee, {}).items()}
    if not by_departments <= came.keys():
        return []
    theirs = {code: came[code] for code in by_departments}
    if theirs and len(theirs) == len(items):
        return [("", theirs)]
    own = [visit for visit in evidence.visits if visit.ratee == ratee and visit.entries.keys() & set(items)]
    return [(visit.unit, visit.entries | theirs) for visit in own]


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
    return _capped(by_effect["加分"], scheme.rules.adjustment_cap) - by_effect["减分"]


Scores = list[tuple[Component, Fraction | None]]


def composite(rules: Rules, scores: Scores, extra: Fraction, parts: Mapping[str, Fraction]) -> Fraction | None:
    """综合得分; a component of weight 0 may be wanting. ``parts``: what polls give by shares of the whole."""
    total = Fraction(0)
    for component, score in scores:
        if component.weight and score is None:
            return None
        weighed = component.weight * (score or 0) / component.full
        total += parts.get(component.name, weighed)
    total = total * rules.whole / 100 + extra
    return half_up(_capped(max(total, Fraction(0)), rules.total_cap), rules.decimals)


def _scores(scheme: Scheme, ratee: str, means: Means, evidence: Evidence) -> Scores:
    found: Scores = []
    group = scheme.groups[ratee]
    for component in scheme.components_of(group):
        if component.source == "测评":
            found.append((component, score_of_polls(scheme, component, ratee, means)))
        elif component.source == "引用":
            found.append((component, cited_score(evidence.results, ratee, scheme, component)))
        elif component.source == "考评":
            found.append((component, field_score(evidence, ratee, scheme, component)))
        else:
            found.append((component, given_score(evidence.given, ratee, scheme, component)))
    return found


def _parts(scheme: Scheme, group: str, means: Means) -> dict[str, Fraction]:
    polled = [each for each in scheme.components_of(group) if each.source == "测评"]
    parts = {each.name: part_by_shares(scheme, _polls(scheme, each, group), means) for each in polled}
    return {name: part for name, part in parts.items() if part is not None}


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
            totals = {
                ratee: {
                    unit: half_up(total_of(points, scheme, lacks), scheme.rules.decimals)
                    for unit, entries in visits_of(evidence, ratee, scheme, component)
                    if lacks.extra is not None and (points := visit_points(entries, scheme))
                }
                for ratee in taking
                for lacks in (lacking(evidence, ratee, scheme, component),)
            }
            scores = {ratee: _printed(found[ratee][component], scheme.rules) for ratee in taking}
            if component.conversion == "得票率分档":
                made = by_rates(
                    scheme, component, scores, lambda band, ratee: rate_of(scheme, band, ratee, votes[ratee])
                )
            else:
                made = converted(scheme, component, scores, totals, lambda totals: mean_of_totals(totals, scheme.rules))
            for ratee, score in made.items():
                found[ratee][component] = score
    return {ratee: list(scores.items()) for ratee, scores in found.items()}


def compute(scheme: Scheme, evidence: Evidence) -> dict[str, Expected]:
    """What is expected of each ratee, by code."""
    rules = scheme.rules

    def text(value: Fraction | None) -> str | None:
        return None if value is None else show(value, rules.decimals)

    found: dict[str, Expected] = {}
    standings: list[Standing] = []
    cast = cast_votes(evidence, scheme)
    votes, raw = dict[str, dict[tuple[str, str], Votes]](), dict[str, Scores]()
    for ratee, group in scheme.groups.items():
        classes_of = [c for c in scheme.classes_of(ratee) if c.poll in _polls_for(scheme, group)]
        votes[ratee] = {(c.poll, c.name): cast.get((c.poll, c.name, ratee), Votes()) for c in classes_of}
        means = {key: got.mean(rules) for key, got in votes[ratee].items()}
        raw[ratee] = _scores(scheme, ratee, means, evidence)
    for ratee, scores in _converted(scheme, raw, evidence, votes).items():
        group, own = scheme.groups[ratee], votes[ratee]
        means = {key: got.mean(rules) for key, got in own.items()}
        poll, visited = (_first(scores, source, rules.decimals) for source in ("测评", "考评"))
        extra = adjustment(scheme, ratee)
        total = composite(rules, scores, extra, _parts(scheme, group, means))
        gates = open_tiers(scheme, ratee, scores, own)
        standings.append(Standing(ratee, group, total, poll, visited, gates))
        classes = {key: class_figures(scheme, key[0], got, text(means[key])) for key, got in own.items()}
        extra_text = show(extra, rules.decimals)
        found[ratee] = Expected(
            text(poll), text(visited), extra_text, text(total), None, None, None, None, False, classes,
            {component.name: text(score) for component, score in scores},
        )  # fmt: skip
    for placing in place(scheme, standings):
        found[placing.ratee] = replace(
            found[placing.ratee],
            rank=placing.best if placing.best == placing.worst and found[placing.ratee].composite else None,
            rank_best=placing.best,
            rank_worst=placing.worst,
            proposed_tier=placing.tier,
            across_edge=placing.across_edge,
        )
    return found
