"""All checks of what came back: what counts, what was said, and what has to be looked at.

The marks are judged by the modules beside this one. The forms of texts are judged here, as each 表种 declares it; no
text enters a score.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import pandas as pd

from lianping_xlsx.checks.ballot_checks import JudgedBallots, judge_ballots
from lianping_xlsx.checks.ballot_entries import narrow_columns
from lianping_xlsx.checks.countable import Counted, Unsettled
from lianping_xlsx.checks.double_entry import compare_typings
from lianping_xlsx.checks.given_score_checks import JudgedScores, judge_given_scores
from lianping_xlsx.checks.rubric_checks import judge_departments, judge_rubrics
from lianping_xlsx.checks.tally_checks import JudgedTallies, judge_tallies
from lianping_xlsx.checks.used_form import UsedForm, as_register, used_forms
from lianping_xlsx.core.findings import Finding, Outcome
from lianping_xlsx.core.light_dataclass import dataclass, replace
from lianping_xlsx.forms.kinds import form_type
from lianping_xlsx.forms.kinds.opinion_form import OPINION_FIELDS
from lianping_xlsx.forms.text_forms import FormRow, TextForm
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
    """All checks of a campaign's replies.

    Findings of the families ``ballot``, ``poll``, ``tally``, ``rubric``, ``given``, ``opinion``, ``account``,
    ``cell``, and ``form.typing*``.
    """
    typings = compare_typings(received)
    received = typings.value
    ballot_forms = used_forms(received, Collects.BALLOTS)
    registers = tuple(as_register(form) if form.expected.layout.by_voter else form for form in ballot_forms)
    ballots = judge_ballots(scheme, registers)
    tallies = judge_tallies(scheme, used_forms(received, Collects.COUNTS))
    rubric_forms = used_forms(received, Collects.SCORES)
    rubrics = judge_rubrics(scheme, rubric_forms)
    department_forms = used_forms(received, Collects.DEPARTMENT)
    departments = judge_departments(scheme, department_forms)
    given = judge_given_scores(scheme, used_forms(received, Collects.GIVEN_SCORES))
    texts = _judge_texts(scheme, used_forms(received, Collects.TEXTS))
    counted = Counted(
        forms=tuple(expected.layout.key for expected in received.expected),
        marks=ballots.marks,
        registers=ballots.registers,
        grades=pd.concat([ballots.grades, tallies.grades], ignore_index=True),
        tallies=tallies.counts,
        scores=narrow_columns(pd.concat([rubrics.scores, departments.scores], ignore_index=True)),
        given=given.scores,
        assessed=frozenset(form.index for form in rubric_forms),
        incomplete=rubrics.incomplete,
        ratees_of=ballots.ratees_of,
        reasons=rubrics.reasons | departments.reasons,
        own_scores=rubrics.own_scores,
        ends=tallies.ends,
        item_votes=_together(ballots.item_votes, tallies.item_votes),
        scored_by_departments=frozenset(form.index for form in department_forms),
        owed=frozenset(departments.owed),
        bases=given.bases,
        sent_back=frozenset(row.ratee for row in texts.value if _refuses(row)),
        unsettled=replace(_unsettled(ballots, tallies, given), items=rubrics.unknown | frozenset(departments.unknown)),
    )
    written = tuple(row for row in texts.value if not _hides_author(row.kind))
    judged = Judged(counted, tuple(_opinions(texts.value)), registers, ballots, written)
    judges = (typings, ballots, tallies, rubrics, departments, given, texts)
    return Outcome(judged, tuple(finding for each in judges for finding in each.findings))


def _unsettled(ballots: JudgedBallots, tallies: JudgedTallies, given: JudgedScores) -> Unsettled:
    """All that may still change, since cells have to be put right."""
    cells = Counter(ballots.unsettled.cells)
    for (_, ratee), number in tallies.unsettled.items():
        cells[ratee] += number
    cells.update(ratee for _, ratee, _ in given.unsettled)
    return replace(ballots.unsettled, rows=frozenset(tallies.unsettled), scores=given.unsettled, cells=dict(cells))


def _together(*frames: pd.DataFrame | None) -> pd.DataFrame | None:
    """The rows of all frames; None if there is none."""
    there = [frame for frame in frames if frame is not None]
    return pd.concat(there, ignore_index=True) if there else None


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


def _judge_texts(scheme: Scheme, forms: Sequence[UsedForm]) -> Outcome[tuple[WrittenRow, ...]]:
    """The rows of the forms of texts, in the order of the forms. Findings ``account.*``, ``opinion.empty``."""
    found: list[WrittenRow] = []
    findings: list[Finding] = []
    for form in forms:
        texts = form_type(form.expected.layout.key.kind).texts
        if texts is None:
            raise TypeError(form.expected.layout.key.kind)
        rows = dict(_rows_there(form))
        found += (_written(form, row) for row in rows.values() if row.texts or texts.keeps_blank_rows)
        findings += [_blank(scheme, form, texts)] if form.reading.empty else _row_findings(scheme, form, texts, rows)
    return Outcome(tuple(found), tuple(findings))


def _rows_there(form: UsedForm) -> Iterator[tuple[int, FormRow]]:
    """The rows by their place; a deleted row was told of when the form was read."""
    layout, reading = form.expected.layout, form.reading
    fields = tuple(layout.input_columns())
    for place, row in enumerate(layout.rows):
        if reading.rows[place] >= 0:
            texts = {c.field: text for _, c in fields if (text := reading.texts.get((place, c.field), ""))}
            unread = (c.field for index, c in fields if (place, index) in reading.bad_cells)
            yield place, FormRow(row, texts, frozenset(unread))


def _written(form: UsedForm, row: FormRow) -> WrittenRow:
    key = form.expected.layout.key
    return WrittenRow(key.kind, key.ratee or row.row.ratee, form.expected.unit, row.row.item, row.texts)


def _blank(scheme: Scheme, form: UsedForm, texts: TextForm) -> Finding:
    key = form.expected.layout.key
    name = scheme.ratee_of[key.ratee].label if key.ratee else ""
    return Finding(texts.blank, form.place, {"name": name, "unit": form.expected.unit, "form": str(key.kind)})


def _row_findings(scheme: Scheme, form: UsedForm, texts: TextForm, rows: dict[int, FormRow]) -> Iterator[Finding]:
    layout = form.expected.layout
    for place, row in rows.items():
        name = scheme.ratee_of[layout.key.ratee or row.row.ratee].label
        for said in texts.row_findings(row, name):
            yield Finding(said.code, form.at(place, layout.text_column(said.field)), said.slots)
