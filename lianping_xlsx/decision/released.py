"""The votes disclosed with the decisions on record, as far as they are known."""

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
    """The releases of all decisions of a record, judged against the present result.

    Decisions of 0.2.0 and 0.3.0 do not say what they disclosed. If one was made on exactly the present result, it
    disclosed what is disclosed now. Of any other it is unknown from which ballots its means were computed, and, if a
    composite differs now, whether the votes have changed.
    """
    rows = by_class(row for decision in record for row in decision.released or ())
    silent = [decision for decision in record if decision.released is None and not _same(scheme, result, decision)]
    persons = {ratee.id: ratee.composite for decision in silent for ratee in decision.ratees}
    changed = (code for code, composite in persons.items() if composite != _composite(scheme, result, code))
    return Releases(rows, frozenset(persons), frozenset(changed))


def _same(scheme: Scheme, result: Result, decision: Recorded) -> bool:
    """Return True if a decision was made on this result.

    The fingerprint proves it only if scores have two decimals: coarser rounding hides changes of votes.
    """
    present = result_fingerprint(scheme, result, decision.status == OFFICIAL)
    return decision.fingerprint == present and scheme.rules.decimals == _MOST_DECIMALS


_MOST_DECIMALS = 2


def _composite(scheme: Scheme, result: Result, code: str) -> str | None:
    standing = result.standing_of.get(code)
    if standing is None or standing.composite is None:
        return None
    return exact.show(standing.composite, scheme.rules.decimals)
