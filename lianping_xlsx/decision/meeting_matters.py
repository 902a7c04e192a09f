"""提请研究的事项 of 上会材料: what the meeting has to decide, with the ways that are open and their consequences.

No sentence leans to one of the ways. A composite that may not leave the office is not named, nor any difference to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import cached_property

from lianping_xlsx.audit.border_results import Border, BorderKind
from lianping_xlsx.audit.border_words import gap_words, title
from lianping_xlsx.core import exact
from lianping_xlsx.core.abbreviate import NAMED_ON_PAPER, some
from lianping_xlsx.core.exact import show_short
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.decision.disclosure.redact import without_figures
from lianping_xlsx.decision.final_data import event_words
from lianping_xlsx.decision.ranked_ratees import RankedRatees
from lianping_xlsx.decision.summary_data import SummaryData
from lianping_xlsx.decision.summary_figures import tier_places
from lianping_xlsx.scheme.components import Component
from lianping_xlsx.scheme.model import Ratee
from lianping_xlsx.scheme.terms import ComponentSource, Conversion
from lianping_xlsx.tally.tally_results import Standing
from lianping_xlsx.tally.tier_places import Edge, TierPlaces
from lianping_xlsx.tally.tier_reasons import LOWERING

_ITEMS = 3
"""Items of the rubric named of one ratee."""
_TOLD_APART = 3
"""Persons with heavy losses who are told of one by one."""
_REASON = "须写明理由"


@dataclass(frozen=True)
class MeetingMatters:
    """The matters of one result. ``data`` with its 边界分析."""

    data: SummaryData

    @cached_property
    def ranked(self) -> RankedRatees:
        """The ratees by rank."""
        return RankedRatees(self.data)

    @cached_property
    def _places(self) -> TierPlaces:
        return tier_places(self.ranked)

    @cached_property
    def _by_rank(self) -> tuple[Ratee, ...]:
        """Those who take part, by 排名组 and rank."""
        members = (ratee for group in self.ranked.ranked.values() for ratee in group)
        return tuple(ratee for ratee in members if ratee.code not in self.ranked.excluded)

    def sentences(self) -> Iterator[str]:
        """Yield the matters in the order in which a meeting takes them: near a line, ties, places, then persons."""
        yield from filter(None, map(self._near, self.data.borders.near_edges))
        yield from map(self._tied, self._places.edges)
        yield from self._over()
        yield from self._last()
        yield from self._by_condition()
        for ratee in self._by_rank:
            yield from self._lowered(ratee)
        yield from self._half_lost()
        yield from self._incomplete()

    # ------------------------------------------------------------ words on persons

    def _may_be_told(self, code: str) -> bool:
        """Return True if the composite of a ratee may leave the office; '' is a 分数线."""
        return not code or self.data.disclosures.of(code).composite

    def may_tell(self, border: Border) -> bool:
        """Return True if the composites on both sides of a border may leave the office."""
        return self._may_be_told(border.upper) and self._may_be_told(border.lower)

    def person(self, code: str) -> str:
        """A ratee with rank and, if it may be told, composite: 第6名松涛镇蒲建衡90.71分."""
        standing, ratee = self.data.result.standing_of[code], self.data.scheme.ratee_of[code]
        told = standing.composite is not None and self._may_be_told(code)
        score = f"{exact.show(standing.composite or 0, self.data.scheme.rules.decimals)}分" if told else ""
        return f"{self._group(ratee.group)}第{standing.rank_cell}名{ratee.workplace}{ratee.name}{score}"

    def _group(self, group: str) -> str:
        return f"{group}" if len(self.ranked.groups) > 1 else ""

    def _equal_to(self, group: str, gap: exact.ScoreValue) -> tuple[Component, int] | None:
        """The component that is looked at first, and the points of it (hundredths) that a gap of composites is.

        The first one from 考评, or else without ballots; None if its score is converted or has no weight.
        """
        order = (ComponentSource.RUBRIC, ComponentSource.SCORES, ComponentSource.CITED, ComponentSource.POLLS)
        weighed = [each for each in self.data.scheme.components_for(group) if each.weight]
        found = min(weighed, key=lambda each: order.index(each.source), default=None)
        if found is None or found.conversion is not Conversion.NONE:
            return None
        whole = Fraction(gap) * exact.WHOLE / self.data.scheme.rules.whole
        return found, exact.hundredths(whole * found.full / found.weight, 1)

    # ------------------------------------------------------------ lines, ties, places

    def _near(self, border: Border) -> str:
        """A ratee, or two, close to the line of a tier; '' if that may not be told, or is no matter of their gap."""
        codes = [code for code in (border.upper, border.lower) if code]
        if not border.gap or not self.may_tell(border) or self._is_apart(border):
            return ""
        scheme = self.data.scheme
        tier = scheme.tier_names[border.tier or 0]
        people = "、".join(map(self.person, codes))
        equal = self._equal_to(border.group, border.gap)
        worth = f"（相当于{equal[0].score_name}{show_short(equal[1])}分）" if equal else ""
        if border.kind is BorderKind.PLACES:
            gap = f"，{gap_words(scheme, border)}{worth}"
            ways = f"可以按名额评定；也可以调整其中一人的等次，调整的{_REASON}，“{tier}”的名额不变"
        else:
            beyond = "高出" if border.upper else "差"
            gap = f"，{beyond}{exact.show(border.gap, scheme.rules.decimals)}分{worth}"
            ways = f"可以按分数线评定；也可以调整其等次，调整的{_REASON}"
        return f"{title(scheme, border)}：{people}{gap}。{ways}。"

    def _is_apart(self, border: Border) -> bool:
        """Return True if 等次条件 divide the two, or the one above holds a place of a tier that he may not have."""
        if border.kind is BorderKind.CONDITIONS:
            return True
        steps = self._places.steps.get(border.upper)
        if border.kind is not BorderKind.PLACES or steps is None:
            return False
        return steps.head.best <= (border.tier or 0) < steps.tiers.best

    def _tied(self, edge: Edge) -> str:
        """A tie across the edge of a tier's places: who is tied, and what becomes of the places either way."""
        scheme = self.data.scheme
        tiers = scheme.tiers_of(edge.groups[0])
        better = max((each for each in tiers if each < edge.tier), default=min(tiers))
        high, low = (better, edge.tier) if edge.from_last else (edge.tier, min(t for t in tiers if t > edge.tier))
        names = {index: scheme.tier_names[index] for index in (high, low)}
        limited = scheme.tier_names[edge.tier]
        people = "、".join(self._place_and_name(code) for code in edge.codes)
        among = [ratee for ratee in scheme.ratees if ratee.group in edge.groups and ratee.code not in edge.codes]
        held = sum(self.data.result.standing_of[each.code].proposed_tier == limited for each in among)
        together, apart = held + len(edge.codes), held
        if edge.from_last:
            ways = f"同评“{names[high]}”的，“{limited}”{apart}名；同评“{names[low]}”的，“{limited}”{together}名"
        else:
            ways = f"同评“{names[high]}”的，“{limited}”{together}名；同评“{names[low]}”的，“{limited}”{apart}名"
        return (
            f"{people}并列第{edge.rank}名，跨在“{limited}”的{'末位' if edge.from_last else ''}名额线上"
            f"（名额{edge.places}名）。"
            f"{ways}；分别评定的，{_REASON}。"
        )

    def _place_and_name(self, code: str) -> str:
        ratee = self.data.scheme.ratee_of[code]
        return f"{self._group(ratee.group)}{ratee.workplace}{ratee.name}"

    def _over(self) -> Iterator[str]:
        """Yield of each 分数线 those who reach it and have no place in its tier, with the places of their 排名组."""
        tied = {code for edge in self._places.edges for code in edge.codes}
        over: dict[tuple[str, int], dict[str, list[str]]] = {}
        for ratee in self._by_rank:
            steps = self._places.steps.get(ratee.code)
            tier = self.data.scheme.tiers_of(ratee.group)[steps.first.best] if steps else None
            missed = steps and ratee.code not in tied and steps.first.best < steps.head.best
            if tier is not None and missed and tier.cut is not None:
                limit = self.data.scheme.tier_table.limit_words(tier, ratee.group).removesuffix("名")
                over.setdefault((tier.name, tier.cut), {}).setdefault(limit, []).append(self.person(ratee.code))
        for (name, cut), by_limit in over.items():
            people = "；".join(
                f"{some(found, NAMED_ON_PAPER, '人')}（名额{limit}名）" for limit, found in by_limit.items()
            )
            yield (
                f"达到“{name}”的分数线{show_short(cut)}分而超出名额的：{people}。"
                f"可以按名额评定；也可以增加名额，增加的须有办法依据并写明理由。"
            )

    # ------------------------------------------------------------ persons

    def _last(self) -> Iterator[str]:
        """Yield those for whom the last tier of their 排名组 is proposed."""
        found: dict[tuple[str, bool], list[str]] = {}
        for ratee in self._by_rank:
            tiers = self.data.scheme.tiers_of(ratee.group)
            last = tiers[max(tiers)]
            if len(tiers) > 1 and self._standing(ratee).proposed_tier == last.name:
                found.setdefault((last.name, bool(last.use)), []).append(self.person(ratee.code))
        for (name, has_use), people in found.items():
            use = f"评为“{name}”的，按第八部分运用结果" if has_use else f"“{name}”的结果运用，方案没有规定"
            yield f"建议评为“{name}”的：{some(people, NAMED_ON_PAPER, '人')}。{use}；调整为其他等次的，{_REASON}。"

    def _standing(self, ratee: Ratee) -> Standing:
        return self.data.result.standing_of[ratee.code]

    def _lowered(self, ratee: Ratee) -> Iterator[str]:
        """Yield what was typed under 否决与加减分 and lowers the tier of a ratee."""
        events = [each for each in self.data.scheme.adjustments if each.ratee == ratee.code]
        lowering = [event_words(each) for each in events if each.effect in LOWERING]
        tier = self._standing(ratee).proposed_tier
        if lowering and tier:
            yield (
                f"{self.person(ratee.code)}，{'；'.join(lowering)}，建议“{tier}”。"
                f"可以按建议评定；也可以不适用该事项，不适用的须说明事实和依据。"
            )

    def _by_condition(self) -> Iterator[str]:
        """Yield the 等次条件 that somebody does not meet, so that a lower tier is proposed."""
        found = []
        for ratee in self._by_rank:
            standing, shown = self._standing(ratee), self.data.disclosures.of(ratee.code)
            words = [without_figures(each.words, standing, shown) for each in standing.guarded]
            if words and standing.proposed_tier:
                found.append(f"{self.person(ratee.code)}，{'；'.join(words)}，建议“{standing.proposed_tier}”")
        if found:
            yield (
                f"没有达到等次条件的：{some(found, NAMED_ON_PAPER, '人', '；')}。"
                f"可以按建议评定；也可以不适用该条件，不适用的须有办法依据并写明理由。"
            )

    def _half_lost(self) -> Iterator[str]:
        """Yield the items of the rubric of which half or more is lost, by ratees who are not in the last tier."""
        found = {ratee: items for ratee in self._by_rank if (items := self._worst_items(ratee))}
        ways = f"可以按得分建议的等次评定；也可以调整等次，调整的{_REASON}"
        if len(found) > _TOLD_APART:
            names = self._names([ratee.code for ratee in found])
            yield f"考评有项目失分达该项分值一半及以上、建议等次未到末等的{len(found)}人：{names}。{ways}。"
            return
        for ratee, items in found.items():
            yield (
                f"{self.person(ratee.code)}，考评有{len(items)}项失分达该项分值一半及以上："
                f"{some(items, _ITEMS, '项')}。建议“{self._standing(ratee).proposed_tier}”，{ways}。"
            )

    def _worst_items(self, ratee: Ratee) -> list[str]:
        """The items of which half or more is lost, with 分值 and loss; [] for whoever is in the last tier, or none."""
        scheme, proposed = self.data.scheme, self._standing(ratee).proposed_tier
        tiers = scheme.tiers_of(ratee.group)
        if not proposed or proposed == tiers[max(tiers)].name:
            return []
        points = {item.code: item.points for item in scheme.rubric if item.counts_to_hundred}
        lost: dict[str, tuple[str, int]] = {}
        for loss in self.data.result.losses_of.get(ratee.code, ()):
            worst = max(loss.points, lost.get(loss.item, ("", 0))[1])
            if points.get(loss.item) and 2 * worst >= points[loss.item]:
                lost[loss.item] = loss.text.rstrip("。；"), worst
        return [
            f"“{text}”（{show_short(points[code])}分，失{show_short(worst)}分）" for code, (text, worst) in lost.items()
        ]

    def _incomplete(self) -> Iterator[str]:
        """Yield those whose score rests on fewer parts than that of the others."""
        scheme, result = self.data.scheme, self.data.result
        others = scheme.excluded
        short = dict.fromkeys(score.ratee for score in result.polls if score.note and score.ratee not in others)
        if short:
            yield (
                f"测评缺票类、按其余票类折算的：{self._names(list(short))}。"
                f"可以按折算后的得分评定；也可以补齐测评后再研究。"
            )
        late = dict.fromkeys(given.ratee for given in result.given if given.note and given.ratee not in others)
        if late:
            yield (
                f"得分缺期次、按其余期次折算的：{self._names(list(late))}。可以按折算后的得分评定；也可以补报后再研究。"
            )
        exempt = dict.fromkeys(each.ratee for each in result.exempt if each.ratee not in others)
        if exempt:
            yield (
                f"有考评项目没有任务、该项按“{scheme.rules.exempt_items}”计的：{self._names(list(exempt))}。"
                f"可以按现在的得分评定；也可以改变计法，改变的要重新计分。"
            )

    def _names(self, codes: Sequence[str]) -> str:
        return some([self._place_and_name(code) for code in codes], NAMED_ON_PAPER, "人")

    # ------------------------------------------------------------ one point

    def turned_by_a_point(self) -> dict[str, list[str]]:
        """The neighbours in rank whom less than one point of a component divides, keyed by the name of its score.

        A component has a key if the gap of any neighbours can be told in its points; the list may be empty.
        """
        found: dict[str, list[str]] = {}
        for border in self.data.borders.found:
            equal = self._equal_to(border.group, border.gap)
            if border.tier is None and equal and self.may_tell(border):
                pairs = found.setdefault(equal[0].score_name, [])
                standings = [self.data.result.standing_of[code] for code in (border.upper, border.lower)]
                if 0 < equal[1] < exact.POINT:
                    pairs.append(self._group(border.group) + "与".join(f"第{each.rank_cell}名" for each in standings))
        return found
