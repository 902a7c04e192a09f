"""Do the counts of a 计票汇总 add up? A row that does not is not counted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd

from lianping_xlsx.checks.places import UsedForm, expected_ballots
from lianping_xlsx.core import exact
from lianping_xlsx.core.findings import Finding
from lianping_xlsx.layout.forms import TALLY_FIELDS
from lianping_xlsx.scheme.model import Rules, Scheme

_NAMES = (*(name for name, _ in TALLY_FIELDS), "total")
COLUMNS = ["form", "ratee", *_NAMES]


def judge_tallies(scheme: Scheme, forms: Sequence[UsedForm]) -> tuple[pd.DataFrame, list[Finding]]:
    """One row a ratee whose counts are whole and add up: form, ratee, counts, total (hundredths)."""
    order = {ratee.code: place for place, ratee in enumerate(scheme.ratees)}
    rows: list[tuple[int, ...]] = []
    findings: list[Finding] = []
    for form in forms:
        entries = _entries(form)
        for place, row in enumerate(form.expected.layout.rows):
            values = entries.get(place, {})
            faults = list(_faults(form, place, values, scheme))
            findings += faults
            if not faults and len(values) == len(_NAMES):
                findings += _remarks(form, place, values, expected_ballots(scheme, form))
                rows.append((form.index, order[row.ratee], *(values[name] for name in _NAMES)))
    return pd.DataFrame(rows, columns=COLUMNS, dtype="int64"), findings


def _entries(form: UsedForm) -> dict[int, dict[str, int]]:
    """Values by grid row and field."""
    columns = form.expected.layout.columns
    found: dict[int, dict[str, int]] = {}
    for cell, value in zip(form.reading.cells, form.reading.values, strict=True):
        place, index = divmod(cell, len(columns))
        found.setdefault(place, {})[columns[index].field] = value
    return found


def _faults(form: UsedForm, place: int, values: dict[str, int], scheme: Scheme) -> Iterator[Finding]:
    layout = form.expected.layout
    for name in _NAMES:
        index = layout.column_of(name)
        gone = form.reading.rows[place] < 0 or place * layout.width + index in form.reading.bad_cells
        kind = layout.columns[index].kind
        if name not in values and not gone and not (name == "total" and values.get("valid") == 0):
            yield form.cell_finding("cell.blank", place, index, expects=kind.expects() if kind else "")
    if values.get("valid") == 0:
        values.setdefault("total", 0)
    if len(values) == len(_NAMES):
        yield from _sums(form, place, values, scheme.rules)
        yield from _turnout(form, place, values["returned"], scheme)


def _sums(form: UsedForm, place: int, values: dict[str, int], rules: Rules) -> Iterator[Finding]:
    at = form.expected.layout.column_of
    shown = {name: str(value) for name, value in values.items()} | {"total": exact.show_short(values["total"])}
    if values["returned"] != values["valid"] + values["void"] + values["abstained"]:
        yield form.cell_finding("tally.not-adding-up", place, at("returned"), **shown)
    if values["returned"] > values["issued"] and rules.void_excess:
        yield _poll_finding(form, place, "poll.more-returned", **shown)
    if values["valid"] == 0 and values["total"] > 0:
        yield form.cell_finding("tally.total-without-votes", place, at("total"), **shown)
    elif not 0 <= values["total"] <= values["valid"] * exact.WHOLE:
        yield form.cell_finding("tally.total-too-large", place, at("total"), **shown)


def _turnout(form: UsedForm, place: int, returned: int, scheme: Scheme) -> Iterator[Finding]:
    least, expected = scheme.rules.least_turnout, expected_ballots(scheme, form)
    if least is not None and returned * exact.WHOLE < least * expected:
        words = {"expected": str(expected), "limit": exact.show_short(least)}
        yield _poll_finding(form, place, "poll.turnout", returned=str(returned), **words)


def _remarks(form: UsedForm, place: int, values: dict[str, int], expected: int) -> Iterator[Finding]:
    """Counts that are taken, but must be looked at."""
    returned, issued = values["returned"], values["issued"]
    if returned > issued:
        yield _poll_finding(form, place, "poll.more-returned-kept", returned=str(returned), issued=str(issued))
    if returned > expected:
        yield _poll_finding(form, place, "poll.beyond-electorate", returned=str(returned), expected=str(expected))


def _poll_finding(form: UsedForm, place: int, code: str, **slots: str) -> Finding:
    voter_class = form.expected.layout.key.voter_class
    return form.cell_finding(code, place, form.expected.layout.column_of("returned"), voter_class=voter_class, **slots)
