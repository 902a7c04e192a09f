"""A pocket calculator for the words of derivations: it reads what is printed and knows nothing of the program.

90.5×40%＋88×60% is worked out exactly, limits behind a comma are applied (不低于0, 最高5), then it is rounded half up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from lianping_xlsx.audit.calculations import DASH, Calculation
from lianping_xlsx.audit.entry_steps import TypedCells
from lianping_xlsx.audit.score_steps import ScoreSteps
from lianping_xlsx.core.exact import show
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.tally.tally_results import Result
from tests.papers import Papers, papers_of

RAW = "（原得分）"
_TOKEN = re.compile(r"\s*(?:(\d+(?:\.\d+)?)(%?)|([＋－×÷（）-]))")


def worked_out(words: str) -> Fraction:
    """The exact result of a calculation. Raises ValueError for anything that a calculator has no key for."""
    calculation, *limits = words.split("，")
    tokens = list(_tokens(calculation))
    result = _sum(tokens)
    if tokens:
        raise ValueError(f"{words}: {tokens}")
    for limit in limits:
        if limit.startswith("不低于"):
            result = max(result, Fraction(limit.removeprefix("不低于")))
        elif limit.startswith("最高"):
            result = min(result, worked_out(limit.removeprefix("最高")))
        else:
            raise ValueError(words)
    return result


def rounded_half_up(value: Fraction, decimals: int) -> Fraction:
    """Rounded half away from nought, as on paper."""
    scaled = abs(value) * 10**decimals
    whole = int(scaled + Fraction(1, 2))
    return Fraction(whole if value >= 0 else -whole, 10**decimals)


def decimals_in(figure: str) -> int:
    """The number of decimals that a figure is printed with."""
    exponent = Decimal(figure).as_tuple().exponent
    assert isinstance(exponent, int)
    return -exponent


def _tokens(words: str) -> Iterator[str | Fraction]:
    at = 0
    while at < len(words):
        found = _TOKEN.match(words, at)
        if found is None:
            raise ValueError(words)
        digits, percent, sign = found.groups()
        yield sign or Fraction(digits) / (100 if percent else 1)
        at = found.end()


def _sum(tokens: list[str | Fraction]) -> Fraction:
    result = _product(tokens)
    while tokens and tokens[0] in ("＋", "－"):
        sign = tokens.pop(0)
        result += _product(tokens) if sign == "＋" else -_product(tokens)
    return result


def _product(tokens: list[str | Fraction]) -> Fraction:
    result = _factor(tokens)
    while tokens and tokens[0] in ("×", "÷"):
        sign = tokens.pop(0)
        result = result * _factor(tokens) if sign == "×" else result / _factor(tokens)
    return result


def _factor(tokens: list[str | Fraction]) -> Fraction:
    token = tokens.pop(0)
    if token == "-":
        return -_factor(tokens)
    if token == "（":
        result = _sum(tokens)
        if tokens.pop(0) != "）":
            raise ValueError("no closing bracket")
        return result
    if isinstance(token, str):
        raise ValueError(token)
    return token


@dataclass(frozen=True)
class Calculated:
    """A campaign counted, and the derivations of its figures."""

    scheme: Scheme
    result: Result
    steps: ScoreSteps

    def of(self, code: str) -> tuple[Calculation, ...]:
        """The steps of a ratee: 综合得分, 名次, 建议等次."""
        return self.steps.of(self.scheme.ratee_of[code])


def calculated(folder: Path) -> Calculated:
    """The campaign in a folder, read by the program."""
    return calculated_of(papers_of(folder))


def calculated_of(papers: Papers) -> Calculated:
    """A campaign that has been read."""
    scheme, result = papers.scheme, papers.data.result
    cells = TypedCells(papers.received, papers.judged.counted, papers.data.trace)
    return Calculated(scheme, result, ScoreSteps(scheme, result, cells))


def miscalculated(found: Calculated) -> Iterator[str]:
    """The steps whose words do not come to their figure, or that begin with another figure than the result has."""
    decimals = found.scheme.rules.decimals
    for ratee in found.scheme.ratees:
        composite, rank, tier = found.of(ratee.code)
        standing = found.result.standing_of[ratee.code]
        shown = DASH if standing.composite is None else show(standing.composite, decimals)
        if (composite.figure, rank.figure, tier.figure) != (
            shown,
            str(standing.rank_cell) or DASH,
            standing.proposed_tier or DASH,
        ):
            yield f"{ratee.code}: {composite.figure}, {rank.figure}, {tier.figure}"
        for step in composite.walk():
            if step.words and not _comes_to(step):
                yield f"{ratee.code} {step.label}: {step.figure} ＝ {step.words}"
            if step.words and found.scheme.rules.by_steps:
                yield from (f"{ratee.code} {step.label} ＝ {step.words}: {part}" for part in _unused(step))
    yield from _not_those_of_others(found)


def _unused(step: Calculation) -> Iterator[str]:
    """The parts of a step whose figures are not in its words, though nothing says why."""
    if step.label == "合计分":
        return  # votes by grade are counted over all sources
    numbers = {Fraction(each) for each in re.findall(r"[0-9]+(?:[.][0-9]+)?", step.words)}
    left_out = re.findall(r"[0-9.]+", step.remark)
    for part in step.parts:
        # A place, a rate or moved totals take the place of a score before 折算.
        told = RAW in part.label or "不计入" in part.remark or "只用于公布" in part.remark or part.figure in left_out
        if told or part.figure == DASH or "÷" in part.figure:
            continue
        if abs(Fraction(part.figure)) not in {0, *numbers, *map(Fraction, left_out)}:
            yield f"{part.label} {part.figure}"


def _not_those_of_others(found: Calculated) -> Iterator[str]:
    """Yield the steps on what converted scores are compared to that do not say what the steps of the others say."""
    scores: dict[tuple[str, str], dict[str, Fraction]] = {}
    totals: dict[tuple[str, str], list[str]] = {}
    steps: list[tuple[str, str, Fraction, Calculation]] = []
    for ratee in found.scheme.ratees:
        for score in found.of(ratee.code)[0].parts:
            raw = [part for part in score.parts if part.label == f"{score.label}{RAW}"]
            if not raw or score.figure == DASH:
                continue
            own = Fraction(raw[0].figure)
            scores.setdefault((ratee.group, score.label), {})[ratee.label] = own
            for part in score.parts[1:]:
                if part.label.endswith("平衡后"):
                    unit = part.label.removesuffix("平衡后")
                    totals.setdefault((ratee.group, f"{score.label}{unit}平均分"), []).append(part.words.split("＋")[0])
            steps += ((ratee.group, score.label, own, each) for part in score.parts[1:] for each in part.walk())
    for group, name, own, step in steps:
        others = scores[group, name]
        match step.label:
            case "组内最高原得分":
                named = {part.label.removesuffix(f" {name}{RAW}"): Fraction(part.figure) for part in step.parts}
                best = max(others.values())
                right = named == {who: each for who, each in others.items() if each == best == Fraction(step.figure)}
            case "组内名次":
                right = int(step.figure) == 1 + sum(each > own for each in others.values())
            case "全组平均分":
                right = sorted(map(Fraction, _terms(step.words))) == sorted(others.values())
            case _ if step.label.endswith("平均分"):
                right = sorted(_terms(step.words)) == sorted(totals[group, f"{name}{step.label}"])
            case _:
                right = True
        if not right:
            yield f"{group} {name} {step.label} {step.figure} ＝ {step.words} {step.remark}"


def _terms(words: str) -> list[str]:
    """The terms of a mean."""
    return words[1 : words.rindex("）")].split("＋") if "＋" in words else [words]


def _comes_to(step: Calculation) -> bool:
    result = worked_out(step.words)
    if "÷" in step.figure:
        return worked_out(step.figure) == result
    return step.figure != DASH and rounded_half_up(result, decimals_in(step.figure)) == Fraction(step.figure)
