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

from lianping_xlsx.audit.fairness.flat_items import flat_among
from lianping_xlsx.audit.fairness.spread_shares import covariance
from lianping_xlsx.audit.fairness.team_levels import far_levels

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


def figures() -> Iterator[tuple[str, Trial, float]]:
    """Yield the name of each figure, its trial, and the share of the runs that it takes."""
    yield "teams on the same ratees, honest, line 0", same_ratees, 1
    yield "teams on the same ratees, honest, line 3", lambda c: same_ratees(c, 3_00), 1
    yield "… one 4 points stricter, 16 ratees", lambda c: same_ratees(c, 3_00, 4, 16), 0.25
    yield "teams on different ratees, honest, line 0", other_ratees, 1
    yield "teams on different ratees, honest, line 3", lambda c: other_ratees(c, 3_00), 1
    yield "… one of four 4 points stricter, 16 ratees (spread 3)", lambda c: other_ratees(c, 3_00, 4, 16, 3), 0.25
    yield "… one of four 6 points stricter, 32 ratees (spread 3)", lambda c: other_ratees(c, 3_00, 6, 32, 3), 0.25
    yield "items, honest", items_that_separate, 1
    yield "… two flat of 5 to 30, 16 ratees", lambda c: items_that_separate(c, 2, 16), 0.25
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
