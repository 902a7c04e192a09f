"""上会材料: what is put before the meeting, in sentences and tables, in the order of its ten parts.

Only a 正式 result is put before a meeting: the paper leaves the office before there is a decision, and the figures of a
试算 and those of the result after it would be two releases that differ by a few ballots. Ballots are told in 张; no
figure of a class, no number of a ballot, no file and no unit that reported is in it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import field
from enum import StrEnum
from fractions import Fraction
from statistics import median

from lianping_xlsx.core import exact
from lianping_xlsx.core.abbreviate import NAMED_ON_PAPER, some
from lianping_xlsx.core.exact import show_share, show_short
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.core.spelling import name_key
from lianping_xlsx.decision.ballot_counts import BallotsOfPoll
from lianping_xlsx.decision.disclosure.redact import WITHHELD, withheld_note
from lianping_xlsx.decision.final_data import EXCLUDED, event_words
from lianping_xlsx.decision.meeting_matters import MeetingMatters
from lianping_xlsx.decision.phrases import quoted
from lianping_xlsx.decision.ranked_ratees import RankedRatees
from lianping_xlsx.decision.recounted_result import RecountedResult
from lianping_xlsx.decision.summary_data import SummaryData
from lianping_xlsx.forms.kinds.review_form import SENT_BACK
from lianping_xlsx.intake.returns import FormStatus
from lianping_xlsx.scheme.model import Ratee
from lianping_xlsx.scheme.profile import year_in_words
from lianping_xlsx.scheme.rules import rounded
from lianping_xlsx.scheme.rules.composite_words import sums_of_groups
from lianping_xlsx.scheme.terms import Effect, PlaceRounding
from lianping_xlsx.scheme.tiers_and_events import Tier

_DASH = "—"
_MOVED = 3
"""Places up or down since last year that are worth a word."""
_ROUNDED = {PlaceRounding.DOWN: "舍去小数", PlaceRounding.HALF_UP: "四舍五入", PlaceRounding.UP: "小数进一"}


class RowEdge(StrEnum):
    """The line below a row of the table: nothing special, the end of a tier, or the end of a tier's places."""

    NONE = ""
    TIER = "等次线"
    PLACES = "名额线"


@dataclass(frozen=True, slots=True)
class MeetingRow:
    """A ratee: ``cells`` by the columns of the table; the last, 审定, is blank."""

    cells: tuple[str, ...]
    edge: RowEdge = RowEdge.NONE


@dataclass(frozen=True, slots=True)
class MeetingTable:
    """一览表 of a 排名组."""

    group: str
    columns: tuple[str, ...]
    rows: tuple[MeetingRow, ...]


@dataclass(frozen=True, slots=True)
class MeetingPaper:
    """The parts that follow from the result. ``note``: why scores are withheld; ''. ``uses``: pairs of tier and use."""

    people: str
    course: tuple[str, ...]
    figures: tuple[str, ...]
    tables: tuple[MeetingTable, ...]
    note: str
    matters: tuple[str, ...]
    reliability: tuple[str, ...]
    uses: tuple[tuple[str, str], ...]
    since_last_year: str = field(default="")


def meeting_paper(matters: MeetingMatters, recounted: RecountedResult | None = None) -> MeetingPaper:
    """The paper on a 正式 result. ``recounted``: how it came out when it was counted again; None: it was not."""
    data, ranked = matters.data, matters.ranked
    scheme = data.scheme
    tables = tuple(_table(ranked, group) for group in ranked.groups)
    withheld = any(WITHHELD in row.cells for table in tables for row in table.rows)
    return MeetingPaper(
        people=_people(ranked),
        course=tuple(_course(data)),
        figures=tuple(_figures(ranked)),
        tables=tables,
        note=withheld_note(scheme, data.disclosures) if withheld else "",
        matters=tuple(matters.sentences()),
        reliability=tuple(_reliability(matters, recounted)),
        uses=tuple((scheme.tier_table.label(tier), _first_sentence(tier.use)) for tier in scheme.tiers if tier.use),
        since_last_year=_since_last_year(ranked),
    )


# ---------------------------------------------------------------- 二、依据和考核对象


def _people(ranked: RankedRatees) -> str:
    scheme = ranked.data.scheme
    present = [ratee for ratee in ranked.ratees if ratee.code not in ranked.excluded]
    groups = "、".join(f"{group}{ranked.group_sizes[group]}人" for group in ranked.groups)
    of_groups = f"，分{len(ranked.groups)}组排名（{groups}）" if len(ranked.groups) > 1 else ""
    absent = [_absent(ranked, ratee) for ratee in ranked.ratees if ratee.code in ranked.excluded]
    without = f"不参评{len(absent)}人：{'；'.join(absent)}。" if absent else "没有不参评的。"
    return (
        f"依据{quoted(scheme.profile.basis)}，考核{len(ranked.ratees)}人，参评{len(present)}人{of_groups}。{without}"
        f"综合得分的构成：{_weights(ranked)}。"
    )


