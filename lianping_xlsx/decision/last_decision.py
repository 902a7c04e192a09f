"""The decision in force, compared with the present result, and the state of the decision table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lianping_xlsx.core.spelling import name_key
from lianping_xlsx.decision.campaign_steps import TableState
from lianping_xlsx.decision.decision_table import DATE, MEETING, Decisions
from lianping_xlsx.decision.disclosure.disclosures import Disclosures
from lianping_xlsx.decision.record import Recorded, digests_of_votes
from lianping_xlsx.decision.release_history import ReleaseHistory, releases_of
from lianping_xlsx.decision.result_json import OFFICIAL
from lianping_xlsx.decision.score_changes import Change, changes, figures_in, figures_of
from lianping_xlsx.decision.summary_data import LastDecision
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.spreadsheet.cell_kinds import Choice, Date
from lianping_xlsx.tally.tally_results import Result

_DAY = Date()


def last_decision(scheme: Scheme, result: Result, history: ReleaseHistory, seal: bytes) -> LastDecision | None:
    """The last decision with its changes against the present result; None if there is no decision.

    ``seal``: the key for digests of votes.
    """
    if not history.decisions:
        return None
    last = history.decisions[-1]
    names = {ratee.code: name_key(ratee.name) for ratee in scheme.ratees}
    shown = Disclosures(scheme, result, releases_of(scheme, result, history), official=True)
    # A score withheld now or at any earlier decision must not appear in the text of a change either.
    withheld = {code for code in names if not shown.of(code).composite}
    withheld |= {ratee.id for decision in history.decisions for ratee in decision.ratees if ratee.withheld}
    told = changes(last.ratees, figures_of(scheme, result), withheld=withheld, recast=recast_ratees(result, last, seal))
    return _in_force(last, names, told)


def recast_ratees(result: Result, decision: Recorded, seal: bytes) -> frozenset[str]:
    """The codes of the ratees with other votes now in a class of which a decision disclosed something, or who then had
    a 综合得分 that it withheld.

    Made final once more on other ballots, the same decision has disclosed both. One of 0.2.0 or 0.3.0 does not say.
    """
    votes = decision.told_votes
    now = {(each.ratee, each.poll, each.voter_class, each.counted, each.total) for each in result.classes}
    same = {names[:3] for names in votes & now}
    digests = digests_of_votes(result, seal) if decision.votes else {}
    unseen = {code for code, digest in decision.votes.items() if digests.get(code) != digest}
    return frozenset(names[0] for names in votes if names[:3] not in same) | unseen


def recorded_decision(scheme: Scheme, result: Mapping[str, object], record: Sequence[Recorded]) -> LastDecision | None:
    """The same against the result as 结果.json has it. The words of the changes may name scores that are withheld."""
    if not record:
        return None
    names = {ratee.code: name_key(ratee.name) for ratee in scheme.ratees}
    return _in_force(record[-1], names, changes(record[-1].ratees, figures_in(result)))


def _in_force(last: Recorded, names: Mapping[str, str], changed: tuple[Change, ...]) -> LastDecision:
    """``names``: of the present ratees, as they are compared, by 编号."""
    # A 编号 may now belong to another person, who was not decided on.
    mine = [ratee for ratee in last.ratees if names.get(ratee.id) == name_key(ratee.name)]
    return LastDecision(
        number=last.number,
        date=last.date,
        meeting=last.meeting,
        official=last.status == OFFICIAL,
        tiers={ratee.id: ratee.decided_tier for ratee in mine},
        typed={ratee.id: (ratee.decided_tier, ratee.reason, ratee.remark) for ratee in mine},
        confirmed={ratee.id: ratee.confirmed for ratee in mine if ratee.confirmed},
        changes=changed,
    )


def typed_so_far(scheme: Scheme, last: LastDecision | None, decisions: Decisions) -> TableState:
    """The state of the table; its tiers, in the scheme's spelling, are compared with the decision in force."""
    tiers = Choice(scheme.tier_names)
    typed = {r.code: row.typed for r in scheme.ratees if (row := decisions.of(r)) and row.typed[0]}
    rows = {code: (tiers.take(tier).value or tier, *words) for code, (tier, *words) in typed.items()}
    heads = decisions.head(MEETING).text, _DAY.take(decisions.head(DATE).text).value
    due = [ratee.code for ratee in scheme.ratees if ratee.code not in scheme.excluded]
    if not all(heads) or any(code not in rows for code in due):
        return TableState.OPEN
    if last and last.is_of(*heads) and all(rows.get(code) == typed for code, typed in last.typed.items()):
        return TableState.DECIDED
    return TableState.DONE
