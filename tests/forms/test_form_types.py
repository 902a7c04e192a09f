"""Each 表种 is one FormType, chosen in one place; what one lacks is told by name."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace

import pytest

from lianping_xlsx.forms.form_parts import part_at
from lianping_xlsx.forms.form_type import FormType
from lianping_xlsx.forms.kinds import form_type
from lianping_xlsx.forms.layout import FIRST_ROW, VERSIONS, FormLayout, Role
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.scheme.terms import Collects, FormKind
from lianping_xlsx.spreadsheet.cell_kinds import Count, Points
from tests.accounts import with_every_form
from tests.house import modules

TOWN = with_every_form()
CHOOSES = {"forms.kinds"}
"""Where the program chooses by 表种. Elsewhere it asks what the form is: a property of the kind, or its FormType."""
MOST = 3


def choosing() -> set[str]:
    """The modules that name a member of FormKind."""
    members = {kind.name for kind in FormKind}
    found = set()
    for dotted, module in modules().items():
        for node in module.nodes(ast.Attribute):
            assert isinstance(node, ast.Attribute)
            if isinstance(node.value, ast.Name) and node.value.id == "FormKind" and node.attr in members:
                found.add(dotted)
    return found


def test_a_form_is_chosen_by_its_kind_in_one_place() -> None:
    assert choosing() == CHOOSES
    assert len(CHOOSES) <= MOST


def test_the_campaign_of_these_tests_has_a_form_of_each_kind() -> None:
    assert set(FormKind) - {task.kind for task in TOWN.scheme.tasks} == set()


def lacking(kind: FormKind, found: FormType, form: FormLayout, scheme: Scheme) -> Iterator[str]:
    """The parts of a FormType that are missing or beside the point, by name; ``form``: one of its forms."""
    yield from (name for name in ("title", "note") if not getattr(found, name))
    yield from (name for name in ("bodies", "rows") if VERSIONS[0] not in getattr(found, name))
    if bool(found.own_sheet) != kind.per_ratee:
        yield "own_sheet"
    if bool(found.texts) != (kind.collects is Collects.TEXTS):
        yield "texts"
    if bool(found.signed_note) != kind.polled:
        yield "signed_note"
    yield from _lacking_of_cells(found, form, scheme)


def _lacking_of_cells(found: FormType, form: FormLayout, scheme: Scheme) -> Iterator[str]:
    for place, row in enumerate(form.rows, FIRST_ROW):
        for column in form.columns:
            try:
                if column.role is Role.COMPUTED and not found.computed(scheme, form, column)(row, place):
                    yield f"computed: {column.key}"
                if isinstance(form.kind_at(row, column), Count | Points) and not found.when_none(row, column):
                    yield f"when_none: {column.key}"
            except LookupError:
                yield f"{'computed' if column.role is Role.COMPUTED else 'when_none'}: {column.key}"
    if not all(found.status(scheme, form)(row, place) for place, row in enumerate(form.rows, FIRST_ROW)):
        yield "status"


@pytest.mark.parametrize("kind", list(FormKind))
def test_a_form_lacks_nothing(kind: FormKind) -> None:
    assert list(lacking(kind, form_type(kind), TOWN.form(kind), TOWN.scheme)) == []


def test_what_a_form_lacks_is_told_by_name() -> None:
    def lacks(kind: FormKind, **changed: object) -> set[str]:
        found = replace(form_type(kind), **changed)  # type: ignore[arg-type]
        return set(lacking(kind, found, TOWN.form(kind), TOWN.scheme))

    assert lacks(FormKind.OPINION, title="", texts=None) == {"title", "texts"}
    assert lacks(FormKind.SELF_CHECK, own_sheet=None, rows={}) == {"own_sheet", "rows"}
    opinion = form_type(FormKind.OPINION)
    words = {"computed": opinion.computed, "when_none": opinion.when_none, "signed_note": ""}
    assert lacks(FormKind.TALLY, **words) >= {"signed_note", "computed: mean", "when_none: returned"}


def test_each_kind_has_a_type_of_its_own() -> None:
    titles = [form_type(kind).title for kind in FormKind]
    assert len(set(titles)) == len(titles)


@pytest.mark.parametrize("version", VERSIONS)
def test_a_form_says_of_every_entry_what_it_is(version: str) -> None:
    """Two entries of one form are never called the same."""
    for kind in FormKind:
        assert part_at(form_type(kind).bodies, version)
        form = TOWN.form(kind)
        cells = [(row, column) for row in form.rows for column in form.columns if form.kind_at(row, column)]
        assert len({form_type(kind).entry(row, column) for row, column in cells}) == len(cells)
