"""The derivation of one figure as a tree of calculations, in the signs of a pocket calculator.

Whoever types the words of a step into a calculator and rounds as the scheme says gets its figure. All numbers are in
points; one that has no short decimal stands as the fraction that it is: （263÷3）.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from functools import lru_cache

from lianping_xlsx.audit.source_blocks import Origin
from lianping_xlsx.core import exact
from lianping_xlsx.core.exact import ScoreValue, Weight
from lianping_xlsx.core.light_dataclass import dataclass

DASH = "—"
"""The figure of a step for which there is none."""
MISSING = "尚缺"


@dataclass(frozen=True, slots=True)
class Calculation:
    """A figure, how it is calculated, and the figures that it is calculated from.

    ``label``: its name. ``figure``: as printed; DASH if there is none. ``words``: the calculation without the figure,
    such as 90.5×40%＋88×60%; after a comma its limits: 不低于0, 最高5. '' for what a person typed, and for what is no
    calculation. ``remark``: what else belongs to it. ``parts``: the steps of the figures in ``words``. ``origin``: the
    cells in which it was typed. ``about``: for disclosure, the kind and the names of what the figure is of.
    """

    label: str
    figure: str
    words: str = ""
    remark: str = ""
    parts: tuple[Calculation, ...] = ()
    origin: Origin | None = None
    about: tuple[str, ...] = ()

    def walk(self) -> Iterator[Calculation]:
        """Yield this step and all below it, each before its parts."""
        yield self
        for part in self.parts:
            yield from part.walk()


@lru_cache(maxsize=1 << 14)  # a merge asks tens of thousands of times, mostly for the same figures
def number(value: ScoreValue) -> str:
    """A number of hundredths as points: 88.33, or （265÷3） where no decimal of four places is exact."""
    points = Fraction(value) / exact.POINT
    if points * pow(10, exact.MOST_DECIMALS) % 1 == 0:
        return exact.show_short(value)
    return f"（{points.numerator}÷{points.denominator}）"


def share(weight: Weight) -> str:
    """A weight behind a sign: 33.33%, or （1÷3）."""
    words = exact.show_share(weight)
    return f"（{words.replace('/', '÷')}）" if "/" in words else words


def total_of(terms: Iterable[str]) -> str:
    """The terms added; one with a minus sign is subtracted. 0 without any."""
    words = "＋".join(terms).replace("＋-", "－").replace("＋－", "－")
    return words or "0"


def in_brackets(words: str) -> str:
    """The words as a factor."""
    return f"（{words}）" if any(sign in words for sign in "＋－") else words


def weighted_mean(parts: Sequence[tuple[Weight, ScoreValue]]) -> str:
    """Σ weight x value ÷ Σ weight, of pairs of weight and value (hundredths); '' without any."""
    present = [(weight, value) for weight, value in parts if weight]
    whole = sum(weight for weight, _ in present)
    if not whole:
        return ""
    if len(present) == 1:
        return number(present[0][1])
    words = total_of(f"{number(value)}×{share(weight)}" for weight, value in present)
    return words if whole == exact.WHOLE else f"（{words}）÷{share(whole)}"


def mean(values: Sequence[ScoreValue], ends: tuple[int, int] = (0, 0)) -> tuple[str, str]:
    """The mean of values without the lowest and the highest (``ends``: how many), and a remark on these."""
    ordered = sorted(values)
    low, high = ends
    left = ordered[low : len(ordered) - high]
    dropped = [*ordered[:low], *ordered[len(ordered) - high :]] if any(ends) else []
    words = f"{in_brackets(total_of(map(number, left)))}÷{len(left)}" if len(left) > 1 else number(left[0])
    return words, f"不计最低{low}个、最高{high}个（{'、'.join(map(number, dropped))}）" if dropped else ""


def limited(words: str, *limits: str) -> str:
    """The words with their limits; '' are none."""
    return "，".join([words, *filter(None, limits)])


def at_most(cap: ScoreValue | None) -> str:
    """The limit 最高5; '' if there is none."""
    return "" if cap is None else f"最高{number(cap)}"


def not_below_nought(subtracted: ScoreValue) -> str:
    """The limit 不低于0 where anything is subtracted."""
    return "不低于0" if subtracted else ""
