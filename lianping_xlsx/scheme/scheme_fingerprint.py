"""The fingerprint of a scheme: a digest of everything on which a form or a score depends, to detect changes.

A decision table contains it. The fields that 0.2.0 used always count; any other field counts only if it differs from
its default. So a setting that a later version adds changes no fingerprint until somebody uses it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any

from lianping_xlsx.scheme.ballot_contents import BallotItem, Grade
from lianping_xlsx.scheme.model import Poll, Ratee, RubricItem, Scheme, Task, Unit, VoterClass
from lianping_xlsx.scheme.profile import Profile
from lianping_xlsx.scheme.rules import DECLARED, Rules
from lianping_xlsx.scheme.tiers_and_events import Adjustment, Tier

_BESIDE = (
    "row",
    "last_year_folder",
    "late_deadline",
    "print_copies",
    "few_accepted",
    "email",
    "aliases",
    "password",
    "caps",
    "fingerprint",
    "scope",
)
BESIDE = frozenset((*_BESIDE, *(rule.attribute for rule in DECLARED if not rule.figures)))
"""The fields on which neither a form nor a score depends; those that 0.2.0 used count nevertheless."""

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
"""The fields that 0.2.0 used, at any value. Do not change this: a new field has a default and is not listed here."""


def fingerprint_of(scheme: Scheme) -> str:
    """The fingerprint: 16 hexadecimal digits. Blank rows and the fields in ``BESIDE`` do not change it."""
    content = _plain(scheme) | {"fingerprint": ""}  # 0.2.0 included the field, then still empty
    # ``default``: dates become texts.
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _plain(value: Any) -> Any:
    """The part of a value that counts, for JSON. A fraction with the denominator 1 becomes an integer, as in 0.2.0."""
    kind = value.__class__
    if kind is tuple:
        return [each if each.__class__ in _AS_THEY_ARE else _plain(each) for each in value]
    if kind is Fraction:
        return value.numerator if value.denominator == 1 else value
    counted = _fields(kind)
    if counted is None:
        return value
    plain = {}
    for name, default in counted:
        content = getattr(value, name)
        if content != default:
            plain[name] = content if content.__class__ in _AS_THEY_ARE else _plain(content)
    return plain


_AS_THEY_ARE = frozenset((str, int, bool, float, type(None)))
"""Most values; they are told before the call, since a scheme of a county has ten thousands of them."""


@lru_cache
def _fields(kind: type[Any]) -> tuple[tuple[str, object], ...] | None:
    """The fields that count, each with the value at which it does not count; MISSING (equals no value) if always.

    None for a class without fields: to ask an enum for them takes longer than the answer for most values.
    """
    if not is_dataclass(kind):
        return None
    always = next((names for each, names in ALWAYS.items() if issubclass(kind, each)), "").split()
    counted = (each for each in fields(kind) if each.name in always or each.name not in BESIDE)
    return tuple((each.name, MISSING if each.name in always else _default(each)) for each in counted)


def _default(each: Field[Any]) -> object:
    """The default value of a field; MISSING if there is none."""
    return each.default if each.default_factory is MISSING else each.default_factory()
