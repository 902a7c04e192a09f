"""Rules for figures: which scores of a ratee may leave the office so that no reader can infer a single ballot.

A reader may know his own ballot, or everything that he typed (a class, or one register of it), and 考评得分. From the
score of a poll he can then compute the mean of another class. So a poll is withheld if a secret class that has a weight
has fewer ballots than 测评得分公布线: its score is not disclosed, nor any figure from which it can be computed.
The means of single classes are disclosed only if each class has at least 票类均分单列线 ballots and is not nearly
unanimous. If one class fails, no mean of its poll is disclosed: a single missing mean can be computed by subtraction,
and several missing means often have only one solution in whole marks or ticks. Classes without weight are not part of
the score; each is judged alone. A class that votes by name (记名) needs no protection.

The program remembers what earlier papers disclosed (``releases``). Votes of which only few have changed since are not
disclosed again. The means of single classes are disclosed only when the count is 正式: a later count would
differ from a 试算 by only a few ballots. The chapter secrecy.md of the manual states these rules
for the office.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Hashable, Iterable, Iterator, Mapping, Sequence, Set
from functools import lru_cache
from typing import TypeVar

from lianping_xlsx.core.abbreviate import named
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.decision.disclosure.releases import NOTHING_RELEASED, Releases, differing_by_few, is_reweighed
from lianping_xlsx.decision.disclosure.unanimity import near_unanimous
from lianping_xlsx.scheme.conversions import rate_of
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.scheme.rules import Rules
from lianping_xlsx.scheme.vote_rates import VoteRate
from lianping_xlsx.tally.tally_results import ClassTally, PollScore, Result

_Names = TypeVar("_Names", bound=frozenset[Hashable])
ClassKey = tuple[str, str]
"""A poll and a voter class."""


@dataclass(frozen=True, slots=True)
class Disclosure:
    """The figures of one ratee that may be disclosed. 名次, 等次 and scores without ballots are always disclosed.

    ``classes``, ``polls``: those whose figures may be disclosed one by one; empty if they would only repeat the figure
    above them. ``components``: those whose score is withheld, because it contains a withheld poll. ``composite``: True
    if 综合得分 may be disclosed. ``withheld``: the polls whose score is withheld. ``merged``: the classes with votes
    whose mean is withheld. ``notes``: for each poll, a sentence that says what is withheld and why.
    """

    classes: tuple[ClassTally, ...]
    polls: tuple[PollScore, ...]
    components: frozenset[str]
    composite: bool
    withheld: frozenset[str]
    merged: frozenset[ClassKey]
    notes: tuple[str, ...]

    @property
    def complete(self) -> bool:
        """True if all figures may be disclosed."""
        return not self.withheld and not self.merged

    @property
    def poll_score(self) -> bool:
        """True if every score of a component with ballots (测评得分) may be disclosed."""
        return not self.components


def disclose(
    scheme: Scheme,
    result: Result,
    code: str,
    releases: Releases = NOTHING_RELEASED,
    *,
    official: bool = True,
    beside: bool = False,
    compared: Set[str] = frozenset(),
) -> Disclosure:
    """Decide what may be disclosed of the ratee with this code, apart from the other ratees.

    ``official``: the count is 正式. ``beside``: True to withhold his 综合得分 as well, since it would narrow down a
    withheld one in his 排名组 (``disclosures``). ``compared``: components whose scores are converted, and withheld of
    everybody in the 排名组, since one of them is withheld.
    """
    voted = [tally for tally in result.classes_of.get(code, ()) if tally.counted]
    scores = result.polls_of.get(code, ())
    by_poll = {score: own for score in scores if (own := [tally for tally in voted if tally.poll == score.poll])}
    # Means are disclosed only for a 正式 count of a ratee whose earlier disclosures are known.
    known = official and code not in releases.means_unknown
    open_ones = {_key(tally) for tally in voted if not known or differing_by_few(scheme, tally, releases)}
    withheld = {
        score: reason
        for score, tallies in by_poll.items()
        if (reason := _why_withheld(scheme, score, tallies, releases, open_ones))
    }
    # The score of any poll with weight would narrow down the composite.
    for score in (each for each in by_poll if each.weight and each not in withheld):
        if score.component in compared:
            withheld[score] = _COMPARED if _rate_of(scheme, score) is None else _BANDED
        elif beside:
            withheld[score] = _BESIDE
    merged = [
        tally
        for score, tallies in by_poll.items()
        for tally in (tallies if score in withheld else _not_apart(scheme, tallies, open_ones))
    ]
    components = _once(frozenset(score.component for score in withheld if score.weight))
    weights = scheme.component_weights(scheme.ratee_of[code].group)
    apart = [tally for tallies in by_poll.values() if len(tallies) > 1 for tally in tallies if tally not in merged]
    return Disclosure(
        classes=tuple(apart),
        polls=_shown_polls(by_poll, withheld),
        components=components,
        composite=not any(weights[component] for component in components),
        withheld=_once(frozenset(score.poll for score in withheld)),
        merged=_once(frozenset(map(_key, merged))),
        notes=tuple(_notes(scheme, by_poll, withheld, merged, open_ones)),
    )


def _once(names: _Names) -> _Names:
    """An equal set, kept once: thousands of ratees have few different ones."""
    return _kept(names)  # type: ignore[return-value]


@lru_cache(maxsize=1 << 10)
def _kept(names: frozenset[Hashable]) -> frozenset[Hashable]:
    return names


def _shown_polls(by_poll: Iterable[PollScore], withheld: Container[PollScore]) -> tuple[PollScore, ...]:
    """The polls whose score may be disclosed; without the only poll of a component, whose score it is."""
    polls_of = Counter(score.component for score in by_poll)
    return tuple(score for score in by_poll if polls_of[score.component] > 1 and score not in withheld)


def in_score(scheme: Scheme, tallies: Iterable[ClassTally]) -> list[ClassTally]:
    """The secret classes with votes that are part of the score of their poll."""
    return [tally for tally in tallies if tally.counted and tally.weight and _secret(scheme, tally)]


_MOST_SOLVABLE = 2
"""With at most so many secret classes, whoever knows the total of one computes the mean of the other from the score."""


def _key(tally: ClassTally) -> ClassKey:
    return tally.poll, tally.voter_class


def _secret(scheme: Scheme, tally: ClassTally) -> bool:
    return _key(tally) not in scheme.signed_classes


def _rate_of(scheme: Scheme, score: PollScore) -> VoteRate | None:
    """The rate by which the score goes under 得票率分档."""
    return rate_of(scheme, scheme.ratee_of[score.ratee].group, score.component)


def _why_withheld(
    scheme: Scheme,
    score: PollScore,
    tallies: Sequence[ClassTally],
    releases: Releases,
    open_ones: Container[ClassKey],
) -> str:
    """The reason why the score of a poll is withheld by itself; '' if it may be disclosed.

    ``open_ones``: as in ``_not_apart``.
    """
    if any(too_few(scheme, tally) for tally in tallies):
        return f"有的票类有效票不足{scheme.rules.few_ballots}张（测评得分公布线）"
    secret = in_score(scheme, tallies)
    before = [(tally, released) for tally in secret for released in differing_by_few(scheme, tally, releases)]
    rate = _rate_of(scheme, score)
    # A single ballot may move a rate from one band to the next.
    solvable = rate is not None or len(secret) <= _MOST_SOLVABLE
    solvable = solvable or any(released.apart or is_reweighed(tally, released) for tally, released in before)
    unknown = any(tally.ratee in releases.scores_unknown for tally in secret)
    if (before and solvable) or unknown:
        return _CHANGED
    # Points for a rate of some classes alone are a figure of these classes.
    apart = rate is not None and rate.classes and any(tally.voter_class not in rate.classes for tally in tallies)
    hidden = {tally.voter_class for tally in _not_apart(scheme, tallies, open_ones)} if apart else set()
    return _OF_CLASSES if rate is not None and not hidden.isdisjoint(rate.classes) else ""


_CHANGED = "上次送审或者审定以后只变动了少数几张票或票类权重，两次的得分相比就能推出来"
_BESIDE = "同组名次相邻的有人得分不单列"
_COMPARED = "得分是和全组比着折算的，同组有人得分不单列"
_BANDED = "得分按得票率分档，同组有人得分不单列"
_OF_CLASSES = "得分按一部分票类的得票率分档，其中有的票类有效票少、评分高度一致或者只变动了少数几张票"


def too_few(scheme: Scheme, tally: ClassTally) -> bool:
    """Return True if the mean of a class, computed from the poll's score, would reveal too much of its ballots."""
    return bool(tally.weight) and _secret(scheme, tally) and _unknown(scheme, tally) < scheme.rules.few_ballots


