"""All checks of what came back: what counts, what was said, and what has to be looked at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from lianping_xlsx.checks.account_checks import judge_reviews, judge_self_checks
from lianping_xlsx.checks.ballot_checks import JudgedBallots, judge_ballots
from lianping_xlsx.checks.countable import Counted
from lianping_xlsx.checks.rubric_checks import judge_rubrics
from lianping_xlsx.checks.tally_checks import judge_tallies
from lianping_xlsx.checks.used_form import UsedForm, used_forms
from lianping_xlsx.checks.voter_ballots import as_register
from lianping_xlsx.core.findings import Finding, Outcome
from lianping_xlsx.forms.kinds.opinion_form import OPINION_FIELDS
from lianping_xlsx.intake.gather import Received
from lianping_xlsx.intake.returns import Opinion, ReportReview, SelfCheck
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.scheme.terms import FormKind


@dataclass(frozen=True)
class Judged:
    """What counts, the 评议意见, and what was said of and in the ratees' accounts.

    ``registers``: the 测评票, one for each used form, and ``ballots``: what was judged of them.
    """

    counted: Counted
    opinions: tuple[Opinion, ...]
    registers: tuple[UsedForm, ...]
    ballots: JudgedBallots
    self_checks: tuple[SelfCheck, ...] = ()
    reviews: tuple[ReportReview, ...] = ()


def judge(scheme: Scheme, received: Received) -> Outcome[Judged]:
    """Findings ``ballot``, ``poll``, ``tally``, ``rubric``, ``opinion``, ``account`` and ``cell.*``."""
    ballot_forms = used_forms(received, FormKind.BALLOTS)
    registers = tuple(as_register(form) if form.expected.layout.by_voter else form for form in ballot_forms)
    ballots = judge_ballots(scheme, registers)
    tallies = judge_tallies(scheme, used_forms(received, FormKind.TALLY))
    rubrics = judge_rubrics(scheme, used_forms(received, FormKind.RUBRIC))
    opinion_forms = used_forms(received, FormKind.OPINION)
    self_checks = judge_self_checks(scheme, used_forms(received, FormKind.SELF_CHECK))
    reviews = judge_reviews(scheme, used_forms(received, FormKind.REVIEW))
    counted = Counted(
        forms=tuple(expected.layout.key for expected in received.expected),
        marks=ballots.marks,
        registers=ballots.registers,
        grades=pd.concat([ballots.grades, tallies.grades], ignore_index=True),
        tallies=tallies.counts,
        scores=rubrics.scores,
        assessed=frozenset(form.index for form in used_forms(received, FormKind.RUBRIC)),
        incomplete=rubrics.incomplete,
        ratees_of=ballots.ratees_of,
        reasons=rubrics.reasons,
        own_scores=rubrics.own_scores,
        sent_back=frozenset(review.ratee for review in reviews.value if review.passed is False),
    )
    opinions = tuple(opinion for form in opinion_forms for opinion in _opinions(form))
    findings = (
        *ballots.findings,
        *tallies.findings,
        *rubrics.findings,
        *_empty_opinions(opinion_forms),
        *self_checks.findings,
        *reviews.findings,
    )
    judged = Judged(counted, opinions, registers, ballots, self_checks.value, reviews.value)
    return Outcome(judged, findings)


def _opinions(form: UsedForm) -> Iterator[Opinion]:
    for place, row in enumerate(form.expected.layout.rows):
        texts = [form.reading.texts.get((place, name), "") for name, _ in OPINION_FIELDS]
        if any(texts):
            yield Opinion(row.ratee, form.expected.unit, *texts)


def _empty_opinions(forms: Sequence[UsedForm]) -> Iterator[Finding]:
    for form in forms:
        if form.reading.empty:
            yield Finding("opinion.empty", form.place, {"unit": form.expected.unit})
