"""折算: the ways in which scores of a component become those that count, and what they rest on.

比第一名: score ÷ the best score of the 排名组 x 满分. 名次赋分: the points of the place, from the sheet 名次赋分.
考核组平衡: each total of a 考核组 moves by the distance from the mean of its totals to the mean of the 排名组, so that
a strict 考核组 costs nobody points. 得票率分档: the points of the rate of votes of the ratee alone, from the sheet of
this name. A ratee who takes no part (不参评) is in none of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field
from typing import TYPE_CHECKING, assert_never

from lianping_xlsx.core.exact import show_short
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.scheme.components import Component
from lianping_xlsx.scheme.rules.weights_and_rounding import half_up, half_up_of_a_step
from lianping_xlsx.scheme.terms import Collects, ComponentSource, Conversion
from lianping_xlsx.scheme.vote_rates import VoteRate, banded_rate, bands_of

if TYPE_CHECKING:
    from lianping_xlsx.scheme.model import Scheme


@dataclass(frozen=True, slots=True)
class PlacePoints:
    """名次赋分: the points (hundredths) that a place of a component gives. ``row``: of the scheme workbook."""

    component: str
    place: int
    points: int
    row: int = field(default=0, compare=False)


def points_of_places(scheme: Scheme, component: str) -> tuple[int, ...]:
    """The points (hundredths) of the places 1, 2, 3 … of a component."""
    rows = (each for each in scheme.place_points if each.component == component)
    return tuple(each.points for each in sorted(rows, key=lambda each: each.place))


def converted_components(scheme: Scheme, group: str) -> tuple[Component, ...]:
    """The components of a 排名组 whose scores are converted."""
    return tuple(each for each in scheme.components_for(group) if each.conversion is not Conversion.NONE)


def rate_of(scheme: Scheme, group: str, component: str) -> VoteRate | None:
    """The rate by which the score of a component goes in a 排名组 under 得票率分档; None for any other 折算."""
    return next((banded_rate(scheme, c) for c in converted_components(scheme, group) if c.name == component), None)


def any_converted(scheme: Scheme, conversion: Conversion | None = None) -> bool:
    """Return True if scores are converted in this way (None: in any way)."""
    found = {each.conversion for group in scheme.groups for each in converted_components(scheme, group)}
    return bool(found) if conversion is None else conversion in found


def any_compared(scheme: Scheme) -> bool:
    """Return True if scores are converted in a way that compares those of a 排名组."""
    return any(any_converted(scheme, each) for each in Conversion if each.compares)


def teams_of(scheme: Scheme, group: str, component: str) -> dict[str, tuple[str, ...]]:
    """The codes of the 考核组 that assess each compared ratee of a 排名组 in a component, keyed by his code.

    A task of a unit that 填报单位 does not have is left out: the checks ask before they have reported it.
    """
    found: dict[str, tuple[str, ...]] = {ratee.code: () for ratee in scheme.participants_of[group]}
    for task in scheme.tasks:
        of_scores = task.kind.collects is Collects.SCORES
        unit = scheme.unit_of.get(task.unit)
        if unit and of_scores and scheme.component_in(group, ComponentSource.RUBRIC, task.component) == component:
            for code in (code for code in task.ratees if code in found):
                found[code] = (*found[code], unit.code)
    return found


# ---------------------------------------------------------------- words


def converted_words(scheme: Scheme, group: str) -> str:
    """The scores of a 排名组 that are converted, for the reason of a proposal; '' if none is. It tells no score."""
    listed = (f"{each.score_name}按{each.conversion}折算" for each in converted_components(scheme, group))
    return "、".join(listed)


_PRINTED = {True: "", False: "原得分、合计和各平均分都用印出的数，折算得分不舍入，计入综合得分。"}


def conversion_words(scheme: Scheme, component: Component, ties: str) -> str:
    """The conversion of a component as a sentence for 计算说明; ``ties``: the sentence on ties of places."""
    rules, full = scheme.rules, show_short(component.full)
    half, score = half_up(rules), half_up_of_a_step(rules)
    match component.conversion:
        case Conversion.NONE:
            return ""
        case Conversion.BEST:
            how = f"比第一名：原得分÷本排名组最高的原得分×{full}，{score}；最高的原得分为0分的，都是0分"
        case Conversion.PLACES:
            listed = enumerate(points_of_places(scheme, component.name), 1)
            points = "、".join(f"第{place}名{show_short(each)}分" for place, each in listed)
            how = f"名次赋分：本排名组内按原得分由高到低排名次，{points}；{ties}"
        case Conversion.BALANCED:
            how = (
                "考核组平衡：平衡后的合计＝考核组合计＋全组平均分－考核组平均分，"
                f"不低于0分，不高于满分{full}分；全组平均分是本排名组各人原得分的平均分，"
                f"考核组平均分是该考核组在本排名组评的各人合计的平均分，都{half}；"
                "几个考核组评了同一人的，先平衡，再按原得分的办法平均"
            )
        case Conversion.BANDS:
            return _band_words(scheme, component)
        case _:
            assert_never(component.conversion)
    return f"{how}。{_PRINTED[rules.by_steps]}组内有人原得分不全的，全组暂不折算；不参评的不参加折算。"


def _band_words(scheme: Scheme, component: Component) -> str:
    rate = banded_rate(scheme, component)
    if rate is None:
        return ""
    *higher, lowest = bands_of(scheme, component.name)
    points = "、".join(band.words for band in higher)
    return (
        f"得票率分档：按{rate.words}给分，{points}{'、' if points else ''}其余的{show_short(lowest.points)}分；"
        f"得票率＝{rate.quotient}，按分数比较，不先舍入。原得分不再计入，但原得分不全的、没有票可算得票率的，"
        "没有折算得分；不参评的不参加折算。"
    )


def conversion_lines(scheme: Scheme, ties: str) -> Iterator[tuple[str, str]]:
    """Yield a heading and a sentence for each conversion of a component, with its 排名组 where these differ."""
    rows: dict[tuple[str, Conversion], list[str]] = {}
    for group in scheme.groups:
        for each in converted_components(scheme, group):
            rows.setdefault((each.name, each.conversion), []).append(group)
    for (name, conversion), groups in rows.items():
        component = next(c for c in scheme.components if (c.name, c.conversion) == (name, conversion))
        others = {group for group in scheme.groups if name in scheme.component_weights(group)}
        whom = "" if others == set(groups) else f"排名组“{'”“'.join(groups)}”"
        yield f"{component.score_name}折算", f"{whom}{conversion_words(scheme, component, ties)}"
