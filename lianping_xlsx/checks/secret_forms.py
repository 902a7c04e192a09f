"""Which forms hold 无记名 votes, and which of them hold so few ballots that a file identifies its voters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

from lianping_xlsx.checks.used_form import expected_ballots
from lianping_xlsx.intake.gather import Received
from lianping_xlsx.intake.reading.ballots_held import ballots_in, has_fewer
from lianping_xlsx.intake.reading.form_reading import FormReading
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.scheme.terms import Collects


class SecretForms:
    """The forms of a campaign by their places in ``Received.expected``, judged by every copy that was received."""

    def __init__(self, scheme: Scheme, received: Received) -> None:
        self._scheme = scheme
        self._received = received
        self._open = {(voter.poll, voter.name) for voter in scheme.classes if voter.signed}

    @cached_property
    def _copies(self) -> Mapping[int, Sequence[FormReading]]:
        found: dict[int, list[FormReading]] = {}
        for reading in self._received.replies.values():
            for form in reading.forms:
                found.setdefault(form.form, []).append(form)
        return found

    def is_secret(self, index: int) -> bool:
        """Return True for a form of votes of a 无记名 class."""
        key = self._received.expected[index].layout.key
        return key.kind.polled and (key.poll, key.voter_class) not in self._open

    def is_small(self, index: int) -> bool:
        """Return True if a copy of the form holds fewer ballots than 票类均分单列线 or no copy is filled in.

        The counts of a 计票汇总 may be wrong, so the number of ballots that the scheme expects is checked as well.
        """
        expected, line = self._received.expected[index], self._scheme.rules.class_line
        counts = expected.layout.key.kind.collects is Collects.COUNTS
        if counts and expected_ballots(self._scheme, expected) < line:
            return True
        copies = [form for form in self._copies.get(index, ()) if not form.empty]
        return not copies or any(has_fewer(expected, form, line) for form in copies)

    def ballots(self, index: int) -> int:
        """Return the number of ballots in the copy of the form that holds the fewest."""
        expected = self._received.expected[index]
        return min((ballots_in(expected, form) for form in self._copies.get(index, ())), default=0)