def _absent(ranked: RankedRatees, ratee: Ratee) -> str:
    events = (each for each in ranked.data.scheme.adjustments if each.ratee == ratee.code)
    why = "；".join(event_words(each) for each in events if each.effect is Effect.EXCLUDED)
    return f"{ratee.workplace}{ratee.name}（{why or EXCLUDED}）"


def _weights(ranked: RankedRatees) -> str:
    """The weights of the components, by the 排名组 that have them."""
    scheme = ranked.data.scheme
    sums = sums_of_groups(scheme)
    parts = []
    for components, groups in sums.items():
        listed = "、".join(f"{each.name}占{show_share(each.weight)}" for each in components if each.weight)
        parts.append(f"{'、'.join(groups)}：{listed}" if len(sums) > 1 else listed)
    effects = {event.effect for event in scheme.adjustments}
    extra = "，另按规定加分、减分" if effects & {Effect.BONUS, Effect.PENALTY} else ""
    return "；".join(parts) + extra


# ---------------------------------------------------------------- 三、怎么考的


def _course(data: SummaryData) -> Iterator[str]:
    """Yield the sentences on ballots by poll, on the 考核组 and on the 述职报告."""
    varying = False
    for poll in data.scheme.polls:
        votes = BallotsOfPoll(data, poll)
        if votes.words:
            yield f"{poll.name}：{'；'.join(votes.words)}。"
        varying = varying or votes.varying
    if varying:
        yield "各考核对象所得票数不同的（有弃权、作废），写最少至最多。"
    if any(tally.void for tally in data.result.classes):
        yield "废票按考核方案的计分规则认定，逐条见汇总表的“计算说明”。"
    teams = {each.unit for each in data.result.assessments if each.unit}
    if teams:
        yield f"考评由{len(teams)}个考核组进行。"
    reviews = [row for row in data.written if row.text("verdict")]
    back = {row.ratee for row in reviews if row.text("verdict") == SENT_BACK}
    if reviews:
        yield f"述职报告经审核，退回重写{len(back)}人。" if back else "述职报告经审核，没有退回重写的。"


# ---------------------------------------------------------------- 四、三个数，等次和名额


def _figures(ranked: RankedRatees) -> Iterator[str]:
    """Yield for each 排名组 the highest, lowest and middle composite, the proposed tiers and the places."""
    scheme, data = ranked.data.scheme, ranked.data
    for group, members in ranked.ranked.items():
        scored = [ratee for ratee in members if ranked.composite(ratee) is not None]
        scores = [score for ratee in scored if (score := ranked.composite(ratee)) is not None]
        whose = f"{group}：" if len(ranked.groups) > 1 else ""
        three = f"{_three(ranked, scores)}。" if scores else ""
        if not all(data.disclosures.of(ratee.code).composite for ratee in scored):
            three = "综合得分有不单列的，最高、最低、中位不列。"
        counts = Counter(data.result.standing_of[ratee.code].proposed_tier for ratee in scored)
        order = [*scheme.tier_names, *sorted(name for name in counts if name and name not in scheme.tier_names)]
        tiers = "、".join(f"“{name}”{counts[name]}人" for name in order if counts[name])
        own = scheme.tiers_of(group).values()
        places = "；".join(_places(ranked, tier, group) for tier in own if tier.limited)
        yield f"{whose}{three}建议等次：{tiers or '没有'}。{f'名额：{places}。' if places else '不设名额。'}"


def _three(ranked: RankedRatees, scores: Sequence[exact.ScoreValue]) -> str:
    rules = ranked.data.scheme.rules
    three = (
        ("最高", max(scores)),
        ("最低", min(scores)),
        ("中位", rounded(rules, Fraction(median(map(Fraction, scores))))),
    )
    return "、".join(f"{what}{exact.show(score, rules.decimals)}分" for what, score in three)


def _places(ranked: RankedRatees, tier: Tier, group: str) -> str:
    """The places of a tier and how they come about: “好”6名（参评16人×40%，舍去小数）."""
    table = ranked.data.scheme.tier_table
    limit = table.limit_words(tier, group)
    words = f"“{tier.name}”{limit if limit.endswith('名') else f'{limit}名'}"
    if tier.quota is None:
        return f"{words}（按人数定）"
    base = sum(table.bases[each] for each in table.pool_of(tier, group))
    least = f"，至少{tier.least}名" if tier.least else ""
    return f"{words}（{base}人×{show_short(tier.quota)}%，{_ROUNDED[tier.rounding]}{least}）"


# ---------------------------------------------------------------- 五、一览表


