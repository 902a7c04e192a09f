"""评议意见 whose place, and whose words where few have written, tell no author."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import pytest

from lianping_xlsx.decision.disclosure.opinions import HEADINGS, Heading, arrange, kept_back
from lianping_xlsx.intake.returns import Opinion
from lianping_xlsx.scheme.model import Scheme, Task
from lianping_xlsx.scheme.presets import PRESETS, load_preset
from lianping_xlsx.scheme.scheme_builder import build_scheme
from lianping_xlsx.scheme.terms import FormKind
from tests.publish.story import SCHEME

KEY = bytes(range(32))
CODES = tuple(ratee.code for ratee in SCHEME.ratees)
UNITS = ("甲", "乙", "丙", "丁")


def asking(*units: str) -> Scheme:
    """Each of these units was asked for opinions on everybody."""
    return replace(SCHEME, tasks=tuple(Task(unit, FormKind.OPINION, CODES, "", "", 0) for unit in units))


def told(code: str, *authors: str) -> list[Opinion]:
    """What the units with these names say of a ratee, each in the words it always uses."""
    return [Opinion(code, unit, f"{unit}的评价", f"{unit}的问题", f"{unit}的要求") for unit in authors]


def test_an_author_stands_at_no_place_of_his_own() -> None:
    """By the units, or by the words, the first of one letter would be the first of all, under every heading."""
    found = arrange(asking(*UNITS), [each for code in CODES for each in told(code, *UNITS)], KEY)
    places = {
        tuple(text[0] for text in heading.texts).index(unit)
        for headings in found.values()
        for heading in headings
        for unit in UNITS[:1]
    }
    assert places == {0, 1, 2, 3}
    assert any(len({heading.texts[0][0] for heading in headings}) > 1 for headings in found.values())


def test_the_order_is_the_campaign_s_alone_and_not_that_of_arrival() -> None:
    opinions = told("T1", *UNITS)
    found = [arrange(asking(*UNITS), order, KEY) for order in permutations(opinions)]
    assert all(each == found[0] for each in found)
    others = [arrange(asking(*UNITS), opinions, bytes([number] * 32)) for number in range(9)]
    assert any(other != found[0] for other in others)


@pytest.mark.parametrize(("authors", "leaves"), [(1, False), (2, False), (3, True), (4, True)])
def test_words_leave_where_three_have_written(authors: int, leaves: bool) -> None:
    found = arrange(asking(*UNITS), told("T1", *UNITS[:authors]), KEY)
    assert [heading.may_leave for heading in found["T1"]] == [leaves] * 3
    assert kept_back(found) == (() if leaves else ("T1",))


def test_each_heading_has_authors_of_its_own() -> None:
    some = [Opinion("T1", "丁", "丁的评价", " ", ""), *told("T1", "甲", "乙")]
    found = arrange(asking(*UNITS), some, KEY)["T1"]
    assert [heading.may_leave for heading in found] == [True, False, False]


def test_what_three_have_written_in_the_same_words_stands_once_and_leaves() -> None:
    same = [Opinion("T1", unit, "好。", "", "") for unit in UNITS[:3]]
    assert arrange(asking(*UNITS), same, KEY)["T1"] == (Heading(("好。",)), Heading(), Heading())


def test_one_unit_asked_alone_is_a_body_known_to_be_the_author() -> None:
    found = arrange(asking("县委评议组"), told("T1", "县委评议组"), KEY)
    assert found["T1"] == tuple(Heading((f"县委评议组的{what}",)) for what in ("评价", "问题", "要求"))


def test_only_those_asked_for_this_ratee_are_counted() -> None:
    """Three towns, each for its own villages: nobody but the town can have written."""
    tasks = tuple(Task(unit, FormKind.OPINION, (code,), "", "", 0) for unit, code in zip(UNITS, CODES, strict=False))
    found = arrange(replace(SCHEME, tasks=tasks), told("T1", "甲"), KEY)
    assert kept_back(found) == ()


@pytest.mark.parametrize("preset", [preset.name for preset in PRESETS])
def test_the_letters_of_every_preset_keep_their_opinions(preset: str) -> None:
    scheme = build_scheme(load_preset(preset))
    tasks = [task for task in scheme.tasks if task.kind is FormKind.OPINION]
    found = arrange(scheme, [each for task in tasks for code in task.ratees for each in told(code, task.unit)], KEY)
    assert found.keys() == set(scheme.ratee_of)
    assert kept_back(found) == ()


def test_of_whom_nothing_was_said_nothing_stands() -> None:
    assert arrange(asking(*UNITS), [Opinion("T3", "甲", " ", "", "")], KEY) == {}
    assert len(HEADINGS) == 3
