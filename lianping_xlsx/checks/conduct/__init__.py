"""How replies were filled in, where it makes one wonder: questions to a person (提醒). Nothing counts less for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd

from lianping_xlsx.checks.ballots import Judged
from lianping_xlsx.checks.conduct.classes import far_classes
from lianping_xlsx.checks.conduct.copies import copied_ballots
from lianping_xlsx.checks.conduct.machines import shared_machines
from lianping_xlsx.checks.conduct.rows import ballot_rows
from lianping_xlsx.checks.conduct.uniform import uniform_ballots
from lianping_xlsx.checks.places import UsedForm
from lianping_xlsx.core.findings import Finding
from lianping_xlsx.intake.gather import Received
from lianping_xlsx.scheme.model import Scheme

__all__ = ["question_conduct"]


def question_conduct(
    scheme: Scheme, received: Received, forms: Sequence[UsedForm], ballots: Judged, tallies: pd.DataFrame
) -> Iterator[Finding]:
    """One finding a case, not one a cell: ``conduct.*``. ``forms``: the 测评票, as ``ballots`` judged them.

    ``tallies``: the counts of the 计票汇总 that add up.
    """
    rows = ballot_rows(ballots.entries, ballots.marks)
    yield from uniform_ballots(forms, rows)
    yield from copied_ballots(forms, rows, ballots)
    yield from far_classes(scheme, received, ballots.marks, tallies)
    yield from shared_machines(received)
