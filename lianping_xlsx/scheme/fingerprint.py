"""The fingerprint of a scheme: of all that a form or a score depends on, so that a change of it is told.

A decision table carries it. What 0.2.0 put into it stays in it; any other field counts only where it is not at its
default. So a setting that a later version adds changes no fingerprint until somebody uses it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from fractions import Fraction
from typing import Any

from lianping_xlsx.scheme.model import (
    Adjustment,
    BallotItem,
    Grade,
    Poll,
    Profile,
    Ratee,
    RubricItem,
    Rules,
    Scheme,
    Task,
    Tier,
    Unit,
    VoterClass,
)

BESIDE = frozenset(
    (
        "row",
        "last_year_folder",
        "publish_scores",
        "class_gap",
        "team_gap",
        "email",
        "aliases",
        "password",
        "caps",
        "fingerprint",
    )
)
"""What neither a form nor a score depends on."""

ALWAYS: Mapping[type, str] = {
    Scheme: "profile rules ratees units polls classes items grades rubric tasks tiers adjustments",
    Profile: "title year host decider reports_to basis deadline contact phone banner",
    Rules: "poll_weight field_weight decimals trim trim_above missing_class ties out_of_range void_all_full "
    "void_all_same uniform_from high_line high_share void_own void_excess least_turnout few_ballots bonus_cap "
    "adjustment_cap",
    Ratee: "code name post workplace group unit",
    Unit: "code name contact phone",
    Poll: "name weight counting scoring",
    VoterClass: "poll name weight electorate",
    BallotItem: "code text points poll",
    Grade: "name points",
    RubricItem: "code head text points standard mode groups",
    Task: "unit kind ratees poll voter_class ballots",
    Tier: "name cut quota use",
    Adjustment: "ratee event effect points basis",
}
"""The fields that 0.2.0 put into the fingerprint, whatever stands in them. Never to be changed: what is new has a
default, and is in none of them."""


def fingerprint_of(scheme: Scheme) -> str:
    """16 hexadecimal digits. A blank row between others changes nothing, nor does what is ``BESIDE``."""
    content = _plain(scheme) | {"fingerprint": ""}  # as 0.2.0 had it
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _plain(value: Any) -> Any:
    """What counts of a value, as JSON has it. A fraction that is a whole number is that number."""
    if is_dataclass(value):
        return {each.name: _plain(getattr(value, each.name)) for each in fields(value) if _counts(value, each)}
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if isinstance(value, Fraction) and value.denominator == 1:
        return value.numerator
    return value


def _counts(value: object, each: Field[Any]) -> bool:
    if each.name in BESIDE:
        return False
    always = next((names for kind, names in ALWAYS.items() if isinstance(value, kind)), "")
    return each.name in always.split() or getattr(value, each.name) != _default(each)


def _default(each: Field[Any]) -> object:
    """MISSING, which equals nothing, where there is none."""
    return each.default if each.default_factory is MISSING else each.default_factory()
