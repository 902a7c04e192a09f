"""分项等次: what a ballot says of each item of one ratee, and the mean of the items."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from .cell_values import alike, words
from .scheme_parts import GradedItem, Poll

VOID, NO_VOTE = "无效", "弃权"
"""In place of a grade."""
Chosen = Mapping[str, str]
"""A grade, VOID or NO_VOTE by item."""


def chosen(poll: Poll, cells: Mapping[str, object]) -> dict[str, str]:
    """What was chosen for each item."""
    return {code: _grade(item, cells.get(code)) for code, item in poll.graded.items()}


def _grade(item: GradedItem, raw: object) -> str:
    text, names = alike(words(raw)), list(item.grades)
    if not text:
        return NO_VOTE
    for name in names:
        if alike(name) == text:
            return name
    numbered = not any(name.isdigit() for name in names)
    return names[int(text) - 1] if numbered and text in map(str, range(1, len(names) + 1)) else VOID


def points_of(poll: Poll, given: Chosen) -> dict[str, Fraction]:
    """The points of the items that have any."""
    found = {}
    for code, grade in given.items():
        points = poll.graded[code].grades.get(grade)
        if points is not None:
            found[code] = points
    return found


def contradicts(poll: Poll, given: Chosen) -> bool:
    """Whether the 总评 is better than the best or worse than the worst of the other items."""
    points = points_of(poll, given)
    items = [value for code, value in points.items() if not poll.graded[code].overall]
    whole = [value for code, value in points.items() if poll.graded[code].overall]
    return any(items and not min(items) <= value <= max(items) for value in whole)


@dataclass
class ItemVotes:
    """The votes on one item by grade; ``void`` and ``abstained`` ballots beside them."""

    grades: Counter[str] = field(default_factory=Counter)
    void: int = 0
    abstained: int = 0

    def add(self, item: GradedItem, grade: str, count: int = 1) -> None:
        """Add votes for a grade; one that is 不计 is both a vote and 弃权."""
        if grade == VOID:
            self.void += count
        elif grade == NO_VOTE:
            self.abstained += count
        else:
            self.grades[grade] += count
            self.abstained += count if item.grades[grade] is None else 0

    def marks(self, item: GradedItem) -> list[Fraction]:
        """The points of every vote that counts, lowest first."""
        found: list[Fraction] = []
        for grade, points in item.grades.items():
            found += [points] * self.grades[grade] if points is not None else []
        return sorted(found)


def mean_of(items: Sequence[tuple[GradedItem, Fraction | None]]) -> Fraction | None:
    """The means by 分值, unrounded; None if one that counts is missing."""
    scored = [(item.points, mean) for item, mean in items if item.points]
    if not scored or any(mean is None for _, mean in scored):
        return None
    return sum((points * (mean or 0) for points, mean in scored), Fraction(0)) / 100
