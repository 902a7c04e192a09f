"""What has left with the decisions on record, as far as it is known."""

from __future__ import annotations

from collections.abc import Sequence

from lianping_xlsx.core import exact
from lianping_xlsx.decision.decision_table import result_fingerprint
from lianping_xlsx.decision.disclosure.releases import Releases, by_class
from lianping_xlsx.decision.record import Recorded
from lianping_xlsx.decision.result_json import OFFICIAL
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.tally.tally_results import Result


def releases_of(scheme: Scheme, result: Result, record: Sequence[Recorded]) -> Releases:
    """Of the decisions of a record, beside the present result.

    Decisions of 0.2.0 and 0.3.0 do not say what they told. One on the very result of today told what is told now; of
    any other nobody knows from which ballots its means were made, nor, where a composite is another now, whether the
    votes have changed.
    """
    rows = by_class(row for decision in record for row in decision.released or ())
    silent = [decision for decision in record if decision.released is None and not _same(scheme, result, decision)]
    persons = {ratee.id: ratee.composite for decision in silent for ratee in decision.ratees}
    changed = (code for code, composite in persons.items() if composite != _composite(scheme, result, code))
    return Releases(rows, frozenset(persons), frozenset(changed))


def _same(scheme: Scheme, result: Result, decision: Recorded) -> bool:
    """Whether a decision was made on this result; where scores are rounded to less than hundredths none says so."""
    present = result_fingerprint(scheme, result, decision.status == OFFICIAL)
    return decision.fingerprint == present and scheme.rules.decimals == _MOST_DECIMALS


_MOST_DECIMALS = 2


def _composite(scheme: Scheme, result: Result, code: str) -> str | None:
    standing = result.standing_of.get(code)
    if standing is None or standing.composite is None:
        return None
    return exact.show(standing.composite, scheme.rules.decimals)
