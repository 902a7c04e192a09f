"""The replies of a campaign, read and judged: what ``status``, ``merge``, ``mail`` and ``finalize`` begin with."""

from __future__ import annotations

import contextlib
import importlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from lianping_xlsx.app.cache import load_readings, save_readings
from lianping_xlsx.app.campaign import Campaign, Loaded, load
from lianping_xlsx.app.campaign_records import Remembered, nothing_to_read, read_remembered
from lianping_xlsx.app.garbage_collection import collector_at_rest, give_back
from lianping_xlsx.app.options import NO_OPTIONS, Options
from lianping_xlsx.core.findings import Finding, Outcome, has_errors
from lianping_xlsx.core.light_dataclass import dataclass, replace
from lianping_xlsx.core.scheduler_address import NoClusterError
from lianping_xlsx.core.stages import Progress
from lianping_xlsx.forms.layout import VERSIONS
from lianping_xlsx.intake.gather import Received, gather, passwords_for
from lianping_xlsx.intake.reading.editions import expect_forms
from lianping_xlsx.intake.reading.identity import WantedCampaign
from lianping_xlsx.intake.returns import FormStatus
from lianping_xlsx.intake.workers.reading_cache import NOTHING
from lianping_xlsx.intake.workers.reply import WorkerSetup, make_setup

if TYPE_CHECKING:
    from lianping_xlsx.checks.judge import Judged
    from lianping_xlsx.scheme.model import Scheme
    from lianping_xlsx.tally.tally_results import Result


class Judging:
    """The outcome of :func:`~lianping_xlsx.checks.judge.judge` on some replies, which may be let go.

    Its marks are a third of what a process with ten thousand replies holds.
    """

    def __init__(self, scheme: Scheme, received: Received) -> None:
        self._replies = scheme, received
        self._outcome: Outcome[Judged] | None = None

    def outcome(self) -> Outcome[Judged]:
        """The outcome. The replies are judged if they have not been, or if the outcome was let go."""
        from lianping_xlsx.checks.judge import judge

        if self._outcome is None:
            self._outcome = judge(*self._replies)
        return self._outcome

    def let_go(self) -> None:
        """Free the outcome, which will hardly be asked for again."""
        self._outcome = None
        give_back()


@dataclass(frozen=True)
class Returns:
    """The replies read and judged. ``remembered``: what was chosen between versions of forms before.

    ``found``: every finding on the replies in full, for the copies in 退回 and their mails alone; ``pooled``: those of
    them that are told by class everywhere else. ``received`` says of contested ballots what may be told.
    """

    loaded: Loaded
    received: Received
    judging: Judging
    remembered: Remembered
    found: tuple[Finding, ...] = ()
    pooled: tuple[Finding, ...] = ()

    @property
    def judged(self) -> Judged:
        """What the checks found: the marks that count, and the texts."""
        return self.judging.outcome().value

    @property
    def all_forms(self) -> bool:
        """True if every expected form is used; what is missing otherwise can be asked for by mail."""
        return all(entry.status is FormStatus.USED for entry in self.received.returns)

    @property
    def complete(self) -> bool:
        """True if every expected form and every cited result is used."""
        return self.all_forms and all(entry.status is FormStatus.USED for entry in self.received.cited)


@contextlib.contextmanager
def _importing(modules: Sequence[str]) -> Iterator[Callable[[], None]]:
    """Import modules while the body waits for other processes: pandas takes a third of a second.

    Yields what the body calls when it begins to wait; before, the imports would only hold it up.
    """
    thread = Thread(target=lambda: [importlib.import_module(module) for module in modules])

    def begin() -> None:
        if thread.ident is None:
            thread.start()

    try:
        yield begin
        begin()  # where there was nothing to wait for
    finally:
        if thread.ident is not None:
            thread.join()


def _has_files(folder: Path) -> bool:
    """True if a folder holds anything but hidden files, or a folder below it does."""
    return any(not path.name.startswith(".") for path in folder.rglob("*") if path.is_file())


