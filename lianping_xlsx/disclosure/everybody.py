"""What may be told of everybody of a campaign, asked once for each person and all outputs."""

from __future__ import annotations

from collections.abc import Iterator

from lianping_xlsx.disclosure.figures import Disclosure, disclose, given_by_score
from lianping_xlsx.disclosure.releases import Released, Releases, released_of
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.tally.results import ClassTally, Result


class Disclosures:
    """``releases``: what left with the decisions so far. ``official``: the count is 正式."""

    def __init__(self, scheme: Scheme, result: Result, releases: Releases, *, official: bool) -> None:
        self._scheme = scheme
        self._result = result
        self._releases = releases
        self._official = official
        self._found: dict[str, Disclosure] = {}

    def of(self, code: str) -> Disclosure:
        """What may be told of the ratee with this code."""
        if code not in self._found:
            self._found[code] = disclose(self._scheme, self._result, code, self._releases, official=self._official)
        return self._found[code]

    def released(self) -> Iterator[Released]:
        """The votes that leave with this result: of classes told one by one, or given by the score of their poll."""
        for code, tallies in self._result.classes_of.items():
            yield from released_of(self._leaving(code, tallies))

    def _leaving(self, code: str, tallies: tuple[ClassTally, ...]) -> Iterator[ClassTally]:
        shown = self.of(code)
        for score in self._result.polls_of.get(code, ()):
            mine = [tally for tally in tallies if tally.poll == score.poll]
            told = score.poll not in shown.withheld and score.score is not None
            given = given_by_score(self._scheme, mine) if told else []
            yield from (tally for tally in mine if tally in given or tally in shown.classes)
