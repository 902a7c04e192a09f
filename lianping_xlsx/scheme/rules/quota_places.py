"""否决者计入基数, 空出名额递补, 并列跨线处理, 末位并列跨线处理: how the places of the tiers are counted and given."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import field
from typing import TYPE_CHECKING

from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.scheme.rules.count_steps import (
    FIRST_TIER,
    HEAD_EDGE_BEST,
    HEAD_EDGE_WORST,
    REACHED_TIER,
    TAIL_EDGE_BEST,
    TAIL_EDGE_WORST,
    VETOED_BASE,
)
from lianping_xlsx.scheme.rules.declaration import (
    NO,
    OPEN,
    YES,
    YES_OR_NO,
    Rule,
    Section,
    Sentence,
    Step,
    StepEffect,
    declare,
    one_of,
)
from lianping_xlsx.scheme.terms import EdgeTies

if TYPE_CHECKING:
    from lianping_xlsx.scheme.model import Scheme
    from lianping_xlsx.scheme.rules import Rules


def _base(scheme: Scheme) -> Iterator[str]:
    if any(tier.quota is not None for tier in scheme.tiers):
        yield (
            "，被否决的、得分还不全的都算在内。"
            if scheme.rules.veto_in_base
            else "，得分还不全的算在内，被否决的不算。"
        )


_REFILL = {
    False: "空出的名额不递补。",
    True: "空出的名额递补：先按条件、限评、降档、否决定出各人最高可定的等次（降档从分数线所及的等次降起），"
    "再按名次进入名额。",
}
_HEAD_TIES = {
    EdgeTies.LOWER: "并列跨在名额线上的都归下一等次，并提请研究。",
    EdgeTies.HIGHER: "并列跨在名额线上的都归这一等次，可以超过名额，并提请研究。",
    EdgeTies.OPEN: "并列跨在名额线上的，两个等次都列出，提请研究；空出的名额不给后面的人。",
}
_TAIL_TIES = {
    EdgeTies.LOWER: "并列跨在末位名额线上的都归末位的等次，可以超过名额，并提请研究。",
    EdgeTies.HIGHER: "并列跨在末位名额线上的都归上一等次，并提请研究。",
    EdgeTies.OPEN: "并列跨在末位名额线上的，两个等次都列出，提请研究。",
}


def _head_ties(scheme: Scheme) -> Iterator[str]:
    if any(tier.from_first for tier in scheme.tiers):
        yield _HEAD_TIES[scheme.rules.head_ties]


def _tail_ties(scheme: Scheme) -> Iterator[str]:
    if any(tier.from_last for tier in scheme.tiers):
        yield _TAIL_TIES[scheme.rules.tail_ties]


def _edge(
    best: Step[bool, bool, str], worst: Step[bool, bool, str], ties: Callable[[Rules], EdgeTies], strict: str
) -> tuple[StepEffect[bool, bool, str], ...]:
    """The effects of a rule on ties across an edge; ``strict``: the comparison that leaves the ratee's own rank out.

    With 不定 a tied block takes the better tier in the best case and the lower one in the worst.
    """

    def effect(step: Step[bool, bool, str], better: frozenset[EdgeTies]) -> StepEffect[bool, bool, str]:
        return StepEffect(
            step,
            exact=lambda rules, given: given or ties(rules) in better,
            formula=lambda rules, comparison: strict if ties(rules) in better else comparison,
        )

    both = frozenset((EdgeTies.HIGHER, EdgeTies.OPEN))
    return effect(best, both), effect(worst, both - {EdgeTies.OPEN})


@dataclass(frozen=True, kw_only=True)
class QuotaRules:
    """The base of shares, and who gets a place.

    ``veto_in_base``: False if shares are of the ratees without a 一票否决. ``refill``: True if whoever may not have a
    tier leaves before its places are given. ``head_ties``, ``tail_ties``: the tier of a tied block that does not fit.
    """

    veto_in_base: bool = field(
        default=True,
        metadata=declare(
            Rule(
                "否决者计入基数",
                YES_OR_NO,
                YES,
                note="名额按比例算的，被一票否决的人是否算在参评人数里；空白表示是。",
                source=OPEN,
                later=True,
                sentences=(Sentence(Section.QUOTA_BASE, _base),),
                effects=(
                    StepEffect(
                        VETOED_BASE,
                        exact=lambda rules, vetoed: 0 if rules.veto_in_base else vetoed,
                        formula=lambda rules, vetoed: "" if rules.veto_in_base else f"-{vetoed}",
                    ),
                ),
            )
        ),
    )
    refill: bool = field(
        default=False,
        metadata=declare(
            Rule(
                "空出名额递补",
                YES_OR_NO,
                NO,
                note="因等次条件、限评、降档、否决不能评为某一等次的人，名额是否给后面的人：否，先按名次进入名额，空出的不补；"
                "是，这些人先退出，再按名次进入名额。并列跨线空出的都不补；空白表示否。",
                source=OPEN,
                later=True,
                sentences=(Sentence(Section.PLACES, lambda scheme: (_REFILL[scheme.rules.refill],)),),
                effects=(
                    StepEffect(
                        FIRST_TIER,
                        exact=lambda rules, lowered: lowered if rules.refill else 0,
                        formula=lambda rules, lowered: lowered if rules.refill else "",
                    ),
                    StepEffect(
                        REACHED_TIER,
                        exact=lambda rules, lowered: 0 if rules.refill else lowered,
                        formula=lambda rules, lowered: "" if rules.refill else lowered,
                    ),
                ),
            )
        ),
    )
    head_ties: EdgeTies = field(
        default=EdgeTies.LOWER,
        metadata=declare(
            Rule(
                "并列跨线处理",
                one_of(EdgeTies),
                str(EdgeTies.LOWER),
                note="几个人并列、剩下的名额不够：取低，都归下一等次；取高，都归这一等次；不定，两个等次都列出，由审定机构选定。"
                "都提请研究；空白表示取低。",
                source=OPEN,
                later=True,
                read=lambda record: EdgeTies(record.text("并列跨线处理") or EdgeTies.LOWER),
                sentences=(Sentence(Section.EDGES, _head_ties),),
                effects=_edge(HEAD_EDGE_BEST, HEAD_EDGE_WORST, lambda rules: rules.head_ties, "<"),
            )
        ),
    )
    tail_ties: EdgeTies = field(
        default=EdgeTies.LOWER,
        metadata=declare(
            Rule(
                "末位并列跨线处理",
                one_of(EdgeTies),
                str(EdgeTies.LOWER),
                note="等次规则中从后起算的名额，几个人并列跨在线上：取低，都归末位的等次；取高，都归上一等次；不定，两个等次都列出，"
                "由审定机构选定。都提请研究；空白表示取低。",
                source=OPEN,
                later=True,
                read=lambda record: EdgeTies(record.text("末位并列跨线处理") or EdgeTies.LOWER),
                sentences=(Sentence(Section.EDGES, _tail_ties),),
                effects=_edge(TAIL_EDGE_BEST, TAIL_EDGE_WORST, lambda rules: rules.tail_ties, ">="),
            )
        ),
    )