@collector_at_rest()
def check_returns(
    folder: Path,
    options: Options = NO_OPTIONS,
    *,
    progress: Progress | None = None,
    meanwhile: Sequence[str] = (),
    loaded: Outcome[Loaded | None] | None = None,
) -> Outcome[Returns | None]:
    """Read and judge 2收回. None where the campaign cannot be worked with; findings in a fixed order.

    ``meanwhile``: modules that the caller will need next, imported while others read. ``loaded``: what the caller has
    loaded already.
    """
    campaign = Campaign(folder)
    gone = tuple(nothing_to_read(campaign))
    if gone:
        return Outcome(None, gone)
    if loaded is None:
        loaded = load(campaign, same_campaign=options.same_campaign)
    if loaded.value is None:
        return Outcome(None, loaded.findings)
    if not any(_has_files(folder) for folder in (campaign.issued, campaign.received, campaign.summary)):
        return Outcome(None, (*loaded.findings, Finding("form.not-issued")))
    remembered = read_remembered(loaded.value.campaign)
    if remembered.value is None:
        return Outcome(None, (*loaded.findings, *remembered.findings))
    gathered = _gather(loaded.value, remembered.value, options, progress, meanwhile)
    if gathered.value is None:
        return Outcome(None, (*loaded.findings, *gathered.findings))
    scheme, received = loaded.value.scheme, gathered.value
    from lianping_xlsx.anomalies.questions import question_conduct
    from lianping_xlsx.decision.disclosure.disclosed_findings import Registers

    give_back()
    judging = Judging(scheme, received)
    judged = judging.outcome()
    give_back()
    questions = tuple(question_conduct(scheme, received, judged.value))
    give_back()
    found, registers = (*received.findings, *judged.findings, *questions), Registers(scheme, received)
    told = registers.disclosed(found)
    findings = (*loaded.findings, *remembered.findings, *_year_assumed(loaded.value, received), *told.findings)
    received = replace(received, contests=registers.contests(received.contests))
    returns = Returns(loaded.value, received, judging, remembered.value, found, told.pooled)
    return Outcome(returns, in_order(findings))


def _gather(
    loaded: Loaded, remembered: Remembered, options: Options, progress: Progress | None, meanwhile: Sequence[str]
) -> Outcome[Received | None]:
    """2收回, read; what was read is kept for the next run, in the cache file alone.

    None where the cluster that is to read cannot be used.
    """
    imported = ("lianping_xlsx.decision.disclosure.disclosed_findings", "lianping_xlsx.anomalies.questions")
    with _importing((*imported, *meanwhile)) as begin:
        cached = load_readings(loaded)
        try:
            received = gather(
                *(loaded.scheme, setup_of(loaded, options.passwords)),
                prefer=(*options.prefer, *remembered.words),
                picks=remembered.picks,
                progress=progress,
                kept=cached,
                started=begin,
                scheduler=options.scheduler,
            )
        except NoClusterError as fault:
            slots = {"address": options.scheduler, "reason": str(fault)}
            return Outcome(None, (Finding("cluster.unusable", slots=slots),))
        save_readings(loaded, cached, received.kept)
    return Outcome(replace(received, kept=NOTHING))


def setup_of(loaded: Loaded, passwords: Sequence[str]) -> WorkerSetup:
    """The set-up with which the replies of a campaign are read. ``passwords``: as given with the command."""
    scheme, notes = loaded.scheme, loaded.notes
    wanted = WantedCampaign(notes.years, scheme.profile.title, notes.assumed)
    words = passwords_for(scheme, passwords)
    expected = expect_forms(scheme, loaded.secret)
    return make_setup(loaded.campaign.received, loaded.secret, expected, scheme.caps.limits, words, wanted)


def _year_assumed(loaded: Loaded, received: Received) -> Iterator[Finding]:
    """Forms of 0.2.0 do not say their year, and here nothing else does."""
    if loaded.notes.assumed and any(reading.version == VERSIONS[0] for reading in received.readings.values()):
        yield Finding("scheme.year-assumed", slots={"year": loaded.notes.years[0]})


def in_order(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Errors first, then by place: the same whatever the order of the files."""
    return tuple(sorted(findings, key=Finding.sort_key))


def count_returns(returns: Returns, known: tuple[Finding, ...]) -> Outcome[Result]:
    """The count, with ``known`` and its own findings; what would be 正式 is looked through for anybody unscored."""
    from lianping_xlsx.audit.fairness import question_fairness
    from lianping_xlsx.tally.count import count, unscored

    scheme = returns.loaded.scheme
    counted = count(scheme, returns.judged.counted, returns.received.cited)
    findings = (*known, *counted.findings, *question_fairness(scheme, counted.value))
    if is_official(returns, findings):
        findings = (*findings, *unscored(scheme, counted.value))
    return Outcome(counted.value, findings)


def is_official(returns: Returns, findings: tuple[Finding, ...]) -> bool:
    """正式: no open error, no missing form, no conflict; otherwise 试算."""
    return returns.complete and not has_errors(findings)
