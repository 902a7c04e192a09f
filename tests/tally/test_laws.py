"""Laws of the count, whatever comes back."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from lianping_xlsx.core import exact
from lianping_xlsx.intake.reading.form_reading import FormReading
from lianping_xlsx.scheme.model import Ratee, Scheme
from lianping_xlsx.scheme.terms import Effect
from lianping_xlsx.scheme.tiers_and_events import Adjustment, Tier
from lianping_xlsx.tally.count import unscored
from lianping_xlsx.tally.ranks import Candidate, rank_groups
from lianping_xlsx.tally.tally_results import Result
from tests.open_composites import proposed
from tests.returns import counted, register, tally, visit
from tests.small import DELEGATES, LEADERS, SCHEME, Town, scheme_of, with_rule
from tests.two_scores import scores

ORDINARY = settings(max_examples=12)
RULES = {
    "小数位数": ("0", "1", "2"),
    "去最高最低分": ("否", "是"),
    "缺票类处理": ("停止计算", "按其余票类折算"),
    "全部同分的票作废": ("是", "否"),
    "高分人数比例上限": ("", "50"),
    "参加测评比例下限": ("", "60"),
}
marks = st.one_of(st.just(""), st.integers(0, 100).map(str), st.sampled_from(["88.5", "70.25", "101", "约90"]))
rows = st.lists(st.tuples(marks, marks, marks), max_size=6)


@st.composite
def towns(draw: st.DrawFn) -> Town:
    """The small campaign under rules of any kind."""
    raw = with_rule(**{name: draw(st.sampled_from(words)) for name, words in RULES.items()})
    raw["计分规则"][5][1] = "2"  # 去最高最低分票数线
    return Town(scheme_of(raw))


def ballots(rows: Sequence[Sequence[str]]) -> str:
    lines = [" | ".join([f"{number:03}", *row]) for number, row in enumerate(rows, 1)]
    return "\n".join(["票号 | T1 | T2 | T3", *lines])


@st.composite
def answers(draw: st.DrawFn, town: Town) -> list[FormReading]:
    """What came back; some forms did not."""
    found = []
    for voter_class, issued in ((LEADERS, 4), (DELEGATES, 5)):
        if draw(st.booleans()) or draw(st.booleans()):
            found.append(register(town, ballots(draw(rows)), voter_class=voter_class, issued=issued))
    if draw(st.booleans()):
        valid = draw(st.integers(0, 20))
        total = draw(st.integers(0, valid * 100))
        # Marks as equal as whole points can be, so that these are the highest and the lowest.
        ends = f"|{-(-total // valid)}|{total // valid}" if valid else "||"
        line = f"20|20|{valid}|{20 - valid}|0|{total}"
        heads, lines = "编号|发出|收回|有效|无效|弃权|合计分", [f"T1|{line}", f"T2|{line}", "T3|20|20|20|0|0|1800"]
        if town.scheme.rules.trim:
            heads, lines = f"{heads}|最高分|最低分", [lines[0] + ends, lines[1] + ends, f"{lines[2]}|90|90"]
        found.append(tally(town, "\n".join([heads, *lines])))
    for ratee in ("T1", "T2", "T3"):
        score = draw(st.integers(0, 41))
        other = "K3" if ratee == "T3" else "K2"
        found.append(visit(town, ratee, f"编号|得分|扣分|原因\nK1||{draw(st.integers(0, 61))}|x\n{other}|{score}||x"))
    return found


def between(value: exact.ScoreValue, parts: list[exact.ScoreValue], unit: exact.ScoreValue) -> bool:
    return min(parts) - unit < value < max(parts) + unit


@ORDINARY
@given(st.data())
def test_every_figure_lies_between_its_parts(data: st.DataObject) -> None:
    """And so the composite, where nothing is added or taken away."""
    town = data.draw(towns())
    result, _ = counted(town, *data.draw(answers(town)))
    unit = exact.unit_of(town.scheme.rules.decimals)
    for found in result.classes:
        if found.mean is not None:
            assert 0 <= found.mean <= 100_00
    for poll in result.polls:
        means = [c.mean for c in result.classes if (c.ratee, c.poll) == (poll.ratee, poll.poll) and c.mean is not None]
        assert poll.score is None or between(poll.score, means, unit)
    for standing in result.standings:
        if standing.composite is not None:
            assert standing.poll_score is not None
            assert standing.field_score is not None
            assert between(standing.composite, [standing.poll_score, standing.field_score], unit)


@ORDINARY
@given(st.data())
def test_nobody_is_lost_between_scheme_and_result(data: st.DataObject) -> None:
    town = data.draw(towns())
    result, _ = counted(town, *data.draw(answers(town)))
    assert [s.code for s in result.standings] == [ratee.code for ratee in town.scheme.ratees]
    assert len(result.classes) == len(town.scheme.ratees) * len(town.scheme.classes)
    assert len(result.polls) == len(town.scheme.ratees) * len(town.scheme.polls)
    group_of = {ratee.code: ratee.group for ratee in town.scheme.ratees}
    open_groups = {group_of[standing.code] for standing in result.standings if standing.composite is None}
    for standing in result.standings:
        ranked = standing.composite is not None
        assert (standing.place is not None) is ranked
        settled = ranked and group_of[standing.code] not in open_groups
        # Cells that were not understood may turn a place, or only a tier; who has no composite may be ahead.
        assert (standing.rank is not None) is (ranked and standing.gain + standing.loss == 0)
        assert not settled or min(standing.gain, standing.loss) >= 0
        assert result.unsettled or not (standing.gain or standing.loss)
        assert standing.proposed_tier is not None or not settled or result.unsettled
        assert standing.proposed_tier is None or ranked
        assert standing.reason
    for found in result.classes:
        assert found.returned == found.valid + found.void + found.abstained
        assert min(found.valid, found.void, found.abstained, found.counted) >= 0


@ORDINARY
@given(st.data())
def test_whoever_has_no_composite_is_named_with_what_is_wanting(data: st.DataObject) -> None:
    town = data.draw(towns())
    out = Adjustment("T2", "任职不足半年", Effect.EXCLUDED, 0, "")
    scheme = replace(town.scheme, adjustments=data.draw(st.sampled_from([(), (out,)])))
    result, _ = counted(replace(town, scheme=scheme), *data.draw(answers(town)))
    found = [finding for finding in unscored(scheme, result) if finding.code == "result.unscored"]
    told = {finding.slots["name"]: finding.slots["causes"] for finding in found}
    assert told.keys() == {
        scheme.ratee_of[s.code].label for s in result.standings if s.composite is None and "不参评" not in s.flags
    }
    assert all(told.values())


@ORDINARY
@given(st.data(), rows, st.integers(0, 99))
def test_the_order_of_ballots_changes_nothing(
    data: st.DataObject, given_rows: list[tuple[str, str, str]], seed: int
) -> None:
    town = data.draw(towns())
    shuffled = random.Random(seed).sample(given_rows, len(given_rows))
    results = [
        counted(town, register(town, ballots(order), voter_class=LEADERS, issued=6))[0]
        for order in (given_rows, shuffled)
    ]
    assert _figures(results[0]) == _figures(results[1])


def _figures(result: Result) -> object:
    return result.standings, result.classes, result.polls


@ORDINARY
@given(st.data())
def test_the_order_of_forms_changes_nothing(data: st.DataObject) -> None:
    town = data.draw(towns())
    forms = data.draw(answers(town))
    one, other = counted(town, *forms), counted(town, *reversed(forms))
    assert one == other


# ---------------------------------------------------------------- ranks and tiers

composites = st.lists(st.none() | st.integers(85_00, 95_00), min_size=1, max_size=12)
DOWN = (Effect.DOWNGRADE, Effect.VETO)
quotas = st.none() | st.integers(0, 100_00)


def placed(
    values: list[int | None], tiers: tuple[Tier, ...], *events: Adjustment
) -> tuple[Scheme, list[Candidate], dict[str, int]]:
    """People with these composites, and their ranks."""
    people = [
        Candidate(f"T{n}", f"T{n}", "组", scores(None, None), 0, 0, composite) for n, composite in enumerate(values)
    ]
    ratees = tuple(Ratee(person.code, person.name, "", "", "组", "") for person in people)
    scheme = replace(SCHEME, ratees=ratees, tiers=tiers, adjustments=events)
    return scheme, people, rank_groups(people, SCHEME.rules)


@settings(max_examples=60)
@given(composites, quotas, quotas)
def test_a_quota_is_never_exceeded_and_equals_are_never_parted(
    values: list[int | None], best: int | None, middle: int | None
) -> None:
    tiers = (Tier("好", 90_00, best, ""), Tier("中", 87_00, middle, ""), Tier("差", None, None, ""))
    scheme, people, ranks = placed(values, tiers)
    found, _ = proposed(scheme, people)
    assert found.keys() == ranks.keys()
    for place, tier in enumerate(tiers):
        members = [p for p in people if p.code in found and found[p.code].tier == place]
        if tier.quota is not None:
            assert len(members) <= exact.floor_share(tier.quota, len(people))
        assert all(tier.cut is None or (p.composite or 0) >= tier.cut for p in members)
    for one in people:
        for other in people:
            if one.code in found and other.code in found:
                better = (one.composite or 0) - (other.composite or 0)
                assert better <= 0 or found[one.code].tier <= found[other.code].tier
                assert better != 0 or found[one.code].tier == found[other.code].tier
                assert better <= 0 or ranks[one.code] < ranks[other.code]


@settings(max_examples=40)
@given(composites, st.lists(st.tuples(st.integers(0, 11), st.sampled_from(DOWN)), max_size=4))
def test_events_only_ever_move_down_and_touch_nobody_else(
    values: list[int | None], events: list[tuple[int, Effect]]
) -> None:
    tiers = (Tier("好", 90_00, 40_00, ""), Tier("中", 87_00, None, ""), Tier("差", None, None, ""))
    made = tuple(Adjustment(f"T{n}", "事项", effect, 0, "") for n, effect in events)
    scheme, people, _ = placed(values, tiers, *made)
    before, _ = proposed(replace(scheme, adjustments=()), people)
    after, _ = proposed(scheme, people)
    for code, proposal in after.items():
        touched = any(adjustment.ratee == code for adjustment in made)
        assert proposal.tier >= before[code].tier
        assert touched or proposal == before[code]
