"""Each preset from ``init`` to ``finalize``; and under every 打分方式 and 计票方式, by a change of its scheme alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from lianping_xlsx.app.campaign import Campaign
from lianping_xlsx.scheme.ballot_sheets import PLACES
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.scheme.presets import PRESETS, load_preset
from lianping_xlsx.scheme.scheme_workbook import Records
from lianping_xlsx.scheme.terms import Conversion, Counting, Scoring
from lianping_xlsx.spreadsheet.table_reading import read_table
from tests.cli.running import Runner
from tests.deciding import decide_as_proposed, record, says
from tests.scenarios.campaigns import (
    Made,
    assert_figures,
    assert_votes,
    changed,
    foretell,
    foretold,
    in_process,
    make_campaign,
    merge,
    open_campaign,
    result_of,
    rows,
    told,
)
from tests.scenarios.people import Way, answer_all, ways_of

NAMES = [preset.name for preset in PRESETS]
OFFICE = (
    *("上报表.xlsx", "通报.docx", "通报附件.xlsx", "整改清单.xlsx", "结果运用清单.xlsx"),
    *("结果报送表.xlsx", "审定记录.xlsx", "审定记录.json", "全套.docx"),
)
"""What 4审定 has besides the letters."""

# ---------------------------------------------------------------- the plain road


@pytest.mark.slow_but_first
@pytest.mark.parametrize("preset", NAMES)
def test_the_road_from_init_to_finalize(preset: str, run: Runner, tmp_path: Path) -> None:
    campaign = Campaign(tmp_path / "考核")
    assert run("init", campaign.folder, "--preset", preset).code == 0
    assert run("check", campaign.folder).code == 0
    assert run("templates", campaign.folder).code == 0
    made = open_campaign(campaign.folder)
    assert {path.name for path in campaign.issued.iterdir()} == {*(w.file for w in made.workbooks), "分发清单.xlsx"}
    assert run("status", campaign.folder).code == 1  # nobody has answered yet

    replies = answer_all(made, preset)
    assert run("status", campaign.folder).code == 0
    assert run("merge", campaign.folder).code == 0
    result = result_of(campaign.folder)
    assert result["status"] == "正式"
    figures = foretold(foretell(made, replies))
    assert told(result) == figures
    assert all(None not in own.values() for own in figures.values())

    decide_as_proposed(campaign)
    assert run("finalize", campaign.folder).code == 0
    assert run("verify", campaign.folder).code == 0
    [decision] = record(campaign)
    assert {ratee["id"]: ratee["decided_tier"] for ratee in decision["ratees"]} == {
        code: own["proposed_tier"] for code, own in figures.items()
    }
    assert_leaving(campaign, made.loaded.scheme)


def assert_leaving(campaign: Campaign, scheme: Scheme) -> None:
    """4审定 has every document and no other; none of them speaks of a 试算."""
    found = {str(path.relative_to(campaign.decided)): path for path in campaign.decided.rglob("*") if path.is_file()}
    names = [f"{ratee.code} {ratee.workplace} {ratee.name}" for ratee in scheme.ratees]
    letters = {f"反馈意见书/{name}{suffix}" for name in names for suffix in (".xlsx", ".docx")}
    lists = {name for name in found if name.startswith("整改清单/")}
    assert found.keys() == {*OFFICE, *letters, *lists}
    assert lists
    assert lists <= {f"整改清单/{name}.xlsx" for name in names}  # whoever has nothing to put right gets none
    assert [name for name, path in found.items() if says(path, "试算")] == []


# ---------------------------------------------------------------- every way of voting

CASES = [
    pytest.param(preset, way, id=f"{preset}-{' '.join(map('·'.join, way.values()))}")
    for preset in NAMES
    for way in ways_of(preset)
]
"""计票方式 and 打分方式 of each poll; with its own ways (the plain road) every preset sees them all."""
ENTRIES = {
    ("逐票", "百分制"): ("mark", False),
    ("逐票", "分项"): ("mark", True),
    ("逐票", "等次"): ("tick", True),
    ("逐票", "分项等次"): ("grade", True),
    ("逐票", "排名"): ("place", False),
    ("计票汇总", "百分制"): ("total", False),
    ("计票汇总", "分项"): ("total", False),
    ("计票汇总", "等次"): ("count", True),
    ("计票汇总", "分项等次"): ("count:", True),
    ("计票汇总", "排名"): ("count", True),
}
"""What the forms of a poll have for each ratee: which field, and whether for each item or grade."""


def test_every_preset_sees_every_way() -> None:
    every = {(str(counting), str(scoring)) for counting in Counting for scoring in Scoring}
    for preset in NAMES:
        own = {
            poll.text("名称"): (poll.text("计票方式"), poll.text("打分方式"))
            for poll in load_preset(preset).tables["测评"]
        }
        ways = ways_of(preset)
        assert {one for way in (own, *ways) for one in way.values()} == every
        assert all(way.keys() == own.keys() for way in ways)


@pytest.mark.slow
@pytest.mark.parametrize(("preset", "way"), CASES)
def test_a_preset_votes_as_its_scheme_says(preset: str, way: Way, tmp_path: Path) -> None:
    made = make_campaign(tmp_path / "考核", voting(load_preset(preset), way))
    assert entries(made) == {(poll, *ENTRIES[one]) for poll, one in way.items()}

    replies = answer_all(made, preset)
    with in_process():
        merged = merge(made)

    assert merged.data.official
    oracle = foretell(made, replies)
    assert {own.poll_score for own in oracle.values()}.isdisjoint({None, "0.00"})
    assert_figures(merged, oracle)
    assert_votes(merged, oracle)


def voting(records: Records, way: Way) -> Records:
    """The scheme with other ways of counting and marking its polls; the tasks ask for the form that goes with them.

    A rate of votes for a grade is asked only of polls that are still by 等次: for conditions, and for points by bands.
    """
    polls = [
        changed(poll, **dict(zip(("计票方式", "打分方式"), way[poll.text("名称")], strict=True)))
        for poll in records.tables["测评"]
    ]
    form = {poll.text("名称"): {"逐票": "测评票"}.get(poll.text("计票方式"), "计票汇总") for poll in polls}
    tasks = [
        changed(task, 表种=form[task.text("测评")]) if task.text("票类") else task
        for task in records.tables["填报任务"]
    ]
    points = "\n".join(f"{place} | {102 - 2 * place} |" for place in range(1, 41))
    places = read_table(PLACES, rows(f"名次 | 分 | 测评\n{points}"), file="名次分").value
    by_grade = {"", *(name for name, (_, scoring) in way.items() if scoring == Scoring.GRADES)}
    conditions, bands = (
        [row for row in records.tables[sheet] if row.text("测评") in by_grade] for sheet in ("等次条件", "得票率分档")
    )
    components = [
        row if bands or row.text("折算") != Conversion.BANDS else changed(row, 折算="")
        for row in records.tables["考核板块"]
    ]
    asked = {"等次条件": conditions, "得票率分档": bands, "考核板块": components}
    tables = {"测评": polls, "填报任务": tasks, "名次分": places, **asked}
    return Records(records.settings, {**records.tables, **tables})


def entries(made: Made) -> set[tuple[str, str, bool]]:
    """What is entered for each ratee on the forms of each poll."""
    voted = {field for field, _ in ENTRIES.values()}
    forms = [form for workbook in made.workbooks for form in workbook.forms if form.key.poll]
    return {
        (form.key.poll, field, bool(slot.item))
        for form in forms
        for slot in form.slots()
        if (field := slot.field[: slot.field.find(":") + 1] or slot.field) in voted
    }
