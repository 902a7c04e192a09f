"""Rules for figures: which scores of a ratee may leave the office so that no reader can infer a single ballot.

A reader may know his own ballot, or all that he typed (a class, or a register of it), and 考评得分. From the score of a
poll he then computes the mean of another class. So a poll in which a secret class that weighs has fewer ballots than
测评得分公布线 is withheld: neither its score leaves nor any figure from which it could be had.
The means of single classes leave only where each has as many ballots as 票类均分单列线 and is not near unanimous; where
one fails, none of its poll does: the last could be had by subtraction, and of several the whole marks or ticks alone
often leave one solution. Classes without weight are no part of the score, and stand for themselves. A class that votes
in its name (记名) needs no protection.

What left with an earlier 审定 is remembered (``releases``): votes of which few have changed since are not told again,
and the means of single classes only of a count that is 正式, for a later one would differ from it by few.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from lianping_xlsx.core.abbreviate import named
from lianping_xlsx.decision.disclosure.releases import NOTHING_RELEASED, Releases, differing_by_few
from lianping_xlsx.decision.disclosure.unanimity import near_unanimous
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.scheme.rules import Rules
from lianping_xlsx.tally.tally_results import ClassTally, PollScore, Result

ClassKey = tuple[str, str]
"""A poll and a voter class."""


@dataclass(frozen=True, slots=True)
class Disclosure:
    """The figures of one ratee that may be told; 考评得分, 名次 and 等次 always may. ``notes``: what is not, and why.

    ``classes`` and ``polls`` are those that may be told one by one; they are empty where they would only repeat the
    figure above them. ``withheld``: the polls whose score may not be told; ``merged``: the classes with votes of which
    no figure may be.
    """

    classes: tuple[ClassTally, ...]
    polls: tuple[PollScore, ...]
    poll_score: bool
    composite: bool
    withheld: frozenset[str]
    merged: frozenset[ClassKey]
    notes: tuple[str, ...]

    @property
    def complete(self) -> bool:
        """True if all figures may be told."""
        return not self.withheld and not self.merged


def disclose(
    scheme: Scheme,
    result: Result,
    code: str,
    releases: Releases = NOTHING_RELEASED,
    *,
    official: bool = True,
    beside: bool = False,
) -> Disclosure:
    """The disclosure of the ratee with this code, without regard to others. ``official``: the count is 正式.

    ``beside``: his composite would pin one of his 排名组 that is withheld (``neighbours``).
    """
    voted = [tally for tally in result.classes_of.get(code, ()) if tally.counted]
    scores = result.polls_of.get(code, ())
    by_poll = {score: [tally for tally in voted if tally.poll == score.poll] for score in scores}
    by_poll = {score: tallies for score, tallies in by_poll.items() if tallies}
    withheld = {
        score: reason for score, tallies in by_poll.items() if (reason := _why_withheld(scheme, tallies, releases))
    }
    known = official and code not in releases.means_unknown
    open_ones = {_key(tally) for tally in voted if not known or differing_by_few(scheme, tally, releases)}
    if beside:
        withheld |= {score: _BESIDE for score in by_poll if score.weight and score not in withheld}
    merged = [
        tally
        for score, tallies in by_poll.items()
        for tally in (tallies if score in withheld else _not_apart(scheme, tallies, open_ones))
    ]
    poll_score = not any(score.weight for score in withheld)
    apart = [tally for tallies in by_poll.values() if len(tallies) > 1 for tally in tallies if tally not in merged]
    return Disclosure(
        classes=tuple(apart),
        polls=tuple(score for score in by_poll if score not in withheld) if len(by_poll) > 1 else (),
        poll_score=poll_score,
        composite=poll_score or not scheme.rules.poll_weight,
        withheld=frozenset(score.poll for score in withheld),
        merged=frozenset(map(_key, merged)),
        notes=tuple(_notes(scheme, by_poll, withheld, merged, open_ones)),
    )


def in_score(scheme: Scheme, tallies: Iterable[ClassTally]) -> list[ClassTally]:
    """The secret classes whose votes the score of their poll is made of."""
    return [tally for tally in tallies if tally.counted and tally.weight and _secret(scheme, tally)]


_MOST_GIVEN = 2
"""Secret classes of a poll whose means its score gives to whoever typed the totals of the other."""


def _key(tally: ClassTally) -> ClassKey:
    return tally.poll, tally.voter_class


def _secret(scheme: Scheme, tally: ClassTally) -> bool:
    return _key(tally) not in scheme.signed_classes


def _why_withheld(scheme: Scheme, tallies: Sequence[ClassTally], releases: Releases) -> str:
    """Why not even the score of a poll may be told; '' where it may."""
    if any(too_few(scheme, tally) for tally in tallies):
        return f"有的票类有效票不足{scheme.rules.few_ballots}张（测评得分公布线）"
    secret = in_score(scheme, tallies)
    before = [released for tally in secret for released in differing_by_few(scheme, tally, releases)]
    given = len(secret) <= _MOST_GIVEN or any(released.apart for released in before)
    unknown = any(tally.ratee in releases.scores_unknown for tally in secret)
    return _CHANGED if (before and given) or unknown else ""


_CHANGED = "上次审定以后只有少数几张票变动，两次的得分相比就能推出这几张票"
_BESIDE = "同组名次相邻的有人得分不单列"


def too_few(scheme: Scheme, tally: ClassTally) -> bool:
    """Whether the mean of a class, had by subtraction from the poll's score, would tell too much of its ballots."""
    return bool(tally.weight) and _secret(scheme, tally) and _unknown(scheme, tally) < scheme.rules.few_ballots


