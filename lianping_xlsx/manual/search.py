"""Full-text search in the manual: by a word, by the name of a command, or by the words of a finding as they are shown.

The texts are compared by terms: pairs of neighbouring characters, and words of letters and digits as a whole. A term
counts the more, the fewer passages have it. Names and numbers that a finding fills in are not in the manual and count
nothing, so that a finding is found by the words around them.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import pairwise
from typing import assert_never

from lianping_xlsx.core.did_you_mean import near_names
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.core.spelling import name_key
from lianping_xlsx.manual.manual_parts import (
    Block,
    Listing,
    Manual,
    ManualChapter,
    ManualSection,
    Paragraph,
    Picture,
    Quoted,
    TextTable,
)

_LEAST, _NEXT_TO_BEST = 0.4, 0.5
"""The least share of terms of a passage that is alike, and the part of the best one's that the others must reach."""
_KNOWN = 0.2
"""The least share of the terms of a query that must stand anywhere in the manual."""
_RUN, _SIGN = re.compile(r"[^\W_]+"), re.compile("[a-z0-9]+|.")
"""Letters and characters without a mark between them; one word of letters and digits, or one character."""


@dataclass(frozen=True)
class Passage:
    """A part of the manual that can be found: a paragraph, or a row of a table. ``words``: other names for it."""

    chapter: str
    section: str
    title: str
    text: str
    words: tuple[str, ...] = ()

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Its title or that of its section, then other names; a row on several things has the name of each."""
        several = "、" in self.title and not self.is_sentence
        return (self.title or self.section, *(self.title.split("、") if several else ()), *self.words)

    @property
    def is_sentence(self) -> bool:
        """True if its title is a message, in which names and numbers are left open."""
        return self.title.endswith("。")

    @cached_property
    def titles(self) -> tuple[str, ...]:
        """Its names in the form in which they are compared."""
        return tuple(map(name_key, self.names))

    @cached_property
    def key(self) -> str:
        """All its text in the form in which it is compared."""
        return "\n".join((*self.titles, name_key(self.text)))

    @cached_property
    def title_terms(self) -> frozenset[str]:
        """The terms of its title."""
        return _terms(self.titles[0])

    @cached_property
    def terms(self) -> frozenset[str]:
        """Its terms."""
        return _terms(self.key)


def _terms(key: str) -> frozenset[str]:
    """The terms of a text: none goes over a mark, nor over what a message leaves open."""
    found: set[str] = set()
    for run in _RUN.findall(key):
        signs = _SIGN.findall(run)
        found.update(sign for sign in signs if len(sign) > 1)
        found.update(one + after for one, after in pairwise(signs) if len(one) == 1)
    return frozenset(found or _RUN.findall(key))


def passages(manual: Manual) -> Iterator[Passage]:
    """Everything in the manual that can be found, in its order."""
    for chapter in manual.chapters:
        for block in chapter.blocks:
            yield from _of_block(chapter, ManualSection(chapter.title, ()), block)
        for section in chapter.sections:
            for block in section.blocks:
                yield from _of_block(chapter, section, block)


def _of_block(chapter: ManualChapter, section: ManualSection, block: Block) -> Iterator[Passage]:
    def passage(text: str) -> Passage:
        return Passage(chapter.title, section.title, "", text, section.words)

    match block:
        case Paragraph():
            yield passage(block.text)
        case Listing():
            yield from map(passage, block.items)
        case TextTable():
            for row in block.rows:
                yield Passage(chapter.title, section.title, row[block.subject], row_text(block, row))
        case Quoted() | Picture():
            return
        case _:
            assert_never(block)


def row_text(table: TextTable, row: Sequence[str]) -> str:
    """The cells of a row but its subject, each with its heading; blank ones are left out."""
    cells = enumerate(zip(table.headings, row, strict=True))
    return "；".join(f"{heading}：{cell.rstrip('。')}" for at, (heading, cell) in cells if cell and at != table.subject)


@dataclass(frozen=True, slots=True)
class LookUp:
    """What was found. ``literal``: the passages have the words of the query as they stand."""

    passages: tuple[Passage, ...]
    literal: bool


class ManualIndex:
    """The passages of a manual, to be searched."""

    def __init__(self, manual: Manual) -> None:
        self._passages = tuple(passages(manual))
        self._places: dict[str, list[int]] = {}
        for at, passage in enumerate(self._passages):
            for term in passage.terms:
                self._places.setdefault(term, []).append(at)
        self._weights = {term: math.log(1 + len(self._passages) / len(found)) for term, found in self._places.items()}

    def find(self, query: str, most: int) -> LookUp:
        """At most ``most`` passages that fit a query, the best first; of a section's paragraphs only the best one.

        They have every word of the query as it stands; if there are none, they are those that are most alike.
        """
        words = tuple(filter(None, map(name_key, query.split())))
        if not words:
            return LookUp((), literal=False)
        whole = "".join(words)
        fit = [one for one in self._passages if all(word in one.key for word in words)]
        # Of equally near ones the first in the manual: it begins with how things are done.
        ordered = sorted(fit, key=lambda one: -_nearness(whole, one)) or self._alike(whole)
        return LookUp(tuple(_without_repeated(ordered))[:most], literal=bool(fit))

    def _alike(self, key: str) -> list[Passage]:
        """The passages that share enough terms with a query, the best first.

        Of equal ones the title of which the query has the most goes first, then the longest.
        """
        asked = _terms(key)
        if len([term for term in asked if term in self._weights]) < _KNOWN * len(asked):
            return []
        shared: defaultdict[int, float] = defaultdict(float)
        for term in asked & self._weights.keys():
            for at in self._places[term]:
                shared[at] += self._weights[term]
        whole = self._weight(asked) or 1
        scored = {at: self._likeness(asked, share / whole, self._passages[at]) for at, share in shared.items()}
        least = max(_LEAST, _NEXT_TO_BEST * max(scored.values(), default=0))
        fit = [(-score, *self._order(asked, at)) for at, score in scored.items() if score >= least]
        return [self._passages[at] for *_, at in sorted(fit)]

    def _order(self, asked: frozenset[str], at: int) -> tuple[float, int, int]:
        title = self._passages[at].title_terms
        return -round(self._weight(title & asked) / (self._weight(title) or 1), 9), -len(title), at

    def _likeness(self, asked: frozenset[str], share: float, passage: Passage) -> float:
        """The share of a query that a passage has; of a message also the share of it that the query has.

        What a query has beyond the message was filled in.
        """
        if not passage.is_sentence:
            return share
        title = passage.title_terms
        return max(share, (share + self._weight(title & asked) / (self._weight(title) or 1)) / 2)

    def _weight(self, terms: frozenset[str]) -> float:
        """The weights of those of some terms that are known, together."""
        return sum(self._weights[term] for term in terms & self._weights.keys())

    def near(self, query: str) -> tuple[str, ...]:
        """Titles in the manual that are similar to a query, to be suggested where it is not found as it stands."""
        return near_names(query, dict.fromkeys(name for one in self._passages for name in one.names))


def _nearness(whole: str, passage: Passage) -> float:
    """The part of the passage's title, or of another name for it, that a query makes up: 1 if it is the title."""
    return max(len(whole) / len(title) if whole in title else 0.0 for title in passage.titles)


def _without_repeated(found: Iterable[Passage]) -> Iterator[Passage]:
    """Yield the passages; of those without a title the first one of each section, and equal ones once."""
    seen: set[tuple[str, str]] = set()
    for passage in found:
        subject = (passage.title, passage.text) if passage.title else (passage.section, "")
        if subject not in seen:
            seen.add(subject)
            yield passage
