"""The mean for comparison that a form of a poll shows, where the scheme leaves out the highest and lowest marks.

Only the sole form of its voter class can leave them out: of several forms, none shows which marks of all are the ends.
"""

from __future__ import annotations

from lianping_xlsx.forms.layout import FormLayout
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.scheme.rules.trimming import enough_words, least_trimmed, left_out_words


def is_alone(scheme: Scheme, form: FormLayout) -> bool:
    """Return True if the form is the only one of its voter class."""
    key = form.key
    return sum((task.poll, task.voter_class) == (key.poll, key.voter_class) for task in scheme.tasks) == 1


def least_to_trim(scheme: Scheme, form: FormLayout) -> int | None:
    """The least number of marks from which the form trims its means; None if it does not."""
    rules = scheme.rules
    return least_trimmed(rules, rules.trim_above) if sum(rules.class_ends) and is_alone(scheme, form) else None


def trimming_words(scheme: Scheme, form: FormLayout, marks: str, *, known: bool = True) -> str:
    """What the means leave out, in words; '' if the scheme leaves out nothing.

    ``marks``: the words for a number of marks, as 票数…张. ``known``: the form shows the highest and lowest marks.
    """
    rules = scheme.rules
    if not sum(rules.class_ends):
        return ""
    if not known or least_to_trim(scheme, form) is None:
        return "，没有去掉最高分和最低分"
    name, unit = marks.split("…")
    return f"，{name}{enough_words(rules, rules.trim_above, unit)}的去掉{left_out_words(rules.class_ends)}"


def greatest(numbers: str, count: int) -> str:
    """The ``count`` greatest of an array, as a part of SUMPRODUCT."""
    return f"MAX({numbers})" if count == 1 else f"LARGE({numbers},{{{','.join(map(str, range(1, count + 1)))}}})"
