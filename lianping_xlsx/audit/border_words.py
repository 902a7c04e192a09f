"""边界分析 in words and as JSON: for the sheet, for ``merge --json``, for the line on the console.

All of it is for the office alone: a least change tells of the votes of one class.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, assert_never

from lianping_xlsx.audit.border_results import (
    Border,
    BorderKind,
    Borders,
    ChangeKind,
    LeastChange,
    Outlook,
    OutlookOfRatee,
)
from lianping_xlsx.core import exact
from lianping_xlsx.core.exact import show_short

if TYPE_CHECKING:
    from lianping_xlsx.scheme.model import Scheme
    from lianping_xlsx.tally.tally_results import Result

NEAR, FAR = "临界", "稳固"


def title(scheme: Scheme, border: Border) -> str:
    """What the border is: “好”的分数线90分, “好”的名额线, “好”的名额线（乡镇、街道合计）, “好”的等次条件, 相邻名次."""
    if border.tier is None:
        return "相邻名次"
    tier = scheme.tier_names[border.tier]
    if border.kind is BorderKind.CUT:
        return f"“{tier}”的分数线{show_short(border.line or 0)}分"
    if border.kind is BorderKind.CONDITIONS:
        return f"“{tier}”的等次条件"
    shared = f"（{'、'.join(border.pool)}合计）" if border.pool else ""
    return f"“{tier}”的名额线{shared}"


def person(scheme: Scheme, result: Result, code: str) -> str:
    """A ratee with his rank and his composite: 第6名松涛镇 王建国（90.71分）; '' for a 分数线."""
    if not code:
        return ""
    standing = result.standing_of[code]
    score = exact.show(standing.composite or 0, scheme.rules.decimals)
    return f"第{standing.rank}名{scheme.ratee_of[code].label}（{score}分）"


def gap_words(scheme: Scheme, border: Border) -> str:
    """The gap in words: 相差0.12分; 没有相差 where two are tied, or somebody stands on the line."""
    gap = exact.show(border.gap, scheme.rules.decimals)
    return f"相差{gap}分" if border.gap else "没有相差"


def verdict(border: Border) -> str:
    """临界 or 稳固."""
    return NEAR if border.near else FAR


def change_words(border: Border, change: LeastChange) -> str:
    """A least change: 后者“党员代表”有一张票多打12.5分."""
    who = {border.upper: "前者", border.lower: "后者"}.get(change.code, "") if change.code else ""
    match change.kind:
        case ChangeKind.MARK:
            step = change.detail or f"{_more(change)}打{show_short(change.size)}分"
            return f"{who}“{change.what}”有一张票{step}"
        case ChangeKind.BALLOTS:
            return f"{who}“{change.what}”有{change.size}张票改打{change.detail}分"
        case ChangeKind.POINTS:
            given = f"（{change.detail}）" if change.detail else ""
            return f"{who}{change.what}中有一项{_more(change)}得{show_short(change.size)}分{given}"
        case ChangeKind.WEIGHT:
            before, after = change.weights or (0, 0)
            return f"“{change.what}”{change.detail}由{exact.show_share(before)}改为{exact.show_share(after)}"
        case ChangeKind.VALIDITY:
            return f"“{change.what}”{change.detail}"
        case ChangeKind.EVENT:
            return f"{who}{change.detail or f'{change.what}{show_short(change.size)}分'}"
        case _:
            assert_never(change.kind)


def _more(change: LeastChange) -> str:
    return "多" if change.up else "少"


def sentence(scheme: Scheme, result: Result, border: Border) -> str:
    """A border in a sentence: 第6名松涛镇 王建国（90.71分）、第7名茶坑乡 李开明（90.59分），相差0.12分."""
    people = "、".join(person(scheme, result, code) for code in (border.upper, border.lower) if code)
    line = "" if border.tier is None else f"{title(scheme, border)}："
    return f"{line}{people}，{gap_words(scheme, border)}"


def near_lines(scheme: Scheme, result: Result, borders: Borders) -> Iterator[str]:
    """Yield each border in a line, with what would turn it: …，相差0.12分（临界）：后者“党员代表”有一张票多打12.5分.

    And what may still come of each ratee of the outlook.
    """
    for border in borders.found:
        changes = "；".join(change_words(border, change) for change in border.changes or ())
        tried = "只变动一处，打分等只试前者减少、后者增加"
        turned = f"最小的变动（每次{tried}）：{changes}" if changes else f"没有找到能使其易位的变动（每次{tried}）"
        yield f"{sentence(scheme, result, border)}（{verdict(border)}）。{turned}。"
    for each in borders.outlook.ratees:
        score = score_span(scheme, each) or "未知"
        spans = f"可能的名次{rank_span(each)}，可能的综合得分{score}，可能的等次{tier_span(scheme, each)}"
        yield f"还有表没有采用或没有填全：{spans}（{certainty(each)}）。"


def in_short(scheme: Scheme, result: Result, borders: Borders) -> str:
    """The line on the console: how many borders are 临界, and the closest one; '' if there is nothing to say."""
    parts = [_of_open_forms(scheme, borders.outlook)] if borders.outlook.open_forms else []
    closest = borders.closest
    if closest is not None:
        edges = sum(each.tier is not None for each in borders.found)
        parts.append(
            f"等次线{edges}处，临界{len(borders.near_edges)}处；"
            f"相邻名次{len(borders.found) - edges}处，临界{len(borders.near_pairs)}处。"
            f"最接近的是{sentence(scheme, result, closest)}。"
        )
    return f"边界分析：{''.join(parts)}" if parts else ""


def _of_open_forms(scheme: Scheme, outlook: Outlook) -> str:
    """How many open forms may still change the first tier, and how many ratees are certain."""
    first, certain = scheme.tier_names[0], sum(each.tier_certain for each in outlook.ratees)
    return (
        f"没有采用或没有填全的表{outlook.open_forms}份，其中{outlook.deciding}份还可能改变“{first}”的人选；"
        f"等次已定的{certain}人，未定的{len(outlook.ratees) - certain}人。"
    )


def rank_span(each: OutlookOfRatee) -> str:
    """The ranks that a ratee may get: 3, or 1–4."""
    return str(each.best) if each.best == each.worst else f"{each.best}–{each.worst}"


def score_span(scheme: Scheme, each: OutlookOfRatee) -> str:
    """The composites that a ratee may have: 81.20–93.70, 61.20以上; '' if nothing is known."""
    if each.least is None:
        return ""
    least = exact.show(each.least, scheme.rules.decimals)
    if each.greatest is None:
        return f"{least}以上"
    return least if each.least == each.greatest else f"{least}–{exact.show(each.greatest, scheme.rules.decimals)}"


def tier_span(scheme: Scheme, each: OutlookOfRatee) -> str:
    """The tiers that a ratee may have: 好, 好–差."""
    return "–".join(dict.fromkeys(scheme.tier_names[index] for index in (each.best_tier, each.worst_tier)))


def certainty(each: OutlookOfRatee) -> str:
    """已定, 等次已定 (the rank is not), or 未定."""
    return "已定" if each.certain else "等次已定" if each.tier_certain else "未定"


def ranges_object(scheme: Scheme, outlook: Outlook) -> tuple[dict[str, object], ...]:
    """The outlook as JSON."""
    return tuple(_range(scheme, each) for each in outlook.ratees)


def _range(scheme: Scheme, each: OutlookOfRatee) -> dict[str, object]:
    def score(value: exact.ScoreValue | None) -> str | None:
        return None if value is None else exact.show(value, scheme.rules.decimals)

    return {
        "ratee": each.code,
        "least": score(each.least),
        "greatest": score(each.greatest),
        "rank_best": each.best,
        "rank_worst": each.worst,
        "tier_best": scheme.tier_names[each.best_tier],
        "tier_worst": scheme.tier_names[each.worst_tier],
        "certain": each.certain,
    }


def borders_object(scheme: Scheme, borders: Borders) -> tuple[dict[str, object], ...]:
    """The borders as JSON: scores are strings with the scheme's decimals."""
    return tuple(_object(scheme, border) for border in borders.found)


def _object(scheme: Scheme, border: Border) -> dict[str, object]:
    return {
        "group": border.group,
        "kind": str(border.kind),
        "tier": None if border.tier is None else scheme.tier_names[border.tier],
        "line": None if border.line is None else show_short(border.line),
        "upper": border.upper or None,
        "lower": border.lower or None,
        "gap": exact.show(border.gap, scheme.rules.decimals),
        "near": border.near,
        "changes": None if border.changes is None else [_change(border, each) for each in border.changes],
    }


def _change(border: Border, change: LeastChange) -> Mapping[str, object]:
    return {"kind": str(change.kind), "ratee": change.code or None, "words": change_words(border, change)}
