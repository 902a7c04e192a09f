"""What last year's campaign left behind for this year: score, rank and tier, and what is still to be put right."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OpenItem:
    """A 整改事项 of last year's 整改清单 that was not yet 销号."""

    problem: str
    source: str
    goal: str
    measures: str
    deadline: str
    progress: str


@dataclass(frozen=True, slots=True)
class LastYear:
    """One ratee last year. ``composite`` is in hundredths; None and '' where last year's files do not say."""

    year: str
    composite: int | None
    rank: int | None
    tier: str
    open_items: tuple[OpenItem, ...] = ()
