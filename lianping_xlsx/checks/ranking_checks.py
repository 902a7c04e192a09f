"""排名: the places on ballots become points by 名次分; ballots with shared places, or with a place that is missing.

The voter's own place is no place if own votes do not count: the others move up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set

import pandas as pd

from lianping_xlsx.checks.ballot_entries import MARK_COLUMNS, UNREADABLE
from lianping_xlsx.checks.countable import VALID, frame_of
from lianping_xlsx.checks.used_form import UsedForm, expected_ballots
from lianping_xlsx.core import exact
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.core.spelling import code_key
from lianping_xlsx.forms.kinds.ballots.ballot_register import PLACE, VOTER
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.scheme.terms import OwnVotes, PlaceGap, TiedPlaces

_Row = tuple[int, int, int, int, int, int, int]
"""A row of ``MARK_COLUMNS``."""
_Given = Mapping[int, int]
"""Places by ratee (his place in the scheme)."""


def only_ratees(scheme: Scheme) -> dict[str, int]:
    """The place in the scheme of the one ratee who is at home in a unit, by its name."""
    shared = Counter(ratee.unit for ratee in scheme.ratees)
    return {ratee.unit: place for place, ratee in enumerate(scheme.ratees) if ratee.unit and shared[ratee.unit] == 1}


def rank_marks(
    scheme: Scheme, forms: Sequence[UsedForm], single: Set[int]
) -> tuple[pd.DataFrame, dict[tuple[int, int], str]]:
    """The marks on the ballots of these forms, and the codes of the findings on those that are void as a whole.

    ``single``: the indexes of the forms on which one ballot is registered. The second result is keyed by form and grid
    row: ``ballot.void-tie``, ``ballot.void-gap``. The mark that a voter gave himself has 0 points.
    """
    rows: list[_Row] = []
    void: dict[tuple[int, int], str] = {}
    for form in forms:
        ranking = _RankedForm(scheme, form, _known_voters(scheme, form, single=form.index in single))
        for ballot in sorted(form.reading.entries.rows() | {row for row, _ in form.reading.bad_cells}):
            points, code = ranking.points_on(ballot)
            rows += ranking.rows_of(ballot, points)
            if code:
                void[form.index, ballot] = code
    return frame_of(rows, MARK_COLUMNS), void


def _known_voters(scheme: Scheme, form: UsedForm, *, single: bool) -> dict[int, int]:
    """The ratees (places in the scheme) who are known to have cast a ballot that leaves them out, by its grid row."""
    way, places = scheme.own_votes(form.expected.layout.key.poll), only_ratees(scheme)
    if way is OwnVotes.BY_CODE:
        codes = {code_key(ratee.code): place for place, ratee in enumerate(scheme.ratees)}
        texts = ((row, code_key(text)) for (row, name), text in form.reading.texts.items() if name == VOTER)
        return {row: codes[code] for row, code in texts if code in codes}
    known = single and form.expected.unit in places and expected_ballots(scheme, form.expected) == 1
    if way is OwnVotes.LEFT_OUT and known:
        return dict.fromkeys(form.reading.entries.rows(), places[form.expected.unit])
    return {}


@dataclass
class _RankedForm:
    """One form with ballots that rank. ``voters``: the ratees who are left out of their own ballots."""

    scheme: Scheme
    form: UsedForm
    voters: Mapping[int, int]

    def __post_init__(self) -> None:
        order = {ratee.code: place for place, ratee in enumerate(self.scheme.ratees)}
        columns = enumerate(self.form.expected.layout.columns)
        self._columns = {order[column.ratee]: index for index, column in columns if column.field == PLACE}
        poll = self.scheme.poll_of[self.form.expected.layout.key.poll]
        self._table = self.scheme.points_by_place(poll.name)
        self._asks_to_skip = poll.own_votes is OwnVotes.LEFT_OUT
        self._places: dict[int, dict[int, int]] = {}
        by_column = {index: ratee for ratee, index in self._columns.items()}
        for row, column, place in self.form.reading.entries:
            if column in by_column:
                self._places.setdefault(row, {})[by_column[column]] = place
        self._bad = {row for row, column in self.form.reading.bad_cells if column in by_column}

    def points_on(self, ballot: int) -> tuple[dict[int, int] | None, str]:
        """The points by ratee (None if the ballot was not understood), and the code of a finding if it is void."""
        if ballot in self._bad:
            return None, ""
        given, own = self._places.get(ballot, {}), self.voters.get(ballot)
        others = {ratee: place for ratee, place in given.items() if ratee != own}
        if not others:
            return {}, ""
        missing = [ratee for ratee in self._columns if ratee not in given and ratee != own]
        # On a ballot of paper a voter whom nobody knows was asked to leave his own place blank.
        skipped = own is None and self._asks_to_skip and len(missing) == 1
        missing = [] if skipped else missing
        left_out = own is not None or skipped
        whole = not missing and _is_order(list(others.values()), len(self._columns), left_out=left_out)
        if not whole and self.scheme.rules.place_gap is PlaceGap.VOID:
            return {}, "ballot.void-gap"
        places = _in_order(others) if whole else _without(given.get(own) if own is not None else None, others)
        if self.scheme.rules.tied_places is TiedPlaces.VOID and len(set(places.values())) < len(places):
            return {}, "ballot.void-tie"
        return self._points(places) | dict.fromkeys(missing, 0), ""

    def _points(self, places: _Given) -> dict[int, int]:
        """The points of places; those who share one get the points that the scheme says."""
        sharing, found = Counter(places.values()), {}
        for ratee, place in places.items():
            taken = range(place, place + sharing[place])
            if self.scheme.rules.tied_places is TiedPlaces.HIGH:
                taken = range(place, place + 1)
            found[ratee] = int(exact.ratio(sum(self._table.get(each, 0) for each in taken), len(taken), 2))
        return found

    def rows_of(self, ballot: int, points: Mapping[int, int] | None) -> Iterator[_Row]:
        """Yield a row of the marks for each ratee with points, and for each with a place that does not count."""
        given = self._places.get(ballot, {})
        state = UNREADABLE if points is None else VALID
        for ratee, column in self._columns.items():
            if ratee in given or ratee in (points or {}) or (points is None and self._is_bad(ballot, column)):
                yield self.form.index, ballot, ratee, (points or {}).get(ratee, 0), column, state, 0

    def _is_bad(self, ballot: int, column: int) -> bool:
        return (ballot, column) in self.form.reading.bad_cells


def _is_order(places: Sequence[int], count: int, *, left_out: bool) -> bool:
    """Return True if places are 1, 2, 3 …; after a shared place the next may be counted on or leave places out.

    ``left_out``: one more place, that of the voter, may be missing.
    """
    more: list[list[int]] = [[]] + ([[own] for own in range(1, count + 1)] if left_out else [])
    return any(_runs_on([*places, *own]) for own in more)


def _runs_on(places: Sequence[int]) -> bool:
    distinct = sorted(set(places))
    counted_on = distinct == list(range(1, len(distinct) + 1))
    return counted_on or all(place == 1 + sum(other < place for other in places) for place in distinct)


def _without(own: int | None, others: _Given) -> _Given:
    """The places as written, those behind the voter's ``own`` place (None: he has none) one better."""
    return {ratee: place - (own is not None and place > own) for ratee, place in others.items()}


def _in_order(places: _Given) -> dict[int, int]:
    """The places as the order of those who have one: one more than there are better ones."""
    return {ratee: 1 + sum(other < place for other in places.values()) for ratee, place in places.items()}
