"""综合得分 in words: the sum of the components by their weights, for all 排名组 or for each of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from lianping_xlsx.core import exact
from lianping_xlsx.core.exact import show_share, show_short
from lianping_xlsx.scheme.components import Component
from lianping_xlsx.scheme.terms import ComponentSource

if TYPE_CHECKING:
    from lianping_xlsx.scheme.model import Scheme


def sums_of_groups(scheme: Scheme) -> dict[tuple[Component, ...], list[str]]:
    """The 排名组 by the components that apply to them."""
    found: dict[tuple[Component, ...], list[str]] = {}
    for group in scheme.groups:
        found.setdefault(scheme.components_for(group), []).append(group)
    return found


def weighted_words(component: Component) -> str:
    """One term of the sum: 考评得分×50%, or 考评得分÷60×100×50% if the 满分 is not 100."""
    full = "" if component.full == exact.WHOLE else f"÷{show_short(component.full)}×100"
    return f"{component.score_name}{full}×{show_share(component.weight)}"


def _in_terms_of_whole(scheme: Scheme, terms: Sequence[str]) -> str:
    """The sum of the terms, multiplied if the 总分 is not 100: （A×60%＋B×40%）×1000÷100."""
    total, whole = "＋".join(terms), scheme.rules.whole
    return total if whole == exact.WHOLE else f"（{total}）×{show_short(whole)}÷100"


def sum_in_short(scheme: Scheme) -> str:
    """The sum on the right of 综合得分＝, for the head of a table."""
    sums = sums_of_groups(scheme)
    if len(sums) > 1:
        return _in_terms_of_whole(scheme, ["各板块得分×权重之和"]) + "（各组的板块、权重见计算说明）"
    (components,) = sums
    terms = list(map(weighted_words, components))
    if scheme.by_shares:
        terms = ["各票类平均分×占总分比重之和", *map(weighted_words, _without_ballots(components))]
    return _in_terms_of_whole(scheme, terms)


def composite_sentences(scheme: Scheme, rounding: str) -> Iterator[str]:
    """The sentences on the sum; ``rounding``: how the sum is rounded, as text."""
    sums = sums_of_groups(scheme)
    if scheme.by_shares:
        yield from _score_by_shares(scheme)
    for components, groups in sums.items():
        whom = f"排名组“{'”“'.join(groups)}”：" if len(sums) > 1 else ""
        terms = list(_terms(scheme, groups[0], components))
        yield f"{whom}综合得分＝{_in_terms_of_whole(scheme, terms)}＋加分－减分，{rounding}，不低于0分。"


def _terms(scheme: Scheme, group: str, components: Sequence[Component]) -> Iterator[str]:
    if scheme.by_shares:
        several = len(scheme.polls) > 1
        first = scheme.ratees_of[group][0]
        for voter in scheme.classes_for(first.code):
            name = f"{voter.poll if several else ''}{voter.name}平均分"
            yield f"{name}×{show_share(voter.share or 0)}"
        components = _without_ballots(components)
    yield from map(weighted_words, components)


def _without_ballots(components: Sequence[Component]) -> list[Component]:
    return [each for each in components if each.source is not ComponentSource.POLLS]


def _score_by_shares(scheme: Scheme) -> Iterator[str]:
    """The sentences on the scores that are derived only to be printed (占总分比重)."""
    polled = {each.score_name: each.weight for each in scheme.components if each.source is ComponentSource.POLLS}
    for name, weight in polled.items():
        yield f"{name}＝各票类平均分×占总分比重之和÷比重合计（{show_share(weight)}），只用于公布和比较，不再参与计算。"
    yield "某票类没有有效分数而折算的，它的比重按比例分给同一测评的其余票类。"
