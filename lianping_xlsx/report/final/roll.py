"""Everybody of the campaign as the decision left him: what each list of 4审定 says of a ratee."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lianping_xlsx.core import exact
from lianping_xlsx.disclosure.figures import Disclosure, disclose
from lianping_xlsx.report.final.data import FinalData, Verdict
from lianping_xlsx.scheme.model import Adjustment, Effect, Ratee
from lianping_xlsx.tally.results import Standing

EXCLUDED = str(Effect.EXCLUDED)


@dataclass(frozen=True, slots=True)
class Listed:
    """A ratee on a list; ``verdict`` None: he takes no part (不参评). Scores are None where there is none to tell."""

    ratee: Ratee
    standing: Standing
    verdict: Verdict | None
    shown: Disclosure

    @property
    def tier(self) -> str:
        """审定等次, '' for those without."""
        return self.verdict.tier if self.verdict else ""

    @property
    def poll_score(self) -> int | None:
        """测评得分."""
        return self.standing.poll_score if self.verdict and self.shown.poll_score else None

    @property
    def field_score(self) -> int | None:
        """考评得分."""
        return self.standing.field_score if self.verdict and self.shown.field_score else None

    @property
    def composite(self) -> int | None:
        """综合得分."""
        return self.standing.composite if self.verdict and self.shown.composite else None


def roll(data: FinalData) -> dict[str, list[Listed]]:
    """Everybody by 排名组, each once: in the order of the verdicts, those without one last."""
    scheme, result = data.summary.scheme, data.summary.result
    decided = {verdict.ratee.code: verdict for verdict in data.verdicts}
    absent = [ratee for ratee in scheme.ratees if ratee.code not in decided]
    found: dict[str, list[Listed]] = {group: [] for group in scheme.groups}
    for ratee in (*(verdict.ratee for verdict in data.verdicts), *absent):
        standing, shown = result.standing_of[ratee.code], disclose(data.summary.scheme, data.summary.result, ratee.code)
        found[ratee.group].append(Listed(ratee, standing, decided.get(ratee.code), shown))
    return found


def remark(data: FinalData, listed: Listed) -> str:
    """备注: own events, why the decision is not the proposal, what may not be told."""
    return "；".join(part.rstrip("。；") for part in _parts(data, listed) if part)


def _parts(data: FinalData, listed: Listed) -> Iterator[str]:
    events = [event for event in data.summary.scheme.adjustments if event.ratee == listed.ratee.code]
    yield from map(event_words, events)
    if listed.verdict is None:
        if not any(event.effect is Effect.EXCLUDED for event in events):
            yield EXCLUDED
        return
    if listed.standing.place is None:
        yield listed.standing.reason
    if listed.verdict.reason:
        yield f"调整理由：{listed.verdict.reason}"
    yield from listed.shown.notes if not listed.shown.poll_score else ()


def event_words(event: Adjustment) -> str:
    """An event of 否决与加减分 in words, such as 加分1.5分：受到省级表彰（依据：省委组织部文件）."""
    points = f"{exact.show_short(event.points)}分" if event.effect in (Effect.BONUS, Effect.PENALTY) else ""
    basis = f"（依据：{event.basis}）" if event.basis else ""
    return f"{event.effect}{points}：{event.event}{basis}"
