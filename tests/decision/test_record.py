"""审定记录: every decision stays, an equal one is no new one, a damaged record is not gone on with."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianping_xlsx.decision.final_data import AcceptedFinding, FinalData, Verdict
from lianping_xlsx.decision.last_year import read_former
from lianping_xlsx.decision.record import (
    DamagedError,
    read_record,
    record_object,
    recorded,
    with_decision,
    with_outputs,
)
from lianping_xlsx.decision.result_json import as_json, result_object
from lianping_xlsx.publish.final.record_book import write_record_book
from tests.books import open_book
from tests.deciding import texts
from tests.publish.story import STORY

SCHEME = STORY.scheme
VERDICTS = tuple(
    Verdict(ratee, STORY.result.standing_of[ratee.code], tier, reason, "")
    for ratee, tier, reason in zip(
        SCHEME.ratees, "好好中中差中中差", ("", "=研究", "", "经研究", "", "", "", "信访"), strict=True
    )
)
ACCEPTED = (AcceptedFinding("form.missing", "某表.xlsx", "还没有收到。", "薛定安", "不影响等次"),)
FINAL = FinalData(STORY, VERDICTS, "县委常委会第12次会议", dt.date(2024, 12, 30), ACCEPTED)
SOURCES = {"考核方案.xlsx": "a" * 64, "3汇总/结果.json": "b" * 64}


@given(st.text(), st.text(), st.text())
def test_a_record_is_read_as_it_was_written(reason: str, meeting: str, who: str) -> None:
    verdicts = (replace(VERDICTS[0], reason=reason), *VERDICTS[1:])
    data = replace(FINAL, verdicts=verdicts, meeting=meeting, accepted=(replace(ACCEPTED[0], who=who),))
    record = with_outputs(with_decision((), data, SOURCES), {"通报.docx": "c" * 64})
    back = read_record(as_json(record_object(data, "本次", record)), "本次")
    assert back == record
    assert (back[0].sources, back[0].outputs) == (SOURCES, {"通报.docx": "c" * 64})


def test_the_votes_on_the_overall_item_stand_in_the_record_only_if_a_rate_told_them() -> None:
    (decision,) = with_decision((), FINAL, SOURCES)
    first, *others = decision.released or ()
    told = replace(decision, released=(replace(first, overall=0), *others))
    written = as_json(record_object(FINAL, "本次", (told,)))
    assert written.count(b'"overall"') == 1
    assert read_record(written, "本次")[0].released == told.released


def test_a_composite_that_was_told_to_nobody_is_not_told_a_year_later() -> None:
    few = tuple(replace(t, counted=2) if t.ratee == "T1" else t for t in STORY.result.classes)
    data = replace(FINAL, summary=replace(STORY, result=replace(STORY.result, classes=few)))
    record = as_json(record_object(data, "本次", with_decision((), data, SOURCES)))
    assert [ratee.withheld for ratee in read_record(record, "本次")[0].ratees][:2] == [True, False]
    result = json.loads(as_json(result_object(data.summary, "本次")))
    for entries in (json.loads(record)["decisions"][0]["ratees"], result["ratees"]):
        formers = [former for entry in entries if (former := read_former(entry))]
        first, second = (former.as_of("2024") for former in formers[:2])
        assert (first.composite, first.tier[:1], second.composite) == (None, "好", 93_00)
    whole = as_json(record_object(FINAL, "本次", with_decision((), FINAL, SOURCES)))
    assert b"withheld" not in whole + as_json(result_object(STORY, "本次"))
    upgraded = (recorded(FINAL, 1, SOURCES),)
    assert len(with_decision(upgraded, data, SOURCES)) == 1, "it is no other decision for that"


def test_the_record_that_the_meeting_signs_has_no_score_that_may_not_be_told() -> None:
    few = tuple(replace(t, counted=2) if t.ratee == "T1" else t for t in STORY.result.classes)
    data = replace(FINAL, summary=replace(STORY, result=replace(STORY.result, classes=few)))
    first = recorded(data, 1, SOURCES)
    ratees = (replace(first.ratees[0], composite="95.50"), *first.ratees[1:])
    words = list(
        texts(write_record_book(SCHEME.profile, (first, replace(first, number=2, ratees=ratees, fingerprint=""))))
    )
    assert not [text for text in words if "96.00" in text or "95.50" in text]
    assert words.count("不单列") == 2
    assert any("陆明澈：综合得分有变动（不单列）" in text for text in words)
    assert "不单列" not in "".join(texts(write_record_book(SCHEME.profile, (recorded(FINAL, 1, SOURCES),))))


def test_scores_are_on_record_as_printed_and_ratees_without_one_too() -> None:
    ratees = recorded(FINAL, 1, SOURCES).ratees
    assert [(r.id, r.composite, r.rank) for r in ratees[3:6]] == [
        ("T4", "88.01", None),
        ("T7", "97.00", 1),
        ("T5", None, None),
    ]
    assert recorded(FINAL, 1, SOURCES).accepted[0].finding == "某表.xlsx：还没有收到。"


def test_quotas_are_counted_by_group_and_tier() -> None:
    tiers = {(t.group, t.tier): (t.quota, t.proposed, t.decided) for t in recorded(FINAL, 1, SOURCES).tiers}
    assert tiers["乡镇", "好"] == (2, 1, 2)
    assert tiers["街道", "好"] == (0, 0, 0)
    assert tiers["乡镇", "差"] == (None, 1, 0)
    assert tiers["街道", "差"] == (None, 1, 2)


def test_an_equal_decision_is_no_new_one() -> None:
    record = with_decision((), FINAL, SOURCES)
    assert with_decision(record, FINAL, SOURCES | {"考核方案.xlsx": "d" * 64})[0].sources["考核方案.xlsx"] == "d" * 64
    assert len(with_decision(record, FINAL, SOURCES)) == 1


@pytest.mark.parametrize(
    "other",
    [
        replace(FINAL, meeting="县委常委会第13次会议"),
        replace(FINAL, date=dt.date(2025, 1, 6)),
        replace(FINAL, verdicts=(replace(VERDICTS[0], remark="表彰"), *VERDICTS[1:])),
        replace(FINAL, verdicts=VERDICTS[1:]),
        replace(FINAL, accepted=(replace(ACCEPTED[0], reason="已补报"),)),
        replace(FINAL, summary=replace(STORY, official=True)),
    ],
)
def test_whatever_differs_is_a_new_decision(other: FinalData) -> None:
    record = with_decision(with_decision((), FINAL, SOURCES), other, SOURCES)
    assert [decision.number for decision in record] == [1, 2]
    assert record[0] == recorded(FINAL, 1, SOURCES)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"version": 1', b'"version": 2'),
        (b'"decisions": [', b'"decisions": [], "x": ['),
        (b'"decisions": [', b'"decisions": [3, '),
        (b'"ratees": [', b'"ratees": ["T1", '),
        (b'"decided": 2', b'"decided": "2"'),
        (b'"who"', b'"whom"'),
        (b'"outputs": {}', b'"outputs": []'),
        (b'"outputs": {}', b'"outputs": {}, "remark": ""'),
    ],
)
def test_a_record_that_was_tampered_with_is_refused(old: bytes, new: bytes) -> None:
    content = as_json(record_object(FINAL, "本次", with_decision((), FINAL, SOURCES)))
    assert old in content
    with pytest.raises(DamagedError):
        read_record(content.replace(old, new, 1), "本次")


def test_the_workbook_shows_the_decision_in_force_first() -> None:
    later = replace(FINAL, verdicts=(replace(VERDICTS[0], tier="中", reason="信访"), *VERDICTS[2:]))
    record = with_decision(with_decision((), FINAL, SOURCES), later, SOURCES)
    data = write_record_book(SCHEME.profile, record)
    assert data == write_record_book(SCHEME.profile, record)
    assert open_book(data).sheetnames == ["审定经过", "第2次审定（现行）", "第1次审定"]
    words = set(texts(data))
    assert "云溪镇陆明澈：好→中；不再包括石栏镇邱佩兰" in words
    assert {"已被第2次审定取代", "现行有效", "=研究", "薛定安", "某表.xlsx：还没有收到。"} <= words


def test_of_many_changes_the_first_are_told() -> None:
    ratees = recorded(FINAL, 1, SOURCES).ratees
    many = tuple(replace(ratees[0], id=f"N{number}", name=f"新{number}") for number in range(30))
    first = recorded(FINAL, 1, SOURCES)
    words = "\n".join(texts(write_record_book(SCHEME.profile, (first, replace(first, number=2, ratees=many)))))
    assert "……共38处变动" in words


def test_what_only_a_program_reads_stands_last_on_the_record() -> None:
    """But not on which replies the decision rests: of the same decision written anew it would tell of a late ballot."""
    sources = SOURCES | {"2收回": "d" * 64}
    words = list(texts(write_record_book(SCHEME.profile, with_decision((), FINAL, sources))))
    assert words[-1].startswith("技术附记（供程序核对）：结果校验码 ")
    assert words[-1].endswith(f"；考核方案.xlsx {'a' * 16}；3汇总/结果.json {'b' * 16}")
    assert not any(word in text for text in words for word in ("指纹", "SHA"))
    assert not any("a" * 16 in text for text in words[:-1])
