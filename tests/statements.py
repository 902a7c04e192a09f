"""What a 复核说明 tells that the 反馈意见书 of the same person does not: there must be nothing.

Both are read as a person reads them, number by number. A calculation has beside these the weights and limits of the
scheme, which are no secret, and the points of a 一级指标, which are 满分 less 失分 of the letter.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import combinations

from lianping_xlsx.core import exact
from lianping_xlsx.decision.disclosure.redact import discloses_rate
from lianping_xlsx.decision.feedback import feedback
from lianping_xlsx.decision.final_data import FinalData, Verdict
from lianping_xlsx.decision.review_statement import ReviewStatement, review_statement
from lianping_xlsx.decision.summary_data import SummaryData
from lianping_xlsx.publish.word.letter import letter_values
from lianping_xlsx.publish.word.review import review_values
from lianping_xlsx.publish.word.template_names import Value
from lianping_xlsx.scheme.model import Scheme
from tests.calculator import decimals_in, rounded_half_up, worked_out

_NUMBER = re.compile(r"[0-9]+(?:[.][0-9]+)?")
_OPEN = re.compile("未计入[0-9]+处待更正的分数|尚有[0-9]+人得分未定")
"""Of a 试算, on which nobody has a statement."""
_UNIT = "(?:（[^（）]+）)?"
"""The unit that gave the points, where there are several."""
_ADDED = tuple(
    re.compile(f"^{words}([0-9.]+)分", re.MULTILINE)
    for words in (
        "加分",
        "减分",
        "减",
        *(f"{source}{_UNIT}加分" for source in ("实地考评", "部门评分", "(?:实地考评|部门评分)")),
    )
)
"""Beginnings of the lines of a letter whose points a calculation has together."""
_WEIGHT = re.compile(r"(?:[0-9.]+%|（[0-9]+÷[0-9]+）)")


def numbers(text: str) -> set[Fraction]:
    """The numbers in a text."""
    return {Fraction(found) for found in _NUMBER.findall(text)}


def words_of(value: Value) -> str:
    """All texts in a value of a template."""
    if isinstance(value, str):
        return value
    parts = value.values() if isinstance(value, Mapping) else value
    return "\n".join(map(words_of, parts))


def decided_as_proposed(data: SummaryData) -> FinalData:
    """A decision on everybody who takes part: the proposed tier, or the last where there is none."""
    last = data.scheme.tier_names[-1]
    standings = (each for each in data.result.standings if each.code not in data.scheme.excluded)
    verdicts = (
        Verdict(data.scheme.ratee_of[each.code], each, each.proposed_tier or last, "", "") for each in standings
    )
    return FinalData(data, tuple(verdicts), "", dt.date(2024, 12, 30))


def statements(data: SummaryData) -> Iterator[tuple[FinalData, Verdict, ReviewStatement]]:
    """The 复核说明 on everybody."""
    decided = decided_as_proposed(data)
    for verdict in decided.verdicts:
        yield decided, verdict, review_statement(decided, 1, verdict)


def beyond_letter(data: SummaryData) -> Iterator[str]:
    """Figures and calculations with a number that the letter does not tell, and calculations that are not right."""
    scheme = data.scheme
    for decided, verdict, statement in statements(data):
        code = verdict.ratee.code
        letter = letter_values(decided, feedback(decided, verdict))
        told = numbers(words_of([letter[name] for name in ("考核结果", "失分指标", "失分项目", "结果说明")]))
        told |= {_sum(sign, words_of([letter["失分项目"], letter["结果说明"]])) for sign in _ADDED}
        heads = {(each.full.points or 0) - (each.lost.points or 0) for each in statement.letter.heads}
        known = told | {Fraction(points) / exact.POINT for points in heads} | _limits(scheme)
        for each in statement.figures:
            beyond = numbers(each.figure) - told
            if each.calculated:
                beyond |= numbers(_WEIGHT.sub("", each.words)) - known
                beyond |= {Fraction(-1) for weight in _WEIGHT.findall(each.words) if weight not in _weights(scheme)}
                result = rounded_half_up(worked_out(each.words), decimals_in(each.figure))
                beyond |= {result} - {Fraction(each.figure)}
            elif beyond or numbers(each.words) - numbers("".join(voter.name for voter in scheme.classes)):
                beyond |= numbers(each.words)
            yield from (f"{code} {each.label} {each.figure} ＝ {each.words}: {number}" for number in sorted(beyond))
        page = review_values(decided, statement)
        shown = data.disclosures.of(code)
        rates = (
            each.words if discloses_rate(shown, each.poll, each.classes) else each.instead
            for each in verdict.standing.guarded
        )
        rules = numbers("".join(rates)) | _tier_lines(scheme, verdict.ratee.group)
        beyond = (
            numbers(_without_items(scheme, _OPEN.sub("", str(page["等次说明"]))))
            - known
            - rules
            - numbers(words_of(letter["附注"]))
        )
        yield from (f"{code} {page['等次说明']}: {number}" for number in sorted(beyond))
        yield from (f"{code} {note}" for note in statement.notes if note not in words_of(letter["附注"]))
        extra = {
            name for name in ("失分指标", "有关事项") if words_of(page[name]) not in words_of(list(letter.values()))
        }
        yield from (f"{code} {name}" for name in extra)


def _without_items(scheme: Scheme, text: str) -> str:
    """A text without the codes of 考评项目."""
    for code in sorted((item.code for item in scheme.rubric), key=len, reverse=True):
        text = text.replace(code, "")
    return text


def _sum(sign: re.Pattern[str], text: str) -> Fraction:
    """The points in a text together."""
    return sum(map(Fraction, sign.findall(text)), Fraction(0))


def _limits(scheme: Scheme) -> set[Fraction]:
    """满分 of components, 总分, and what adding and subtracting is limited to (points)."""
    rules = scheme.rules
    caps = (rules.whole, rules.adjustment_cap, rules.bonus_cap, rules.total_cap, 0, exact.WHOLE)
    fulls = (each.full for each in scheme.components)
    return {Fraction(points) / exact.POINT for points in (*caps, *fulls) if points is not None}


def _weights(scheme: Scheme) -> set[str]:
    """The weights of components, polls and classes, and sums of those of one poll, as a calculation has them."""
    sums = {Fraction(each.weight) for each in scheme.components} | {Fraction(each.weight) for each in scheme.polls}
    for poll in scheme.polls:
        classes = [each for each in scheme.class_rows if each.poll == poll.name]
        of_classes = {Fraction(each.weight) for each in classes} | {Fraction(each.share or 0) for each in classes}
        sums |= {sum(some, Fraction(0)) for count in range(1, 5) for some in combinations(sorted(of_classes), count)}
    shown = (exact.show_share(exact.weight(each)) for each in sums)
    return {f"（{each.replace('/', '÷')}）" if "/" in each else each for each in shown}


def _tier_lines(scheme: Scheme, group: str) -> set[Fraction]:
    """分数线 and 名额 of the tiers of a group."""
    found: set[Fraction] = set()
    for tier in scheme.tiers_of(group).values():
        found |= set() if tier.cut is None else {Fraction(tier.cut) / exact.POINT}
        found |= numbers(str(scheme.tier_table.places(tier, group)))
    return found
