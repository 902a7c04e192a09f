"""Fairness of the figures, as questions to a person (提醒 and 说明). No score changes by them."""

from __future__ import annotations

from collections.abc import Iterator

from lianping_xlsx.audit.fairness.flat_items import flat_items
from lianping_xlsx.audit.fairness.spread_shares import deciding_parts, group_spreads
from lianping_xlsx.audit.fairness.team_levels import apart_teams
from lianping_xlsx.core.findings import Finding
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.tally.tally_results import Result


def question_fairness(scheme: Scheme, result: Result) -> Iterator[Finding]:
    """Yield the findings of all modules here."""
    yield from apart_teams(scheme, result)
    yield from flat_items(scheme, result)
    yield from deciding_parts(scheme, group_spreads(scheme, result))
