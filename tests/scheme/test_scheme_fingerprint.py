"""The fingerprint of a scheme stays what it was from version to version, and changes with what counts."""

from __future__ import annotations

from dataclasses import MISSING, fields, is_dataclass, replace
from fractions import Fraction
from typing import Any

import pytest

from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.scheme import model
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.scheme.scheme_fingerprint import ALWAYS, BESIDE, fingerprint_of
from lianping_xlsx.scheme.terms import Effect
from lianping_xlsx.scheme.tiers_and_events import Adjustment
from tests.older import NAMES, older
from tests.small import SCHEME

PARTS = [kind for kind in vars(model).values() if isinstance(kind, type) and is_dataclass(kind) and kind in ALWAYS]


@pytest.mark.parametrize("name", NAMES)
def test_a_scheme_of_0_2_0_has_the_fingerprint_that_it_was_stamped_with(name: str) -> None:
    campaign = older(name)
    assert campaign.town.scheme.fingerprint == campaign.scheme


def test_every_dataclass_of_the_scheme_is_listed() -> None:
    kinds = {kind for kind in vars(model).values() if isinstance(kind, type) and is_dataclass(kind)}
    assert kinds - {model.Caps} - {kind for kind in kinds if kind.__module__ != model.__name__} <= set(ALWAYS)


@pytest.mark.parametrize("kind", PARTS, ids=lambda kind: kind.__name__)
def test_a_field_that_0_2_0_did_not_hash_has_a_default(kind: type) -> None:
    """Without one it would change the fingerprint of every scheme there is."""
    new = [each for each in fields(kind) if each.name not in {*ALWAYS[kind].split(), *BESIDE}]
    assert [each.name for each in new if each.default is MISSING and each.default_factory is MISSING] == []


@pytest.mark.parametrize("kind", PARTS, ids=lambda kind: kind.__name__)
def test_a_field_added_changes_nothing_until_it_is_used(kind: type) -> None:
    newer: type = dataclass(frozen=True)(
        type("Newer", (kind,), {"__annotations__": {"added": "int | None"}, "added": None})
    )
    assert fingerprint_of(_with(kind, newer)) == fingerprint_of(BEFORE)
    assert fingerprint_of(_with(kind, newer, added=1)) != fingerprint_of(BEFORE)


EVENT = Adjustment("T1", "事项", Effect.BONUS, 100, "依据")
BEFORE = replace(SCHEME, adjustments=(EVENT,))
"""With something of every kind."""


def _with(kind: type, newer: type, **added: int) -> Any:
    """The scheme with one thing of a kind (or itself) as a newer class has it."""

    def renewed(old: Any) -> Any:
        return newer(**{each.name: getattr(old, each.name) for each in fields(old)}, **added)

    if kind is Scheme:
        return renewed(BEFORE)
    parts = {each.name: getattr(BEFORE, each.name) for each in fields(BEFORE)}
    for name, value in parts.items():
        if isinstance(value, kind):
            return replace(BEFORE, **{name: renewed(value)})
    name, values = next((name, v) for name, v in parts.items() if isinstance(v, tuple) and isinstance(v[0], kind))
    changed: dict[str, Any] = {name: (renewed(values[0]), *values[1:])}
    return replace(BEFORE, **changed)


def test_a_weight_that_became_a_fraction_is_the_same_weight() -> None:
    rules = replace(SCHEME.rules, poll_weight=Fraction(SCHEME.rules.poll_weight))
    assert fingerprint_of(replace(SCHEME, rules=rules)) == SCHEME.fingerprint


def test_what_stands_beside_changes_nothing_and_the_rest_does() -> None:
    assert fingerprint_of(replace(SCHEME, rules=replace(SCHEME.rules, class_gap=1))) == SCHEME.fingerprint
    assert fingerprint_of(replace(SCHEME, rules=replace(SCHEME.rules, high_line=1))) != SCHEME.fingerprint
    assert fingerprint_of(replace(SCHEME, profile=replace(SCHEME.profile, year="2025"))) != SCHEME.fingerprint
