"""The disclosures of all ratees of a campaign, decided once and shared by all outputs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property

from lianping_xlsx.decision.disclosure.figures import Disclosure, disclose, in_score
from lianping_xlsx.decision.disclosure.neighbours import beside_withheld
from lianping_xlsx.decision.disclosure.releases import Released, Releases
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.tally.tally_results import ClassTally, Result


class Disclosures:
    """The disclosures of one result, computed when first asked for, one 排名组 at a time.

    ``releases``: the votes disclosed with the decisions so far. ``official``: the count is 正式.
    """

    def __init__(self, scheme: Scheme, result: Result, releases: Releases, *, official: bool) -> None:
        self._scheme = scheme
        self._result = result
        self._releases = releases
        self._official = official
        self._found: dict[str, Disclosure] = {}
        self._any_beside = False

    def of(self, code: str) -> Disclosure:
        """The disclosure of the ratee with this code."""
        if code not in self._found:
            self._decide(self._groups[self._scheme.ratee_of[code].group])
        return self._found[code]

    @cached_property
    def beside(self) -> bool:
        """True if a score is withheld because it would pin the withheld score of a neighbour in the 排名组."""
        for ratee in self._scheme.ratees:
            self.of(ratee.code)
        return self._any_beside

    @cached_property
    def _groups(self) -> dict[str, list[str]]:
        """The codes of all ratees, keyed by 排名组."""
        found: dict[str, list[str]] = {group: [] for group in self._scheme.groups}
        for ratee in self._scheme.ratees:
            found[ratee.group].append(ratee.code)
        return found

    def _decide(self, codes: Sequence[str]) -> None:
        """Decide for all ratees of a 排名组 together: the scores of neighbours depend on each other."""
        alone = {code: self._disclose(code, beside=False) for code in codes}
        beside = beside_withheld(self._scheme, self._result, alone)
        self._any_beside = self._any_beside or bool(beside)
        self._found |= alone | {code: self._disclose(code, beside=True) for code in beside}

    def _disclose(self, code: str, *, beside: bool) -> Disclosure:
        return disclose(self._scheme, self._result, code, self._releases, official=self._official, beside=beside)

    def released(self) -> Iterator[Released]:
        """Yield the votes that this result discloses, by the means of their classes or the scores of their polls."""
        for code, tallies in self._result.classes_of.items():
            shown = self.of(code)
            for score in self._result.polls_of.get(code, ()):
                if score.poll not in shown.withheld and score.score is not None:
                    yield from self._of_poll([tally for tally in tallies if tally.poll == score.poll], shown)

    def _of_poll(self, tallies: Sequence[ClassTally], shown: Disclosure) -> Iterator[Released]:
        """Yield the votes of one poll on one ratee; ``apart``: the mean of the class is disclosed."""
        voted = [tally for tally in tallies if tally.counted]
        made_of = in_score(self._scheme, tallies)
        for tally in voted:
            # The score of a poll with a single class is the mean of that class.
            apart = tally in shown.classes or len(voted) == 1
            if apart or tally in made_of:
                names = tally.ratee, tally.poll, tally.voter_class
                yield Released(*names, tally.counted, tally.total, apart)
