"""Do the counts of a 计票汇总 add up? A row that does not is not counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field

import pandas as pd

from lianping_xlsx.checks.countable import VOID_CELL, frame_of, rows_in
from lianping_xlsx.checks.item_grade_checks import ITEM_VOTES
from lianping_xlsx.checks.mark_ends import MarkEnds
from lianping_xlsx.checks.used_form import UsedForm, expected_ballots, turnout_faults
from lianping_xlsx.core import exact
from lianping_xlsx.core.findings import Finding
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.forms.kinds.tally_extremes import extremes_in, extremes_on
from lianping_xlsx.forms.kinds.tally_form import grades_in_row
from lianping_xlsx.forms.kinds.tally_sums import ALL_VALID, has_abstained_in_valid
from lianping_xlsx.scheme.ballot_contents import Grade
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.scheme.rules import Rules
from lianping_xlsx.scheme.rules.count_steps import Ends
from lianping_xlsx.scheme.terms import Scoring

_COUNTS = ("issued", "returned", "valid", "void", "abstained", "total")
COLUMNS = ["form", "ratee", *_COUNTS]
_LOW_MEAN, _SEVERAL = 10 * exact.POINT, 3
"""Points that nobody gives on the average, of a hundred; rows of which one word is enough."""
_Values = dict[str, int]
"""Entries of a row by column key; ``valid`` and ``total`` are added where other entries give them."""


@dataclass(frozen=True)
class JudgedTallies:
    """``counts``: one row a ratee whose counts are whole and add up (form, ratee, counts, total in hundredths).

    ``grades``, ``ends``, ``item_votes``: their votes of each grade, their highest and lowest marks, and the votes on
    each item, as ``Counted`` wants them. ``unsettled``: the cells to be put right in rows that
    are not counted, by (form, ratee).
    """

    counts: pd.DataFrame
    grades: pd.DataFrame
    ends: dict[tuple[int, int], MarkEnds]
    item_votes: pd.DataFrame | None
    findings: tuple[Finding, ...]
    unsettled: Mapping[tuple[int, int], int] = field(default_factory=dict)


@dataclass
class _TallyRows:
    counts: list[tuple[int, ...]] = field(default_factory=list)
    grades: list[tuple[int, ...]] = field(default_factory=list)
    ends: dict[tuple[int, int], MarkEnds] = field(default_factory=dict)
    item_votes: list[tuple[int, ...]] = field(default_factory=list)


def judge_tallies(scheme: Scheme, forms: Sequence[UsedForm]) -> JudgedTallies:
    """Every row of every form. Findings ``cell.blank``, ``tally.*`` and ``poll.*``."""
    order = {ratee.code: place for place, ratee in enumerate(scheme.ratees)}
    found, findings, ends = _TallyRows(), list[Finding](), scheme.rules.class_ends
    for form in forms:
        entries, means = _entries(form), dict[int, int]()
        if scheme.graded_items(form.expected.layout.key.poll):
            findings += _judge_items(scheme, form, entries, found)
            continue
        for place, row in enumerate(form.expected.layout.rows):
            grades = grades_in_row(scheme, form.expected.layout, row)
            values = entries.get(place, {})
            faults = list(_faults(form, place, values, grades, scheme))
            findings += faults
            if not faults and _is_whole(form, values):
                findings += _remarks(form, place, values, expected_ballots(scheme, form.expected))
                if values["valid"] and not grades:
                    means[place] = exact.hundredths(values["total"], values["valid"])
                ratee, places = order[row.ratee], _places(scheme, form)
                found.counts.append((form.index, ratee, *(values[name] for name in _COUNTS)))
                votes = ((places.get(grade.name), values[key]) for key, grade in grades.items())
                found.grades += [(form.index, ratee, grade, count) for grade, count in votes if grade is not None]
                if sum(ends):
                    found.ends[form.index, ratee] = _ends_of_row(values, grades, ends)
        findings += _low_means(form, entries, means)
    counts = frame_of(found.counts, COLUMNS)
    graded = frame_of(found.grades, ["form", "ratee", "grade", "count"])
    by_item = frame_of(found.item_votes, ITEM_VOTES) if found.item_votes else None
    return JudgedTallies(counts, graded, found.ends, by_item, tuple(findings), _unsettled(scheme, forms, counts))


def _unsettled(scheme: Scheme, forms: Sequence[UsedForm], counts: pd.DataFrame) -> Mapping[tuple[int, int], int]:
    """The number of cells that were not understood, by (form, ratee), of the rows that are not counted."""
    if not any(form.reading.bad_cells for form in forms):
        return {}
    order = {ratee.code: place for place, ratee in enumerate(scheme.ratees)}
    counted = set(rows_in(counts, ["form", "ratee"]))
    spots = ((form, row) for form in forms for row, _ in form.reading.bad_cells)
    found = Counter((form.index, order[form.expected.layout.rows[row].ratee]) for form, row in spots)
    return {key: number for key, number in found.items() if key not in counted}


def _judge_items(
    scheme: Scheme, form: UsedForm, entries: Mapping[int, _Values], found: _TallyRows
) -> Iterator[Finding]:
    """Judge the rows of a form by 分项等次: a ratee counts if all his items add up, to the same number of ballots.

    His valid, void and abstained ballots are those of the item with the most valid votes.
    """
    layout = form.expected.layout
    by_ratee: dict[str, list[tuple[int, _Values]]] = {}
    for place, row in enumerate(layout.rows):
        by_ratee.setdefault(row.ratee, []).append((place, entries.get(place, {})))
    ratees = {ratee.code: number for number, ratee in enumerate(scheme.ratees)}
    items = {item.code: number for number, item in enumerate(scheme.items)}
    for ratee, rows in by_ratee.items():
        graded = {place: grades_in_row(scheme, layout, layout.rows[place]) for place, _ in rows}
        faults = [each for place, values in rows for each in _faults(form, place, values, graded[place], scheme)]
        if not faults:
            faults = list(_unlike_rows(form, rows))
        yield from faults
        if faults or not all(values.keys() >= set(_COUNTS) for _, values in rows):
            continue
        (first, values), most = rows[0], max((values for _, values in rows), key=lambda each: each["valid"])
        yield from _remarks(form, first, values, expected_ballots(scheme, form.expected))
        found.counts.append((form.index, ratees[ratee], *(most[name] for name in _COUNTS)))
        for place, values in rows:
            item, listed = items[layout.rows[place].item], graded[place]
            key = form.index, ratees[ratee], item
            votes = {scheme.grades.index(grade): values[name] for name, grade in listed.items()}
            votes[VOID_CELL] = values["void"]
            found.item_votes += [(*key, grade, count) for grade, count in votes.items() if count]


def _unlike_rows(form: UsedForm, rows: Sequence[tuple[int, _Values]]) -> Iterator[Finding]:
    """Yield ``tally.items-differ`` for items of a ratee with other numbers of ballots than the first."""
    (_, first), *others = rows
    for place, values in others:
        for name, label in (("issued", "发出"), ("returned", "收回")):
            # A number that was not understood is none.
            if values.keys() & first.keys() >= {name} and values[name] != first[name]:
                slots = {"label": label, "count": str(values[name]), "other": str(first[name])}
                yield form.cell_finding("tally.items-differ", place, form.expected.layout.column_of(name), **slots)


def _entries(form: UsedForm) -> dict[int, _Values]:
    """Values by grid row and column key."""
    columns = form.expected.layout.columns
    found: dict[int, _Values] = {}
    for place, index, value in form.reading.entries:
        found.setdefault(place, {})[columns[index].key] = value
    return found


def _places(scheme: Scheme, form: UsedForm) -> dict[str, int]:
    """The places in the scheme of the grades of a poll, by name; {} for a poll that does not vote by grades."""
    poll = scheme.poll_of[form.expected.layout.key.poll]
    scale = poll.scale if poll.scoring is Scoring.GRADES else None
    return {grade.name: place for place, grade in enumerate(scheme.grades) if grade.scale == scale}


def _faults(
    form: UsedForm, place: int, values: _Values, grades: Mapping[str, Grade], scheme: Scheme
) -> Iterator[Finding]:
    """Yield the faults that keep a row from being counted; a row without faults gets its ``valid`` and ``total``.

    The votes for a grade that is not counted (不计) are added to its ``abstained``.
    """
    layout = form.expected.layout
    if values.keys() >= {ALL_VALID, "abstained"}:
        values["valid"] = values[ALL_VALID] - values["abstained"]
    for index, column in layout.input_columns():
        if layout.kind_of(place, index) is None:  # a grade of another item
            continue
        gone = form.reading.rows[place] < 0 or (place, index) in form.reading.bad_cells
        if column.key in values or gone or _may_be_blank(form, column.key, values):
            continue
        if column.key == "total" and values.get("valid") == 0:  # nothing to add up
            values["total"] = 0
        else:
            yield form.blank_finding(place, index)
    if grades and values.keys() >= grades.keys():
        values["valid"] = sum(values[key] for key, grade in grades.items() if grade.counted)
        values["total"] = sum(values[key] * grade.points for key, grade in grades.items() if grade.counted)
        if "abstained" in values:
            values["abstained"] += sum(values[key] for key, grade in grades.items() if not grade.counted)
    if _is_whole(form, values):
        yield from _sums(form, place, values, scheme.rules, by_grade=bool(grades))
        yield from _turnout(form, place, values["returned"], scheme)


def _is_whole(form: UsedForm, values: _Values) -> bool:
    return values.keys() >= set(_COUNTS) and _all_there(form, values)


def _sums(form: UsedForm, place: int, values: _Values, rules: Rules, *, by_grade: bool) -> Iterator[Finding]:
    at = form.expected.layout.column_of
    shown = {name: str(values[name]) for name in _COUNTS} | {"total": exact.show_short(values["total"])}
    shown |= {"beside": _beside(form), "all_valid": str(values.get(ALL_VALID))}
    if values["returned"] != values["valid"] + values["void"] + values["abstained"]:
        code = "tally.grades-not-adding-up" if by_grade else "tally.not-adding-up"
        code = "tally.valid-not-adding-up" if has_abstained_in_valid(form.expected.layout) else code
        yield form.cell_finding(code, place, at("returned"), **shown)
    if values["returned"] > values["issued"] and rules.void_excess:
        yield _row_finding(form, place, "tally.more-returned", **shown)
    if by_grade:
        return
    if values["valid"] < 0:
        yield form.cell_finding("tally.abstained-beyond-valid", place, at("abstained"), **shown)
    elif values["valid"] == 0 and values["total"] > 0:
        yield form.cell_finding("tally.total-without-votes", place, at("total"), **shown)
    elif not 0 <= values["total"] <= values["valid"] * exact.WHOLE:
        yield form.cell_finding("tally.total-too-large", place, at("total"), **shown)
    else:
        yield from _extremes_faults(form, place, values)


def _beside(form: UsedForm) -> str:
    """The words beside a number of valid votes that differs from the 有效 on the form."""
    return "（不含弃权）" if has_abstained_in_valid(form.expected.layout) else ""


def _turnout(form: UsedForm, place: int, returned: int, scheme: Scheme) -> Iterator[Finding]:
    codes, expected = ("tally.turnout", "tally.turnout-number"), expected_ballots(scheme, form.expected)
    for code, slots in turnout_faults(scheme.rules, codes, returned, expected):
        yield _row_finding(form, place, code, **slots)


def _remarks(form: UsedForm, place: int, values: _Values, expected: int) -> Iterator[Finding]:
    """Counts that are taken, but must be looked at."""
    returned, issued = values["returned"], values["issued"]
    if returned > issued:
        yield _row_finding(form, place, "poll.more-returned-kept", returned=str(returned), issued=str(issued))
    if returned > expected:
        yield _row_finding(form, place, "poll.beyond-electorate", returned=str(returned), expected=str(expected))


def _low_means(form: UsedForm, entries: Mapping[int, _Values], means: Mapping[int, int]) -> Iterator[Finding]:
    """Sums that look like a mean, or like marks out of ten; said once where they all do."""
    low = {place: mean for place, mean in means.items() if mean <= _LOW_MEAN}
    if len(low) >= _SEVERAL and len(low) == len(means):
        top = exact.show_short(max(low.values()))
        yield Finding("tally.low-means", form.place, {"count": str(len(low)), "mean": top})
        return
    for place, mean in low.items():
        values, column = entries[place], form.expected.layout.column_of("total")
        slots = {"total": exact.show_short(values["total"]), "valid": str(values["valid"]), "beside": _beside(form)}
        yield form.cell_finding("tally.low-mean", place, column, mean=exact.show_short(mean), **slots)


def _row_finding(form: UsedForm, place: int, code: str, **slots: str) -> Finding:
    voter_class = form.expected.layout.key.voter_class
    return form.cell_finding(code, place, form.expected.layout.column_of("returned"), voter_class=voter_class, **slots)


# ---------------------------------------------------------------- the highest and lowest marks


def _may_be_blank(form: UsedForm, column: str, values: Mapping[str, int]) -> bool:
    """Return True for the place of a mark that does not exist: of two valid marks there is no third highest."""
    return extremes_on(form.expected.layout).get(column, 0) > values.get("valid", exact.WHOLE)


def _all_there(form: UsedForm, values: Mapping[str, int]) -> bool:
    """Return True if a row has every mark that exists; one that was not understood is not there."""
    return all(rank > values["valid"] or key in values for key, rank in extremes_on(form.expected.layout).items())


def _extremes_faults(form: UsedForm, place: int, values: Mapping[str, int]) -> Iterator[Finding]:
    """Yield ``tally.extreme-range`` and ``tally.extremes`` of a row whose entries are all there and otherwise add up.

    They quote no mark: each of these is the mark of a single ballot.
    """
    layout, known = form.expected.layout, extremes_on(form.expected.layout)
    if not known:
        return
    outside = [key for key in known if not 0 <= values.get(key, 0) <= exact.WHOLE]
    for key in outside:
        yield form.cell_finding("tally.extreme-range", place, layout.column_of(key))
    lowest, highest = extremes_in({key: values[key] for key in known if key in values})
    if not outside and not _possible(lowest, highest, values["valid"], values["total"]):
        yield form.cell_finding("tally.extremes", place, layout.column_of(next(iter(known))))


def _possible(lowest: tuple[int, ...], highest: tuple[int, ...], valid: int, total: int) -> bool:
    """Return True if ``valid`` marks with this sum can have these ends: ascending, and descending."""
    upper = highest[::-1]
    if list(lowest) != sorted(lowest) or list(upper) != sorted(upper) or max(len(lowest), len(upper)) > valid:
        return False
    least, greatest = max(lowest, default=0), min(upper, default=exact.WHOLE)
    left = valid - len(lowest) - len(upper)
    if left >= 0:
        # The marks that are left lie between the innermost of those entered.
        rest = total - sum(lowest) - sum(upper)
        return least <= greatest and left * least <= rest <= left * greatest
    # So few marks that some of them stand at both ends.
    return lowest[left:] == upper[:-left] and sum(lowest) + sum(upper[-left:]) == total


def _ends_of_row(values: Mapping[str, int], grades: Mapping[str, Grade], ends: Ends) -> MarkEnds:
    """The lowest and highest marks of a row: as entered, or as the numbers of votes for each grade give them.

    ``grades``: by column key; empty if the form asks for a sum of marks.
    """
    if not grades:
        return MarkEnds(*extremes_in(values))
    low, high = ends
    ascending = sorted(grade.points for key, grade in grades.items() if grade.counted for _ in range(values[key]))
    return MarkEnds(tuple(ascending[:low]), tuple(ascending[::-1][:high]))
