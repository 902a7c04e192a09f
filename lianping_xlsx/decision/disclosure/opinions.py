"""评议意见 without their authors: the order of the texts, and which of them may leave the office word for word.

If texts were ordered by unit, an author would stand at the same position in every letter and list; if they were
ordered by their words, so would an author who always begins alike. So the texts under each heading are ordered by a
keyed digest of the ratee, the heading and the text: the position under one heading says nothing about any other.

If only one or two authors wrote about a ratee under a heading, the ratee can guess the author from the words, and each
of the two knows which text is the other's. Then the texts stay in the office, which sums them up in its own words.
This applies only if at least two units were asked for opinions on the ratee. If a single unit was asked, as in both
regulations (县委评议组, 党支部委员会), everybody knows that this body is the author: no person needs protection, and
its text is printed as written.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterable, Mapping
from functools import partial

from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.forms.kinds import form_type
from lianping_xlsx.intake.returns import Opinion
from lianping_xlsx.scheme.model import Scheme

HEADINGS = ("履职总体评价", "存在问题和不足", "需要改进的工作和要求")
LEAST_AUTHORS = 3
"""The least number of units that must have written about a ratee under a heading before their texts may leave."""
_PURPOSE = "opinions 1"
"""Keeps these digests apart from others under the same key; the number is that of the method of ordering."""


@dataclass(frozen=True, slots=True)
class Heading:
    """The texts about one ratee under one heading, each once.

    ``may_leave``: True if they may leave the office word for word, or if there are none.
    """

    texts: tuple[str, ...] = ()
    may_leave: bool = True


RateeOpinions = tuple[Heading, ...]
"""The headings of one ratee, in the order of ``HEADINGS``."""
NO_OPINIONS: RateeOpinions = (Heading(),) * len(HEADINGS)


def arrange(scheme: Scheme, opinions: Iterable[Opinion], key: bytes) -> dict[str, RateeOpinions]:
    """The opinions keyed by the code of the ratee, for those with at least one text; ``key``: the campaign's."""
    of_ratee: dict[str, list[Opinion]] = {}
    for opinion in opinions:
        of_ratee.setdefault(opinion.ratee, []).append(opinion)
    asked = _asked(scheme)
    found = {code: _of_one(code, mine, len(asked.get(code, ())), key) for code, mine in of_ratee.items()}
    return {code: headings for code, headings in found.items() if headings != NO_OPINIONS}


def kept_back(opinions: Mapping[str, RateeOpinions]) -> tuple[str, ...]:
    """The codes of the ratees with a text that may not leave word for word."""
    return tuple(code for code, headings in opinions.items() if not all(heading.may_leave for heading in headings))


def _asked(scheme: Scheme) -> dict[str, set[str]]:
    """The codes of the units asked for opinions, keyed by the code of the ratee."""
    found: dict[str, set[str]] = {}
    for task in scheme.tasks:
        texts = form_type(task.kind).texts
        for code in task.ratees if texts and texts.hides_author else ():
            found.setdefault(code, set()).add(task.unit)
    return found


def _of_one(code: str, mine: Iterable[Opinion], asked: int, key: bytes) -> RateeOpinions:
    """The headings of one ratee; ``asked``: the number of units asked for opinions on him."""
    columns = zip(*((opinion.overall, opinion.problems, opinion.improvements) for opinion in mine), strict=True)
    found = []
    for head, column in zip(HEADINGS, columns, strict=True):
        written = [text.strip() for text in column if text.strip()]
        texts = sorted(set(written), key=partial(_sort_key, key, code, head))
        # Authors are counted, not different texts: equal texts have several authors.
        found.append(Heading(tuple(texts), not written or asked < 2 or len(written) >= LEAST_AUTHORS))
    return tuple(found)


def _sort_key(key: bytes, code: str, head: str, text: str) -> bytes:
    """The sort key of a text: the same on every computer of the campaign, not computable without the key."""
    return hmac.digest(key, json.dumps([_PURPOSE, code, head, text]).encode(), "sha256")
