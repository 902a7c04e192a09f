"""等次条件: what scores and votes leave open, with fractions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from fractions import Fraction

from .class_votes import Votes, half_up
from .scheme_parts import Band, Component, Condition, Scheme

ClassVotes = Mapping[tuple[str, str], Votes]


def open_tiers(
    scheme: Scheme, ratee: str, scores: Iterable[tuple[Component, Fraction | None]], votes: ClassVotes
) -> tuple[int, int]:
    """The best tier for a ratee, if what cannot be said is met, and if it is not."""
    known, group = list(scores), scheme.groups[ratee]
    names = list(dict.fromkeys(tier.name for tier in scheme.tiers))
    own = sorted({names.index(tier.name) for tier in scheme.tiers if not tier.groups or group in tier.groups})
    ends = [own[0], own[0]]
    for condition in scheme.conditions:
        if condition.groups and group not in condition.groups:
            continue
        fallen = min((each for each in own if each > names.index(condition.tier)), default=own[-1])
        figure = (
            rate_of(scheme, condition, ratee, votes)
            if condition.what == "得票率"
            else _component_score(scheme, condition, known)
        )
        if figure is None:
            ends[1] = max(ends[1], fallen)
        elif not _met(figure, condition.compare, condition.line):
            ends = [max(end, fallen) for end in ends]
    return ends[0], ends[1]


def _met(figure: Fraction, compare: str, line: Fraction) -> bool:
    return {"≥": figure >= line, ">": figure > line, "≤": figure <= line, "<": figure < line}[compare]


def _component_score(
    scheme: Scheme, condition: Condition, scores: Iterable[tuple[Component, Fraction | None]]
) -> Fraction | None:
    for component, score in scores:
        usual = {"述职测评": "测评得分", "实地考评": "考评得分"}.get(component.name, "")
        if condition.what in (component.name, f"{component.name}得分", usual):
            return None if score is None else half_up(score, scheme.rules.decimals)
    return None


def rate_of(scheme: Scheme, condition: Condition | Band, ratee: str, votes: ClassVotes) -> Fraction | None:
    """Per cent; None without a vote in the denominator."""
    poll = scheme.polls[condition.poll]
    whole = next((code for code, item in poll.graded.items() if item.overall), "")
    scale = poll.graded[whole].grades if whole else poll.grades
    grades = [name for name, points in scale.items() if points is not None]
    place = grades.index(condition.grade)
    chosen = grades[place:] if condition.down else grades[: place + 1]
    above = below = 0
    for (held, name), got in votes.items():
        if held == condition.poll and (not condition.classes or name in condition.classes):
            ticks = got.grades
            if whole:
                ticks = got.items[whole].grades if whole in got.items else Counter()
            valid = sum(ticks[grade] for grade in grades) if whole else got.valid
            above += sum(ticks[grade] for grade in chosen)
            voters = scheme.electorate(condition.poll, name, ratee)
            below += {"有效票": valid, "收回": got.returned or 0, "应到": voters}[condition.base]
    return Fraction(100 * above, below) if below else None