def _unknown(scheme: Scheme, tally: ClassTally) -> int:
    """The number of ballots of a class that the reader who knows the most does not know.

    If several units typed them, this is the unit that typed the most; otherwise all ballots count as unknown.
    """
    return tally.counted - scheme.typed_by_one.get((tally.poll, tally.voter_class, tally.ratee), 0)


def _not_apart(scheme: Scheme, tallies: Sequence[ClassTally], open_ones: Container[ClassKey]) -> list[ClassTally]:
    """The classes of a poll whose means are withheld while its score is disclosed.

    ``open_ones``: classes whose means are withheld now for another reason (试算, or few changes since a release).
    """
    few = (_unknown(scheme, tally) < scheme.rules.class_line or _key(tally) in open_ones for tally in tallies)
    fail = [
        tally
        for tally, hidden in zip(tallies, few, strict=True)
        if _secret(scheme, tally) and (hidden or near_unanimous(scheme, tally))
    ]
    if not any(tally.weight for tally in fail):
        return fail
    # One missing mean can be computed from the score and the others, so all classes with weight are withheld together.
    return [tally for tally in tallies if tally.weight or tally in fail]


def _notes(
    scheme: Scheme,
    by_poll: dict[PollScore, list[ClassTally]],
    withheld: Mapping[PollScore, str],
    merged: Sequence[ClassTally],
    open_ones: Container[ClassKey],
) -> Iterator[str]:
    """Yield one sentence for each poll of which something is withheld."""
    for score, tallies in by_poll.items():
        hidden = [tally for tally in tallies if tally in merged]
        if score in withheld:
            yield _of_withheld(scheme, score, withheld[score], several=len(by_poll) > 1)
        elif hidden and len(tallies) > 1:
            whole = any(tally.weight for tally in hidden)
            later = any(_key(tally) in open_ones for tally in hidden)
            yield _of_merged(scheme.rules, score, "各票类" if whole else "该票类", weighted=whole, later=later)


def _of_withheld(scheme: Scheme, score: PollScore, reason: str, *, several: bool) -> str:
    weights = scheme.component_weights(scheme.ratee_of[score.ratee].group)
    figures = ["该次测评的得分"] if several or not score.weight else []
    figures += [scheme.score_names[score.component]] if score.weight else []
    figures += ["综合得分"] if score.weight and weights[score.component] else []
    what = "、".join(figures[:-1]) + ("和" if len(figures) > 1 else "") + figures[-1]
    poll = named(score.poll) if several else ""
    return f"{poll}{reason}，为保护投票人，{what}不单列，名次和等次照列。"


def _of_merged(rules: Rules, score: PollScore, classes: str, *, weighted: bool, later: bool) -> str:
    reason = f"有的票类有效票不足{rules.class_line}张（票类均分单列线）或评分高度一致"
    if later:
        reason = "结果是试算，或者上次送审、审定以后只变动了少数几张票或票类权重"
    return f"{named(score.poll)}{reason}，为保护投票人，{classes}的平均分不单列" + (
        "，已并入该次测评的得分。" if weighted else "。"
    )
