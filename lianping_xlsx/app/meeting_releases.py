"""The record of what the papers for meetings have disclosed, signed, in .lianping; and how ``merge`` keeps it.

``finalize`` keeps its own releases in 审定记录.json; both together are the ``ReleaseHistory``.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from lianping_xlsx.app.campaign import Campaign, Loaded, read_key
from lianping_xlsx.app.campaign_records import recorded_decisions
from lianping_xlsx.app.garbage_collection import give_back
from lianping_xlsx.app.options import Options
from lianping_xlsx.app.packed_outputs import PackedText
from lianping_xlsx.app.storage import MOST_BYTES, read_json, write_failure, write_private
from lianping_xlsx.core import safe_open
from lianping_xlsx.core.campaign_names import MEETING_FILE, RELEASE_PATH, SUBMITTED_FILE, SUMMARY
from lianping_xlsx.core.findings import Finding, Outcome, Place
from lianping_xlsx.core.light_dataclass import replace
from lianping_xlsx.core.safe_open import read_regular
from lianping_xlsx.core.signing import is_genuine, signed_object
from lianping_xlsx.decision.decision_table import Decisions
from lianping_xlsx.decision.record import Recorded
from lianping_xlsx.decision.release_history import (
    ReleaseHistory,
    are_outdated,
    as_merged,
    held_back,
    papers_object,
    read_papers,
    with_papers,
    with_table,
    withdraw,
    withdrawal,
)
from lianping_xlsx.decision.result_json import campaign_in, campaign_object
from lianping_xlsx.decision.summary_data import SummaryData
from lianping_xlsx.forms.stamp import campaign_id

if TYPE_CHECKING:
    from lianping_xlsx.app.summary_outputs import Merged

_PURPOSE = "released"


def release_history(campaign: Campaign) -> Outcome[ReleaseHistory]:
    """All releases so far, for a run that decides nothing. Findings: ``decision.record-unread``, ``release.unread``."""
    decisions = recorded_decisions(campaign)
    history = history_after(campaign, decisions.value)
    return Outcome(history.value, (*decisions.findings, *history.findings))


def history_after(campaign: Campaign, decisions: tuple[Recorded, ...]) -> Outcome[ReleaseHistory]:
    """The releases of ``decisions`` and of the papers on record; of another campaign's record, in a copy, nothing.

    Finding: ``release.unread``, where the record cannot be used.
    """
    secret = read_key(campaign)
    if secret is None or not os.path.lexists(campaign.release_record):
        return Outcome(ReleaseHistory(decisions))
    found = read_json(campaign.release_record)
    if campaign_in(found).id not in ("", campaign_id(secret)):
        return Outcome(ReleaseHistory(decisions))
    history = read_papers(found if is_genuine(found, secret, _PURPOSE) else {}, decisions)
    unread = Finding("release.unread", Place(RELEASE_PATH), {"file": RELEASE_PATH})
    return Outcome(history, (unread,) if history.unreadable else ())


class Releasing:
    """One merge as it looks back at the releases and makes one itself, if papers for the meeting are asked for.

    ``decisions``: what was typed into the 等次审定表 that the merge replaces. With a tier in it the meeting has read
    it, if it was for the meeting. ``history``: what the result is held against. ``findings``:
    ``decision.record-unread``, ``release.unread``.
    """

    def __init__(self, loaded: Loaded, options: Options, decisions: Decisions) -> None:
        found = release_history(loaded.campaign)
        self._loaded, self._options, self._found = loaded, options, found.value
        self._today = safe_open.today().isoformat()
        answered = all(all(answer.typed) for answer in decisions.answers)
        self._decided = any(row.typed[0] for row in decisions.listed) and (answered or not found.value.trial)
        self._before = with_table(found.value) if self._decided else found.value
        self.history = withdraw(self._before, options.withdrawn, self._today) if options.withdrawn else self._before
        self.findings = found.findings

    def around(
        self, write: Callable[[Options], Outcome[Merged | None]], data: SummaryData, *, submitted: bool
    ) -> Outcome[Merged | None]:
        """Note the release, then write: papers of which nothing is noted must never lie there.

        If nothing was written, the record is put back. ``write``: writes 3汇总. ``submitted``: the result may go
        to the meeting. Findings: those of ``write``, ``release.*``, ``write.failed``.
        """
        papers = self._options.meeting and submitted
        # Papers of an earlier version have no record: they are noted when they are renewed.
        outdated = papers and self._options.renewed and are_outdated(self.history, data)
        papers = papers and not outdated
        options = replace(self._options, meeting=papers)
        campaign = self._loaded.campaign
        lay_there = any(os.path.lexists(campaign.summary / name) for name in (MEETING_FILE, SUBMITTED_FILE))
        record = campaign.release_record
        try:
            before = PackedText.of(read_regular(record, MOST_BYTES)) if os.path.lexists(record) else None
            self._note(self._as_merged(data, papers=papers, submitted=submitted))
        except OSError as error:
            return Outcome(None, (*data.findings, write_failure(record, error)))
        self._let_table_go()
        written = write(options)
        if written.value is None:
            if not any(finding.code == "write.halfway" for finding in written.findings):
                self._put_back(before)
            return written
        taken = ("release.trial",) if lay_there and not submitted else ("release.outdated",) if outdated else ()
        told = tuple(self._told(data, taken, papers=papers))
        merged = replace(written.value, settled=written.value.settled and not told)
        return Outcome(merged, (*written.findings, *told))

    def _told(self, data: SummaryData, taken: tuple[str, ...], *, papers: bool) -> Iterator[Finding]:
        """Yield what the clerk has to know of releases; ``papers``: some were written beside 等次审定表.

        ``taken``: the code of the finding on papers of an earlier merge that were taken away.
        """
        if self._options.withdrawn:
            yield withdrawal(self._before, self._options.withdrawn)
        for code in taken:
            yield Finding(code, Place(SUMMARY))
        if papers or self._decided:
            yield from held_back(data, self.history)

    def _as_merged(self, data: SummaryData, *, papers: bool, submitted: bool) -> ReleaseHistory:
        """The history once the data are written; see :meth:`around`."""
        now = with_papers(self.history, data, self._today) if papers else self.history
        return as_merged(now, data, submitted=submitted)

    def _note(self, history: ReleaseHistory) -> None:
        """Write the record, unless it is as it was. Raises OSError."""
        if history != self._found:
            about = campaign_object(self._loaded.scheme, self._loaded.id)
            said = signed_object(papers_object(history, about), self._loaded.secret, _PURPOSE)
            write_private(self._loaded.campaign.release_record, json.dumps(said).encode())

    def _let_table_go(self) -> None:
        """Free what the 等次审定表 of the last merge told: a line for each ratee and class, now noted anew."""
        told = self._found, self._before, self.history
        self._found, self._before, self.history = (replace(each, table=()) for each in told)
        give_back()

    def _put_back(self, before: PackedText | None) -> None:
        """The record as it was; where the disk is full it says too much, which withholds figures and tells none."""
        record = self._loaded.campaign.release_record
        with contextlib.suppress(OSError):
            if before is None:
                record.unlink(missing_ok=True)
            else:
                write_private(record, before.content)
