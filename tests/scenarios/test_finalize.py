"""The road from the replies to 4审定, on the samples: decided as proposed, and in spite of twelve problems."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from lianping_xlsx.app.finalize import Finalized, finalize
from tests.deciding import accept_all, decide_as_proposed, says
from tests.findings import codes_of
from tests.scenarios.campaigns import Made, in_process, merge, open_campaign, result_of
from tests.scenarios.people import SAMPLES


def merged(tmp_path: Path, sample: str) -> Made:
    """A copy of a sample, merged anew."""
    folder = tmp_path / "考核"
    shutil.copytree(SAMPLES / sample, folder, ignore=shutil.ignore_patterns("1发出", "3汇总", "4审定"))
    made = open_campaign(folder)
    with in_process():
        merge(made)
    return made


def finalized(made: Made) -> Finalized:
    with in_process():
        outcome = finalize(made.folder)
    assert outcome.value is not None, [f"{finding.place} {finding.message}" for finding in outcome.findings]
    assert codes_of(outcome.findings) == []
    return outcome.value


@pytest.mark.slow
def test_the_good_sample_decided_as_proposed(tmp_path: Path) -> None:
    made = merged(tmp_path, "lean-township")
    decide_as_proposed(made.loaded.campaign)
    decision = finalized(made).decision
    result = {ratee["id"]: ratee for ratee in result_of(made.folder)["ratees"]}
    assert decision.status == "正式"
    assert len(decision.ratees) == len(result) == 16
    for ratee in decision.ratees:
        told = result[ratee.id]
        assert (ratee.composite, ratee.rank) == (told["composite"], told["rank"])
        assert ratee.decided_tier == ratee.proposed_tier == told["proposed_tier"]


@pytest.mark.slow
def test_twelve_problems_each_of_which_somebody_answers_for(tmp_path: Path) -> None:
    made = merged(tmp_path, "lean-township-problems")
    decide_as_proposed(made.loaded.campaign, otherwise="中", because="得分不全，经集体研究")
    accept_all(made.loaded.campaign)
    decision = finalized(made).decision
    result = result_of(made.folder)
    assert decision.status == result["status"] == "试算"
    errors = [finding for finding in result["findings"] if finding["severity"] == "错误"]
    for accepted, error in zip(decision.accepted, errors, strict=True):
        message, _, files = error["message"].partition("，暂均未采用：")
        assert message in accepted.finding
        assert not files or files not in accepted.finding  # the meeting is told neither files nor where they differ
    unscored = [ratee for ratee in decision.ratees if ratee.composite is None]
    assert {ratee.decided_tier for ratee in unscored} == {"中"}
    assert {ratee.reason for ratee in unscored} == {"得分不全，经集体研究"}
    leaving = [path for path in made.loaded.campaign.decided.rglob("*") if path.is_file()]
    assert [path.name for path in leaving if not says(path, "试算")] == []
