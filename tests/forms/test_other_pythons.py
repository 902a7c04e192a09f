"""Forms are laid out alike by every Python; what a later one laid out otherwise is read all the same."""

from __future__ import annotations

import builtins
import math
from collections.abc import Callable, Iterable
from functools import reduce
from operator import add
from pathlib import Path

import pytest

from lianping_xlsx.core.title_lines import ems
from lianping_xlsx.forms import layout
from lianping_xlsx.forms.issued_forms import issue
from lianping_xlsx.forms.layout import FormLayout, PlacedField
from lianping_xlsx.scheme.presets import load_preset
from lianping_xlsx.scheme.scheme_builder import build_scheme
from lianping_xlsx.scheme.terms import FormKind
from tests.small import SECRET, Town

Sum = Callable[..., object]


def from_the_left(values: Iterable[float], start: float = 0) -> float:
    """``sum`` up to Python 3.11."""
    return reduce(add, values, start)


def with_lost_digits(values: Iterable[float], start: float = 0) -> float:
    """``sum`` from Python 3.12 on."""
    listed = [start, *values]
    return math.fsum(listed) if any(type(each) is float for each in listed) else from_the_left(listed)


@pytest.fixture(params=[from_the_left, with_lost_digits])
def another_sum(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Sum:
    way: Sum = request.param
    monkeypatch.setattr(builtins, "sum", way)
    return way


TOWN = Town(build_scheme(load_preset("zhongwei-member")))
"""Its registers have so many narrow columns that the sum of their widths is rounded."""
REGISTERS = [form for book in TOWN.books for form in book.forms if form.key.kind is FormKind.BALLOTS]


def heads(forms: Iterable[FormLayout]) -> list[dict[str, tuple[int, int]]]:
    return [{field.field.name: (field.label[0], field.entry[0]) for field in form.placed()} for form in forms]


def placed_by_later_python(form: FormLayout) -> tuple[PlacedField, ...]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(layout, "added_up", math.fsum)
        return form.placed()


def test_fields_stand_where_they_stood_whatever_sum_is(another_sum: Sum) -> None:
    assert another_sum([0.1] * 3) in (0.30000000000000004, 0.3)
    made = [form for book in issue(TOWN.scheme, SECRET) for form in book.forms]
    registers = [each for each in made if each.key.kind is FormKind.BALLOTS]
    assert [head["returned"] for head in heads(registers)] == [(24, 36)] * len(registers)


def test_a_text_is_as_wide_whatever_sum_is(another_sum: Sum) -> None:
    assert another_sum([0.55] * 20) in (11.000000000000002, 11.0)
    assert ems("a" * 20) == 11.000000000000002


def test_a_form_that_a_later_python_issued_is_read(tmp_path: Path) -> None:
    form = next(each for each in REGISTERS if placed_by_later_python(each) != each.placed())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(layout, "added_up", math.fsum)
        filled = TOWN.filled(form, {("issued", ""): 26, ("returned", ""): 23})
        cells = {field.field.name: (field.row, field.entry[0]) for field in form.placed()}

    read = TOWN.read(tmp_path, filled)

    assert read.codes == []
    assert read.of(form).fields == {"issued": 26, "returned": 23}
    assert {name: read.of(form).field_cells[name] for name in ("issued", "returned")} == {
        name: cells[name] for name in ("issued", "returned")
    }


def test_of_a_form_of_today_the_fields_stand_in_their_place(tmp_path: Path) -> None:
    form = REGISTERS[0]
    read = TOWN.read(tmp_path, TOWN.filled(form, {("issued", ""): 26, ("returned", ""): 23}))
    assert read.of(form).fields == {"issued": 26, "returned": 23}
