"""上会材料 tells of ballots how many there are: no figure of a class, no number of a ballot, no file, no unit."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from lianping_xlsx.audit.border_results import Border, BorderKind, Borders
from lianping_xlsx.audit.borders import borders
from lianping_xlsx.audit.outlook import outlook
from lianping_xlsx.core import exact
from lianping_xlsx.decision.meeting_matters import MeetingMatters
from lianping_xlsx.decision.meeting_paper import meeting_paper
from lianping_xlsx.decision.summary_data import SummaryData
from lianping_xlsx.publish.word.meeting import meeting_values
from tests.decision.disclosure import groups
from tests.decision.disclosure.test_observers import SEEDS, votes
from tests.decision.disclosure.test_samples import returned
from tests.decision.disclosure.test_statements import DECIDED
from tests.decision.disclosure.votes import CODE, data_of
from tests.publish.story import STORY
from tests.statements import words_of


def words(data: SummaryData) -> str:
    """Every word that a template is given."""
    return words_of(meeting_values(data, meeting_paper(MeetingMatters(data))))


def of_sample(sample: str) -> SummaryData:
    came, result = returned(sample)
    scheme, received = came.loaded.scheme, came.received
    data = replace(STORY, scheme=scheme, result=result, official=True, opinions={}, findings=())
    data = replace(data, returns=received.returns, files=received.files, written=came.judged.written)
    return data.with_borders(borders(scheme, came.judged.counted, result, outlook(scheme, result)))


@pytest.mark.slow_but_first
@pytest.mark.parametrize("sample", DECIDED)
def test_no_sample_s_paper_tells_a_class_a_file_or_a_unit(sample: str) -> None:
    data = of_sample(sample)
    text, scheme, decimals = words(data), data.scheme, data.scheme.rules.decimals
    standings = data.result.standings
    printed = {exact.show(each.composite or 0, decimals) for each in standings}
    printed |= {exact.show(score.score or 0, decimals) for each in standings for score in each.scores}
    means = {exact.show(tally.mean, decimals) for tally in data.result.classes if tally.mean is not None}
    scores = set(re.findall(r"\d+\.\d+", text))
    assert len(means - printed) > 5
    assert not scores & (means - printed)
    known = "".join([*(f"{ratee.workplace}、" for ratee in scheme.ratees), *(voter.name for voter in scheme.classes)])
    known += "".join([scheme.profile.host, scheme.profile.decider, scheme.profile.reports_to])
    units = [unit.name for unit in scheme.units if unit.name not in known]
    files = [file.path.rpartition("/")[2] for file in data.files]
    people = [unit.contact for unit in scheme.units if unit.contact]
    assert [name for name in (*units, *files, *people) if name in text] == []
    assert not re.search(r"T-?\d{4}|票号：|号票", text)
    assert all(f"{ratee.workplace}\n{ratee.name}\n" in text for ratee in scheme.ratees)


def test_a_composite_that_is_withheld_is_not_told_nor_is_any_difference_to_it() -> None:
    found = 0
    for seed in SEEDS[:120]:
        vote = data_of(votes(seed))
        data = replace(vote, scheme=replace(vote.scheme, ratees=(vote.scheme.ratee_of[CODE],)), official=True)
        data = replace(data, scheme=replace(data.scheme, adjustments=()))
        shown, standing = data.disclosures.of(CODE), data.result.standing_of[CODE]
        text = words(data)
        score = exact.show(standing.composite or 0, data.scheme.rules.decimals)
        told = score in re.findall(r"\d+(?:\.\d+)?", text)
        assert shown.composite or ("不单列" in text and "最高、最低、中位不列" in text), seed
        assert not shown.composite or standing.composite is None or told, seed
        found += not shown.composite
    assert found > 20


def test_no_gap_beside_a_withheld_composite_is_told_nor_counted() -> None:
    """P2's class has two ballots: what divides him from P1 or P3 would tell his composite."""
    people = [groups.Person((90, 91, 92, 93, 94, 95), 92, 98), groups.Person((88, 90), 92, 90)]
    people += [groups.Person((80, 85, 84, 90, 82, 85), 80, 70), groups.Person((80, 85, 84, 90, 82, 85), 80, 60)]
    data = replace(groups.data_of(people, groups.Rules(cuts=(91, 80))), official=True)
    told = {code for code in ("P1", "P2", "P3", "P4") if data.disclosures.of(code).composite}
    assert "P2" not in told
    assert len(told) > 1

    def with_gap(upper: str, lower: str) -> str:
        edge = Border("甲组", BorderKind.PLACES, upper, lower, 7, True, None, tier=0)
        return words(data.with_borders(Borders(found=(edge, replace(edge, kind=BorderKind.RANKS, tier=None)))))

    for upper, lower in (("P1", "P2"), ("P2", "P3")):
        assert not re.search("相差|相当于|一分之差", with_gap(upper, lower))
    assert re.search("相差0.07分.*其中1处相差.*一分之差", with_gap(*sorted(told)[-2:]), re.DOTALL)
