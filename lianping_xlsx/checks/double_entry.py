"""双人录入: two registers of the same ballots, typed by two people, count once if they agree, and else not at all.

Ballots are matched by what stands on them, whatever their order and 票号: paper ballots have no number, and the second
person may take the pile from the other end. A register is a multiset of ballots; one that occurs n times in one typing
and m times in the other differs by |n - m|.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from lianping_xlsx.checks.used_form import UsedForm, used_forms
from lianping_xlsx.core import exact
from lianping_xlsx.core.findings import Finding, Outcome
from lianping_xlsx.core.light_dataclass import dataclass, replace
from lianping_xlsx.core.spelling import code_key
from lianping_xlsx.forms.form_type import heading_of
from lianping_xlsx.forms.kinds.ballots.ballot_register import VALID, VOTER
from lianping_xlsx.forms.layout import SECOND_TYPING, FormKey
from lianping_xlsx.intake.gather import Received
from lianping_xlsx.intake.reading.entry_wording import show_entry
from lianping_xlsx.intake.reading.form_reading import HEAD_ENTRIES, FormReading
from lianping_xlsx.scheme.terms import Collects

Content = frozenset[tuple[str, str]]
"""The content of a ballot: column keys and entries, as a person would write them; 有效 equals a blank."""
_LISTED = 50
"""The largest number of ballots of a register that findings name one by one."""
_ALIKE = 2
"""A ballot is the nearest of another one if at most one cell in so many differs."""


def compare_typings(received: Received) -> Outcome[Received]:
    """The replies without the second of two typings that agree, and without both of two that do not.

    Findings: ``form.typings-agree`` or ``form.typings-differ``, with ``ballot.typed-otherwise``, ``ballot.typed-once``
    and ``poll.typed-otherwise`` at the ballots and counts that differ; ``form.typing-missing``.
    """
    pairs = _pairs(received)
    if not pairs:
        return Outcome(received)
    forms = {form.index: form for form in used_forms(received, Collects.BALLOTS)}
    dropped: set[int] = set()
    merged: dict[int, FormReading] = {}
    findings: list[Finding] = []
    for first, second in pairs:
        there = [forms[index] for index in (first, second) if index in forms]
        dropped.update((first, second))
        if len(there) == 1:
            findings.append(_missing(received, there[0], second if there[0].index == first else first))
        elif there:
            typings = _Typings(there[0], there[1])
            findings += typings.findings(_before_correction(received, *there))
            if typings.agree:
                merged[first] = typings.merged()
    readings = {index: reading for index, reading in received.readings.items() if index not in dropped}
    kept = readings | merged
    return Outcome(replace(received, readings={index: kept[index] for index in sorted(kept)}), tuple(findings))


def _pairs(received: Received) -> list[tuple[int, int]]:
    """The places of the first and the second typing of each register that is typed twice."""
    places: dict[FormKey, int] = {expected.layout.key: index for index, expected in enumerate(received.expected)}
    return [(places[replace(key, typing=1)], index) for key, index in places.items() if key.typing == SECOND_TYPING]


def _missing(received: Received, form: UsedForm, missing: int) -> Finding:
    key, other = form.expected.layout.key, received.expected[missing].layout.key
    slots = {"voter_class": key.voter_class, "typing": key.typing_name, "other": other.typing_name}
    return Finding("form.typing-missing", form.place, slots)


# ---------------------------------------------------------------- what was typed


def _ballots_of(form: UsedForm) -> dict[int, Content]:
    """The content of each ballot of a register, by grid row; a row without entries is no ballot."""
    layout, reading = form.expected.layout, form.reading
    found: dict[int, list[tuple[str, str]]] = {}
    for row, column, value in reading.entries:
        shown = show_entry(layout.kind_of(row, column), value)
        found.setdefault(row, []).append((layout.columns[column].key, shown))
    for (row, column), raw in reading.bad_cells.items():
        found.setdefault(row, []).append((layout.columns[column].key, raw.strip()))
    for (row, name), text in reading.texts.items():
        entries = found.setdefault(row, [])
        if text != VALID:
            key = layout.columns[layout.text_column(name)].key
            entries.append((key, code_key(text) if name == VOTER else text))
    return {row: frozenset(found[row]) for row in sorted(found)}


def _without_match(own: dict[int, Content], others: dict[int, Content]) -> list[int]:
    """The grid rows of the ballots that the other typing does not have, or not so often."""
    left = Counter(others.values())
    rows = []
    for row, content in own.items():
        if left[content] > 0:
            left[content] -= 1
        else:
            rows.append(row)
    return rows


def _before_correction(received: Received, first: UsedForm, second: UsedForm) -> _Typings | None:
    """Both registers as they came at first, if one of them has been corrected since and it is known how it was."""
    found = []
    for form in (first, second):
        copies = [each for reply in received.replies.values() for each in reply.forms if each.form == form.index]
        typed = [copy for copy in copies if not (copy.refused or copy.empty or copy.correction)]
        if len(typed) != 1:
            return None
        expected = received.expected[form.index].at(typed[0].version)
        found.append(replace(form, expected=expected, reading=typed[0]))
    unchanged = all(was.reading is form.reading for was, form in zip(found, (first, second), strict=True))
    return None if unchanged else _Typings(*found)


@dataclass(frozen=True, slots=True)
class _Pair:
    """A ballot of one typing without a match, and the nearest of the other typing that has none either, if any."""

    row: int
    other: int | None
    columns: tuple[str, ...] = ()


class _Typings:
    """Two typings of the same ballots, compared."""

    def __init__(self, first: UsedForm, second: UsedForm) -> None:
        self._forms = (first, second)
        self._ballots = (_ballots_of(first), _ballots_of(second))
        one, other = self._ballots
        self._alone = (_without_match(one, other), _without_match(other, one))
        self._heads = [name for name in HEAD_ENTRIES if len(set(self._counts(name))) > 1]

    def _counts(self, name: str) -> list[object]:
        """The entries of a field above the grid in the typings that have one; either person may leave it blank."""
        return [form.reading.fields[name] for form in self._forms if name in form.reading.fields]

    @property
    def agree(self) -> bool:
        """Return True if every ballot has its match and the counts above the grid are the same."""
        return not (any(self._alone) or self._heads)

    @property
    def differing(self) -> int:
        """The number of ballots that were typed in two ways, or by one person only."""
        return max(map(len, self._alone))

    @property
    def rate(self) -> str:
        """The share of these among all ballots, in percent."""
        return exact.show_short(exact.divide_half_up(self.differing * exact.WHOLE, max(self.sizes)))

    @property
    def sizes(self) -> tuple[int, int]:
        """The numbers of ballots of both."""
        one, other = self._ballots
        return len(one), len(other)

    def merged(self) -> FormReading:
        """The first reading, with counts above the grid that only the second one has."""
        first, second = (form.reading for form in self._forms)
        heads = {name: second.fields[name] for name in HEAD_ENTRIES if name in second.fields}
        return replace(first, fields=heads | dict(first.fields))

    def findings(self, before: _Typings | None) -> Iterator[Finding]:
        """Yield that they agree, or that they do not and where. ``before``: as they were before a correction."""
        first, (one, two) = self._forms[0], self.sizes
        voter_class = {"voter_class": first.expected.layout.key.voter_class}
        if self.agree:
            words = f"更正前有{before.differing}张不一致（{before.rate}%）" if before else "没有不一致的"
            yield Finding("form.typings-agree", first.place, voter_class | {"count": str(one), "before": words})
            return
        slots = {"one": str(one), "two": str(two), "differing": str(self.differing), "rate": self.rate}
        for form in self._forms:  # either may be the one to be corrected
            yield Finding("form.typings-differ", form.place, voter_class | slots)
        yield from self._differences()

    def _differences(self) -> Iterator[Finding]:
        """Yield the counts above the grid and the ballots that differ, at their cells in both."""
        first, second = self._forms
        for name in self._heads:
            yield from self._head_findings(name)
        nearest = self._nearest()
        yield from self._ballot_findings(first, second, nearest)
        turned = [_Pair(pair.other, pair.row, pair.columns) for pair in nearest if pair.other is not None]
        known = {pair.row for pair in turned}
        turned += [_Pair(row, None) for row in self._alone[1] if row not in known]
        yield from self._ballot_findings(second, first, sorted(turned, key=lambda pair: pair.row))

    def _head_findings(self, name: str) -> Iterator[Finding]:
        label = next(field.caption for field in self._forms[0].expected.layout.head if field.name == name)
        one, two = (str(count) for count in self._counts(name))
        for form in self._forms:
            slots = {"voter_class": form.expected.layout.key.voter_class, "label": label, "one": one, "two": two}
            yield form.field_finding("poll.typed-otherwise", name, **slots)

    def _nearest(self) -> list[_Pair]:
        """Each ballot of the first typing without a match, with the nearest of the second, each of these once."""
        one, other = self._ballots
        rows, others = self._alone[0][:_LISTED], self._alone[1][:_LISTED]
        apart = sorted((len(_keys(one[row] ^ other[each])), row, each) for row in rows for each in others)
        taken: dict[int, int] = {}
        for distance, row, each in apart:
            most = len(_keys(one[row] | other[each])) // _ALIKE
            if distance <= most and row not in taken and each not in taken.values():
                taken[row] = each
        return [self._pair(row, taken.get(row)) for row in self._alone[0]]

    def _pair(self, row: int, other: int | None) -> _Pair:
        if other is None:
            return _Pair(row, None)
        keys = _keys(self._ballots[0][row] ^ self._ballots[1][other])
        order = [column.key for column in self._forms[0].expected.layout.columns]
        return _Pair(row, other, tuple(sorted(keys, key=order.index)))

    def _ballot_findings(self, form: UsedForm, other: UsedForm, pairs: Sequence[_Pair]) -> Iterator[Finding]:
        """Yield a finding at each ballot of ``form`` without a match, up to ``_LISTED``."""
        layout, key = form.expected.layout, other.expected.layout.key
        for pair in pairs[:_LISTED]:
            slots = {"ballot": f"{layout.key.typing_name}{form.ballot(pair.row)}", "typing": key.typing_name}
            if pair.other is None:
                yield Finding("ballot.typed-once", form.at(pair.row, layout.column_of("validity")), slots)
                continue
            where = "、".join(_heading(form, column) for column in pair.columns)
            told = "；".join(self._difference(form, other, pair, column) for column in pair.columns)
            nearest = other.expected.layout.rows[pair.other].ballot
            at = form.at(pair.row, layout.column_of(pair.columns[0]))
            differing = {"nearest": nearest, "differences": told, "where": where}
            yield Finding("ballot.typed-otherwise", at, slots | differing)

    def _difference(self, form: UsedForm, other: UsedForm, pair: _Pair, column: str) -> str:
        """A cell in which two ballots differ: “云溪镇 陆明澈”这里是92，第二遍是29."""
        assert pair.other is not None
        own, theirs = (self._shown(form, pair.row, column), self._shown(other, pair.other, column))
        return f"{_heading(form, column)}这里{own}，{other.expected.layout.key.typing_name}{theirs}"

    def _shown(self, form: UsedForm, row: int, column: str) -> str:
        """The content of a cell in words, without the code of the voter, which no other document quotes."""
        entry = dict(self._ballots[self._forms.index(form)][row]).get(column)
        if entry is None:
            return "没有填"
        return "填有编号" if column == VOTER else f"是“{entry}”"


def _keys(entries: frozenset[tuple[str, str]]) -> set[str]:
    """The keys of the columns in which two ballots differ, given the entries that only one of them has."""
    return {key for key, _ in entries}


def _heading(form: UsedForm, key: str) -> str:
    layout = form.expected.layout
    return f"“{heading_of(layout.columns[layout.column_of(key)])}”"
