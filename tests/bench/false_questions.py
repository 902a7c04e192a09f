"""How often the questions on fairness are asked without cause, and how often a planted case is found.

    python -m tests.bench.false_questions              4,000 runs for each figure
    python -m tests.bench.false_questions 200          fewer

The figures stand in the docstrings of the modules that ask. Everything is drawn from fixed seeds. The tests of these
modules run the same functions a few hundred times.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import cache

import numpy as np
import pandas as pd

from lianping_xlsx.anomalies.ballot_patterns import compared_ballots
from lianping_xlsx.anomalies.ballot_rows import Array, ballot_rows
from lianping_xlsx.anomalies.near_copies import near_copies
from lianping_xlsx.anomalies.own_marks import CHANCE, chance_of_different, favourites, favours_of
from lianping_xlsx.audit.fairness.flat_items import flat_among
from lianping_xlsx.audit.fairness.spread_shares import covariance
from lianping_xlsx.audit.fairness.team_levels import far_levels
from lianping_xlsx.checks.countable import VALID
from lianping_xlsx.checks.judge import Judged
from tests.anomalies.test_copied_ballots import register_of, town_of
from tests.returns import judged
from tests.small import DELEGATES, LEADERS

Trial = Callable[[random.Random], bool]
"""One invented case; True if something was asked."""


def rate(trial: Trial, runs: int, seed: int = 1) -> float:
    """The share of cases about which was asked."""
    chance = random.Random(seed)
    return sum(trial(chance) for _ in range(runs)) / runs


# ---------------------------------------------------------------- 考核组


def _total(chance: random.Random, person: float, spread: float = 2.0) -> int:
    """A total in half points (as hundredths), with the ceiling of 100 that skews real totals."""
    return min(100_00, round(chance.gauss(person, spread) * 2) * 50)


def same_ratees(chance: random.Random, line: int = 0, bias: float = 0.0, ratees: int = 0) -> bool:
    """2 to 5 teams on the same ratees; the first gives ``bias`` points less."""
    teams, number = chance.randint(2, 5), ratees or chance.randint(8, 40)
    totals = {}
    for ratee in range(number):
        person = chance.gauss(92, 4)
        totals[f"R{ratee}"] = {f"U{t}": _total(chance, person - (bias if t == 0 else 0)) for t in range(teams)}
    return bool(list(far_levels(totals, line)))


def other_ratees(chance: random.Random, line: int = 0, bias: float = 0.0, ratees: int = 0, spread: float = 4.0) -> bool:
    """2 to 5 teams (4 for a planted case), each ratee seen by one of them."""
    teams, number = 4 if bias else chance.randint(2, 5), ratees or chance.randint(8, 40)
    order = list(range(number))
    chance.shuffle(order)
    totals = {}
    for place, ratee in enumerate(order):
        team = place % teams
        person = chance.gauss(92, spread) - (bias if team == 0 else 0)
        totals[f"R{ratee}"] = {f"U{team}": _total(chance, person, 1.0)}
    return bool(list(far_levels(totals, line)))


# ---------------------------------------------------------------- 考评项目


def items_that_separate(chance: random.Random, flat: int = 0, ratees: int = 0) -> bool:
    """5 to 30 items; the commonest points with the probability 0.6. ``flat``: so many give everybody the same."""
    number, items = ratees or chance.randint(5, 40), chance.randint(5, 30)
    given = {
        f"K{item}": [
            5_00 if item < flat or chance.random() < 0.6 else chance.choice((3_00, 3_50, 4_00, 4_50))
            for _ in range(number)
        ]
        for item in range(items)
    }
    return bool(flat_among(given, 95_00))


def votes_that_separate(chance: random.Random, level: float = 86, flat: int = 0, ratees: int = 0) -> bool:
    """1 to 3 classes of 5 to 40 voters by four grades, 2 to 10 items. ``flat``: for so many all tick the best grade.

    ``level``: what a ratee is worth on the whole; from 90 points on a voter ticks the best grade.
    """
    numbers, many = np.random.default_rng(chance.getrandbits(32)), ratees or chance.randint(5, 40)
    sizes = [chance.choice((5, 8, 12, 20, 40)) for _ in range(chance.randint(1, 3))]
    given: dict[str, list[int]] = {}
    for item in range(chance.randint(2, 10)):
        persons, means = numbers.normal(0, 3, many), np.zeros(many, dtype=np.int64)
        for voters in sizes:
            exact = level + persons + numbers.normal(0, 4, (voters, 1)) + numbers.normal(0, 2.75, (voters, many))
            marks = graded(exact) if item >= flat else np.full((voters, many), 100_00)
            means += (2 * marks.sum(axis=0) + voters) // (2 * voters)
        given[f"N{item}"] = means.tolist()
    return bool(flat_among(given, 95_00, voted=True))


# ---------------------------------------------------------------- 得分差异


def part_of_half(chance: random.Random, ratees: int = 12, related: float = 0.0, wider: float = 1.0) -> bool:
    """A part and a rest that vary equally (the part ``wider`` times as much) and correlate by ``related``."""
    part, composite = [], []
    for _ in range(ratees):
        one, other = chance.gauss(0, 1), chance.gauss(0, 1)
        mine = round(one * wider * 100)
        part.append(mine)
        composite.append(mine + round((related * one + (1 - related**2) ** 0.5 * other) * 100))
    return covariance(part, composite) > Fraction(4, 5) * covariance(composite, composite)


# ---------------------------------------------------------------- 相近票


@cache
def two_registers(ratees: int, ballots: int) -> Judged:
    """Two registers on the same ratees, as the checks leave them; their marks are replaced by invented ones."""
    town = town_of(ratees, ballots=ballots)
    return judged(town, *(register_of(town, 2, {}, voter_class=voter) for voter in (LEADERS, DELEGATES)))[0]


def honest_marks(chance: np.random.Generator, ballots: int, ratees: int, style: int) -> Array:
    """Marks in hundredths: strict and lenient voters, good and bad ratees, more or less noise.

    ``style``: whole points, steps of five, eight usual marks, four grades.
    """
    levels, persons = chance.normal(86, 4, (ballots, 1)), chance.normal(0, 3, ratees)
    exact = levels + persons + chance.uniform(1.5, 4, (ballots, 1)) * chance.standard_normal((ballots, ratees))
    usual = (np.array([60, 70, 75, 80, 85, 90, 95, 100]), np.array([40, 60, 80, 100]))
    if style < 2:
        step = (1, 5)[style]
        rounded = np.round(exact / step) * step
    else:
        words = usual[style - 2]
        rounded = words[np.abs(exact[..., None] - words).argmin(axis=-1)]
    return np.asarray(np.clip(rounded, 0, 100) * 100, dtype=np.int64)


def graded(exact: Array) -> Array:
    """Four grades (as hundredths of their points), each the nearest to what a voter thinks."""
    words = np.array([40_00, 60_00, 80_00, 100_00])
    found: Array = words[np.abs(exact[..., None] * 100 - words).argmin(axis=-1)]
    return found


def near_asked(chance: random.Random, changed: int | None = None, style: int | None = None) -> bool:
    """1 or 2 registers of 60 or 200 honest ballots on 10 to 40 ratees.

    ``changed``: the last ballot of the first register is the first one with so many marks changed by 1 to 5 points.
    """
    ratees, ballots = chance.choice((10, 15, 20, 30, 40)), chance.choice((60, 200))
    style = chance.randrange(4) if style is None else style
    found, numbers = two_registers(ratees, ballots), np.random.default_rng(chance.getrandbits(32))
    frames: list[pd.DataFrame] = []
    for form in found.registers[: chance.randint(1, 2)]:
        marks = honest_marks(numbers, ballots, ratees, style)
        if changed and not frames:
            marks[-1] = marks[0]
            marks[-1, :changed] -= numbers.integers(1, 6, changed) * 100
        ballot, ratee = np.divmod(np.arange(marks.size), ratees)
        columns = {"form": form.index, "ballot": ballot, "ratee": ratee, "column": ratee, "value": marks.ravel()}
        frames.append(pd.DataFrame(columns | {"state": VALID, "grade": 0 if style == 3 else -1}))
    frame = pd.concat(frames, ignore_index=True)
    compared = compared_ballots(found.registers, ballot_rows(frame, frame), found.ballots)
    return bool(list(near_copies(compared, 90_00)))


# ---------------------------------------------------------------- 本人票


def own_asked(
    chance: random.Random, *, own: float = 0, blank: bool = False, style: int | None = None, others: float = 1
) -> bool:
    """A register of 5 to 24 ballots on 5 to 20 ratees; line 5.

    ``own``: each ratee is a voter, and with this probability he gives himself 100 points; ``blank``: nothing. Then
    there are ``others`` ballots for each ratee.
    """
    numbers, ratees = np.random.default_rng(chance.getrandbits(32)), chance.randint(7 if own else 5, 20)
    ballots = int(ratees * others) if own or blank else chance.randint(5, 24)
    style = chance.choice((0, 1, 3)) if style is None else style
    marks = honest_marks(numbers, ballots, ratees, style).astype(float)
    for voter in range(ratees) if own or blank else ():
        if blank or chance.random() < own:
            marks[voter, voter] = np.nan if blank else 100_00
    favours = favours_of(marks - np.nanmean(marks, axis=1, keepdims=True))
    return chance_of_different(favours.shape[1], *favourites(favours, 5_00)) < CHANCE


def figures() -> Iterator[tuple[str, Trial, float]]:
    """Yield the name of each figure, its trial, and the share of the runs that it takes."""
    yield "near copies, honest", near_asked, 1
    for style, name in enumerate(("whole points", "steps of five", "eight marks", "grades")):
        yield f"… {name}, honest", lambda c, s=style: near_asked(c, None, s), 0.25  # type: ignore[misc]
        yield f"… {name}, a copy with 1 mark changed", lambda c, s=style: near_asked(c, 1, s), 0.1  # type: ignore[misc]
    yield "own marks, honest", own_asked, 1
    yield "own marks, own row left blank", lambda c: own_asked(c, blank=True), 1
    for style, name in ((0, "whole points"), (1, "steps of five"), (3, "grades")):
        yield f"… {name}, nine of ten mark themselves", lambda c, s=style: own_asked(c, own=0.9, style=s), 0.25  # type: ignore[misc]
        yield (
            f"… {name}, and half as many others vote",
            lambda c, s=style: own_asked(c, own=0.9, style=s, others=1.5),  # type: ignore[misc]
            0.25,
        )
    yield "teams on the same ratees, honest, line 0", same_ratees, 1
    yield "teams on the same ratees, honest, line 3", lambda c: same_ratees(c, 3_00), 1
    yield "… one 4 points stricter, 16 ratees", lambda c: same_ratees(c, 3_00, 4, 16), 0.25
    yield "teams on different ratees, honest, line 0", other_ratees, 1
    yield "teams on different ratees, honest, line 3", lambda c: other_ratees(c, 3_00), 1
    yield "… one of four 4 points stricter, 16 ratees (spread 3)", lambda c: other_ratees(c, 3_00, 4, 16, 3), 0.25
    yield "… one of four 6 points stricter, 32 ratees (spread 3)", lambda c: other_ratees(c, 3_00, 6, 32, 3), 0.25
    yield "items, honest", items_that_separate, 1
    yield "… two flat of 5 to 30, 16 ratees", lambda c: items_that_separate(c, 2, 16), 0.25
    for level in (86, 94, 97, 100):
        yield f"votes on items, honest, level {level}", lambda c, n=level: votes_that_separate(c, n), 1  # type: ignore[misc]
    yield "… one flat of 2 to 10, 16 ratees", lambda c: votes_that_separate(c, 86, 1, 16), 0.25
    for ratees in (12, 16, 20):
        for related in (0.0, 0.3):
            yield (
                f"part with half of the spread, {ratees} ratees, correlation {related}",
                lambda c, n=ratees, r=related: part_of_half(c, n, r),  # type: ignore[misc]
                5,
            )
    yield "… four times as wide as the rest, 16 ratees", lambda c: part_of_half(c, 16, 0.3, 4), 0.25


def main() -> None:
    """``false_questions.py [RUNS]``."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 4_000
    for name, trial, share in figures():
        print(f"{rate(trial, max(1, int(runs * share))):8.4f}  {name}", flush=True)


if __name__ == "__main__":
    main()