def _table(ranked: RankedRatees, group: str) -> MeetingTable:
    components = ranked.data.scheme.components_for(group)
    members = ranked.ranked[group]
    adjusted = any(ranked.standing(ratee).adjustment for ratee in members)
    scores = (each.score_name.removesuffix("得分") for each in components)
    columns = ("名次", "单位", "姓名", *scores, *(("加减分",) if adjusted else ()), "综合", "建议", "审定")
    tiers = [ranked.standing(ratee).proposed_tier if ranked.composite(ratee) is not None else "" for ratee in members]
    lines = _lines(ranked, group, tiers)
    rows = tuple(
        MeetingRow(tuple(_cells(ranked, ratee, adjusted=adjusted)), edge)
        for ratee, edge in zip(members, lines, strict=True)
    )
    return MeetingTable(group, columns, rows)


def _lines(ranked: RankedRatees, group: str, tiers: Sequence[str | None]) -> Iterator[RowEdge]:
    """Yield the line below each row. ``tiers``: as proposed, by rank; '' for those who are not ranked."""
    scheme = ranked.data.scheme
    ends, better = set[int](), 0
    for tier in scheme.tiers_of(group).values():
        places = scheme.tier_table.most_in(tier, group)
        if places:
            ends.add(better + places)
        better += tiers.count(tier.name)
    for number, proposed in enumerate(tiers, 1):
        following = tiers[number] if number < len(tiers) else proposed
        if following != proposed:
            yield RowEdge.TIER
        elif proposed and number in ends and number < len(tiers):
            yield RowEdge.PLACES
        else:
            yield RowEdge.NONE


def _cells(ranked: RankedRatees, ratee: Ratee, *, adjusted: bool) -> Iterator[str]:
    data, standing = ranked.data, ranked.standing(ratee)
    decimals, shown = data.scheme.rules.decimals, data.disclosures.of(ratee.code)
    out = ratee.code in ranked.excluded

    def score(value: exact.ScoreValue | None, *, may: bool) -> str:
        if out or value is None:
            return _DASH
        return exact.show(value, decimals) if may else WITHHELD

    yield EXCLUDED if out else str(standing.rank_cell or _DASH)
    yield from (ratee.workplace, ratee.name)
    for component in data.scheme.components_for(ratee.group):
        yield score(standing.score_of(component.name), may=component.name not in shown.components)
    if adjusted:
        yield show_short(standing.adjustment) if standing.adjustment and not out else ""
    yield score(standing.composite, may=shown.composite)
    yield _DASH if out else standing.proposed_tier or _DASH
    yield ""


# ---------------------------------------------------------------- 七、结果可靠不可靠


def _reliability(matters: MeetingMatters, recounted: RecountedResult | None) -> Iterator[str]:
    data = matters.data
    used = sum(entry.status is FormStatus.USED for entry in data.returns)
    yield f"应交表{len(data.returns)}份，已采用{used}份，没有未解决的错误，结果为正式，没有遗留问题。"
    yield f"两套程序复核：{recounted.words if recounted else '未复核'}。"
    edges = [border for border in data.borders.found if border.tier is not None and matters.may_tell(border)]
    line = data.scheme.rules.border_line
    if edges and line is not None:
        near = sum(border.near for border in edges)
        closest = f"其中{near}处相差不超过{show_short(line)}分" if near else f"相差都超过{show_short(line)}分"
        yield f"等次线两侧{len(edges)}处，{closest}。"
    for name, pairs in matters.turned_by_a_point().items():
        where = f"{len(pairs)}处：{some(pairs, NAMED_ON_PAPER, '处')}" if pairs else "没有"
        yield f"{name}一分之差就会变的相邻名次{where}。"


# ---------------------------------------------------------------- 八、结果运用，和上年比


def _first_sentence(use: str) -> str:
    """The first sentence of a 结果运用, as the regulation has it."""
    return f"{use.strip().partition('。')[0]}。"


def _since_last_year(ranked: RankedRatees) -> str:
    """Who has moved by some places within his 排名组; '' if no rank of last year is known."""
    last = ranked.data.last_year
    if not any(each.rank for each in last.values()):
        return ""
    moved: list[tuple[int, str]] = []
    for ratee in ranked.ratees:
        before, now = last.get(ratee.code), ranked.standing(ratee).rank
        same = before and name_key(before.group or ratee.group) == name_key(ratee.group)
        if before and before.rank and now and same and abs(before.rank - now) >= _MOVED:
            words = f"{ratee.workplace}{ratee.name}由第{before.rank}名到第{now}名"
            moved.append((before.rank - now, words))
    moved.sort(key=lambda each: -abs(each[0]))
    year = next((year_in_words(each.year) for each in last.values() if each.year), "上年")
    if not moved:
        return f"与{year}相比，没有升降{_MOVED}名以上的。"
    return f"与{year}相比，升降{_MOVED}名以上的：{some([words for _, words in moved], NAMED_ON_PAPER, '人')}。"
