"""What each layout version makes of each 表种. A form that was issued is read as the version of its stamp made it.

A version that has been issued never changes. To change a form, add to its line in ``BODIES`` (or ``ROWS``) a function
under the version that is being prepared, ``LAYOUT_VERSION``; the function of the older version stays as it is. A
version without a function of its own uses the newest older one, so that equal layouts are shared. The constants that
the functions share (``PERSON_COLUMNS``, ``SIGNATURES``, the kinds of cell) belong to all versions that use them.

A reply is moved from one version onto another by what its cells mean: ``GridColumn.field`` with the ratee, item and
ballot of column and row. A version that arranges the cells otherwise keeps these.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from lianping_xlsx.forms import account_forms, ballot_layouts, form_layouts, single_ballot
from lianping_xlsx.forms.form_layouts import Body
from lianping_xlsx.forms.layout import VERSIONS, GridRow
from lianping_xlsx.scheme.model import Ratee, Scheme, Task
from lianping_xlsx.scheme.terms import FormKind

Ratees = tuple[Ratee, ...]
Rows = tuple[GridRow, ...]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Part(Generic[T]):
    """A part of a form. ``by``: what of task and ratees it depends on; forms that agree in that share the part."""

    make: Callable[[Scheme, Task, Ratees], T]
    by: Callable[[Task, Ratees], Hashable]


def part_at(parts: Mapping[str, Part[T]], version: str) -> Part[T]:
    """The part as a version has it: its own, or that of the newest version before it."""
    known = VERSIONS[: VERSIONS.index(version) + 1]
    return next(parts[each] for each in reversed(known) if each in parts)


def _nothing(_task: Task, _ratees: Ratees) -> Hashable:
    return None


def _ratees(_task: Task, ratees: Ratees) -> Hashable:
    return ratees


def _ballots(task: Task, ratees: Ratees) -> Hashable:
    """The poll says whether a single ballot is a register all the same."""
    return (task.poll, ratees) if task.ballots == 1 else task.ballots


def _group(_task: Task, ratees: Ratees) -> Hashable:
    return ratees[0].group


def _poll(task: Task, _ratees: Ratees) -> Hashable:
    return task.poll


def _tally(scheme: Scheme, task: Task, _ratees: Ratees) -> Body:
    signed = scheme.is_signed(task.poll, task.voter_class)
    return ballot_layouts.tally_body(scheme, scheme.poll_of[task.poll], signed=signed)


BODIES: Mapping[FormKind, Mapping[str, Part[Body]]] = {
    FormKind.BALLOTS: {
        "1": Part(
            lambda scheme, task, ratees: ballot_layouts.ballots_body(scheme, scheme.poll_of[task.poll], ratees),
            lambda task, ratees: (task.poll, ratees),
        ),
        "2": Part(single_ballot.body, lambda task, ratees: (task.poll, task.voter_class, ratees, task.ballots == 1)),
    },
    FormKind.TALLY: {"1": Part(_tally, lambda task, _: (task.poll, task.voter_class))},
    FormKind.RUBRIC: {
        "1": Part(lambda *_: form_layouts.rubric_body(), _nothing),
        "2": Part(lambda *_: form_layouts.visit_body(), _nothing),
    },
    FormKind.OPINION: {"1": Part(lambda *_: form_layouts.opinion_body(), _nothing)},
    FormKind.SELF_CHECK: {"1": Part(lambda *_: account_forms.self_check_body(), _nothing)},
    FormKind.REVIEW: {"1": Part(lambda *_: account_forms.review_body(), _nothing)},
}

_RATEE_ROWS: Part[Rows] = Part(lambda _scheme, _task, ratees: form_layouts.ratee_rows(ratees), _ratees)

ROWS: Mapping[FormKind, Mapping[str, Part[Rows]]] = {
    FormKind.BALLOTS: {
        "1": Part(lambda _scheme, task, _: ballot_layouts.ballot_rows(task.ballots), lambda task, _: task.ballots),
        "2": Part(single_ballot.rows, _ballots),
    },
    FormKind.TALLY: {"1": _RATEE_ROWS},
    FormKind.RUBRIC: {
        "1": Part(lambda scheme, _task, ratees: form_layouts.rubric_rows(scheme.rubric_for(ratees[0].group)), _group),
        "2": Part(lambda scheme, _task, ratees: form_layouts.visit_rows(scheme.rubric_for(ratees[0].group)), _group),
    },
    FormKind.OPINION: {"1": _RATEE_ROWS},
    FormKind.SELF_CHECK: {
        "1": Part(lambda scheme, task, _: account_forms.item_rows(scheme.account_items(task)), _poll)
    },
    FormKind.REVIEW: {"1": _RATEE_ROWS},
}
