"""Count the ballots in a reply, and decide whether its marks would show who voted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import assert_never

from lianping_xlsx.forms.kinds.ballots.ballot_register import VOTER
from lianping_xlsx.forms.kinds.tally_form import COUNT, counts_a_grade
from lianping_xlsx.forms.kinds.tally_sums import ALL_VALID, VALID
from lianping_xlsx.forms.layout import FormLayout
from lianping_xlsx.intake.reading.form_reading import Expected, FileReading, FormReading
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.scheme.terms import Collects

_COUNTS = ("returned", VALID, ALL_VALID, COUNT)


def ballots_in(expected: Expected, reading: FormReading) -> int:
    """Return the number of ballots on a form, 0 for a form that does not belong to a poll."""
    layout = expected.at(reading.version).layout
    match layout.key.kind.collects:
        case Collects.BALLOTS:
            rows = reading.entries.rows() | {row for row, _ in reading.bad_cells}
            return min(1, len(rows)) if layout.by_voter else len(rows)
        case Collects.COUNTS:
            return _tallied(layout, reading)
        case Collects.SCORES | Collects.DEPARTMENT | Collects.GIVEN_SCORES | Collects.TEXTS:
            return 0
        case _:
            assert_never(layout.key.kind.collects)


def _tallied(layout: FormLayout, reading: FormReading) -> int:
    """Return the largest number of ballots of any ratee: returned, valid, or summed over the grades."""
    found: Counter[tuple[int, str]] = Counter()
    for place, index, count in reading.entries:
        field = COUNT if counts_a_grade(layout.columns[index].field) else layout.columns[index].field
        if field in _COUNTS:
            found[place, field] += count
    return max(found.values(), default=0)


def may_be_kept(scheme: Scheme, expected: Sequence[Expected], reading: FileReading) -> bool:
    """Return whether a reading may be kept after the run under the path of its file, without showing who voted how.

    A register of fewer ballots than 票类均分单列线 is as good as signed by who sent it in, and where own votes are
    left out by the voter's code, each row says whose it is. 记名 ballots say so to everybody.
    """
    return not any(_tells_a_vote(scheme, expected[form.form], form) for form in reading.forms)


def _tells_a_vote(scheme: Scheme, expected: Expected, reading: FormReading) -> bool:
    key, columns = expected.layout.key, expected.at(reading.version).layout.columns
    if not key.kind.polled or reading.empty or scheme.is_signed(key.poll, key.voter_class):
        return False
    coded = any(column.field == VOTER for column in columns)
    return coded or has_fewer(expected, reading, scheme.rules.class_line)


def has_fewer(expected: Expected, reading: FormReading, line: int) -> bool:
    """Return whether a form has fewer ballots than ``line``. A register with more marks than such rows hold has not."""
    layout = expected.at(reading.version).layout
    full = layout.key.kind.by_ballot and len(reading.entries) > (line - 1) * layout.width
    return not full and ballots_in(expected, reading) < line
