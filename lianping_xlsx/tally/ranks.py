"""Composites become ranks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from lianping_xlsx.core import exact
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.scheme.rules import Rules, answers_at, figure_at, rounded
from lianping_xlsx.scheme.rules.count_steps import (
    BONUS_EVENTS,
    COMPOSITE_SUM,
    FIELD_PART,
    POLL_PART,
    TIE_BREAK,
    PartScores,
)
from lianping_xlsx.scheme.terms import Effect


@dataclass(frozen=True, slots=True)
class Candidate:
    """A ratee before ranking. ``excluded``: 不参评."""

    code: str
    name: str
    group: str
    poll_score: int | None
    field_score: int | None
    bonus: int
    penalty: int
    composite: int | None
    excluded: bool = False


def adjustments_of(scheme: Scheme, code: str) -> tuple[int, int]:
    """加分 (capped by 加分上限) and 减分 of a ratee from 否决与加减分."""
    mine = [adjustment for adjustment in scheme.adjustments if adjustment.ratee == code]
    bonus = sum(a.points for a in mine if a.effect is Effect.BONUS)
    penalty = sum(a.points for a in mine if a.effect is Effect.PENALTY)
    return figure_at(BONUS_EVENTS, scheme.rules, bonus), penalty


def composite_of(
    scheme: Scheme, poll: int | None, field: int | None, bonus: int, penalty: int, part: Fraction | None = None
) -> int | None:
    """综合得分 = 测评得分 x w1 + 考评得分 x w2 + 加分 - 减分, not below 0, rounded once; None if a part is missing.

    Where classes have shares of the whole, ``part`` stands in place of 测评得分 x w1.
    """
    rules = scheme.rules
    if poll is None or field is None:
        return None
    polled = figure_at(POLL_PART, rules, poll) if part is None else part * exact.WHOLE
    total = Fraction(polled + figure_at(FIELD_PART, rules, field)) / exact.WHOLE + bonus - penalty
    return rounded(rules, figure_at(COMPOSITE_SUM, rules, max(Fraction(0), total)))


def rank_groups(candidates: Sequence[Candidate], rules: Rules) -> dict[str, int]:
    """Rank by code within each 排名组: 1, 2, 2, 4. Excluded ratees and those without a composite have none."""
    ranks: dict[str, int] = {}
    groups: dict[str, list[Candidate]] = {}
    for candidate in candidates:
        if candidate.composite is not None and not candidate.excluded:
            groups.setdefault(candidate.group, []).append(candidate)
    for members in groups.values():
        keys = {candidate.code: _order(candidate, rules) for candidate in members}
        members.sort(key=lambda c: keys[c.code], reverse=True)
        for place, candidate in enumerate(members, 1):
            before = members[place - 2] if place > 1 else None
            tied = before is not None and keys[before.code] == keys[candidate.code]
            ranks[candidate.code] = ranks[before.code] if before is not None and tied else place
    return ranks


def open_in(candidates: Iterable[Candidate]) -> Counter[str]:
    """How many of each 排名组 take part and have no composite yet: anybody's rank may grow by so many."""
    return Counter(c.group for c in candidates if c.composite is None and not c.excluded)


def rank_words(rank: int, still_open: int) -> str:
    """Such as 第2名; while others are open: 第2–3名（尚有1人得分未定）."""
    return f"第{rank}–{rank + still_open}名（尚有{still_open}人得分未定）" if still_open else f"第{rank}名"


def _order(candidate: Candidate, rules: Rules) -> tuple[int, ...]:
    """What is compared: the composite, then what the rules part ties by."""
    scores = PartScores(candidate.poll_score or 0, candidate.field_score or 0)
    return candidate.composite or 0, *answers_at(TIE_BREAK, rules, scores)
