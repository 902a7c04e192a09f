"""评议意见 without their authors: in which order they stand, and which of them may leave the office word for word.

Ordered by the units, an author stands at the same place in every letter and list; ordered by the words, one who always
begins alike does. So each heading is ordered by itself, by a keyed digest of the ratee, the heading and the text: what
stands first of one ratee says nothing of what stands first of another, nor under the next heading.

Of one or two who have written of a ratee under a heading, the ratee guesses the author from the words, and either of
the two knows the other's. Then the texts stay in the office, which sums them up in its own words. That is so only
where at least two units were asked for opinions on the ratee. Where one unit alone was asked, as in both regulations
(县委评议组, 党支部委员会), its form is the text of a body whom everybody knows to be the author: no person is to be
protected, and it is printed as it was written.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial

from lianping_xlsx.forms.kinds import form_type
from lianping_xlsx.intake.returns import Opinion
from lianping_xlsx.scheme.model import Scheme

HEADINGS = ("履职总体评价", "存在问题和不足", "需要改进的工作和要求")
LEAST_AUTHORS = 3
"""So many units must have written of a ratee under a heading before their texts may leave."""
_PURPOSE = "opinions 1"


@dataclass(frozen=True, slots=True)
class Heading:
    """What was written of one ratee under one heading: every text once. ``may_leave``: word for word, out of the
    office; without texts there is nothing to keep back.
    """

    texts: tuple[str, ...] = ()
    may_leave: bool = True


RateeOpinions = tuple[Heading, ...]
"""In the order of ``HEADINGS``."""
UNSAID: RateeOpinions = (Heading(),) * len(HEADINGS)


def arrange(scheme: Scheme, opinions: Iterable[Opinion], key: bytes) -> dict[str, RateeOpinions]:
    """The opinions by code of the ratee, for those of whom anything was said; ``key``: the campaign's."""
    of_ratee: dict[str, list[Opinion]] = {}
    for opinion in opinions:
        of_ratee.setdefault(opinion.ratee, []).append(opinion)
    asked = _asked(scheme)
    found = {code: _of_one(code, mine, len(asked.get(code, ())), key) for code, mine in of_ratee.items()}
    return {code: headings for code, headings in found.items() if headings != UNSAID}


def kept_back(opinions: Mapping[str, RateeOpinions]) -> tuple[str, ...]:
    """The codes of the ratees of whom something does not leave word for word."""
    return tuple(code for code, headings in opinions.items() if not all(heading.may_leave for heading in headings))


def _asked(scheme: Scheme) -> dict[str, set[str]]:
    """The units asked for opinions, by code of the ratee."""
    found: dict[str, set[str]] = {}
    for task in scheme.tasks:
        texts = form_type(task.kind).texts
        for code in task.ratees if texts and texts.hides_author else ():
            found.setdefault(code, set()).add(task.unit)
    return found


def _of_one(code: str, mine: Iterable[Opinion], asked: int, key: bytes) -> RateeOpinions:
    columns = zip(*((opinion.overall, opinion.problems, opinion.improvements) for opinion in mine), strict=True)
    found = []
    for head, column in zip(HEADINGS, columns, strict=True):
        written = [text.strip() for text in column if text.strip()]
        texts = sorted(set(written), key=partial(_place, key, code, head))
        found.append(Heading(tuple(texts), not written or asked < 2 or len(written) >= LEAST_AUTHORS))
    return tuple(found)


def _place(key: bytes, code: str, head: str, text: str) -> bytes:
    """What a text is ordered by. Two programs of one campaign order alike; without its key nobody can."""
    return hmac.digest(key, json.dumps([_PURPOSE, code, head, text]).encode(), "sha256")
