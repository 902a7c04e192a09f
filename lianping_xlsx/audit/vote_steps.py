"""The calculations of polls: from the cells of ballots to class means, poll scores and the score of a component."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from lianping_xlsx.audit.calculations import DASH, MISSING, Calculation, number, share, total_of, weighted_mean
from lianping_xlsx.audit.source_blocks import (
    ABSTAINED,
    HUNDREDTHS,
    RETURNED,
    TOTAL,
    TRIMMED,
    VALID,
    VOID,
    BlockKind,
    LeafSource,
    Trace,
)
from lianping_xlsx.checks.mark_ends import MarkEnds
from lianping_xlsx.core import exact
from lianping_xlsx.core.exact import ScoreValue, Weight
from lianping_xlsx.scheme.ballot_contents import Grade
from lianping_xlsx.scheme.components import Component
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.tally.item_scores import ItemTally
from lianping_xlsx.tally.tally_results import ClassTally, PollScore, Result

_Numbers = tuple[LeafSource, Mapping[tuple[str, str], int]]
"""A source, and its numbers on one ratee by name and item of their line."""


class VoteSteps:
    """The steps of the polls of a result. Sources are named as 出处 names them: small secret ones are pooled."""

    def __init__(self, scheme: Scheme, result: Result, trace: Trace) -> None:
        self._scheme = scheme
        self._result = result
        self._sources: dict[tuple[str, str, str], list[_Numbers]] = {}
        self._missing: dict[tuple[str, str, str], str] = {}
        for block in trace.blocks:
            if block.kind is BlockKind.VOTES:
                for at, code in enumerate(block.ratees):
                    key = *block.owner, code
                    self._sources[key] = [(each, found) for each in block.sources if (found := _on_ratee(each, at))]
                    self._missing[key] = block.missing

    def component(self, code: str, component: Component, shown: ScoreValue | None) -> Calculation:
        """The score of a component from its polls; with a single poll its classes stand below it at once."""
        polls = [each for each in self._result.polls_of.get(code, ()) if each.component == component.name]
        about = "component", component.name
        figure = self._show(shown)
        by_shares = self._scheme.by_shares and bool(component.weight)
        if len(polls) == 1 and not by_shares:
            (poll,) = polls
            return Calculation(
                component.score_name, figure, self._poll_words(poll), poll.note, self._classes(poll), about=about
            )
        parts = tuple(self._poll(each) for each in polls)
        if any(each.score is None for each in polls) or not polls:
            return Calculation(component.score_name, figure, remark=MISSING, parts=parts, about=about)
        if by_shares:
            words = f"（{self.points_by_shares(code, component.name)}）÷{share(component.weight)}"
            return Calculation(component.score_name, figure, words, "只用于公布和比较", parts, about=about)
        words = weighted_mean([(each.weight, each.used) for each in polls if each.used is not None])
        return Calculation(component.score_name, figure, words, parts=parts, about=about)

    def points_by_shares(self, code: str, component: str) -> str:
        """The points that the polls of a component add to the composite (占总分比重); '' without shares."""
        polls = [each for each in self._result.polls_of.get(code, ()) if each.component == component]
        if not polls or any(each.part is None for each in polls):
            return ""
        return total_of(filter(None, map(self._shares_of_poll, polls)))

    def _shares_of_poll(self, poll: PollScore) -> str:
        """Σ share x mean; the share of a class without a mean goes to the others of its poll."""
        shares = [(Fraction(self._scheme.share_of[each.poll, each.voter_class]), each) for each in self._tallies(poll)]
        there = [(part, each.used) for part, each in shares if each.used is not None and part]
        if not there:
            return ""
        words = total_of(f"{number(used)}×{share(part)}" for part, used in there)
        whole, counted = sum(part for part, _ in shares), sum(part for part, _ in there)
        return words if whole == counted else f"（{words}）×{share(whole)}÷{share(counted)}"

    def _poll(self, poll: PollScore) -> Calculation:
        use = "只用于公布和比较" if self._scheme.by_shares else _weight(poll.weight)
        remark = "；".join(filter(None, (poll.note, use)))
        words, about = self._poll_words(poll), ("poll", poll.poll)
        return Calculation(poll.poll, self._show(poll.score), words, remark, self._classes(poll), about=about)

    def _poll_words(self, poll: PollScore) -> str:
        if poll.score is None:
            return ""
        return weighted_mean([(each.weight, each.used) for each in self._tallies(poll) if each.used is not None])

    def _tallies(self, poll: PollScore) -> list[ClassTally]:
        return [each for each in self._result.classes_of.get(poll.ratee, ()) if each.poll == poll.poll]

    def _classes(self, poll: PollScore) -> tuple[Calculation, ...]:
        return tuple(self._class(each) for each in self._tallies(poll))

    # ---------------------------------------------------------------- one class

    def _class(self, tally: ClassTally) -> Calculation:
        """The mean of a class, from the sum and the number of its marks, or with 分项等次 from the means of items."""
        key = tally.poll, tally.voter_class, tally.ratee
        label, about = f"{tally.voter_class}平均分", ("class", tally.poll, tally.voter_class)
        missing = self._missing.get(key, "")
        absent = f"未采用：{missing}" if missing else ""
        remark = "；".join(filter(None, (_votes_in_words(tally), _weight(tally.weight), absent)))
        if tally.mean is None:
            return Calculation(
                label, DASH, remark=f"没有有效分数；{remark}", parts=self._source_steps(key, ""), about=about
            )
        figure = self._show(tally.mean)
        if tally.items:
            words = total_of(
                f"{_used(each)}×{exact.show_short(each.points)}÷100" for each in tally.items if each.points
            )
            return Calculation(
                label, figure, words, remark, tuple(self._item(key, each) for each in tally.items), about=about
            )
        sums = self._scheme.poll_of[tally.poll].sums_places
        words = number(tally.total) if sums else f"{number(tally.total)}÷{tally.counted}"
        if key not in self._sources:
            return Calculation(label, figure, words, remark, about=about)
        grades = self._scheme.grades_of(tally.poll) if tally.grades else ()
        total, count = self._sum(key, tally, grades), self._count(key, "", tally.counted)
        return Calculation(label, figure, words, remark, (total,) if sums else (total, count), about=about)

    def _item(self, key: tuple[str, str, str], tally: ItemTally) -> Calculation:
        """The mean of one item of a class."""
        item = next(each for each in self._scheme.items_of(key[0]) if each.code == tally.item)
        label = f"{item.code} {item.text}"
        if tally.mean is None:
            return Calculation(label, DASH, remark="没有有效分数")
        if key not in self._sources:
            words = f"{number(tally.total)}÷{tally.counted}"
            return Calculation(label, self._show(tally.mean), words, _points(tally))
        total = self._sum(key, tally, self._scheme.grades_of(key[0], item), tally.item)
        count = self._count(key, tally.item, tally.counted)
        words = f"{number(tally.total)}÷{tally.counted}"
        return Calculation(label, self._show(tally.mean), words, _points(tally), (total, count))

    def _sum(
        self, key: tuple[str, str, str], tally: ClassTally | ItemTally, grades: Sequence[Grade], item: str = ""
    ) -> Calculation:
        """合计分: by the votes for each grade, or the sums of the sources."""
        sources = self._source_steps(key, item)
        if grades:
            votes = zip(grades, tally.grades, strict=True)
            terms = [f"{exact.show_short(each.points)}×{count}" for each, count in votes if count and each.counted]
            words = total_of([*terms, *_dropped(tally.trimmed)])
        else:
            words = total_of(each.figure for each in sources) if len(sources) > 1 else ""
        return Calculation("合计分", exact.show_short(tally.total), words, parts=sources)

    def _count(self, key: tuple[str, str, str], item: str, counted: int) -> Calculation:
        """计分票数: the valid votes of the sources, without those that the mean leaves out."""
        numbers = [
            value
            for _, found in self._sources.get(key, ())
            if (value := found.get((VALID, item), 0) + found.get((TRIMMED, item), 0))
        ]
        return Calculation("计分票数", str(counted), total_of(map(str, numbers)) if len(numbers) > 1 else "")

    def _source_steps(self, key: tuple[str, str, str], item: str) -> tuple[Calculation, ...]:
        """A step for each source with its sum, or with its number of ballots where it has no sum."""
        return tuple(_source_step(source, found, item) for source, found in self._sources.get(key, ()))

    def _show(self, value: ScoreValue | None) -> str:
        return DASH if value is None else exact.show(value, self._scheme.rules.decimals)


def _weight(weight: Weight) -> str:
    return f"权重{exact.show_share(weight)}" if weight else "权重0，不计入"


def _points(tally: ItemTally) -> str:
    return f"分值{exact.show_short(tally.points)}" if tally.points else "没有分值，不计入"


def _used(tally: ItemTally) -> str:
    assert tally.used is not None  # without it the class has no mean
    return number(tally.used)


def _on_ratee(source: LeafSource, at: int) -> dict[tuple[str, str], int]:
    """The numbers of a source on the ratee at a place of its block; {} if it says nothing of him."""
    found = {(line.what, line.item): value for line in source.lines if (value := line.values[at]) is not None}
    return {(name, ""): count for name, count in source.counts} | found if found or source.counts else {}


def _source_step(source: LeafSource, found: Mapping[tuple[str, str], int], item: str) -> Calculation:
    origin = source.origin
    total = found.get((TOTAL, item))
    figure = exact.show_short(total) if total is not None else DASH
    said = [*_numbers_in_words(found, item), source.left_out]
    return Calculation(
        origin.file, figure, remark="；".join(filter(None, said)), origin=origin if origin.sheet else None
    )


def _numbers_in_words(found: Mapping[tuple[str, str], int], item: str) -> Iterator[str]:
    """Yield 收回6张，有效5张 …, and the votes for each grade."""
    votes = [(name, found.get((name, ""), 0)) for name in (RETURNED,)]
    votes += [(name, found.get((name, item), 0)) for name in (VALID, VOID, ABSTAINED)]
    words = "，".join(f"{name}{count}张" for name, count in votes if count)
    if words:
        yield words
    shown = {name for name, _ in votes} | {TRIMMED} | HUNDREDTHS
    grades = [f"{name}{count}" for (name, of), count in found.items() if of == item and name not in shown and count]
    if grades:
        yield "，".join(grades)


def _votes_in_words(tally: ClassTally) -> str:
    """The votes of a class, and the marks that its mean leaves out."""
    counts = (("应到", tally.electorate), ("收回", tally.returned), ("有效", tally.valid))
    words = "，".join(f"{name}{count}" for name, count in counts)
    words += "".join(f"，{name}{count}" for name, count in (("作废", tally.void), ("弃权", tally.abstained)) if count)
    ends = tally.trimmed
    if ends is not None:
        low, high = ("、".join(map(exact.show_short, marks)) for marks in (ends.lowest, ends.highest))
        words += "，不计" + "、".join(f"{name}{marks}" for name, marks in (("最低分", low), ("最高分", high)) if marks)
    return words


def _dropped(ends: MarkEnds | None) -> list[str]:
    return [] if ends is None else [f"-{exact.show_short(mark)}" for mark in ends.marks]
