"""All checks of what came back: what counts, what was said, and what has to be looked at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pandas as pd

from lianping_xlsx.checks.ballot_checks import JudgedBallots, judge_ballots
from lianping_xlsx.checks.countable import Counted
from lianping_xlsx.checks.rubric_checks import judge_rubrics
from lianping_xlsx.checks.tally_checks import judge_tallies
from lianping_xlsx.checks.text_checks import judge_texts
from lianping_xlsx.checks.used_form import UsedForm, as_register, used_forms
from lianping_xlsx.core.findings import Outcome
from lianping_xlsx.forms.kinds import form_type
from lianping_xlsx.forms.kinds.opinion_form import OPINION_FIELDS
from lianping_xlsx.intake.gather import Received
from lianping_xlsx.intake.returns import Opinion, WrittenRow
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.scheme.terms import Collects, FormKind


@dataclass(frozen=True)
class Judged:
    """The result of the checks: the marks that count, and the texts that were written.

    ``opinions``: the texts that are shown without their authors; ``written``: the others. ``registers``: the 测评票,
    one for each used form, and ``ballots``: what was judged of them.
    """

    counted: Counted
    opinions: tuple[Opinion, ...]
    registers: tuple[UsedForm, ...]
    ballots: JudgedBallots
    written: tuple[WrittenRow, ...] = ()


def judge(scheme: Scheme, received: Received) -> Outcome[Judged]:
    """Findings ``ballot``, ``poll``, ``tally``, ``rubric``, ``opinion``, ``account`` and ``cell.*``."""
    ballot_forms = used_forms(received, Collects.BALLOTS)
    registers = tuple(as_register(form) if form.expected.layout.by_voter else form for form in ballot_forms)
    ballots = judge_ballots(scheme, registers)
    tallies = judge_tallies(scheme, used_forms(received, Collects.COUNTS))
    rubric_forms = used_forms(received, Collects.SCORES)
    rubrics = judge_rubrics(scheme, rubric_forms)
    texts = judge_texts(scheme, used_forms(received, Collects.TEXTS))
    counted = Counted(
        forms=tuple(expected.layout.key for expected in received.expected),
        marks=ballots.marks,
        registers=ballots.registers,
        grades=pd.concat([ballots.grades, tallies.grades], ignore_index=True),
        tallies=tallies.counts,
        scores=rubrics.scores,
        assessed=frozenset(form.index for form in rubric_forms),
        incomplete=rubrics.incomplete,
        ratees_of=ballots.ratees_of,
        reasons=rubrics.reasons,
        own_scores=rubrics.own_scores,
        sent_back=frozenset(row.ratee for row in texts.value if _refuses(row)),
    )
    written = tuple(row for row in texts.value if not _hides_author(row.kind))
    judged = Judged(counted, tuple(_opinions(texts.value)), registers, ballots, written)
    return Outcome(judged, (*ballots.findings, *tallies.findings, *rubrics.findings, *texts.findings))


def _opinions(rows: Iterable[WrittenRow]) -> Iterator[Opinion]:
    """The texts that are shown without their authors."""
    for row in rows:
        if _hides_author(row.kind):
            yield Opinion(row.ratee, row.unit, *(row.text(name) for name, _ in OPINION_FIELDS))


def _hides_author(kind: FormKind) -> bool:
    texts = form_type(kind).texts
    return texts is not None and texts.hides_author


def _refuses(row: WrittenRow) -> bool:
    texts = form_type(row.kind).texts
    return texts is not None and texts.refuses(row.texts)
