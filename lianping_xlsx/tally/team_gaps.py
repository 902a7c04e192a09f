"""考核组 whose totals for one ratee lie far apart (考核组差距提醒线).

A finding asks a person to look at them; the 考评得分 stays the mean of the totals.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from lianping_xlsx.core import exact
from lianping_xlsx.core.abbreviate import some
from lianping_xlsx.core.findings import Finding
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.tally.tally_results import Assessment

_NAMED = 8
"""The number of ratees that a finding names; of the others it gives the number."""


def far_teams(scheme: Scheme, assessments: Sequence[Assessment]) -> Iterator[Finding]:
    """Yield ``conduct.team-gap``, one per set of 考核组, with the ratees that they visited and their totals.

    The line is in hundredths; a gap that reaches it is reported. Without a line there is no finding.
    """
    line = scheme.rules.team_gap
    if line is None:
        return
    far: dict[tuple[str, ...], list[str]] = {}
    for code, totals in _totals(assessments).items():
        if code in scheme.excluded or len(totals) == 1:
            continue
        if max(totals.values()) - min(totals.values()) >= line:
            points = "、".join(f"{exact.show_short(total)}分" for total in totals.values())
            far.setdefault(tuple(totals), []).append(f"{scheme.ratee_of[code].label}（{points}）")
    names = {unit.code: unit.name for unit in scheme.units}
    for units, ratees in far.items():
        slots = {"units": "、".join(f"“{names[unit]}”" for unit in units), "line": exact.show_short(line)}
        yield Finding("conduct.team-gap", slots=slots | {"ratees": some(ratees, _NAMED, "人")})


def _totals(assessments: Sequence[Assessment]) -> Mapping[str, dict[str, int]]:
    """The known totals (hundredths), by ratee code and unit code."""
    found: dict[str, dict[str, int]] = {}
    for assessment in assessments:
        if assessment.total is not None:
            found.setdefault(assessment.ratee, {})[assessment.unit] = assessment.total
    return found
