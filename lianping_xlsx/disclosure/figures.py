"""What may leave the office without letting a reader infer a single ballot. Every document asks here, and only here.

A figure made of fewer ballots than 少票提醒线 is merged into the next larger one. So is every figure beside it, for
what is left out could be had by subtraction: a class from the poll's score and the other classes, a poll from the
测评得分 and the other polls, the 测评得分 from the 综合得分 and the 考评得分. Numbers of ballots are never told.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lianping_xlsx.scheme.model import Rules, Scheme
from lianping_xlsx.tally.results import ClassTally, PollScore, Result


@dataclass(frozen=True, slots=True)
class Disclosure:
    """What may be told of one ratee. ``notes`` say what is not, and why.

    ``classes`` and ``polls`` are those that may be told one by one; they are empty where they would only repeat the
    figure above them. ``field_score`` False: neither 考评得分 nor any points that add up to it.
    """

    classes: tuple[ClassTally, ...]
    polls: tuple[PollScore, ...]
    poll_score: bool
    field_score: bool
    composite: bool
    notes: tuple[str, ...]


def disclose(scheme: Scheme, result: Result, code: str) -> Disclosure:
    """What may be told of the ratee with this code."""
    rules = scheme.rules
    voted = [tally for tally in result.classes_of.get(code, ()) if tally.counted]
    by_poll = {poll: [t for t in voted if t.poll == poll.poll] for poll in result.polls_of.get(code, ())}
    by_poll = {poll: tallies for poll, tallies in by_poll.items() if tallies}
    least, behind = rules.few_ballots, {poll: _behind(tallies) for poll, tallies in by_poll.items()}
    if voted and sum(ballots for poll, ballots in behind.items() if poll.weight) < least:
        return _only_composite(rules)
    if any(ballots < least for ballots in behind.values()):
        note = f"有的测评有效票不足{least}张，为保护投票人，各次测评的得分不单列，只列合并后的测评得分。"
        return Disclosure((), (), True, True, True, (note,))
    classes: list[ClassTally] = []
    notes = []
    for poll, tallies in by_poll.items():
        if all(tally.counted >= least for tally in tallies):
            classes += tallies if len(tallies) > 1 else []
        else:
            notes.append(
                f"“{poll.poll}”有的票类有效票不足{least}张，为保护投票人，各票类的平均分不单列，已并入该次测评的得分。"
            )
    polls = tuple(by_poll) if len(by_poll) > 1 else ()
    return Disclosure(tuple(classes), polls, True, True, True, tuple(notes))


def _behind(tallies: Iterable[ClassTally]) -> int:
    """How many ballots a poll's score is made of: a class without weight is no part of it, however large."""
    return sum(tally.counted for tally in tallies if tally.weight)


def _only_composite(rules: Rules) -> Disclosure:
    """So few ballots that not even their common score may be told, nor what it could be worked out from."""
    reason = f"有效票不足{rules.few_ballots}张，为保护投票人，测评得分不单列"
    if not rules.poll_weight:
        return Disclosure((), (), False, True, True, (f"{reason}。",))
    if not rules.field_weight:
        note = f"{reason}；综合得分由测评得分得出，也不列。"
        return Disclosure((), (), False, True, False, (note,))
    note = f"{reason}；考评得分和各项分值与综合得分相减即可推出测评得分，也不列。"
    return Disclosure((), (), False, False, True, (note,))