def _unknown(scheme: Scheme, tally: ClassTally) -> int:
    """How many ballots of a class stay unknown to whoever typed the most: where several units did, he takes his off."""
    return tally.counted - scheme.typed_by_one.get((tally.poll, tally.voter_class, tally.ratee), 0)


def _not_apart(scheme: Scheme, tallies: Sequence[ClassTally], open_ones: Container[ClassKey]) -> list[ClassTally]:
    """The classes of a poll whose means may not be told beside its score; ``open_ones``: those not told now."""
    few = (_unknown(scheme, tally) < scheme.rules.class_line or _key(tally) in open_ones for tally in tallies)
    fail = [
        tally
        for tally, hidden in zip(tallies, few, strict=True)
        if _secret(scheme, tally) and (hidden or near_unanimous(scheme, tally))
    ]
    if not any(tally.weight for tally in fail):
        return fail
    return [tally for tally in tallies if tally.weight or tally in fail]


def _notes(
    scheme: Scheme,
    by_poll: dict[PollScore, list[ClassTally]],
    withheld: Mapping[PollScore, str],
    merged: Sequence[ClassTally],
    open_ones: Container[ClassKey],
) -> Iterator[str]:
    """One for each poll of which something is not told."""
    for score, tallies in by_poll.items():
        hidden = [tally for tally in tallies if tally in merged]
        if score in withheld:
            yield _of_withheld(scheme.rules, score, withheld[score], several=len(by_poll) > 1)
        elif hidden and len(tallies) > 1:
            whole = any(tally.weight for tally in hidden)
            later = any(_key(tally) in open_ones for tally in hidden)
            yield _of_merged(scheme.rules, score, "各票类" if whole else "该票类", told=whole, later=later)


def _of_withheld(rules: Rules, score: PollScore, reason: str, *, several: bool) -> str:
    figures = ["该次测评的得分"] if several else []
    figures += ["测评得分"] if score.weight else []
    figures += ["综合得分"] if score.weight and rules.poll_weight else []
    what = "、".join(figures[:-1]) + ("和" if len(figures) > 1 else "") + figures[-1]
    poll = named(score.poll) if several else ""
    return f"{poll}{reason}，为保护投票人，{what}不单列，名次和等次照列。"


def _of_merged(rules: Rules, score: PollScore, classes: str, *, told: bool, later: bool) -> str:
    reason = f"有的票类有效票不足{rules.class_line}张（票类均分单列线）或评分高度一致"
    if later:
        reason = "结果是试算，或者上次审定以后只有少数几张票变动"
    return f"{named(score.poll)}{reason}，为保护投票人，{classes}的平均分不单列" + (
        "，已并入该次测评的得分。" if told else "。"
    )
