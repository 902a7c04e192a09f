"""The data of the documents in 4审定: the summary's data, the decision on it, and the contents of the lists."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence

from lianping_xlsx.core import exact
from lianping_xlsx.core.exact import ScoreValue
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.decision.disclosure.figures import Disclosure
from lianping_xlsx.decision.disclosure.redact import WITHHELD, withheld_note
from lianping_xlsx.decision.phrases import clause
from lianping_xlsx.decision.summary_data import SummaryData
from lianping_xlsx.scheme.model import Ratee
from lianping_xlsx.scheme.terms import Effect
from lianping_xlsx.scheme.tiers_and_events import Adjustment
from lianping_xlsx.tally.tally_results import Standing


@dataclass(frozen=True, slots=True)
class Verdict:
    """The decision on one ratee. ``reason`` (调整理由) is never empty if the tier is not the proposed one.

    ``confirmed``: the text of 变动确认, who answers for a changed result without a new meeting; '' if there is none.
    """

    ratee: Ratee
    standing: Standing
    tier: str
    reason: str
    remark: str
    confirmed: str = ""


@dataclass(frozen=True, slots=True)
class AcceptedFinding:
    """An open finding of a 试算 result that the person ``who`` accepted for a ``reason``."""

    code: str
    place: str
    message: str
    who: str
    reason: str


@dataclass(frozen=True)
class FinalData:
    """A complete decision. ``verdicts``: by 排名组, then rank, those without a rank last.

    ``meeting``, ``date``: the 审定会议 that decided. ``accepted``: empty if the result is 正式. ``number``: of the
    decision; papers of an earlier one may have been handed out.
    """

    summary: SummaryData
    verdicts: tuple[Verdict, ...]
    meeting: str
    date: dt.date
    accepted: tuple[AcceptedFinding, ...] = ()
    number: int = 1


EXCLUDED = str(Effect.EXCLUDED)
Score = ScoreValue | str | None
"""Hundredths of a point; 不单列 if the score is withheld, None if there is none."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A ratee on a list. ``verdict``: None if he takes no part (不参评); then his scores are not shown."""

    ratee: Ratee
    standing: Standing
    verdict: Verdict | None
    shown: Disclosure

    @property
    def tier(self) -> str:
        """审定等次; '' if there is none."""
        return self.verdict.tier if self.verdict else ""

    def score(self, component: str) -> Score:
        """The score of a component."""
        return self._shown(self.standing.score_of(component), component not in self.shown.components)

    @property
    def composite(self) -> Score:
        """综合得分."""
        return self._shown(self.standing.composite, self.shown.composite)

    def _shown(self, points: ScoreValue | None, may: bool) -> Score:
        if self.verdict is None or points is None:
            return None
        return points if may else WITHHELD


def roll(data: FinalData) -> dict[str, list[Listed]]:
    """All ratees, keyed by 排名组: in the order of the verdicts, those without a verdict last."""
    scheme, result = data.summary.scheme, data.summary.result
    decided = {verdict.ratee.code: verdict for verdict in data.verdicts}
    absent = [ratee for ratee in scheme.ratees if ratee.code not in decided]
    found: dict[str, list[Listed]] = {group: [] for group in scheme.groups}
    for ratee in (*(verdict.ratee for verdict in data.verdicts), *absent):
        standing, shown = result.standing_of[ratee.code], data.summary.disclosures.of(ratee.code)
        found[ratee.group].append(Listed(ratee, standing, decided.get(ratee.code), shown))
    return found


def note_of(data: FinalData, scores: Callable[[FinalData, Listed], Sequence[Score]]) -> str:
    """The note below a list that explains 不单列; '' if no score is withheld. ``scores``: those that it shows."""
    everybody = (listed for members in roll(data).values() for listed in members)
    summary = data.summary
    why = withheld_note(summary.scheme, summary.disclosures)
    return why if any(WITHHELD in scores(data, one) for one in everybody) else ""


def remark(data: FinalData, listed: Listed) -> str:
    """The text of 备注: the ratee's events, why he has no rank, why the decision is not the proposal."""
    return "；".join(part.rstrip("。；") for part in _parts(data, listed) if part)


def _parts(data: FinalData, listed: Listed) -> Iterator[str]:
    """Yield the parts of 备注; parts may be empty."""
    events = [event for event in data.summary.scheme.adjustments if event.ratee == listed.ratee.code]
    yield from map(event_words, events)
    told = any(event.effect is Effect.EXCLUDED for event in events)
    if listed.verdict is None:
        if not told:
            yield EXCLUDED
        return
    if listed.standing.place is None and not told:
        yield listed.standing.reason
    if listed.verdict.reason:
        yield f"调整理由：{listed.verdict.reason}"


def event_words(event: Adjustment) -> str:
    """An event of 否决与加减分 in words, such as 加分1.5分：受到省级表彰（依据：省委组织部文件）."""
    points = f"{exact.show_short(event.points)}分" if event.effect in (Effect.BONUS, Effect.PENALTY) else ""
    basis = f"（依据：{clause(event.basis)}）" if event.basis else ""
    return f"{event.effect_words}{points}：{clause(event.event)}{basis}"
